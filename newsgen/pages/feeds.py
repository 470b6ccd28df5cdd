"""Feeds of articles in full: RSS 2.0, Atom 1.0 and JSON Feed 1.1. Pure; no build time is in them."""

from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal
from urllib.parse import quote

from markupsafe import escape
from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import GroupKind
from newsgen.model.article import Card, Photo
from newsgen.model.urls import ascii_host, ascii_url
from newsgen.pages.article_page import article_view
from newsgen.pages.escaping import (
    NOTHING,
    Xml,
    absolute_url,
    element,
    json_bytes,
    rfc822,
    rfc3339,
    text_element,
    without_empty,
    xml_document,
    xml_text,
)
from newsgen.pages.plan import Page
from newsgen.pages.renderer import Renderer
from newsgen.pages.views import ArticleView

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was updated; Atom wants a date of every feed."""
_TAG_SAFE = "/-._~!$&'()*+,;=:@?"


class Feed(Struct, frozen=True, kw_only=True):
    """What a feed is of. id: a URI that stays (Atom). home: absolute url of the page that it belongs to. origin: scheme
    and host before every root-relative url. authority: as `tag_uri` has it. entries: newest first, with absolute links.
    """

    id: str
    title: str
    description: str = ""
    home: str
    origin: str
    authority: str
    language: str
    publisher: str
    entries: tuple[ArticleView, ...] = ()

    @property
    def changed(self) -> datetime | None:
        """When the newest of the changes in its entries was made."""
        return max((entry.updated or entry.published for entry in self.entries), default=None)


def feed_page(renderer: Renderer, page: Page) -> bytes:
    kind, _, name = page.subject.partition("/")
    kinds: dict[str, GroupKind] = {"section": "section", "tag": "tag", "author": "author"}
    return _WRITERS[page.kind](_feed(renderer, kinds.get(kind, ""), name), renderer.absolute(page.route.url))


def _feed(renderer: Renderer, kind: GroupKind | Literal[""], name: str) -> Feed:
    """The feed of the site (kind ""), or of a section, tag or author."""
    ask, site, authority, count = renderer.ask, renderer.site, renderer.config.authority, renderer.config.feeds.count
    title, cards = site.title, ask(Catalog.newest_listed, kind, name, count) if kind else ask(Catalog.newest, count)
    if kind == "author":
        title += f": {author.name if (author := ask(Catalog.author, name)) else name}"
    elif kind and (group := ask(Catalog.group, "tag" if kind == "tag" else "section", name)):
        title += f": {group.title}"
    return Feed(
        id=f"tag:{authority},2000-01-01:{kind}/{name}" if kind else f"tag:{authority},2000-01-01:news",
        title=title,
        description=site.description or site.tagline,
        home=renderer.absolute(f"/{kind}/{name}/" if kind else "/"),
        origin=renderer.origin,
        authority=authority,
        language=site.language,
        publisher=site.publisher.name or site.title,
        entries=tuple(renderer.tracer.once(("feed entry", card.id), partial(_entry, renderer, card)) for card in cards),
    )


def _entry(renderer: Renderer, card: Card) -> ArticleView:
    article = renderer.ask(Catalog.article, card.id)
    if article is None:
        raise KeyError(card.id)
    view = article_view(renderer, article, card, renderer.origin)
    return replace(view, title=renderer.labelled(view.title, view.type))


def tag_uri(authority: str, published: datetime, article_id: str) -> str:
    """An id that stays when the article's url or the site's host changes. authority: a host name that the publisher
    held on that day. The day is that of UTC, so an edited zone changes nothing. Source: RFC 4151."""
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
        text_element("lastBuildDate", rfc822(feed.changed) if feed.changed else ""),
        element("atom:link", href=ascii_url(url), rel="self", type="application/rss+xml"),
        *(_rss_item(entry, feed) for entry in feed.entries),
    )
    more = {"xmlns:atom": ATOM, "xmlns:content": CONTENT, "xmlns:dc": DUBLIN_CORE, "xmlns:media": MEDIA}
    return xml_document(element("rss", channel, version="2.0", **more))


def atom(feed: Feed, url: str) -> bytes:
    """Atom 1.0 (RFC 4287); url: the feed's own, absolute."""
    root = element(
        "feed",
        element("id", xml_text(feed.id)),
        element("title", xml_text(feed.title)),
        text_element("subtitle", feed.description),
        element("updated", xml_text(rfc3339(feed.changed or NEVER))),
        element("author", element("name", xml_text(feed.publisher))),
        element("link", rel="self", type="application/atom+xml", href=ascii_url(url)),
        element("link", rel="alternate", type="text/html", href=ascii_url(feed.home)),
        *(_atom_entry(entry, feed) for entry in feed.entries),
        **{"xmlns": ATOM, "xmlns:media": MEDIA, "xml:lang": feed.language},
    )
    return xml_document(root)


def json_feed(feed: Feed, url: str) -> bytes:
    """JSON Feed 1.1; url: the feed's own, absolute."""
    home = ascii_url(feed.home)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": home,
        "feed_url": ascii_url(url),
        "description": feed.description,
        "authors": [{"name": feed.publisher, "url": home}],
        "language": feed.language,
        "items": [_json_item(entry, feed) for entry in feed.entries],
    }
    return json_bytes(without_empty(document, "title", "items"))


def _rss_item(entry: ArticleView, feed: Feed) -> Xml:
    """Its description is HTML by the rules of RSS, so the summary is escaped for HTML first, then for XML."""
    return element(
        "item",
        element("title", xml_text(entry.title)),
        element("link", xml_text(absolute_url(entry.url, feed.origin))),
        element("guid", xml_text(_id(entry, feed)), isPermaLink="false"),
        element("pubDate", xml_text(rfc822(entry.published))),
        *(text_element("dc:creator", name) for name, _ in _bylines(entry, feed)),
        text_element("dc:language", _other_language(entry, feed)),
        *(text_element("category", topic) for topic in _topics(entry)),
        text_element("description", str(escape(str(entry.summary)))),
        text_element("content:encoded", entry.body),
        _media(entry.photo, feed.origin),
    )


def _atom_entry(entry: ArticleView, feed: Feed) -> Xml:
    return element(
        "entry",
        element("id", xml_text(_id(entry, feed))),
        element("title", xml_text(entry.title)),
        element("published", xml_text(rfc3339(entry.published))),
        element("updated", xml_text(rfc3339(entry.updated or entry.published))),
        *(
            element("author", element("name", xml_text(name)), text_element("uri", absolute_url(url, feed.origin)))
            for name, url in _bylines(entry, feed)
        ),
        element("link", rel="alternate", type="text/html", href=absolute_url(entry.url, feed.origin)),
        *(element("category", term=topic) for topic in _topics(entry)),
        text_element("summary", entry.summary),
        text_element("content", entry.body, type="html"),
        _media(entry.photo, feed.origin),
        **{"xml:lang": _other_language(entry, feed)},
    )


def _bylines(entry: ArticleView, feed: Feed) -> list[tuple[str, str]]:
    """Names and urls; an article without authors is the publisher's."""
    return [(author.name, author.url) for author in entry.authors] or [(feed.publisher, "")]


def _id(entry: ArticleView, feed: Feed) -> str:
    return tag_uri(feed.authority, entry.published, entry.id)


def _topics(entry: ArticleView) -> list[str]:
    """Section and tags, each once."""
    titles = (group.title for group in (entry.section, *entry.tags))
    return list(dict.fromkeys(title for title in titles if title))


def _other_language(entry: ArticleView, feed: Feed) -> str:
    return entry.lang if entry.lang != feed.language else ""


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


def _json_item(entry: ArticleView, feed: Feed) -> dict[str, Any]:
    absolute = partial(absolute_url, origin=feed.origin)
    item = {
        "id": _id(entry, feed),
        "url": absolute(entry.url),
        "title": entry.title,
        "content_html": str(entry.body),
        "summary": entry.summary,
        "image": absolute(entry.photo.url) if entry.photo else "",
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated) if entry.updated else "",
        "authors": [
            {"name": each.name}
            | without_empty({"url": absolute(each.url), "avatar": absolute(each.photo.url) if each.photo else ""})
            for each in entry.authors
        ],
        "tags": _topics(entry),
        "language": entry.lang or feed.language,
    }
    return without_empty(item, "title", "content_html")


_WRITERS = {"rss": rss, "atom": atom, "json_feed": json_feed}
