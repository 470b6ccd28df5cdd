"""Which pages are stale: facets to questions to pages, as the last build left them. Reads and writes disk.

Two inverted indices: the readers of a facet (questions and pages, with the stretch that each read), and the pages that
asked a question. Both are loaded only where something changed.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing, suppress
from pathlib import Path
from struct import Struct as Layout

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from newsgen.engine.cache import DAMAGES, Cache, DamagedCacheError, Table, read_only, unpacked
from newsgen.engine.tracing import POINT, Question, Span, Trace, number_of

Touched = Mapping[str, Collection[float]]
"""The facets that changed, with the points in time at which they did."""
AskAgain = Callable[[str, tuple[object, ...]], Question]
_READ = Layout("=qdd")
_NUMBER = Layout("<q")
_COUNT = "files"
"""The mark that tells how many files there are: a file that is lost from the cache would never be made again."""


class Asked(Struct, frozen=True, array_like=True):
    """A question, the digest of its answer, and the pages that asked it, their numbers packed."""

    name: str
    arguments: tuple[object, ...]
    digest: bytes
    pages: bytes = b""


class PageRecord(Struct, frozen=True, array_like=True):
    """How a page came about when it was last made: its trace, why, in how many seconds, in which build. when: the
    instant of that build, in seconds since 1970."""

    trace: Trace
    reason: str
    seconds: float
    build: int
    when: float = 0.0


class OutputFile(Struct, frozen=True, array_like=True, gc=False):
    """A file that a build put out. plan: what page it is. stat: size, mtime in ns, inode; () where unsure."""

    number: int
    plan: str
    digest: bytes
    stat: tuple[int, ...]


def page_number(output: str) -> int:
    return number_of(output.encode())


class Dependencies:
    """What the pages of the last build were made from. Owns the changes to it that are still to be written."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        connection = cache.connection
        self._files: Table[OutputFile] = Table(connection, "files", OutputFile)
        self._questions: Table[Asked] = Table(connection, "questions", Asked)
        self._readers: Table[bytes] = Table(connection, "readers", bytes)
        self._records: Table[PageRecord] = Table(connection, "records", PageRecord)
        self._new_questions: Table[Asked] = Table(connection, "new_questions", Asked)
        self._new_records: Table[PageRecord] = Table(connection, "new_records", PageRecord)
        self._answered: set[int] = set()
        self._new_readers: defaultdict[str, bytearray] = defaultdict(bytearray)
        self._lost_readers: dict[str, set[int]] = {}
        self._new_askers = array("q")  # a question, then a page that asked it: of a large build there are a million
        self._lost_askers: dict[int, set[int]] = {}
        self._suspects: Set[int] = frozenset()
        self._is_empty = self._questions.is_empty() and self._readers.is_empty()
        self._new_questions.clear()
        self._new_records.clear()

    def files(self) -> dict[str, OutputFile]:
        """By output path. Raises DamagedCacheError."""
        found, count = dict(self._files.all()), self.cache.marks.get(_COUNT)
        if count is not None and int.from_bytes(count, "big") != len(found):
            raise DamagedCacheError("it is damaged")
        return found

    def intended(self) -> frozenset[str]:
        """What a build that did not come to its end may have put out."""
        rows = self.cache.connection.execute("select key from intended").fetchall()
        if not all(isinstance(output, str) for (output,) in rows):  # SQLite checks no types
            raise DamagedCacheError("it is damaged")
        return frozenset(output for (output,) in rows)

    def intend(self, outputs: Iterable[str]) -> None:
        """Files that may be put out before the build is done."""
        rows = ((output,) for output in outputs)
        self.cache.connection.executemany("insert or ignore into intended values (?)", rows)

    def intend_nothing(self) -> None:
        self.cache.connection.execute("delete from intended")

    def put_files(self, files: Iterable[tuple[str, OutputFile]]) -> None:
        """By output path: those that are new or differ."""
        self._files.put(files)

    def delete_files(self, files: Mapping[str, OutputFile]) -> None:
        """Those that are no longer put out."""
        self._files.delete(files)
        self._records.delete(file.number for file in files.values())

    def start_over(self) -> None:
        """All pages are about to be made anew: what they were made from is forgotten."""
        self._is_empty = True

    def record(self, number: int) -> PageRecord | None:
        """How the page of that number was made last."""
        return None if self._is_empty else self._records.get(number)

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
            self.record_questions({number: new})
            reads, differs, reason = new.reads, new.digest != row.digest, shown_question(row.name, row.arguments)
        for facet in facets:
            if facet not in reads:
                self._lost_readers.setdefault(facet, set()).add(number)
        return dict.fromkeys(numbers(row.pages), reason) if row and differs else {}

    def record_questions(self, questions: Mapping[int, Question], certain: Container[int] = ()) -> None:
        """Those that are known and read nothing that changed have the same answer, from the same facets. certain: some
        that are known for sure, which need not be looked up."""
        new = {number: question for number, question in questions.items() if number not in self._answered}
        for number in new.keys() - self._suspects:
            if number in certain or (not self._is_empty and self._questions.get(number) is not None):
                del new[number]
        self._answered.update(new)
        self._new_questions.put((number, Asked(each.name, each.arguments, each.digest)) for number, each in new.items())
        for number, question in new.items():
            for facet, span in question.reads.items():
                self._new_readers[facet].extend(_READ.pack(number, *span))

    def record_pages(self, pages: Iterable[tuple[int, PageRecord]]) -> None:
        """Pages that were made, by their numbers."""
        self._new_records.put(pages)

    def record_trace(self, number: int, before: Trace, now: Trace) -> None:
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
        """Write the changes."""
        if self._is_empty:
            for table in (self._records, self._readers, self._questions):
                table.clear()
        self.cache.connection.execute("insert or replace into records select key, value from new_records")
        (count,) = self.cache.connection.execute("select count(*) from files").fetchone()
        self.cache.marks.put([(_COUNT, count.to_bytes(8, "big"))])
        facets = sorted(self._new_readers.keys() | self._lost_readers.keys())
        self._write(self._readers, ((facet, self._readers_of(facet)) for facet in facets))
        askers: dict[int, list[int]] = {}
        for number, page in zip(self._new_askers[::2], self._new_askers[1::2], strict=True):
            askers.setdefault(number, []).append(page)
        asked = sorted(self._answered | askers.keys() | self._lost_askers.keys())
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

    def _asked(self, number: int, new_pages: Iterable[int]) -> Asked | None:
        before = None if self._is_empty else self._questions.get(number)
        pages = dict.fromkeys(numbers(before.pages)) if before else {}
        for page in self._lost_askers.get(number, ()):
            pages.pop(page, None)
        pages |= dict.fromkeys(new_pages)
        question = self._new_questions.get(number) if number in self._answered else before
        return replace(question, pages=b"".join(map(_NUMBER.pack, pages))) if question and pages else None


def _columns(reads: bytes | bytearray) -> tuple[Sequence[int], Sequence[float], Sequence[float]]:
    """Numbers, and between which times each read. Raises DamagedCacheError."""
    if len(reads) % _READ.size:
        raise DamagedCacheError("it is damaged")
    numbers, times = array("q", reads), array("d", reads)
    return numbers[::3], times[1::3], times[2::3]


def _without(reads: bytes, others: Set[int]) -> bytes:
    """Without what these numbers read. A line that all pages read is long, and few of them read it anew."""
    size = _READ.size
    cuts = [at * size for at, number in enumerate(_columns(reads)[0]) if number in others]
    starts = [0, *(cut + size for cut in cuts)]
    return b"".join(reads[start:end] for start, end in zip(starts, [*cuts, len(reads)], strict=True))


def still_ours(file: Path) -> list[str]:
    """The output paths that a damaged cache, which nobody has open, still gives with their checksum."""
    decoder, found = msgspec.msgpack.Decoder(OutputFile), list[str]()
    with suppress(*DAMAGES), closing(read_only(file)) as connection:
        for output, value in connection.execute("select key, value from files"):
            with suppress(DamagedCacheError):
                unpacked(output, value, decoder)
                found.append(output)
    return found


def numbers(content: bytes) -> list[int]:
    return [number for (number,) in _NUMBER.iter_unpack(content)]


def shown_question(name: str, arguments: tuple[object, ...]) -> str:
    """As people write it: `related('2022-03-07-flood', 5)`."""
    shown = (list(each) if isinstance(each, tuple) else each for each in arguments)
    return f"{name}({', '.join(map(repr, shown))})"
