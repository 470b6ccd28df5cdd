"""Rules on dates: in what order they are, and which are missing. Pure."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from newsgen.check.article_context import Proof
from newsgen.model.article import Article
from newsgen.model.problem import Problem, warning
from newsgen.reading.articles import file_name
from newsgen.reading.dates import day_in_name, instant
from newsgen.reading.tree import as_text

UTC = ZoneInfo("UTC")
FAR_APART = 28
"""Days: a story may well be finished a week after its file was begun."""

LONG_BREAKING = 3
"""Days after which nothing is breaking news any more."""


def file_date(article: Article, proof: Proof) -> Iterator[Problem]:
    """In January a year is easily mistyped. `date` is looked at as it is written: an embargo may be long."""
    written = proof.matter.known.get("date")
    try:
        named = day_in_name(file_name(article.source), UTC)
        own = instant(str(as_text(written.value)), UTC) if named and written else None
    except ValueError:
        return
    if named and own and abs(own - named[0]) >= timedelta(days=FAR_APART):
        what = f"the file's name says {named[0]:%Y-%m-%d}, 'date' says {own:%Y-%m-%d}"
        yield warning("file-date", proof.at("date"), what, "put right whichever is wrong")


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
