"""One build of a site at a time: the second waits, and says for whom. Reads and writes disk.

The lock is the process's own: a copy that it forks closes the file at once, so that a worker which outlives its parent
holds nothing.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_held: list[TextIO] = []


@contextmanager
def locked(file: Path, waiting: Callable[[str], None]) -> Iterator[None]:
    """Holds the lock of that file; a build that ends, however it does, lets go of it. waiting: told of the process that
    holds it, before waiting for it. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_symlink():  # from elsewhere: what it leads to would be overwritten
        file.unlink()
    with open(file, "a+", encoding="ascii") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            opened.seek(0)
            waiting(opened.read().strip() or "unknown")
            fcntl.flock(opened, fcntl.LOCK_EX)
        opened.seek(0)
        opened.truncate()
        opened.write(f"{os.getpid()}\n")
        opened.flush()
        _held.append(opened)
        try:
            yield
        finally:
            _held.remove(opened)


def _close_in_copy() -> None:
    while _held:
        _held.pop().close()


os.register_at_fork(after_in_child=_close_in_copy)
