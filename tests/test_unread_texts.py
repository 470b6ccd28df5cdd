"""Texts that are as they were indexed need not be looked at again, and what no longer holds is not relied on."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.sites import CONFIG, NOW, Site

pytestmark = pytest.mark.usefixtures("quick_builds")

FILES = """
-- content/world/flood.md --
---
title: Flood
date: 2022-03-05
tags: [Rain]
---
Water rose.
-- content/town/market.md --
---
title: Market
date: 2021-02-04
tags: [Prices]
sumary: All is well.
---
Apples are dear.
-- content/town/fair.md --
---
title: Fair
date: 2021-02-05
tags: [Prices]
summary: What is sold.
---
Pears are cheap.
"""
SETTINGS = CONFIG + "fragments: {delivery: frozen}\n"


@pytest.fixture
def paper(in_memory: Path) -> Site:
    """More than the front page shows."""
    site = Site(in_memory, FILES, SETTINGS)
    for number in range(40):
        site.article(f"notes/note-{number}", title=f"Note {number}", date=f"2022-02-{number % 28 + 1:02}")
    site.built()
    return site


def spoil(site: Site, *sources: str) -> None:
    """Who reads this of the memory builds everything anew, and says so."""
    (file,) = (site.folder / ".newsgen").glob("build-*.sqlite")
    with closing(sqlite3.connect(file)) as connection, connection:
        for source in sources:
            assert connection.execute("update sources set value = x'00' where key = ?", (source,)).rowcount == 1


def news(site: Site) -> None:
    site.write("content/world/dam.md", "---\ntitle: The dam holds\ndate: 2022-03-08\ntags: [Rain]\n---\nWater fell.\n")


def test_a_publication_looks_at_no_bound_text_that_no_page_asks_for(paper: Site) -> None:
    news(paper)
    spoil(paper, "notes/note-0.md")
    report = paper.built()
    assert report.notes == ()
    assert report.articles == 44
    assert {"/2022/03/dam/", "/section/world/", "/"} <= set(report.rendered)
    assert "/2021/02/market/" not in report.rendered


def test_an_edited_text_is_the_only_one_looked_at(paper: Site) -> None:
    spoil(paper, "notes/note-3.md", "notes/note-5.md")
    paper.edit("content/town/fair.md", "Pears are cheap.", "Pears are cheaper.")
    feeds = tuple(f"/section/town/{name}" for name in ("atom.xml", "feed.json", "feed.xml"))
    report = paper.built()
    assert (report.notes, report.rendered) == ((), ("/2021/02/fair/", *feeds))
    spoil(paper, "notes/note-4.md")
    paper.edit("content/town/fair.md", "Pears are cheaper.", "Pears are cheap.")
    assert paper.built().rendered == report.rendered


@pytest.mark.parametrize("written", ["menu: [Town]", "theme: {share: [mail]}", "latest: {count: 2}"])
def test_what_pages_only_show_makes_them_anew_and_looks_at_no_text(paper: Site, written: str) -> None:
    spoil(paper, "town/market.md")
    paper.write("config.yaml", f"{SETTINGS}{written}\n")
    report = paper.built()
    assert report.notes == ()
    assert {"/", "/2021/02/market/"} <= set(report.rendered)
    assert paper.built(forget=True).written.written == ()


def test_what_bound_texts_are_warned_of_is_said_each_time_until_it_is_mended(paper: Site) -> None:
    news(paper)
    assert [problem.code for problem in paper.built().problems] == ["unknown-key"]
    paper.edit("content/town/market.md", "sumary", "summary")
    assert paper.built().problems == ()


LOOKS_AT_ALL: dict[str, Callable[[Site], object]] = {
    "another config": lambda site: site.write("config.yaml", f"{SETTINGS}listing: {{per_page: 5}}\n"),
    "another accent, which cards have": lambda site: site.write("config.yaml", f"{SETTINGS}theme: {{accent: red}}\n"),
    "authors": lambda site: site.write("content/authors.yaml", "Ann: {role: Editor}\n"),
    "another layout": lambda site: site.write("layouts/longread.html", "{% extends 'article.html' %}"),
    "a clash": lambda site: site.article("fair", title="Fair", date="2021-02-05", section="Town"),
}


@pytest.mark.parametrize("change", LOOKS_AT_ALL.values(), ids=LOOKS_AT_ALL)
def test_everything_is_looked_at_where_less_would_not_do(paper: Site, change: Callable[[Site], object]) -> None:
    spoil(paper, "town/market.md")
    change(paper)
    assert [note.partition(" (")[0] for note in paper.build().notes] == ["The cache of the last build can't be used"]


def test_everything_is_looked_at_when_the_clock_is_turned_back(paper: Site) -> None:
    spoil(paper, "town/market.md")
    assert paper.build(NOW - timedelta(days=3)).notes != ()
