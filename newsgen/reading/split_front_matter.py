"""Telling front matter from body: YAML in `---`, TOML in `+++`, Pelican's headers. Pure.

Uses python-frontmatter's handlers for the first two; on their own they publish a head as body text when a fence is
missing.
"""

import re
import tomllib
from datetime import date, datetime, time
from typing import Any

from frontmatter.default_handlers import BaseHandler
from msgspec import Struct

from newsgen.model.problem import Code
from newsgen.reading import strict_yaml
from newsgen.reading.decoding import conflict_in, place_of
from newsgen.reading.front_matter_slips import (
    never_closed,
    no_front_matter,
    odd_key,
    second_head,
    slip_near,
    without_hidden,
)
from newsgen.reading.key_mapping import is_known
from newsgen.reading.tree import KeyEntry, Mapping, MatterError, Scalar, Sequence, Slip, Tree, stands_twice

MAX_CHARACTERS = 65_536
_FENCE = re.compile(r"^(?:---+|\+\+\++)[ \t]*$", re.MULTILINE)
_LONG_NUMBER = re.compile(r"[0-9_]{4301}")
_LONG = 4096
"""Bits of a number that Python may refuse to write with decimal digits."""


class SplitText(Struct, frozen=True):
    """matter: the keys with their places; body_line: the number of the body's first line in the file. slips: what can
    be read, and was hardly meant so."""

    matter: Mapping
    body: str
    body_line: int
    slips: tuple[Slip, ...] = ()


_YAML = BaseHandler(re.compile(r"^---[ \t]*$", re.MULTILINE), "---", "---")
_TOML = BaseHandler(re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE), "+++", "+++")
_HEADER = re.compile(r"\w[\w -]*:[ \t\n]")
"""How Pelican's begins: lines `Title: ...` up to the first empty one."""


def split(text: str) -> SplitText:
    """The head and body of a file's text (line ends as "\\n"). Raises MatterError."""
    start = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1
    line, text = 1 + text.count("\n", 0, start), text[start:]
    handler = next((each for each in (_YAML, _TOML) if each.detect(text)), None)
    if handler is None and not _HEADER.match(text):
        raise no_front_matter(text, line)
    try:
        head, body = handler.split(text) if handler else text.partition("\n\n")[::2]
    except ValueError:
        raise never_closed(text, line) from None
    if handler is _YAML and (conflict := conflict_in(head, line)):
        raise conflict
    if len(head) > MAX_CHARACTERS:
        what = f"front matter of more than {MAX_CHARACTERS} characters"
        raise MatterError(what, line, 1, "shorten it", "file-too-large")
    if handler is _YAML:
        tree, slips = strict_yaml.parse(head, line)
    else:
        tree, slips = (toml_tree(head, line), []) if handler else header_tree(head, line)
    matter = tree or Mapping({}, line, 1)
    if not isinstance(matter, Mapping):
        start = len("\n".join(head.split("\n")[: matter.line - line])) + 1
        what = "the front matter is not a list of keys"
        odd_line = MatterError(what, matter.line, matter.column, "write `key: value`", "wrong-value")
        raise slip_near(head, start, line) or odd_line
    body_line = line + text.count("\n", 0, len(text) - len(body))
    if (gap := second_head(body)) is not None:
        raise MatterError("a second front matter begins here", body_line + gap, 1, "keep one of them")
    for name, entry in matter.entries.items():
        if is_known(without_hidden(name)) and (odd := odd_key(name, entry.line, entry.column)):
            raise odd
    return SplitText(matter, body, body_line, tuple(slips))


def head_lines(text: str) -> str:
    """What is likely to be the front matter of a text whose front matter can't be read."""
    fences = [found.start() for found in _FENCE.finditer(text)]
    if not fences or text[: fences[0]].strip():
        return text.lstrip().partition("\n\n")[0]
    return text[fences[0] : fences[1] if len(fences) > 1 else None]


def toml_tree(text: str, first_line: int) -> Mapping:
    """TOML as a tree; tomllib keeps no places, so a key's line is where its name first starts one."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(where[1]), int(where[2])) if where else (1 + text.rstrip().count("\n"), 1)
        what = f"TOML can't read this: {str(error).split(' (at ')[0]}"
        raise MatterError(what, first_line + line - 1, column, "check quotes and brackets", "not-toml") from None
    except ValueError:  # Python's own limit
        at = found.start() if (found := _LONG_NUMBER.search(text)) else 0
        line, column = place_of(text, at)
        what = "a number of more than 4,300 digits"
        raise MatterError(what, first_line + line - 1, column, "put it into quotes", "not-toml") from None
    except RecursionError:
        raise MatterError(*_too_deep(first_line, 1)) from None
    tree = _tree_of(values, first_line, 1, lambda key: _line_of_key(text, key, first_line))
    if control := strict_yaml.forbidden(_all_text(values)):
        raise MatterError(control, first_line, 1, "remove it", "control-character")
    return tree if isinstance(tree, Mapping) else Mapping({}, first_line, 1)


def _all_text(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(key + _all_text(child) for key, child in value.items())
    return "".join(map(_all_text, value)) if isinstance(value, list) else _written(value)


def _line_of_key(text: str, key: str, first_line: int) -> int:
    found = re.search(rf"^[ \t]*\[?[\"']?{re.escape(key)}\b", text, re.MULTILINE)
    return first_line + text.count("\n", 0, found.start()) if found else first_line


def _too_deep(line: int, column: int) -> tuple[str, int, int, str, Code]:
    return f"nested more than {strict_yaml.MAX_DEPTH} deep", line, column, "flatten it", "too-deep"


def _tree_of(value: Any, line: int, column: int, line_of: Any, depth: int = 1) -> Tree:
    if depth > strict_yaml.MAX_DEPTH:
        raise MatterError(*_too_deep(line, column))
    if isinstance(value, dict):
        entries = {
            key: KeyEntry(_tree_of(child, line_of(key), 1, line_of, depth + 1), line_of(key), 1)
            for key, child in value.items()
        }
        return Mapping(entries, line, column)
    if isinstance(value, list):
        return Sequence(tuple(_tree_of(child, line, column, line_of, depth + 1) for child in value), line, column)
    return Scalar(_written(value), line, column, plain=not isinstance(value, str), value=value)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > _LONG:
        return hex(value)
    return str(value)


def header_tree(text: str, first_line: int) -> tuple[Mapping, list[Slip]]:
    """Pelican's headers as a tree, and keys that stand twice. An indented line goes on with the value before it."""
    entries: dict[str, KeyEntry] = {}
    earlier: list[tuple[str, KeyEntry]] = []
    slips: list[Slip] = []
    key = ""
    for number, line in enumerate(text.split("\n"), first_line):
        name, colon, value = line.partition(":")
        if line[:1] in " \t" and key:
            before = entries[key].value
            joined = f"{before.text}\n{line.strip()}" if isinstance(before, Scalar) else line.strip()
            entries[key] = KeyEntry(Scalar(joined, before.line, before.column), entries[key].line, 1)
        elif colon:
            key = name.strip()
            column = len(line) - len(value.lstrip()) + 1
            if key in entries:
                slips.append(stands_twice(key, number, 1))
                earlier.append((key, entries[key]))
            entries[key] = KeyEntry(Scalar(value.strip() or None, number, column), number, 1)
        elif line.strip() == "---":
            what, fix = (
                "the front matter ends here, and nothing began it",
                "write a line `---` above its first key, too",
            )
            raise MatterError(what, number, 1, fix, "bad-header")
        else:
            fix = "write `Key: value`, or leave an empty line before the text"
            raise MatterError("this header has no colon", number, 1, fix, "bad-header")
    return Mapping(entries, first_line, 1, tuple(earlier)), slips
