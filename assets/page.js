// What a page does in the reader's browser; without it everything can be read.
{
  const root = document.documentElement;
  const all = (selector) => document.querySelectorAll(selector);

  // Light or dark: the system's way, until the reader chooses
  for (const button of all("[data-toggle]")) {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.scheme ? root.dataset.scheme == "dark" : dark.matches);
    const name = () => button.setAttribute("aria-label", isDark() ? button.dataset.light : button.dataset.dark);
    button.hidden = false;
    name();
    dark.addEventListener("change", name);
    button.addEventListener("click", () => {
      root.dataset.scheme = isDark() ? "light" : "dark";
      try {
        localStorage.scheme = root.dataset.scheme;
      } catch {}
      name();
    });
  }

  // Sharing by the device, and copying the link
  for (const button of all(navigator.share ? "[data-share]" : "none")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {});
    });
  }
  for (const button of all(navigator.clipboard ? "[data-copy]" : "none")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const icon = button.innerHTML;
      button.textContent = button.dataset.done;
      button.classList.add("is-done");
      setTimeout(() => {
        button.innerHTML = icon;
        button.classList.remove("is-done");
      }, 2500);
    });
  }

  // What other hosts show is asked for once the reader wants it
  for (const button of all("[data-frame]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      const frame = document.createElement("iframe");
      for (const [name, value] of Object.entries(JSON.parse(button.dataset.frame))) frame.setAttribute(name, value);
      button.closest(".embed").replaceChildren(frame);
      frame.focus();
    });
  }

  // Times as the reader's day has them: minutes and hours where they are few, no year in the current one
  const now = new Date();
  for (const time of all("time[data-form]")) {
    const then = new Date(time.dateTime), minutes = Math.round((now - then) / 60000);
    const lang = time.closest("[lang]").lang, zone = root.dataset.zone;
    const day = (date) => date.toLocaleDateString("en-CA", { timeZone: zone });
    const year = (date) => day(date).slice(0, 4);
    const whole = time.textContent;
    try {
      if (minutes >= 0 && minutes < 720) {
        const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
        time.textContent = minutes < 60 ? relative.format(-minutes, "minute") : relative.format(-Math.round(minutes / 60), "hour");
      } else if (day(then) == day(now)) {
        time.textContent = then.toLocaleTimeString(lang, { timeStyle: "short", timeZone: zone });
      } else if (time.dataset.form == "short" && year(then) == year(now)) {
        time.textContent = then.toLocaleDateString(lang, { day: "numeric", month: "short", timeZone: zone });
      }
      if (time.textContent != whole) time.title = whole;
    } catch {}
  }

  // Breaking news ends when it does
  for (const item of all("[data-until]")) {
    const left = new Date(item.dataset.until) - now;
    if (left < 2 ** 31) setTimeout(() => item.remove(), Math.max(left, 0));
  }
}
