"""Reading many files in worker processes that can be stopped, so that no article stalls a build. Starts processes."""

import multiprocessing
from collections.abc import Sequence

import msgspec
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from newsgen.model.config import Config
from newsgen.model.problem import Code, Place, Problem
from newsgen.reading.manuscripts import Read, ReadingJob, read_file

BATCH = 32
_decoder = msgspec.json.Decoder(list[Read])  # msgpack would turn every time into UTC
_worker_config: list[Config] = []


def read_all(jobs: Sequence[ReadingJob], config: Config, processes: int) -> list[Read]:
    """What each job's file gave, in order. An article over `limits.article_seconds` is given up, with a problem."""
    if not jobs:
        return []
    batches = [jobs[start : start + BATCH] for start in range(0, len(jobs), BATCH)]
    limit = config.limits.article_seconds
    with ProcessPool(min(processes, len(batches)), initializer=_begin, initargs=(config,), context=_context()) as pool:
        futures = [pool.schedule(_read_batch, args=(batch,), timeout=limit) for batch in batches]
        return [
            read for batch, future in zip(batches, futures, strict=True) for read in _result(batch, future, pool, limit)
        ]


def _result(batch: Sequence[ReadingJob], future: ProcessFuture[bytes], pool: ProcessPool, limit: float) -> list[Read]:
    """A batch that failed is read again one by one, to find which article it was."""
    code: Code
    try:
        return _decoder.decode(future.result())
    except TimeoutError:
        code = "too-slow"
        what = f"the text was given up after {limit:g} seconds of rendering"
        mend = "look for long runs of brackets, quotes or markup, or raise `limits.article_seconds`"
    except ProcessExpired:
        code, what, mend = "crashed", "the text crashes the Markdown engine", "look for very deep nesting"
    if len(batch) == 1:
        return [Read(problems=(Problem(code, Place(batch[0].path), what, mend),))]
    singles = [pool.schedule(_read_batch, args=([job],), timeout=limit) for job in batch]
    return [read for job, single in zip(batch, singles, strict=True) for read in _result([job], single, pool, limit)]


def _context() -> multiprocessing.context.BaseContext:
    """fork, where the system has it: workers then start with everything imported."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods else "spawn")


def _begin(config: Config) -> None:
    _worker_config[:] = [config]


def _read_batch(jobs: Sequence[ReadingJob]) -> bytes:
    return msgspec.json.encode([read_file(job, _worker_config[0]) for job in jobs])
