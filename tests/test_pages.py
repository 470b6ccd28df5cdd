"""What is on each page, as a reader meets it, and that every link on it leads somewhere."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from newsgen.site import Options, build
from tests.crawl import Crawl, dead_links
from tests.sites import CONFIG, Site
from tests.test_bodies import picture

SiteOf = Callable[..., Site]
SAMPLE = Path(__file__).parents[1]

CONFIG_OF_PAPER = """\
site:
  title: The Gazette
  url: URL
  tagline: News of Volos
  timezone: Europe/Athens
markdown: {engine: commonmark}
comments: {provider: form, endpoint: "https://forms.example/f/1"}
feeds: {tags: true, authors: true}
latest: {count: 3}
related: {count: 2}
must_read: {count: 2}
"""
PAPER = """
-- content/news/flood.md --
---
title: Flood in Volos
subtitle: The river left its bed
summary: Water in the streets of Volos.
date: 2022-03-08T10:20:00+02:00
updated: 2022-03-08T11:00:00+02:00
authors: [Maria P, Yannis M]
section: News
tags: [Rain, Volos]
photo: {src: ../photos/street.jpg, alt: A street, caption: The main street, credit: Ministry | Flickr}
breaking: true
aliases: [/old/flood.html, /old/flood/]
corrections: [{date: 2022-03-08, text: "It was Tuesday, not Monday."}]
---
Water rose. See [the report](report.pdf), [the dam](dam.md#its-age) and a note[^1].

[[read-also: rain]]

Then it fell.

![Map](../photos/street.jpg)

[^1]: The note.
-- content/news/report.pdf --
%PDF-1.4
-- content/news/rain.md --
---
title: Rain all week
date: 2022-03-07
section: News
tags: [Rain]
author: Maria P
---
It rained and it rained, in the town, in the hills and over the wide and open sea, for seven days.
-- content/news/dam.md --
---
title: The dam holds
date: 2022-03-06
section: News
tags: [Rain, Volos]
must_read: true
---
## Its age

It is old.
-- content/news/bridge.md --
---
title: The bridge is closed
date: 2022-03-05
section: News
tags: [Volos]
---
Nobody may cross the bridge that the town has crossed for a hundred years and more.
-- content/culture/film.md --
---
title: A film of the river
date: 2022-02-04
section: Culture
tags: [Film]
must_read: true
author: Yannis M
---
A film.
-- content/culture/play.md --
---
title: A play by the sea
date: 2022-02-03
section: Culture
tags: [Stage]
must_read: true
---
A play.
-- content/culture/choir.md --
---
title: The choir of Pelion
date: 2022-02-02
section: Culture
tags: [Volos]
must_read: true
---
A choir.
-- content/pages/about.md --
---
title: About us
aliases: [/who/]
---
We are [the Gazette](../news/flood.md).
"""


def paper(folder: Path, url: str) -> Site:
    site = Site(folder, PAPER, CONFIG_OF_PAPER.replace("URL", url))
    site.write("content/photos/street.jpg", picture(60, 40))
    site.write("content/authors.yaml", "maria-p: {name: Maria P, bio: She writes.}\nyannis-m: {name: Yannis M}\n")
    report = site.built()
    assert report.problems == ()
    return site


@pytest.fixture(scope="module")
def gazette(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small newspaper at the root of its host, built while its newest story is breaking."""
    return paper(tmp_path_factory.mktemp("gazette"), "https://gazette.example")


def read(site: Site, url: str) -> html.HtmlElement:
    return html.document_fromstring(site.page(url))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def is_met_in_order(text: str, *phrases: str) -> bool:
    """Whether each of the phrases stands after the one before it."""
    at = 0
    for phrase in phrases:
        at = text.find(phrase, at)
        assert at >= 0, f"'{phrase}' is not there, or too early: {text}"
        at += len(phrase)
    return True


def test_the_parts_of_an_article_come_in_the_order_of_a_newspaper(gazette: Site) -> None:
    (main,) = read(gazette, "/2022/03/flood/").iter("main")
    assert is_met_in_order(
        words(main),
        *("Home", "News", "Flood in Volos", "BREAKING:", "Flood in Volos", "The river left its bed"),
        *("By Maria P and Yannis M", "March 8, 2022, 10:20 AM", "Updated March 8, 2022, 11:00 AM"),
        *("The main street", "PHOTO: Ministry | Flickr"),
        *("Water rose.", "READ ALSO: Rain all week", "Then it fell.", "The note."),
        *("Correction", "March 8, 2022", "It was Tuesday, not Monday.", "Rain", "Volos"),
        *("The Gazette - Share the news with your friends!", "Latest News", "The dam holds"),
        *("Related articles", "The choir of Pelion", "Must Read", "A play by the sea"),
        *("Leave a comment", "Post comment"),
    )


def test_the_breadcrumb_leads_home_and_to_the_section(gazette: Site) -> None:
    (crumbs,) = read(gazette, "/2022/03/flood/").find_class("breadcrumb")
    assert [(words(item), item.xpath("string(.//a/@href)")) for item in crumbs.iter("li")] == [
        ("Home", "/"),
        ("News", "/section/news/"),
        ("Flood in Volos", ""),
    ]


def test_the_byline_links_its_authors_and_has_times_for_machines(gazette: Site) -> None:
    (byline,) = read(gazette, "/2022/03/flood/").find_class("byline")
    assert [(words(link), link.get("href")) for link in byline.iter("a")] == [
        ("Maria P", "/author/maria-p/"),
        ("Yannis M", "/author/yannis-m/"),
    ]
    assert [time.get("datetime") for time in byline.iter("time")] == [
        "2022-03-08T10:20:00+02:00",
        "2022-03-08T11:00:00+02:00",
    ]


def test_the_photo_has_its_size_its_words_and_its_credit(gazette: Site) -> None:
    (figure,) = read(gazette, "/2022/03/flood/").find_class("photo")
    (image,) = figure.iter("img")
    assert (image.get("alt"), image.get("width"), image.get("height")) == ("A street", "60", "40")
    assert words(figure) == "The main street PHOTO: Ministry | Flickr"


def test_tags_are_links(gazette: Site) -> None:
    (tags,) = read(gazette, "/2022/03/flood/").find_class("tags")
    assert [(words(link), link.get("href")) for link in tags.iter("a")] == [
        ("Rain", "/tag/rain/"),
        ("Volos", "/tag/volos/"),
    ]


def test_the_comment_form_posts_name_comment_and_article_to_the_endpoint(gazette: Site) -> None:
    (form,) = read(gazette, "/2022/03/flood/").find_class("comment-form")
    assert (form.get("method"), form.get("action")) == ("post", "https://forms.example/f/1")
    assert {field.get("name") for field in form.xpath(".//input | .//textarea")} == {
        "name",
        "comment",
        "article",
        "_gotcha",
    }
    assert form.xpath("string(.//textarea[@name='comment']/@placeholder)") == "Please enter your comment!"
    assert form.xpath("string(.//input[@name='name']/@placeholder)") == "Please enter your name here"
    assert form.xpath("string(.//input[@name='article'][@type='hidden']/@value)") == "2022-03-08-flood"
    (trap,) = form.xpath(".//p[@aria-hidden='true']//input")
    assert (trap.get("name"), trap.get("tabindex"), trap.get("autocomplete")) == ("_gotcha", "-1", "off")


def test_comments_may_be_closed_off_or_not_there(a_site: SiteOf) -> None:
    site = a_site("", CONFIG + 'comments: {provider: form, endpoint: "https://forms.example/f/1"}\n')
    site.article("closed", comments="closed")
    site.article("off", comments="false")
    site.built()
    assert "Comments are closed." in site.page("/2022/03/closed/")
    assert "<form" not in site.page("/2022/03/closed/") + site.page("/2022/03/off/")
    assert "omment" not in words(read(site, "/2022/03/off/"))


def test_the_form_services_names_of_the_fields_are_configured(a_site: SiteOf) -> None:
    fields = "{name: fi-name, comment: fi-text, article: slug, honeypot: bot-field}"
    site = a_site("", CONFIG + f'comments: {{provider: form, endpoint: "https://f.example/1", fields: {fields}}}\n')
    site.article()
    site.built()
    names = read(site, "/2022/03/flood/").xpath("//form//*/@name")
    assert set(names) == {"fi-name", "fi-text", "slug", "bot-field"}


def test_latest_news_has_headlines_and_excerpts_cut_at_a_word(gazette: Site) -> None:
    (latest,) = read(gazette, "/2022/02/choir/").xpath("//aside//*[@class='latest']")
    lines = [words(line) for line in latest.iter("li")]
    assert lines == [
        "BREAKING: Flood in Volos Water in the streets of Volos. Mar 8, 2022",
        "Rain all week It rained and it rained, in the town... Mar 7, 2022",
        "The dam holds It is old. Mar 6, 2022",
    ]


def stories(page: html.HtmlElement) -> dict[str, list[str]]:
    """The urls of the stories in each block of an article's page."""
    blocks = {name: page.find_class(name) for name in ("latest", "related", "must-read", "read-also")}
    return {
        name: [url for part in parts for url in part.xpath(".//a/@href") if re.match("/20", url)]
        for name, parts in blocks.items()
    }


def test_no_story_stands_twice_beside_an_article(gazette: Site) -> None:
    found = stories(read(gazette, "/2022/03/flood/"))
    assert found == {
        "read-also": ["/2022/03/rain/"],
        "latest": ["/2022/03/dam/", "/2022/03/bridge/", "/2022/02/film/"],
        "related": ["/2022/02/choir/"],
        "must-read": ["/2022/02/play/"],
    }


def test_a_story_stands_twice_where_there_is_no_other(site: Site) -> None:
    site.article("rain", title="Rain", date="2022-03-06", tags="[Rain]", must_read="true")
    site.article("flood", tags="[Rain]", body="[[read-also: rain]]")
    site.built()
    assert stories(read(site, "/2022/03/flood/")) == {
        name: ["/2022/03/rain/"] for name in ("latest", "related", "must-read", "read-also")
    }


def test_breaking_stands_before_every_headline_of_the_story(gazette: Site) -> None:
    headlines = 0
    for path in (path for path in gazette.output() if path.endswith(".html")):
        page = html.document_fromstring(gazette.page(path))
        for link in page.xpath("//body//a[@href='/2022/03/flood/'][contains(., 'Flood in Volos')]"):
            headlines += 1
            around = words(link.getparent())
            assert around.count("BREAKING: Flood in Volos") == around.count("Flood in Volos"), path
    assert headlines > 10


def test_a_card_does_not_say_twice_what_kind_of_story_it_is(site: Site) -> None:
    site.article("fog", title="In praise of fog", type="opinion", section="Opinion")
    site.article("tide", title="What the tide meant", type="opinion", section="World")
    site.built()
    cards = read(site, "/").xpath("//main//*[contains(@class, 'card-title')]")
    assert {words(card) for card in cards} == {"In praise of fog", "Opinion What the tide meant"}


def test_breaking_is_no_part_of_titles_addresses_and_metadata(gazette: Site) -> None:
    for path, content in gazette.output().items():
        if path.endswith((".xml", ".json", ".txt")):
            assert b"BREAKING" not in content, path
        if path.endswith(".html"):
            page = html.document_fromstring(content.decode())
            assert "BREAKING" not in words(page.find("head")), path
            assert not any("BREAKING" in value for value in page.xpath("//@content | //@href | //@id | //@alt")), path
            assert not any("BREAKING" in words(heading) for heading in page.iter("h1")), path


def test_breaking_ends_with_its_time(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.article(breaking="true")
    site.built(now=datetime(2022, 3, 7, 14, 19, tzinfo=UTC))
    assert ">BREAKING<" in site.page("/")
    site.built(now=datetime(2022, 3, 7, 14, 20, tzinfo=UTC))
    assert b"BREAKING" not in b"".join(site.output().values())


def test_the_metadata_of_an_article_are_its_own(gazette: Site) -> None:
    head = read(gazette, "/2022/03/flood/").find("head")
    meta = {m.get("property") or m.get("name"): m.get("content") for m in head.iter("meta")}
    assert head.findtext("title") == "Flood in Volos – The Gazette"
    assert (meta["og:title"], meta["description"]) == ("Flood in Volos", "Water in the streets of Volos.")
    graph = json.loads(head.xpath("string(script[@type='application/ld+json'])"))
    assert [part["headline"] for part in graph["@graph"] if "headline" in part] == ["Flood in Volos"]


def test_a_small_paper_has_these_pages_and_no_others(gazette: Site) -> None:
    pages = {path.removesuffix("index.html") for path in gazette.output() if path.endswith(".html")}
    months = {"2022/03/": {"flood", "rain", "dam", "bridge"}, "2022/02/": {"film", "play", "choir"}}
    articles = {f"{month}{name}/" for month, names in months.items() for name in names}
    listings = {"section/news/", "section/culture/", "author/maria-p/", "author/yannis-m/"}
    tags = {"tag/rain/", "tag/volos/", "tag/film/", "tag/stage/"}
    archive = {
        "archive/",
        "archive/corrections/",
        "section/",
        "tag/",
        "author/",
        *(f"archive/{month}" for month in months),
    }
    redirects = {"old/flood.html", "old/flood/", "who/"}
    assert pages == {"", "404.html", "about/", *articles, *listings, *tags, *archive, *redirects}


def test_the_front_page_has_the_newest_story_first_and_every_section(gazette: Site) -> None:
    (main,) = read(gazette, "/").iter("main")
    assert is_met_in_order(
        words(main),
        "BREAKING: Flood in Volos",
        "Rain all week",
        "The dam holds",
        "The bridge is closed",
        "A film of the river",
    )


def test_a_listing_has_the_stories_of_its_section_tag_or_author(gazette: Site) -> None:
    for url, title, phrases in (
        ("/section/culture/", "Culture", ["A film of the river", "A play by the sea", "The choir of Pelion"]),
        ("/tag/volos/", "Volos", ["Flood in Volos", "The dam holds", "The bridge is closed", "The choir"]),
        ("/author/maria-p/", "Maria P", ["She writes.", "Flood in Volos", "Rain all week"]),
        ("/archive/2022/02/", "February 2022", ["A film of the river", "A play by the sea", "The choir"]),
        ("/archive/", "Archive", ["March 2022", "4", "February 2022", "3"]),
        ("/about/", "About us", ["We are the Gazette."]),
        ("/404.html", "Page not found", ["front page", "Latest News", "Flood in Volos"]),
    ):
        (main,) = read(gazette, url).iter("main")
        assert words(main.find(".//h1")) == title
        assert is_met_in_order(words(main), title, *phrases)


def test_an_old_address_leads_to_the_article(gazette: Site) -> None:
    for alias, target in (
        ("/old/flood.html", "/2022/03/flood/"),
        ("/old/flood/", "/2022/03/flood/"),
        ("/who/", "/about/"),
    ):
        page = read(gazette, alias)
        assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={target}"]
        assert page.xpath("//link[@rel='canonical']/@href") == [f"https://gazette.example{target}"]
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_a_story_of_a_months_first_hour_belongs_to_that_month(site: Site) -> None:
    site.article(date="2022-03-01")
    site.built()
    assert "March 1, 2022" in words(read(site, "/2022/03/flood/"))
    assert "Flood in Volos" in words(read(site, "/archive/2022/03/"))


@pytest.mark.parametrize("url", ["https://x.example", "https://x.example/paper/", "https://x.example/a/b"])
def test_every_link_of_every_page_feed_and_sitemap_leads_somewhere(url: str, tmp_path: Path) -> None:
    site = paper(tmp_path, url)
    assert dead_links(site.folder / "output", url.removeprefix("https://x.example").rstrip("/")) == []


def test_every_link_of_the_sample_newspaper_leads_somewhere(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    output = str(tmp_path / "out")
    assert build(Options(source=SAMPLE, now=now, base_url="https://x.example/paper/", output=output)).built
    assert dead_links(tmp_path / "out", "/paper") == []


def test_a_crawl_finds_what_is_dead(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<a href="/x/"></a><a href="#x"></a><img src="y.png" srcset="/p/z.png 2x"><a href="https://elsewhere.example/">'
    )
    (tmp_path / "feed.xml").write_text(
        "<rss><guid>https://x.example/p/gone/</guid><link>https://x.example/p/</link></rss>"
    )
    found = [link.partition(" -> ")[2] for link in Crawl(tmp_path, "https://x.example/p/").dead()]
    assert sorted(found) == ["#x", "/p/z.png", "/x/", "https://x.example/p/gone/", "y.png"]


def numbered(site: Site) -> dict[str, bytes]:
    """The numbered pages of listings, without the redirects that stand behind the last one."""
    return {
        path: content
        for path, content in site.output().items()
        if "/page/" in path and b'http-equiv="refresh"' not in content
    }


def test_a_numbered_page_of_a_listing_never_changes(a_site: SiteOf) -> None:
    site = a_site("", CONFIG + "listing: {per_page: 2}\n")
    before: dict[str, bytes] = {}
    for day in range(1, 9):
        site.article(f"n{day}", title=f"Number {day}", date=f"2022-03-0{day}", tags="[Rain]", author="Maria P")
        site.built(now=datetime(2022, 3, 20, tzinfo=UTC))
        now = numbered(site)
        assert {path: now.get(path) for path in before} == before
        before = now
    assert set(before) == {
        f"{kind}/page/{number}/index.html"
        for kind in ("section/news", "tag/rain", "author/maria-p")
        for number in (1, 2, 3)
    }


def test_the_pages_of_a_listing_lead_from_one_to_the_next_and_hold_every_story_once(a_site: SiteOf) -> None:
    site = a_site("", CONFIG + "listing: {per_page: 2}\n")
    for day in range(1, 8):
        site.article(f"n{day}", title=f"Number {day}", date=f"2022-03-0{day}")
    site.built(now=datetime(2022, 3, 20, tzinfo=UTC))
    url, found = "/section/news/", []
    while url:
        page = read(site, url)
        found += page.xpath("//*[@class='card-title' or contains(@class, 'card')]//h2/a/text()")
        url = page.xpath("string(//a[@rel='next']/@href)")
    assert found == [f"Number {day}" for day in range(7, 0, -1)]
    assert read(site, "/section/news/page/2/").xpath("//a[@rel='prev']/@href") == ["/section/news/page/3/"]
    assert 'url=/section/news/"' in site.page("/section/news/page/3/")
