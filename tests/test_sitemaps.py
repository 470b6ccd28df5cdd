"""Sitemaps: valid by the sitemaps.org schemas, within Google's limits, of the right articles."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from newsgen.model.article import Card, Group
from newsgen.pages import plan, sitemaps
from newsgen.pages.sitemaps import (
    IMAGE,
    NEWS,
    SITEMAP,
    index,
    news_language,
    news_urlset,
    urlset,
)
from tests.conftest import shared

NAMESPACES = {"s": SITEMAP, "image": IMAGE, "news": NEWS}
NOON = datetime(2022, 3, 7, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

HOSTILE = [
    "</title>]]>",
    "<!-- x -->",
    "A & B \"C\" 'D'",
    "NUL \x00 \x1b \ufffe",
    "lone \ud800",
    "Ω 📰 \u2028",
]


def parsed(document: bytes) -> Any:
    assert document.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n')
    return etree.fromstring(document, etree.XMLParser(recover=False, resolve_entities=False, no_network=True))


def texts(root: Any, path: str) -> list[str]:
    return [found.text for found in root.iterfind(path, NAMESPACES)]


def a_card(name: str, published: datetime) -> Card:
    return Card(id=name, title=name, url=f"/{name}/", published=published, section=Group("News", "news", "/news/"))


def a_news_card(title: str = "Wang & Lavrov", language: str = "en") -> Card:
    return replace(a_card("2022/03/wang", NOON), title=title, lang=language)


# Pages


def test_a_sitemap_lists_pages_with_their_pictures(sitemap_schema: Any) -> None:
    root = parsed(
        urlset(
            [
                ("https://news.example/2022/03/wang/", NOON, "https://news.example/a.jpg?w=1&h=2"),
                ("https://news.example/about/", None, ""),
            ]
        )
    )
    sitemap_schema.assertValid(root)
    assert texts(root, "s:url/s:loc") == ["https://news.example/2022/03/wang/", "https://news.example/about/"]
    assert texts(root, "s:url/s:lastmod") == ["2022-03-07T12:00:00+00:00"]
    assert texts(root, "s:url[1]/image:image/image:loc") == ["https://news.example/a.jpg?w=1&h=2"]
    assert texts(root, "s:url[2]/image:image/image:loc") == []


def test_the_index_lists_sitemaps() -> None:
    root = parsed(
        index(
            [
                ("https://news.example/sitemap-2022-03.xml", NOON, ""),
                ("https://news.example/sitemap-pages.xml", None, ""),
            ]
        )
    )
    etree.XMLSchema(etree.parse(shared("fixtures/sitemap/siteindex.xsd"))).assertValid(root)
    assert texts(root, "s:sitemap/s:loc") == [
        "https://news.example/sitemap-2022-03.xml",
        "https://news.example/sitemap-pages.xml",
    ]
    assert texts(root, "s:sitemap/s:lastmod") == ["2022-03-07T12:00:00+00:00"]


def test_urls_are_percent_encoded_ascii(sitemap_schema: Any) -> None:
    root = parsed(urlset([("https://εφ.gr/Ωραία νέα/?a=1&b=<x>%41%4", None, "https://x.gr/φ.jpg")]))
    sitemap_schema.assertValid(root)
    assert texts(root, "s:url/s:loc") == [
        "https://xn--qxa8a.gr/%CE%A9%CF%81%CE%B1%CE%AF%CE%B1%20%CE%BD%CE%AD%CE%B1/?a=1&b=%3Cx%3E%41%254"
    ]
    assert texts(root, "s:url/image:image/image:loc") == ["https://x.gr/%CF%86.jpg"]


@settings(derandomize=True, deadline=None)
@given(path=st.text(st.characters() | st.sampled_from("<>&\"'[]%\r\n\x00\ud800\ufffe\u2028"), max_size=40))
def test_any_path_makes_a_valid_sitemap(sitemap_schema: Any, path: str) -> None:
    root = parsed(urlset([(f"https://news.example/{path.replace('#', '')}", NOON, "")]))
    sitemap_schema.assertValid(root)
    assert re.fullmatch(r"https://news\.example/[!-~]*", texts(root, "s:url/s:loc")[0])


# News


def test_a_news_sitemap_says_what_google_news_asks_for(sitemap_schema: Any) -> None:
    root = parsed(
        news_urlset([a_news_card(), a_news_card(language="el-GR")], "The Example & Co", "https://news.example", "en")
    )
    sitemap_schema.assertValid(root)
    news = "s:url[1]/news:news/"
    assert texts(root, "s:url[1]/s:loc") == ["https://news.example/2022/03/wang/"]
    assert texts(root, news + "news:publication/news:name") == ["The Example & Co"]
    assert texts(root, "s:url/news:news/news:publication/news:language") == ["en", "el"]
    assert texts(root, news + "news:publication_date") == ["2022-03-07T12:00:00+00:00"]
    assert texts(root, news + "news:title") == ["Wang & Lavrov"]


def test_a_quiet_weekend_leaves_an_empty_news_sitemap() -> None:
    root = parsed(news_urlset([], "The Example", "https://news.example", "en"))
    assert root.tag == f"{{{SITEMAP}}}urlset"
    assert len(root) == 0


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_breaks_out_of_nothing(sitemap_schema: Any, title: str) -> None:
    root = parsed(news_urlset([a_news_card(title=title)], title, "https://news.example", "en"))
    sitemap_schema.assertValid(root)
    kept = re.sub("[\x00\x1b\ufffe\ud800]", "", title)
    assert texts(root, "s:url/news:news/news:title") == [kept]
    assert texts(root, "s:url/news:news/news:publication/news:name") == [kept]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("EL", "el"),
        ("fil-PH", "fil"),
        ("zh", "zh-cn"),
        ("zh-Hans-CN", "zh-cn"),
        ("zh-Hant", "zh-tw"),
        ("zh-TW", "zh-tw"),
        ("zh-HK", "zh-tw"),
    ],
)
def test_languages_are_named_as_google_news_does(tag: str, language: str) -> None:
    assert news_language(tag) == language


def test_the_limits_are_those_that_were_published() -> None:
    assert (plan.MAX_URLS, sitemaps.MAX_NEWS) == (50_000, 1_000)
