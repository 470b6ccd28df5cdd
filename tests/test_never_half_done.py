"""Builds that are killed at any instant leave whole files, and the next build leaves what a clean one leaves."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.histories import QUICK_DISK, quick_building
from tests.killing import Reader, Site, edited, edition, fewer, kill_often, newsroom, recoloured
from tests.newsroom import Newsroom

TIMES = 42


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """In memory, where files can be there."""
    with TemporaryDirectory(dir=QUICK_DISK) as folder:
        yield Path(folder) / "site"


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Builds begin with the bundled layouts compiled."""
    with quick_building():
        yield


@pytest.mark.parametrize("change", [edited, fewer, recoloured], ids=["an edit", "a deletion", "a change of every page"])
def test_a_build_killed_after(change: Callable[[], Newsroom], tmp_path: Path) -> None:
    site = Site(tmp_path, [edition(newsroom()), edition(change())])
    with Reader(site):
        kill_often(site, times=TIMES)


def test_a_first_build_that_is_killed(tmp_path: Path) -> None:
    site = Site(tmp_path, [edition(newsroom()), edition(edited())])
    with Reader(site):
        kill_often(site, times=TIMES, from_nothing=True)


def test_a_build_of_several_workers_that_is_killed(tmp_path: Path) -> None:
    site = Site(tmp_path, [edition(newsroom(more=35)), edition(edited(more=35))])
    with Reader(site):
        kill_often(site, times=TIMES, jobs=2)
