"""What sanitising takes out of a text's HTML, told to the writer at its place. Pure."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from msgspec import Struct

from newsgen.reading.heading_ids import ATTRIBUTE, EVERY_TAG
from newsgen.reading.sanitize import ACTIVE, NOTHING_MORE, Allowed, bad_scheme, is_taken_out

MOST = 100
"""Of one text."""
_NAME = re.compile(r"<([a-z][^\s/>]*+)([^>]*)", re.IGNORECASE | re.DOTALL)


class Taken(Struct, frozen=True):
    """name: as writers call it: `<script>`, `onclick`, `javascript:`. tag: that it stands in, as HTML begins it.
    otherwise: how Markdown may have it."""

    name: str
    tag: str
    is_active: bool = False
    otherwise: str = ""


def taken_out(html: str, shown: str, allowed: Allowed = NOTHING_MORE) -> Iterator[tuple[str, int]]:
    """What is taken out of the HTML that an engine gave, and its index in the Markdown; -1 where that is not known.

    What runs or loads something is told each time, other things once of each kind, and not where an engine made them.
    shown: the Markdown with spaces in place of code.
    """
    reported, passed = set[str](), dict[str, int]()
    for taken in islice(_all_taken(html, allowed), MOST * 10):
        if taken.name in reported and not taken.is_active:
            continue
        at = _place(taken, shown, passed)
        if at >= 0 or taken.is_active:
            reported.add(taken.name)
            yield taken.name, at


def _all_taken(html: str, allowed: Allowed) -> Iterator[Taken]:
    for found in EVERY_TAG.finditer(html):
        name = _NAME.match(found[0])
        if name is None:
            continue
        tag, element = name[0] if name[2].strip() else f"{name[0]}>", name[1].lower()
        if is_taken_out(element):
            yield Taken(f"<{element}>", tag, element in ACTIVE)
        else:
            attributes = [
                (a["name"].lower(), _value(a["value"])) for a in ATTRIBUTE.finditer(found["attributes"] or "")
            ]
            if element == "iframe":
                yield from _of_frame(tag, attributes, allowed)
            else:
                yield from _of_element(element, tag, attributes, allowed)


def _of_frame(tag: str, attributes: list[tuple[str, str]], allowed: Allowed) -> Iterator[Taken]:
    """A frame that is kept keeps all that it needs."""
    source = next((value for name, value in attributes if name == "src"), "")
    if not source or is_taken_out("iframe", "src", source, allowed):
        yield Taken("<iframe>", tag, is_active=True)


def _of_element(element: str, tag: str, attributes: list[tuple[str, str]], allowed: Allowed) -> Iterator[Taken]:
    for name, value in attributes:
        scheme = bad_scheme(name, value)
        if scheme or is_taken_out(element, name, value, allowed):
            otherwise = f".{value.split()[0]}" if name == "class" and value.strip() else ""
            yield Taken(f"{scheme}:" if scheme else name, tag, bool(scheme) or name.startswith("on"), otherwise)


def _value(written: str | None) -> str:
    return unescape(written.strip("\"'")) if written else ""


def _place(taken: Taken, shown: str, passed: dict[str, int]) -> int:
    """Where the Markdown has the tag next, or else the name alone: then Markdown made the tag. passed: by what was
    looked for, the index behind the place where it was last."""
    word = taken.name.strip("<>")
    key = f"{taken.tag} {word}"
    at = shown.find(taken.tag, passed.get(key, 0))
    if at >= 0:
        passed[key] = at + 1
        inner = re.compile(re.escape(word), re.IGNORECASE).search(shown, at + 1, at + len(taken.tag))
        return at if taken.name[0] == "<" or inner is None else inner.start()
    for sought in (word, taken.otherwise):
        found = _whole(sought).search(shown, passed.get(sought, 0)) if sought else None
        if found:
            passed[sought] = found.end()
            return found.start()
    return -1


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(word)}", re.IGNORECASE)
