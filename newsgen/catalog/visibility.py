"""What the time of a build makes of the texts: visible or held back, breaking or over, with or without photo. Pure.

The only place where `now` meets an article; everything after works with these facts.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.article import Photo, Withheld
from newsgen.model.config import PhotosConfig
from newsgen.model.entry import NEVER, Entry, instant

NEWS_SITEMAP_SPAN = 2 * 86400.0
"""Seconds. Source: Google, "Create a News sitemap"."""

Reason = Literal["draft", "scheduled", "expired"]


class Moment(Struct, frozen=True):
    """When a build takes place, in seconds since 1970, and what it shows besides. drafts, future: show these too."""

    now: float
    drafts: bool = False
    future: bool = False


class HeldBack(Struct, frozen=True):
    """A text that is not put out, why, and the instant that decides it (none for a draft)."""

    text: Entry
    reason: Reason
    when: datetime | None


class NextChange(Struct, frozen=True):
    """The next instant at which a build's output would differ, and why."""

    when: datetime
    why: str


def sorted_out(entries: Iterable[Entry], moment: Moment) -> tuple[list[Entry], list[HeldBack]]:
    """The visible texts and those held back."""
    visible: list[Entry] = []
    held_back: list[HeldBack] = []
    for entry in entries:
        reason = why_held_back(entry, moment)
        if reason is None:
            visible.append(entry)
        else:
            seconds = {"draft": NEVER, "scheduled": entry.time, "expired": entry.expires}[reason]
            held_back.append(HeldBack(entry, reason, None if seconds == NEVER else instant(seconds)))
    return visible, held_back


def why_held_back(entry: Entry, moment: Moment) -> Reason | None:
    if entry.draft and not moment.drafts:
        return "draft"
    if entry.time > moment.now and not moment.future:
        return "scheduled"
    return "expired" if entry.expires <= moment.now else None


def is_breaking(entry: Entry, now: float) -> bool:
    return entry.time <= now < entry.breaking_until


def is_pinned(entry: Entry, now: float) -> bool:
    return entry.time <= now < entry.pinned_until


def is_recent(entry: Entry, now: float) -> bool:
    """Whether a news sitemap may list it."""
    return entry.time <= now < entry.time + NEWS_SITEMAP_SPAN and _is_listed_as_news(entry)


def _is_listed_as_news(entry: Entry) -> bool:
    """What was paid for is no news. Source: Google, "News policies": ads and sponsored content."""
    return not entry.noindex and entry.type != "sponsored"


def over_at(entry: Entry) -> float:
    """From when on time makes nothing of it any more, as of most of an archive, in seconds since 1970. A draft is still
    worked on."""
    if entry.draft or entry.expires != NEVER or entry.rights_until != NEVER:
        return NEVER
    return max(entry.time + NEWS_SITEMAP_SPAN, entry.breaking_until, entry.pinned_until)


def is_over(entry: Entry, now: float) -> bool:
    return over_at(entry) <= now


def state_at(entry: Entry, moment: Moment) -> tuple[Reason | None, bool, bool, bool]:
    """All that the time makes of an article."""
    now = moment.now
    return why_held_back(entry, moment), is_breaking(entry, now), is_recent(entry, now), is_pinned(entry, now)


def next_change(articles: Iterable[Entry], moment: Moment, photos: PhotosConfig) -> NextChange | None:
    """Over all articles, held back or not: the earliest of their instants that is still to come."""
    has_gate = photos.expired != "show"
    shown = (article for article in articles if moment.drafts or not article.draft)
    coming = [change for article in shown for change in _changes(article, moment.now, has_gate=has_gate)]
    if not coming:
        return None
    when, title, what = min(coming)
    return NextChange(instant(when), f"'{title}' {what}")


def _changes(text: Entry, now: float, *, has_gate: bool) -> list[tuple[float, str, str]]:
    """has_gate: whether a photo goes with the right to show it."""
    rights_until = text.rights_until if has_gate and text.photo else NEVER
    if over_at(text) <= now or text.expires <= now:
        return []
    instants: tuple[tuple[float, str], ...] = ((text.time, "is published"), (text.expires, "expires"))
    if text.kind == "article":
        instants += (
            (text.breaking_until, "is no longer breaking"),
            (text.pinned_until, "is no longer on top of the front page"),
            (rights_until, "loses its photo"),
            (text.time + NEWS_SITEMAP_SPAN if _is_listed_as_news(text) else NEVER, "leaves the news sitemap"),
        )
    return [(when, text.title, what) for when, what in instants if now < when < NEVER]


_CREDITED = re.compile(
    r"©|\b(?:courtesy(?: of)?|credit:)|\b(?:photo(?:s|graphs?)?|images?|pictures?|foto|φωτογραφ\w+)\s*(?:by|:|/|©)",
    re.IGNORECASE,
)


def is_credited(photo: Photo) -> bool:
    """A caption may hold the credit."""
    return bool(photo.credit.strip() or _CREDITED.search(photo.caption))


def with_rightful_photos(entries: list[Entry], photos: PhotosConfig, now: float) -> list[Entry]:
    """now: in seconds since 1970."""
    is_all_shown = photos.expired == photos.uncredited == "show"
    return entries if is_all_shown else [as_shown(entry, photos, now) for entry in entries]


def as_shown(entry: Entry, photos: PhotosConfig, now: float) -> Entry:
    """Without its photo where that is withheld, and without the photo's file, unless the text shows that too."""
    why = _why_withheld(entry.photo, entry.rights_until, photos, now) if entry.photo else ""
    if not entry.photo or not why:
        return entry
    way = photos.expired if why == "expired" else photos.uncredited
    is_ours = bool(entry.files) and entry.photo.url == f"/{entry.files[0][0]}"
    files = entry.files[1:] if is_ours else entry.files
    return replace(entry, photo=None, files=files, withheld=why if way == "placeholder" else "")


def _why_withheld(photo: Photo, rights_until: float, photos: PhotosConfig, now: float) -> Withheld:
    if photos.expired != "show" and rights_until <= now:
        return "expired"
    return "uncredited" if photos.uncredited != "show" and not is_credited(photo) else ""
