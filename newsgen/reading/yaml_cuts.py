"""Values that end in YAML sooner than their writer meant: at a comma within braces, or at a sign for comments. Pure."""

import re
from typing import Any

from yaml import events

from newsgen.reading.tree import Slip
from newsgen.reading.yaml_errors import QUOTES

_COMMENT = re.compile(r"[ \t]+(#[^#\s]\S*|# \d\S*)")
_WHOLE = re.compile(r"true|false|yes|no|on|off|[\d.]+|\d{4}-\d\d?-\d\d?[T ]?[\d:.+Z -]*", re.IGNORECASE)
"""Values of which nothing is missing, whatever follows."""


def comment_after(value: Any, text: str, first_line: int) -> list[Slip]:
    """`title: Bus #14` is the title Bus. What has a space behind its sign is a comment for people.

    value: the event of a scalar without quotes in `text`, whose first line has the number `first_line`.
    """
    found = _COMMENT.match(text, value.end_mark.index)
    if not found or _WHOLE.fullmatch(value.value):
        return []
    line = text.count("\n", 0, found.start(1))
    column = found.start(1) - text.rfind("\n", 0, found.start(1))
    what = f"'{found[1]}' begins a comment, " + (
        "and the value ends before it" if value.value else "so there is no value"
    )
    return [Slip("cut-value", first_line + line, column, what, QUOTES)]


def has_no_colon(key: Any, value: Any, text: str) -> bool:
    """Whether a key within braces stands alone: `in fog` of `{alt: The bridge, in fog}`."""
    is_empty = isinstance(value, events.ScalarEvent) and not value.style and not value.value
    return is_empty and ":" not in text[key.end_mark.index : value.start_mark.index]


def cut_at_comma(
    key: str, before: tuple[str, str] | None, line: int, column: int
) -> tuple[Slip, tuple[str, str] | None]:
    """before: the key and the text before it, to which it likely belongs; returned with it."""
    if before is None:
        return Slip("cut-value", line, column, f"'{key}' has no value", "write `key: value`"), None
    name, whole = before[0], f"{before[1]}, {key}"
    quote = "'" if '"' in whole else '"'
    what = f"'{key}' has no value: the comma before it ends the value of '{name}'"
    return Slip("cut-value", line, column, what, f"write {name}: {quote}{whole}{quote}"), (name, whole)
