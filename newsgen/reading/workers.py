"""Reading many files in worker processes that can be stopped, so that no article stalls a build. Starts processes."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.context import BaseContext

import msgspec
from msgspec import Struct
from pebble import ProcessExpired, ProcessFuture, ProcessPool, concurrent

from newsgen.model.config import Config
from newsgen.model.entry import Kept, Measured
from newsgen.model.problem import Code, Place, Problem
from newsgen.reading.manuscripts import Read, ReadingJob, read_file
from newsgen.reading.media import Shelf

BATCH = 32
AHEAD = 8
"""Batches per process that are under way or wait for the caller; so memory is bounded."""


class ReadBatch(Struct, frozen=True):
    """What some files gave, in order, and the files that had to be measured for them."""

    reads: tuple[Read, ...]
    measured: dict[str, Measured]


Reading = ProcessFuture[bytes]
Start = Callable[[Sequence[ReadingJob]], Reading]
"""Begins to read a batch, in a process that can be stopped."""
_decoder = msgspec.msgpack.Decoder(ReadBatch)
_worker: list[tuple[Config, Shelf]] = []


def read_all(jobs: Sequence[ReadingJob], config: Config, shelf: Shelf, processes: int) -> Iterator[ReadBatch]:
    """What the jobs' files gave, in order. An article over `limits.article_seconds` is given up, with a problem."""
    limit = config.limits.article_seconds
    if len(jobs) <= BATCH:
        start = concurrent.process(timeout=limit, mp_context=_context())(_read_alone)
        if jobs:
            yield from _results(jobs, start(jobs, config, shelf), lambda batch: start(batch, config, shelf), limit)
        return
    with ReadingRoom(config, shelf, min(processes, -(-len(jobs) // BATCH)), _context()) as room:
        yield from room.read(jobs)


class ReadingRoom:
    """Processes that stay, for who reads again and again. Owns them; use it as a context."""

    def __init__(self, config: Config, shelf: Shelf, processes: int, context: BaseContext) -> None:
        self._limit, self._processes = config.limits.article_seconds, processes
        self._pool = ProcessPool(processes, initializer=_begin, initargs=(config, shelf), context=context)

    def __enter__(self) -> "ReadingRoom":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()

    def read(self, jobs: Sequence[ReadingJob]) -> Iterator[ReadBatch]:
        """As `read_all` does."""
        batches = [jobs[start : start + BATCH] for start in range(0, len(jobs), BATCH)]
        waiting: deque[tuple[Sequence[ReadingJob], Reading]] = deque()
        for batch in batches:
            waiting.append((batch, self._scheduled(batch)))
            if len(waiting) >= AHEAD * self._processes:
                yield from _results(*waiting.popleft(), self._scheduled, self._limit)
        while waiting:
            yield from _results(*waiting.popleft(), self._scheduled, self._limit)

    def _scheduled(self, batch: Sequence[ReadingJob]) -> Reading:
        return self._pool.schedule(_read_batch, args=(batch,), timeout=self._limit)


def apart() -> BaseContext:
    """For processes that a program with threads starts later on: these come of a process that has none."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload(["newsgen.reading.workers"])
    return context


def _results(batch: Sequence[ReadingJob], reading: Reading, start: Start, limit: float) -> Iterator[ReadBatch]:
    """A batch that failed is read again one by one, to find which article it was."""
    code: Code
    try:
        yield _decoder.decode(reading.result())
        return
    except TimeoutError:
        code = "too-slow"
        what = f"the text was given up after {limit:g} seconds of rendering"
        mend = "look for long runs of brackets, quotes or markup, or raise `limits.article_seconds`"
    except ProcessExpired:
        code, what, mend = "crashed", "the text crashes the Markdown engine", "look for very deep nesting"
    if len(batch) == 1:
        problem = Problem(code, Place(batch[0].path), what, mend)
        yield ReadBatch((Read(Kept((), "", problems=(problem,))),), {})
        return
    singles = [([job], start([job])) for job in batch]
    for job, single in singles:
        yield from _results(job, single, start, limit)


def _context() -> BaseContext:
    """fork, where the system has it: workers then start with everything imported."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods else "spawn")


def _begin(config: Config, shelf: Shelf) -> None:
    _worker[:] = [(config, shelf)]


def _read_alone(jobs: Sequence[ReadingJob], config: Config, shelf: Shelf) -> bytes:
    """In a process of its own: to start one takes milliseconds, to end a pool a tenth of a second."""
    _begin(config, shelf)
    return _read_batch(jobs)


def _read_batch(jobs: Sequence[ReadingJob]) -> bytes:
    config, shelf = _worker[0]
    before = len(shelf.measured)
    reads = tuple(read_file(job, config, shelf) for job in jobs)
    new = list(shelf.measured.items())[before:]
    return msgspec.msgpack.encode(ReadBatch(reads, dict(new)))
