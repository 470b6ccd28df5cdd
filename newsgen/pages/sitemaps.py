"""Sitemaps: of pages with their pictures, of the last two days' news, and the index of both. Pure."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import INDEXES
from newsgen.model.article import Card
from newsgen.model.urls import ascii_url
from newsgen.pages.escaping import NOTHING, Xml, element, rfc3339, text_element, xml_document, xml_text
from newsgen.pages.plan import MAX_URLS, Page, listing_url, month_url, sitemap_url
from newsgen.pages.renderer import Renderer

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

MAX_NEWS = 1000
Location = tuple[str, datetime | None, str]
"""Of a page, or of a sitemap in an index: its absolute url, when its content last changed, its picture's or ""."""


def sitemap_index(renderer: Renderer, page: Page) -> bytes:
    found: list[Location] = []
    for name, count in renderer.ask(Catalog.sitemaps, MAX_URLS):
        changed = None if name == "pages" else renderer.ask(Catalog.month_changed, name)
        if changed or name == "pages":
            found += [(renderer.absolute(sitemap_url(name, number)), changed, "") for number in range(count)]
    return index(found)


def sitemap(renderer: Renderer, page: Page) -> bytes:
    """Make a part of the sitemap of a month, or of what is no article. Its urls are found once for all parts."""
    name, start = page.subject, page.number * MAX_URLS
    urls_of = partial(_other_urls, renderer) if name == "pages" else partial(_article_urls, renderer, name)
    return urlset(renderer.tracer.once(("sitemap", name), urls_of)[start : start + MAX_URLS])


def _article_urls(renderer: Renderer, month: str) -> list[Location]:
    urls: list[Location] = []
    for card in renderer.ask(Catalog.indexed, month):
        picture = card.photo.url if card.photo else ""
        picture = renderer.origin + picture if picture.startswith("/") else picture
        changed = max(card.published, card.updated) if card.updated else card.published
        urls.append((renderer.origin + card.url, changed, picture))
    return urls


def _other_urls(renderer: Renderer) -> list[Location]:
    indexes = (INDEXES[kind] for kind in renderer.ask(Catalog.indexes))
    paths = ["/", "/archive/", *indexes, *(month_url(month) for month in renderer.ask(Catalog.months))]
    paths += [listing_url("section", group.slug, 0) for group in renderer.ask(Catalog.groups, "section")]
    paths += [listing_url("tag", group.slug, 0) for group in renderer.ask(Catalog.groups, "tag")]
    paths += [listing_url("author", author.slug, 0) for author in renderer.ask(Catalog.authors)]
    paths += [url for url, noindex in renderer.ask(Catalog.plain_urls) if not noindex]
    return [(renderer.absolute(path), None, "") for path in paths]


def urlset(urls: Iterable[Location]) -> bytes:
    """A sitemap of at most MAX_URLS pages; the schema wants at least one."""
    found = (_location("url", *url) for url in urls)
    return xml_document(element("urlset", *found, **{"xmlns": SITEMAP, "xmlns:image": IMAGE}))


def index(sitemaps: Iterable[Location]) -> bytes:
    """The index of at most 50,000 sitemaps."""
    return xml_document(element("sitemapindex", *(_location("sitemap", *each) for each in sitemaps), xmlns=SITEMAP))


def _location(name: str, url: str, changed: datetime | None, picture: str) -> Xml:
    return element(
        name,
        element("loc", xml_text(ascii_url(url))),
        text_element("lastmod", rfc3339(changed) if changed else ""),
        element("image:image", element("image:loc", xml_text(ascii_url(picture)))) if picture else NOTHING,
    )


def news_sitemap(renderer: Renderer, page: Page) -> bytes:
    cards, site = renderer.ask(Catalog.recent, MAX_NEWS), renderer.site
    return news_urlset(cards, site.title, renderer.origin, site.language)


def news_urlset(cards: Iterable[Card], publication: str, origin: str, language: str) -> bytes:
    """A news sitemap. publication: the newspaper's name as its pages and Google News show it. language: the site's.
    Without articles it is an empty urlset, which Google takes. Source: Google, "Create a News sitemap"."""
    found = (
        element(
            "url",
            element("loc", xml_text(ascii_url(origin + card.url))),
            element(
                "news:news",
                element(
                    "news:publication",
                    element("news:name", xml_text(publication)),
                    element("news:language", xml_text(news_language(card.lang or language))),
                ),
                element("news:publication_date", xml_text(rfc3339(card.published))),
                element("news:title", xml_text(card.title)),
            ),
        )
        for card in cards
    )
    return xml_document(element("urlset", *found, **{"xmlns": SITEMAP, "xmlns:news": NEWS}))


def news_language(tag: str) -> str:
    """A language tag in the form that Google News takes: ISO 639, but `zh-cn` and `zh-tw` for Chinese."""
    language, *rest = tag.lower().replace("_", "-").split("-")
    if language != "zh":
        return language
    return "zh-tw" if {"hant", "tw", "hk", "mo"}.intersection(rest) else "zh-cn"
