"""Making a planned page, from its kind to its bytes; the listings, and pages of which there is little to say. Pure."""

from collections.abc import Callable
from datetime import date
from typing import Literal

from msgspec.structs import replace

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import GroupKind
from newsgen.model.article import Card
from newsgen.model.gone import nginx_map
from newsgen.pages.article_page import article_page, plain_page
from newsgen.pages.feeds import feed_page
from newsgen.pages.front_page import front_page
from newsgen.pages.icon_files import icon_page
from newsgen.pages.metadata import page_view
from newsgen.pages.plan import Kind, Page, full_pages, listing_url, month_url
from newsgen.pages.renderer import Renderer
from newsgen.pages.sitemaps import news_sitemap, sitemap, sitemap_index
from newsgen.pages.views import NOT_INDEXED, Link, Month, PageView
from newsgen.pictures.rendition_cache import RenditionCache, cached
from newsgen.pictures.renditions import Rendition
from newsgen.pictures.social_cards import SocialCard


def group_page(renderer: Renderer, page: Page) -> bytes:
    kind: Literal["section", "tag"] = "section" if page.kind == "section" else "tag"
    group = renderer.ask(Catalog.group, kind, page.subject)
    if not group:
        return b""
    has_feeds = kind == "section" or renderer.config.feeds.tags
    above = () if kind == "section" else (Link(renderer.text("Tags"), renderer.url("/tag/")),)
    way = (*above, Link(group.title, group.url))
    listing = PageView(kind=kind, title=group.title, description=group.description, breadcrumbs=way)
    draft, cards = _listed(renderer, kind, page, listing, has_feeds)
    head = page_view(renderer, page, draft, listed=cards)
    return renderer.render(f"{kind}.html", page=head, group=group, cards=cards)


def author_page(renderer: Renderer, page: Page) -> bytes:
    author = renderer.ask(Catalog.author, page.subject)
    if not author:
        return b""
    way = (Link(renderer.text("Authors"), renderer.url("/author/")), Link(author.name, author.url))
    listing = PageView(kind="author", title=author.name, description=author.bio, photo=author.photo, breadcrumbs=way)
    draft, cards = _listed(renderer, "author", page, listing, renderer.config.feeds.authors)
    head = page_view(renderer, page, draft, author=author, listed=cards)
    return renderer.render("author.html", page=head, author=author, cards=cards)


def archive_page(renderer: Renderer, page: Page) -> bytes:
    months = tuple(
        Month(_first_day(month), renderer.base + month_url(month), renderer.ask(Catalog.listed, "month", month))
        for month in renderer.ask(Catalog.months)
    )
    draft = PageView(kind="archive", title=renderer.text("Archive"))
    head = page_view(renderer, page, draft, listed=tuple(sorted(months, reverse=True)))
    return renderer.render("archive.html", page=head, months=months)


def sections_page(renderer: Renderer, page: Page) -> bytes:
    draft = PageView(kind="sections", title=renderer.text("All sections"))
    return renderer.render("sections.html", page=page_view(renderer, page, draft, listed=renderer.sections))


def tags_page(renderer: Renderer, page: Page) -> bytes:
    draft, tags = PageView(kind="tags", title=renderer.text("Tags")), tuple(renderer.ask(Catalog.groups, "tag"))
    return renderer.render("tags.html", page=page_view(renderer, page, draft, listed=tags))


def authors_page(renderer: Renderer, page: Page) -> bytes:
    draft, authors = PageView(kind="authors", title=renderer.text("Authors")), tuple(renderer.ask(Catalog.authors))
    return renderer.render("authors.html", page=page_view(renderer, page, draft, listed=authors))


def corrections_page(renderer: Renderer, page: Page) -> bytes:
    draft = PageView(kind="corrections", title=renderer.text("All corrections"))
    corrections = renderer.ask(Catalog.corrections)
    cards = tuple({card.id: card for _, card in corrections}.values())
    head = page_view(renderer, page, draft, listed=cards)
    return renderer.render("corrections.html", page=head, corrections=corrections)


def month_page(renderer: Renderer, page: Page) -> bytes:
    first_day = _first_day(page.subject)
    cards = renderer.ask(Catalog.month, page.subject)
    month = Month(first_day, renderer.base + page.route.url, len(cards))
    trail = (Link(renderer.text("Archive"), renderer.url("/archive/")),)
    title = str(renderer.layouts.filters["date"](first_day, "month"))
    head = page_view(renderer, page, PageView(kind="month", title=title, breadcrumbs=trail), listed=cards)
    return renderer.render("month.html", page=head, month=month, cards=cards)


def _listed(
    renderer: Renderer, kind: GroupKind, page: Page, listing: PageView, has_feeds: bool
) -> tuple[PageView, tuple[Card, ...]]:
    """Make of a listing's head that of one of its pages, and find its cards. Those of a full page are known without
    asking how many there are, and its head never changes: behind the last one stands a redirect to the front."""
    number, title, per_page = page.number, listing.title, renderer.config.listing.per_page
    first, last, older = (number - 1) * per_page, number * per_page, number - 1
    if not number:
        last = renderer.ask(Catalog.listed, kind, page.subject)
        older = full_pages(last, per_page)
        first = older * per_page
    draft = replace(
        listing,
        title=renderer.text("{title}, page {number}", title=title, number=number) if number else title,
        breadcrumbs=listing.breadcrumbs if number else listing.breadcrumbs[:-1],
        feeds=renderer.feeds(listing_url(kind, page.subject, 0), title) if has_feeds else (),
        number=number,
        newer=renderer.base + listing_url(kind, page.subject, number + 1) if number else "",
        older=renderer.base + listing_url(kind, page.subject, older) if older else "",
        front=renderer.base + listing_url(kind, page.subject, 0) if number else "",
        pages=tuple(renderer.base + listing_url(kind, page.subject, each) for each in range(older, 0, -1)),
    )
    return draft, renderer.ask(Catalog.listing, kind, page.subject, first, last)


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def robots(renderer: Renderer, page: Page) -> bytes:
    sitemap_urls = (renderer.absolute("/sitemap.xml"), renderer.absolute("/news-sitemap.xml"))
    return renderer.render("robots.txt", sitemaps=sitemap_urls)


def not_found(renderer: Renderer, page: Page) -> bytes:
    draft = PageView(kind="not_found", title=renderer.text("Page not found"), robots=NOT_INDEXED)
    return renderer.render("404.html", page=page_view(renderer, page, draft))


def gone(renderer: Renderer, page: Page) -> bytes:
    draft = PageView(kind="gone", title=renderer.text("This page was removed"), robots=NOT_INDEXED)
    return renderer.render("gone.html", page=page_view(renderer, page, draft))


def redirect(renderer: Renderer, page: Page) -> bytes:
    draft = PageView(kind="redirect", title="", canonical=renderer.origin + page.subject, robots=NOT_INDEXED)
    return renderer.render("redirect.html", page=page_view(renderer, page, draft), target=page.subject)


def rendition_page(renderer: Renderer, page: Page) -> bytes:
    """Raises PictureError, OSError."""
    rendition, context = Rendition.of(page.route.output, page.subject), renderer.context
    quality = context.config.pictures.quality
    qualities = {f"image/{name}": getattr(quality, name) for name in quality.__struct_fields__}
    cache = RenditionCache(context.pictures, qualities, context.config.pictures.largest)
    return cache.get(rendition, context.picture_files[rendition.name])


def social_card_page(renderer: Renderer, page: Page) -> bytes:
    """Raises OSError."""
    card, context = SocialCard.of(page.route.output, page.subject), renderer.context

    def drawn() -> bytes:
        from newsgen.pictures.draw_card import card_bytes  # takes long, and mostly all cards are there

        return card_bytes(card, renderer.card_style, context.site)

    return cached(context.pictures, card.output, drawn)


MAKERS: dict[Kind, Callable[[Renderer, Page], bytes]] = {
    "front": front_page,
    "article": article_page,
    "section": group_page,
    "tag": group_page,
    "author": author_page,
    "month": month_page,
    "archive": archive_page,
    "sections": sections_page,
    "tags": tags_page,
    "authors": authors_page,
    "corrections": corrections_page,
    "plain": plain_page,
    "not_found": not_found,
    "gone": gone,
    "gone_map": lambda renderer, _: nginx_map(renderer.config.gone, renderer.base).encode(),
    "redirect": redirect,
    "rss": feed_page,
    "atom": feed_page,
    "json_feed": feed_page,
    "sitemap_index": sitemap_index,
    "sitemap": sitemap,
    "news_sitemap": news_sitemap,
    "robots": robots,
    "fragment": lambda renderer, page: renderer.fragment_file(page.subject),
    "rendition": rendition_page,
    "social_card": social_card_page,
    "icon": icon_page,
}
"""Of each kind of page but a `file`, which is copied. They raise what its layout raises."""
