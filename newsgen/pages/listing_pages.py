"""The front page, the listings of sections, tags and authors, the archive by month. Pure."""

from datetime import date
from typing import Literal

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.indices import GroupKind
from newsgen.model.article import Author, Card, Group
from newsgen.pages.desk import Desk
from newsgen.pages.heads import About, Leaf, page_view
from newsgen.pages.plan import Listing, Page, listing_url, month_url
from newsgen.pages.views import Link, Month

FRONT_PAGE_CARDS = 30


def front_page(desk: Desk, page: Page) -> bytes:
    head = page_view(desk, page, About(kind="front", title="", description=desk.site.description))
    return desk.render("front.html", page=head, cards=desk.ask(Catalog.latest, FRONT_PAGE_CARDS))


def group_page(desk: Desk, page: Page) -> bytes:
    kind: Literal["section", "tag"] = "section" if page.kind == "section" else "tag"
    group = desk.ask(Catalog.group, kind, page.subject)
    if not isinstance(group, Group):
        return b""
    has_feeds = kind == "section" or desk.config.feeds.tags
    feeds = desk.feeds(listing_url(kind, group.slug, 0), group.title) if has_feeds else ()
    about = About(
        kind=kind,
        title=_numbered(group.title, page.number),
        description=group.description,
        trail=_trail(group.title, group.url, page.number),
        feeds=feeds,
    )
    head = page_view(desk, page, about, _leaf(desk, kind, page))
    return desk.render(f"{kind}.html", page=head, group=group, cards=_cards(desk, kind, page))


def author_page(desk: Desk, page: Page) -> bytes:
    author = desk.ask(Catalog.author, page.subject)
    if not isinstance(author, Author):
        return b""
    feeds = desk.feeds(listing_url("author", author.slug, 0), author.name) if desk.config.feeds.authors else ()
    about = About(
        kind="author",
        title=_numbered(author.name, page.number),
        description=author.bio,
        photo=author.photo,
        trail=_trail(author.name, author.url, page.number),
        feeds=feeds,
        author=author,
    )
    head = page_view(desk, page, about, _leaf(desk, "author", page))
    return desk.render("author.html", page=head, author=author, cards=_cards(desk, "author", page))


def archive_page(desk: Desk, page: Page) -> bytes:
    months = tuple(
        Month(_first_day(month), desk.base + month_url(month), desk.ask(Catalog.month_count, month))
        for month in desk.ask(Catalog.months)
    )
    return desk.render(
        "archive.html", page=page_view(desk, page, About(kind="archive", title="Archive")), months=months
    )


def month_page(desk: Desk, page: Page) -> bytes:
    first_day = _first_day(page.subject)
    cards = desk.ask(Catalog.month, page.subject)
    month = Month(first_day, desk.base + page.route.url, len(cards))
    trail = (Link("Archive", desk.url("/archive/")),)
    title = str(desk.layouts.filters["date"](first_day, "month"))
    head = page_view(desk, page, About(kind="month", title=title, trail=trail))
    return desk.render("month.html", page=head, month=month, cards=cards)


def _cards(desk: Desk, kind: GroupKind, page: Page) -> tuple[Card, ...]:
    """A full page's place among the articles is known without asking how many there are."""
    listing = Listing(0, desk.config.listing.per_page) if page.number else _listing(desk, kind, page)
    return desk.ask(Catalog.listing, kind, page.subject, *listing.span(page.number))


def _leaf(desk: Desk, kind: GroupKind, page: Page) -> Leaf:
    """For a full page it never changes: behind the last one stands a redirect to the front."""
    number = page.number
    older = number - 1 if number else _listing(desk, kind, page).full
    return Leaf(
        number,
        newer=desk.base + listing_url(kind, page.subject, number + 1) if number else "",
        older=desk.base + listing_url(kind, page.subject, older) if older else "",
    )


def _listing(desk: Desk, kind: GroupKind, page: Page) -> Listing:
    return Listing(desk.ask(Catalog.listed, kind, page.subject), desk.config.listing.per_page)


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _numbered(title: str, number: int) -> str:
    return f"{title}, page {number}" if number else title


def _trail(title: str, url: str, number: int) -> tuple[Link, ...]:
    return (Link(title, url),) if number else ()
