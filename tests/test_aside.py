"""What a copy of the process finds out, and that nothing is lost where it can't."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.engine.aside import Aside

HERE = os.getpid()


def large() -> list[int]:
    """More than fits into a pipe at once; first who found it out."""
    return [os.getpid(), *range(100_000)]


def found_out(result: list[int]) -> tuple[bool, bool]:
    """Whether all of it is there, and whether a copy found it."""
    return result[1:] == list(range(100_000)), result[0] != HERE


def children() -> set[str]:
    """Processes that this one has started, ended or not."""
    return {each for task in Path("/proc/self/task").iterdir() for each in (task / "children").read_text().split()}


def test_what_takes_long_is_found_out_by_a_copy_of_the_process() -> None:
    before = children()
    with Aside(large, list[int], is_long=True) as aside:
        assert found_out(aside.result()) == (True, True)
    assert children() == before


def test_what_takes_no_longer_than_a_process_is_found_out_here() -> None:
    with Aside(large, list[int], is_long=False) as aside:
        assert found_out(aside.result()) == (True, False)


def test_a_result_can_be_had_again() -> None:
    with Aside(large, list[int], is_long=True) as aside:
        assert [found_out(aside.result())[0] for _ in range(2)] == [True, True]


def ends_itself() -> list[int]:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return large()


def fails_elsewhere() -> list[int]:
    if os.getpid() != HERE:
        raise OSError
    return large()


@pytest.mark.parametrize("work", [ends_itself, fails_elsewhere])
def test_what_a_copy_does_not_tell_is_found_out_here(work: Callable[[], list[int]]) -> None:
    before = children()
    with Aside(work, list[int], is_long=True) as aside:
        assert found_out(aside.result()) == (True, False)
    assert children() == before


def test_where_no_more_files_can_be_opened_it_is_found_out_here() -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, limits[1]))
        with Aside(large, list[int], is_long=True) as aside:
            assert found_out(aside.result()) == (True, False)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_a_mistake_in_the_work_is_raised_here() -> None:
    def work() -> int:
        raise ZeroDivisionError

    with Aside(work, int, is_long=True) as aside, pytest.raises(ZeroDivisionError):
        aside.result()


def test_a_copy_whose_result_nobody_wants_is_ended() -> None:
    before = children()
    with Aside(signal.pause, None, is_long=True):
        assert len(children() - before) == 1
    assert children() == before
