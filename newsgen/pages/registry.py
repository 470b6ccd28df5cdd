"""Making a planned page, from its kind to its bytes; and the pages of which there is little to say. Pure."""

from collections.abc import Callable

from newsgen.model.gone import nginx_map
from newsgen.pages.article_page import article_page, plain_page
from newsgen.pages.feeds import feed_page
from newsgen.pages.listing_pages import archive_page, author_page, front_page, group_page, month_page
from newsgen.pages.metadata import page_view
from newsgen.pages.plan import Kind, Page
from newsgen.pages.renderer import Renderer
from newsgen.pages.sitemaps import news_sitemap, sitemap, sitemap_index
from newsgen.pages.views import NOT_INDEXED, PageView


def robots(renderer: Renderer, page: Page) -> bytes:
    sitemap_urls = (renderer.absolute("/sitemap.xml"), renderer.absolute("/news-sitemap.xml"))
    return renderer.render("robots.txt", sitemaps=sitemap_urls)


def not_found(renderer: Renderer, page: Page) -> bytes:
    draft = PageView(kind="not_found", title="Page not found", robots=NOT_INDEXED)
    return renderer.render("404.html", page=page_view(renderer, page, draft))


def gone(renderer: Renderer, page: Page) -> bytes:
    draft = PageView(kind="gone", title="This page was removed", robots=NOT_INDEXED)
    return renderer.render("gone.html", page=page_view(renderer, page, draft))


def redirect(renderer: Renderer, page: Page) -> bytes:
    target = page.subject
    draft = PageView(kind="redirect", title="", canonical=renderer.origin + target, robots=NOT_INDEXED)
    return renderer.render("redirect.html", page=page_view(renderer, page, draft), target=target)


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
}
"""Of each kind of page but a `file`, which is copied. They raise what its layout raises."""
