"""Rules on dates: in what order they are, which are missing and which are far ahead. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from newsgen.check.context import ArticleContext, SiteContext
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
FAR = 60
"""Days ahead beyond which a date is more likely mistyped than meant."""


def file_date(article: Article, context: ArticleContext) -> Iterator[Problem]:
    """In January a year is easily mistyped. `date` is looked at as it is written: an embargo may be long."""
    written = context.matter.entries.get("date")
    try:
        named = day_in_name(file_name(article.source), UTC)
        own = instant(str(as_text(written.value)), UTC) if named and written else None
    except ValueError:
        return
    if named and own and abs(own - named[0]) >= timedelta(days=FAR_APART):
        what = f"the file's name says {named[0]:%Y-%m-%d}, 'date' says {own:%Y-%m-%d}"
        yield warning("file-date", context.at("date"), what, "put right whichever is wrong")


def date_order(article: Article, context: ArticleContext) -> Iterator[Problem]:
    if article.updated and article.updated < article.published:
        what = "'updated' is before the date of publication"
        yield warning("date-order", context.at("updated"), what, "put it right, or remove it")


def breaking_time(article: Article, context: ArticleContext) -> Iterator[Problem]:
    """`breaking: true` ends by itself; an end of one's own can be wrong."""
    if article.breaking_until is None:
        return
    lasts = article.breaking_until - max(article.published, article.updated or article.published)
    if lasts.total_seconds() <= 0:
        what = "this breaking news is over before it is published"
        yield warning("breaking-time", context.at("breaking", "until"), what, "put `until` right, or remove `breaking`")
    elif lasts.days >= LONG_BREAKING:
        what = f"this is breaking news for {lasts.days} days"
        yield warning("breaking-time", context.at("breaking", "until"), what, "a few hours are usual")


def correction_date(article: Article, context: ArticleContext) -> Iterator[Problem]:
    for number, correction in enumerate(article.corrections):
        if correction.date is None:
            what = "this correction doesn't say when it was made"
            yield warning("correction-date", context.at("corrections", number), what, "add `date:` to it")


def far_dates(site: SiteContext) -> Iterator[Problem]:
    """A date far ahead is meant where its key says so: `scheduled`, `embargo` or `publishDate`."""
    for entry in site.articles:
        days = (entry.time - site.now) / 86400
        found = site.findings.get(entry.source)
        if days > FAR and found and "scheduled" not in found.places:
            what = f"the date, {datetime.fromisoformat(entry.published):%Y-%m-%d}, is {days:.0f} days ahead"
            yield warning("far-date", site.at(entry, "date"), what, "if it is meant, write it as `scheduled:`")


def never_seen(site: SiteContext) -> Iterator[Problem]:
    for entry in (*site.checked, *site.expired):
        if entry.expires <= entry.time:
            what = "'expires' is not after the date of publication: no one will ever see this"
            yield warning("date-order", site.at(entry, "expires"), what, "put it right, or remove it")


def updates_to_come(site: SiteContext) -> Iterator[Problem]:
    """Readers and search engines are told of a change that nobody made yet."""
    for entry in site.articles:
        if entry.time <= site.now < entry.changed:
            day = datetime.fromisoformat(entry.updated)
            what = f"'updated', {day:%Y-%m-%d}, is still to come"
            yield warning("date-order", site.at(entry, "updated"), what, "put it right, or remove it")
