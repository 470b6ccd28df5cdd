"""`broken: hold`: a text with errors is held back alone, and what was published of it stays as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from newsgen.site.options import Report
from tests import sites
from tests.histories import check_broken_histories
from tests.newsroom import picture
from tests.sites import CONFIG, Site
from tests.test_commands import NOW, newsgen

HOLD = f"{CONFIG}broken: hold\n"
BROKEN = "---\ntitle: 'Water\ndate: 2022-03-07\n---\nHalf a stor"
FLOOD = "2022/03/flood/index.html"


@pytest.fixture
def paper(site: Site) -> Site:
    """Three articles, published, of which one shows a photo."""
    site.write("config.yaml", HOLD)
    site.article(photo="{src: water.png, credit: Ann}")
    site.write("content/water.png", picture(4, "blue"))
    site.article("storm", title="Storm", date="2022-03-06T10:00")
    site.article("vote", title="Vote", date="2022-03-05T10:00", body="After [the storm](storm.md).")
    site.built()
    return site


def files(site: Site) -> dict[str, bytes]:
    output = site.folder / "output"
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


def held(report: Report) -> dict[str, bool]:
    """Whether the last good version stays, by source."""
    assert report.built, [str(problem) for problem in report.problems]
    assert {f"content/{text.source}" for text in report.broken} <= {each.place.path for each in report.problems}
    return {text.source: text.is_shown for text in report.broken}


BREAK: dict[str, Callable[[Site], None]] = {
    "its front matter": lambda site: site.write("content/flood.md", BROKEN),
    "its date": lambda site: site.article(date="26/31/2022"),
    "its encoding": lambda site: site.write("content/flood.md", b"---\ntitle: \xff\n---\n"),
    "all of it": lambda site: site.write("content/flood.md", ""),
    "half a merge": lambda site: site.article(body="<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> two"),
    "a value": lambda site: site.article(body="Rewritten.", slug="a/b"),
    "its layout, which the config takes for an error": lambda site: site.article(body="Rewritten.", layout="nosuch"),
    "a link, which the config takes for an error": lambda site: site.article(body="See [more](nosuch.md)."),
}


@pytest.mark.parametrize("broken", BREAK)
def test_a_published_text_stays_as_it_was(broken: str, paper: Site) -> None:
    paper.write("config.yaml", f"{HOLD}problems: {{dead-link: error, unknown-layout: error}}\n")
    paper.built()
    before = files(paper)
    BREAK[broken](paper)
    for _ in range(2):
        assert held(paper.build()) == {"flood.md": True}
        assert files(paper) == before
    paper.article("late", title="Late", date="2022-03-08T11:00")
    assert held(paper.build()) == {"flood.md": True}
    page = files(paper)[FLOOD].decode()
    assert "Water rose." in page
    assert "Late" in page  # its sidebar is as new as that of others
    paper.article(body="It is over.")
    assert held(paper.build()) == {}
    assert "It is over." in files(paper)[FLOOD].decode()


def test_a_text_that_was_never_published_is_left_out(paper: Site) -> None:
    before = files(paper)
    paper.write("content/new.md", BROKEN)
    assert held(paper.build()) == {"new.md": False}
    assert files(paper) == before


def test_a_build_without_a_cache_leaves_it_out(paper: Site) -> None:
    paper.write("content/flood.md", BROKEN)
    assert held(paper.build()) == {"flood.md": True}
    assert held(paper.build(forget=True)) == {"flood.md": False}
    assert FLOOD not in files(paper)
    assert held(paper.build()) == {"flood.md": False}


@pytest.mark.parametrize(
    "matter",
    [
        "draft: true",
        " draft: yes",
        "status: private",
        '"published": false',
        "draft: ture",
        "password: x",
        "expires: 2022-03-01",
    ],
)
@pytest.mark.parametrize("wrong", ["slug: a/b", "title: 'Water"])
def test_what_is_to_be_withdrawn_goes_however_broken(matter: str, wrong: str, paper: Site) -> None:
    paper.write("content/flood.md", f"---\n{wrong}\ndate: 2022-03-07\n{matter}\n---\nWater rose.\n")
    assert held(paper.build()) == {"flood.md": False}
    assert FLOOD not in files(paper)


@pytest.mark.parametrize("date", ["2022-03-09", "2022-03-08T13:00:00Z"])
def test_what_was_only_scheduled_does_not_appear(date: str, paper: Site) -> None:
    paper.article("soon", title="Soon", date=date)
    assert held(paper.build()) == {}
    paper.write("content/soon.md", BROKEN)
    assert held(paper.build()) == {"soon.md": False}
    assert held(paper.build(sites.NOW + timedelta(days=3))) == {"soon.md": False}
    paper.article("soon", title="Soon", date=date)
    assert held(paper.build(sites.NOW + timedelta(days=3))) == {}
    assert "2022/03/soon/index.html" in files(paper)


def test_it_is_what_was_published_not_what_was_read_since(paper: Site) -> None:
    """Builds that stopped have read newer versions, which nobody saw."""
    before = files(paper)
    paper.write("layouts/404.html", "{% if %}")
    paper.article(body="Never published.")
    assert not paper.build().built
    paper.write("content/flood.md", BROKEN)
    assert not paper.build().built
    paper.delete("layouts/404.html")
    assert held(paper.build()) == {"flood.md": True}
    assert files(paper) == before


def test_a_paper_that_stopped_comes_out_when_it_is_told_to_hold(paper: Site) -> None:
    paper.write("config.yaml", CONFIG)
    paper.built()
    before = files(paper)
    paper.write("content/flood.md", BROKEN)
    assert not paper.build().built
    assert files(paper) == before
    assert held(paper.build(hold_broken=True)) == {"flood.md": True}
    assert files(paper).keys() == before.keys()
    assert not paper.build().built


def test_to_be_told_to_hold_makes_no_page_anew(paper: Site) -> None:
    paper.write("config.yaml", CONFIG)
    paper.built()
    assert paper.built(hold_broken=True).made == ()
    assert paper.built().made == ()


def test_its_photo_stays_although_its_file_is_gone(paper: Site) -> None:
    photo = next(path for path in files(paper) if path.endswith(".png") and "water" in path)
    before = files(paper)
    paper.write("content/flood.md", BROKEN)
    paper.delete("content/water.png")
    assert held(paper.build()) == {"flood.md": True}
    assert files(paper) == before
    (paper.folder / "output" / photo).unlink()
    assert held(paper.build()) == {"flood.md": False}
    assert FLOOD not in files(paper)


def test_a_link_to_what_is_gone_holds_the_article_as_it_was(paper: Site) -> None:
    paper.write("config.yaml", f"{HOLD}problems: {{dead-link: error}}\n")
    paper.built()
    paper.delete("content/storm.md")
    assert held(paper.build()) == {"vote.md": True}
    assert "2022/03/vote/index.html" in files(paper)
    assert "2022/03/storm/index.html" not in files(paper)
    assert held(paper.build()) == {"vote.md": True}
    paper.article("storm", title="Storm", date="2022-03-06T10:00")
    assert held(paper.build()) == {}


def test_of_two_that_clash_the_published_one_stays(paper: Site) -> None:
    before = files(paper)
    paper.article("other", title="Other", slug="flood", date="2022-03-08T09:00")
    assert held(paper.build())["other.md"] is False
    assert files(paper) == before


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config.yaml", "site: {title: G}\nbroken: hold\n"),
        ("layouts/article.html", "{% if %}"),
        ("layouts/article.html", "{{ article.titel.x }}"),
        ("content/authors.yaml", "[1, 2"),
    ],
)
def test_what_all_pages_need_stops_the_build(path: str, text: str, paper: Site) -> None:
    before = files(paper)
    paper.write("content/new.md", BROKEN)
    paper.write(path, text)
    assert not paper.build().built
    assert files(paper) == before


def test_a_layout_that_goes_takes_no_published_article_with_it(paper: Site) -> None:
    paper.write("config.yaml", f"{HOLD}problems: {{unknown-layout: error}}\n")
    paper.write("layouts/long.html", '{% extends "article.html" %}')
    paper.article("storm", title="Storm", date="2022-03-06T10:00", layout="long")
    paper.built()
    before = files(paper)
    paper.delete("layouts/long.html")
    assert not paper.build().built
    assert files(paper) == before


def test_strict_holds_back_what_it_warns_of(paper: Site) -> None:
    paper.article("new", title="New", date="2022-03-08T10:00", mood="calm")
    assert held(paper.build(strict=True))["new.md"] is False


def test_the_summary_the_report_and_the_list_name_it(paper: Site, tmp_path: Path) -> None:
    paper.write("content/flood.md", BROKEN)
    paper.write("content/new.md", BROKEN)
    for _ in range(2):
        done = newsgen("build", "-s", str(paper.folder), "--now", NOW, "--report", str(tmp_path / "report.json"))
        assert done.exit_code == 3
        assert "broken: content/flood.md: its last good version stays\n" in done.output
        assert "broken: content/new.md: it is not published\n" in done.output
        assert "2 errors, see above.\n" in done.output
        report = json.loads((tmp_path / "report.json").read_text())
        assert report["built"]
        assert report["broken"] == [
            {"source": "flood.md", "is_shown": True},
            {"source": "new.md", "is_shown": False},
        ]
    listed = newsgen("list", "broken", "-s", str(paper.folder), "--now", NOW)
    wrong = "2:8: a quote is opened and never closed (close the quote)"
    assert listed.output.splitlines() == [
        "published as it was: Flood in Volos",
        f"    content/flood.md:{wrong}",
        "not published",
        f"    content/new.md:{wrong}",
    ]


def test_verifying_knows_what_was_held(paper: Site) -> None:
    paper.write("content/flood.md", BROKEN)
    done = newsgen("build", "-s", str(paper.folder), "--now", NOW, "--verify")
    assert done.exit_code == 3, done.output


def test_a_site_without_errors_ends_as_ever(paper: Site) -> None:
    assert newsgen("build", "-s", str(paper.folder), "--now", NOW).exit_code == 0
    assert paper.built().broken == ()


def test_what_is_held_is_what_was() -> None:
    counts = check_broken_histories(40, 10, 1)
    assert counts["held"] > counts["shown"] > 100
