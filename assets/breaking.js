// Breaking news ends when it does: what is over by now before the page is drawn, so that nothing moves.
for (const item of document.querySelectorAll(".breaking-bar [data-until]")) {
  const left = new Date(item.dataset.until) - Date.now();
  if (left <= 0) item.remove();
  else if (left < 2 ** 31) setTimeout(() => item.remove(), left);
}
