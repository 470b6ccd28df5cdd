"""What machines read: feeds, sitemaps, robots.txt; and redirects and the pages for what is not there. Pure."""

from datetime import datetime
from functools import partial

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.indices import GroupKind
from newsgen.model.article import Article, Author, Card, Group, Photo
from newsgen.model.gone import nginx_map
from newsgen.pages import feeds, sitemaps
from newsgen.pages.article_page import article_view
from newsgen.pages.desk import Desk
from newsgen.pages.feeds import Feed, FeedEntry, tag_uri
from newsgen.pages.heads import About, page_view
from newsgen.pages.plan import Page, listing_url, month_url, sitemap_url
from newsgen.pages.sitemaps import NewsUrl, SitemapUrl
from newsgen.pages.views import labelled

_WRITERS = {"rss": feeds.rss, "atom": feeds.atom, "json_feed": feeds.json_feed}


def feed_page(desk: Desk, page: Page) -> bytes:
    kind, _, name = page.subject.partition("/")
    return _WRITERS[page.kind](_feed(desk, kind, name), desk.absolute(page.route.url))


def _feed(desk: Desk, kind: str, name: str) -> Feed:
    """The feed of the site (kind ""), or of a section, tag or author."""
    title, cards = _named(desk, kind, name), _newest(desk, kind, name)
    site, authority = desk.site, desk.config.authority
    return Feed(
        id=f"tag:{authority},2000-01-01:{kind}/{name}" if kind else f"tag:{authority},2000-01-01:news",
        title=f"{site.title}: {title}" if title else site.title,
        description=site.description or site.tagline,
        home=desk.absolute(f"/{kind}/{name}/" if kind else "/"),
        origin=desk.origin,
        language=site.language,
        publisher=site.publisher.name or site.title,
        entries=tuple(desk.once("feed entry", card.id, partial(_entry, desk, card)) for card in cards),
    )


def _named(desk: Desk, kind: str, name: str) -> str:
    if kind == "author":
        author = desk.ask(Catalog.author, name)
        return author.name if isinstance(author, Author) else name
    group = desk.ask(Catalog.group, "tag" if kind == "tag" else "section", name) if kind else None
    return group.title if isinstance(group, Group) else ""


def _newest(desk: Desk, kind: str, name: str) -> tuple[Card, ...]:
    count = desk.config.feeds.count
    kinds: dict[str, GroupKind] = {"section": "section", "tag": "tag", "author": "author"}
    return desk.ask(Catalog.newest_listed, kinds[kind], name, count) if kind else desk.ask(Catalog.newest, count)


def _entry(desk: Desk, card: Card) -> FeedEntry:
    article = desk.ask(Catalog.article, card.id)
    if not isinstance(article, Article):
        raise KeyError(card.id)
    view = article_view(desk, article, card, card.url[len(desk.base) :], desk.origin)
    return FeedEntry(
        id=tag_uri(desk.config.authority, card.published, card.id),
        url=desk.origin + card.url,
        title=labelled(card.title, card.type),
        summary=card.summary,
        html=view.body,
        published=card.published,
        updated=card.updated,
        authors=card.authors,
        section=card.section.title,
        tags=tuple(tag.title for tag in view.tags),
        photo=card.photo,
        lang=card.lang or desk.site.language,
    )


def sitemap_index(desk: Desk, page: Page) -> bytes:
    parts = ((name, number) for name, count in desk.ask(Catalog.sitemaps, sitemaps.MAX_URLS) for number in range(count))
    return sitemaps.index(
        SitemapUrl(desk.absolute(sitemap_url(name, number)), _changed_in(desk, name))
        for name, number in parts
        if name == "pages" or desk.ask(Catalog.month_changed, name)
    )


def _changed_in(desk: Desk, name: str) -> datetime | None:
    return None if name == "pages" else desk.ask(Catalog.month_changed, name)


def fragment_page(desk: Desk, page: Page) -> bytes:
    """A fragment on its own, for pages that include or fetch it."""
    return desk.alone(page.subject)


def sitemap(desk: Desk, page: Page) -> bytes:
    return sitemaps.urlset(_part(desk, page.subject, page.number))


def _part(desk: Desk, name: str, number: int) -> list[SitemapUrl]:
    urls = desk.once("sitemap", name, lambda: _other_urls(desk) if name == "pages" else _article_urls(desk, name))
    return urls[number * sitemaps.MAX_URLS : (number + 1) * sitemaps.MAX_URLS]


def _article_urls(desk: Desk, month: str) -> list[SitemapUrl]:
    cards = desk.ask(Catalog.indexed, month)
    return [SitemapUrl(desk.origin + card.url, _changed(card), _images(desk, card.photo)) for card in cards]


def _other_urls(desk: Desk) -> list[SitemapUrl]:
    paths = ["/", "/archive/", *(month_url(month) for month in desk.ask(Catalog.months))]
    paths += [listing_url("section", group.slug, 0) for group in desk.ask(Catalog.groups, "section")]
    paths += [listing_url("tag", group.slug, 0) for group in desk.ask(Catalog.groups, "tag")]
    paths += [listing_url("author", author.slug, 0) for author in desk.ask(Catalog.authors)]
    paths += [url for url, noindex in desk.ask(Catalog.plain_urls) if not noindex]
    return [SitemapUrl(desk.absolute(path)) for path in paths]


def news_sitemap(desk: Desk, page: Page) -> bytes:
    cards = desk.ask(Catalog.recent, sitemaps.MAX_NEWS)
    return sitemaps.news_urlset(
        (
            NewsUrl(
                loc=desk.origin + card.url,
                title=card.title,
                published=card.published,
                language=card.lang or desk.site.language,
            )
            for card in cards
        ),
        desk.site.title,
    )


def robots(desk: Desk, page: Page) -> bytes:
    sitemap_urls = (desk.absolute("/sitemap.xml"), desk.absolute("/news-sitemap.xml"))
    return desk.render("robots.txt", sitemaps=sitemap_urls)


def not_found(desk: Desk, page: Page) -> bytes:
    about = About(kind="not_found", title="Page not found", indexed=False)
    return desk.render("404.html", page=page_view(desk, page, about))


def gone(desk: Desk, page: Page) -> bytes:
    about = About(kind="gone", title="This page was removed", indexed=False)
    return desk.render("gone.html", page=page_view(desk, page, about))


def gone_map(desk: Desk, page: Page) -> bytes:
    return nginx_map(desk.config.gone, desk.base).encode()


def redirect(desk: Desk, page: Page) -> bytes:
    target = page.subject
    about = About(kind="redirect", title="", canonical=desk.origin + target, indexed=False)
    return desk.render("redirect.html", page=page_view(desk, page, about), target=target)


def _changed(card: Card) -> datetime:
    return max(card.published, card.updated) if card.updated else card.published


def _images(desk: Desk, photo: Photo | None) -> tuple[str, ...]:
    return (desk.origin + photo.url if photo.url.startswith("/") else photo.url,) if photo else ()
