"""How soon a writer sees what was saved, in newsgen's preview and in Hugo's. Starts programs; writes in one folder.

A story of the middle of the archive is open in Chromium. What counts is the time from before a file is written until
the document in the browser holds the new words. Who loads the page again pays for that too.
"""

import argparse
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep, time
from urllib.error import URLError
from urllib.request import urlopen

import corpus
from contestants import CLOCK, Contestant, contestants, install_peers, make_site
from corpus import Story
from measure import tree_memory
from msgspec import Struct, structs
from selenium import webdriver

NEWSGEN = Path(__file__).parent.parent / ".venv/bin/newsgen"
PATIENCE = 60.0
MANY = 20
"""Edits from which on a percentile tells more than the worst of them."""
SETTLING = 2.1
PAUSE = 1.5
"""Seconds between edits: a page that was loaded again must be listening by then."""
NOTICE = """
new MutationObserver(look).observe(document, {subtree: true, childList: true, characterData: true});
addEventListener("DOMContentLoaded", look);
function look() {
  const found = document.body && [...document.body.textContent.matchAll(/MARK\\d+END/g)];
  for (const [mark] of found || []) {
    if (!sessionStorage.getItem(mark)) sessionStorage.setItem(mark, performance.timeOrigin + performance.now());
  }
}
"""
"""In every page: remembers when it first held a mark."""


class Preview(Struct, frozen=True):
    """A server of a contestant's site. edits: how many of each kind."""

    contestant: Contestant
    command: tuple[str, ...]
    edits: dict[str, int]


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
    parser.add_argument("--only", choices=["newsgen-commonmark", "hugo"])
    parser.add_argument("--newsgen", type=Path, default=NEWSGEN)
    arguments = parser.parse_args()
    install_peers(["hugo"])
    stories = list(corpus.stories(arguments.articles, later=1))
    with tempfile.TemporaryDirectory(prefix="preview-", dir="/dev/shm") as folder, chromium() as browser:
        field = previews(arguments.newsgen.absolute())
        for preview in (each for each in field if arguments.only in (None, each.contestant.name)):
            site = Path(folder) / preview.contestant.name
            make_site(preview.contestant, stories[:-1], site)
            sleep(SETTLING)
            print(table(preview.contestant.title, looked_at(preview, site, stories, browser)), flush=True)


def previews(newsgen: Path) -> list[Preview]:
    by_name = {each.name: each for each in contestants(newsgen)}
    hugo = by_name["hugo"]
    ours = (str(newsgen), "serve", "--port", "PORT", "--now", CLOCK)
    theirs = (hugo.version[0], "server", "--port", "PORT", "--bind", "127.0.0.1", "--clock", CLOCK)
    return [
        Preview(by_name["newsgen-commonmark"], ours, {"body": 20, "title": 10, "new article": 10, "config": 10}),
        Preview(hugo, (*theirs, "--config", "hugo.yaml"), {"body": 3, "title": 2, "new article": 2}),
    ]


def looked_at(preview: Preview, site: Path, stories: list[Story], browser: webdriver.Chrome) -> Seen:
    story, news = stories[len(stories) // 2], stories[-1]
    url = story.page.removesuffix("index.html")
    with served(preview, site, url) as (_, start, _):
        pass
    with served(preview, site, url) as (address, warm_start, pid):
        browser.get(address)
        sleep(SETTLING)  # what the page itself loads at first is no part of an edit
        marks = (f"MARK{number}END" for number in count())
        delays = {kind: list(delays_of(preview, site, kind, many, story, news, marks, browser))
                  for kind, many in preview.edits.items()}  # fmt: skip
        return Seen(start, warm_start, delays, tree_memory(pid))


def delays_of(
    preview: Preview,
    site: Path,
    kind: str,
    many: int,
    story: Story,
    news: Story,
    marks: Iterator[str],
    browser: webdriver.Chrome,
) -> Iterator[float]:
    dialect = preview.contestant.dialect
    edits: dict[str, Callable[[str], Story]] = {
        "body": lambda mark: structs.replace(story, body=f"{mark} began it.\n\n{story.body}"),
        "title": lambda mark: structs.replace(story, title=f"{mark} {story.title}"),
        "new article": lambda mark: structs.replace(
            news, title=mark, slug=mark.lower(), published=corpus.NOW - timedelta(minutes=1)
        ),
    }
    for mark in (next(marks) for _ in range(many)):
        before = time()
        if kind == "config":
            file = site / "config.yaml"
            file.write_text(f"{preview.contestant.config}menu: [{{title: {mark}, url: /about/}}]\n", encoding="utf-8")
        else:
            corpus.write([edits[kind](mark)], dialect, site / "content")
        yield seen_at(browser, mark) / 1000 - before
        sleep(PAUSE)


def seen_at(browser: webdriver.Chrome, mark: str) -> float:
    end = perf_counter() + PATIENCE
    while perf_counter() < end:
        sleep(0.02)
        if found := browser.execute_script(f"return sessionStorage.getItem('{mark}')"):
            return float(found)
    raise TimeoutError(mark)


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
    for kind, delays in {**seen.delays, "all": every}.items():
        is_many = len(delays) >= MANY
        most, called = (quantiles(delays, n=20)[-1], "p95") if is_many else (max(delays), "at most")
        rows.append(
            f"  {kind:12} {len(delays):3} x {median(delays) * 1000:8,.0f} ms median {most * 1000:8,.0f} ms {called}"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
