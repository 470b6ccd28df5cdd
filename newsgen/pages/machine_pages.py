"""What machines read: feeds, sitemaps, robots.txt; and redirects and the pages for what is not there. Pure."""

from datetime import datetime
from functools import partial

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.indices import GroupKind
from newsgen.model.article import Article, Author, Card, Group, Photo
from newsgen.model.gone import nginx_map
from newsgen.pages import feeds, sitemaps
from newsgen.pages.article_page import article_view
from newsgen.pages.feeds import Feed, FeedEntry, tag_uri
from newsgen.pages.metadata import page_view
from newsgen.pages.plan import Page, listing_url, month_url, sitemap_url
from newsgen.pages.renderer import Renderer
from newsgen.pages.sitemaps import NewsUrl, SitemapUrl
from newsgen.pages.views import NOT_INDEXED, PageView, labelled

_WRITERS = {"rss": feeds.rss, "atom": feeds.atom, "json_feed": feeds.json_feed}


def feed_page(renderer: Renderer, page: Page) -> bytes:
    kind, _, name = page.subject.partition("/")
    return _WRITERS[page.kind](_feed(renderer, kind, name), renderer.absolute(page.route.url))


def _feed(renderer: Renderer, kind: str, name: str) -> Feed:
    """The feed of the site (kind ""), or of a section, tag or author."""
    title, cards = _named(renderer, kind, name), _newest(renderer, kind, name)
    site, authority = renderer.site, renderer.config.authority
    return Feed(
        id=f"tag:{authority},2000-01-01:{kind}/{name}" if kind else f"tag:{authority},2000-01-01:news",
        title=f"{site.title}: {title}" if title else site.title,
        description=site.description or site.tagline,
        home=renderer.absolute(f"/{kind}/{name}/" if kind else "/"),
        origin=renderer.origin,
        language=site.language,
        publisher=site.publisher.name or site.title,
        entries=tuple(renderer.once("feed entry", card.id, partial(_entry, renderer, card)) for card in cards),
    )


def _named(renderer: Renderer, kind: str, name: str) -> str:
    if kind == "author":
        author = renderer.ask(Catalog.author, name)
        return author.name if isinstance(author, Author) else name
    group = renderer.ask(Catalog.group, "tag" if kind == "tag" else "section", name) if kind else None
    return group.title if isinstance(group, Group) else ""


def _newest(renderer: Renderer, kind: str, name: str) -> tuple[Card, ...]:
    count = renderer.config.feeds.count
    kinds: dict[str, GroupKind] = {"section": "section", "tag": "tag", "author": "author"}
    return (
        renderer.ask(Catalog.newest_listed, kinds[kind], name, count) if kind else renderer.ask(Catalog.newest, count)
    )


def _entry(renderer: Renderer, card: Card) -> FeedEntry:
    article = renderer.ask(Catalog.article, card.id)
    if not isinstance(article, Article):
        raise KeyError(card.id)
    view = article_view(renderer, article, card, card.url[len(renderer.base) :], renderer.origin)
    return FeedEntry(
        id=tag_uri(renderer.config.authority, card.published, card.id),
        url=renderer.origin + card.url,
        title=labelled(card.title, card.type),
        summary=card.summary,
        html=view.body,
        published=card.published,
        updated=card.updated,
        authors=card.authors,
        section=card.section.title,
        tags=tuple(tag.title for tag in view.tags),
        photo=card.photo,
        lang=card.lang or renderer.site.language,
    )


def sitemap_index(renderer: Renderer, page: Page) -> bytes:
    parts = (
        (name, number) for name, count in renderer.ask(Catalog.sitemaps, sitemaps.MAX_URLS) for number in range(count)
    )
    return sitemaps.index(
        SitemapUrl(renderer.absolute(sitemap_url(name, number)), _changed_in(renderer, name))
        for name, number in parts
        if name == "pages" or renderer.ask(Catalog.month_changed, name)
    )


def _changed_in(renderer: Renderer, name: str) -> datetime | None:
    return None if name == "pages" else renderer.ask(Catalog.month_changed, name)


def fragment_page(renderer: Renderer, page: Page) -> bytes:
    """A fragment on its own, for pages that include or fetch it."""
    return renderer.alone(page.subject)


def sitemap(renderer: Renderer, page: Page) -> bytes:
    return sitemaps.urlset(_part(renderer, page.subject, page.number))


def _part(renderer: Renderer, name: str, number: int) -> list[SitemapUrl]:
    urls = renderer.once(
        "sitemap", name, lambda: _other_urls(renderer) if name == "pages" else _article_urls(renderer, name)
    )
    return urls[number * sitemaps.MAX_URLS : (number + 1) * sitemaps.MAX_URLS]


def _article_urls(renderer: Renderer, month: str) -> list[SitemapUrl]:
    cards = renderer.ask(Catalog.indexed, month)
    return [SitemapUrl(renderer.origin + card.url, _changed(card), _images(renderer, card.photo)) for card in cards]


def _other_urls(renderer: Renderer) -> list[SitemapUrl]:
    paths = ["/", "/archive/", *(month_url(month) for month in renderer.ask(Catalog.months))]
    paths += [listing_url("section", group.slug, 0) for group in renderer.ask(Catalog.groups, "section")]
    paths += [listing_url("tag", group.slug, 0) for group in renderer.ask(Catalog.groups, "tag")]
    paths += [listing_url("author", author.slug, 0) for author in renderer.ask(Catalog.authors)]
    paths += [url for url, noindex in renderer.ask(Catalog.plain_urls) if not noindex]
    return [SitemapUrl(renderer.absolute(path)) for path in paths]


def news_sitemap(renderer: Renderer, page: Page) -> bytes:
    cards = renderer.ask(Catalog.recent, sitemaps.MAX_NEWS)
    return sitemaps.news_urlset(
        (
            NewsUrl(
                loc=renderer.origin + card.url,
                title=card.title,
                published=card.published,
                language=card.lang or renderer.site.language,
            )
            for card in cards
        ),
        renderer.site.title,
    )


def robots(renderer: Renderer, page: Page) -> bytes:
    sitemap_urls = (renderer.absolute("/sitemap.xml"), renderer.absolute("/news-sitemap.xml"))
    return renderer.render("robots.txt", sitemaps=sitemap_urls)


def not_found(renderer: Renderer, page: Page) -> bytes:
    draft = PageView(kind="not_found", title="Page not found", robots=NOT_INDEXED)
    return renderer.render("404.html", page=page_view(renderer, page, draft))


def gone(renderer: Renderer, page: Page) -> bytes:
    draft = PageView(kind="gone", title="This page was removed", robots=NOT_INDEXED)
    return renderer.render("gone.html", page=page_view(renderer, page, draft))


def gone_map(renderer: Renderer, page: Page) -> bytes:
    return nginx_map(renderer.config.gone, renderer.base).encode()


def redirect(renderer: Renderer, page: Page) -> bytes:
    target = page.subject
    draft = PageView(kind="redirect", title="", canonical=renderer.origin + target, robots=NOT_INDEXED)
    return renderer.render("redirect.html", page=page_view(renderer, page, draft), target=target)


def _changed(card: Card) -> datetime:
    return max(card.published, card.updated) if card.updated else card.published


def _images(renderer: Renderer, photo: Photo | None) -> tuple[str, ...]:
    return (renderer.origin + photo.url if photo.url.startswith("/") else photo.url,) if photo else ()
