"""How long a worker may take for one text, counted in its own CPU time. Looks at the system.

So a busy machine, on which everything takes long, makes no text too slow. The system ends the worker, whatever library
it is in: a signal that Python handles would wait until a parser written in C comes back.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Ends this process if the block takes longer."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def is_over_limit(exit_code: int | None) -> bool:
    """Whether a process ended by its limit."""
    return exit_code == -signal.SIGPROF


def patience(seconds: float, texts: int) -> float:
    """Seconds of wall time after which a worker is given up that waits for something else than the processor.

    seconds: of CPU time that each text may take.
    """
    return 60 + 4 * seconds * texts
