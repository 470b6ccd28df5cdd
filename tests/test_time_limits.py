"""How long one text may take is counted in its own time of the processor: no neighbour and no busy machine counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import pytest

from newsgen.model.config import Config, Limits, SiteInfo
from newsgen.reading.media_files import Shelf
from newsgen.reading.read_batches import ReadBatch, ReadingJob
from newsgen.reading.reader_pool import read_all
from newsgen.reading.reader_process import read_few
from newsgen.reading.scan import File
from tests.test_bad_input import SLOW

COUNT = 16
LIMIT = 0.6
"""Seconds: several times what each text takes, and less than all of them together."""
LONG = "A word of *some* [text](https://a.example) and `more` of it.\n\n" * 350
Read = Callable[[Sequence[ReadingJob], Config], Iterator[ReadBatch]]
CONFIG = Config(site=SiteInfo(title="G", url="https://gazette.example"), limits=Limits(article_seconds=LIMIT))


def alone(jobs: Sequence[ReadingJob], config: Config) -> Iterator[ReadBatch]:
    return read_few(jobs, config, Shelf({}, {}))


def pooled(jobs: Sequence[ReadingJob], config: Config) -> Iterator[ReadBatch]:
    return read_all(jobs, config, Shelf({}, {}), 2)


def jobs_of(folder: Path, bodies: Sequence[str]) -> list[ReadingJob]:
    jobs = []
    for number, body in enumerate(bodies):
        file = folder / f"{number:02}.md"
        file.write_text(f"---\ntitle: Flood\ndate: 2022-03-07\n---\n{body}")
        jobs.append(ReadingJob(File(str(file), ()), file.name, f"content/{file.name}"))
    return jobs


def told(read: Read, jobs: Sequence[ReadingJob]) -> dict[str, str]:
    """The problem of each text that has one, by its path."""
    reads = [each for batch in read(jobs, CONFIG) for each in batch.reads]
    assert len(reads) == len(jobs)
    return {problem.place.path: problem.code for each in reads for problem in each.kept.problems}


def _spin() -> None:
    while True:
        pass


@contextmanager
def busy_machine() -> Iterator[None]:
    spinning = [get_context("fork").Process(target=_spin, daemon=True) for _ in range(4)]
    try:
        for each in spinning:
            each.start()
        yield
    finally:
        for each in spinning:
            each.kill()
            each.join()


@pytest.mark.parametrize("read", [alone, pooled])
def test_many_texts_of_a_busy_machine_are_none_too_slow(tmp_path: Path, read: Read) -> None:
    with busy_machine():
        assert told(read, jobs_of(tmp_path, [LONG] * COUNT)) == {}


@pytest.mark.parametrize("read", [alone, pooled])
def test_of_many_texts_only_those_that_take_too_long_are_given_up(tmp_path: Path, read: Read) -> None:
    bodies = [SLOW if number in (3, 7) else "Water rose." for number in range(COUNT)]
    assert told(read, jobs_of(tmp_path, bodies)) == {"content/03.md": "too-slow", "content/07.md": "too-slow"}
