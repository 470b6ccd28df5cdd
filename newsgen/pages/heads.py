"""A page's head: title, canonical url, breadcrumbs, feeds, metadata. Pure."""

from msgspec import Struct

from newsgen.model.article import Author, Photo
from newsgen.pages import open_graph, structured_data
from newsgen.pages.escaping import absolute_url
from newsgen.pages.plan import Page
from newsgen.pages.renderer import Renderer
from newsgen.pages.structured_data import Head
from newsgen.pages.views import ArticleView, Link, PageKind, PageView

INDEXED = "max-image-preview:large"
NOT_INDEXED = "noindex"


class About(Struct, frozen=True, kw_only=True):
    """What a page is about. trail: the breadcrumbs between the front page and it. feeds: besides the site's own.

    canonical: absolute; "" for the page's own address. lang: "" for the site's.
    """

    kind: PageKind
    title: str
    description: str = ""
    lang: str = ""
    photo: Photo | None = None
    trail: tuple[Link, ...] = ()
    canonical: str = ""
    indexed: bool = True
    feeds: tuple[Link, ...] = ()
    article: ArticleView | None = None
    author: Author | None = None


class Leaf(Struct, frozen=True):
    """Where a listing page stands among its neighbours, as in PageView."""

    number: int = 0
    newer: str = ""
    older: str = ""


ALONE = Leaf()


def page_view(renderer: Renderer, page: Page, about: About, leaf: Leaf = ALONE) -> PageView:
    head = _head(renderer, page, about)
    if about.article is not None:
        graph = structured_data.graph_for_article(about.article, head, renderer.site, renderer.origin)
    else:
        graph = structured_data.graph_for_page(head, renderer.site, renderer.origin, about.author)
    url = renderer.base + page.route.url
    return PageView(
        kind=about.kind,
        url=url,
        canonical=head.canonical,
        title=about.title,
        description=about.description,
        lang=head.lang,
        robots=INDEXED if about.indexed else NOT_INDEXED,
        photo=about.photo,
        breadcrumbs=head.breadcrumbs,
        feeds=(*about.feeds, *renderer.own_feeds),
        meta=open_graph.meta(head, renderer.site.title, renderer.origin, about.article),
        json_ld=graph,
        number=leaf.number,
        newer=leaf.newer,
        older=leaf.older,
        place=renderer.place_in_menu(head.breadcrumbs, url),
    )


def _head(renderer: Renderer, page: Page, about: About) -> Head:
    url = renderer.base + page.route.url
    has_way = about.kind not in ("front", "not_found", "gone")
    way = (Link("Home", renderer.site.home), *about.trail, Link(about.title, url)) if has_way else ()
    return Head(
        kind=about.kind,
        canonical=about.canonical or absolute_url(url, renderer.origin),
        title=about.title or renderer.site.title,
        description=about.description,
        lang=about.lang or renderer.site.language,
        photo=about.photo,
        breadcrumbs=way,
    )
