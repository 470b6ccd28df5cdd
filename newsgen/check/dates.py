"""Rules on dates: in what order they are, and which are missing. Pure."""

from collections.abc import Iterator

from newsgen.check.proofs import Proof
from newsgen.model.article import Article
from newsgen.model.problem import Problem, warning

LONG_BREAKING = 3
"""Days after which nothing is breaking news any more."""


def date_order(article: Article, proof: Proof) -> Iterator[Problem]:
    if article.updated and article.updated < article.published:
        what = "'updated' is before the date of publication"
        yield warning("date-order", proof.at("updated"), what, "put it right, or remove it")


def breaking_time(article: Article, proof: Proof) -> Iterator[Problem]:
    """`breaking: true` ends by itself; an end of one's own can be wrong."""
    if article.breaking_until is None:
        return
    lasts = article.breaking_until - max(article.published, article.updated or article.published)
    if lasts.total_seconds() <= 0:
        what = "this breaking news is over before it is published"
        yield warning("breaking-time", proof.at("breaking", "until"), what, "put `until` right, or remove `breaking`")
    elif lasts.days >= LONG_BREAKING:
        what = f"this is breaking news for {lasts.days} days"
        yield warning("breaking-time", proof.at("breaking", "until"), what, "a few hours are usual")


def correction_date(article: Article, proof: Proof) -> Iterator[Problem]:
    for number, correction in enumerate(article.corrections):
        if correction.date is None:
            what = "this correction doesn't say when it was made"
            yield warning("correction-date", proof.at("corrections", number), what, "add `date:` to it")
