"""Batches of a pure function's work in processes beside this one. Starts processes.

Apart from `batches` because what is imported here takes long, and most builds are small enough to do without.
"""

import errno
import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from newsgen.engine.batches import Crew

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

AHEAD = 3
"""Batches per process that are under way or wait for the caller; so memory is bounded."""
YOUNG = 50_000
"""Objects by which a worker's memory grows until its collector looks for what is unreachable among them."""
_snapshot: list[Any] = []


def in_processes(work: Callable[[S, Sequence[T]], R], crew: Crew[S], batches: Iterable[Sequence[T]]) -> Iterator[R]:
    """`work` of the snapshot and each batch, in order.

    Raises what `work` raises, and OSError if a process was ended from outside.
    """
    try:
        with process_pool(crew) as pool:
            yield from through(pool, work, batches, AHEAD * crew.processes)
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
        gc.freeze()  # else each worker's collector writes to all that is shared, and the system copies it
        return ProcessPoolExecutor(crew.processes, context, initializer=_collect_seldom)
    return ProcessPoolExecutor(crew.processes, context, initializer=_begin, initargs=(crew.load,))


def through(
    executor: Executor, work: Callable[[S, Sequence[T]], R], batches: Iterable[Sequence[T]], ahead: int
) -> Iterator[R]:
    """The same through any executor whose workers have the snapshot, at most `ahead` batches at a time."""
    waiting: deque[Future[R]] = deque()
    try:
        for batch in batches:
            waiting.append(executor.submit(_unit, work, batch))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _begin(load: Callable[[], Any]) -> None:
    _collect_seldom()
    _snapshot[:] = [load()]


def _collect_seldom() -> None:
    """Most of what a worker makes it keeps, or it goes without a collector, which would look at it again and again."""
    gc.set_threshold(YOUNG)


def _unit(work: Callable[[Any, Sequence[T]], R], batch: Sequence[T]) -> R:
    return work(_snapshot[0], batch)
