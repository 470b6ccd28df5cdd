"""Builds that are killed at any instant leave whole files, and the next build leaves what a clean one leaves."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.killing import Reader, Site, edited, edition, fewer, kill_often, newsroom, recoloured
from tests.newsroom import Newsroom

pytestmark = pytest.mark.usefixtures("quick_builds")

TIMES = 42


@pytest.mark.parametrize("change", [edited, fewer, recoloured], ids=["an edit", "a deletion", "a change of every page"])
def test_a_build_killed_after(change: Callable[[], Newsroom], in_memory_site: Path) -> None:
    site = Site(in_memory_site, [edition(newsroom()), edition(change())])
    with Reader(site):
        kill_often(site, times=TIMES)


def test_a_first_build_that_is_killed(in_memory_site: Path) -> None:
    site = Site(in_memory_site, [edition(newsroom()), edition(edited())])
    with Reader(site):
        kill_often(site, times=TIMES, from_nothing=True)


def test_a_build_of_several_workers_that_is_killed(in_memory_site: Path) -> None:
    site = Site(in_memory_site, [edition(newsroom(more=35)), edition(edited(more=35))])
    with Reader(site):
        kill_often(site, times=TIMES, jobs=2)
