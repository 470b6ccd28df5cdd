"""A cache that someone else wrote: it runs no code, and nothing outside the output folder is written or deleted."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from struct import Struct as Layout
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from newsgen.catalog.index import Segment
from newsgen.cli.build_command import clean
from newsgen.engine.cache import packed, unpacked
from newsgen.engine.dependencies import Asked, OutputFile, page_number
from newsgen.engine.output import file_digest, stat_of
from newsgen.engine.tracing import question_id
from newsgen.model.entry import CachedText, Entry, Measured
from newsgen.site import Options, Report, build
from newsgen.site.verifying import verify_build
from tests.histories import files_in, without_old_cards
from tests.killing import edition, newsroom
from tests.newsroom import write_sources
from tests.test_restored_cache import Place, second

pytestmark = pytest.mark.usefixtures("quick_builds")

READ = Layout("<qdd")
SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")


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
                new = packed(key, change(unpacked(key, value, decoder)))
                connection.execute(f"update {table} set value = ? where key = ?", (new, key))

    def beside(self) -> dict[str, bytes]:
        """All that no build may touch."""
        return {
            path: content
            for path, content in files_in(self.outside).items()
            if not path.startswith(("site/.newsgen/", "site/output/")) or path == "site/output/reader.txt"
        }

    def build_and_forget(self) -> Report:
        """Of an edited site; then once more without what was remembered."""
        write_sources(self.folder, edition(second()).sources)
        before = self.beside()
        report = build(Options(source=self.folder, now=newsroom().now))
        assert self.beside() == before
        anew = build(Options(source=self.folder, now=newsroom().now, forget=True))
        assert anew.built
        shutil.rmtree(self.outside / "elsewhere")
        wanted = {**edition(second()).output, "reader.txt": b"not newsgen's"}
        assert without_old_cards(self.output(), wanted) == wanted
        return report


@pytest.fixture
def forgery(in_memory: Path) -> Forgery:
    return Forgery(in_memory)


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
    if table == "files":
        forged = OutputFile(0, "article x 0", file_digest(canary), stat_of(canary))
        rows = [(path, packed(path, replace(forged, number=page_number(path)))) for path in paths]
        forgery.sql("insert into files values (?, ?)", *rows)
        forgery.sql("delete from meta where key = ?", ("files",))  # the count that would tell
    else:
        forgery.sql("insert into intended values (?)", *((path,) for path in paths))
    if is_cleaned:
        before = forgery.beside()
        clean(Options(source=forgery.folder, now=newsroom().now))
        assert forgery.beside() == before
        assert forgery.output() == {"reader.txt": b"not newsgen's"}
    else:
        forgery.build_and_forget()


NO_QUESTIONS: list[tuple[str, tuple[Any, ...]]] = [
    ("__class__", ()),
    ("__init__", ()),
    ("_text", ("../../canary.txt",)),
    ("tables", ()),
    ("system", ("touch canary.txt",)),
    ("latest", ()),
    ("latest", (None,)),
    ("latest", (5, (), {"before": 1}, 7)),
    ("listing", ("section", "world", "x", [])),
    ("link", (7, 7)),
    ("sitemaps", ("x",)),
    ("sitemaps", (0,)),
]
ODD_QUESTIONS: list[tuple[str, tuple[Any, ...]]] = [
    ("latest", (-1,)),
    ("latest", (2**62, 5, 5)),
    ("related", (None, 2**62)),
    ("month", ([],)),
    ("anchors", ("../../canary.txt",)),
    ("listing", ("section", "world", -(2**62), 2**62)),
]


def ask(forgery: Forgery, name: str, arguments: tuple[Any, ...]) -> None:
    """Of whatever changes, and for the front page."""
    number = question_id(name, arguments)
    asked = Asked(name, arguments, b"", Layout("<q").pack(page_number("index.html")))
    forgery.sql("insert or replace into questions values (?, ?)", (number, packed(number, asked)))
    forgery.forge("readers", lambda _: READ.pack(number, float("-inf"), float("inf")), bytes)


@pytest.mark.parametrize(("name", "arguments"), NO_QUESTIONS, ids=str)
def test_what_is_no_question_is_not_asked(forgery: Forgery, name: str, arguments: tuple[Any, ...]) -> None:
    ask(forgery, name, arguments)
    (note,) = forgery.build_and_forget().notes
    assert note.startswith("The cache of the last build can't be used (it leads to ")
    failure = forgery.folder / ".newsgen/failure.txt"
    assert note.endswith(f"this is a bug of newsgen's: report it, with {failure}.")
    assert failure.read_text().startswith("Traceback")


@pytest.mark.parametrize(("name", "arguments"), ODD_QUESTIONS, ids=str)
def test_an_odd_question_does_no_harm(forgery: Forgery, name: str, arguments: tuple[Any, ...]) -> None:
    ask(forgery, name, arguments)
    assert forgery.build_and_forget().built


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
    "an author who leads out": {"authors": ("../../..",)},
    "a date that is none": {"published": "yesterday"},
    "an update that is none": {"updated": "yesterday", "changed": 1e12},
    "a time that is none": {"time": float("nan"), "expires": float("nan")},
    "a time without end": {"time": -1e300, "changed": 1e300},
    "a month that is none": {"month": "../../../x"},
    "an id of others": {"id": "2022-02-10-vote"},
}


@pytest.mark.parametrize("forged", FORGED_ENTRIES.values(), ids=FORGED_ENTRIES)
@pytest.mark.parametrize("table", ["sources", "entries"])
def test_a_forged_article_stays_inside(forgery: Forgery, table: str, forged: dict[str, Any]) -> None:
    def change(kept: CachedText) -> CachedText:
        return replace(kept, entry=replace(kept.entry, **forged)) if kept.entry else kept

    if table == "entries":
        forgery.forge("entries", lambda entry: replace(entry, **forged), Entry)
    else:
        forgery.forge("sources", change, CachedText, "key like 'sport/match%'")
    forgery.build_and_forget()


@pytest.mark.parametrize("forged", [{"source": "../../canary.txt"}, {"id": "../../x"}, {"time": -1e300}], ids=str)
def test_a_forged_index_stays_inside(forgery: Forgery, forged: dict[str, Any]) -> None:
    def change(segment: Segment) -> Segment:
        return replace(segment, articles=[replace(article, **forged) for article in segment.articles])

    forgery.forge("segments", change, Segment)
    forgery.build_and_forget()


@pytest.mark.parametrize("digest", ["/../../x", "../../..", "", "zz", "\0" * 8])
def test_a_forged_measure_stays_inside(forgery: Forgery, digest: str) -> None:
    forgery.forge("media", lambda measured: replace(measured, digest=digest), Measured)
    forgery.build_and_forget()


def test_nothing_is_written_through_symlinks_in_a_memory(forgery: Forgery) -> None:
    memory, lock = forgery.memory, forgery.folder / ".newsgen/lock"
    for file in (memory, lock, memory.with_name(f"{memory.name}-journal"), memory.with_name("failure.txt")):
        file.unlink(missing_ok=True)
        file.symlink_to(forgery.outside / "canary.txt")
    report = forgery.build_and_forget()
    assert report.notes == ("The cache of the last build can't be used (it is a symlink): everything was built anew.",)


def test_a_build_is_not_verified_elsewhere(forgery: Forgery) -> None:
    (forgery.folder / ".newsgen/verifying").symlink_to(forgery.outside / "elsewhere")
    before = forgery.beside()
    assert verify_build(Options(source=forgery.folder, now=newsroom().now)).is_equal
    assert forgery.beside() == before


def test_a_forged_journal_deletes_nothing(forgery: Forgery) -> None:
    """SQLite deletes the super-journal that a journal names."""
    name = str(forgery.outside / "canary.txt").encode()
    head = (SUPER_JOURNAL + Layout(">IIIII").pack(0, 1, 2, 512, 4096)).ljust(512, b"\0")
    tail = Layout(">I").pack(0x40000000 // 4096 + 1) + name + Layout(">II").pack(len(name), sum(name)) + SUPER_JOURNAL
    forgery.memory.with_name(f"{forgery.memory.name}-journal").write_bytes(head + tail)
    report = forgery.build_and_forget()
    assert report.notes[0].startswith("The cache of the last build can't be used (its journal is not ours)")
