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
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar, cast

from newsgen.engine.batches import Crew
from newsgen.engine.slots import Slots
from newsgen.worker_lifetime import end_with_parent

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

AHEAD = 3
"""Batches per process that are under way or wait for the caller; so memory is bounded."""
YOUNG = 50_000
"""Objects by which a worker's memory grows until its collector looks for what is unreachable among them."""
_snapshot: list[Any] = []
_slots: list[Slots] = []


class _Left(NamedTuple):
    """Bytes that are in the batch's slot."""

    length: int


def in_processes(work: Callable[[S, Sequence[T]], R], crew: Crew[S], batches: Iterable[Sequence[T]]) -> Iterator[R]:
    """`work` of the snapshot and each batch, in order. Bytes may come as a memoryview, which holds until the next.

    Raises what `work` raises, and OSError if a process was ended from outside.
    """
    try:
        with process_pool(crew) as pool:
            yield from through(pool, work, batches, AHEAD * crew.processes, *_slots)
    except BrokenProcessPool:
        raise OSError(errno.ENOMEM, "a worker process was ended from outside, perhaps for want of memory") from None
    finally:
        _snapshot.clear()
        _slots.clear()


def process_pool(crew: Crew[S]) -> ProcessPoolExecutor:
    """Processes that share what there is, where the system can fork; else each loads the snapshot."""
    methods = multiprocessing.get_all_start_methods()
    method = crew.method or ("fork" if "fork" in methods else "spawn")
    context = multiprocessing.get_context(method)
    if method == "fork":
        _snapshot[:] = [crew.snapshot]
        with suppress(OSError):
            _slots[:] = [Slots(AHEAD * crew.processes)]
        gc.freeze()  # else each worker's collector writes to all that is shared, and the system copies it
        return ProcessPoolExecutor(crew.processes, context, initializer=_begin_forked)
    return ProcessPoolExecutor(crew.processes, context, initializer=_begin, initargs=(crew.load,))


def through(
    executor: Executor,
    work: Callable[[S, Sequence[T]], R],
    batches: Iterable[Sequence[T]],
    ahead: int,
    slots: Slots | None = None,
) -> Iterator[R]:
    """The same through any executor whose workers have the snapshot, at most `ahead` batches at a time.

    slots: as many, where the workers share them; a pipe takes longer for what is large.
    """
    waiting: deque[tuple[Future[R | _Left], int]] = deque()
    try:
        for batch in batches:
            slot = slots.take() if slots else -1
            waiting.append((executor.submit(_unit, work, batch, slot), slot))
            if len(waiting) >= ahead:
                yield from _settled(waiting.popleft(), slots)
        while waiting:
            yield from _settled(waiting.popleft(), slots)
    finally:
        for future, _ in waiting:
            future.cancel()


def _settled(unit: "tuple[Future[R | _Left], int]", slots: Slots | None) -> Iterator[R]:
    future, slot = unit
    result = future.result()
    yield cast(R, slots.left(slot, result.length) if slots and isinstance(result, _Left) else result)
    if slots:
        slots.give_back(slot)


def _begin(load: Callable[[], Any]) -> None:
    _begin_forked()
    _snapshot[:] = [load()]


def _begin_forked() -> None:
    """Most of what a worker makes it keeps, or it goes without a collector, which would look at it again and again."""
    end_with_parent()
    gc.set_threshold(YOUNG)


def _unit(work: Callable[[Any, Sequence[T]], R], batch: Sequence[T], slot: int) -> R | _Left:
    """slot: where the caller would like bytes to be left; -1 for nowhere."""
    result = work(_snapshot[0], batch)
    is_left = slot >= 0 and isinstance(result, bytes) and _slots[0].leave(slot, result)
    return _Left(len(cast(bytes, result))) if is_left else result
