"""Reading many files in worker processes that can be stopped, so that no article stalls a build. Starts processes."""

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing.context import BaseContext

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from newsgen.model.config import Config
from newsgen.reading.engines import engine
from newsgen.reading.media_files import Shelf
from newsgen.reading.read_article import read_batch
from newsgen.reading.read_batches import BATCH, CrashedError, ReadBatch, ReadingJob, results
from newsgen.reading.reader_process import start_context
from newsgen.reading.time_limits import cpu_limit, is_over_limit, patience
from newsgen.worker_lifetime import end_with_parent

AHEAD = 8
"""Batches per process that are under way or wait for the caller; so memory is bounded."""


_worker: list[tuple[Config, Shelf]] = []


class _Pooled:
    """A batch that a pool reads."""

    def __init__(self, future: ProcessFuture[bytes]) -> None:
        self._future = future

    def result(self) -> bytes:
        try:
            return self._future.result()
        except ProcessExpired as error:
            raise (TimeoutError if is_over_limit(error.exitcode) else CrashedError) from None


def read_all(jobs: Sequence[ReadingJob], config: Config, shelf: Shelf, processes: int) -> Iterator[ReadBatch]:
    """What the jobs' files gave, in order. An article over `limits.article_seconds` is given up, with a problem."""
    with ReadingRoom(config, shelf, min(processes, -(-len(jobs) // BATCH)), start_context()) as room:
        yield from room.read(jobs)


class ReadingRoom:
    """Processes that stay, for who reads again and again. Owns them; use it as a context."""

    def __init__(self, config: Config, shelf: Shelf, processes: int, context: BaseContext) -> None:
        self._limit, self._processes = config.limits.article_seconds, processes
        self._pool = ProcessPool(processes, initializer=_begin, initargs=(config, shelf), context=context)

    def __enter__(self) -> "ReadingRoom":
        return self

    def __exit__(self, error: object, *_: object) -> None:
        if error:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self.close()

    def close(self) -> None:
        self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()

    def read(self, jobs: Sequence[ReadingJob]) -> Iterator[ReadBatch]:
        """As `read_all` does."""
        batches = [jobs[start : start + BATCH] for start in range(0, len(jobs), BATCH)]
        waiting: deque[tuple[Sequence[ReadingJob], _Pooled]] = deque()
        for batch in batches:
            waiting.append((batch, self._scheduled(batch)))
            if len(waiting) >= AHEAD * self._processes:
                yield from results(*waiting.popleft(), self._scheduled, self._limit)
        while waiting:
            yield from results(*waiting.popleft(), self._scheduled, self._limit)

    def _scheduled(self, batch: Sequence[ReadingJob]) -> _Pooled:
        return _Pooled(self._pool.schedule(_read_batch, args=(batch,), timeout=patience(self._limit, len(batch))))


def apart() -> BaseContext:
    """For processes that a program with threads starts later on: these come of a process that has none."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload(["newsgen.reading.reader_pool"])
    return context


def _begin(config: Config, shelf: Shelf) -> None:
    end_with_parent()
    engine(config.markdown.engine)  # else the first text that is saved waits for it
    _worker[:] = [(config, shelf)]


def _read_batch(jobs: Sequence[ReadingJob]) -> bytes:
    config, shelf = _worker[0]
    shelf.measured = {name: each for name, each in shelf.measured.items() if each.stat}  # the others may be rewritten
    return read_batch(jobs, config, shelf, partial(cpu_limit, config.limits.article_seconds))
