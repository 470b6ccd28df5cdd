"""A worker ends with the process that started it, however that one ends. Looks at the system."""

import multiprocessing
import os
import signal
import sys
from threading import Thread

_PR_SET_PDEATHSIG = 1
"""Source: prctl(2). The signal comes when the thread that started the worker ends, so that thread must outlive it."""


def end_with_parent() -> None:
    """To be called first in a worker: nobody waits for it any more when its parent was killed.

    A signal to end is the worker's end at once, whatever the parent does with one.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if not parent.is_alive():  # since before the system was asked
            os._exit(1)
        return
    Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def end_workers() -> None:
    """Else the interpreter would wait for those that a signal kept from being told to end."""
    for worker in multiprocessing.active_children():
        worker.kill()
