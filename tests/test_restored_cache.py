"""Caches and outputs that are deleted, swapped, restored late or brought elsewhere."""

import shutil
from itertools import product
from pathlib import Path

import pytest

from newsgen.site import Options, Report, build
from tests.histories import Output, files_in
from tests.killing import Edition, edition, newsroom
from tests.newsroom import Newsroom, Text, write_sources

pytestmark = pytest.mark.usefixtures("quick_builds")

PLACES = (".newsgen", "output")


def second() -> Newsroom:
    room = newsroom()
    room.texts["world/flood.md"] = Text(room.texts["world/flood.md"].matter | {"title": "Deluge"}, "Water fell.\n")
    room.texts["sport/new.md"] = Text({"title": "News", "date": "2022-03-08T11:00", "author": "Ann"})
    return room


def third() -> Newsroom:
    room = second()
    room.texts["sport/cup.md"] = Text(room.texts["sport/cup.md"].matter | {"tags": ["Rain"]}, "Won.\n")
    room.texts["town/newest.md"] = Text({"title": "Newest", "date": "2022-03-08T11:30", "tags": ["Council"]})
    return room


def another() -> Newsroom:
    """Of the same file names, with other words in them."""
    room = newsroom()
    room.config |= {"theme": {"accent": "#a3182d"}}
    room.texts = {path: Text(text.matter | {"tags": ["Else"]}, "Other words.\n") for path, text in room.texts.items()}
    return room


class Place:
    """Where a site is built. Owns its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, of: Edition) -> Report:
        write_sources(self.folder, of.sources)
        report = build(Options(source=self.folder, now=newsroom().now))
        assert report.built, report.problems
        return report

    def output(self) -> Output:
        return files_in(self.folder / "output")

    def remove(self, name: str) -> None:
        shutil.rmtree(self.folder / name)

    def bring(self, name: str, of: "Place") -> None:
        """Copied as archives are unpacked: with times and inodes of their own."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        shutil.copytree(of.folder / name, self.folder / name, copy_function=shutil.copyfile)

    @property
    def memory(self) -> Path:
        (file,) = (self.folder / ".newsgen").glob("*.sqlite")
        return file


@pytest.fixture
def place(in_memory: Path) -> Place:
    return Place(in_memory / "site")


@pytest.mark.parametrize("gone", [(".newsgen",), ("output",), PLACES], ids=str)
def test_what_is_deleted_comes_back(place: Place, gone: tuple[str, ...]) -> None:
    wanted = edition(newsroom())
    pages = len(place.build(wanted).made)
    for name in gone:
        place.remove(name)
    report = place.build(wanted)
    assert place.output() == wanted.output
    assert len(report.made) == pages
    assert place.build(wanted).made == ()


def test_a_fresh_checkout_with_a_restored_memory_alone_makes_every_page(place: Place, in_memory: Path) -> None:
    wanted, fresh = edition(newsroom()), Place(in_memory / "fresh")
    place.build(wanted)
    fresh.bring(".newsgen", place)
    report = fresh.build(wanted)
    assert sum(page.is_page for page in report.made) == report.pages
    assert fresh.output() == wanted.output
    assert set(report.written.written) == set(wanted.output)


def test_a_fresh_checkout_with_restored_memory_and_output_writes_nothing(place: Place, in_memory: Path) -> None:
    wanted, fresh = edition(newsroom()), Place(in_memory / "fresh")
    place.build(wanted)
    for name in PLACES:
        fresh.bring(name, place)
    report = fresh.build(wanted)
    assert (report.made, report.written.written) == ((), ())
    assert fresh.output() == wanted.output


def test_a_fresh_checkout_makes_only_what_an_edit_changes(place: Place, in_memory: Path) -> None:
    fresh, warm = Place(in_memory / "fresh"), Place(in_memory / "warm")
    for each in (place, warm):
        each.build(edition(newsroom()))
    for name in PLACES:
        fresh.bring(name, place)
    there, here = warm.build(edition(second())), fresh.build(edition(second()))
    assert set(here.rendered) == set(there.rendered) != set()
    assert fresh.output() == warm.output()


@pytest.mark.parametrize(("memory", "output"), [pair for pair in product(range(3), repeat=2) if pair[0] != pair[1]])
def test_a_memory_of_one_time_mends_an_output_of_another(in_memory: Path, memory: int, output: int) -> None:
    places = [Place(in_memory / str(number)) for number in range(3)]
    editions = [edition(room()) for room in (newsroom, second, third)]
    for number, each in enumerate(places):
        for wanted in editions[: number + 1]:
            each.build(wanted)
    mixed = Place(in_memory / "mixed")
    mixed.bring(".newsgen", places[memory])
    mixed.bring("output", places[output])
    there = {path for path in mixed.output() if path.startswith("cards/")}  # what no build remembers is left alone
    unknown = there - editions[memory].output.keys() - editions[2].output.keys()
    report = mixed.build(editions[2])
    assert {path: each for path, each in mixed.output().items() if path not in unknown} == editions[2].output
    assert report.notes == ()


def test_a_memory_of_another_site_does_no_harm(place: Place, in_memory: Path) -> None:
    other, wanted = Place(in_memory / "other"), edition(newsroom())
    place.build(wanted)
    other.build(edition(another()))
    place.bring(".newsgen", other)
    place.build(wanted)
    assert place.output() == wanted.output
