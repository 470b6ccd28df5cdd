"""Rules on dates: in what order they are, and which are missing. Pure."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from newsgen.check.proofs import Proof
from newsgen.model.article import Article
from newsgen.model.problem import Problem, warning
from newsgen.reading.dates import instant

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


def rights_date(article: Article, proof: Proof) -> Iterator[Problem]:
    photo = proof.matter.values.get("photo")
    written = photo.rights_until if photo else ""
    try:
        if written:
            instant(written, ZoneInfo("UTC"))
    except ValueError as error:
        what = f"'photo.rights_until' can't be '{written}': {error}"
        yield Problem("bad-date", proof.at("photo", "rights_until"), what, "write it as 2022-03-07")
