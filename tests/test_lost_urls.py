"""Urls that are lost: told by builds and checks alike, until something stands there or they are gone on purpose."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsgen.check import CheckOptions
from newsgen.engine.cache import Cache
from newsgen.site import version
from tests.checks import checked, said
from tests.sites import CONFIG, NOW, Site

FIX = CheckOptions(fix=True)
BY_HAND = "let another article have it in its `aliases`, or name it under `gone` in config.yaml"


@pytest.fixture
def gazette(site: Site) -> Site:
    """Built: three articles and a plain page."""
    site.article("flood", aliases="[/old/]")
    site.article("dam", title="Dam report", date="2022-03-05")
    site.article("roads", title="Roads", body="See [the dam](dam.md#top) and [it](/dam.md).")
    site.write("content/pages/about.md", "---\ntitle: About us\n---\nWe are six.\n")
    site.built()
    return site


def lost(site: Site, **options: object) -> list[str]:
    """What a build says of lost urls."""
    return [str(problem) for problem in site.built(**options).problems if problem.code == "lost-url"]


def rename(site: Site, old: str, new: str) -> None:
    text = (site.folder / old).read_text(encoding="utf-8")
    site.delete(old)
    site.write(new, text)


def in_all_orders(site: Site, url: str) -> None:
    """It is told whatever runs when."""
    for _ in range(2):
        assert [line.split()[3] for line in lost(site)] == [url]
        assert [line.split()[5] for line in said(site, "lost-url")] == [url]
    site.article("news", title="News")
    assert [line.split()[3] for line in lost(site)] == [url]
    site.write("config.yaml", (site.folder / "config.yaml").read_text() + "theme: {x: y}\n")
    assert [line.split()[3] for line in lost(site)] == [url]


def test_a_build_tells_of_a_deleted_article_until_it_is_gone_on_purpose(gazette: Site) -> None:
    gazette.delete("content/dam.md")
    assert lost(gazette) == [f"content/dam.md:1:1: the url /2022/03/dam/ is lost: its text is gone ({BY_HAND})"]
    in_all_orders(gazette, "/2022/03/dam/")
    config = (gazette.folder / "config.yaml").read_text()
    gazette.write("config.yaml", f"{config}gone: [/2022/03/dam]\n")
    assert lost(gazette) == said(gazette, "lost-url") == []
    assert "This page was removed" in gazette.page("/2022/03/dam/")


def test_until_a_pattern_has_it(gazette: Site) -> None:
    gazette.delete("content/dam.md")
    gazette.built()
    gazette.write("config.yaml", CONFIG + "gone: ['/2022/**']\n")
    assert lost(gazette) == said(gazette, "lost-url") == []


def test_until_another_article_takes_its_readers_on(gazette: Site) -> None:
    gazette.delete("content/dam.md")
    gazette.built()
    gazette.edit("content/flood.md", "[/old/]", "[/old/, /2022/03/dam/]")
    assert lost(gazette) == said(gazette, "lost-url") == []
    gazette.built()
    gazette.edit("content/flood.md", "[/old/, /2022/03/dam/]", "[/old/]")
    assert [line.split()[3] for line in lost(gazette)] == ["/2022/03/dam/"]


def test_until_it_is_back(gazette: Site) -> None:
    gazette.edit("content/dam.md", "date:", "draft: true\ndate:")
    in_all_orders(gazette, "/2022/03/dam/")
    gazette.edit("content/dam.md", "draft: true\n", "")
    assert lost(gazette) == said(gazette, "lost-url") == []


def test_a_renamed_file_is_named_with_its_remedy(gazette: Site) -> None:
    rename(gazette, "content/dam.md", "content/reservoir.md")
    assert lost(gazette) == [
        "content/reservoir.md:1:1: the url /2022/03/dam/ is lost: its text moved"
        " (add it to `aliases`: `newsgen check --fix` does)"
    ]
    in_all_orders(gazette, "/2022/03/dam/")


@pytest.mark.parametrize("is_built", [False, True])
def test_fix_writes_alias_and_id_and_mends_links(is_built: bool, gazette: Site) -> None:
    rename(gazette, "content/dam.md", "content/news/reservoir.md")
    if is_built:
        gazette.built()
    found = checked(gazette, NOW, FIX)
    assert set(found.fixed) == {"content/news/reservoir.md", "content/roads.md"}
    text = (gazette.folder / "content/news/reservoir.md").read_text()
    assert 'aliases: ["/2022/03/dam/"]\n' in text
    assert 'id: "2022-03-05-dam"\n' in text
    roads = (gazette.folder / "content/roads.md").read_text()
    assert "See [the dam](news/reservoir.md#top) and [it](/news/reservoir.md)." in roads
    assert lost(gazette) == []
    assert b"2022-03-05-dam" in gazette.output()["feed.json"]
    assert checked(gazette, NOW, FIX).fixed == ()


@pytest.mark.parametrize("matter", ["id: dam", "id: '2022'"])
def test_an_id_of_its_own_is_left_as_it_is(matter: str, gazette: Site) -> None:
    rename(gazette, "content/dam.md", "content/reservoir.md")
    gazette.edit("content/reservoir.md", "title:", f"{matter}\ntitle:")
    checked(gazette, NOW, FIX)
    text = (gazette.folder / "content/reservoir.md").read_text()
    assert text.count("id:") == 1
    assert '"/2022/03/dam/"' in text


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[a](dam.md)", "[a](news/dam.md)"),
        ("[a](<dam.md>)", "[a](<news/dam.md>)"),
        ("[a][1]\n\n[1]: dam.md", "[a][1]\n\n[1]: news/dam.md"),
        ("READ ALSO: dam", "READ ALSO: dam"),  # by its name: it still leads there
        ("[a](other.md)", "[a](other.md)"),
    ],
)
def test_links_follow_a_file_into_another_folder_also_after_a_build(link: str, expected: str, gazette: Site) -> None:
    gazette.article("roads", title="Roads", body=link)
    gazette.built()
    rename(gazette, "content/dam.md", "content/news/dam.md")
    assert lost(gazette) == []  # the url is the same
    checked(gazette, NOW, FIX)
    assert (gazette.folder / "content/roads.md").read_text().endswith(f"---\n{expected}\n")


def test_a_link_to_a_name_that_two_files_have_is_left_as_it_is(gazette: Site) -> None:
    gazette.delete("content/dam.md")
    for folder in "ab":
        gazette.article(f"{folder}/dam", title=f"Dam {folder}", date=f"2022-0{1 + (folder == 'b')}-01")
    checked(gazette, NOW, FIX)
    assert "[the dam](dam.md#top)" in (gazette.folder / "content/roads.md").read_text()


def test_what_expires_goes_on_purpose_also_when_its_file_goes_later(gazette: Site) -> None:
    gazette.edit("content/dam.md", "date:", "expires: 2022-03-08\ndate:")
    assert lost(gazette) == []
    gazette.delete("content/dam.md")
    assert lost(gazette) == []


def test_what_expires_by_the_clock_goes_on_purpose(gazette: Site) -> None:
    gazette.edit("content/dam.md", "date:", "expires: 2022-03-10\ndate:")
    gazette.built()
    assert lost(gazette, now=NOW + timedelta(days=5)) == []


def test_an_article_with_a_mistake_is_not_told_that_its_url_is_lost(gazette: Site) -> None:
    gazette.edit("content/dam.md", "title: Dam report", "title: [Dam report")
    assert {problem.code for problem in gazette.build().problems} & {"lost-url"} == set()
    assert said(gazette, "lost-url") == []
    gazette.write("config.yaml", CONFIG + "broken: hold\n")
    assert lost(gazette) == said(gazette, "lost-url") == []


def test_a_strict_build_stops_and_tells_again(gazette: Site) -> None:
    gazette.delete("content/dam.md")
    for _ in range(2):
        report = gazette.build(strict=True)
        assert not report.built
        assert [problem.code for problem in report.problems if problem.severity == "warning"].count("lost-url") == 1
    assert "2022/03/dam/index.html" in gazette.output()


def test_a_site_that_is_strict_holds_no_other_text_back_for_it(gazette: Site) -> None:
    gazette.write("config.yaml", CONFIG + "broken: hold\nproblems: {lost-url: error}\n")
    gazette.built()
    rename(gazette, "content/dam.md", "content/reservoir.md")
    report = gazette.build()
    assert (report.built, report.broken) == (False, ())


def test_the_config_may_turn_it_off_and_nothing_is_forgotten(gazette: Site) -> None:
    gazette.write("config.yaml", CONFIG + "problems: {lost-url: off}\n")
    gazette.delete("content/dam.md")
    assert lost(gazette) == []
    gazette.write("config.yaml", CONFIG)
    assert [line.split()[3] for line in lost(gazette)] == ["/2022/03/dam/"]


def test_neither_another_version_nor_a_clean_build_forgets_it(gazette: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    gazette.delete("content/dam.md")
    gazette.built()
    assert [line.split()[3] for line in lost(gazette, forget=True)] == ["/2022/03/dam/"]
    (memory,) = (gazette.folder / ".newsgen").glob("build-*.sqlite")
    with Cache(memory, "another"):
        pass
    assert [line.split()[3] for line in lost(gazette)] == ["/2022/03/dam/"]
    assert version.code_version()


def test_with_an_article_its_aliases_are_lost_and_lists_are_not(gazette: Site) -> None:
    gazette.delete("content/flood.md")
    assert [line.split()[3] for line in lost(gazette)] == ["/2022/03/flood/", "/old/"]


def test_a_permalink_that_changes_loses_all_urls(gazette: Site) -> None:
    gazette.write("config.yaml", CONFIG + "permalink: /{slug}/\n")
    found = lost(gazette)
    assert [line.split()[3] for line in found] == ["/2022/03/dam/", "/2022/03/flood/", "/2022/03/roads/"]
    assert all("its text moved" in line for line in found)


def test_a_large_archive_tells_of_a_lost_url_too(site: Site) -> None:
    """Of which a build with little to do looks at little."""
    for number in range(30):
        site.article(f"day-{number:02}", title=f"Day {number}", date=f"2021-01-{number + 1:02}")
    site.built()
    rename(site, "content/day-07.md", "content/seventh.md")
    first = lost(site)
    site.article("today", title="Today")
    assert lost(site) == first
    assert first[0].startswith("content/seventh.md:1:1: the url /2021/01/day-07/ is lost: its text moved")
    assert [line.split()[5] for line in said(site, "lost-url")] == ["/2021/01/day-07/"]
