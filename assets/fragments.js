// Brings a page's fragments up to date. One in sight keeps its height, so that nothing moves.
{
  const own = `:not(.kicker) > [href="${document.currentScript.dataset.page}"]`;
  const stories = (part) => part.querySelectorAll(":is(li, article):not(nav *)");
  const text = (part) => part.innerHTML.replace(/\s+/g, " ");

  const refresh = async (box) => {
    const answer = await fetch(box.dataset.fragment);
    if (!answer.ok) return;
    const fresh = box.cloneNode();
    fresh.innerHTML = await answer.text();
    let room = stories(box).length || 99;
    for (const story of stories(fresh)) if (story.querySelector(own) || room-- < 1) story.remove();
    if (text(fresh) == text(box)) return;

    const { top, height } = box.getBoundingClientRect();
    box.innerHTML = fresh.innerHTML;
    if (top > innerHeight) return;
    box.style.minBlockSize = height + "px";
    for (let lines = 5; box.offsetHeight > height + 1 && lines; ) box.dataset.lines = --lines;
  };

  for (const box of document.querySelectorAll("[data-fragment]")) refresh(box).catch(() => {});
}
