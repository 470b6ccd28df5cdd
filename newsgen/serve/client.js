// Keeps a page of the preview as its sources are: what differs is put in place, so that scroll and focus stay.
(() => {
  const own = document.querySelector("script[data-digest][data-page]");
  const { page, unpublished } = own.dataset;
  let digest = own.dataset.digest;
  let source = null;

  const host = document.createElement("newsgen-preview");
  const shadow = host.attachShadow({ mode: "open" });
  shadow.innerHTML = `<style>
    :host { all: initial }
    * { box-sizing: border-box; font: 14px/1.5 system-ui, sans-serif; margin: 0 }
    .ribbon { position: fixed; z-index: 2147483645; inset: auto auto 0 0; padding: .25em .9em; background: #8a4b00; color: #fff }
    .toast { position: fixed; z-index: 2147483646; right: 1em; bottom: 1em; max-width: min(26em, calc(100vw - 2em));
      padding: .7em 1em; border-radius: 4px; background: #1c2530; color: #fff; box-shadow: 0 2px 12px #0006 }
    .toast a { color: #9cd0ff; overflow-wrap: anywhere }
    .errors { position: fixed; z-index: 2147483647; inset: auto 0 0 0; max-height: 60vh; overflow: auto; padding: 1em 1.2em;
      background: #2a0d0d; color: #ffe9e6; border-top: 4px solid #ff6b57 }
    .errors h2 { font-size: 16px; font-weight: 600; padding-right: 2em }
    .errors li { margin: .8em 0 0; list-style: none }
    .errors ul { padding: 0 }
    .place { color: #ffb4a8; overflow-wrap: anywhere; font-family: ui-monospace, monospace }
    .mend { color: #ffd9a0 }
    pre { margin-top: .3em; padding: .5em .7em; overflow-x: auto; background: #170606; font: 13px/1.4 ui-monospace, monospace }
    mark { background: none; color: #ff6b57; font: inherit; font-weight: 700 }
    button { position: absolute; top: .7em; right: .9em; border: 0; background: none; color: inherit; font-size: 20px; cursor: pointer }
    [hidden] { display: none }
  </style>
  <div class="ribbon" hidden></div><div class="toast" role="status" hidden></div>
  <section class="errors" role="alert" hidden><button aria-label="Hide">×</button><h2></h2><ul></ul></section>`;
  const [ribbon, toast, errors] = [".ribbon", ".toast", ".errors"].map((part) => shadow.querySelector(part));
  errors.querySelector("button").onclick = () => { errors.hidden = true; };
  ribbon.hidden = !unpublished;
  ribbon.textContent = unpublished;
  document.documentElement.append(host);

  const element = (name, text, kind = "") => Object.assign(document.createElement(name), { textContent: text, className: kind });

  function tell(problems, count) {
    errors.hidden = !problems.length;
    const shown = problems.length < count ? `; the first ${problems.length}` : "";
    errors.querySelector("h2").textContent = count === 1 ? "This must be mended:" : `${count} things must be mended${shown}:`;
    errors.querySelector("ul").replaceChildren(...problems.map(({ place, what, mend, quote }) => {
      const item = document.createElement("li");
      item.append(element("p", place, "place"), element("p", what));
      if (quote) {
        const line = element("pre", `${quote.line} | ${quote.text.slice(0, quote.caret)}`);
        line.append(element("mark", quote.text.slice(quote.caret, quote.caret + 1) || "⏎"), quote.text.slice(quote.caret + 1));
        item.append(line);
      }
      if (mend) item.append(element("p", mend, "mend"));
      return item;
    }));
  }

  function offer(saved) {
    const others = saved.filter(({ url }) => url !== page);
    if (!others.length) return;
    const { title, url, held_back: why } = others[0];
    const name = url ? Object.assign(element("a", title), { href: url }) : title;
    const more = others.length > 1 ? ` and ${others.length - 1} more` : "";
    toast.replaceChildren("Saved: ", name, why && `, held back: ${why}`, more);
    toast.hidden = false;
  }

  const reload = () => { location.reload(); };
  const isScript = (node) => node.nodeName === "SCRIPT" && node.type !== "application/ld+json";
  const hasScript = (node) => isScript(node) || (node.querySelector?.("script:not([type='application/ld+json'])") ?? null) !== null;

  // Changes what is shown by the difference of two sources, and nothing else: scripts may have changed other things.
  function patch(shown, before, after) {
    if (before.isEqualNode(after)) return;
    if (hasScript(before) !== hasScript(after) || isScript(after)) throw new Error("a script changed");
    if (before.nodeName !== after.nodeName || shown.nodeName !== before.nodeName) {
      if (hasScript(after)) throw new Error("a script changed");
      shown.replaceWith(document.importNode(after, true));
      return;
    }
    if (after.nodeType !== Node.ELEMENT_NODE) { shown.data = after.data; return; }
    for (const { name } of [...before.attributes]) if (!after.hasAttribute(name)) shown.removeAttribute(name);
    for (const { name, value } of after.attributes) if (before.getAttribute(name) !== value) shown.setAttribute(name, value);
    patchChildren(shown, [...before.childNodes], [...after.childNodes]);
  }

  function patchChildren(shown, before, after) {
    const there = [...shown.childNodes].filter((node) => node !== host && node !== own);
    if (there.length !== before.length) throw new Error("a script changed this part");
    let first = 0;
    let last = 0;
    const least = Math.min(before.length, after.length);
    while (first < least && before[first].isEqualNode(after[first])) first += 1;
    while (last < least - first && before.at(-1 - last).isEqualNode(after.at(-1 - last))) last += 1;
    const old = before.slice(first, before.length - last);
    const fresh = after.slice(first, after.length - last);
    const live = there.slice(first, before.length - last);
    const end = there[before.length - last] ?? null;
    let at = 0;
    for (const [kept, node] of [...alike(old, fresh), [old.length, null]]) {
      while (at < kept) live[at++].remove();
      if (!node) break;
      for (; fresh[0] !== node; fresh.shift()) add(shown, fresh[0], live[at]);
      fresh.shift();
      patch(live[at], old[at], node);
      at += 1;
    }
    fresh.forEach((node) => add(shown, node, end));
    if (old.some((node, number) => !live[number].isConnected && hasScript(node))) throw new Error("a script went");
  }

  function add(shown, node, next) {
    if (hasScript(node)) throw new Error("a script came");
    shown.insertBefore(document.importNode(node, true), next);
  }

  // The longest list of pairs of an old place and a new node that are of one kind, in the order of both.
  function alike(old, fresh) {
    const kind = (node) => `${node.nodeName} ${node.id ?? ""} ${node.className ?? ""}`;
    const [left, right] = [old.map(kind), fresh.map(kind)];
    const most = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
    for (let i = left.length - 1; i >= 0; i -= 1) {
      for (let j = right.length - 1; j >= 0; j -= 1) {
        most[i][j] = left[i] === right[j] ? most[i + 1][j + 1] + 1 : Math.max(most[i + 1][j], most[i][j + 1]);
      }
    }
    const found = [];
    for (let i = 0, j = 0; i < left.length && j < right.length;) {
      if (left[i] === right[j]) found.push([i++, fresh[j++]]);
      else if (most[i + 1][j] >= most[i][j + 1]) i += 1;
      else j += 1;
    }
    return found;
  }

  async function read() {
    const answer = await fetch(`/_newsgen/page?path=${encodeURIComponent(page)}`, { cache: "no-store" });
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { parsed, digest: answer.headers.get("x-digest") };
  }

  async function refresh() {
    if (!source) { reload(); return; }
    const next = await read();
    try {
      patch(document.documentElement, source.documentElement, next.parsed.documentElement);
    } catch {
      reload();
      return;
    }
    [source, digest] = [next.parsed, next.digest];
    document.dispatchEvent(new CustomEvent("newsgen:changed", { detail: { digest } }));
  }

  let work = read().then((first) => { if (first.digest === digest) source = first.parsed; }).catch(() => {});
  function listen() {
    const events = new EventSource(`/_newsgen/events?path=${encodeURIComponent(page)}`);
    events.onmessage = ({ data }) => {
      const news = JSON.parse(data);
      tell(news.errors, news.error_count);
      offer(news.saved);
      if (news.unpublished !== unpublished) { reload(); return; }
      work = work.then(() => (news.digest && news.digest !== digest ? refresh() : null)).catch(() => {});
    };
    addEventListener("pagehide", () => events.close());
    addEventListener("pageshow", (event) => { if (event.persisted) reload(); });
  }
  listen();
})();
