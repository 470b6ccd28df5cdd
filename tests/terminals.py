"""Commands on a terminal: what is seen there, and typing into it. Starts processes."""

from __future__ import annotations

import os
import pty
import re
import struct
import sys
import termios
from collections.abc import Sequence
from fcntl import ioctl
from pathlib import Path
from select import select
from subprocess import Popen

_STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
PATIENCE = 30
"""Seconds."""


def on_terminal(
    arguments: Sequence[str], folder: Path, answers: Sequence[tuple[str, str]] = (), **environment: str
) -> tuple[int, str]:
    """The exit code of `newsgen` and what a terminal of 120 columns shows, without colours.

    answers: what is waited for, and what is typed then, in this order.
    """
    code, sent = sent_to_terminal(arguments, folder, answers, **environment)
    return code, _STYLE.sub("", sent)


def sent_to_terminal(
    arguments: Sequence[str], folder: Path, answers: Sequence[tuple[str, str]] = (), **environment: str
) -> tuple[int, str]:
    """The same with all that steers the terminal."""
    ours, its = pty.openpty()
    ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 120, 0, 0))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSGEN_", "NO_COLOR"))}
    command = [sys.executable, "-m", "newsgen", *arguments]
    with Popen(
        command, stdin=its, stdout=its, stderr=its, cwd=folder, env=clean | {"TERM": "xterm"} | environment
    ) as run:
        os.close(its)
        try:
            seen = _talk(ours, answers)
        finally:
            os.close(ours)  # a command that still waits for an answer then ends
    return run.returncode, seen.decode().replace("\r\n", "\n")


def _talk(terminal: int, answers: Sequence[tuple[str, str]]) -> bytes:
    seen, at = b"", 0
    for expected, typed in answers:
        while (found := seen.find(expected.encode(), at)) < 0:
            some = _read(terminal)
            assert some, f"the command ended without {expected!r}: {seen.decode()}"
            seen += some
        at = found + len(expected.encode())
        os.write(terminal, typed.encode())
    while some := _read(terminal):
        seen += some
    return seen


def _read(terminal: int) -> bytes:
    """Nothing at the end, which Linux tells by an error."""
    if not select([terminal], [], [], PATIENCE)[0]:
        raise TimeoutError("the command says nothing and does not end")
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
