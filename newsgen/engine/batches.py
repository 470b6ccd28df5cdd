"""Spreading a pure function over many things. Starts processes.

The unit of work is a function of a snapshot, which every worker has or can load, and of a batch; it and what it gives
are plain data.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

BATCH = 128
"""Small enough to spread evenly and to bound what waits for the caller, large enough that handing over costs little."""
FEW = 2 * BATCH
"""Of so few things each is worked on here: starting processes would cost more."""


class Crew(Struct, Generic[S], frozen=True):
    """Who works. load: plain data that makes the snapshot in a worker that doesn't have it. method: "" for the best."""

    snapshot: S
    load: Callable[[], S]
    processes: int = 1
    method: str = ""


def spread(work: Callable[[S, Sequence[T]], R], crew: Crew[S], things: Sequence[T]) -> Generator[R]:
    """`work` of the snapshot and each batch of `things`, in order.

    Raises what `work` raises, and OSError if a process was ended from outside.
    """
    batches = [things[start : start + BATCH] for start in range(0, len(things), BATCH)]
    if crew.processes == 1 or len(things) <= FEW:
        yield from (work(crew.snapshot, batch) for batch in batches)
        return
    from newsgen.engine.processes import in_processes

    yield from in_processes(work, crew, batches)
