"""What a page is, for search engines: a schema.org graph in JSON-LD. Pure; says only what the page shows."""

import re
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from newsgen.model.article import ArticleType, Author, Card, Group, Photo
from newsgen.pages.escaping import absolute_url, json_bytes, rfc3339, script_json, without_empty
from newsgen.pages.views import ArticleView, Month, PageKind, PageView, SiteView

Node = dict[str, Any]
"""A thing of schema.org, or a reference to one: only its `@id`."""
Listed = tuple[Card | Month | Group | Author, ...]
_BREAKING = re.compile(r"\A\s*breaking(\s+news)?\s*:\s*", re.IGNORECASE)
_ARTICLE_TYPES: dict[ArticleType, str] = {
    "news": "NewsArticle",
    "live": "NewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "sponsored": "AdvertiserContentArticle",
}
"""A live one is no LiveBlogPosting: that is made of timed updates, which a body doesn't tell apart. In schema.org an
AdvertiserContentArticle is no NewsArticle; here it has the same keys."""
_PAGE_TYPES: dict[PageKind, str] = {
    "front": "CollectionPage",
    "section": "CollectionPage",
    "tag": "CollectionPage",
    "month": "CollectionPage",
    "archive": "CollectionPage",
    "sections": "CollectionPage",
    "tags": "CollectionPage",
    "authors": "CollectionPage",
    "corrections": "CollectionPage",
    "author": "ProfilePage",
    "article": "WebPage",
    "plain": "WebPage",
}
"""The pages that search engines may list; the others (not found, redirect) have no graph."""


def graph(
    page: PageView,
    site: SiteView,
    origin: str,
    article: ArticleView | None = None,
    author: Author | None = None,
    crops: tuple[str, ...] = (),
    drawn: str = "",
    listed: Listed = (),
) -> Markup:
    """Return the graph of a page, as the text of a `<script>`; empty where a page has none. origin: scheme and host
    before every root-relative url. article, author: whose page it is, if it is one's. crops: urls of its photo in
    other shapes. drawn: url of what stands for it where there is none. listed: what the page leads to, in order."""
    if page.kind not in _PAGE_TYPES:
        return Markup()
    photo = _photo(article.photo, article.authors, site, origin) if article else _photo(page.photo, (), site, origin)
    steps = [
        _node("ListItem", position=position, name=link.title, item=absolute_url(link.url, origin))
        for position, link in enumerate(page.breadcrumbs, start=1)
    ]
    crumbs = _node("BreadcrumbList", f"{page.canonical}#breadcrumbs", itemListElement=steps) if steps else None
    stories = _list(listed, page, origin) if listed else None
    profile = None
    if author:
        links = [link for link in (absolute_url(link, origin) for link in author.links) if link]
        image = absolute_url(author.photo.url, origin) if author.photo else ""
        profile = _person(author, origin, description=author.bio, image=image, sameAs=links)
    nodes = [
        _article(article, page, photo, crops or ((drawn,) if drawn else ()), site, origin) if article else None,
        _node(
            _PAGE_TYPES[page.kind],
            page.canonical,
            url=page.canonical,
            name=page.title or site.title,
            description=page.description,
            inLanguage=page.lang,
            isPartOf=_part("website", site, origin),
            breadcrumb=_reference(crumbs),
            primaryImageOfPage=_reference(photo),
            image="" if article else drawn,
            dateModified=_newest(listed) if author else "",
            mainEntity=profile or _reference(stories),
            mentions=_reference(stories) if author else None,
        ),
        photo,
        crumbs,
        stories,
    ]
    own = b",".join(json_bytes(node) for node in nodes if node)
    return script_json(b'{"@context":"https://schema.org","@graph":[' + own + b"," + _site_nodes(site, origin) + b"]}")


def headline(title: str) -> str:
    """A title without the BREAKING: before it, which stops being true while the title stays."""
    return _BREAKING.sub("", title) or title


def _node(kind: str, own_id: str = "", **values: Any) -> Node:
    """Make a node without the values that are empty."""
    node = {"@type": kind, "@id": own_id} if own_id else {"@type": kind}
    return node | without_empty(values, "name", "headline", "text")


def _reference(node: Node | None) -> Node | None:
    return {"@id": node["@id"]} if node else None


def _list(listed: Listed, page: PageView, origin: str) -> Node:
    """Source: Google, "Carousel": a summary page says no more than where the pages are."""
    places = [
        _node("ListItem", position=position, url=absolute_url(each.url, origin))
        for position, each in enumerate(listed, start=1)
    ]
    return _node("ItemList", f"{page.canonical}#list", itemListElement=places)


def _newest(listed: Listed) -> str:
    """When a list of stories last changed: the newest time of any of them; "" where there is none."""
    times = [each.updated or each.published for each in listed if isinstance(each, Card)]
    return rfc3339(max(times)) if times else ""


@lru_cache(maxsize=8)
def _site_nodes(site: SiteView, origin: str) -> bytes:
    """The newspaper and its site: the same on every page, so encoded once."""
    home, publisher = absolute_url(site.home, origin), site.publisher
    logo = absolute_url(publisher.logo, origin)
    below = home.rstrip("/")
    organization = _node(
        "NewsMediaOrganization",
        f"{home}#publisher",
        name=publisher.name or site.title,
        url=absolute_url(publisher.url, origin) or home,
        logo=_node("ImageObject", f"{home}#logo", url=logo, contentUrl=logo) if logo else None,
        sameAs=publisher.same_as,
        foundingDate=publisher.founded,
        email=publisher.email,
        correctionsPolicy=absolute_url(publisher.corrections_policy, below),
        ethicsPolicy=absolute_url(publisher.ethics_policy, below),
        ownershipFundingInfo=absolute_url(publisher.ownership, below),
    )
    website = _node(
        "WebSite",
        f"{home}#website",
        name=site.title,
        url=home,
        description=site.description,
        inLanguage=site.language,
        publisher=_part("publisher", site, origin),
    )
    return json_bytes(organization) + b"," + json_bytes(website)


def _part(name: str, site: SiteView, origin: str) -> Node:
    """A reference to the newspaper (publisher) or its site (website)."""
    return {"@id": f"{absolute_url(site.home, origin)}#{name}"}


def _article(
    article: ArticleView, page: PageView, photo: Node | None, crops: tuple[str, ...], site: SiteView, origin: str
) -> Node:
    publisher = _part("publisher", site, origin)
    pictures = [*filter(None, [_reference(photo)]), *(absolute_url(crop, origin) for crop in crops)]
    return _node(
        _ARTICLE_TYPES[article.type],
        f"{page.canonical}#article",
        url=page.canonical,
        mainEntityOfPage={"@id": page.canonical},
        headline=headline(article.title),
        alternativeHeadline=article.subtitle,
        description=page.description or article.summary,
        datePublished=rfc3339(article.published),
        dateModified=rfc3339(article.updated or article.published),
        author=[_author(author, site, origin) for author in article.authors] or [publisher],
        publisher=publisher,
        image=pictures if crops else _reference(photo),
        articleSection=article.section.title,
        keywords=[tag.title for tag in article.tags],
        inLanguage=article.lang or page.lang,
        wordCount=article.words,
        isAccessibleForFree=True,
        correction=[
            _node("CorrectionComment", text=each.text, datePublished=rfc3339(each.date) if each.date else "")
            for each in article.corrections
        ],
    )


def _author(author: Author, site: SiteView, origin: str) -> Node:
    """An author as a byline shows them: the newspaper where it signs itself."""
    return _part("publisher", site, origin) if _is_the_paper(author.name, site) else _person(author, origin)


def _person(author: Author, origin: str, **more: Any) -> Node:
    url = absolute_url(author.url, origin)
    return _node("Person", f"{url}#person" if url else "", name=author.name, url=url, jobTitle=author.role, **more)


def _photo(photo: Photo | None, authors: tuple[Author, ...], site: SiteView, origin: str) -> Node | None:
    """A picture with its credit as printed. Who made it is said only where that is sure: a credit names people, offices
    and agencies alike. No copyright notice: a credit is none. Source: Google, "Image metadata"."""
    url = absolute_url(photo.url, origin) if photo else ""
    if not photo or not url:
        return None
    made_by = (_author(author, site, origin) for author in authors if author.name == photo.credit)
    license_page = absolute_url(photo.license, origin)
    return _node(
        "ImageObject",
        url,
        url=url,
        contentUrl=url,
        width=photo.width,
        height=photo.height,
        caption=photo.caption,
        creditText=photo.credit,
        creator=_part("publisher", site, origin) if _is_the_paper(photo.credit, site) else next(made_by, None),
        license=license_page,
        acquireLicensePage=absolute_url(photo.credit_url, origin) if license_page else "",
    )


def _is_the_paper(name: str, site: SiteView) -> bool:
    return bool(name) and name in (site.title, site.publisher.name)
