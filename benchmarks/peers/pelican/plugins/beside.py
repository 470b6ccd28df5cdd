"""A Pelican plugin: each article's related ones and its neighbours in the section. Pure but for the signal.

Related are older articles with the most tags in common; of two that share as many, the newer.
"""

from collections import Counter, defaultdict
from heapq import nlargest
from typing import Any

from pelican.plugins import signals  # type: ignore[import-not-found]  # is in the peers' venv

COUNT = 5


def find_related(articles: list[Any]) -> None:
    """articles: newest first, as Pelican keeps them."""
    with_tag: defaultdict[Any, list[int]] = defaultdict(list)
    oldest_first = articles[::-1]
    for number, article in enumerate(oldest_first):
        shared: Counter[int] = Counter()
        for tag in getattr(article, "tags", ()):
            shared.update(with_tag[tag.slug])
            with_tag[tag.slug].append(number)
        best = nlargest(COUNT, shared, key=lambda other: (shared[other], other))
        article.related = [oldest_first[other] for other in best]


def find_neighbours(articles: list[Any]) -> None:
    """articles: of one section, newest first."""
    for newer, older in zip([None, *articles], [*articles, None], strict=True):
        if newer:
            newer.previous = older
        if older:
            older.next = newer


def run(generator: Any) -> None:
    find_related(generator.articles)
    for _, articles in generator.categories:
        find_neighbours(articles)


def register() -> None:
    signals.article_generator_finalized.connect(run)
