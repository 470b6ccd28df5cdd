"""What a page is, for search engines: a schema.org graph in JSON-LD. Pure; says only what the page shows."""

import re
from functools import lru_cache

from markupsafe import Markup
from msgspec import Struct, field

from newsgen.model.article import ArticleType, Author, Correction, Photo
from newsgen.pages.escaping import absolute_url, json_bytes, rfc3339, script_json
from newsgen.pages.views import ArticleView, Link, PageKind, SiteView

_BREAKING = re.compile(r"\s*breaking(\s+news)?\s*:\s*", re.IGNORECASE)


class Head(Struct, frozen=True, kw_only=True):
    """What is known of a page before its metadata is made; its fields are those of PageView.

    photo: the picture that stands for the page where it is shared, or None.
    """

    kind: PageKind
    canonical: str
    title: str
    description: str = ""
    lang: str
    photo: Photo | None = None
    breadcrumbs: tuple[Link, ...] = ()


class Ref(Struct, frozen=True):
    """A node of the graph, named in another."""

    id: str = field(name="@id")


class Node(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel", tag_field="@type", tag=True):
    """A thing of schema.org; the class's name is its type. Empty values are left out."""


class Person(Node, frozen=True, kw_only=True):
    id: str = field(default="", name="@id")
    name: str
    url: str = ""
    job_title: str = ""
    description: str = ""
    image: str = ""
    same_as: tuple[str, ...] = ()


class ImageObject(Node, frozen=True, kw_only=True):
    """width, height: pixels."""

    id: str = field(name="@id")
    url: str
    content_url: str
    width: int | None = None
    height: int | None = None
    caption: str = ""
    credit_text: str = ""
    creator: Person | Ref | None = None
    license: str = ""
    acquire_license_page: str = ""


class NewsMediaOrganization(Node, frozen=True, kw_only=True):
    id: str = field(name="@id")
    name: str
    url: str
    logo: ImageObject | None = None
    same_as: tuple[str, ...] = ()
    founding_date: str = ""
    email: str = ""
    corrections_policy: str = ""
    ethics_policy: str = ""
    ownership_funding_info: str = ""


class WebSite(Node, frozen=True, kw_only=True):
    id: str = field(name="@id")
    name: str
    url: str
    description: str = ""
    in_language: str
    publisher: Ref


class ListItem(Node, frozen=True, kw_only=True):
    position: int
    name: str
    item: str = ""


class BreadcrumbList(Node, frozen=True, kw_only=True):
    id: str = field(name="@id")
    item_list_element: tuple[ListItem, ...]


class WebPage(Node, frozen=True, kw_only=True):
    id: str = field(name="@id")
    url: str
    name: str
    description: str = ""
    in_language: str
    is_part_of: Ref
    breadcrumb: Ref | None = None
    primary_image_of_page: Ref | None = None
    main_entity: Person | None = None


class CollectionPage(WebPage, frozen=True, kw_only=True):
    pass


class ProfilePage(WebPage, frozen=True, kw_only=True):
    pass


class CorrectionComment(Node, frozen=True, kw_only=True):
    text: str
    date_published: str = ""


class NewsArticle(Node, frozen=True, kw_only=True):
    """Also a live one: a LiveBlogPosting is made of timed updates, which a body doesn't tell apart."""

    id: str = field(name="@id")
    url: str
    main_entity_of_page: Ref
    headline: str
    alternative_headline: str = ""
    description: str = ""
    date_published: str
    date_modified: str
    author: tuple[Person | Ref, ...]
    publisher: Ref
    image: Ref | None = None
    article_section: str = ""
    keywords: tuple[str, ...] = ()
    in_language: str
    word_count: int = 0
    is_accessible_for_free: bool
    correction: tuple[CorrectionComment, ...] = ()


class AnalysisNewsArticle(NewsArticle, frozen=True, kw_only=True):
    pass


class OpinionNewsArticle(NewsArticle, frozen=True, kw_only=True):
    pass


class AdvertiserContentArticle(NewsArticle, frozen=True, kw_only=True):
    """In schema.org it is no NewsArticle; here it shares the fields."""


_ARTICLE_TYPES: dict[ArticleType, type[NewsArticle]] = {
    "news": NewsArticle,
    "live": NewsArticle,
    "analysis": AnalysisNewsArticle,
    "opinion": OpinionNewsArticle,
    "sponsored": AdvertiserContentArticle,
}
_PAGE_TYPES: dict[PageKind, type[WebPage]] = {
    "front": CollectionPage,
    "section": CollectionPage,
    "tag": CollectionPage,
    "month": CollectionPage,
    "archive": CollectionPage,
    "author": ProfilePage,
    "article": WebPage,
    "plain": WebPage,
}
"""The pages that search engines may list; the others (not found, redirect) have no graph."""


def graph_for_article(article: ArticleView, head: Head, site: SiteView, origin: str) -> Markup:
    """The graph of an article's page. origin: scheme and host before every root-relative url."""
    photo = _photo(article.photo, article.authors, site, origin)
    nodes = _page(head, photo, site, origin)
    return _graph(_article(article, head, photo, site, origin), *nodes, site=site, origin=origin)


def graph_for_page(head: Head, site: SiteView, origin: str, author: Author | None = None) -> Markup:
    """The graph of any other page; empty where a page has none. author: whose page it is, if it is one's."""
    if head.kind not in _PAGE_TYPES:
        return Markup()
    photo = _photo(head.photo, (), site, origin)
    profile = _profile(author, origin) if author else None
    return _graph(*_page(head, photo, site, origin, profile), site=site, origin=origin)


def headline(title: str) -> str:
    """A title without the BREAKING: before it, which stops being true while the title stays."""
    match = _BREAKING.match(title)
    return title[match.end() :] or title if match else title


def _graph(*nodes: Node, site: SiteView, origin: str) -> Markup:
    own = b",".join(map(json_bytes, nodes))
    graph = b'{"@context":"https://schema.org","@graph":[' + own + b"," + _site_nodes(site, origin) + b"]}"
    return script_json(graph)


@lru_cache(maxsize=8)
def _site_nodes(site: SiteView, origin: str) -> bytes:
    """The newspaper and its site: the same on every page, so encoded once."""
    home = absolute_url(site.home, origin)
    publisher = site.publisher
    organization = NewsMediaOrganization(
        id=_publisher(site, origin).id,
        name=publisher.name or site.title,
        url=absolute_url(publisher.url, origin) or home,
        logo=_logo(site, origin),
        same_as=publisher.same_as,
        founding_date=publisher.founded,
        email=publisher.email,
        corrections_policy=_policy(publisher.corrections_policy, home),
        ethics_policy=_policy(publisher.ethics_policy, home),
        ownership_funding_info=_policy(publisher.ownership, home),
    )
    website = WebSite(
        id=_website(site, origin).id,
        name=site.title,
        url=home,
        description=site.description,
        in_language=site.language,
        publisher=_publisher(site, origin),
    )
    return json_bytes(organization) + b"," + json_bytes(website)


def _publisher(site: SiteView, origin: str) -> Ref:
    return Ref(absolute_url(site.home, origin) + "#publisher")


def _website(site: SiteView, origin: str) -> Ref:
    return Ref(absolute_url(site.home, origin) + "#website")


def _logo(site: SiteView, origin: str) -> ImageObject | None:
    logo = absolute_url(site.publisher.logo, origin)
    home = absolute_url(site.home, origin)
    return ImageObject(id=f"{home}#logo", url=logo, content_url=logo) if logo else None


def _policy(page: str, home: str) -> str:
    """The page of a policy; its path in the config starts at the site's home."""
    return absolute_url(page, home.rstrip("/"))


def _article(article: ArticleView, head: Head, photo: ImageObject | None, site: SiteView, origin: str) -> NewsArticle:
    publisher = _publisher(site, origin)
    return _ARTICLE_TYPES[article.type](
        id=f"{head.canonical}#article",
        url=head.canonical,
        main_entity_of_page=Ref(head.canonical),
        headline=headline(article.title),
        alternative_headline=article.subtitle,
        description=head.description or article.summary,
        date_published=rfc3339(article.published),
        date_modified=rfc3339(article.updated or article.published),
        author=tuple(_author(author, site, origin) for author in article.authors) or (publisher,),
        publisher=publisher,
        image=Ref(photo.id) if photo else None,
        article_section=article.section.title,
        keywords=tuple(tag.title for tag in article.tags),
        in_language=article.lang or head.lang,
        word_count=article.words,
        is_accessible_for_free=True,
        correction=tuple(_correction(correction) for correction in article.corrections),
    )


def _author(author: Author, site: SiteView, origin: str) -> Person | Ref:
    """A byline: a person's, or the paper's own name."""
    if _is_the_paper(author.name, site):
        return _publisher(site, origin)
    url = absolute_url(author.url, origin)
    return Person(id=f"{url}#person" if url else "", name=author.name, url=url, job_title=author.role)


def _profile(author: Author, origin: str) -> Person:
    """An author as the page about them shows them."""
    url = absolute_url(author.url, origin)
    links = (absolute_url(link, origin) for link in author.links)
    return Person(
        id=f"{url}#person" if url else "",
        name=author.name,
        url=url,
        job_title=author.role,
        description=author.bio,
        image=absolute_url(author.photo.url, origin) if author.photo else "",
        same_as=tuple(link for link in links if link),
    )


def _correction(correction: Correction) -> CorrectionComment:
    date = rfc3339(correction.date) if correction.date else ""
    return CorrectionComment(text=correction.text, date_published=date)


def _photo(photo: Photo | None, authors: tuple[Author, ...], site: SiteView, origin: str) -> ImageObject | None:
    """A picture with its credit as printed.

    Who made it is said only where that is sure: a credit names people, offices and agencies alike. No
    copyright notice: a credit is none. Source: Google, "Image metadata".
    """
    url = absolute_url(photo.url, origin) if photo else ""
    if not photo or not url:
        return None
    licence = absolute_url(photo.license, origin)
    return ImageObject(
        id=url,
        url=url,
        content_url=url,
        width=photo.width,
        height=photo.height,
        caption=photo.caption,
        credit_text=photo.credit,
        creator=_creator(photo.credit, authors, site, origin),
        license=licence,
        acquire_license_page=absolute_url(photo.credit_url, origin) if licence else "",
    )


def _creator(credit: str, authors: tuple[Author, ...], site: SiteView, origin: str) -> Person | Ref | None:
    if _is_the_paper(credit, site):
        return _publisher(site, origin)
    return next((_author(author, site, origin) for author in authors if author.name == credit), None)


def _is_the_paper(name: str, site: SiteView) -> bool:
    return bool(name) and name in (site.title, site.publisher.name)


def _page(
    head: Head, photo: ImageObject | None, site: SiteView, origin: str, profile: Person | None = None
) -> list[Node]:
    """The page itself, its picture and the way to it."""
    crumbs = _breadcrumbs(head, origin)
    page = _PAGE_TYPES[head.kind](
        id=head.canonical,
        url=head.canonical,
        name=head.title,
        description=head.description,
        in_language=head.lang,
        is_part_of=_website(site, origin),
        breadcrumb=Ref(crumbs.id) if crumbs else None,
        primary_image_of_page=Ref(photo.id) if photo else None,
        main_entity=profile,
    )
    return [node for node in (page, photo, crumbs) if node]


def _breadcrumbs(head: Head, origin: str) -> BreadcrumbList | None:
    if not head.breadcrumbs:
        return None
    steps = (
        ListItem(position=position, name=link.title, item=absolute_url(link.url, origin))
        for position, link in enumerate(head.breadcrumbs, start=1)
    )
    return BreadcrumbList(id=f"{head.canonical}#breadcrumbs", item_list_element=tuple(steps))
