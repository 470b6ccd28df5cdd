"""`newsgen list` and `newsgen related`: what articles are like now."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from newsgen.engine.lock import locked
from tests.sites import CONFIG, Site
from tests.test_commands import NOW, newsgen

Run = Callable[..., Result]


@pytest.fixture
def run(site: Site) -> Run:
    """A command for the site, at NOW: 8 March 2022, 14:00 in Athens."""
    return lambda *arguments: newsgen(*arguments, "-s", str(site.folder), "--now", NOW)


@pytest.fixture
def newsroom(site: Site) -> Site:
    site.article("draft", title="A draft", draft="true", date="2022-03-09")
    site.article("later", title="Much later", date="2023-01-01T10:00:00Z")
    site.article("news/soon", title="Soon", date="2022-03-08T23:30:00Z")
    site.article("gone", title="Gone", expires="2022-03-08T10:00:00Z")
    site.article("flood", title="Flood", date="2022-03-08T10:00", breaking="true")
    site.article("storm", title="Storm", date="2022-03-08T11:00", breaking="{until: 2022-03-08T15:00}")
    site.article("over", title="Over", date="2022-03-08T01:00", breaking="true")
    site.article("wrong", title="Wrong", corrections="[{date: 2022-03-08, text: It was Tuesday.}]")
    site.article(
        "older", title="Older", corrections="[{date: 2022-02-01, text: Four.}, {text: Five.}]", date="2022-01-31"
    )
    site.article("says", title="Says", body="The word corrections: is in the text.")
    site.write("content/pages/about.md", "---\ntitle: About\ndraft: true\n---\nUs.\n")
    return site


LISTS = {
    "drafts": [
        "dated 2022-03-09 00:00 +0200 (Europe/Athens): A draft",
        "    content/draft.md",
        "without a date: About",
        "    content/pages/about.md",
    ],
    "scheduled": [
        "2022-03-09 01:30 +0200 (Europe/Athens): Soon",
        "    content/news/soon.md",
        "2023-01-01 12:00 +0200 (Europe/Athens): Much later",
        "    content/later.md",
    ],
    "expired": ["expired 2022-03-08 12:00 +0200 (Europe/Athens): Gone", "    content/gone.md"],
    "breaking": [
        "until 2022-03-08 15:00 +0200 (Europe/Athens): Storm",
        "    content/storm.md",
        "until 2022-03-08 16:00 +0200 (Europe/Athens): Flood",
        "    content/flood.md",
    ],
    "corrected": [
        "corrected 2022-03-08 00:00 +0200 (Europe/Athens): Wrong",
        "    content/wrong.md",
        "    It was Tuesday.",
        "corrected 2022-02-01 00:00 +0200 (Europe/Athens): Older",
        "    content/older.md",
        "    Four. Five.",
    ],
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_names_articles_with_the_instant_in_the_sites_zone(kind: str, newsroom: Site, run: Run) -> None:
    found = run("list", kind)
    assert (found.exit_code, found.output.splitlines()) == (0, LISTS[kind])


def test_a_list_as_json_has_files_and_instants(newsroom: Site, run: Run) -> None:
    (gone,) = json.loads(run("list", "expired", "--json").output)
    assert gone == {
        "file": "content/gone.md",
        "title": "Gone",
        "published": "2022-03-07T10:20:00+02:00",
        "when": "2022-03-08T10:00:00Z",
        "note": "",
    }
    assert [article["when"] for article in json.loads(run("list", "drafts", "--json").output)] == [None, None]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("drafts", "No article is a draft.\n"),
        ("scheduled", "No article is scheduled.\n"),
        ("expired", "No article has expired.\n"),
        ("breaking", "Nothing is breaking.\n"),
        ("corrected", "No article has a correction.\n"),
    ],
)
def test_an_empty_list_says_so(kind: str, said: str, run: Run, site: Site) -> None:
    site.article()
    assert run("list", kind).output == said
    assert json.loads(run("list", kind, "--json").output) == []


def test_lists_know_what_was_written_since_the_last_build_and_wait_for_no_one(newsroom: Site, run: Run) -> None:
    newsroom.build()
    newsroom.article("new", title="New", date="2022-03-09T08:00")
    before = {file: file.stat().st_mtime_ns for file in newsroom.folder.rglob("*")}
    with locked(newsroom.folder / ".newsgen" / "lock", lambda holder: None):
        assert "New" in run("list", "scheduled").output
    assert {file: file.stat().st_mtime_ns for file in newsroom.folder.rglob("*") if file.name != "lock"} == {
        file: time for file, time in before.items() if file.name != "lock"
    }


@pytest.mark.parametrize("command", [["list", "drafts"], ["related", "content/a.md"], ["next-change"]])
def test_a_mistake_in_the_config_is_named_with_its_line(command: list[str], site: Site, run: Run) -> None:
    site.write("config.yaml", CONFIG + "listing: {per_page: none}\n")
    failed = run(*command)
    assert failed.exit_code == 1
    assert failed.stderr.splitlines() == [
        "config.yaml:3:21: 'listing.per_page': expected a whole number, got text",
        "    3 | listing: {per_page: none}",
        "      |                     ^",
    ]


# Related


@pytest.fixture
def paper(site: Site) -> Site:
    site.write("config.yaml", CONFIG + "latest: {count: 0}\nrelated: {count: 3}\n")
    for number in range(5):
        site.article(f"world/other-{number}", title=f"Other {number}", date=f"2022-01-0{number + 1}", tags="[Weather]")
    site.article("world/dam", title="Dam", date="2022-03-01T10:20", tags="[Rain, Volos]")
    site.article("local/bridge", title="Bridge", date="2021-03-07T10:20", tags="[Volos]")
    site.article("world/read", title="Read", date="2022-03-06T10:20", tags="[Rain, Volos]")
    body = "Water rose.\n\n[[read-also: read]]\n"
    site.article("world/flood", body, title="Flood", date="2022-03-07T10:20", tags="[Rain, Volos]")
    return site


def test_each_related_article_is_named_with_what_it_shares_and_how_near_it_is(paper: Site, run: Run) -> None:
    found = run("related", "content/world/flood.md")
    lines = found.output.splitlines()
    assert (found.exit_code, lines[:3]) == (
        0,
        ["Beside 'Flood' (content/world/flood.md):", "1. Dam", "   content/world/dam.md"],
    )
    assert lines[3] == "   tag Rain 2.95, tag Volos 2.25, section World 0.50, 6 days older × 0.99: 5.65"
    assert lines[6] == "   tag Volos 2.25, 365 days older × 0.75: 1.69"
    assert lines[9].startswith("   section World 0.50, ")


def test_the_related_articles_are_those_that_the_page_shows(paper: Site, run: Run) -> None:
    paper.write("layouts/article.html", "{% for card in beside.related %}{{ card.title }};{% endfor %}")
    paper.built()
    found = json.loads(run("related", "content/world/flood.md", "--json").output)
    shown = paper.page("/2022/03/flood/")
    assert "".join(f"{relation['title']};" for relation in found["related"]) == shown
    assert shown.startswith("Dam;Bridge;Other ")
    assert found["related"][0] | {"tags": [], "nearness": 0, "total": 0} == {
        "file": "content/world/dam.md",
        "title": "Dam",
        "tags": [],
        "section": "World",
        "section_weight": 0.5,
        "nearness": 0,
        "total": 0,
        "days": 6.0,
    }


@pytest.mark.parametrize(
    ("here", "path"),
    [(".", "content/world/flood.md"), ("content", "world/flood.md"), ("content/world", "flood.md")],
)
def test_the_article_is_found_by_its_path_from_here_or_from_the_sites_folder(
    here: str, path: str, paper: Site, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(paper.folder / here)
    assert run("related", path).output.startswith("Beside 'Flood'")


def test_an_article_that_is_held_back_is_looked_at_as_if_it_were_put_out(paper: Site, run: Run) -> None:
    paper.article("world/draft", title="Draft", draft="true", date="2022-03-07T11:00", tags="[Rain]")
    assert "1. Flood" in run("related", "content/world/draft.md").output
    assert "Draft" not in run("related", "content/world/flood.md").output


def test_where_nothing_is_related_it_is_said(site: Site, run: Run) -> None:
    site.article()
    said = "Nothing is related to content/flood.md but what stands on its page anyway.\n"
    assert run("related", "content/flood.md").output == said


def test_an_article_that_is_not_there_is_named_with_the_nearest(paper: Site, run: Run) -> None:
    lost = run("related", "content/world/flod.md")
    assert lost.exit_code == 1
    assert lost.stderr.splitlines()[:2] == [
        "there is no article content/world/flod.md",
        "Did you mean content/world/flood.md or content/world/dam.md?",
    ]
