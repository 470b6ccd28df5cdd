"""Work in processes beside this one: whole, in order, and ending with an error where a process ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from multiprocessing.context import BaseContext
from time import perf_counter, sleep
from typing import Any

import pytest

from newsgen import workers
from newsgen.workers import AHEAD, WorkerEndedError, Workers, spread, starting

BATCHES = [[number] for number in range(3 * AHEAD)]
"""More than there is room for at a time in two processes."""
LONG = 1_000_000
"""Bytes: more than a pipe holds."""


def filled(snapshot: int, batch: Sequence[int]) -> bytes:
    (number,) = batch
    return bytes([snapshot + number]) * (LONG if number % 3 == 0 else number)


def measured(_: int, batch: Sequence[bytes]) -> bytes:
    return bytes(sum(map(len, batch)))


def listed(snapshot: int, batch: Sequence[int]) -> list[int]:
    return [snapshot, *batch, os.getpid()]


def killed_by_two(snapshot: int, batch: Sequence[int]) -> list[int]:
    if batch == [2]:
        signal.raise_signal(signal.SIGKILL)
    return [snapshot, *batch]


def killed(_: int, batch: Sequence[int]) -> list[int]:
    signal.raise_signal(signal.SIGKILL)
    return list(batch)


def refused(_: int, batch: Sequence[int]) -> list[int]:
    raise KeyError(*batch)


def stuck_with_two(_: int, batch: Sequence[int]) -> list[int]:
    while batch == [2]:
        sleep(1)
    return list(batch)


def snapshot() -> int:
    return 100


def none_there() -> int:
    raise FileNotFoundError("the snapshot")


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_bytes_of_any_length_come_whole_and_in_order(method: str) -> None:
    with Workers(filled, snapshot, 2, starting(method)) as processes:
        assert list(processes.results(BATCHES)) == [filled(100, batch) for batch in BATCHES]


def test_batches_and_results_may_both_be_longer_than_a_pipe_holds() -> None:
    batches = [[bytes(LONG)] * 2] * (3 * AHEAD)
    with Workers(measured, snapshot, 2, starting()) as processes:
        assert list(processes.results(batches)) == [bytes(2 * LONG)] * len(batches)


def test_what_is_no_bytes_comes_as_it_is_from_other_processes() -> None:
    with Workers(listed, snapshot, 2, starting()) as processes:
        came = [result for result in processes.results(BATCHES) if not isinstance(result, WorkerEndedError)]
    assert [each[:2] for each in came] == [[100, *batch] for batch in BATCHES]
    assert os.getpid() not in {each[2] for each in came}


@pytest.mark.parametrize("context", [starting(), starting("spawn"), starting("forkserver", [__name__])])
def test_a_batch_that_ends_its_process_is_told_of_and_the_others_go_on(context: BaseContext) -> None:
    with Workers(killed_by_two, snapshot, 2, context) as processes:
        came = list(processes.results(BATCHES))
        (again,) = processes.results([[7]])
    assert again == [100, 7]
    assert isinstance(came[2], WorkerEndedError)
    assert came[2].exit_code == -signal.SIGKILL
    assert came[:2] + came[3:] == [[100, *batch] for batch in BATCHES if batch != [2]]


def test_every_process_may_end_and_nothing_is_waited_for() -> None:
    with Workers(killed, snapshot, 2, starting()) as processes:
        came = list(processes.results(BATCHES))
    assert [type(each) for each in came] == [WorkerEndedError] * len(BATCHES)


def test_a_process_that_takes_too_long_is_given_up_and_the_others_go_on() -> None:
    started = perf_counter()
    with Workers(stuck_with_two, snapshot, 2, starting(), patience=lambda count: 0.5 * count) as processes:
        came = list(processes.results(BATCHES))
    assert isinstance(came[2], WorkerEndedError)
    assert came[2].exit_code is None
    assert came[:2] + came[3:] == [batch for batch in BATCHES if batch != [2]]
    assert perf_counter() - started < 30


@pytest.mark.parametrize(("work", "load", "error"), [(refused, snapshot, KeyError), (listed, none_there, OSError)])
def test_what_fails_in_a_process_fails_here(work: Any, load: Any, error: type[Exception]) -> None:
    with Workers(work, load, 2, starting()) as processes, pytest.raises(error) as raised:
        list(processes.results(BATCHES))
    assert "Traceback" in raised.value.__notes__[0]


def test_what_can_be_done_meanwhile_ends_with_the_first_result() -> None:
    def steps() -> Iterator[None]:
        for step in range(100_000):
            done.append(step)
            sleep(0.001)
            yield

    done: list[int] = []
    with Workers(listed, snapshot, 1, starting()) as processes:
        assert len(list(processes.results([[1]], steps()))) == 1
    assert 0 < len(done) < 100_000


def test_work_that_is_spread_fails_where_a_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "BATCH", 1)
    monkeypatch.setattr(workers, "FEW", 1)
    with pytest.raises(OSError, match="a worker process was ended from outside, perhaps for want of memory"):
        list(spread(killed_by_two, 100, snapshot, list(range(10)), 2))
    assert list(spread(killed_by_two, 100, snapshot, [1, 3], 2)) == [[100, 1], [100, 3]]
