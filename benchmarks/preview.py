"""How soon a writer sees what was saved, in newsgen's preview and its peers'. Starts programs; writes in one folder.

A story of the middle of the archive is open in Chromium. What counts is the time from before a file is written until
the document in the browser holds the new words. Who loads the page again pays for that too.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from math import inf
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep, time
from urllib.error import URLError
from urllib.request import urlopen

import corpus
from contestants import (
    CLOCK,
    ELEVENTY,
    Contestant,
    compile_ours,
    contestants,
    install_eleventy,
    install_peers,
    make_site,
)
from corpus import Story
from measure import tree_memory
from msgspec import Struct
from saving import EDITS, Awaited, Edit, Paper
from selenium import webdriver

ROOT = Path(__file__).parent.parent
NEWSGEN = ROOT / ".venv/bin/newsgen"
PATIENCE = 60.0
"""Seconds within which a first page must be served, and after which a change is taken for one that never comes."""
MANY = 20
"""Edits from which on a percentile tells more than the worst of them."""
PAUSE = 1.5
"""Seconds between edits: a page that was loaded again must be listening by then."""
NOTICE = """
const there = {
  text: (mark) => document.body.textContent.includes(mark),
  style: (mark) => getComputedStyle(document.documentElement).getPropertyValue("--mark").trim() === mark,
  gone: (slug) => document.readyState !== "loading" && !document.querySelector(`a[href*="/${slug}/"]`),
};
const awaited = () => (sessionStorage.getItem("awaited") || "").split(" ");
function look() {
  const [kind, what] = awaited();
  if (!kind || !document.body || sessionStorage.getItem("seen") || !there[kind](what)) return;
  sessionStorage.setItem("seen", performance.timeOrigin + performance.now());
}
function lookAtStyle() {
  if (awaited()[0] === "style") look();
  requestAnimationFrame(lookAtStyle);
}
new MutationObserver(look).observe(document, {subtree: true, childList: true, characterData: true});
addEventListener("DOMContentLoaded", look);
lookAtStyle();
"""
"""In every page: remembers when it was first as it is awaited. Nothing tells of a style but looking at each frame."""


class Preview(Struct, frozen=True):
    """A server of a contestant's site. edits: how many of each kind. style, layout: the files that are edited; head:
    the layout that is to name the style sheet."""

    contestant: Contestant
    command: tuple[str, ...]
    edits: dict[str, int]
    style: str
    layout: str
    head: str = ""


class Seen(Struct):
    """start, warm_start: seconds until a page was served. delays: seconds until the browser showed an edit, by kind.

    memory: bytes, of all its processes, after all edits.
    """

    start: float
    warm_start: float
    delays: dict[str, list[float]]
    memory: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--only", choices=["newsgen-commonmark", "hugo", "eleventy"])
    parser.add_argument("--newsgen", type=Path, default=NEWSGEN)
    arguments = parser.parse_args()
    field = [each for each in previews(arguments.newsgen.absolute()) if arguments.only in (None, each.contestant.name)]
    compile_ours()
    install_peers([each.contestant.name for each in field])
    if any(each.contestant.name == "eleventy" for each in field):
        install_eleventy()
    with tempfile.TemporaryDirectory(prefix="preview-", dir="/dev/shm") as folder, chromium() as browser:
        stories = list(corpus.stories(arguments.articles, later=1))
        of_all: dict[str, Seen] = {}
        for preview in field:
            site = Path(folder) / preview.contestant.name
            make_site(preview.contestant, stories[:-1], site)
            furnish(preview, site)
            seen = of_all[preview.contestant.name] = looked_at(preview, site, stories, browser)
            print(table(f"{preview.contestant.title}, {arguments.articles:,} articles", seen), flush=True)
        if {"newsgen-commonmark", "hugo"} <= of_all.keys():
            print(compared(of_all["newsgen-commonmark"], of_all["hugo"]))


def previews(newsgen: Path) -> list[Preview]:
    by_name = {each.name: each for each in contestants(newsgen)}
    hugo = by_name["hugo"]
    theirs = (hugo.version[0], "server", "--port", "PORT", "--bind", "127.0.0.1", "--clock", CLOCK)
    few = {
        "body": 3,
        "check-out": 1,
        "body after it": 2,
        "title": 2,
        "css": 2,
        "layout": 2,
        "deletion": 1,
        "new article": 2,
    }
    return [
        Preview(
            by_name["newsgen-commonmark"],
            (str(newsgen), "serve", "--port", "PORT", "--now", CLOCK),
            {
                "body": 16,
                "check-out": 2,
                "body after it": 8,
                "title": 8,
                "css": 4,
                "layout": 4,
                "deletion": 4,
                "new article": 8,
                "config": 6,
            },
            style="assets/main.css",
            layout="layouts/article.html",
        ),
        Preview(
            hugo,
            (*theirs, "--config", "hugo.yaml"),
            few,
            style="static/main.css",
            layout="layouts/page.html",
            head="layouts/baseof.html",
        ),
        Preview(
            ELEVENTY,
            (*ELEVENTY.command, "--serve", "--incremental", "--quiet", "--port", "PORT"),
            few | {"check-out": 0, "body after it": 0, "title": 1, "layout": 1, "new article": 1},
            style="static/main.css",
            layout="_includes/article.njk",
            head="_includes/base.njk",
        ),
    ]


def furnish(preview: Preview, site: Path) -> None:
    """With files of the site's own that can be edited: newsgen's style sheet is also that of its peers."""
    for path, ours in ((preview.style, "assets/main.css"), (preview.layout, "layouts/article.html")):
        if not (site / path).exists():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / ours, site / path)
    if preview.head:
        head = site / preview.head
        link = '<link rel="stylesheet" href="/main.css">\n</head>'
        head.write_text(head.read_text(encoding="utf-8").replace("</head>", link), encoding="utf-8")


def looked_at(preview: Preview, site: Path, stories: list[Story], browser: webdriver.Chrome) -> Seen:
    story = stories[len(stories) // 2]
    style, layout = site / preview.style, site / preview.layout
    paper = Paper(
        site=site,
        dialect=preview.contestant.dialect,
        config=preview.contestant.config,
        open=story,
        latest=stories[-2::-1],
        news=stories[-1],
        style=(style, style.read_text(encoding="utf-8")),
        layout=(layout, layout.read_text(encoding="utf-8")),
    )
    url = story.page.removesuffix("index.html")
    with served(preview, site, url) as (_, start, _):
        pass
    renew(site)
    with served(preview, site, url) as (address, warm_start, pid):
        browser.get(address)
        sleep(PAUSE)  # what the page itself loads at first is no part of an edit
        marks = (f"MARK{number}END" for number in count(100))
        delays = {
            kind: [delay_of(EDITS[kind], paper, next(marks), number, browser) for number in range(many)]
            for kind, many in preview.edits.items()
            if many
        }
        return Seen(start, warm_start, delays, tree_memory(pid))


def renew(site: Path) -> None:
    """As it is after a checkout: new files of the same text. Who starts a preview then doesn't wait."""
    content = site / "content"
    subprocess.run(["cp", "-r", str(content), str(site / "fresh")], check=True)
    shutil.rmtree(content)
    (site / "fresh").rename(content)


def delay_of(edit: Edit, paper: Paper, mark: str, number: int, browser: webdriver.Chrome) -> float:
    """Seconds; infinitely many where nothing comes."""
    awaited, save = edit(paper, mark, number)
    await_in(browser, awaited)
    before = time()
    save()
    delay = seen_at(browser) / 1000 - before
    sleep(PAUSE)
    return delay


def await_in(browser: webdriver.Chrome, awaited: Awaited) -> None:
    if browser.execute_script(f"return there.{awaited.kind}('{awaited.what}')"):
        raise RuntimeError(f"{awaited.kind} {awaited.what} needs no edit")
    browser.execute_script(
        f"sessionStorage.removeItem('seen'); sessionStorage.setItem('awaited', '{awaited.kind} {awaited.what}')"
    )


def seen_at(browser: webdriver.Chrome) -> float:
    """Milliseconds since 1970."""
    end = perf_counter() + PATIENCE
    while perf_counter() < end:
        sleep(0.02)
        if found := browser.execute_script("return sessionStorage.getItem('seen')"):
            return float(found)
    return inf


@contextmanager
def served(preview: Preview, site: Path, url: str) -> Iterator[tuple[str, float, int]]:
    """The page's address, the seconds until it was served, the process's id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [port if word == "PORT" else word for word in preview.command]
    start = perf_counter()
    with open(site.parent / "printed.txt", "wb") as printed:
        process = subprocess.Popen(command, cwd=site, stdout=printed, stderr=printed, start_new_session=True)
    try:
        address = f"http://localhost:{port}/{url}"
        while not is_served(address):
            if process.poll() is not None or perf_counter() - start > PATIENCE:
                raise RuntimeError((site.parent / "printed.txt").read_text())
            sleep(0.01)
        yield address, perf_counter() - start, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def is_served(address: str) -> bool:
    try:
        with urlopen(address, timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError):
        return False


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in "--headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run".split():
        options.add_argument(flag)
    browser = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": NOTICE})
    try:
        yield browser
    finally:
        browser.quit()


def table(title: str, seen: Seen) -> str:
    rows = [f"{title}: first page {seen.start:.2f} s cold, {seen.warm_start:.2f} s warm; {seen.memory / 1e6:,.0f} MB"]
    every = [delay for delays in seen.delays.values() for delay in delays]
    return "\n".join([*rows, *(row(kind, delays) for kind, delays in {**seen.delays, "all": every}.items())])


def compared(ours: Seen, hugo: Seen) -> str:
    """Parts of Hugo's; of the kinds of edits by their medians."""
    parts = {"first page, cold": ours.start / hugo.start, "memory": ours.memory / hugo.memory}
    parts |= {kind: median(ours.delays[kind]) / median(delays) for kind, delays in hugo.delays.items()}
    return "newsgen's part of Hugo's:\n" + "\n".join(f"  {what:18} {part:6.3f}" for what, part in parts.items())


def row(kind: str, delays: list[float]) -> str:
    shown = [delay for delay in delays if delay < inf]
    never = f"  {len(delays) - len(shown)} never within {PATIENCE:.0f} s" if len(shown) < len(delays) else ""
    if not shown:
        return f"  {kind:12} {len(delays):3} x{never}"
    most, called = (quantiles(shown, n=20)[-1], "p95") if len(shown) >= MANY else (max(shown), "at most")
    middle = f"{median(shown) * 1000:8,.0f} ms median {most * 1000:8,.0f} ms {called}"
    return f"  {kind:12} {len(shown):3} x {middle}{never}"


if __name__ == "__main__":
    main()
