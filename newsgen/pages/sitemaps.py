"""Sitemaps: of pages with their pictures, of the last two days' news, and the index of both. Pure."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from newsgen.model.urls import ascii_url
from newsgen.pages.escaping import (
    Xml,
    element,
    rfc3339,
    text_element,
    xml_document,
    xml_text,
)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

MAX_URLS = 50_000
"""Of one sitemap. Source: sitemaps.org, "Sitemaps XML format"."""
MAX_IMAGES = 1000
"""Of one page. Source: Google, "Image sitemaps"."""
MAX_NEWS = 1000


class SitemapUrl(Struct, frozen=True):
    """A page, or a sitemap in an index. loc, images: absolute. lastmod: when the content last changed."""

    loc: str
    lastmod: datetime | None = None
    images: tuple[str, ...] = ()


class NewsUrl(Struct, frozen=True, kw_only=True):
    """An article for Google News. title: as the page shows it. language: a language tag such as `el-GR`."""

    loc: str
    title: str
    published: datetime
    language: str


def urlset(urls: Iterable[SitemapUrl]) -> bytes:
    """A sitemap of at most MAX_URLS pages; the schema wants at least one."""
    namespaces = {"xmlns": SITEMAP, "xmlns:image": IMAGE}
    return xml_document(element("urlset", *map(_page, urls), **namespaces))


def index(sitemaps: Iterable[SitemapUrl]) -> bytes:
    """The index of at most 50,000 sitemaps."""
    return xml_document(element("sitemapindex", *map(_sitemap, sitemaps), xmlns=SITEMAP))


def news_urlset(urls: Iterable[NewsUrl], publication: str) -> bytes:
    """A news sitemap. publication: the newspaper's name as its pages and Google News show it.

    Without articles it is an empty urlset, which Google takes. Source: Google, "Create a News sitemap".
    """
    namespaces = {"xmlns": SITEMAP, "xmlns:news": NEWS}
    return xml_document(element("urlset", *(_news(url, publication) for url in urls), **namespaces))


def news_language(tag: str) -> str:
    """A language tag in the form that Google News takes: ISO 639, but `zh-cn` and `zh-tw` for Chinese."""
    language, *rest = tag.lower().replace("_", "-").split("-")
    if language != "zh":
        return language
    return "zh-tw" if {"hant", "tw", "hk", "mo"}.intersection(rest) else "zh-cn"


def _page(url: SitemapUrl) -> Xml:
    images = (
        element("image:image", element("image:loc", xml_text(ascii_url(image)))) for image in url.images[:MAX_IMAGES]
    )
    return element("url", *_location(url), *images)


def _sitemap(url: SitemapUrl) -> Xml:
    return element("sitemap", *_location(url))


def _location(url: SitemapUrl) -> tuple[Xml, Xml]:
    return (
        element("loc", xml_text(ascii_url(url.loc))),
        text_element("lastmod", rfc3339(url.lastmod) if url.lastmod else ""),
    )


def _news(url: NewsUrl, publication: str) -> Xml:
    return element(
        "url",
        element("loc", xml_text(ascii_url(url.loc))),
        element(
            "news:news",
            element(
                "news:publication",
                element("news:name", xml_text(publication)),
                element("news:language", xml_text(news_language(url.language))),
            ),
            element("news:publication_date", xml_text(rfc3339(url.published))),
            element("news:title", xml_text(url.title)),
        ),
    )
