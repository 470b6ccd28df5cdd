"""A build whose process alone is killed leaves no worker behind, and the next build need not wait for anybody."""

from __future__ import annotations

import fcntl
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pytest

from newsgen.workers import WorkerEndedError, Workers, starting
from tests.sites import Site

KILLS = {"fork": 50, "spawn": 50}
"""By each way of starting processes; the second takes long to start."""
AT_ONCE = 4
SIGNALS = [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP]
PATIENCE = 30
"""Seconds, for what should take none."""
TERMINAL = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""
"""As a command begins there, however these tests were started: what is ignored stays so in a new process."""
BUILD = """
import multiprocessing, signal
if {method!r} == "spawn":  # as on a system that can't fork
    multiprocessing.get_all_start_methods = lambda: ["spawn"]
from newsgen import workers
workers.BATCH, workers.FEW = 8, 9
from newsgen.__main__ import run
run()
"""


def building(site: Site, method: str = "fork", before: str = "") -> subprocess.Popen[str]:
    """Its workers write to the same pipes, which end when the last of them has ended."""
    command = [
        sys.executable,
        "-c",
        TERMINAL + before + BUILD.format(method=method),
        "build",
        "--no-cache",
        "--jobs",
        "2",
    ]
    return subprocess.Popen(
        [*command, "--source", str(site.folder)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def begun(site: Site, method: str = "fork", before: str = "") -> subprocess.Popen[str]:
    """A build that has got as far as to have the lock."""
    lock = site.folder / ".newsgen/lock"
    lock.unlink(missing_ok=True)
    process = building(site, method, before)
    while not (lock.exists() and lock.read_text()):
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"it ended with {process.wait(0.002)}")
    return process


def assert_lock_is_free(site: Site) -> None:
    with open(site.folder / ".newsgen/lock", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def killed(site: Site, method: str, seconds: float, number: signal.Signals) -> bool:
    """Whether the build was under way, that many seconds after it had the lock; then all has ended with it."""
    process = begun(site, method)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
        said, _ = process.communicate(timeout=PATIENCE)
        assert_lock_is_free(site)
        return not said.startswith("40 articles")
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)
    return False


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_build_that_is_killed_alone_never_blocks_the_next(tmp_path: Path, method: str) -> None:
    dice = random.Random(7)

    def kill_some(which: int) -> int:
        site = Site(tmp_path / str(which))
        for number in range(40):
            site.article(f"story-{number}", tags=f"[A{number % 2}]")
        instants = [dice.random() for _ in range(which, KILLS[method], AT_ONCE)]
        started = perf_counter()
        assert begun(site, method).communicate(timeout=2 * PATIENCE)[0].startswith("40 articles")
        seconds = perf_counter() - started
        kills = enumerate(instants, which)
        count = sum(killed(site, method, seconds * at, SIGNALS[kill % len(SIGNALS)]) for kill, at in kills)
        assert site.build().built
        return count

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert sum(threads.map(kill_some, range(AT_ONCE))) > KILLS[method] / 3


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 1), (signal.SIGHUP, 129)], ids=str)
def test_a_build_that_is_told_to_end_says_so_by_its_exit_code(site: Site, number: signal.Signals, code: int) -> None:
    for story in range(100):
        site.article(f"story-{story}")
    process = begun(site)
    process.send_signal(number)
    said, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "Traceback" in said) == (code, False)


def test_a_build_that_is_told_to_end_where_python_ignores_exceptions_ends_all_the_same(site: Site) -> None:
    """What is called before a process forks is such a place."""
    site.article()
    told = "import os, signal; os.register_at_fork(before=lambda: os.kill(os.getpid(), signal.SIGTERM));"
    process = building(site, before=told)
    said, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (143, "")


def test_a_signal_that_is_to_be_ignored_is_ignored(site: Site) -> None:
    """As `nohup` has it."""
    site.article()
    process = begun(site, before="import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN);")
    process.send_signal(signal.SIGHUP)
    said, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "1 article" in said) == (0, True)


def answered_in_part(_: None, batch: Sequence[int]) -> bytes:
    """The first answer is too long to be read whole by the time at which the second process is killed."""
    return bytes(50_000_000) if batch == [0] else killed_itself()


def killed_itself() -> bytes:
    signal.raise_signal(signal.SIGKILL)
    return b""


def nothing() -> None:
    """What the processes have of the beginning."""


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_a_worker_that_is_killed_is_told_of_and_not_waited_for(method: str) -> None:
    with Workers(answered_in_part, nothing, 2, starting(method)) as workers:
        first, second = workers.results([[0], [1]])
    assert first == bytes(50_000_000)
    assert isinstance(second, WorkerEndedError)
    assert (second.exit_code, second.strerror) == (
        -signal.SIGKILL,
        "a worker process was ended from outside, perhaps for want of memory",
    )


KILLED_WORKERS = """
import os
from newsgen import workers
inner = workers._result
workers._result = lambda work, *given: os.kill(os.getpid(), 9) if "{work}" in repr(work) else inner(work, *given)
"""


@pytest.mark.parametrize(
    ("work", "code", "said"),
    [
        ("_read_batch", 1, "content/story-0.md:1:1: the text crashes the Markdown engine (look for very deep nesting)"),
        ("stage_batch", 75, "a worker process was ended from outside, perhaps for want of memory"),
    ],
)
def test_a_build_whose_workers_are_all_killed_fails_with_a_clear_error(
    site: Site, work: str, code: int, said: str
) -> None:
    for story in range(40):
        site.article(f"story-{story}")
    process = building(site, before=KILLED_WORKERS.format(work=work))
    printed, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "Traceback" in printed) == (code, False), printed
    assert said in printed
    assert_lock_is_free(site)
    assert not (site.folder / "output").exists()


def test_a_build_that_can_start_no_worker_fails_with_a_clear_error(site: Site) -> None:
    site.article()
    refusing = "import os\ndef refused(): raise BlockingIOError(11, os.strerror(11))\nos.fork = refused\n"
    process = building(site, before=refusing)
    printed, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "Traceback" in printed) == (75, False), printed
    assert "Resource temporarily unavailable" in printed


FORKS_ALONE = """
import os, threading
inner_fork = os.fork
def fork():
    assert threading.active_count() == 1, threading.enumerate()
    print("forked", flush=True)
    return inner_fork()
os.fork = fork
"""


SHOWN = """
import sys
os.environ["FORCE_COLOR"], os.environ["TERM"] = "1", "xterm"
sys.stderr.isatty = lambda: True
"""


@pytest.mark.parametrize("terminal", ["", SHOWN], ids=["in a log", "on a terminal"])
def test_a_build_forks_beside_no_thread(site: Site, terminal: str) -> None:
    """What another thread holds at that moment nobody lets go of in the copy."""
    for story in range(40):
        site.article(f"story-{story}")
    process = building(site, before=FORKS_ALONE + terminal)
    printed, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, printed.count("forked") > 2) == (0, True), printed
    assert ("reading 0 of 40" in printed or "rendering" in printed) == bool(terminal), printed
