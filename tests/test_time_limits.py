"""How long one text may take is counted in its own time of the processor: no neighbour and no busy machine counts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsgen.model.config import Config, Limits, SiteInfo
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_texts import BATCH, ReadingJob, TextReaders
from newsgen.reading.scan import File
from tests.test_bad_input import SLOW

COUNT = 16
LIMIT = 0.6
"""Seconds: several times what each text takes, and less than all of them together."""
LONG = "A word of *some* [text](https://a.example) and `more` of it.\n\n" * 350
CONFIG = Config(site=SiteInfo(title="G", url="https://gazette.example"), limits=Limits(article_seconds=LIMIT))


def jobs_of(folder: Path, bodies: Sequence[str]) -> list[ReadingJob]:
    jobs = []
    for number, body in enumerate(bodies):
        file = folder / f"{number:02}.md"
        file.write_text(f"---\ntitle: Flood\ndate: 2022-03-07\n---\n{body}")
        jobs.append((file.name, File(str(file), ())))
    return jobs


def reported(jobs: Sequence[ReadingJob], processes: int = 2) -> dict[str, str]:
    """The problem of each text that has one, by its path."""
    with TextReaders(CONFIG, MediaFiles({}, {}), processes) as readers:
        reads = [each for texts, _ in readers.read(jobs) for each in texts]
    assert len(reads) == len(jobs)
    return {problem.place.path: problem.code for kept, _ in reads for problem in kept.problems}


@contextmanager
def busy_machine() -> Iterator[None]:
    spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
    try:
        yield
    finally:
        for each in spinning:
            each.kill()
            each.wait()


@pytest.mark.parametrize("processes", [1, 2])
def test_many_texts_of_a_busy_machine_are_none_too_slow(tmp_path: Path, processes: int) -> None:
    with busy_machine():
        assert reported(jobs_of(tmp_path, [LONG] * COUNT), processes) == {}


@pytest.mark.parametrize("processes", [1, 2])
def test_of_many_texts_only_those_that_take_too_long_are_given_up(tmp_path: Path, processes: int) -> None:
    slow = (3, 7, BATCH + 1)
    bodies = [SLOW if number in slow else "Water rose." for number in range(2 * BATCH)]
    assert reported(jobs_of(tmp_path, bodies), processes) == {f"content/{each:02}.md": "too-slow" for each in slow}
