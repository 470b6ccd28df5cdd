"""Dates as people write them in front matter, always with a zone. Pure."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from newsgen.model.local_time import in_whole_minutes, local

_DATE_TIME = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?(?::\d{2})?)?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d{2}))?(?::(\d{2}))?")
_LONG_FORMS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%Y%m%d")
_EARLIEST, _LATEST = date(1600, 1, 1), date(9000, 1, 1)
_IN_NAME = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})(?:[-_T ]|$)")
_IN_PATH = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})(?:/(\d{1,2}))?/")


def instant(text: str, zone: ZoneInfo) -> datetime:
    """`text` as a time; a bare date is 00:00, and what names no zone is in `zone`.

    Offsets come as +02:00, +0200, -5 or Z. A time that the zone's clocks skip in spring is read with the offset
    from before, one that they show twice in autumn is the first (PEP 495). The result has a fixed offset, for
    Python compares and adds by the clock within one zone; in whole minutes, as RFC 3339 has them, which before 1972
    some zones' were not. Raises ValueError, saying why.
    """
    when = _by_the_clock(text.strip(), zone)
    return when.replace(tzinfo=in_whole_minutes(when.utcoffset() or timedelta()))


def clock_change(text: str, zone: ZoneInfo) -> tuple[str, str] | None:
    """What is doubtful about a time without an offset which the zone's clocks skip or show twice, and how to mend it.

    Of a bare date, only if the zone has no such day. text: a date that `instant` reads.
    """
    first = _by_the_clock(text.strip(), zone)
    later = first.replace(fold=1)
    if first.tzinfo is not zone or first.utcoffset() == later.utcoffset():
        return None
    before, after = (_with_minutes(when) for when in (first, later))
    shown = local(instant(text, zone), zone)
    if shown.replace(tzinfo=None) != first.replace(tzinfo=None):
        if ":" in text or shown.date() != first.date():
            return f"the clocks of {zone.key} skip this time; it is taken for {before}", f"write {shown:%Y-%m-%dT%H:%M}"
    elif ":" in text:
        return f"the clocks of {zone.key} show this time twice; the first is taken", f"write {before}, or {after}"
    return None


def _with_minutes(when: datetime) -> str:
    """`2022-03-07T10:20+02:00`."""
    return when.replace(tzinfo=in_whole_minutes(when.utcoffset() or timedelta())).isoformat(timespec="minutes")


def _by_the_clock(text: str, zone: ZoneInfo) -> datetime:
    """In `zone` itself where the text names none. Raises ValueError, saying why."""
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return _in_long_form(text, zone)
    year, month, day, hour, minute, second = map(int, match.groups("0")[:6])
    offset = _offset(match["zone"]) if match["zone"] else zone
    try:
        return _within_reason(datetime(year, month, day, hour, minute, second, tzinfo=offset))
    except ValueError:
        raise ValueError(_why_impossible(year, month, day, hour, minute)) from None


def _why_impossible(year: int, month: int, day: int, hour: int, minute: int) -> str:
    """Python's own words for it change with its version."""
    if not 1600 <= year < 9000:
        return "the year is out of range"
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    if not 1 <= day <= monthrange(year, month)[1]:
        return f"that month has no day {day}"
    return f"there is no hour {hour}" if hour > 23 else f"there is no minute {minute}"


def day_in_name(name: str, zone: ZoneInfo) -> tuple[datetime, str] | None:
    """The date that a file name starts with, and the rest of the name: `2022-03-07-flood`. Raises ValueError, saying
    what is wrong with a date such as 2022-02-30."""
    match = _IN_NAME.match(name)
    return (instant(match["date"], zone), name[match.end() :]) if match else None


def day_in_path(path: str, zone: ZoneInfo) -> datetime | None:
    """The date that folders tell: `2022/03/07/flood.md`, or the month's first day of `2022/03/flood.md`. Raises
    ValueError, saying what is wrong with it."""
    match = _IN_PATH.search(path)
    return instant(f"{match[1]}-{match[2]}-{match[3] or 1}", zone) if match else None


def day_in_address(path: str, zone: ZoneInfo) -> datetime | None:
    """The date in a path that a text had elsewhere: `/2022/03/07/flood/`, `news/2022-03-07-flood/index.html`. Raises
    ValueError, saying what is wrong with it."""
    folders = path.removesuffix("index.html").rstrip("/")
    named = day_in_name(folders.rpartition("/")[2], zone)
    return named[0] if named else day_in_path(path, zone)


def _in_long_form(text: str, zone: ZoneInfo) -> datetime:
    for form in _LONG_FORMS:
        try:
            return _within_reason(datetime.strptime(text, form).replace(tzinfo=zone))
        except ValueError:
            continue
    try:
        parsed = parsedate_to_datetime(text)
    except Exception:  # the library's parser raises whatever a strange text leads it to
        raise ValueError("not a date that newsgen knows") from None
    return _within_reason(parsed if parsed.tzinfo else parsed.replace(tzinfo=zone))


@lru_cache(maxsize=64)
def _offset(text: str) -> timezone:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return UTC
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    if hours > 15 or minutes > 59 or seconds > 59:
        raise ValueError(f"no place on earth has the offset {text}")
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-span if match[1] == "-" else span)


def _within_reason(when: datetime) -> datetime:
    if not _EARLIEST <= when.date() <= _LATEST:
        raise ValueError("the year is out of range")
    return when
