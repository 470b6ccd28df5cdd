"""A build whose process alone is killed leaves no worker behind, and the next build need not wait for anybody."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

from newsgen.engine.lock import locked
from tests.sites import Site

KILLS = 12
SIGNALS = [signal.SIGTERM, signal.SIGKILL, signal.SIGINT]
PATIENCE = 20
"""Seconds, for what should take none."""
BUILD = """
from newsgen.engine import batches
batches.BATCH, batches.FEW = 4, 5
from newsgen.__main__ import run
run()
"""


def building(site: Site) -> subprocess.Popen[str]:
    """Its workers write to the same pipes, which end when the last of them has ended."""
    command = [sys.executable, "-c", BUILD, "build", "--no-cache", "--jobs", "2"]
    return subprocess.Popen(
        [*command, "--source", str(site.folder)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def lock_is_free(file: Path) -> bool:
    waited: list[str] = []

    def give_up(number: int, frame: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        with locked(file, waited.append):
            return True
    except TimeoutError:
        return False
    finally:
        signal.alarm(0)


def test_a_build_that_is_killed_alone_never_blocks_the_next(site: Site) -> None:
    for number in range(40):
        site.article(f"story-{number}", tags=f"[A{number % 7}, B{number % 11}]")
    began = perf_counter()
    said, _ = building(site).communicate(timeout=60)
    assert "40 articles" in said
    seconds = perf_counter() - began
    dice = random.Random(7)
    under_way = 0
    for kill in range(KILLS):
        process = building(site)
        try:
            process.wait(seconds * (kill + dice.random()) / KILLS)
        except subprocess.TimeoutExpired:
            under_way += 1
            process.send_signal(SIGNALS[kill % len(SIGNALS)])
        try:
            process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
        assert lock_is_free(site.folder / ".newsgen/lock")
    assert under_way > KILLS / 2
    assert site.build().built


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 1)])
def test_a_build_that_is_told_to_end_says_so_by_its_exit_code(site: Site, number: signal.Signals, code: int) -> None:
    for story in range(100):
        site.article(f"story-{story}")
    process = building(site)
    lock = site.folder / ".newsgen/lock"
    while not (lock.exists() and lock.read_text()):
        assert process.poll() is None
    process.send_signal(number)
    said, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "Traceback" in said) == (code, False)
