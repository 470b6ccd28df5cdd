"""A worker ends with the process that started it, however that one ends. Looks at the system."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from threading import Thread, current_thread, main_thread

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""Signals by which a user, a system or a closed terminal ends a process."""
_PR_SET_PDEATHSIG = 1
"""Source: prctl(2). The signal comes when the thread that started the worker ends, so that thread must outlive it."""


def end_with_parent() -> None:
    """To be called first in a worker: nobody waits for it any more when its parent was killed.

    A signal to end is the worker's end at once, whatever the parent does with one. Ctrl+C, which a terminal sends to
    all of them, is for the parent to hear.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    _ask_system()
    # The parent may have ended before the system was asked. A pipe tells that, whose other end workers that were forked
    # later have too: they end first, the youngest at once.
    Thread(target=_end_after, args=(parent,), daemon=True).start()


def end_with(parent: int) -> None:
    """The same in a plain copy of that process, where the system can: elsewhere one ends when its work is done."""
    _ask_system()
    if os.getppid() != parent:
        os._exit(1)


def _ask_system() -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_after(parent: BaseProcess) -> None:
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
    """Else the interpreter would wait for those that a signal kept from being told to end."""
    for worker in multiprocessing.active_children():
        worker.kill()
