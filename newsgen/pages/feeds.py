"""Feeds of articles in full: RSS 2.0, Atom 1.0 and JSON Feed 1.1. Pure; no build time is in them."""

from datetime import UTC, datetime
from urllib.parse import quote

from markupsafe import escape
from msgspec import Struct

from newsgen.model.article import Author, Photo
from newsgen.model.urls import ascii_host, ascii_url
from newsgen.pages.escaping import (
    NOTHING,
    Xml,
    absolute_url,
    element,
    json_bytes,
    rfc822,
    rfc3339,
    text_element,
    xml_document,
    xml_text,
)

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was updated; Atom wants a date of every feed."""


_TAG_SAFE = "/-._~!$&'()*+,;=:@?"


class FeedEntry(Struct, frozen=True, kw_only=True):
    """An article in a feed.

    id: its tag URI. url: absolute. html: the whole body, with absolute links. title, summary, section, tags:
    plain text. photo: its url root-relative or absolute, as those of the authors. lang: "" for the feed's.
    """

    id: str
    url: str
    title: str
    summary: str = ""
    html: str
    published: datetime
    updated: datetime | None = None
    authors: tuple[Author, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    photo: Photo | None = None
    lang: str = ""

    @property
    def changed(self) -> datetime:
        return self.updated or self.published

    @property
    def topics(self) -> tuple[str, ...]:
        """Section and tags, each once."""
        return tuple(dict.fromkeys(topic for topic in (self.section, *self.tags) if topic))


class Feed(Struct, frozen=True, kw_only=True):
    """What a feed is of.

    id: a URI that stays (Atom). home: absolute url of the page that it belongs to. origin: scheme and host
    before every root-relative url. icon: url of a square GIF, JPEG or PNG. copyright: as printed. Both may be
    "". entries: newest first.
    """

    id: str
    title: str
    description: str = ""
    home: str
    origin: str
    language: str
    publisher: str
    icon: str = ""
    copyright: str = ""
    entries: tuple[FeedEntry, ...] = ()

    @property
    def changed(self) -> datetime | None:
        """When the newest of the changes in its entries was made."""
        return max((entry.changed for entry in self.entries), default=None)


def tag_uri(authority: str, published: datetime, article_id: str) -> str:
    """An id that stays when the article's url or the site's host changes.

    authority: a host name that the publisher held on that day. The day is that of UTC, so an edited zone
    changes nothing. Source: RFC 4151.
    """
    day = published.astimezone(UTC).date().isoformat()
    return f"tag:{ascii_host(authority.lower())},{day}:{quote(article_id, safe=_TAG_SAFE, errors='ignore')}"


def rss(feed: Feed, url: str) -> bytes:
    """RSS 2.0 with the RSS Advisory Board's best practices; url: the feed's own, absolute."""
    channel = element(
        "channel",
        element("title", xml_text(feed.title)),
        element("link", xml_text(ascii_url(feed.home))),
        element("description", xml_text(feed.description or feed.title)),
        text_element("language", feed.language),
        text_element("copyright", feed.copyright),
        text_element("lastBuildDate", rfc822(feed.changed) if feed.changed else ""),
        element("atom:link", href=ascii_url(url), rel="self", type="application/rss+xml"),
        _rss_image(feed),
        *(_rss_item(entry, feed) for entry in feed.entries),
    )
    namespaces = {
        "xmlns:atom": ATOM, "xmlns:content": CONTENT, "xmlns:dc": DUBLIN_CORE, "xmlns:media": MEDIA
    }  # fmt: skip
    return xml_document(element("rss", channel, version="2.0", **namespaces))


def atom(feed: Feed, url: str) -> bytes:
    """Atom 1.0 (RFC 4287); url: the feed's own, absolute."""
    namespaces = {"xmlns": ATOM, "xmlns:media": MEDIA, "xml:lang": feed.language}
    return xml_document(
        element(
            "feed",
            element("id", xml_text(feed.id)),
            element("title", xml_text(feed.title)),
            text_element("subtitle", feed.description),
            element("updated", xml_text(rfc3339(feed.changed or NEVER))),
            element("author", element("name", xml_text(feed.publisher))),
            element("link", rel="self", type="application/atom+xml", href=ascii_url(url)),
            element("link", rel="alternate", type="text/html", href=ascii_url(feed.home)),
            text_element("icon", absolute_url(feed.icon, feed.origin)),
            text_element("rights", feed.copyright),
            *(_atom_entry(entry, feed) for entry in feed.entries),
            **namespaces,
        )
    )


def json_feed(feed: Feed, url: str) -> bytes:
    """JSON Feed 1.1; url: the feed's own, absolute."""
    return json_bytes(
        _JsonFeed(
            title=feed.title,
            home_page_url=ascii_url(feed.home),
            feed_url=ascii_url(url),
            description=feed.description,
            icon=absolute_url(feed.icon, feed.origin),
            authors=(_JsonAuthor(name=feed.publisher, url=ascii_url(feed.home)),),
            language=feed.language,
            items=tuple(_json_item(entry, feed.origin) for entry in feed.entries),
        )
    )


def _rss_image(feed: Feed) -> Xml:
    icon = absolute_url(feed.icon, feed.origin)
    if not icon:
        return NOTHING
    return element(
        "image",
        element("url", xml_text(icon)),
        element("title", xml_text(feed.title)),
        element("link", xml_text(ascii_url(feed.home))),
    )


def _rss_item(entry: FeedEntry, feed: Feed) -> Xml:
    """Its description is HTML by the rules of RSS, so the summary is escaped for HTML first, then for XML."""
    return element(
        "item",
        element("title", xml_text(entry.title)),
        element("link", xml_text(ascii_url(entry.url))),
        element("guid", xml_text(entry.id), isPermaLink="false"),
        element("pubDate", xml_text(rfc822(entry.published))),
        *(text_element("dc:creator", name) for name in _bylines(entry, feed)),
        text_element("dc:language", entry.lang if entry.lang != feed.language else ""),
        *(text_element("category", topic) for topic in entry.topics),
        text_element("description", str(escape(str(entry.summary)))),
        text_element("content:encoded", entry.html),
        _media(entry.photo, feed.origin),
    )


def _atom_entry(entry: FeedEntry, feed: Feed) -> Xml:
    language = {"xml:lang": entry.lang if entry.lang != feed.language else ""}
    return element(
        "entry",
        element("id", xml_text(entry.id)),
        element("title", xml_text(entry.title)),
        element("published", xml_text(rfc3339(entry.published))),
        element("updated", xml_text(rfc3339(entry.changed))),
        *(_atom_author(author, feed.origin) for author in entry.authors),
        NOTHING if entry.authors else element("author", element("name", xml_text(feed.publisher))),
        element("link", rel="alternate", type="text/html", href=ascii_url(entry.url)),
        *(element("category", term=topic) for topic in entry.topics),
        text_element("summary", entry.summary),
        text_element("content", entry.html, type="html"),
        _media(entry.photo, feed.origin),
        **language,
    )


def _atom_author(author: Author, origin: str) -> Xml:
    return element(
        "author",
        element("name", xml_text(author.name)),
        text_element("uri", absolute_url(author.url, origin)),
    )


def _bylines(entry: FeedEntry, feed: Feed) -> tuple[str, ...]:
    return tuple(author.name for author in entry.authors) or (feed.publisher,)


def _media(photo: Photo | None, origin: str) -> Xml:
    """The photo with its credit. Source: Media RSS 1.5.1."""
    url = absolute_url(photo.url, origin) if photo else ""
    if not photo or not url:
        return NOTHING
    return element(
        "media:content",
        text_element("media:title", photo.alt, type="plain"),
        text_element("media:description", photo.caption or photo.alt, type="plain"),
        text_element("media:credit", photo.credit, role="photographer", scheme="urn:ebu"),
        url=url,
        medium="image",
        type=photo.media_type,
        width=str(photo.width or ""),
        height=str(photo.height or ""),
    )


class _JsonAuthor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    url: str = ""
    avatar: str = ""


class _JsonItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    url: str
    title: str
    content_html: str
    summary: str = ""
    image: str = ""
    date_published: str
    date_modified: str = ""
    authors: tuple[_JsonAuthor, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""


class _JsonFeed(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="version",
    tag="https://jsonfeed.org/version/1.1",
):
    title: str
    home_page_url: str
    feed_url: str
    description: str = ""
    icon: str = ""
    authors: tuple[_JsonAuthor, ...] = ()
    language: str = ""
    items: tuple[_JsonItem, ...]


def _json_item(entry: FeedEntry, origin: str) -> _JsonItem:
    return _JsonItem(
        id=entry.id,
        url=ascii_url(entry.url),
        title=entry.title,
        content_html=str(entry.html),
        summary=entry.summary,
        image=absolute_url(entry.photo.url, origin) if entry.photo else "",
        date_published=rfc3339(entry.published),
        date_modified=rfc3339(entry.updated) if entry.updated else "",
        authors=tuple(_json_author(author, origin) for author in entry.authors),
        tags=entry.topics,
        language=entry.lang,
    )


def _json_author(author: Author, origin: str) -> _JsonAuthor:
    return _JsonAuthor(
        name=author.name,
        url=absolute_url(author.url, origin),
        avatar=absolute_url(author.photo.url, origin) if author.photo else "",
    )
