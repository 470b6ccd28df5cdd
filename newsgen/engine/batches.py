"""Spreading a pure function over many things. Starts processes.

The unit of work is a function of a snapshot, which every worker has or can load, and of a batch; it and what it gives are
plain data, so that any `concurrent.futures.Executor` may run it.
"""

import errno
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, TypeVar

from msgspec import Struct

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

BATCH = 128
"""Small enough to spread evenly and to bound what waits for the caller, large enough that handing over costs little."""
FEW = 2 * BATCH
"""Of so few things each is worked on here: starting processes would cost more."""
AHEAD = 3
"""Batches per process that are under way or wait for the caller; so memory is bounded."""
_snapshot: list[Any] = []


class Crew(Struct, Generic[S], frozen=True):
    """Who works. load: plain data that makes the snapshot in a worker that doesn't have it. method: "" for the best."""

    snapshot: S
    load: Callable[[], S]
    processes: int = 1
    method: str = ""


def spread(work: Callable[[S, Sequence[T]], R], crew: Crew[S], things: Sequence[T]) -> Iterator[R]:
    """`work` of the snapshot and each batch of `things`, in order.

    Raises what `work` raises, and OSError if a process was ended from outside.
    """
    if crew.processes == 1 or len(things) <= FEW:
        yield from (work(crew.snapshot, things[start : start + BATCH]) for start in range(0, len(things), BATCH))
        return
    try:
        with process_pool(crew) as pool:
            yield from through(pool, work, things, AHEAD * crew.processes)
    except BrokenProcessPool:
        raise OSError(errno.ENOMEM, "a worker process was ended from outside, perhaps for want of memory") from None
    finally:
        _snapshot.clear()


def process_pool(crew: Crew[S]) -> ProcessPoolExecutor:
    """Processes that share what there is, where the system can fork; else each loads the snapshot."""
    methods = multiprocessing.get_all_start_methods()
    method = crew.method or ("fork" if "fork" in methods else "spawn")
    context = multiprocessing.get_context(method)
    if method == "fork":
        _snapshot[:] = [crew.snapshot]
        return ProcessPoolExecutor(crew.processes, context)
    return ProcessPoolExecutor(crew.processes, context, initializer=_begin, initargs=(crew.load,))


def through(executor: Executor, work: Callable[[S, Sequence[T]], R], things: Sequence[T], ahead: int) -> Iterator[R]:
    """The same through any executor whose workers have the snapshot, at most `ahead` batches at a time."""
    waiting: deque[Future[R]] = deque()
    try:
        for start in range(0, len(things), BATCH):
            waiting.append(executor.submit(_unit, work, things[start : start + BATCH]))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _begin(load: Callable[[], Any]) -> None:
    _snapshot[:] = [load()]


def _unit(work: Callable[[Any, Sequence[T]], R], batch: Sequence[T]) -> R:
    return work(_snapshot[0], batch)
