"""One build of a site at a time: the second waits and says for whom; whoever ends, however, lets go of the lock."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

import pytest

from newsgen.cli.build_command import clean
from newsgen.engine.lock import locked
from newsgen.site import build
from newsgen.site.options import WAITING, Options
from tests.sites import NOW, Site

_starting = multiprocessing.get_context("forkserver")


@contextmanager
def another_holds(file: Path) -> Iterator[tuple[BaseProcess, Callable[[], None]]]:
    """A process that holds the lock, and what lets it end."""
    told, tell = _starting.Pipe()
    process = _starting.Process(target=_hold, args=(file, tell))
    process.start()
    assert told.recv() == "held"
    try:
        yield process, lambda: told.send("let go")
    finally:
        if process.is_alive():
            process.kill()
        process.join()


def _hold(file: Path, tell: Connection) -> None:
    with locked(file, lambda holder: None):
        tell.send("held")
        tell.recv()


def test_a_free_lock_is_had_without_waiting(tmp_path: Path) -> None:
    waited: list[str] = []
    for _ in range(2):
        with locked(tmp_path / "memory" / "lock", waited.append):
            assert (tmp_path / "memory" / "lock").read_text() == f"{os.getpid()}\n"
    assert waited == []


def test_the_second_is_told_who_holds_the_lock_and_gets_it_after_them(tmp_path: Path) -> None:
    with another_holds(tmp_path / "lock") as (other, let_go):
        waited: list[str] = []

        def wait(holder: str) -> None:
            waited.append(holder)
            let_go()

        with locked(tmp_path / "lock", wait):
            other.join()
            assert waited == [str(other.pid)]
            assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    with another_holds(tmp_path / "lock") as (other, _):
        os.kill(other.pid or 0, signal.SIGKILL)
        other.join()
        waited: list[str] = []
        with locked(tmp_path / "lock", waited.append):
            assert waited == []


def test_the_lock_of_a_build_that_failed_is_free(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "lock", lambda holder: None):
        raise ZeroDivisionError
    waited: list[str] = []
    with locked(tmp_path / "lock", waited.append):
        assert waited == []


@pytest.mark.parametrize("command", [build, clean], ids=["build", "clean"])
def test_a_command_waits_for_the_build_that_is_under_way(site: Site, command: Callable[[Options], object]) -> None:
    site.article()
    site.built()
    before = site.output()
    with another_holds(site.folder / ".newsgen/lock") as (_, let_go):
        site.article("other")
        waiting = Thread(target=command, args=(Options(source=site.folder, now=NOW),))
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive()
        assert site.output() == before
        let_go()
        waiting.join()
    assert site.output().keys() != before.keys()


def test_a_build_says_for_whom_it_waits(site: Site) -> None:
    site.article()
    said: list[str] = []
    with another_holds(site.folder / ".newsgen/lock") as (other, let_go):

        def progress(stage: str, done: int, total: int) -> None:
            said.append(stage)
            if stage.startswith(WAITING):
                let_go()

        assert build(Options(source=site.folder, now=NOW), progress).built
        assert said[0] == f"{WAITING} {other.pid}"
