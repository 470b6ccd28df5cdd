"""Which date somebody may mean who wrote one in a form that is not taken: `26/11/2026`, `26 novembre 2026`. Pure."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from unicodedata import digit, normalize

from newsgen.model.problem import TODAY

_LANGUAGES = "en de fr es it pt nl el pl cs ro hu tr ru uk bg sr hr sv da nb fi".split()
_TIME = re.compile(
    r"(?<!\d)(?:(\d{1,2})\s?[:h]\s?(\d{2})(?::\d{2})?|(?<=[\s,])(\d{1,2})\.(\d{2})(?![\d.]))\s*(am|pm|a\.m\.|p\.m\.)?"
    r"\s*([+-](?:0?\d|1[0-4])(?::?\d{2})?(?!\d)|Z\b)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\d\s*(?:[A-Z]{3,5}|[A-Z][a-z]+/\w+)$")
"""A zone by its name."""
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_LETTERS_IN_NUMBERS = re.compile(r"(?<=[\d-])[Oo](?=\d)|(?<=\d)[Oo](?=[\d-])|(?<=[\d-])l(?=\d)")
_FEWEST = 3
"""Letters that tell a month."""


def how_to_write(written: str) -> str:
    """The remedy: the one or two dates that may be meant, as newsgen takes them, else today's as an example."""
    meant = _dates(_plain(written))
    if not meant:
        return f"write it as {TODAY}T10:20"
    first, *others = meant
    if _ZONE.search(written):
        return f"write {first} and the zone's offset behind it: +02:00"
    return f"write {first}, or {others[0]} if the month comes first" if others else f"write {first}"


def _plain(written: str) -> str:
    """With digits of ASCII and plain hyphens."""
    signs = normalize("NFKC", written).translate(_HYPHENS)
    text = "".join(str(digit(sign)) if sign.isdecimal() else sign for sign in signs)
    return _LETTERS_IN_NUMBERS.sub(lambda found: "1" if found[0] == "l" else "0", text)


def _dates(text: str) -> list[str]:
    """At most two, as ISO 8601 has them."""
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
    found = _TIME.search(text)
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
    month = _month(text)
    if month and year and others:
        return _real((year, month, others[0]))
    if year is None and len(numbers) >= 3:
        year, others = 2000 + numbers[2] % 100, numbers[:2]
    if year is None or len(others) < 2:
        return _real((year, others[0], 1)) if year and others else []
    first, second = others[:2]
    if numbers[0] == year:
        return (_real((year, first, second)) or _real((year, second, first)) or _last_of_month(year, first))[:1]
    return _real((year, second, first), (year, first, second))


def _real(*days: tuple[int, int, int]) -> list[date]:
    """Those that there are, each once."""
    found: dict[date, None] = {}
    for year, month, day in days:
        with suppress(ValueError):
            found[date(year, month, day)] = None
    return list(found)


def _last_of_month(year: int, month: int) -> list[date]:
    return _real(*((year, month, day) for day in (30, 29, 28)))[:1]


def _month(text: str) -> int:
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
