"""What layouts are handed: the variables of docs/layouts.md. Pure."""

from datetime import date
from typing import Any, Literal

from markupsafe import Markup
from msgspec import Struct

from newsgen.model.article import Card, Correction, Group, Photo
from newsgen.model.config import CommentFields, Publisher

PageKind = Literal[
    "front", "article", "section", "tag", "author", "month", "archive", "sections", "tags", "authors", "corrections",
    "plain", "not_found", "gone", "redirect",
]  # fmt: skip
INDEXED, NOT_INDEXED = "max-image-preview:large", "noindex"
"""What search engines may do with a page."""


class Link(Struct, frozen=True):
    title: str
    url: str
    type: str = ""


class Icon(Struct, frozen=True):
    """A link of a page's head: rel, sizes and type as HTML has them."""

    rel: str
    url: str
    type: str = ""
    sizes: str = ""


class SiteView(Struct, frozen=True):
    """The newspaper. home and logo: root-relative urls, or "". style: declarations of CSS."""

    title: str
    tagline: str
    description: str
    language: str
    timezone: str
    home: str
    logo: str
    publisher: Publisher
    icons: tuple[Icon, ...] = ()
    style: str = ""


class PageView(Struct, frozen=True, kw_only=True):
    """One page's head. url, newer, older, front, pages: root-relative; front: of the first page of the list; pages: of
    those with older articles, the newest first. alternates: the page in its languages, whose tags are their types.
    canonical: absolute. place: of the menu's entry to which it belongs, its url. `page_view` completes it."""

    kind: PageKind
    url: str = ""
    canonical: str = ""
    title: str
    description: str = ""
    lang: str = ""
    robots: str = INDEXED
    photo: Photo | None = None
    breadcrumbs: tuple[Link, ...] = ()
    feeds: tuple[Link, ...] = ()
    alternates: tuple[Link, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    json_ld: Markup = Markup()
    newer: str = ""
    older: str = ""
    front: str = ""
    pages: tuple[str, ...] = ()
    number: int = 0
    place: str = ""


class Heading(Struct, frozen=True):
    """A heading of a body. text: plain; level: 2 or 3."""

    id: str
    text: str
    level: int


class ArticleView(Card, frozen=True, kw_only=True):
    """An article on its own page: its card and the rest."""

    subtitle: str
    body: Markup
    words: int
    tags: tuple[Group, ...]
    corrections: tuple[Correction, ...]
    reading_minutes: int
    headings: tuple[Heading, ...]
    contents: bool
    extra: dict[str, Any]
    series: str = ""


class Beside(Struct, frozen=True):
    """The blocks beside and below an article; no story twice among them."""

    latest: tuple[Card, ...]
    related: tuple[Card, ...]
    must_read: tuple[Card, ...]


class CommentForm(Struct, frozen=True):
    endpoint: str
    fields: CommentFields
    article_id: str
    closed: bool


class PlainView(Struct, frozen=True):
    title: str
    summary: str
    body: Markup
    headings: tuple[Heading, ...]
    contents: bool
    extra: dict[str, Any]


class Month(Struct, frozen=True, order=True):
    first_day: date
    url: str
    count: int
