"""Giving each article its url and its id, each only once. Pure."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem
from newsgen.model.route import filled, route


def addressed(
    articles: Sequence[Entry], permalink: str, language: str, content: str
) -> tuple[list[Entry], list[Problem]]:
    """Every article with a url and an id of its own. content: how problems call the content folder.

    Of two that clash the one with the earlier date keeps url and id; the other gets `-2`, and a problem says so.
    """
    keys = {article.url.casefold() for article in articles}
    if len(keys) == len(articles) == len({article.id for article in articles}):
        return list(articles), []
    urls: dict[str, str] = {}
    ids: dict[str, str] = {}
    found, problems = [], []
    for article in sorted(articles, key=lambda article: (article.time, article.source)):
        rival = urls.get(route(article.url).key)
        if rival:
            problems.append(_clash(article, rival, content))
            article = _with_free_slug(article, urls, permalink, language)
        elif article.id in ids:
            problems.append(_same_id(article, ids[article.id], content))
        article = _with_free_id(article, ids)
        urls[route(article.url).key] = ids[article.id] = article.source
        found.append(article)
    return found, problems


def _with_free_slug(article: Entry, urls: dict[str, str], permalink: str, language: str) -> Entry:
    day, lang, number = datetime.fromisoformat(article.published), article.lang or language, 2
    while True:
        slug = f"{article.slug}-{number}"
        url = filled(permalink, day, slug, article.section_slug, lang)
        if route(url).key not in urls:
            return replace(article, slug=slug, url=url)
        number += 1


def _with_free_id(article: Entry, ids: dict[str, str]) -> Entry:
    number, free = 2, article.id
    while free in ids:
        number, free = number + 1, f"{article.id}-{number}"
    return replace(article, id=free) if free != article.id else article


def _clash(article: Entry, rival: str, content: str) -> Problem:
    what = f"the url {article.url} is taken by {content}/{rival}"
    return Problem("url-clash", Place(f"{content}/{article.source}"), what, "give one of them another `slug`")


def _same_id(article: Entry, rival: str, content: str) -> Problem:
    what = f"the id '{article.id}' is taken by {content}/{rival}"
    return Problem("id-clash", Place(f"{content}/{article.source}"), what, "give one of them an `id` of its own")
