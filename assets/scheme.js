// Before the page is drawn: the scheme that the reader chose.
try {
  if (localStorage.scheme) document.documentElement.dataset.scheme = localStorage.scheme;
} catch {}
