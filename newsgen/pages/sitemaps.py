"""Sitemaps: of pages with their pictures, of the last two days' news, and the index of both. Pure."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from msgspec import Struct

from newsgen.catalog.catalog import Catalog
from newsgen.model.article import Card
from newsgen.model.urls import ascii_url
from newsgen.pages.escaping import Xml, element, rfc3339, text_element, xml_document, xml_text
from newsgen.pages.plan import MAX_URLS, Page, listing_url, month_url, sitemap_url
from newsgen.pages.renderer import Renderer

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

MAX_IMAGES = 1000
"""How many pictures of a page a sitemap may list. Source: Google, "Image sitemaps"."""
MAX_NEWS = 1000


class SitemapUrl(Struct, frozen=True):
    """A page, or a sitemap in an index. loc, images: absolute. lastmod: when the content last changed."""

    loc: str
    lastmod: datetime | None = None
    images: tuple[str, ...] = ()


def sitemap_index(renderer: Renderer, page: Page) -> bytes:
    urls = []
    for name, count in renderer.ask(Catalog.sitemaps, MAX_URLS):
        changed = None if name == "pages" else renderer.ask(Catalog.month_changed, name)
        if changed or name == "pages":
            parts = (renderer.absolute(sitemap_url(name, number)) for number in range(count))
            urls += [SitemapUrl(part, changed) for part in parts]
    return index(urls)


def sitemap(renderer: Renderer, page: Page) -> bytes:
    """Make a part of the sitemap of a month, or of what is no article. Its urls are found once for all parts."""
    name, start = page.subject, page.number * MAX_URLS
    urls_of = partial(_other_urls, renderer) if name == "pages" else partial(_article_urls, renderer, name)
    return urlset(renderer.tracer.once(("sitemap", name), urls_of)[start : start + MAX_URLS])


def _article_urls(renderer: Renderer, month: str) -> list[SitemapUrl]:
    urls = []
    for card in renderer.ask(Catalog.indexed, month):
        images = (
            (renderer.origin + card.photo.url if card.photo.url.startswith("/") else card.photo.url,)
            if card.photo
            else ()
        )
        changed = max(card.published, card.updated) if card.updated else card.published
        urls.append(SitemapUrl(renderer.origin + card.url, changed, images))
    return urls


def _other_urls(renderer: Renderer) -> list[SitemapUrl]:
    paths = ["/", "/archive/", *(month_url(month) for month in renderer.ask(Catalog.months))]
    paths += [listing_url("section", group.slug, 0) for group in renderer.ask(Catalog.groups, "section")]
    paths += [listing_url("tag", group.slug, 0) for group in renderer.ask(Catalog.groups, "tag")]
    paths += [listing_url("author", author.slug, 0) for author in renderer.ask(Catalog.authors)]
    paths += [url for url, noindex in renderer.ask(Catalog.plain_urls) if not noindex]
    return [SitemapUrl(renderer.absolute(path)) for path in paths]


def news_sitemap(renderer: Renderer, page: Page) -> bytes:
    cards = renderer.ask(Catalog.recent, MAX_NEWS)
    return news_urlset(cards, renderer.site.title, renderer.origin, renderer.site.language)


def urlset(urls: Iterable[SitemapUrl]) -> bytes:
    """A sitemap of at most MAX_URLS pages; the schema wants at least one."""
    namespaces = {"xmlns": SITEMAP, "xmlns:image": IMAGE}
    return xml_document(element("urlset", *(_location("url", url) for url in urls), **namespaces))


def index(sitemaps: Iterable[SitemapUrl]) -> bytes:
    """The index of at most 50,000 sitemaps."""
    return xml_document(element("sitemapindex", *(_location("sitemap", url) for url in sitemaps), xmlns=SITEMAP))


def news_urlset(cards: Iterable[Card], publication: str, origin: str, language: str) -> bytes:
    """A news sitemap. publication: the newspaper's name as its pages and Google News show it. language: the site's.

    Without articles it is an empty urlset, which Google takes. Source: Google, "Create a News sitemap".
    """
    namespaces = {"xmlns": SITEMAP, "xmlns:news": NEWS}
    return xml_document(
        element("urlset", *(_news(card, publication, origin, language) for card in cards), **namespaces)
    )


def news_language(tag: str) -> str:
    """A language tag in the form that Google News takes: ISO 639, but `zh-cn` and `zh-tw` for Chinese."""
    language, *rest = tag.lower().replace("_", "-").split("-")
    if language != "zh":
        return language
    return "zh-tw" if {"hant", "tw", "hk", "mo"}.intersection(rest) else "zh-cn"


def _location(name: str, url: SitemapUrl) -> Xml:
    return element(
        name,
        element("loc", xml_text(ascii_url(url.loc))),
        text_element("lastmod", rfc3339(url.lastmod) if url.lastmod else ""),
        *(element("image:image", element("image:loc", xml_text(ascii_url(each)))) for each in url.images[:MAX_IMAGES]),
    )


def _news(card: Card, publication: str, origin: str, language: str) -> Xml:
    return element(
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
