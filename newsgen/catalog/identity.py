"""Giving each article its url and its id, each only once. Pure."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.article import Article
from newsgen.model.problem import Place, Problem
from newsgen.model.route import article_url, route


class Addressed(Struct, frozen=True):
    """An article and its url, without the site's base path."""

    article: Article
    url: str


def addressed(
    articles: Iterable[Article], permalink: str, language: str, content: str
) -> tuple[list[Addressed], list[Problem]]:
    """Every article with a url of its own. content: how problems call the content folder.

    Of two that clash the one with the earlier date keeps url and id; the other gets `-2`, and a problem says so.
    """
    urls: dict[str, str] = {}
    ids: dict[str, str] = {}
    found, problems = [], []
    for article in sorted(articles, key=lambda article: (article.published, article.source)):
        url = article_url(article, permalink, language)
        rival = urls.get(route(url).key)
        if rival:
            problems.append(_clash(article, rival, content, url))
            article, url = _with_free_slug(article, urls, permalink, language)
        elif article.id in ids:
            problems.append(_same_id(article, ids[article.id], content))
        article = _with_free_id(article, ids)
        urls[route(url).key] = ids[article.id] = article.source
        found.append(Addressed(article, url))
    return found, problems


def _with_free_slug(article: Article, urls: dict[str, str], permalink: str, language: str) -> tuple[Article, str]:
    number = 2
    while route(article_url(replace(article, slug=f"{article.slug}-{number}"), permalink, language)).key in urls:
        number += 1
    article = replace(article, slug=f"{article.slug}-{number}")
    return article, article_url(article, permalink, language)


def _with_free_id(article: Article, ids: dict[str, str]) -> Article:
    number, free = 2, article.id
    while free in ids:
        number, free = number + 1, f"{article.id}-{number}"
    return replace(article, id=free) if free != article.id else article


def _clash(article: Article, rival: str, content: str, url: str) -> Problem:
    what = f"the url {url} is taken by {content}/{rival}"
    return Problem("url-clash", Place(f"{content}/{article.source}"), what, "give one of them another `slug`")


def _same_id(article: Article, rival: str, content: str) -> Problem:
    what = f"the id '{article.id}' is taken by {content}/{rival}"
    return Problem("id-clash", Place(f"{content}/{article.source}"), what, "give one of them an `id` of its own")
