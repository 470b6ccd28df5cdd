"""A system that refuses a build something, or ends it at one of its calls: no traceback, whole files, and the next
build leaves what a clean one leaves."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.histories import clean_build
from tests.killing import (
    Ended,
    Site,
    build_by_command,
    build_under,
    calls,
    edited,
    edition,
    fewer,
    injecting,
    newsroom,
    spread_over,
)

pytestmark = pytest.mark.usefixtures("quick_builds")

REFUSALS = {
    "openat": "EIO EMFILE EACCES ENOSPC",
    "write": "ENOSPC EIO",
    "pwrite64": "ENOSPC EIO",
    "sendfile": "ENOSPC EIO",
    "copy_file_range": "EIO",
    "rename": "EIO EACCES",
    "unlink": "EIO EACCES",
    "rmdir": "EIO",
    "mkdir": "EACCES ENOSPC",
    "ftruncate": "EIO",
    "fsync": "EIO",
    "fdatasync": "EIO",
}
FAILED = {1, 75, 77}
PICTURE = "content/photos/a.png"
NO_PRIVILEGE = ["-dac_override,-dac_read_search"]
AS_OTHERS = ["setpriv", "--bounding-set", *NO_PRIVILEGE, "--inh-caps", *NO_PRIVILEGE] if os.geteuid() == 0 else []
"""Root too is then refused what a file's mode refuses."""


@pytest.fixture
def site(in_memory_site: Path) -> Site:
    """Built as the first of its two editions, and become the second: it has articles more and less."""
    both = fewer()
    both.texts |= {path: text for path, text in edited().texts.items() if path in ("world/flood.md", "sport/new.md")}
    site = Site(in_memory_site, [edition(newsroom()), edition(both)])
    site.become(site.editions[0])
    site.fix()
    site.become(site.editions[1])
    return site


def again(site: Site, *, from_nothing: bool, turn_back: bool = False) -> None:
    """Whole, then once more changed. turn_back: the build that mends is of the edition before the one that failed."""
    if turn_back:
        turn(site)
    site.fix()
    turn(site)
    if from_nothing:
        site.wipe()


def turn(site: Site) -> None:
    site.become(next(each for each in site.editions if each is not site.now))


def failed_or_right(site: Site, ended: Ended) -> bool:
    stands = {path: (site.output / path).read_bytes() for path in site.now.output if (site.output / path).is_file()}
    return ended.code in FAILED or (ended.code == 0 and stands == site.now.output)


@pytest.mark.parametrize("from_nothing", [False, True], ids=["a later build", "a first build"])
def test_a_call_that_is_refused(site: Site, from_nothing: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    again(site, from_nothing=from_nothing)
    asked = calls(site, tmp_path_factory.mktemp("log") / "calls")
    refused = 0
    for call, errors in REFUSALS.items():
        for number, when in enumerate(spread_over(asked.counts[call], 4)):
            error = errors.split()[number % len(errors.split())]
            again(site, from_nothing=from_nothing)
            ended = build_under(site, injecting(asked.paths, call, f"error={error}", when))
            assert failed_or_right(site, ended), (call, error, when, ended)
            refused += ended.code != 0
    assert refused > 8


@pytest.mark.parametrize("from_nothing", [False, True], ids=["a later build", "a first build"])
def test_a_build_killed_at_a_call(site: Site, from_nothing: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    again(site, from_nothing=from_nothing)
    asked = calls(site, tmp_path_factory.mktemp("log") / "calls")
    killed = 0
    for call in REFUSALS:
        for when in spread_over(asked.counts[call], 4):
            again(site, from_nothing=from_nothing, turn_back=killed % 2 == 1)
            killed += build_under(site, injecting(asked.paths, call, "signal=KILL", when)).code != 0
    again(site, from_nothing=False)
    assert killed > 12


@pytest.mark.parametrize("error", ["EIO", "EACCES", "ENOENT", "EMFILE"])
def test_a_source_that_cannot_be_opened(site: Site, error: str) -> None:
    for source in ("config.yaml", "content/world/flood.md", "layouts/macros/ours.html", "assets/own.css"):
        ended = build_under(site, injecting([str(site.folder / source)], "openat", f"error={error}", 1))
        assert failed_or_right(site, ended), (source, ended)
        again(site, from_nothing=False)


@pytest.mark.parametrize("error", ["EIO", "EACCES", "ENOENT", "EMFILE"])
def test_a_picture_that_cannot_be_opened_is_told_of_and_left_out_for_once(site: Site, error: str) -> None:
    for each in site.editions:
        sources = {path: content for path, content in each.sources.items() if path != PICTURE}
        for path, content in clean_build(tuple(sources.items()), newsroom().now, False, False)[1].items():
            site.known.setdefault(path, set()).add(content)
    ended = build_under(site, injecting([str(site.folder / PICTURE)], "openat", f"error={error}", 1))
    assert failed_or_right(site, ended) or "a.png' can't be used: it can't be read" in ended.said
    again(site, from_nothing=False)


@pytest.mark.parametrize("size", [0, 100, 3_000, 20_000, 60_000])
def test_files_that_may_not_grow(site: Site, size: int) -> None:
    assert failed_or_right(site, build_under(site, limits=[(resource.RLIMIT_FSIZE, size)]))
    again(site, from_nothing=True)
    assert failed_or_right(site, build_under(site, limits=[(resource.RLIMIT_FSIZE, size)]))
    site.fix()


@pytest.mark.parametrize("count", [6, 8, 10, 12, 16])
def test_too_few_files_may_be_open(site: Site, count: int) -> None:
    assert failed_or_right(site, build_under(site, limits=[(resource.RLIMIT_NOFILE, count)]))
    site.fix()


@pytest.mark.parametrize(
    "place", "output output/index.html output/2022 .newsgen . content content/world/vote.md layouts config.yaml".split()
)
def test_a_place_that_may_not_be_touched(site: Site, place: str) -> None:
    with forbidden(site.folder / place, 0o500 if place in ("output", "output/2022", ".newsgen", ".") else 0o000):
        ended = build_by_command(site, AS_OTHERS)
        assert failed_or_right(site, ended), ended
        assert ended.code or place not in ("output", "content", "config.yaml")
    site.fix()


@contextmanager
def forbidden(place: Path, mode: int) -> Iterator[None]:
    before = place.stat().st_mode
    place.chmod(mode)
    try:
        yield
    finally:
        place.chmod(before)


def test_an_article_that_changes_while_it_is_read_is_wholly_old_or_new(in_memory_site: Path) -> None:
    other = newsroom()
    other.texts["world/vote.md"] = edited().texts["world/flood.md"]
    site = Site(in_memory_site, [edition(newsroom()), edition(other)])
    sources = [each.sources["content/world/vote.md"] for each in site.editions]
    site.become(site.editions[0])
    over = Event()

    def rewrite() -> None:
        turn = 0
        while not over.wait(0.002):
            turn += 1
            (in_memory_site.with_name("writing")).write_bytes(sources[turn % 2])
            os.replace(in_memory_site.with_name("writing"), site.folder / "content/world/vote.md")

    for _ in range(6):
        over.clear()
        writer = Thread(target=rewrite)
        writer.start()
        try:
            assert build_under(site).code == 0
        finally:
            over.set()
            writer.join()
        assert (site.output / "index.html").read_bytes() in [each.output["index.html"] for each in site.editions]
        left = (site.folder / "content/world/vote.md").read_bytes()
        site.now = site.editions[sources.index(left)]
        site.fix()
