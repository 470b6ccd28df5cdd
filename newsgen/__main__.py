"""`newsgen`, and `python -m newsgen`. Looks at the system."""

import gc
import os
import signal
import sys
from functools import partial
from importlib.util import find_spec
from typing import Any

AGAIN = 0.01
"""Seconds after which an end that was ignored is tried again."""
NOT_POSIX = "newsgen needs Linux, macOS or another POSIX system; on Windows it runs in WSL (https://aka.ms/wsl)."


def run() -> None:
    """Run one command without the collector of cycles: what a command makes lives to its end, or is no cycle."""
    if not (find_spec("fcntl") and hasattr(os, "fork")):
        sys.exit(NOT_POSIX)
    gc.disable()
    _end_in_order()
    try:
        from newsgen.cli.main import main  # which takes so long that Ctrl+C may come meanwhile

        main()
    except KeyboardInterrupt:
        sys.exit(1)
    finally:
        if "multiprocessing" in sys.modules:
            from newsgen.workers import end_workers

            end_workers()
        for number in _to_end():
            signal.signal(number, signal.SIG_DFL)  # nothing is left to be let go of
        gc.freeze()  # else the interpreter looks through all of it when it ends


def _end_in_order() -> None:
    """Have signals to end let go of everything, as Ctrl+C does."""
    own = os.getpid()

    def end(number: int, _: object) -> None:
        if os.getpid() != own:  # a copy that is just beginning: what there is to let go of is not its own
            os._exit(128 + number)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)  # as shells say it

    for number in _to_end():
        signal.signal(number, end)
    sys.unraisablehook = _again


def _to_end() -> list[signal.Signals]:
    """Return the signals to end, but those that are to be ignored, as nohup says."""
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    return [number for number in signals if signal.getsignal(number) is not signal.SIG_IGN]


def _again(ignored: Any) -> None:
    """Raise an end once more, where Python ignores exceptions, such as in what it calls before it forks."""
    if isinstance(ignored.exc_value, KeyboardInterrupt | SystemExit):
        signal.signal(signal.SIGALRM, partial(_raise, ignored.exc_value))
        signal.setitimer(signal.ITIMER_REAL, AGAIN)
    else:
        sys.__unraisablehook__(ignored)


def _raise(error: BaseException, *_: object) -> None:
    raise error


if __name__ == "__main__":
    run()
