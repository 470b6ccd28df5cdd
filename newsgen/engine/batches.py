"""Running a pure function over many things in forked processes, which share what there is. Starts processes."""

import errno
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

BATCH = 250
"""Small enough to spread evenly and to bound what waits for the caller, large enough that handing over costs little."""
_inherited: list[Any] = []


def in_batches(work: Callable[[Sequence[T]], R], things: Sequence[T], processes: int) -> Iterator[R]:
    """`work` of each batch of `things`, in order.

    Processes are forked, so that nothing is copied to them but the numbers of their batch; few things, or a system
    that can't fork, are worked on here. Raises what `work` raises, and OSError if a process was ended from outside.
    """
    starts = range(0, len(things), BATCH)
    if processes == 1 or len(starts) < 3 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (work(things[start : start + BATCH]) for start in starts)
        return
    _inherited[:] = [work, things]
    try:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
            yield from pool.map(_work, starts)
    except BrokenProcessPool:
        raise OSError(errno.ENOMEM, "a worker process was ended from outside, perhaps for want of memory") from None
    finally:
        _inherited.clear()


def _work(start: int) -> Any:
    work, things = _inherited
    return work(things[start : start + BATCH])
