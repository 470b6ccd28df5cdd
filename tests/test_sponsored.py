"""What was paid for is told apart from news wherever it is shown, and stands nowhere as the newsroom's choice."""

import json
import re

import pytest
from lxml import html

from tests.sites import Site

CONFIG = """\
site: {title: The Gazette, url: "https://gazette.example", timezone: Europe/Athens}
markdown: {engine: %s}
feeds: {tags: true, authors: true}
listing: {per_page: 2}
"""
LISTS = ("/", "/section/news/", "/tag/rain/", "/author/ann/", "/archive/2022/03/", "/2022/03/older/", "/2022/03/newer/")


@pytest.fixture(params=["markdown", "commonmark"])
def newspaper(site: Site, request: pytest.FixtureRequest) -> Site:
    """One sponsored story, newer than all news but one; a newer one is added by tests."""
    site.write("config.yaml", CONFIG % request.param)
    usual = {"section": "News", "tags": "[Rain]", "authors": "[Ann]"}
    for day, name in enumerate(("oldest", "older", "old"), 1):
        site.article(name, "[[read-also: boat]]", date=f"2022-03-0{day}", title=f"{name} news", **usual)
    body = "[Buy](https://boats.example/) <a href='//b.example' rel='nofollow'>it</a>, see [news](old.md) and [us](/)."
    site.article("boat", body, date="2022-03-08T09:00", title="A boat", type="sponsored", **usual)
    return site


def texts(site: Site, page: str, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in html.fromstring(site.page(page)).xpath(path)]


def with_newer(site: Site) -> Site:
    site.article("newer", date="2022-03-08T10:00", title="newer news", section="News", tags="[Rain]", authors="[Ann]")
    site.built()
    return site


def test_it_is_never_the_lead_nor_among_the_top_stories_or_the_latest_news(newspaper: Site) -> None:
    newspaper.built()
    assert texts(newspaper, "/", "//*[contains(@class, 'lead')]//h3/a") == ["old news"]
    assert "boat" not in " ".join(texts(newspaper, "/", "//*[contains(@class, 'hero') or @class='latest-block']"))
    titles = texts(newspaper, "/", "//*[contains(@class, 'lead-and-list')]//*[@class='line-title']/a")
    assert titles == ["A boat"]
    for page in ("/section/news/", "/tag/rain/", "/author/ann/"):
        assert texts(newspaper, page, "//*[contains(@class, 'lead')]//h2/a") == ["old news"]
        titles = texts(newspaper, page, "//*[@class='card' or @class='card lead']//h2/a")
        assert titles == ["old news", "A boat"]
    for page in ("/2022/03/old/", "/404.html"):
        assert "A boat" not in texts(newspaper, page, "//*[@class='latest']//*[@class='line-title']/a")


def test_it_is_labelled_wherever_its_title_stands(newspaper: Site) -> None:
    with_newer(newspaper)
    found = 0
    for page in (*LISTS, "/2022/03/old/", "/2022/03/boat/"):
        tree = html.fromstring(newspaper.page(page))
        for link in tree.xpath("//main//a[@href='/2022/03/boat/']"):
            found += 1
            labels = link.xpath(
                "preceding-sibling::*[contains(@class, 'label-sponsored')]|.//*[contains(@class, 'label-')]"
            )
            assert [label.text for label in labels] == ["Sponsored"], page
    assert found >= len(LISTS)
    assert texts(newspaper, "/2022/03/boat/", "//*[@class='labels']") == ["Sponsored"]


def test_a_link_within_a_sentence_says_it_too(newspaper: Site) -> None:
    newspaper.article("note", "See [[read-also: boat]] and more.")
    newspaper.built()
    assert '<a href="/2022/03/boat/">Sponsored: A boat</a>' in newspaper.page("/2022/03/note/")


def test_a_section_of_that_name_does_not_take_its_label(newspaper: Site) -> None:
    newspaper.article("car", type="sponsored", section="Sponsored", title="A car")
    newspaper.built()
    cards = html.fromstring(newspaper.page("/")).xpath("//article[.//a[@href='/2022/03/car/']]")
    assert cards
    assert all(card.xpath(".//*[contains(@class, 'label-sponsored')]") for card in cards)


def test_feeds_have_it_with_its_label_and_the_news_sitemap_has_it_not(newspaper: Site) -> None:
    newspaper.built()
    for folder in ("/", "/section/news/", "/tag/rain/", "/author/ann/"):
        assert "<title>Sponsored: A boat</title>" in newspaper.page(f"{folder}feed.xml")
        assert "<title>Sponsored: A boat</title>" in newspaper.page(f"{folder}atom.xml")
        titles = [entry["title"] for entry in json.loads(newspaper.page(f"{folder}feed.json"))["items"]]
        assert titles[0] == "Sponsored: A boat"
        assert [title for title in titles[1:] if "Sponsored" in title] == []
    assert "boat" not in newspaper.page("/news-sitemap.xml")
    with_newer(newspaper)
    assert "newer" in newspaper.page("/news-sitemap.xml")
    assert "boat" in newspaper.page("/sitemaps/2022-03.xml")


def test_machines_are_told_that_it_is_no_news(newspaper: Site) -> None:
    newspaper.built()
    tree = html.fromstring(newspaper.page("/2022/03/boat/"))
    (graph,) = tree.xpath("//script[@type='application/ld+json']/text()")
    kinds = {node["@type"] for node in json.loads(graph)["@graph"]}
    assert "AdvertiserContentArticle" in kinds
    assert not [kind for kind in kinds if kind.endswith("NewsArticle")]
    assert tree.xpath("//meta[@property='og:title']/@content") == ["Sponsored: A boat"]
    links = {link.get("href"): link.get("rel") for link in tree.xpath("//*[@class='body']//a")}
    assert links == {
        "https://boats.example/": "sponsored",
        "//b.example": "nofollow sponsored",
        "/2022/03/old/": None,
        "/": None,
    }


def test_it_can_be_neither_breaking_nor_must_read(newspaper: Site) -> None:
    newspaper.edit("content/boat.md", "type: sponsored", "type: sponsored\nbreaking: true\nmust_read: true")
    problems = newspaper.problems()
    assert problems == [
        "content/boat.md:5:11: 'breaking': a sponsored article can't be breaking news (remove `breaking`)",
        "content/boat.md:6:12: 'must_read': a sponsored article can't be must-read (remove `must_read`)",
    ]
    assert "breaking-bar" not in newspaper.page("/")
    assert "BREAKING" not in newspaper.page("/2022/03/boat/")


def test_what_becomes_sponsored_leaves_the_lists_of_news(newspaper: Site) -> None:
    with_newer(newspaper)
    assert "newer news" in " ".join(texts(newspaper, "/", "//*[contains(@class, 'hero') or @class='latest-block']"))
    newspaper.edit("content/newer.md", "title:", "type: sponsored\ntitle:")
    newspaper.built()
    assert "newer" not in " ".join(texts(newspaper, "/", "//*[contains(@class, 'hero') or @class='latest-block']"))
    assert "newer" not in newspaper.page("/news-sitemap.xml")
    before = newspaper.output()
    newspaper.built(forget=True)
    assert newspaper.output() == before


def test_a_site_of_nothing_else_can_be_built(site: Site) -> None:
    site.article(type="sponsored", title="A boat")
    site.built()
    assert re.search(r'class="label label-sponsored">Sponsored</span>\s*<a href="/2022/03/flood/"', site.page("/"))
