"""What a copy of this process does while this one does other things. Starts processes, where it can fork."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, Generic, TypeVar

import msgspec

R = TypeVar("R")


class Aside(Generic[R]):
    """What `work` gives: plain data. Owns the copy; use it as a context.

    What the copy doesn't come to the end of, for whatever reason, is done here when its result is wanted; so it must
    do no harm to do it twice. of: what `work` gives.
    """

    def __init__(self, work: Callable[[], R], of: type[R] | Any, *, is_long: bool) -> None:
        """is_long: whether it takes longer than to start a process."""
        self._work, self._decoder = work, msgspec.msgpack.Decoder(of)
        self._copy: tuple[int, BinaryIO] | None = None
        with suppress(OSError):
            self._copy = _started(work) if is_long else None

    def __enter__(self) -> "Aside[R]":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the copy, if nobody wanted to know what it came to."""
        if self._copy:
            os.kill(self._copy[0], signal.SIGKILL)
            self._told()

    def result(self) -> R:
        with suppress(msgspec.DecodeError):
            found: R = self._decoder.decode(self._told())
            return found
        return self._work()

    def _told(self) -> bytes:
        """Nothing, or the beginning of it, from a copy that was ended or never there."""
        if self._copy is None:
            return b""
        (process, pipe), self._copy = self._copy, None
        with pipe:
            content = pipe.read()
        os.waitpid(process, 0)
        return content


def _started(work: Callable[[], object]) -> tuple[int, BinaryIO] | None:
    """The copy's id, and where it tells what it found. Raises OSError."""
    if not hasattr(os, "fork"):
        return None
    parent = os.getpid()
    reading, writing = os.pipe()
    pipe = open(reading, "rb")  # noqa: SIM115 - it is read later
    with open(writing, "wb") as told:
        try:
            process = os.fork()
        except OSError:
            pipe.close()
            raise
        if process == 0:
            _tell(work, told, parent)
    return process, pipe


def _tell(work: Callable[[], object], told: BinaryIO, parent: int) -> None:
    """Ends this process without what else is done at an end: what is open and locked is not its own."""
    with suppress(BaseException):
        from newsgen.worker_lifetime import end_with  # which imports more than the process itself may ever need

        end_with(parent)
        told.write(msgspec.msgpack.encode(work()))
        told.flush()
    os._exit(0)
