"""A page's head: title, canonical url, breadcrumbs, feeds, metadata. Pure."""

from msgspec.structs import replace

from newsgen.model.article import Author, Photo
from newsgen.pages import open_graph, structured_data
from newsgen.pages.desk import Desk
from newsgen.pages.escaping import absolute_url
from newsgen.pages.plan import Page
from newsgen.pages.structured_data import Head
from newsgen.pages.views import ArticleView, Link, PageKind, PageView

INDEXED = "max-image-preview:large"
NOT_INDEXED = "noindex"


def page_view(
    desk: Desk,
    page: Page,
    kind: PageKind,
    title: str,
    *,
    description: str = "",
    lang: str = "",
    photo: Photo | None = None,
    trail: tuple[Link, ...] = (),
    canonical: str = "",
    indexed: bool = True,
    feeds: tuple[Link, ...] = (),
    article: ArticleView | None = None,
    author: Author | None = None,
    number: int = 0,
    newer: str = "",
    older: str = "",
) -> PageView:
    """trail: the breadcrumbs between the front page and this one. feeds: before the site's own."""
    url = desk.base + page.route.url
    home = Link(desk.site.title, desk.site.home)
    head = Head(
        kind=kind,
        canonical=canonical or absolute_url(url, desk.origin),
        title=title or desk.site.title,
        description=description,
        lang=lang or desk.site.language,
        photo=photo,
        breadcrumbs=() if kind in ("front", "not_found") else (replace(home, title="Home"), *trail, Link(title, url)),
    )
    if article is not None:
        graph = structured_data.graph_for_article(article, head, desk.site, desk.origin)
    else:
        graph = structured_data.graph_for_page(head, desk.site, desk.origin, author)
    return PageView(
        kind=kind,
        url=url,
        canonical=head.canonical,
        title=title,
        description=description,
        lang=head.lang,
        robots=INDEXED if indexed else NOT_INDEXED,
        photo=photo,
        breadcrumbs=head.breadcrumbs,
        feeds=(*feeds, *desk.feeds("/")),
        meta=open_graph.meta(head, desk.site.title, desk.origin, article),
        json_ld=graph,
        number=number,
        newer=newer,
        older=older,
    )
