"""Spreading a pure function over many things, in this process or in others. Starts processes.

The unit of work is a function of a snapshot, which every worker has or can load, and of a batch; it and what it gives
are plain data. Each process has a pipe of its own, by which it gets one batch at a time. So one that is killed while it
answers is noticed, and nothing waits for it: executors of the standard library share a pipe, and wait for the rest of
the answer. What starts processes is imported only where there are any: it takes long.
A worker ends with the process that started it, however that one ends.
"""

import errno
import gc
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Thread, current_thread, main_thread
from time import monotonic
from traceback import format_exc
from typing import TYPE_CHECKING, Any, Generic, TypeVar

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
AHEAD = 4
"""Batches per process that are under way or wait for the caller; so memory is bounded."""
COLLECT_AFTER = 50_000
"""Objects by which a worker's memory grows until its collector looks for what is unreachable among them."""
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""Signals by which a user, a system or a closed terminal ends a process."""
_PR_SET_PDEATHSIG = 1
"""Source: prctl(2). The signal comes when the thread that started the worker ends, so that thread must outlive it."""


class WorkerEndedError(OSError):
    """A process ended, or was ended, while it worked on a batch. exit_code: as `multiprocessing` has it; None: it was
    given up, since it took too long."""

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(errno.ENOMEM, "a worker process was ended from outside, perhaps for want of memory")
        self.exit_code = exit_code


def spread(
    work: Callable[[S, Sequence[T]], R],
    snapshot: S,
    load: Callable[[], S],
    things: Sequence[T],
    processes: int = 1,
    method: str = "",
    size: int = 0,
) -> Generator[R]:
    """`work` of the snapshot and each batch of `things`, in order. load, method: as `Workers` has them. size: of a
    batch, the usual one for 0. Raises what `work` raises, and WorkerEndedError."""
    few, size = 2 * size or FEW, size or BATCH
    batches = [things[start : start + size] for start in range(0, len(things), size)]
    if processes == 1 or len(things) <= few:
        yield from (work(snapshot, batch) for batch in batches)
        return
    context = starting(method)
    has_snapshot = context.get_start_method() == "fork"
    with Workers(work, (lambda: snapshot) if has_snapshot else load, processes, context) as workers:
        for result in workers.results(batches):
            if isinstance(result, WorkerEndedError):
                raise result
            yield result


def starting(method: str = "", modules: Sequence[str] = ()) -> "BaseContext":
    """Choose how processes start: "" for fork, by which they share what there is; but beside threads, one of which may
    hold a lock that a copy would wait for, they come of a process that has none and has imported the modules."""
    import multiprocessing

    methods = multiprocessing.get_all_start_methods()
    if not method:
        method = "fork" if "fork" in methods and len(sys._current_frames()) == 1 else "forkserver"
    context = multiprocessing.get_context(method if method in methods else "spawn")
    if modules:
        context.set_forkserver_preload(list(modules))
    return context


class Workers(Generic[T, R]):
    """Processes that work on batches, each started when there is one for it. Owns them; use it as a context. work: of
    the snapshot and a batch. load: gives the snapshot, in each process. patience: how long a batch of so many things
    may take, in seconds of wall time; a process that takes longer is killed."""

    def __init__(
        self,
        work: Callable[[S, Sequence[T]], R],
        load: Callable[[], S],
        processes: int,
        context: "BaseContext",
        patience: Callable[[int], float] | None = None,
    ) -> None:
        self._work, self._load, self._processes = work, load, processes
        self._context, self._patience = context, patience
        self._workers: list[_Worker] = []
        self._waiting: deque[tuple[int, Sequence[T]]] = deque()
        self._results: dict[int, R | Exception] = {}
        self._given = 0
        if context.get_start_method() == "fork":
            gc.freeze()  # else each worker's collector writes to all that is shared, and the system copies it

    def __enter__(self) -> "Workers[T, R]":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes at once: what is still under way nobody wants."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        if self._context.get_start_method() == "fork":
            gc.unfreeze()

    def results(
        self, batches: Iterable[Sequence[T]], meanwhile: Iterable[object] = ()
    ) -> Iterator[R | WorkerEndedError]:
        """What each batch gave, in order, or that its process ended. Raises what `work` raises. meanwhile: other things
        to do, step by step, until the first result is there."""
        numbers: deque[int] = deque()
        for batch in batches:
            self._given += 1
            numbers.append(self._given)
            self._waiting.append((self._given, batch))
            self._collect(0)
            if len(numbers) >= AHEAD * self._processes:
                yield self._result(numbers.popleft())
        for _ in meanwhile:
            self._collect(0)
            if not numbers or numbers[0] in self._results:
                break
        while numbers:
            yield self._result(numbers.popleft())

    def _result(self, number: int) -> R | WorkerEndedError:
        while number not in self._results:
            self._collect()
        result = self._results.pop(number)
        if isinstance(result, Exception) and not isinstance(result, WorkerEndedError):
            raise result
        return result

    def _collect(self, seconds: float | None = None) -> None:
        """Takes what is answered, and hands out what waits. seconds: to wait for answers; None: until there is one."""
        from multiprocessing.connection import wait

        self._hand_out()
        busy = {worker.pipe: worker for worker in self._workers if worker.number}
        if seconds is None:
            end = min(worker.end_of_patience for worker in busy.values())
            seconds = None if end == float("inf") else max(end - monotonic(), 0)
        answered = [busy[pipe] for pipe in wait(list(busy), seconds)]  # type: ignore[index]
        late = [worker for worker in busy.values() if worker not in answered and worker.end_of_patience <= monotonic()]
        for worker in answered + late:
            number, worker.number = worker.number, 0
            try:
                self._results[number] = worker.answer(is_late=worker in late)
            except WorkerEndedError as ended:
                self._results[number] = ended
                self._workers.remove(worker)
        self._hand_out()

    def _hand_out(self) -> None:
        """A process has one batch at a time, and reads it at once: so neither waits for the other for ever."""
        idle = [worker for worker in self._workers if not worker.number]
        while self._waiting and (idle or len(self._workers) < self._processes):
            if not idle:
                with uninterrupted():  # else one that is just starting would be known to nobody
                    idle = [_Worker(self._context, self._work, self._load)]
                    self._workers += idle
            worker = idle.pop()
            worker.number, batch = self._waiting.popleft()
            worker.end_of_patience = monotonic() + (self._patience(len(batch)) if self._patience else float("inf"))
            with suppress(ConnectionError):  # it was killed: its end is its answer
                worker.pipe.send(batch)


class _Worker:
    """A process and the pipe to it. Owns both. number: of the batch that it has, 0 for none."""

    def __init__(self, context: "BaseContext", work: Callable[[Any, Any], Any], load: Callable[[], Any]) -> None:
        self.number, self.end_of_patience = 0, float("inf")
        self.pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_begin, args=(theirs, work, load), daemon=True)  # type: ignore[attr-defined]
        self._process.start()
        theirs.close()

    def answer(self, *, is_late: bool) -> Any:
        """Receive its result, or the exception that it raised. Raises WorkerEndedError."""
        if not is_late:
            with suppress(EOFError, ConnectionError):
                return self.pipe.recv()
            self._process.join()
        exit_code = self._process.exitcode
        self.end()
        raise WorkerEndedError(exit_code)

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _begin(pipe: "Connection", work: Callable[[Any, Any], Any], load: Callable[[], Any]) -> None:
    """Work until the parent is gone. Most of what a worker makes it keeps, or it goes without a collector, which would
    look at it again and again."""
    end_with_parent()
    gc.set_threshold(COLLECT_AFTER)
    with suppress(EOFError, ConnectionError):  # nobody is there any more
        snapshot, failure = None, None
        try:
            snapshot = load()
        except Exception as error:
            failure = _to_send(error)
        while True:
            batch = pipe.recv()
            pipe.send(failure or _result(work, snapshot, batch))


def _result(work: Callable[[Any, Any], Any], snapshot: Any, batch: Any) -> Any:
    try:
        return work(snapshot, batch)
    except Exception as error:
        return _to_send(error)


def _to_send(error: Exception) -> Exception:
    """The exception with where it was raised, if it comes through a pipe, else that alone."""
    error.add_note(format_exc())
    with suppress(Exception):  # an exception class may be built in any way
        pickle.loads(pickle.dumps(error))  # noqa: S301 - it was made here
        return error
    return RuntimeError(format_exc())


def end_with_parent() -> None:
    """End this worker with its parent; to be called first: nobody waits for it any more when its parent was killed. A
    signal to end is the worker's end at once, whatever the parent does with one. Ctrl+C, which a terminal sends to all
    of them, is for the parent to hear."""
    import multiprocessing

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have ended before the system was asked. A pipe tells that, whose other end workers that were forked
    # later have too: they end first, the youngest at once.
    Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: "BaseProcess") -> None:
    parent.join()
    os._exit(1)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Signals to end are heard when the block is done. Other threads than the main one hear none anyway."""
    heard: list[int] = []
    if current_thread() is not main_thread():
        yield
        return
    before = {each: signal.signal(each, lambda number, _: heard.append(number)) for each in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for each in heard:
            signal.raise_signal(each)


def end_workers() -> None:
    """End all: the interpreter would wait for those that a signal kept from being told to end."""
    import multiprocessing

    for worker in multiprocessing.active_children():
        worker.kill()
