"""What the last build learnt, in one SQLite file. Reads and writes disk.

Values are msgpack behind a checksum; nothing in the file is ever run, and a file that is damaged, of another program
or of another version is noticed and put aside.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import ENOENT
from pathlib import Path
from typing import Any, Generic, TypeVar
from zlib import crc32

import msgspec

T = TypeVar("T")
SCHEMA = """
create table meta (key text primary key, value blob) without rowid;
create table sources (key text primary key, value blob) without rowid;
create table texts (key text primary key, value blob);
create table media (key text primary key, value blob) without rowid;
create table entries (key text primary key, value blob) without rowid;
create table segments (key integer primary key, value blob);
create table superseded (key text primary key, value blob, text blob);
create table questions (key integer primary key, value blob);
create table readers (key text primary key, value blob) without rowid;
create table records (key integer primary key, value blob);
create table files (key text primary key, value blob) without rowid;
create table intended (key text primary key) without rowid;
"""
TEMPORARY = """
create temp table new_questions (key integer primary key, value blob);
create temp table new_records (key integer primary key, value blob);
"""
"""What a large build learns before it is put out, which would fill the memory."""
APPLICATION = 0x6E657773
FORMAT = 3
"""Of the tables `files` and `intended`, which outlive a change of version: they say which files are ours."""
PAGE = 16_384
"""Bytes; of a new file. What is remembered of a text fits into one, with others."""
PATIENCE = 1.0
"""Seconds for which who only reads waits for a build that is about to write what it learnt."""
_NAMES_ANOTHER = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
"""How a journal ends that names a super-journal. Source: SQLite, "Database File Format", 3."""
_OF_THE_DISK = {getattr(sqlite3, f"SQLITE_{name}") for name in "FULL IOERR READONLY CANTOPEN PERM BUSY LOCKED".split()}
_OF_A_VERSION = (
    *("meta", "sources", "texts", "media", "entries", "segments", "superseded", "questions", "readers", "records"),
)
OUTLIVES = "lost urls"
"""The key of `meta` that outlives a change of version, too."""

DAMAGES = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite raises for a damaged file. A message of its own that quotes the file may not be UTF-8."""


class DamagedCacheError(Exception):
    """The cache can't be used; why, in words."""


def packed(key: str | int, value: Any) -> bytes:
    return _sealed(key, msgspec.msgpack.encode(value))


def _sealed(key: str | int, content: bytes | memoryview) -> bytes:
    return _checksum(key, content) + content


def _checksum(key: str | int, content: bytes | memoryview) -> bytes:
    return crc32(content, crc32(str(key).encode())).to_bytes(4, "big")


def unpacked(key: str | int, value: Any, decoder: "msgspec.msgpack.Decoder[T]") -> T:
    """Raises DamagedCacheError."""
    if not isinstance(value, bytes) or _checksum(key, content := memoryview(value)[4:]) != value[:4]:
        raise DamagedCacheError("it is damaged")
    try:
        return decoder.decode(content)
    except msgspec.DecodeError:
        raise DamagedCacheError("it is damaged") from None


class Table(Generic[T]):
    """One table of values by key. Writes are part of the store's transaction."""

    def __init__(self, connection: sqlite3.Connection, name: str, of: type[T] | Any) -> None:
        self._connection, self._decoder = connection, msgspec.msgpack.Decoder(of)
        self._one = f"select value from {name} where key = ?"  # noqa: S608 - the names are ours
        self._all = f"select key, value from {name}"  # noqa: S608 - the names are ours
        self._put = f"insert or replace into {name} values (?, ?)"  # noqa: S608 - the names are ours
        self._delete = f"delete from {name} where key = ?"  # noqa: S608 - the names are ours

    def get(self, key: str | int) -> T | None:
        row = self._connection.execute(self._one, (key,)).fetchone()
        return None if row is None else unpacked(key, row[0], self._decoder)

    def content(self, key: str | int, value: Any) -> bytes:
        """What such a value in another table holds, packed. Raises DamagedCacheError."""
        unpacked(key, value, self._decoder)
        return bytes(value[4:])

    def all(self) -> Iterator[tuple[Any, T]]:
        for key, value in self._connection.execute(self._all):
            yield key, unpacked(key, value, self._decoder)

    def keys(self) -> set[Any]:
        return {key for (key,) in self._connection.execute(self._all.replace("key, value", "key"))}

    def put(self, rows: Iterable[tuple[str | int, T]]) -> None:
        self._connection.executemany(self._put, ((key, packed(key, value)) for key, value in rows))

    def put_packed(self, rows: Iterable[tuple[str | int, bytes]]) -> None:
        """Values that are msgpack already."""
        self._connection.executemany(self._put, ((key, _sealed(key, value)) for key, value in rows))

    def is_empty(self) -> bool:
        return self._connection.execute(f"{self._all} limit 1").fetchone() is None

    def clear(self) -> None:
        self._connection.execute(self._delete.partition(" where ")[0])

    def delete(self, keys: Iterable[str | int]) -> None:
        self._connection.executemany(self._delete, ((key,) for key in keys))


class Value(Generic[T]):
    """One value of the table `meta`, under its own key."""

    def __init__(self, connection: sqlite3.Connection, key: str, of: type[T] | Any) -> None:
        self._table, self._key = Table[T](connection, "meta", of), key

    def get(self) -> T | None:
        return self._table.get(self._key)

    def put(self, value: T | None) -> None:
        if value is None:
            self._table.delete([self._key])
        else:
            self._table.put([(self._key, value)])


class Cache:
    """Owns the connection. Use it as a context: it is closed, and what was not committed is forgotten. What SQLite
    finds wrong meanwhile leaves the context as DamagedCacheError or OSError."""

    marks: Table[bytes]

    def __init__(self, file: Path, version: str, *, is_read_only: bool = False) -> None:
        """Opens or makes the file; what another version left is forgotten. Raises DamagedCacheError, OSError.
        is_read_only: neither make nor change it."""
        self.file = file
        self.forgotten = ""
        try:
            self.connection = self._opened_to_read(version) if is_read_only else self._opened(version)
        except DAMAGES as error:
            _raise_if_of_the_disk(error)
            raise DamagedCacheError(str(error)) from None

    def _opened(self, version: str) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        _refuse_traps(self.file)
        is_new = not self.file.exists() or not self.file.stat().st_size
        connection = sqlite3.connect(self.file, isolation_level=None)
        with _closed_by_errors(connection):
            self._prepare(connection, version, is_new)
        return connection

    def _opened_to_read(self, version: str) -> sqlite3.Connection:
        connection = sqlite3.connect(_to_read(self.file), timeout=PATIENCE, uri=True, isolation_level=None)
        with _closed_by_errors(connection):
            self._check_format(connection)
            self.marks = Table(connection, "meta", bytes)
            if self.marks.get("version") != version.encode():
                raise DamagedCacheError("it is another version's")
            connection.executescript(TEMPORARY)
        return connection

    def _prepare(self, connection: sqlite3.Connection, version: str, is_new: bool) -> None:
        connection.execute(f"pragma page_size = {PAGE}")
        connection.execute("pragma journal_mode = delete")
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma trusted_schema = off")
        connection.execute("pragma cache_size = -4096")
        connection.execute("pragma temp.journal_mode = off")
        if is_new:
            connection.executescript(
                f"begin; {SCHEMA} pragma application_id = {APPLICATION}; pragma user_version = {FORMAT}; commit;"
            )
        self._check_format(connection)
        pages, size = (connection.execute(f"pragma page_{what}").fetchone()[0] for what in ("count", "size"))
        if pages * size != self.file.stat().st_size:  # SQLite takes what is missing of the last page for zeros
            raise DamagedCacheError("it is cut off")
        self.marks = Table(connection, "meta", bytes)
        if self.marks.get("version") != version.encode():
            if not is_new:
                self.forgotten = "it is another version's"
                self._forget_all(connection)
            self.marks.put([("version", version.encode())])
        connection.executescript(TEMPORARY)

    def _check_format(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("pragma application_id").fetchone()[0]
        form = connection.execute("pragma user_version").fetchone()[0]
        schema = {row[0] for row in connection.execute("select sql from sqlite_schema where sql not null")}
        ours = {statement.strip() for statement in SCHEMA.split(";") if statement.strip()}
        if (
            found != APPLICATION
            or form != FORMAT
            or {sql.replace("CREATE TABLE", "create table") for sql in schema} != ours
        ):
            raise DamagedCacheError("it is not of this version of newsgen")

    def _forget_all(self, connection: sqlite3.Connection) -> None:
        connection.execute("begin")
        for table in _OF_A_VERSION:
            but = f" where key <> '{OUTLIVES}'" if table == "meta" else ""
            connection.execute(f"delete from {table}{but}")  # noqa: S608 - the names are ours
        connection.execute("commit")

    def forget(self) -> None:
        """Empty it of all but which files are ours."""
        version = self.marks.get("version") or b""
        self._forget_all(self.connection)
        self.marks.put([("version", version)])

    def begin(self) -> None:
        self.connection.execute("begin")

    def commit(self) -> None:
        self.connection.execute("commit")

    def __enter__(self) -> "Cache":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, *_: object) -> None:
        self.close()
        if isinstance(error, DAMAGES):
            _raise_if_of_the_disk(error)
            raise DamagedCacheError(str(error)) from None

    def close(self) -> None:
        with suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("rollback")
        with suppress(sqlite3.Error):
            self.connection.close()


@contextmanager
def reading(file: Path, version: str) -> Iterator[Cache]:
    """The cache to look into, beside builds that may be at work. Raises DamagedCacheError, OSError."""
    if not file.exists():
        raise FileNotFoundError(ENOENT, "there is no cache of a build", str(file))
    with Cache(file, version, is_read_only=True) as cache:
        yield cache


class CachedTexts(Generic[T]):
    """One table read from any process: each opens the file for itself when it first asks. Never writes. is_live:
    whether builds may write it meanwhile; then threads of one process take turns. Else nothing is locked."""

    def __init__(self, file: Path, table: str, of: type[T] | Any, *, is_live: bool = False) -> None:
        self._file, self._name, self._of, self._is_live = file, table, of, is_live
        self._opened: tuple[int, sqlite3.Connection, Table[T]] | None = None

    def get(self, key: str) -> T:
        """Raises DamagedCacheError, also where there is nothing."""
        if self._opened is None or self._opened[0] != os.getpid():
            connection = read_only(self._file, is_live=self._is_live)
            self._opened = os.getpid(), connection, Table(connection, self._name, self._of)
        try:
            found = self._opened[2].get(key)
        except DAMAGES as error:
            raise DamagedCacheError(str(error)) from None
        if found is None:
            raise DamagedCacheError(f"it lacks {key}")
        return found

    def close(self) -> None:
        if self._opened and self._opened[0] == os.getpid():
            self._opened[1].close()
        self._opened = None


def read_only(file: Path, *, is_live: bool = False) -> sqlite3.Connection:
    """A connection to a file that nobody writes meanwhile, or that builds may write, for any thread. Raises
    sqlite3.Error."""
    if is_live:
        to_read = _to_read(file)
        return sqlite3.connect(to_read, timeout=PATIENCE, uri=True, isolation_level=None, check_same_thread=False)
    return sqlite3.connect(f"{_to_read(file)}&immutable=1", uri=True, isolation_level=None)


def remove(file: Path) -> None:
    """The store and what SQLite keeps beside it."""
    for each in _all_of(file):
        each.unlink(missing_ok=True)


def _to_read(file: Path) -> str:
    """The address of a file that is not to be changed."""
    return f"{file.absolute().as_uri()}?mode=ro"


def _all_of(file: Path) -> tuple[Path, ...]:
    return file, *(file.with_name(file.name + ending) for ending in ("-journal", "-wal", "-shm"))


def _refuse_traps(file: Path) -> None:
    """A symlink, through which a file elsewhere would be written, and a journal that names a file which SQLite would
    then delete. Raises DamagedCacheError."""
    if any(each.is_symlink() for each in _all_of(file)):
        raise DamagedCacheError("it is a symlink")
    journal = file.with_name(f"{file.name}-journal")
    if journal.exists() and journal.stat().st_size >= len(_NAMES_ANOTHER):
        with open(journal, "rb") as opened:
            opened.seek(-len(_NAMES_ANOTHER), os.SEEK_END)
            if opened.read() == _NAMES_ANOTHER:
                raise DamagedCacheError("its journal is not ours")


@contextmanager
def _closed_by_errors(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except Exception:
        connection.close()
        raise


def _raise_if_of_the_disk(error: Exception) -> None:
    """A full disk or a missing permission is no damage. Raises OSError."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_DISK:
        raise OSError(f"the cache of the last build can't be used now: {error}") from None
