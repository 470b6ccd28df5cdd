"""A page's head: title, canonical url, breadcrumbs, feeds, Open Graph, Twitter card, JSON-LD. Pure."""

from functools import lru_cache

from babel.core import get_global, parse_locale
from msgspec.structs import replace

from newsgen.model.article import Author, Photo
from newsgen.pages import json_ld
from newsgen.pages.escaping import absolute_url, rfc3339
from newsgen.pages.plan import Page
from newsgen.pages.renderer import Renderer
from newsgen.pages.views import ArticleView, Link, PageKind, PageView
from newsgen.pictures.renditions import SHAPES
from newsgen.pictures.social_cards import SIZE, social_card

Meta = tuple[tuple[str, str], ...]
_TYPES: dict[PageKind, str] = {"article": "article", "author": "profile"}


def page_view(
    renderer: Renderer,
    page: Page,
    draft: PageView,
    article: ArticleView | None = None,
    author: Author | None = None,
    listed: json_ld.Listed = (),
) -> PageView:
    """Complete the head of a page with what follows from its address, and with its metadata. draft: its breadcrumbs are
    those between the front page and it, its feeds those besides the site's own; canonical: "" for the page's own
    address; lang: "" for the site's. article, author: whose page it is, if it is one's. listed: what it leads to."""
    url, site, origin = renderer.base + page.route.url, renderer.site, renderer.origin
    has_way = draft.kind not in ("front", "not_found", "gone")
    way = (Link(renderer.text("Home"), site.home), *draft.breadcrumbs, Link(draft.title, url)) if has_way else ()
    place = way[1].url if way[1:] else url
    view = replace(
        draft,
        url=url,
        canonical=draft.canonical or absolute_url(url, origin),
        lang=draft.lang or site.language,
        breadcrumbs=way,
        feeds=(*draft.feeds, *renderer.own_feeds),
        place=place if place in renderer.menu_urls else "",
    )
    card = _social_card(renderer, page, view, article)
    photo = article.photo if article else None
    crops = tuple(renderer.picture(photo, ratio).src for ratio in SHAPES) if photo and photo.name else ()
    title = renderer.labelled(view.title, article.type) if article else view.title
    meta = open_graph(replace(view, title=title, photo=view.photo or card), site.title, origin, article)
    drawn = absolute_url(card.url, origin) if card else ""
    return replace(view, meta=meta, json_ld=json_ld.graph(view, site, origin, article, author, crops, drawn, listed))


def _social_card(renderer: Renderer, page: Page, view: PageView, article: ArticleView | None) -> Photo | None:
    """What stands for a page without a photo; it is planned by the same words. Lists have that of the front page but
    for sections, of which each page has that of its front."""
    if view.photo or view.kind in ("not_found", "gone", "redirect", "search") or not renderer.config.pictures.cards:
        return None
    url, headline, kicker = page.route.url, view.title, ""
    if article:
        headline, kicker = renderer.labelled(article.title, article.type), article.section.title
    elif view.kind not in ("section", "plain"):
        url, headline = "/", ""
    elif page.number:
        front = view.breadcrumbs[-2]
        url, headline = front.url.removeprefix(renderer.base), front.title
    card = social_card(url, headline, kicker, renderer.card_style)
    alt, (width, height) = card.headline or renderer.site.title, SIZE
    return Photo(url=f"{renderer.base}/{card.output}", alt=alt, width=width, height=height, media_type="image/png")


def open_graph(page: PageView, site_title: str, origin: str, article: ArticleView | None = None) -> Meta:
    """Return how a page looks where it is shared: raw pairs for `<meta property= content=>`, none of them empty. A name
    that begins with `twitter:` goes into `name=`. page.photo: the picture to share. origin: scheme and host before
    every root-relative url. Source: ogp.me; X, "Summary card with large image"."""
    title, photo = page.title or site_title, page.photo
    picture = absolute_url(photo.url, origin) if photo else ""
    pairs = [
        ("og:type", _TYPES.get(page.kind, "website")),
        ("og:title", title),
        ("og:description", page.description),
        ("og:url", page.canonical),
        ("og:site_name", site_title),
        ("og:locale", locale(page.lang)),
    ]
    if photo and picture:
        pairs += [
            ("og:image", picture),
            ("og:image:type", photo.media_type),
            ("og:image:width", str(photo.width or "")),
            ("og:image:height", str(photo.height or "")),
            ("og:image:alt", photo.alt),
        ]
    if article:
        pairs += [
            ("article:published_time", rfc3339(article.published)),
            ("article:modified_time", rfc3339(article.updated) if article.updated else ""),
            *(("article:author", absolute_url(author.url, origin)) for author in article.authors),
            ("article:section", article.section.title),
            *(("article:tag", tag.title) for tag in article.tags),
        ]
    pairs.append(("twitter:card", "summary_large_image" if picture else "summary"))
    return tuple((name, content) for name, content in pairs if content)


@lru_cache(maxsize=64)
def locale(language: str) -> str:
    """`language_TERRITORY` of a language tag, with the likeliest territory where it has none: el -> el_GR. "" where it
    can't be told. Source: CLDR, "Likely subtags"."""
    try:
        code, territory, script, *_ = parse_locale(language.replace("_", "-"), sep="-")
    except ValueError:
        return ""
    if not territory:
        likely = get_global("likely_subtags")
        whole = likely.get(f"{code}_{script}") or likely.get(code, "")
        territory = parse_locale(whole)[1] if whole else None
    return f"{code}_{territory}" if territory else ""
