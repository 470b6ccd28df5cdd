"""Two checkouts of newsgen by turns in one run: what a change of the code costs. Writes disk; starts both.

`python benchmarks/checkouts.py BEFORE AFTER --articles 10000` prints medians and the ratio of each kind of work.
"""

import argparse
import os
import shutil
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import sleep

import corpus
from measure import Cost, adopt_orphans, measure
from sites import SETTLING

CONFIG = """\
site: {{title: The Daily, url: "https://daily.example"}}
markdown: {{engine: {engine}}}
fragments: {{delivery: {delivery}}}
"""
AT_MOST = {"cold": 1.15, "publish one": 1.15, "edit a body": 1.15, "nothing to do": 1.25}
"""What the second checkout may take of the first one's seconds; of its memory 1.1."""
Costs = dict[str, dict[str, list[Cost]]]
"""By kind of work and checkout."""


class Runner:
    """Owns the sites, one for each checkout, and what was measured."""

    def __init__(self, folder: Path, checkouts: list[str], articles: int, rounds: int) -> None:
        self.folder, self.checkouts = folder, checkouts
        self.stories = list(corpus.stories(articles, later=3 * rounds + 3))
        self.archive, self.later = self.stories[:articles], iter(self.stories[articles:])
        self.costs: Costs = defaultdict(lambda: defaultdict(list))

    def site(self, checkout: str) -> Path:
        return self.folder / str(self.checkouts.index(checkout))

    def write_sites(self, engine: str, delivery: str) -> None:
        for checkout in self.checkouts:
            corpus.write(self.archive, "newsgen", self.site(checkout) / "content")
            (self.site(checkout) / "config.yaml").write_text(CONFIG.format(engine=engine, delivery=delivery))

    def build(self, kind: str, checkout: str) -> None:
        os.environ["PYTHONPATH"] = checkout
        command = [sys.executable, "-m", "newsgen", "build", "--now", corpus.NOW.isoformat()]
        printed = self.folder / "printed.txt"
        cost = measure(command, self.site(checkout), printed)
        if cost.status:
            sys.exit(f"{checkout} failed: {printed.read_text()}")
        self.costs[kind][checkout].append(cost)

    def cold(self, kind: str) -> None:
        for checkout in self.checkouts:
            for name in ("output", ".newsgen"):
                shutil.rmtree(self.site(checkout) / name, ignore_errors=True)
            self.build(kind, checkout)

    def publish(self, kind: str) -> None:
        story = next(self.later)
        for checkout in self.checkouts:
            corpus.write([story], "newsgen", self.site(checkout) / "content")
        self.by_turns(kind)

    def edit(self, kind: str, number: int) -> None:
        for checkout in self.checkouts:
            path = self.site(checkout) / "content" / corpus.newsgen_file(self.archive[number])[0]
            path.write_text(path.read_text() + "\nAnother paragraph.\n")
        self.by_turns(kind)

    def publish_elsewhere(self, kind: str) -> None:
        """As in CI: fresh copies of the sources, with the cache and the output brought back."""
        story = next(self.later)
        for checkout in self.checkouts:
            content = self.site(checkout) / "content"
            copy = self.folder / "copy"
            shutil.copytree(content, copy)
            shutil.rmtree(content)
            copy.rename(content)
            corpus.write([story], "newsgen", content)
        self.by_turns(kind)

    def by_turns(self, kind: str) -> None:
        sleep(SETTLING)
        for checkout in self.checkouts:
            self.build(kind, checkout)

    def report(self) -> None:
        first = self.checkouts[0]
        print("| work | seconds | ratio | at most | CPU | memory |\n| --- | ---: | ---: | ---: | ---: | ---: |")
        for kind, costs in self.costs.items():
            for checkout in self.checkouts[1:]:
                (w0, w1), (c0, c1), (m0, m1) = (
                    [median(getattr(cost, what) for cost in costs[each]) for each in (first, checkout)]
                    for what in ("wall", "cpu", "memory")
                )
                ratios = f"{w1 / w0:.2f} | {AT_MOST.get(kind, '')} | {c1 / c0:.2f} | {m1 / m0:.2f}"
                print(f"| {kind} | {w0:.2f} / {w1:.2f} | {ratios} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkouts", nargs=2, metavar="CHECKOUT")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--colds", type=int, default=1)
    parser.add_argument("--engine", choices=["commonmark", "markdown"], default="commonmark")
    parser.add_argument("--delivery", choices=["frozen", "fetch", "ssi", "inline"], default="frozen")
    given = parser.parse_args()
    adopt_orphans()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each build compiles all modules anew
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        checkouts = [str(Path(each).resolve()) for each in given.checkouts]
        runner = Runner(Path(folder), checkouts, given.articles, given.rounds)
        runner.write_sites(given.engine, given.delivery)
        sleep(SETTLING)
        for _ in range(given.colds):
            runner.cold("cold")
        sleep(SETTLING)
        runner.by_turns("nothing, after a cold build")
        for number in range(given.rounds):
            runner.publish("publish one")
            runner.edit("edit a body", number * 37)
            runner.by_turns("nothing to do")
        runner.publish_elsewhere("publish one, sources checked out anew")
        runner.report()


if __name__ == "__main__":
    main()
