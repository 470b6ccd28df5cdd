"""Wall time, CPU time and peak memory of a command with all its processes. Starts processes; reads /proc.

Memory is PSS, the proportional set size: a page that processes share counts once, whatever their number.
"""

import ctypes
import os
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from msgspec import Struct

TICK = 0.05
SAMPLING_SHARE = 0.05
"""Of a core's time, at most, goes into reading memory: walking a large process's pages is not free."""
_PR_SET_CHILD_SUBREAPER = 36


class Cost(Struct, frozen=True):
    """wall, cpu: seconds; cpu is user and system time of all processes. memory: bytes, peak of all together."""

    status: int
    wall: float
    cpu: float
    memory: int


def adopt_orphans() -> None:
    """Makes this process the parent of grandchildren that outlive their own, so that their time is counted."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def measure(command: list[str], folder: Path, errors: Path) -> Cost:
    """Runs a command to its end in a folder. errors: the file that takes what it prints, both streams."""
    with errors.open("wb") as printed:
        start = perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed)
    exited = os.pidfd_open(process.pid)
    memory = _peak_until(exited)
    wall = perf_counter() - start
    os.close(exited)
    cpu = _reap(process)
    return Cost(process.returncode, wall, cpu, memory)


def _peak_until(exited: int) -> int:
    peak, pause = 0, TICK
    while not select.select([exited], [], [], pause)[0]:
        start = perf_counter()
        peak = max(peak, sum(_pss(pid) for pid in _descendants(os.getpid())))
        pause = max(TICK, (perf_counter() - start) / SAMPLING_SHARE)
    return peak


def tree_memory(pid: int) -> int:
    """Bytes of a process and all that come of it."""
    return _pss(pid) + sum(_pss(child) for child in _descendants(pid))


def _reap(process: subprocess.Popen[bytes]) -> float:
    """Waits for every process of a command; their CPU seconds."""
    cpu = 0.0
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return cpu
        cpu += usage.ru_utime + usage.ru_stime
        if pid == process.pid:
            process.returncode = os.waitstatus_to_exitcode(status)


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _children(pid: int) -> list[int]:
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return []  # it has just ended


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it has just ended
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
