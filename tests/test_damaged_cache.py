"""A cache that is damaged, foreign or of another version is noticed, told of in one line and done without."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from newsgen.engine.cache import Cache, DamagedCacheError, Table
from newsgen.site import Options, Report, build
from tests.histories import files_in, without_old_cards
from tests.killing import edition, newsroom
from tests.newsroom import Newsroom, Text, write_sources

pytestmark = pytest.mark.usefixtures("quick_builds")

TABLES = "meta sources texts media entries segments superseded questions readers records files intended".split()
Damage = Callable[[Path], None]


class Remembering:
    """A site that was built, then edited. Owns its folder; `rewind` brings memory and output back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._kept = folder / "site", folder / "kept"
        self.before, self.after = edition(newsroom()), edition(edited())
        write_sources(self.folder, self.before.sources)
        build(Options(source=self.folder, now=newsroom().now))
        shutil.copytree(self.folder, self._kept)
        write_sources(self.folder, self.after.sources)
        (self.memory,) = (self.folder / ".newsgen").glob("*.sqlite")

    def rewind(self) -> None:
        for name in ("output", ".newsgen"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            shutil.copytree(self._kept / name, self.folder / name)

    def build(self) -> Report:
        report = build(Options(source=self.folder, now=newsroom().now))
        assert report.built
        return report

    def differing(self) -> list[str]:
        """The files that are not as a clean build leaves them."""
        wanted = self.after.output
        found = without_old_cards(files_in(self.folder / "output"), wanted)
        return [path for path in sorted(found.keys() | wanted.keys()) if found.get(path) != wanted.get(path)]


def edited() -> Newsroom:
    """With other words and one more article; nothing is gone, so that nothing need be remembered to find it."""
    room = newsroom()
    room.texts["world/flood.md"] = Text(room.texts["world/flood.md"].matter, "Water fell.\n")
    room.texts["sport/cup.md"] = Text(room.texts["sport/cup.md"].matter | {"title": "The Cup"})
    room.texts["sport/new.md"] = Text({"title": "News", "date": "2022-03-08T11:00", "author": "Ann"})
    return room


@pytest.fixture
def remembering(in_memory: Path) -> Remembering:
    return Remembering(in_memory)


def sql(*statements: str) -> Damage:
    def change(file: Path) -> None:
        with closing(sqlite3.connect(file)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    return change


def content(change: Callable[[bytes], bytes]) -> Damage:
    def write(file: Path) -> None:
        file.write_bytes(change(file.read_bytes()))

    return write


def of_another_program(file: Path) -> None:
    file.unlink()
    sql("create table bookmarks (url text)")(file)


DAMAGES: dict[str, Damage] = {
    "of another program": of_another_program,
    "no database": content(lambda before: b"Dear reader,\n" * 900),
    "one letter": content(lambda before: b"x"),
    "a wrong head": content(lambda before: b"\0" * 100 + before[100:]),
    "more than it was": content(lambda before: before + b"\0" * 4096),
    "another format": sql("pragma user_version = 99"),
    "another application": sql("pragma application_id = 7"),
    "a trigger": sql("create trigger evil after insert on meta begin delete from files; end"),
    "a view": sql("drop table media", "create view media as select key, value from sources"),
    "one table more": sql("create table evil (key text)"),
    "an index more": sql("create index evil on texts (value)"),
    "one table less": sql("drop table readers"),
    "another column": sql("alter table files add column evil blob"),
    "a generated column": sql(
        "drop table media", "create table media (key text primary key, value blob as (upper(key)) stored)"
    ),
    "values of other types": sql("update questions set value = 7", "update sources set value = 'x'"),
    "a state of another kind": sql("update meta set value = x'00000000c0' where key = 'state'"),
    "paths that are none": sql("update files set key = x'ff' where key = 'index.html'"),
    "another path": sql("update files set key = 'index.htel' where key = 'index.html'"),
    "another file's value": sql("update files set value = (select value from files where key = 'robots.txt')"),
    "one file less": sql("delete from files where key = 'index.html'"),
    "files that are none": sql("update files set value = x'00'"),
    "traces that are none": sql("update records set value = x'00'"),
    "readers that are none": sql("update readers set value = x'00'"),
    "texts that are none": sql("delete from texts"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_memory_that_cannot_be_used_is_told_of_and_done_without(remembering: Remembering, damage: Damage) -> None:
    remembering.rewind()
    damage(remembering.memory)
    report = remembering.build()
    assert [note.partition(" (")[0] for note in report.notes] == ["The cache of the last build can't be used"]
    assert "\n" not in report.notes[0]
    assert remembering.differing() == []
    assert remembering.build().notes == ()
    assert remembering.build().made == ()


def test_a_memory_cut_off_anywhere_is_done_without(remembering: Remembering) -> None:
    whole = remembering.memory.read_bytes()
    for length in [0, 1, 15, 16, 99, 100, 1024, 4095, *range(4096, len(whole), 4096 + 512)]:
        remembering.rewind()
        remembering.memory.write_bytes(whole[:length])
        report = remembering.build()
        assert remembering.differing() == [], length
        assert len(report.notes) == (1 if length else 0), length


def test_any_flipped_bit_of_a_value_is_noticed(remembering: Remembering) -> None:
    """In whole builds, a hundred of them: what is asked of a damaged value is never answered from it."""
    dice, noticed = random.Random(5), 0
    for _ in range(100):
        remembering.rewind()
        flip_in_a_value(remembering.memory, dice)
        noticed += len(remembering.build().notes)
        assert remembering.differing() == []
    assert noticed > 20


def flip_in_a_value(file: Path, dice: random.Random) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        table, column = dice.choice([(table, "value") for table in TABLES[:-1]])
        rows = connection.execute(f"select key, {column} from {table} where {column} not null order by key").fetchall()
        if not rows:
            return
        key, value = dice.choice(rows)
        content, at = bytearray(value), dice.randrange(len(value))
        content[at] ^= 1 << dice.randrange(8)
        connection.execute(f"update {table} set {column} = ? where key = ?", (bytes(content), key))


def test_any_flipped_bit_of_the_file_leaves_whole_files_and_no_traceback(remembering: Remembering) -> None:
    dice, noticed = random.Random(11), 0
    whole = remembering.memory.read_bytes()
    known = [remembering.before.output, remembering.after.output]
    for _ in range(120):
        remembering.rewind()
        content, at = bytearray(whole), dice.randrange(len(whole))
        content[at] ^= 1 << dice.randrange(8)
        remembering.memory.write_bytes(content)
        report = remembering.build()
        noticed += len(report.notes)
        assert not report.notes or remembering.differing() == []
        for path, text in files_in(remembering.folder / "output").items():
            assert text in [each.get(path) for each in known], path
    assert noticed > 10  # most of so small a site's memory is empty


def test_a_schema_that_is_no_text_is_noticed(remembering: Remembering) -> None:
    remembering.rewind()
    whole = remembering.memory.read_bytes()
    for damaged in (b"create tab\xf3e sources", b"CREATE TABLE \xf3ources"):
        at = whole.lower().find(b"create table sources")
        assert at > 0
        remembering.memory.write_bytes(whole[:at] + damaged + whole[at + len(damaged) :])
        assert len(remembering.build().notes) == 1
        assert remembering.differing() == []
        remembering.rewind()


def test_what_another_version_learnt_is_forgotten_but_not_which_files_are_ours(
    remembering: Remembering, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembering.rewind()
    room = edited()
    del room.texts["sport/match.md"]
    remembering.after = edition(room)
    (remembering.folder / "content/sport/match.md").unlink()
    monkeypatch.setattr("newsgen.site.building.code_version", lambda: "another")
    report = remembering.build()
    assert report.notes == ("The cache of the last build is not used: it is another version's.",)
    assert sum(page.is_page for page in report.made) == report.pages
    assert remembering.differing() == []


def test_a_value_is_what_was_put(in_memory: Path) -> None:
    with Cache(in_memory / "memory", "1") as store:
        table: Table[list[str]] = Table(store.connection, "media", list[str])
        table.put([("flood", ["Volos"]), ("quake", [])])
        table.delete(["quake"])
        assert list(table.all()) == [("flood", ["Volos"])]
        assert table.get("quake") is None


def test_a_value_of_another_type_is_damaged(in_memory: Path) -> None:
    with Cache(in_memory / "memory", "1") as store:
        numbers: Table[list[int]] = Table(store.connection, "media", list[int])
        numbers.put([("flood", [1])])
        words: Table[list[str]] = Table(store.connection, "media", list[str])
        with pytest.raises(DamagedCacheError):
            words.get("flood")


def test_what_was_not_committed_is_forgotten(in_memory: Path) -> None:
    with Cache(in_memory / "memory", "1") as store:
        table: Table[str] = Table(store.connection, "media", str)
        store.begin()
        table.put([("flood", "Volos")])
    with Cache(in_memory / "memory", "1") as store:
        assert Table(store.connection, "media", str).is_empty()
