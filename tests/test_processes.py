"""Work in processes beside this one: whole and in order."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from newsgen.engine.workers import AHEAD, Crew, in_processes

BATCHES = [[number] for number in range(3 * AHEAD)]
"""More than there is room for at a time in two processes."""


def filled(snapshot: int, batch: Sequence[int]) -> bytes:
    """Of every third batch more than a pipe holds."""
    (number,) = batch
    return bytes([snapshot + number]) * (1_000_000 if number % 3 == 0 else number)


def listed(snapshot: int, batch: Sequence[int]) -> list[int]:
    return [snapshot, *batch, os.getpid()]


def snapshot() -> int:
    return 100


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_bytes_of_any_length_come_whole_and_in_order(method: str) -> None:
    came = [bytes(content) for content in in_processes(filled, Crew(100, snapshot, 2, method), BATCHES)]
    assert came == [filled(100, batch) for batch in BATCHES]


def test_what_is_no_bytes_comes_as_it_is_from_other_processes() -> None:
    came = list(in_processes(listed, Crew(100, snapshot, 2, "fork"), BATCHES))
    assert [each[:2] for each in came] == [[100, *batch] for batch in BATCHES]
    assert os.getpid() not in {each[2] for each in came}
