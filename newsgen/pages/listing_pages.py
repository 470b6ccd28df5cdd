"""The front page, the listings of sections, tags and authors, the archive by month. Pure."""

from datetime import date
from typing import Literal

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.indices import GroupKind
from newsgen.model.article import Author, Card, Group
from newsgen.pages.heads import About, Leaf, page_view
from newsgen.pages.plan import Listing, Page, listing_url, month_url
from newsgen.pages.renderer import Renderer
from newsgen.pages.views import Link, Month

FRONT_PAGE_CARDS = 30


def front_page(renderer: Renderer, page: Page) -> bytes:
    head = page_view(renderer, page, About(kind="front", title="", description=renderer.site.description))
    return renderer.render("front.html", page=head, cards=renderer.ask(Catalog.latest, FRONT_PAGE_CARDS))


def group_page(renderer: Renderer, page: Page) -> bytes:
    kind: Literal["section", "tag"] = "section" if page.kind == "section" else "tag"
    group = renderer.ask(Catalog.group, kind, page.subject)
    if not isinstance(group, Group):
        return b""
    has_feeds = kind == "section" or renderer.config.feeds.tags
    feeds = renderer.feeds(listing_url(kind, group.slug, 0), group.title) if has_feeds else ()
    about = About(
        kind=kind,
        title=_numbered(group.title, page.number),
        description=group.description,
        trail=_trail(group.title, group.url, page.number),
        feeds=feeds,
    )
    head = page_view(renderer, page, about, _leaf(renderer, kind, page))
    return renderer.render(f"{kind}.html", page=head, group=group, cards=_cards(renderer, kind, page))


def author_page(renderer: Renderer, page: Page) -> bytes:
    author = renderer.ask(Catalog.author, page.subject)
    if not isinstance(author, Author):
        return b""
    feeds = renderer.feeds(listing_url("author", author.slug, 0), author.name) if renderer.config.feeds.authors else ()
    about = About(
        kind="author",
        title=_numbered(author.name, page.number),
        description=author.bio,
        photo=author.photo,
        trail=_trail(author.name, author.url, page.number),
        feeds=feeds,
        author=author,
    )
    head = page_view(renderer, page, about, _leaf(renderer, "author", page))
    return renderer.render("author.html", page=head, author=author, cards=_cards(renderer, "author", page))


def archive_page(renderer: Renderer, page: Page) -> bytes:
    months = tuple(
        Month(_first_day(month), renderer.base + month_url(month), renderer.ask(Catalog.month_count, month))
        for month in renderer.ask(Catalog.months)
    )
    return renderer.render(
        "archive.html", page=page_view(renderer, page, About(kind="archive", title="Archive")), months=months
    )


def month_page(renderer: Renderer, page: Page) -> bytes:
    first_day = _first_day(page.subject)
    cards = renderer.ask(Catalog.month, page.subject)
    month = Month(first_day, renderer.base + page.route.url, len(cards))
    trail = (Link("Archive", renderer.url("/archive/")),)
    title = str(renderer.layouts.filters["date"](first_day, "month"))
    head = page_view(renderer, page, About(kind="month", title=title, trail=trail))
    return renderer.render("month.html", page=head, month=month, cards=cards)


def _cards(renderer: Renderer, kind: GroupKind, page: Page) -> tuple[Card, ...]:
    """A full page's place among the articles is known without asking how many there are."""
    listing = Listing(0, renderer.config.listing.per_page) if page.number else _listing(renderer, kind, page)
    return renderer.ask(Catalog.listing, kind, page.subject, *listing.span(page.number))


def _leaf(renderer: Renderer, kind: GroupKind, page: Page) -> Leaf:
    """For a full page it never changes: behind the last one stands a redirect to the front."""
    number = page.number
    older = number - 1 if number else _listing(renderer, kind, page).full
    return Leaf(
        number,
        newer=renderer.base + listing_url(kind, page.subject, number + 1) if number else "",
        older=renderer.base + listing_url(kind, page.subject, older) if older else "",
    )


def _listing(renderer: Renderer, kind: GroupKind, page: Page) -> Listing:
    return Listing(renderer.ask(Catalog.listed, kind, page.subject), renderer.config.listing.per_page)


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _numbered(title: str, number: int) -> str:
    return f"{title}, page {number}" if number else title


def _trail(title: str, url: str, number: int) -> tuple[Link, ...]:
    return (Link(title, url),) if number else ()
