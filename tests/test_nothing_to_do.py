"""A build with nothing to do: it says so at once, and only then."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from newsgen.cli.explain_command import explain_page
from newsgen.engine.output import Written
from newsgen.site import Options, Report, build, configured
from tests.sites import NOW, Site

pytestmark = pytest.mark.usefixtures("quick_builds")

FILES = """
-- content/flood.md --
---
title: Flood in Volos
date: 2022-03-07T10:20:00+02:00
breaking: {until: 2022-03-08T15:00:00+02:00}
sumary: Water rose.
---
[The dam](dam.md)
-- content/dam.md --
---
title: The dam holds
date: 2022-03-09T08:00:00+02:00
---
Water.
-- layouts/partials/note.html --
A note.
"""
ENDS = timedelta(hours=1)
"""From NOW to the end of the breaking news."""


@pytest.fixture
def paper(in_memory: Path) -> Site:
    site = Site(in_memory, FILES)
    built(site)
    for table in ("sources", "texts"):
        spoil(site, table)
    return site


def built(site: Site, **options: object) -> Report:
    return build(Options(**{"source": site.folder, "now": NOW} | options))  # type: ignore[arg-type]


def spoil(site: Site, table: str) -> None:
    """Who reads this of the memory builds everything anew, and says so."""
    (file,) = (site.folder / ".newsgen").glob("build-*.sqlite")
    with sqlite3.connect(file) as connection:
        connection.execute(f"update {table} set value = x'00'")
    connection.close()


def test_it_says_what_the_build_before_it_said(in_memory: Path) -> None:
    site = Site(in_memory, FILES)
    before, after = built(site), built(site)
    assert len(before.problems) == 2
    assert before.held_back
    assert before.next_change
    unchanged = Written(unchanged=len(before.written.written))
    assert replace(after, seconds=0) == replace(before, made=(), costs={}, written=unchanged, seconds=0)


def test_it_reads_nothing_of_what_is_known_of_articles(paper: Site) -> None:
    assert built(paper).notes == ()
    assert built(paper, now=NOW + ENDS - timedelta(seconds=1)).notes == ()


CHANGES: dict[str, Callable[[Site], object]] = {
    "an article": lambda site: site.edit("content/dam.md", "Water.", "Water!"),
    "a new file": lambda site: site.write("content/notes.txt", ""),
    "a lost file": lambda site: site.delete("content/dam.md"),
    "a layout": lambda site: site.edit("layouts/partials/note.html", "A note.", "A word."),
    "a new layout": lambda site: site.write("layouts/partials/more.html", ""),
    "the config": lambda site: site.edit("config.yaml", "The Gazette", "The Herald"),
    "an asset": lambda site: site.write("assets/extra.css", "a {}"),
    "a lost page": lambda site: site.delete("output/index.html"),
    "an edited page": lambda site: site.write("output/index.html", "mine"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_it_ends_with_any_change(paper: Site, change: Callable[[Site], object]) -> None:
    change(paper)
    assert "everything was built anew" in built(paper).notes[0]


@pytest.mark.parametrize(
    "options",
    [
        {"now": NOW + ENDS},
        {"now": NOW - timedelta(seconds=1)},
        {"drafts": True},
        {"future": True},
        {"strict": True},
        {"base_url": "https://other.example"},
    ],
    ids=str,
)
def test_it_ends_with_the_clock_and_other_options(paper: Site, options: dict[str, object]) -> None:
    assert "everything was built anew" in built(paper, **options).notes[0]


def test_with_drafts_shown_they_change_by_the_clock_too(in_memory: Path) -> None:
    site = Site(in_memory)
    site.article("draft", draft="true", date="2022-03-08T13:00:00+00:00")
    built(site, drafts=True)
    assert [held.reason for held in built(site, drafts=True).held_back] == ["scheduled"]
    assert built(site, drafts=True, now=NOW + ENDS).held_back == ()


def test_it_counts_as_the_last_build(in_memory: Path) -> None:
    site = Site(in_memory, FILES)
    built(site)
    built(site)
    options = Options(source=site.folder, now=NOW)
    config, _ = configured(options)
    assert config
    told = explain_page(config, options, "/")
    assert (told.last.number, told.last.pages, told.made and told.made.build) == (2, 0, 1)


def test_it_clears_away_what_a_killed_build_left(in_memory: Path) -> None:
    site = Site(in_memory, FILES)
    built(site)
    left = site.folder / ".output.newsgen-staging"
    (left / "2022").mkdir(parents=True)
    assert built(site).made == ()
    assert not left.exists()
