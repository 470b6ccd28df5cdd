"""A contestant's site in a folder of its own, and building it there. Writes disk; starts programs."""

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from contestants import Contestant, make_site
from corpus import Story
from figures import Build, Size
from measure import measure
from msgspec import Struct, structs
from trees import Tree

TAIL = 15
"""Lines that are shown of what a failed program printed."""
SETTLING = 2.1
"""Seconds between writing sources and a build: newer ones may change without a new time, so a program reads them."""


class Site(Struct, frozen=True):
    """home: holds the sources, the output and the cache, and nobody else's."""

    contestant: Contestant
    home: Path

    @property
    def sources(self) -> Path:
        return self.home / "site"

    @property
    def output(self) -> Path:
        return self.home / "output"

    @property
    def cache(self) -> Path:
        return self.home / "cache"

    @property
    def litter(self) -> list[Path]:
        """What builds leave among the sources."""
        return [self.sources / path for path in self.contestant.litter]


class Contest(Struct, frozen=True):
    """One newspaper that the contestants of `field` build.

    later: stories to be published one by one, newer than all `stories`. folder: where the sites stand.
    """

    folder: Path
    size: Size
    stories: list[Story]
    later: list[Story]
    field: list[Contestant]
    rounds: int

    def site(self, contestant: Contestant) -> Site:
        return Site(contestant, self.folder / contestant.name)


def write_site(contestant: Contestant, contest: Contest) -> Site:
    """As it is there from an earlier part of the contest, or else a new one."""
    site = contest.site(contestant)
    if not site.home.exists():
        say(f"writing the site of {contestant.title}, {len(contest.stories):,} articles")
        site.home.mkdir(parents=True)
        make_site(contestant, contest.stories, site.sources)
    return site


def build(site: Site, pages: Iterable[str]) -> Build:
    """pages: what the output must hold afterwards. A program that ends well and leaves one out has failed too."""
    os.sync()
    places = {"OUTPUT": str(site.output), "CACHE": str(site.cache)}
    command = [places.get(word, word) for word in site.contestant.command]
    printed = site.home / "printed.txt"
    try:
        cost = measure(command, site.sources, printed)
    except OSError as error:
        return Build(failure=f"{command[0]}: {error.strerror}")
    tree = Tree.of(site.output)
    if failure := _exit(cost.status) or _left_out(site.output, pages):
        last = printed.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]
        return Build(cost, failure="\n".join([failure, *last]))
    return Build(cost, len(tree.sizes), tree.size)


def cold_build(site: Site, contest: Contest) -> Build:
    """Neither output nor cache of an earlier one is there; every file of the output counts as changed."""
    remove(site.output, site.cache, *site.litter)
    built = build(site, [story.page for story in contest.stories])
    return structs.replace(built, changed=built.files)


def remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _exit(status: int) -> str:
    return f"exit status {status}" if status else ""


def _left_out(output: Path, pages: Iterable[str]) -> str:
    missing = [page for page in pages if not (output / page).exists()]
    return f"{len(missing)} articles have no page; the first is {missing[0]}" if missing else ""
