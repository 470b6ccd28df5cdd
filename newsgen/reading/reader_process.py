"""Reading few files in a process of its own, while there is something else to do. Starts processes.

What reads texts is imported only there: who waits for it has imported and prepared other things by then.
"""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import perf_counter
from traceback import format_exc
from typing import TYPE_CHECKING

from newsgen.model.config import Config
from newsgen.reading.media_files import Shelf
from newsgen.reading.read_batches import CrashedError, ReadBatch, ReadingJob, results
from newsgen.reading.time_limits import cpu_limit, is_over_limit, patience
from newsgen.worker_lifetime import end_with_parent

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext


def read_few(
    jobs: Sequence[ReadingJob], config: Config, shelf: Shelf, meanwhile: Iterable[None] = ()
) -> Iterator[ReadBatch]:
    """What the jobs' files gave, in order. An article over `limits.article_seconds` is given up, with a problem.

    meanwhile: other things to do, step by step; no more of them when the files are read.
    """
    limit = config.limits.article_seconds

    def start(batch: Sequence[ReadingJob]) -> _Alone:
        return _Alone(batch, config, shelf, limit)

    reading = start(jobs)
    try:
        for _ in meanwhile:
            if reading.is_done():
                break
    except BaseException:
        reading.stop()
        raise
    yield from results(jobs, reading, start, limit)


def start_context() -> "ForkContext | SpawnContext":
    """fork, where the system has it: a process then starts with what is imported."""
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork") if can_fork else multiprocessing.get_context("spawn")


class _Alone:
    """A process that reads a batch. Owns it."""

    def __init__(self, batch: Sequence[ReadingJob], config: Config, shelf: Shelf, limit: float) -> None:
        context = start_context()
        self._end = perf_counter() + patience(limit, len(batch))
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(target=_read, args=(theirs, batch, config, shelf), daemon=True)
        self._process.start()
        theirs.close()

    def is_done(self) -> bool:
        return self._pipe.poll()

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def result(self) -> bytes:
        """Raises TimeoutError, CrashedError; RuntimeError for a mistake of ours, with its traceback."""
        try:
            if not self._pipe.poll(max(self._end - perf_counter(), 0.0)):
                raise TimeoutError
            is_read, content = self._pipe.recv()
        except EOFError:
            self._process.join()
            raise (TimeoutError if is_over_limit(self._process.exitcode) else CrashedError) from None
        finally:
            self.stop()
        if not is_read:
            raise RuntimeError(content)
        return bytes(content)


def _read(pipe: Connection, batch: Sequence[ReadingJob], config: Config, shelf: Shelf) -> None:
    end_with_parent()
    try:
        from newsgen.reading.read_article import read_batch

        pipe.send((True, read_batch(batch, config, shelf, partial(cpu_limit, config.limits.article_seconds))))
    except Exception:
        pipe.send((False, format_exc()))
