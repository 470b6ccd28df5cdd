"""Reading texts in worker processes that can be ended, so that no text stalls a build. Starts processes.

How long one text may take is counted in the worker's own CPU time. So a busy machine, on which everything takes long,
makes no text too slow. The system ends the worker, whatever library it is in: a signal that Python handles would wait
until a parser written in C comes back.

What reads texts is imported only in the workers, where they are few: the caller has other things to do meanwhile.
"""

import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from newsgen.model.config import Config
from newsgen.model.entry import Kept, Measured
from newsgen.model.problem import Place, Problem
from newsgen.reading.media_files import Shelf
from newsgen.reading.scan import File
from newsgen.workers import WorkerEndedError, Workers, starting

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

BATCH = 32
ReadingJob = tuple[str, File]
"""A text to read: its path below the content folder, and its file."""
TextRead = tuple[Kept, bytes]
"""What one file gave, with the Article or PlainPage, packed; empty where it can't be one."""
BatchRead = tuple[list[TextRead], dict[str, Measured]]
"""What some files gave, in order, and the files that had to be measured for them."""
_decoder = msgspec.msgpack.Decoder(BatchRead)


class TextReaders:
    """Processes that read texts, for who reads again and again. Owns them; use it as a context."""

    def __init__(self, config: Config, shelf: Shelf, processes: int, context: "BaseContext | None" = None) -> None:
        """context: how processes start, as `newsgen.workers` has it."""
        self._limits, self._content = config.limits, config.paths.content
        load = partial(_load, config, shelf)
        self._workers = Workers(_read_batch, load, processes, context or starting(), self._patience)

    def __enter__(self) -> "TextReaders":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._workers.close()

    def read(self, jobs: Sequence[ReadingJob], meanwhile: Iterable[None] = ()) -> Iterator[BatchRead]:
        """What the jobs' files gave, in order. A text over `limits.article_seconds` is given up, with a problem.

        meanwhile: other things to do, step by step, until the first texts are read.
        """
        yield from self._read([jobs[start : start + BATCH] for start in range(0, len(jobs), BATCH)], meanwhile)

    def _read(self, batches: Sequence[Sequence[ReadingJob]], meanwhile: Iterable[None] = ()) -> Iterator[BatchRead]:
        """Of a batch that ended its process each text is read again alone, to find which it was."""
        for batch, packed in zip(batches, self._workers.results(batches, meanwhile), strict=True):
            if not isinstance(packed, WorkerEndedError):
                yield _decoder.decode(packed)
            elif len(batch) > 1:
                yield from self._read([[job] for job in batch])
            else:
                yield [(Kept((), "", problems=(self._given_up(batch[0], packed),)), b"")], {}

    def _given_up(self, job: ReadingJob, ended: WorkerEndedError) -> Problem:
        place = Place(f"{self._content}/{job[0]}")
        if ended.exit_code not in (None, -signal.SIGPROF):
            return Problem("crashed", place, "the text crashes the Markdown engine", "look for very deep nesting")
        what = f"the text was given up after {self._limits.article_seconds:g} seconds of rendering"
        mend = "look for long runs of brackets, quotes or markup, or raise `limits.article_seconds`"
        return Problem("too-slow", place, what, mend)

    def _patience(self, texts: int) -> float:
        """For a worker that waits for something else than the processor."""
        return 60 + 4 * self._limits.article_seconds * texts


def _load(config: Config, shelf: Shelf) -> tuple[Config, Shelf]:
    from newsgen.reading import read_article  # noqa: F401
    from newsgen.reading.engines import engine

    engine(config.markdown.engine)  # else the first text that is saved waits for it
    return config, shelf


def _read_batch(loaded: tuple[Config, Shelf], jobs: Sequence[ReadingJob]) -> bytes:
    """A BatchRead, packed."""
    from newsgen.reading.read_article import read_batch

    config, shelf = loaded
    shelf.measured = {name: each for name, each in shelf.measured.items() if each.stat}  # the others may be rewritten
    return read_batch(jobs, config, shelf, partial(_cpu_limit, config.limits.article_seconds))


@contextmanager
def _cpu_limit(seconds: float) -> Iterator[None]:
    """Ends this process if the block takes longer."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
