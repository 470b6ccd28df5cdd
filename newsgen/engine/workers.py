"""Spreading a pure function over many things, in this process or in others. Starts processes.

The unit of work is a function of a snapshot, which every worker has or can load, and of a batch; it and what it gives
are plain data. Each process has a pipe of its own, by which it is told only the number of a batch. So one that is
killed while it answers is noticed, and nothing waits for it: executors of the standard library share a pipe, and wait
for the rest of the answer. What starts processes is imported only where there are any: it takes long.
"""

import errno
import gc
import pickle
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from traceback import format_exc
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from msgspec import Struct

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

BATCH = 128
"""Small enough to spread evenly and to bound what waits for the caller, large enough that handing over costs little."""
FEW = 2 * BATCH
"""Of so few things each is worked on here: starting processes would cost more."""


AHEAD = 3
"""Batches per process that are under way or wait for the caller; so memory is bounded."""
YOUNG = 50_000
"""Objects by which a worker's memory grows until its collector looks for what is unreachable among them."""


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
    yield from in_processes(work, crew, batches)


class _Failed(NamedTuple):
    error: Exception


class _Job(NamedTuple):
    """What a worker has from its beginning."""

    work: Callable[[Any, Any], Any]
    load: Callable[[], Any]
    batches: Sequence[Any]


def in_processes(work: Callable[[S, Sequence[T]], R], crew: Crew[S], batches: Sequence[Sequence[T]]) -> Iterator[R]:
    """`work` of the snapshot and each batch, in order.

    Raises what `work` raises, and OSError if a process was ended from outside.
    """
    results: dict[int, Any] = {}
    given = 0
    with _workers(work, crew, batches) as workers:
        for number in range(len(batches)):
            results |= _answers(workers, patience=0)  # so that it is known who has least to do
            while given < min(len(batches), number + AHEAD * len(workers)):
                idlest = min(workers, key=lambda worker: worker.given)
                idlest.give(given)
                given += 1
            while number not in results:
                results |= _answers(workers, patience=None)
            result = results.pop(number)
            if isinstance(result, _Failed):
                raise result.error
            yield cast(R, result)


@contextmanager
def _workers(
    work: Callable[[S, Sequence[T]], R], crew: Crew[S], batches: Sequence[Sequence[T]]
) -> Iterator[list["_Worker"]]:
    """Processes that share what there is, where the system can fork; else each loads the snapshot."""
    import multiprocessing

    from newsgen.worker_lifetime import uninterrupted

    methods = multiprocessing.get_all_start_methods()
    method = crew.method or ("fork" if "fork" in methods else "spawn")
    context = multiprocessing.get_context(method)
    job = _Job(work, crew.load, batches)
    if method == "fork":
        job = job._replace(load=lambda: crew.snapshot)
        gc.freeze()  # else each worker's collector writes to all that is shared, and the system copies it
    workers: list[_Worker] = []
    try:
        for _ in range(crew.processes):
            with uninterrupted():  # else one that is just starting would be known to nobody
                workers.append(_Worker(context, job))
        yield workers
    finally:
        for worker in workers:
            worker.end()


def _answers(workers: "Iterable[_Worker]", patience: float | None) -> dict[int, Any]:
    """Results by the batches' numbers. patience: seconds; None: until there is one."""
    from multiprocessing.connection import wait

    by_pipe = {worker.pipe: worker for worker in workers}
    return dict(by_pipe[cast(Any, pipe)].answer() for pipe in wait(list(by_pipe), patience))


class _Worker:
    """A process and the pipe to it. Owns both. given: how many batches it has that it did not answer.

    Its methods raise OSError if the process was ended from outside.
    """

    def __init__(self, context: "BaseContext", job: _Job) -> None:
        self.given = 0
        self.pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_begin, args=(theirs, job), daemon=True)  # type: ignore[attr-defined]
        self._process.start()
        theirs.close()

    def give(self, number: int) -> None:
        """A batch, by its number: what is sent is so short that no worker is waited for."""
        self.given += 1
        with _noticing_ends():
            self.pipe.send(number)

    def answer(self) -> tuple[int, Any]:
        """A batch's number and its result."""
        self.given -= 1
        with _noticing_ends():
            answer: tuple[int, Any] = self.pipe.recv()
        return answer

    def end(self) -> None:
        """At once: what it still does nobody wants."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


@contextmanager
def _noticing_ends() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError):
        raise OSError(errno.ENOMEM, "a worker process was ended from outside, perhaps for want of memory") from None


def _begin(pipe: "Connection", job: _Job) -> None:
    """Most of what a worker makes it keeps, or it goes without a collector, which would look at it again and again."""
    from newsgen.worker_lifetime import end_with_parent

    end_with_parent()
    gc.set_threshold(YOUNG)
    snapshot = job.load()
    with suppress(EOFError, ConnectionError):  # nobody is there any more
        while True:
            number = pipe.recv()
            pipe.send((number, _result(job, snapshot, number)))


def _result(job: _Job, snapshot: Any, number: int) -> Any:
    try:
        return job.work(snapshot, job.batches[number])
    except Exception as error:
        return _Failed(_to_send(error))


def _to_send(error: Exception) -> Exception:
    """The exception with where it was raised, if it comes through a pipe, else that alone."""
    error.add_note(format_exc())
    with suppress(Exception):  # an exception class may be built in any way
        pickle.loads(pickle.dumps(error))  # noqa: S301 - it was made here
        return error
    return RuntimeError(format_exc())
