"""Sitemaps: valid by the sitemaps.org schemas, within Google's limits, of the right articles."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from newsgen.model.article import Card, Group
from newsgen.pages import sitemaps
from newsgen.pages.sitemaps import (
    IMAGE,
    NEWS,
    SITEMAP,
    NewsUrl,
    SitemapUrl,
    chunks,
    index,
    news_language,
    news_sitemap,
    news_urlset,
    urlset,
)

SCHEMAS = Path(__file__).parents[1] / "../shared/fixtures/sitemap"
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

# The extensions' own schemas, as Google documents them: sitemaps.org's asks for one of each foreign element.
EXTENSIONS = {
    IMAGE: """
        <xs:element name="image"><xs:complexType><xs:sequence>
          <xs:element name="loc" type="xs:anyURI"/>
        </xs:sequence></xs:complexType></xs:element>""",
    NEWS: """
        <xs:element name="news"><xs:complexType><xs:sequence>
          <xs:element name="publication"><xs:complexType><xs:sequence>
            <xs:element name="name" type="xs:string"/>
            <xs:element name="language"><xs:simpleType><xs:restriction base="xs:string">
              <xs:pattern value="zh-cn|zh-tw|[a-z]{2,3}"/>
            </xs:restriction></xs:simpleType></xs:element>
          </xs:sequence></xs:complexType></xs:element>
          <xs:element name="publication_date"><xs:simpleType>
            <xs:union memberTypes="xs:date xs:dateTime"/>
          </xs:simpleType></xs:element>
          <xs:element name="title" type="xs:string"/>
        </xs:sequence></xs:complexType></xs:element>""",
}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """sitemap.xsd together with the two extensions."""
    folder = tmp_path_factory.mktemp("schemas")
    imports = f'<xs:import namespace="{SITEMAP}" schemaLocation="{the_schema("sitemap.xsd").as_uri()}"/>'
    for number, (namespace, elements) in enumerate(EXTENSIONS.items()):
        (folder / f"{number}.xsd").write_text(
            f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}"'
            f' elementFormDefault="qualified">{elements}</xs:schema>'
        )
        imports += f'<xs:import namespace="{namespace}" schemaLocation="{number}.xsd"/>'
    (folder / "all.xsd").write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>')
    return etree.XMLSchema(etree.parse(folder / "all.xsd"))


def the_schema(name: str) -> Path:
    path = SCHEMAS / name
    assert path.exists(), f"{path} is not there: the shared fixtures are missing"
    return path.resolve()


def parsed(document: bytes) -> Any:
    assert document.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n')
    return etree.fromstring(document, etree.XMLParser(recover=False, resolve_entities=False, no_network=True))


def texts(root: Any, path: str) -> list[str]:
    return [found.text for found in root.iterfind(path, NAMESPACES)]


def a_card(name: str, published: datetime) -> Card:
    return Card(id=name, title=name, url=f"/{name}/", published=published, section=Group("News", "news", "/news/"))


def a_news_url(title: str = "Wang & Lavrov", language: str = "en") -> NewsUrl:
    return NewsUrl(loc="https://news.example/2022/03/wang/", title=title, published=NOON, language=language)


# Pages


def test_a_sitemap_lists_pages_with_their_pictures(schema: Any) -> None:
    root = parsed(
        urlset(
            [
                SitemapUrl(
                    "https://news.example/2022/03/wang/",
                    NOON,
                    ("https://news.example/a.jpg?w=1&h=2", "https://cdn.example/b.jpg"),
                ),
                SitemapUrl("https://news.example/about/"),
            ]
        )
    )
    schema.assertValid(root)
    assert texts(root, "s:url/s:loc") == ["https://news.example/2022/03/wang/", "https://news.example/about/"]
    assert texts(root, "s:url/s:lastmod") == ["2022-03-07T12:00:00+00:00"]
    assert texts(root, "s:url[1]/image:image/image:loc") == [
        "https://news.example/a.jpg?w=1&h=2",
        "https://cdn.example/b.jpg",
    ]
    assert texts(root, "s:url[2]/image:image/image:loc") == []


def test_a_page_shows_google_a_thousand_pictures_at_most() -> None:
    page = SitemapUrl("https://news.example/", None, tuple(f"https://cdn.example/{n}.jpg" for n in range(1001)))
    assert len(texts(parsed(urlset([page])), "s:url/image:image")) == 1000


def test_the_index_lists_sitemaps() -> None:
    root = parsed(
        index(
            [
                SitemapUrl("https://news.example/sitemap-2022-03.xml", NOON),
                SitemapUrl("https://news.example/sitemap-pages.xml"),
            ]
        )
    )
    etree.XMLSchema(etree.parse(the_schema("siteindex.xsd"))).assertValid(root)
    assert texts(root, "s:sitemap/s:loc") == [
        "https://news.example/sitemap-2022-03.xml",
        "https://news.example/sitemap-pages.xml",
    ]
    assert texts(root, "s:sitemap/s:lastmod") == ["2022-03-07T12:00:00+00:00"]


def test_urls_are_percent_encoded_ascii(schema: Any) -> None:
    root = parsed(urlset([SitemapUrl("https://εφ.gr/Ωραία νέα/?a=1&b=<x>%41%4", None, ("https://x.gr/φ.jpg",))]))
    schema.assertValid(root)
    assert texts(root, "s:url/s:loc") == [
        "https://xn--qxa8a.gr/%CE%A9%CF%81%CE%B1%CE%AF%CE%B1%20%CE%BD%CE%AD%CE%B1/?a=1&b=%3Cx%3E%41%254"
    ]
    assert texts(root, "s:url/image:image/image:loc") == ["https://x.gr/%CF%86.jpg"]


@settings(derandomize=True, deadline=None)
@given(path=st.text(st.characters() | st.sampled_from("<>&\"'[]%\r\n\x00\ud800\ufffe\u2028"), max_size=40))
def test_any_path_makes_a_valid_sitemap(schema: Any, path: str) -> None:
    root = parsed(urlset([SitemapUrl(f"https://news.example/{path.replace('#', '')}", NOON)]))
    schema.assertValid(root)
    assert re.fullmatch(r"https://news\.example/[!-~]*", texts(root, "s:url/s:loc")[0])


# Splitting


def test_a_sitemap_holds_fifty_thousand_urls_at_most() -> None:
    urls = [SitemapUrl(f"https://news.example/{number}/") for number in range(50_001)]
    assert [len(chunk) for chunk in chunks(urls)] == [50_000, 1]


def test_a_sitemap_holds_fifty_megabytes_at_most() -> None:
    pictures = tuple(f"https://cdn.example/{number}/{'x' * 2000}" for number in range(1000))
    urls = [SitemapUrl(f"https://news.example/{number}/", None, pictures) for number in range(30)]
    sizes = [len(urlset(chunk)) for chunk in chunks(urls)]
    assert len(sizes) == 2
    assert all(size <= 50 * 1024 * 1024 for size in sizes)


@settings(derandomize=True, deadline=None)
@given(
    st.lists(st.builds(SitemapUrl, st.from_regex(r"https://x\.gr/[a-zΩ&]{0,300}", fullmatch=True)), max_size=20),
    st.integers(1, 6),
    st.integers(2048, 4096),
)
def test_every_chunk_is_within_both_bounds_and_none_is_lost(
    urls: list[SitemapUrl], max_urls: int, max_bytes: int
) -> None:
    split = list(chunks(urls, max_urls, max_bytes))
    assert [url for chunk in split for url in chunk] == urls
    for chunk in split:
        assert 1 <= len(chunk) <= max_urls
        assert len(urlset(chunk)) <= max_bytes or len(chunk) == 1


def test_the_bytes_around_the_urls_count_too() -> None:
    urls = [SitemapUrl("https://news.example/")] * 2
    assert len(list(chunks(urls, max_bytes=len(urlset(urls)) - 1))) == 2


def test_a_url_that_is_too_big_by_itself_stands_alone() -> None:
    urls = [SitemapUrl("https://news.example/")] * 2
    assert list(chunks(urls, max_bytes=10)) == [(urls[0],), (urls[1],)]


def test_a_site_without_pages_has_no_sitemap() -> None:
    assert list(chunks([])) == []


# News


def test_a_news_sitemap_says_what_google_news_asks_for(schema: Any) -> None:
    root = parsed(news_urlset([a_news_url(), a_news_url(language="el-GR")], "The Example & Co"))
    schema.assertValid(root)
    news = "s:url[1]/news:news/"
    assert texts(root, "s:url[1]/s:loc") == ["https://news.example/2022/03/wang/"]
    assert texts(root, news + "news:publication/news:name") == ["The Example & Co"]
    assert texts(root, "s:url/news:news/news:publication/news:language") == ["en", "el"]
    assert texts(root, news + "news:publication_date") == ["2022-03-07T12:00:00+00:00"]
    assert texts(root, news + "news:title") == ["Wang & Lavrov"]


def test_a_quiet_weekend_leaves_an_empty_news_sitemap() -> None:
    root = parsed(news_urlset([], "The Example"))
    assert root.tag == f"{{{SITEMAP}}}urlset"
    assert len(root) == 0


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_breaks_out_of_nothing(schema: Any, title: str) -> None:
    root = parsed(news_urlset([a_news_url(title=title)], title))
    schema.assertValid(root)
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


def test_the_news_are_of_the_last_two_days() -> None:
    cards = [
        a_card("future", NOON + SECOND),
        a_card("now", NOON),
        a_card("yesterday", NOON - timedelta(days=1)),
        a_card("just in", NOON - timedelta(days=2) + SECOND),
        a_card("just out", NOON - timedelta(days=2)),
        a_card("old", NOON - timedelta(days=30)),
    ]
    assert [card.id for card in news_sitemap(cards, NOON)] == ["now", "yesterday", "just in"]


def test_the_news_come_newest_first_and_in_one_order_whatever_they_came_in() -> None:
    cards = [a_card("b", NOON), a_card("c", NOON - SECOND), a_card("a", NOON), a_card("d", NOON - 2 * SECOND)]
    assert [card.id for card in news_sitemap(cards, NOON)] == ["a", "b", "c", "d"]
    assert news_sitemap(reversed(cards), NOON) == news_sitemap(cards, NOON)


def test_the_news_are_a_thousand_at_most_and_the_newest() -> None:
    cards = [a_card(f"{number:04}", NOON - number * SECOND) for number in range(1001)]
    listed = news_sitemap(cards, NOON)
    assert len(listed) == 1000
    assert listed[-1].id == "0999"


@settings(derandomize=True)
@given(st.lists(st.integers(-200_000, 10_000), max_size=30))
def test_nothing_outside_the_two_days_is_listed_and_nothing_within_is_missed(offsets: list[int]) -> None:
    cards = [a_card(str(number), NOON + offset * SECOND) for number, offset in enumerate(offsets)]
    listed = news_sitemap(cards, NOON)
    assert {card.id for card in listed} == {
        card.id for card in cards if NOON - timedelta(days=2) < card.published <= NOON
    }
    assert listed == sorted(listed, key=lambda card: card.published, reverse=True)


def test_the_limits_are_those_that_were_published() -> None:
    assert (sitemaps.MAX_URLS, sitemaps.MAX_BYTES) == (50_000, 52_428_800)
