"""Which pages are stale: facets to questions to pages, as the last build left them. Reads and writes disk.

Two inverted indices: the readers of a facet (questions and pages, with the stretch that each read), and the pages that
asked a question. Both are loaded only where something changed.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from struct import Struct as Layout
from struct import error as struct_error
from typing import TypeVar
from zlib import crc32

import msgspec
from msgspec import Struct

from newsgen.engine.spool import Spool
from newsgen.engine.store import DamagedMemoryError, Store, Table, salvaged
from newsgen.engine.tracing import POINT, Question, Span, Trace, number_of

T = TypeVar("T")
Touched = Mapping[str, Collection[float]]
"""The facets that changed, with the points in time at which they did."""
AskAgain = Callable[[str, tuple[object, ...]], Question]
_READ = Layout("=qdd")
_NUMBER = Layout("<q")
_STAT = Layout("<qqq")
_SEAL = "files"
"""The mark that tells whether output paths and plans, which have no checksums of their own, are those that were put."""


class Answered(Struct, frozen=True, array_like=True):
    """A question, and the digest of its answer."""

    name: str
    arguments: tuple[object, ...]
    digest: bytes


class Asked(Struct, frozen=True, array_like=True):
    """A question and the pages that asked it, their numbers packed."""

    question: Answered
    pages: bytes

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def arguments(self) -> tuple[object, ...]:
        return self.question.arguments

    @property
    def digest(self) -> bytes:
        return self.question.digest


class Made(Struct, frozen=True, array_like=True):
    """How a page came about when it was last made: its trace, why, in how many seconds, in which build.

    when: the instant of that build, in seconds since 1970.
    """

    trace: Trace
    reason: str
    seconds: float
    build: int
    when: float = 0.0


class Known(Struct, frozen=True, gc=False):
    """A file that a build put out. plan: what page it is. stat: size, mtime in ns, inode; () where unsure."""

    number: int
    plan: str
    digest: bytes
    stat: tuple[int, ...]


def _with_names(by_output: dict[str, T]) -> dict[str, T]:
    """Raises DamagedMemoryError where a key is no text: SQLite checks no types."""
    if not all(isinstance(output, str) for output in by_output):
        raise DamagedMemoryError("it is damaged")
    return by_output


def page_number(output: str) -> int:
    return number_of(output.encode())


class Memory:
    """Traces and files of the last build, and the changes to them that are still to be written. Owns the changes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._questions: Table[Asked] = Table(store.connection, "questions", Asked)
        self._readers: Table[bytes] = Table(store.connection, "readers", bytes)
        self._made: Table[Made] = Table(store.connection, "made", Made)
        self._new_readers: defaultdict[str, bytearray] = defaultdict(bytearray)
        self._lost_readers: dict[str, set[int]] = {}
        self._new_questions = Spool(store.file.parent)
        self._new_askers = array("q")  # a question, then a page that asked it: of a large build there are a million
        self._lost_askers: dict[int, set[int]] = {}
        self._suspects: Set[int] = frozenset()
        self._is_empty = self._questions.is_empty() and self._readers.is_empty()

    def files(self) -> dict[str, Known]:
        """By output path. Raises DamagedMemoryError, also where paths or plans are not those that were put."""
        rows = self.store.connection.execute("select output, key, plan, digest, stat from files")
        try:
            found = {
                output: Known(key, plan, digest, _STAT.unpack(stat) if stat else ())
                for output, key, plan, digest, stat in rows
            }
        except (struct_error, TypeError):
            raise DamagedMemoryError("it is damaged") from None
        files, seal = _with_names(found), self.store.marks.get(_SEAL)
        if seal is not None and seal != _written(_seal_of_all(files)):
            raise DamagedMemoryError("it is damaged")
        return files

    def intended(self) -> frozenset[str]:
        """What a build that did not come to its end may have put out."""
        rows = self.store.connection.execute("select output from intended")
        return frozenset(_with_names(dict.fromkeys(output for (output,) in rows)))

    def intend(self, outputs: Iterable[str]) -> None:
        """Files that may be put out before the build is done."""
        rows = ((output,) for output in outputs)
        self.store.connection.executemany("insert or ignore into intended values (?)", rows)

    def intend_nothing(self) -> None:
        self.store.connection.execute("delete from intended")

    def change_files(self, before: Mapping[str, Known], gone: Iterable[str], new: Iterable[tuple[str, Known]]) -> None:
        """before: all that there are; gone: paths of those that are no longer put out; new: those that differ."""
        mark = self.store.marks.get(_SEAL)
        seal = _seal_of_all(before) if mark is None else int.from_bytes(mark, "big")

        def rows() -> Iterator[tuple[int, str, str, bytes, bytes | None]]:
            nonlocal seal
            for output, known in new:
                was = before.get(output)
                seal += _seal(output, known.plan) - (_seal(output, was.plan) if was else 0)
                stat = _STAT.pack(*known.stat) if known.stat else None
                yield known.number, output, known.plan, known.digest, stat

        for output in gone:
            seal -= _seal(output, before[output].plan)
            self.store.connection.execute("delete from files where key = ?", (before[output].number,))
            self._made.delete([before[output].number])
        self.store.connection.executemany("insert or replace into files values (?, ?, ?, ?, ?)", rows())
        self.store.marks.put([(_SEAL, _written(seal))])

    def put_made(self, pages: Iterable[tuple[int, bytes]]) -> None:
        """By the pages' numbers; packed Mades."""
        self._made.put_packed(pages)

    def restat(self, stats: Iterable[tuple[int, tuple[int, ...]]]) -> None:
        """stats: () where a file's is not sure."""
        rows = ((_STAT.pack(*stat) if stat else None, number) for number, stat in stats)
        self.store.connection.executemany("update files set stat = ? where key = ?", rows)

    def made(self, number: int) -> Made | None:
        return self._made.get(number)

    def question(self, number: int) -> Asked | None:
        return self._questions.get(number)

    def questions(self) -> Iterable[tuple[int, Asked]]:
        return self._questions.all()

    def readers(self, facet: str, points: Collection[float]) -> Iterator[int]:
        """Who read a facet where it changed: questions by their numbers, pages by the complements of theirs."""
        ordered = sorted(points)
        if not ordered:
            return
        first, last = ordered[0], ordered[-1]
        for number, since, until in zip(*_columns(self._readers.get(facet) or b""), strict=True):
            if since <= last and first <= until and ordered[bisect_left(ordered, since)] <= until:
                yield number

    def stale(self, touched: Touched, ask_again: AskAgain) -> dict[int, str]:
        """The pages whose answers differ, each with the reason. Asks again only what read a changed facet."""
        reasons: dict[int, str] = {}
        suspects: dict[int, list[str]] = {}
        for facet, points in touched.items():
            for number in self.readers(facet, points):
                if number < 0:
                    reasons.setdefault(~number, facet)
                else:
                    suspects.setdefault(number, []).append(facet)
        self._suspects = suspects.keys()
        for number, facets in suspects.items():
            for page, reason in self._asked_again(number, facets, ask_again).items():
                reasons.setdefault(page, reason)
        return reasons

    def _asked_again(self, number: int, facets: list[str], ask_again: AskAgain) -> dict[int, str]:
        row = self._questions.get(number)
        if row is None:
            reads: Mapping[str, Span] = {}
            differs, reason = False, ""
        elif not row.name:
            reads, differs, reason = dict.fromkeys(facets, POINT), True, facets[0]
        else:
            new = ask_again(row.name, row.arguments)
            self.learn_question(number, new)
            reads, differs, reason = new.reads, new.digest != row.digest, shown_question(row.name, row.arguments)
        for facet in facets:
            if facet not in reads:
                self._lost_readers.setdefault(facet, set()).add(number)
        return dict.fromkeys(numbers(row.pages), reason) if row and differs else {}

    def learn_question(self, number: int, question: Question, known: Container[int] = ()) -> None:
        """One that is known and read nothing that changed has the same answer, from the same facets.

        known: some that are known for sure, which need not be looked up.
        """
        if number in self._new_questions:
            return
        if number not in self._suspects and (number in known or self._is_known(number)):
            return
        asked = Answered(question.name, question.arguments, question.digest)
        self._new_questions.put(number, msgspec.msgpack.encode(asked))
        for facet, span in question.reads.items():
            self._new_readers[facet].extend(_READ.pack(number, *span))

    def _is_known(self, number: int) -> bool:
        return not self._is_empty and self._questions.get(number) is not None

    def learn_page(self, number: int, before: Trace, now: Trace) -> None:
        """A page that was made again, or that is gone: then it has an empty trace."""
        for asked in set(now.asked).difference(before.asked):
            self._new_askers.extend((asked, number))
        for asked in set(before.asked).difference(now.asked):
            self._lost_askers.setdefault(asked, set()).add(number)
        read = _READ.pack(~number, *POINT)
        for facet in set(now.reads).difference(before.reads):
            self._new_readers[facet].extend(read)
        for facet in set(before.reads).difference(now.reads):
            self._lost_readers.setdefault(facet, set()).add(~number)

    def flush(self) -> None:
        """Writes the changes to the indices."""
        facets = sorted(self._new_readers.keys() | self._lost_readers.keys())
        self._write(self._readers, ((facet, self._readers_of(facet)) for facet in facets))
        askers: dict[int, list[int]] = {}
        for number, page in zip(self._new_askers[::2], self._new_askers[1::2], strict=True):
            askers.setdefault(number, []).append(page)
        asked = sorted(self._new_questions.numbers() | askers.keys() | self._lost_askers.keys())
        self._write(self._questions, ((number, self._asked(number, askers.get(number, ()))) for number in asked))

    def _write(self, table: Table, rows: Iterable[tuple[str | int, object]]) -> None:  # type: ignore[type-arg]
        gone: list[str | int] = []

        def there() -> Iterable[tuple[str | int, object]]:
            for key, value in rows:
                if value is None:
                    gone.append(key)
                else:
                    yield key, value

        table.put(there())
        table.delete(gone)

    def _readers_of(self, facet: str) -> bytes | None:
        new = self._new_readers.get(facet, b"")
        if self._is_empty:
            return bytes(new)
        other = self._lost_readers.get(facet, set()).union(_columns(new)[0])
        return _without(self._readers.get(facet) or b"", other) + new or None

    def _asked(self, number: int, new_pages: Iterable[int]) -> tuple[Answered | msgspec.Raw, bytes] | None:
        """As the table has it."""
        before = None if self._is_empty else self._questions.get(number)
        pages = dict.fromkeys(numbers(before.pages)) if before else {}
        for page in self._lost_askers.get(number, ()):
            pages.pop(page, None)
        pages |= dict.fromkeys(new_pages)
        new = self._new_questions.get(number)
        if not pages or (new is None and before is None):
            return None
        question = before.question if before and new is None else msgspec.Raw(new or b"")
        return question, b"".join(map(_NUMBER.pack, pages))


def _columns(reads: bytes | bytearray) -> tuple[Sequence[int], Sequence[float], Sequence[float]]:
    """Numbers, and between which times each read. Raises DamagedMemoryError."""
    if len(reads) % _READ.size:
        raise DamagedMemoryError("it is damaged")
    numbers, times = array("q", reads), array("d", reads)
    return numbers[::3], times[1::3], times[2::3]


def _without(reads: bytes, others: Set[int]) -> bytes:
    """Without what these numbers read. A line that all pages read is long, and few of them read it anew."""
    size = _READ.size
    cuts = [at * size for at, number in enumerate(_columns(reads)[0]) if number in others]
    starts = [0, *(cut + size for cut in cuts)]
    return b"".join(reads[start:end] for start, end in zip(starts, [*cuts, len(reads)], strict=True))


def _seal(output: str, plan: str) -> int:
    return crc32(f"{output}\n{plan}".encode())


def _seal_of_all(files: Mapping[str, Known]) -> int:
    """A sum, so that who changes few need not look at all."""
    return sum(_seal(output, known.plan) for output, known in files.items())


def _written(seal: int) -> bytes:
    return seal.to_bytes(16, "big")


def still_ours(file: Path) -> list[str]:
    """The files that a damaged memory, which nobody has open, still tells to be ours; each is checked by its number."""
    rows = salvaged(file)
    return [output for number, output in rows if isinstance(output, str) and number == page_number(output)]


def numbers(content: bytes) -> list[int]:
    return [number for (number,) in _NUMBER.iter_unpack(content)]


def shown_question(name: str, arguments: tuple[object, ...]) -> str:
    """As people write it: `related('2022-03-07-flood', 5)`."""
    return f"{name}({', '.join(map(_shown, arguments))})"


def _shown(argument: object) -> str:
    return "[" + ", ".join(map(repr, argument)) + "]" if isinstance(argument, tuple | list) else repr(argument)
