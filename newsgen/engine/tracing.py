"""Recording what a page is made of: the questions that it asked, the facets that the answers were read from. Pure.

A facet is a named line of what there is, ordered in time; a read covers a stretch of it. A facet that is one thing (a
card, a layout) is a point, read at 0.
"""

from collections.abc import Callable, Hashable
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")
Span = tuple[float, float]
POINT: Span = (0.0, 0.0)
MAX_MADE = 20_000
"""Things made once that are kept at most."""
Reads = dict[str, Span]


class Question(Struct, frozen=True, array_like=True):
    """A question with its arguments, the digest of its answer, and what that was read from. name: "" for no question,
    but facets that many pages read alike, kept once for all of them; the arguments are these."""

    name: str
    arguments: tuple[Any, ...]
    digest: bytes
    reads: Reads


class Trace(Struct, frozen=True, array_like=True):
    """What one page asked, by the questions' ids, and what it read itself."""

    asked: tuple[int, ...] = ()
    reads: tuple[str, ...] = ()


class _Frame:
    """What is being recorded: for an answer only reads. asked: with what each was read from."""

    __slots__ = ("asked", "is_answer", "reads", "shared")

    def __init__(self, *, is_answer: bool = False) -> None:
        self.is_answer = is_answer
        self.asked: dict[int, Reads] = {}
        self.reads: Reads = {}
        self.shared: dict[str, None] = {}


class Tracer:
    """Answers each question once, and records. Owns the answers."""

    def __init__(self, digest: Callable[[Any], bytes]) -> None:
        self._digest = digest
        self._answers: dict[Hashable, tuple[Any, int, Reads]] = {}
        self._made: dict[Hashable, tuple[Any, _Frame]] = {}
        self._frame = _Frame()
        self._new: dict[int, Question] = {}
        self._bundles: dict[tuple[str, ...], int] = {}

    def note(self, facet: str, since: float = 0.0, until: float = 0.0) -> None:
        """A facet was read, in this stretch of time. Two reads count as one of all between them."""
        reads = self._frame.reads
        if facet in reads:
            before = reads[facet]
            since, until = min(since, before[0]), max(until, before[1])
        reads[facet] = since, until

    def note_shared(self, facet: str) -> None:
        """A facet was read that many pages read alike."""
        if self._frame.is_answer:
            self.note(facet)
        else:
            self._frame.shared[facet] = None

    def ask(self, name: str, arguments: tuple[Any, ...], answer: Callable[..., T]) -> T:
        """What `answer` gives for the arguments. A question that asks another has read what that one did."""
        key = (name, arguments)
        found = self._answers.get(key)
        if found is None:
            asking, self._frame = self._frame, _Frame(is_answer=True)
            try:
                value = answer(*arguments)
                reads = self._frame.reads
            finally:
                self._frame = asking
            number = question_id(name, arguments)
            self._new[number] = Question(name, arguments, self._digest(value), reads)
            found = self._answers[key] = value, number, reads
        self._frame.asked[found[1]] = found[2]
        if self._frame.is_answer:
            self._note_all(found[2])
        answered: T = found[0]
        return answered

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once; whoever uses it is recorded to have asked and read what making it did."""
        found = self._made.get(key)
        if found is None:
            asking, self._frame = self._frame, _Frame()
            try:
                found = self._made[key] = make(), self._frame
            finally:
                self._frame = asking
        frame, own = self._frame, found[1]
        if own.asked:
            frame.asked.update(own.asked)
        if own.reads:
            self._note_all(own.reads)
        if frame.is_answer:
            self._note_all(dict.fromkeys(own.shared, POINT))
            for reads in own.asked.values():
                self._note_all(reads)
        else:
            frame.shared.update(own.shared)
        value: T = found[0]
        return value

    def _note_all(self, reads: Reads) -> None:
        noted = self._frame.reads
        for facet, span in reads.items():
            if noted.setdefault(facet, span) != span:
                self.note(facet, *span)

    def begin(self) -> None:
        """A new page."""
        self._frame = _Frame()

    def trace(self) -> Trace:
        """What was recorded since the page was begun."""
        frame = self._frame
        asked = list(frame.asked)
        if frame.shared:
            asked.append(self._bundle(tuple(sorted(frame.shared))))
        return Trace(tuple(asked), tuple(frame.reads))

    def new(self, number: int) -> Question:
        """A question that was answered since `news` was last called."""
        return self._new[number]

    def news(self) -> dict[int, Question]:
        """The questions that were answered since this was last called; answers are forgotten, to bound memory."""
        found, self._new = self._new, {}
        self._answers.clear()
        if len(self._made) > MAX_MADE:
            self._made.clear()
        return found

    def forget(self) -> None:
        """All answers and what was made of them: what they were read from is no longer as it was."""
        self._answers.clear()
        self._made.clear()
        self._new.clear()
        self._bundles.clear()

    def _bundle(self, facets: tuple[str, ...]) -> int:
        number = self._bundles.get(facets)
        if number is None:
            number = self._bundles[facets] = question_id("", facets)
            self._new[number] = Question("", facets, b"", dict.fromkeys(facets, POINT))
        return number


def question_id(name: str, arguments: tuple[Any, ...]) -> int:
    """63 bits: enough that no two of a site's questions ever have the same."""
    return number_of(msgspec.msgpack.encode((name, arguments)))


def number_of(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big") >> 1
