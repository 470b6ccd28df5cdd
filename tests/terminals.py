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
PATIENCE = 60
"""Seconds."""


def on_terminal(
    arguments: Sequence[str], folder: Path, answers: Sequence[tuple[str, str]] = (), **environment: str
) -> tuple[int, str]:
    """The exit code of `newsgen` and what a terminal of 120 columns shows, without colours.

    answers: what is waited for, and what is typed then, in this order.
    """
    ours, its = pty.openpty()
    ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 120, 0, 0))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSGEN_", "CI", "GITHUB_"))}
    command = [sys.executable, "-m", "newsgen", *arguments]
    with Popen(
        command, stdin=its, stdout=its, stderr=its, cwd=folder, env=clean | {"TERM": "xterm"} | environment
    ) as run:
        os.close(its)
        seen, at = b"", 0
        for expected, typed in answers:
            while (found := seen.find(expected.encode(), at)) < 0:
                some = _read(ours)
                assert some, f"the command ended without {expected!r}: {seen.decode()}"
                seen += some
            at = found + len(expected.encode())
            os.write(ours, typed.encode())
        while some := _read(ours):
            seen += some
        code = run.wait(PATIENCE)
    os.close(ours)
    return code, _STYLE.sub("", seen.decode()).replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """Nothing at the end, which Linux tells by an error."""
    if not select([terminal], [], [], PATIENCE)[0]:
        raise TimeoutError("the command says nothing and does not end")
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
