"""Making a planned page: from its kind to its bytes. Pure but for layouts, which its Renderer loads."""

from collections.abc import Callable

from newsgen.pages.article_page import article_page, plain_page
from newsgen.pages.listing_pages import (
    archive_page,
    author_page,
    front_page,
    group_page,
    month_page,
)
from newsgen.pages.machine_pages import (
    feed_page,
    fragment_page,
    gone,
    gone_map,
    news_sitemap,
    not_found,
    redirect,
    robots,
    sitemap,
    sitemap_index,
)
from newsgen.pages.plan import Kind, Page
from newsgen.pages.renderer import Renderer

MAKERS: dict[Kind, Callable[[Renderer, Page], bytes]] = {
    "front": front_page,
    "article": article_page,
    "section": group_page,
    "tag": group_page,
    "author": author_page,
    "month": month_page,
    "archive": archive_page,
    "plain": plain_page,
    "not_found": not_found,
    "gone": gone,
    "gone_map": gone_map,
    "redirect": redirect,
    "rss": feed_page,
    "atom": feed_page,
    "json_feed": feed_page,
    "sitemap_index": sitemap_index,
    "sitemap": sitemap,
    "news_sitemap": news_sitemap,
    "robots": robots,
    "fragment": fragment_page,
}


def make(renderer: Renderer, page: Page) -> bytes:
    """The bytes of any page but a `file`, which is copied. Raises what its layout raises."""
    return MAKERS[page.kind](renderer, page)
