"""What reading files in other processes takes and gives, and telling which file stops it. Pure."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import msgspec
from msgspec import Struct

from newsgen.model.entry import Kept, Measured
from newsgen.model.problem import Code, Place, Problem
from newsgen.reading.scan import File

BATCH = 32


class Read(Struct, frozen=True):
    """What one file gave. text: the Article or PlainPage, packed; empty where it can't be one."""

    kept: Kept
    text: bytes = b""


class ReadingJob(Struct, frozen=True):
    """One file to read. source: below the content folder; path: as problems name it."""

    file: File
    source: str
    path: str


class ReadBatch(Struct, frozen=True):
    """What some files gave, in order, and the files that had to be measured for them."""

    reads: tuple[Read, ...]
    measured: dict[str, Measured]


class CrashedError(Exception):
    """The process that read a batch came to an end."""


class Reading(Protocol):
    """A batch that is being read, in a process that can be stopped."""

    def result(self) -> bytes:
        """The ReadBatch, packed. Raises TimeoutError, CrashedError."""


Start = Callable[[Sequence[ReadingJob]], Reading]
"""Begins to read a batch."""
_decoder = msgspec.msgpack.Decoder(ReadBatch)


def results(batch: Sequence[ReadingJob], reading: Reading, start: Start, limit: float) -> Iterator[ReadBatch]:
    """A batch that failed is read again one by one, to find which article it was. limit: of each, in seconds of CPU."""
    code: Code
    try:
        yield _decoder.decode(reading.result())
        return
    except TimeoutError:
        code = "too-slow"
        what = f"the text was given up after {limit:g} seconds of rendering"
        mend = "look for long runs of brackets, quotes or markup, or raise `limits.article_seconds`"
    except CrashedError:
        code, what, mend = "crashed", "the text crashes the Markdown engine", "look for very deep nesting"
    if len(batch) == 1:
        problem = Problem(code, Place(batch[0].path), what, mend)
        yield ReadBatch((Read(Kept((), "", problems=(problem,))),), {})
        return
    for job in batch:
        yield from results([job], start([job]), start, limit)
