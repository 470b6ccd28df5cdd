"""What the time of a build makes of the articles: visible or held back, breaking or over. Pure.

The only place where `now` meets an article; everything after works with these facts.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from newsgen.model.article import Article, PlainPage

NEWS_SITEMAP_SPAN = timedelta(days=2)
"""Source: Google, "Create a News sitemap"."""

Reason = Literal["draft", "scheduled", "expired"]


class HeldBack(Struct, frozen=True):
    """A text that is not put out, why, and the instant that decides it (none for a draft)."""

    text: Article | PlainPage
    reason: Reason
    when: datetime | None


class NextChange(Struct, frozen=True):
    """The next instant at which a build's output would differ, and why."""

    when: datetime
    why: str


def sorted_out(
    articles: Iterable[Article], now: datetime, *, drafts: bool = False, future: bool = False
) -> tuple[list[Article], list[HeldBack]]:
    """The visible articles and those held back. drafts, future: show these too."""
    visible, held_back = [], []
    for article in articles:
        reason = _reason(article, now, drafts, future)
        if reason is None:
            visible.append(article)
        else:
            when = {"draft": None, "scheduled": article.published, "expired": article.expires}[reason]
            held_back.append(HeldBack(article, reason, when))
    return visible, held_back


def sorted_out_pages(pages: Iterable[PlainPage], *, drafts: bool) -> tuple[list[PlainPage], list[HeldBack]]:
    """The same of plain pages, which can only be drafts."""
    found = list(pages)
    visible = [page for page in found if drafts or not page.draft]
    return visible, [HeldBack(page, "draft", None) for page in found if page not in visible]


def is_breaking(article: Article, now: datetime) -> bool:
    return article.breaking_until is not None and article.published <= now < article.breaking_until


def next_change(articles: Iterable[Article], now: datetime) -> NextChange | None:
    """Over all articles, held back or not: the earliest of their instants that is still to come."""
    coming = (change for article in articles if not article.draft for change in _changes(article, now))
    return min(coming, key=lambda change: (change.when, change.why), default=None)


def _changes(article: Article, now: datetime) -> Iterable[NextChange]:
    instants = (
        (article.published, "is published"),
        (article.expires, "expires"),
        (article.breaking_until, "is no longer breaking"),
        (article.published + NEWS_SITEMAP_SPAN, "leaves the news sitemap"),
    )
    gone = article.expires is not None and article.expires <= now
    return [
        NextChange(when, f"'{article.title}' {what}") for when, what in instants if when and when > now and not gone
    ]


def _reason(article: Article, now: datetime, drafts: bool, future: bool) -> Reason | None:
    if article.draft and not drafts:
        return "draft"
    if article.published > now and not future:
        return "scheduled"
    if article.expires is not None and article.expires <= now:
        return "expired"
    return None
