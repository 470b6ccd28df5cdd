"""Giving each article its url and its id, each only once. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from newsgen.model.entry import Entry
from newsgen.model.urls import Claim, Clash, filled, route


def addressed(
    articles: Sequence[Entry], permalink: str, language: str, content: str
) -> tuple[list[Entry], list[Clash]]:
    """Every article with a url and an id of its own. content: how problems call the content folder. Of two that clash
    the one with the earlier date keeps url and id; the other gets `-2`."""
    keys = {article.url.casefold() for article in articles}
    if len(keys) == len(articles) == len({article.id for article in articles}):
        return list(articles), []
    urls: dict[str, str] = {}
    ids: dict[str, str] = {}
    found, clashes = [], []
    for article in sorted(articles, key=lambda article: (article.time, article.source)):
        rival = urls.get(route(article.url).key)
        if rival:
            clashes.append(_clash(article.url, article, rival, content))
            article = _with_free_slug(article, urls, permalink, language)
        elif article.id in ids:
            clashes.append(_clash(article.id, article, ids[article.id], content, "id"))
        article = _with_free_id(article, ids)
        urls[route(article.url).key] = ids[article.id] = article.source
        found.append(article)
    return found, clashes


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


def _clash(value: str, article: Entry, rival: str, content: str, key: Literal["slug", "id"] = "slug") -> Clash:
    return Clash(value, Claim(f"{content}/{article.source}", key), Claim(f"{content}/{rival}", key))
