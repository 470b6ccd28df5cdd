"""Memories and outputs that are deleted, swapped, restored late, brought elsewhere or brought in by someone else."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import product
from pathlib import Path
from struct import Struct as Layout
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from newsgen.engine.memory import Answered, Asked, page_number
from newsgen.engine.output import file_digest, stat_of
from newsgen.engine.store import packed, unpacked
from newsgen.engine.tracing import question_id
from newsgen.model.entry import Kept, Measured
from newsgen.site import Options, Report, build, clean
from tests.histories import QUICK_DISK, Output, files_in, quick_building
from tests.killing import Edition, edition, newsroom
from tests.newsroom import Newsroom, Text, write_sources

READ = Layout("<qdd")
PLACES = (".newsgen", "output")
SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with quick_building():
        yield


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """In memory, where files can be there."""
    with TemporaryDirectory(dir=QUICK_DISK) as folder:
        yield Path(folder)


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

    def build(self, of: Edition, **options: bool) -> Report:
        write_sources(self.folder, of.sources)
        report = build(Options(source=self.folder, now=newsroom().now, **options))
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
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "site")


@pytest.mark.parametrize("gone", [(".newsgen",), ("output",), PLACES], ids=str)
def test_what_is_deleted_comes_back(place: Place, gone: tuple[str, ...]) -> None:
    wanted = edition(newsroom())
    pages = len(place.build(wanted).made)
    for name in gone:
        place.remove(name)
    report = place.build(wanted)
    assert place.output() == wanted.output
    assert len(report.made) == (0 if gone == ("output",) else pages)
    assert place.build(wanted).made == ()


def test_a_fresh_checkout_with_a_restored_memory_makes_no_page(place: Place, tmp_path: Path) -> None:
    wanted, fresh = edition(newsroom()), Place(tmp_path / "fresh")
    place.build(wanted)
    fresh.bring(".newsgen", place)
    report = fresh.build(wanted)
    assert report.made == ()
    assert fresh.output() == wanted.output
    assert set(report.written.written) == set(wanted.output)


def test_a_fresh_checkout_with_restored_memory_and_output_writes_nothing(place: Place, tmp_path: Path) -> None:
    wanted, fresh = edition(newsroom()), Place(tmp_path / "fresh")
    place.build(wanted)
    for name in PLACES:
        fresh.bring(name, place)
    report = fresh.build(wanted)
    assert (report.made, report.written.written) == ((), ())
    assert fresh.output() == wanted.output


def test_a_fresh_checkout_makes_only_what_an_edit_changes(place: Place, tmp_path: Path) -> None:
    fresh, warm = Place(tmp_path / "fresh"), Place(tmp_path / "warm")
    for each in (place, warm):
        each.build(edition(newsroom()))
    fresh.bring(".newsgen", place)
    there, here = warm.build(edition(second())), fresh.build(edition(second()))
    assert set(here.rendered) == set(there.rendered) != set()
    assert fresh.output() == warm.output()


@pytest.mark.parametrize(("memory", "output"), [pair for pair in product(range(3), repeat=2) if pair[0] != pair[1]])
def test_a_memory_of_one_time_mends_an_output_of_another(tmp_path: Path, memory: int, output: int) -> None:
    places = [Place(tmp_path / str(number)) for number in range(3)]
    editions = [edition(room()) for room in (newsroom, second, third)]
    for number, each in enumerate(places):
        for wanted in editions[: number + 1]:
            each.build(wanted)
    mixed = Place(tmp_path / "mixed")
    mixed.bring(".newsgen", places[memory])
    mixed.bring("output", places[output])
    report = mixed.build(editions[2])
    assert mixed.output() == editions[2].output
    assert report.notes == ()


def test_a_memory_of_another_site_does_no_harm(place: Place, tmp_path: Path) -> None:
    other, wanted = Place(tmp_path / "other"), edition(newsroom())
    place.build(wanted)
    other.build(edition(another()))
    place.bring(".newsgen", other)
    place.build(wanted)
    assert place.output() == wanted.output


class Forgery(Place):
    """A built site whose memory someone else writes into, beside files that are none of a build's business."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "site")
        self.outside = folder
        self.build(edition(newsroom()))
        (folder / "canary.txt").write_text("precious")
        (folder / "elsewhere").mkdir()
        (folder / "elsewhere" / "canary.txt").write_text("precious")
        (folder / "site" / "output" / "elsewhere").symlink_to(folder / "elsewhere")
        (folder / "site" / "output" / "reader.txt").write_text("not newsgen's")

    def sql(self, statement: str, *rows: tuple[Any, ...]) -> None:
        with closing(sqlite3.connect(self.memory)) as connection, connection:
            connection.executemany(statement, rows or [()])

    def forge(self, table: str, change: Callable[[Any], Any], of: Any, where: str = "key = key") -> None:
        """Changes each value that there is."""
        with closing(sqlite3.connect(self.memory)) as connection, connection:
            decoder = msgspec.msgpack.Decoder(of)
            for key, value in connection.execute(f"select key, value from {table} where {where}").fetchall():
                new = packed(change(unpacked(value, decoder)))
                connection.execute(f"update {table} set value = ? where key = ?", (new, key))

    def beside(self) -> dict[str, bytes]:
        """All that no build may touch."""
        return {
            path: content
            for path, content in files_in(self.outside).items()
            if not path.startswith(("site/.newsgen/", "site/output/")) or path == "site/output/reader.txt"
        }

    def build_and_clean(self) -> Report:
        """Of an edited site, then once more without what was remembered."""
        write_sources(self.folder, edition(second()).sources)
        before = self.beside()
        report = build(Options(source=self.folder, now=newsroom().now))
        assert self.beside() == before
        anew = build(Options(source=self.folder, now=newsroom().now, forget=True))
        assert anew.built
        shutil.rmtree(self.outside / "elsewhere")
        assert self.output() == {**edition(second()).output, "reader.txt": b"not newsgen's"}
        return report


@pytest.fixture
def forgery(tmp_path: Path) -> Forgery:
    return Forgery(tmp_path)


def outside_paths(folder: Path) -> list[str]:
    return [
        "../canary.txt",
        "../../canary.txt",
        "x/../../../canary.txt",
        str(folder / "canary.txt"),
        "elsewhere/canary.txt",
        "x\0y",
        "",
        ".",
        "..",
        "/",
        "x" * 300,
        "y/" * 3000,
    ]


@pytest.mark.parametrize("is_cleaned", [False, True], ids=["built", "cleaned"])
@pytest.mark.parametrize("table", ["files", "intended"])
def test_no_path_of_a_forged_memory_leads_out(forgery: Forgery, table: str, is_cleaned: bool) -> None:
    paths = outside_paths(forgery.outside)
    canary = str(forgery.outside / "canary.txt")
    stat = Layout("<qqq").pack(*stat_of(canary))
    if table == "files":
        rows = [(page_number(path), path, "article x 0", file_digest(canary), stat, None) for path in paths]
        forgery.sql("insert into files values (?, ?, ?, ?, ?, ?)", *rows)
    else:
        forgery.sql("insert into intended values (?)", *((path,) for path in paths))
    if is_cleaned:
        before = forgery.beside()
        clean(Options(source=forgery.folder, now=newsroom().now))
        assert forgery.beside() == before
        assert forgery.output() == {"reader.txt": b"not newsgen's"}
    else:
        forgery.build_and_clean()


ARGUMENTS: list[tuple[str, tuple[Any, ...]]] = [
    ("__class__", ()),
    ("__init__", ()),
    ("_text", ("../../canary.txt",)),
    ("tables", ()),
    ("system", ("touch canary.txt",)),
    ("latest", ()),
    ("latest", ("x",)),
    ("latest", (None,)),
    ("latest", (5, 5, 5)),
    ("latest", (5, (), {"before": 1})),
    ("listing", ("section", "world", "x", [])),
    ("related", (None, 2**62)),
    ("link", (7, 7)),
    ("month", ([],)),
    ("sitemaps_of", ("x",)),
]


@pytest.mark.parametrize(("name", "arguments"), ARGUMENTS, ids=str)
def test_a_forged_question_is_not_asked(forgery: Forgery, name: str, arguments: tuple[Any, ...]) -> None:
    number = question_id(name, arguments)
    asked = Asked(Answered(name, arguments, b""), Layout("<q").pack(page_number("index.html")))
    forgery.sql("insert into questions values (?, ?)", (number, packed(asked)))
    forgery.sql("update readers set value = ?", (packed(READ.pack(number, float("-inf"), float("inf"))),))
    report = forgery.build_and_clean()
    (note,) = report.notes
    assert note.startswith("The memory of the last build can't be used (it leads to ")


FORGED_ENTRIES: dict[str, dict[str, Any]] = {
    "a url that leads out": {"url": "/../../canary.txt"},
    "a url elsewhere": {"url": "https://evil.example/"},
    "a url with a host": {"url": "//evil.example/x/"},
    "a url that is code": {"url": "javascript:alert(1)"},
    "a url with NUL": {"url": "/x\0y/"},
    "a url without end": {"url": "/" + "x/" * 3000},
    "an alias that leads out": {"aliases": ("/../../canary/", "/../canary.txt")},
    "a file that is put elsewhere": {"files": (("../../canary.txt", "content/photos/a.png"),)},
    "a file that is put below a symlink": {"files": (("elsewhere/canary.txt", "content/photos/a.png"),)},
    "a file of others": {"files": (("stolen.txt", "../../canary.txt"), ("stolen", "content/../../../canary.txt"))},
    "a source elsewhere": {"source": "../../canary.txt"},
    "a layout elsewhere": {"layout": "../../canary.txt"},
    "a section that leads out": {"section": "x", "section_slug": "../../.."},
    "a tag that leads out": {"tags": ("x",), "tag_slugs": ("../../..",)},
    "an author who leads out": {"authors": ("x",), "author_slugs": ("../../..",)},
    "a date that is none": {"published": "yesterday"},
    "an update that is none": {"updated": "yesterday", "changed": 1e12},
    "a time that is none": {"time": float("nan"), "expires": float("nan")},
    "a time without end": {"time": -1e300, "changed": 1e300},
    "a month that is none": {"month": "../../../x"},
    "an id of others": {"id": "2022-02-10-vote"},
}


@pytest.mark.parametrize("forged", FORGED_ENTRIES.values(), ids=FORGED_ENTRIES)
@pytest.mark.parametrize("table", ["sources", "superseded"])
def test_a_forged_article_stays_inside(forgery: Forgery, table: str, forged: dict[str, Any]) -> None:
    def change(kept: Kept) -> Kept:
        return replace(kept, entry=replace(kept.entry, **forged)) if kept.entry else kept

    if table == "superseded":
        forgery.sql("insert into superseded select key, value from sources")
        forgery.forge("superseded", lambda kept: change(kept).entry, Kept)
    else:
        forgery.forge("sources", change, Kept, "key like 'sport/match%'")
    forgery.build_and_clean()


@pytest.mark.parametrize("digest", ["/../../x", "../../..", "", "zz", "\0" * 8])
def test_a_forged_measure_stays_inside(forgery: Forgery, digest: str) -> None:
    forgery.forge("media", lambda measured: replace(measured, digest=digest), Measured)
    forgery.build_and_clean()


def test_a_forged_spare_is_not_put_out(forgery: Forgery) -> None:
    (spares,) = (forgery.folder / ".newsgen").glob("pages-*")
    for spare in [file for file in spares.rglob("*") if file.is_file()]:
        spare.unlink()
        spare.symlink_to(forgery.outside / "canary.txt")
    forgery.remove("output")
    forgery.build(edition(newsroom()))
    assert forgery.output() == edition(newsroom()).output


def test_nothing_is_written_through_symlinks_in_a_memory(forgery: Forgery) -> None:
    memory, lock = forgery.memory, forgery.folder / ".newsgen/lock"
    for file in (memory, lock, memory.with_name(f"{memory.name}-journal")):
        file.unlink(missing_ok=True)
        file.symlink_to(forgery.outside / "canary.txt")
    report = forgery.build_and_clean()
    assert report.notes == ("The memory of the last build can't be used (it is a symlink): everything was built anew.",)


def test_a_forged_journal_deletes_nothing(forgery: Forgery) -> None:
    """SQLite deletes the super-journal that a journal names."""
    name = str(forgery.outside / "canary.txt").encode()
    head = (SUPER_JOURNAL + Layout(">IIIII").pack(0, 1, 2, 512, 4096)).ljust(512, b"\0")
    tail = Layout(">I").pack(0x40000000 // 4096 + 1) + name + Layout(">II").pack(len(name), sum(name)) + SUPER_JOURNAL
    forgery.memory.with_name(f"{forgery.memory.name}-journal").write_bytes(head + tail)
    report = forgery.build_and_clean()
    assert report.notes[0].startswith("The memory of the last build can't be used (its journal is not ours)")
