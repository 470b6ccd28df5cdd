"""What thousands of warnings or errors in other texts cost: a save, the board, a build with nothing to do. Starts
programs; writes in one folder.

The same newspaper three times: without problems, with warnings, with errors. All take turns, so a slow minute hits all.
"""

import argparse
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from urllib.parse import urlsplit

import corpus
import msgspec
from contestants import CLOCK, compile_ours, contestants, make_site
from corpus import Story
from msgspec import Struct
from preview import NEWSGEN, Preview, served
from saving import EDITS, Paper

PAUSE = 1.0
"""Seconds between saves: what a preview does at rest is over by then."""
SETTLING = 2.1
KEYS = "---\nkicker: x\nlinktitle: x\n"
LOST = "\n![Nothing](lost.jpg)\n"
ERRORS = "problems: {unknown-key: error}\n"
Texts = Callable[[int, str], str]


class Case(Struct, frozen=True):
    """text: what becomes of a story's text, by its number. config: what is added. is_built: a build ends well."""

    name: str
    text: Texts
    config: str = ""
    is_built: bool = True


CASES = (
    Case("plain", lambda number, text: text),
    Case("warnings", lambda number, text: text.replace("---\n", KEYS, 1) + LOST * (number % 5 == 0)),
    Case("errors", lambda number, text: text.replace("---\n", "---\nkicker: x\n", 1), ERRORS, is_built=False),
)
"""An article has 2.2 warnings, or one error."""
TARGETS = {"save, warnings": 1.3, "save, errors": 2.0, "nothing to do, warnings": 1.5}
"""Times the plain newspaper's."""
BOARD = 0.3
"""Seconds."""
Seconds = dict[str, list[float]]
"""By the case's name."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--newsgen", type=Path, default=NEWSGEN)
    arguments = parser.parse_args()
    newsgen = arguments.newsgen.absolute()
    compile_ours()
    stories = list(corpus.stories(arguments.articles, later=1))
    with tempfile.TemporaryDirectory(prefix="problems-", dir="/dev/shm") as folder:
        papers = {case.name: paper_of(case, stories, Path(folder) / case.name, newsgen) for case in CASES}
        idle = builds(newsgen, papers, arguments.rounds)
        saves, boards = saved_and_looked_at(newsgen, papers, arguments.rounds)
    print(f"Problems of others, {arguments.articles:,} articles, medians of {arguments.rounds}:")
    for kind, seconds in saves.items():
        print(rows(f"save, {kind}", seconds))
    print(rows("nothing to do", idle))
    for name, took in boards.items():
        print(f"  {f'board, {name}':24} {median(took) * 1000:8,.0f} ms{met(median(took), BOARD)}")


def paper_of(case: Case, stories: list[Story], site: Path, newsgen: Path) -> Paper:
    contestant = next(each for each in contestants(newsgen) if each.name == "newsgen-commonmark")
    contestant = msgspec.structs.replace(contestant, config=contestant.config + case.config)
    make_site(contestant, [], site)
    for number, story in enumerate(stories[:-1]):
        path, text = corpus.newsgen_file(story)
        file = site / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(case.text(number, text), encoding="utf-8")
    nothing = (site / "none", "")
    middle = stories[len(stories) // 2]
    return Paper(site, "newsgen", contestant.config, middle, stories[-2::-1], stories[-1], nothing, nothing)


def builds(newsgen: Path, papers: Mapping[str, Paper], rounds: int) -> Seconds:
    """With nothing to do."""
    sites = {case.name: papers[case.name].site for case in CASES if case.is_built}
    sleep(SETTLING)
    for site in sites.values():
        build(newsgen, site)
    took: Seconds = {name: [] for name in sites}
    for _ in range(rounds):
        for name, site in sites.items():
            took[name].append(build(newsgen, site))
    return took


def build(newsgen: Path, site: Path) -> float:
    before = perf_counter()
    subprocess.run([newsgen, "build", "--now", CLOCK], cwd=site, capture_output=True, check=True)
    return perf_counter() - before


def saved_and_looked_at(newsgen: Path, papers: Mapping[str, Paper], rounds: int) -> tuple[dict[str, Seconds], Seconds]:
    """Until a page that is open is as it was saved, by the kind of edit; and until the board is there."""
    marks = (f"MARK{number}END" for number in count(100))
    saves: dict[str, Seconds] = {kind: {name: [] for name in papers} for kind in ("body", "title", "new article")}
    boards: Seconds = {name: [] for name in papers}
    with ExitStack() as stack:
        readers = {name: stack.enter_context(Reader(newsgen, paper)) for name, paper in papers.items()}
        sleep(SETTLING)
        for number in range(rounds):
            for kind, seconds in saves.items():
                for name, reader in readers.items():
                    seconds[name].append(reader.delay_of(kind, next(marks), number))
                    sleep(PAUSE)
            for name, reader in readers.items():
                before = perf_counter()
                reader.looks("/_newsgen/")
                boards[name].append(perf_counter() - before)
    return saves, boards


class Reader:
    """Who has a page of a preview open, and hears of changes. Owns the preview."""

    def __init__(self, newsgen: Path, paper: Paper) -> None:
        contestant = next(each for each in contestants(newsgen) if each.name == "newsgen-commonmark")
        command = (str(newsgen), "serve", "--port", "PORT", "--now", CLOCK)
        self._paper, self._path = paper, "/" + paper.open.page.removesuffix("index.html")
        self._serving = served(Preview(contestant, command, {}, "", ""), paper.site, self._path[1:])

    def __enter__(self) -> "Reader":
        address, _, _ = self._serving.__enter__()
        self._port = urlsplit(address).port
        self._events = self._asks(f"/_newsgen/events?path={self._path}")
        self._hears()
        return self

    def __exit__(self, *error: object) -> None:
        self._events.close()
        self._serving.__exit__(None, None, None)

    def delay_of(self, kind: str, mark: str, number: int) -> float:
        """Seconds from before the file is written until the page is there with the mark."""
        _, save = EDITS[kind](self._paper, mark, number)
        before = perf_counter()
        save()
        self._hears()
        while mark not in self.looks(f"/_newsgen/page?path={self._path}"):
            self._hears()  # of a file that was half written
        return perf_counter() - before

    def looks(self, path: str) -> str:
        return self._asks(path).read().decode()

    def _asks(self, path: str) -> HTTPResponse:
        connection = HTTPConnection("localhost", self._port, timeout=60)
        connection.request("GET", path)
        return connection.getresponse()

    def _hears(self) -> None:
        while not self._events.readline().startswith(b"data: "):
            pass


def rows(what: str, seconds: Seconds) -> str:
    """The plain newspaper's, and the others' with how many times that they take."""
    plain = median(seconds["plain"])
    found = [f"  {what + ', plain':24} {plain * 1000:8,.0f} ms"]
    for name, took in seconds.items():
        if name != "plain":
            times = median(took) / plain
            most = TARGETS[f"{what.partition(',')[0]}, {name}"]
            row = f"{what}, {name}"
            found.append(f"  {row:24} {median(took) * 1000:8,.0f} ms  × {times:.2f}{met(times, most)}")
    return "\n".join(found)


def met(measured: float, most: float) -> str:
    return f"  (at most {most:g}: {'yes' if measured <= most else 'no'})"


if __name__ == "__main__":
    main()
