"""What sanitising removes from a text's HTML, and where the Markdown has it. Pure."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from newsgen.reading.heading_ids import ATTRIBUTE, TAG
from newsgen.reading.sanitize import ACTIVE, NOTHING_MORE, Allowed, bad_scheme, is_removed

MOST = 100
"""Of one text."""
_NAME = re.compile(r"<([a-z][^\s/>]*+)([^>]*)", re.IGNORECASE | re.DOTALL)


def removed_html(html: str, shown: str, allowed: Allowed = NOTHING_MORE) -> Iterator[tuple[str, int]]:
    """Give what is removed from the HTML that an engine gave, as writers call it (`<script>`, `onclick`,
    `javascript:`), and its index in the Markdown; -1 where that is not known.

    What runs or loads something is told each time, other things once of each kind, and not where an engine made them.
    shown: the Markdown with spaces in place of code.
    """
    reported, passed = set[str](), dict[str, int]()
    for name, tag, is_active, otherwise in islice(_all_removed(html, allowed), MOST * 10):
        if name in reported and not is_active:
            continue
        at = _place(name, tag, otherwise, shown, passed)
        if at >= 0 or is_active:
            reported.add(name)
            yield name, at


def _all_removed(html: str, allowed: Allowed) -> Iterator[tuple[str, str, bool, str]]:
    """Give the name of each, the beginning of its tag, whether it is active, and how Markdown may have it."""
    for found in TAG.finditer(html):
        start = _NAME.match(found[0])
        if start is None:
            continue
        tag, element = start[0] if start[2].strip() else f"{start[0]}>", start[1].lower()
        attributes = [(each["name"].lower(), each["value"]) for each in ATTRIBUTE.finditer(found["attributes"] or "")]
        values = [(name, unescape(value.strip("\"'")) if value else "") for name, value in attributes]
        if is_removed(element):
            yield f"<{element}>", tag, element in ACTIVE, ""
        elif element == "iframe":  # one that is kept keeps all that it needs
            source = dict(reversed(values)).get("src")
            if not source or is_removed("iframe", "src", source, allowed):
                yield "<iframe>", tag, True, ""
        else:
            for name, value in values:
                scheme = bad_scheme(name, value)
                if scheme or is_removed(element, name, value, allowed):
                    otherwise = f".{value.split()[0]}" if name == "class" and value.strip() else ""
                    yield f"{scheme}:" if scheme else name, tag, bool(scheme) or name.startswith("on"), otherwise


def _place(name: str, tag: str, otherwise: str, shown: str, passed: dict[str, int]) -> int:
    """Where the Markdown has the tag next, or else the name alone: then Markdown made the tag. passed: by what was
    looked for, the index behind the place where it was last."""
    word = name.strip("<>")
    key = f"{tag} {word}"
    at = shown.find(tag, passed.get(key, 0))
    if at >= 0:
        passed[key] = at + 1
        inner = re.compile(re.escape(word), re.IGNORECASE).search(shown, at + 1, at + len(tag))
        return at if name[0] == "<" or inner is None else inner.start()
    for sought in (word, otherwise):
        whole = re.compile(rf"(?<![\w-]){re.escape(sought)}", re.IGNORECASE)
        if sought and (found := whole.search(shown, passed.get(sought, 0))):
            passed[sought] = found.end()
            return found.start()
    return -1
