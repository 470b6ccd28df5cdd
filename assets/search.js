// Searches by Pagefind's index while the reader types. What was sought stands in the page's address.
const form = document.querySelector(".search-form");
const status = document.querySelector(".search-status");
const list = document.querySelector("main > .lines");
let loading;

const load = async () => {
  const pagefind = await import(form.dataset.base + "_pagefind/pagefind.js");
  await pagefind.options({ baseUrl: form.dataset.base });
  return pagefind;
};

const line = (found) => {
  const item = document.createElement("li");
  item.className = "line";
  item.innerHTML = '<p class="line-title"><a></a></p><p class="line-summary"></p><p class="card-time"></p>';
  const [title, summary, date] = item.children;
  title.firstChild.href = found.url;
  title.firstChild.textContent = found.meta.title;
  summary.innerHTML = found.excerpt;
  date.textContent = found.meta.date ?? "";
  return item;
};

const search = async () => {
  const words = form.q.value.trim();
  history.replaceState(null, "", words ? "?q=" + encodeURIComponent(words) : location.pathname);
  const pagefind = await (loading ??= load()).catch(() => null);
  if (!pagefind) {
    loading = undefined;
    status.textContent = form.dataset.failed;
    return;
  }
  const found = await pagefind.debouncedSearch(words, {}, 150);
  if (!found) return;
  const shown = await Promise.all(found.results.slice(0, 30).map((each) => each.data()));
  list.replaceChildren(...shown.map(line));
  status.textContent = words && form.dataset.found.replace("#", found.results.length);
};

form.q.value = new URLSearchParams(location.search).get("q") ?? "";
form.addEventListener("input", search);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
if (form.q.value) search();
form.q.focus();
