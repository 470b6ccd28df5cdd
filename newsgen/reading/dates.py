"""Dates as people write them in front matter, always with a zone, and which may be meant by others. Pure."""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache
from unicodedata import digit, normalize
from zoneinfo import ZoneInfo

from newsgen.model.local_time import in_whole_minutes, local
from newsgen.model.problem import TODAY

_ZONE = r"(?P<zone>Z|UTC|GMT|[A-Z]{2,5}|[+-]\d{1,2}(?::?\d{2})?(?::\d{2})?)"
_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?(?![a-z]))?"
    rf"\s*{_ZONE}?"
)
_WEEKDAY = r"(?:(?P<weekday>[a-z]{3,9})\.?,?\s+)?"
_YEAR, _DAY, _MONTH = r"(?P<year>\d{4})", r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<month>[a-z]{3,9})\.?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:(?:T|[\s,]+){_TIME})?",
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})",
        rf"{_WEEKDAY}{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}(?:(?:,|\s)\s*(?:at\s+)?{_TIME})?",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}(?:(?:,|\s)\s*(?:at\s+)?{_TIME})?",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_TIME}\s+{_YEAR}",
    )
)
"""ISO 8601 and the like, `7 March 2022`, RFC 5322's dates, `March 7, 2022`, and what `date` prints."""
_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
"""Hours. Source: RFC 5322, 4.3; the names of others are those of several zones."""
_OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d{2}))?(?::(\d{2}))?")
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
    return _with_offset(_by_the_clock(text.strip(), zone))


def clock_change(text: str, zone: ZoneInfo) -> tuple[str, str] | None:
    """What is doubtful about a time without an offset which the zone's clocks skip or show twice, and how to fix it. Of
    a bare date, only if the zone has no such day. text: a date that `instant` reads."""
    first = _by_the_clock(text.strip(), zone)
    later = first.replace(fold=1)
    if first.tzinfo is not zone or first.utcoffset() == later.utcoffset():
        return None
    before, after = (_with_offset(when).isoformat(timespec="minutes") for when in (first, later))
    shown = local(instant(text, zone), zone)
    if shown.replace(tzinfo=None) != first.replace(tzinfo=None):
        if ":" in text or shown.date() != first.date():
            return f"the clocks of {zone.key} skip this time; it is taken for {before}", f"write {shown:%Y-%m-%dT%H:%M}"
    elif ":" in text:
        return f"the clocks of {zone.key} show this time twice; the first is taken", f"write {before}, or {after}"
    return None


def _with_offset(when: datetime) -> datetime:
    return when.replace(tzinfo=in_whole_minutes(when.utcoffset() or timedelta()))


def _by_the_clock(text: str, zone: ZoneInfo) -> datetime:
    """Read a time, in `zone` itself where the text names none. Raises ValueError, saying why."""
    match = next((found for form in _FORMS if (found := form.fullmatch(text))), None)
    said = match.groupdict() if match else {"month": ""}
    month = int(said["month"]) if said["month"].isdecimal() else _number_of(said["month"], _MONTHS)
    if match is None or not (month or said["month"].isdecimal()):
        raise ValueError("not a date that newsgen knows")
    year, day = int(said["year"]), int(said["day"])
    hour, minute, second = (int(said.get(part) or 0) for part in ("hour", "minute", "second"))
    if half := said.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError(f"there is no hour {hour} {half}")
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    offset = _offset(said["zone"]) if said.get("zone") else zone
    try:
        when = datetime(year, month, day, hour, minute, second, tzinfo=offset)
    except ValueError:
        raise ValueError(_why_impossible(year, month, day, hour, minute)) from None
    if not _EARLIEST <= when.date() <= _LATEST:
        raise ValueError("the year is out of range")
    if said.get("weekday") and _number_of(said["weekday"], _WEEKDAYS) != when.isoweekday():
        raise ValueError(f"that day is a {_WEEKDAYS[when.weekday()].capitalize()}")
    return when


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


def _number_of(word: str, names: list[str]) -> int:
    """Count from 1, by the whole name or its first three letters (`Sept` has four); 0 for another word."""
    short = word.lower()
    known = (
        number
        for number, name in enumerate(names, 1)
        if short == name or (len(short) < 5 and name[: len(short)] == short)
    )
    return next(known, 0)


@lru_cache(maxsize=64)
def _offset(text: str) -> timezone:
    match = _OFFSET.fullmatch(text)
    if match is None:
        name = text.upper()
        if name in ("Z", "UTC", "GMT", "UT"):
            return UTC
        if name in _ZONES:
            return timezone(timedelta(hours=_ZONES[name]))
        raise ValueError(f"newsgen does not know the zone '{text}'")
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    if hours > 15 or minutes > 59 or seconds > 59:
        raise ValueError(f"no place on earth has the offset {text}")
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-span if match[1] == "-" else span)


_LANGUAGES = "en de fr es it pt nl el pl cs ro hu tr ru uk bg sr hr sv da nb fi".split()
_ANY_TIME = re.compile(
    r"(?<!\d)(?:(\d{1,2})\s?[:h]\s?(\d{2})(?::\d{2})?|(?<=[\s,])(\d{1,2})\.(\d{2})(?![\d.]))\s*(am|pm|a\.m\.|p\.m\.)?"
    r"\s*([+-](?:0?\d|1[0-4])(?::?\d{2})?(?!\d)|Z\b)?",
    re.IGNORECASE,
)
_NAMED_ZONE = re.compile(r"\d\s*(?:[A-Z]{3,5}|[A-Z][a-z]+/\w+)$")
"""A zone by its name."""
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_LETTERS_IN_NUMBERS = re.compile(r"(?<=[\d-])[Oo](?=\d)|(?<=\d)[Oo](?=[\d-])|(?<=[\d-])l(?=\d)")
_FEWEST = 3
"""Letters that tell a month."""


def how_to_write(written: str) -> str:
    """The remedy: the one or two dates that may be meant, as newsgen takes them, else today's as an example."""
    signs = normalize("NFKC", written).translate(_HYPHENS)
    plain = "".join(str(digit(sign)) if sign.isdecimal() else sign for sign in signs)
    meant = _dates_meant(_LETTERS_IN_NUMBERS.sub(lambda found: "1" if found[0] == "l" else "0", plain))
    if not meant:
        return f"write it as {TODAY}T10:20"
    first, *others = meant
    if _NAMED_ZONE.search(written):
        return f"write {first} and the zone's offset behind it: +02:00"
    return f"write {first}, or {others[0]} if the month comes first" if others else f"write {first}"


def _dates_meant(text: str) -> list[str]:
    """The dates that may be meant, at most two, as ISO 8601 has them."""
    if _SECONDS.fullmatch(text.strip()):
        return [datetime.fromtimestamp(int(text.strip()[:10]), UTC).strftime("%Y-%m-%dT%H:%MZ")]
    time, text = _time(text)
    numbers = [int(number) for number in re.findall(r"\d+", text) if len(number) < 5]
    if not numbers:
        return [TODAY + time] if time else []
    days = _days(numbers, text)
    if time == "T24:00":
        return [f"{day + timedelta(days=1)}T00:00" for day in days]
    return [f"{day}{time}" for day in days]


def _time(text: str) -> tuple[str, str]:
    """`T10:20`, or "" for none, and the text without it."""
    found = _ANY_TIME.search(text)
    if found is None:
        return "", text
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
    if found[5] and hour <= 12:
        hour = hour % 12 + (12 if found[5].lower().startswith("p") else 0)
    rest = text[: found.start()] + " " + text[found.end() :]
    if (hour, minute) == (24, 0):
        return "T24:00", rest
    return (f"T{hour:02}:{minute:02}" if hour < 24 and minute < 60 else "T10:20") + (found[6] or ""), rest


def _days(numbers: list[int], text: str) -> list[date]:
    year = next((number for number in numbers if 1600 <= number < 9000), None)
    others = [number for number in numbers if number != year]
    month = _month_named(text)
    if month and year and others:
        return _real_days((year, month, others[0]))
    if year is None and len(numbers) >= 3:
        year, others = 2000 + numbers[2] % 100, numbers[:2]
    if year is None or len(others) < 2:
        return _real_days((year, others[0], 1)) if year and others else []
    first, second = others[:2]
    if numbers[0] == year:
        either = _real_days((year, first, second)) or _real_days((year, second, first))
        return (either or _real_days(*((year, first, day) for day in (30, 29, 28))))[:1]
    return _real_days((year, second, first), (year, first, second))


def _real_days(*days: tuple[int, int, int]) -> list[date]:
    """The days among these that there are, each once."""
    found: dict[date, None] = {}
    for year, month, day in days:
        with suppress(ValueError):
            found[date(year, month, day)] = None
    return list(found)


def _month_named(text: str) -> int:
    """1 to 12 by its name, or the beginning of it, in a language of Europe; 0 if there is none."""
    for word in re.findall(r"[^\W\d_]+", text):
        key = _letters(word)
        if len(key) >= _FEWEST and (found := next((month for name, month in _names() if name.startswith(key)), 0)):
            return found
    return 0


@cache
def _names() -> tuple[tuple[str, int], ...]:
    from babel import Locale  # takes long to import, and few dates are wrong

    return tuple(
        (_letters(name), number)
        for language in _LANGUAGES
        for names in Locale(language).months.values()
        for number, name in names["wide"].items()
    )


def _letters(word: str) -> str:
    """Alike in any case, with accents or without."""
    return "".join(sign for sign in normalize("NFD", word.casefold()) if sign.isalpha())
