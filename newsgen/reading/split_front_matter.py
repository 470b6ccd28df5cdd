"""Telling front matter from body: YAML in `---`, TOML in `+++`, Pelican's headers. Pure.

Uses python-frontmatter's handlers for the first two; on their own they publish a head as body text when a fence is
missing.
"""

import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from itertools import takewhile
from typing import Any

from frontmatter.default_handlers import BaseHandler

from newsgen.reading import strict_yaml
from newsgen.reading.decoding import conflict_in
from newsgen.reading.key_mapping import is_key
from newsgen.reading.strict_yaml import NO_BREAK, PLAIN_SPACE, slip_near
from newsgen.reading.tree import KeyEntry, Mapping, MatterError, Scalar, Sequence, Tree, place_of, stands_twice

MAX_CHARACTERS = 65_536
_FENCE = re.compile(r"^(?:---+|\+\+\++)[ \t]*$", re.MULTILINE)
_LONG_NUMBER = re.compile(r"[0-9_]{4301}")
_LONG = 4096
"""Bits of a number that Python may refuse to write with decimal digits."""


_YAML = BaseHandler(re.compile(r"^---[ \t]*$", re.MULTILINE), "---", "---")
_TOML = BaseHandler(re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE), "+++", "+++")
_HEADER = re.compile(r"\w[\w -]*:[ \t\n]")
"""How Pelican's begins: lines `Title: ...` up to the first empty one."""


def split(text: str) -> tuple[Mapping, str, int, list[MatterError]]:
    """The keys of a file's text (line ends as "\\n") with their places, its body, the number of its first line in the
    file, and what can be read and was hardly meant so. Raises MatterError."""
    start = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1
    line, text = 1 + text.count("\n", 0, start), text[start:]
    handler = next((each for each in (_YAML, _TOML) if each.detect(text)), None)
    if handler is None and not _HEADER.match(text):
        raise _no_front_matter(text, line)
    try:
        head, body = handler.split(text) if handler else text.partition("\n\n")[::2]
    except ValueError:
        raise _never_closed(text, line) from None
    numbered = "#\n" * (line - 1) + head  # comments, so that its lines have the numbers that they have in the file
    if handler is _YAML and (conflict := conflict_in(numbered)):
        raise conflict
    if len(head) > MAX_CHARACTERS:
        what = f"front matter of more than {MAX_CHARACTERS} characters"
        raise MatterError(what, line, 1, "shorten it", "file-too-large")
    if handler is _YAML:
        tree, slips = strict_yaml.parse(numbered)
    else:
        tree, slips = (_toml_tree(numbered, line), []) if handler else _header_tree(head, line)
    matter = tree or Mapping({}, line, 1)
    if not isinstance(matter, Mapping):
        start = len("\n".join(numbered.split("\n")[: matter.line - 1])) + 1
        what = "the front matter is not a list of keys"
        odd_line = MatterError(what, matter.line, matter.column, "write `key: value`", "wrong-value")
        raise slip_near(numbered, start) or odd_line
    body_line = line + text.count("\n", 0, len(text) - len(body))
    if (gap := _second_head(body)) is not None:
        raise MatterError("a second front matter begins here", body_line + gap, 1, "keep one of them")
    for name, entry in matter.entries.items():
        if is_key(name.strip(_INVISIBLE + NO_BREAK + " ")) and (odd := _odd_key(name, entry.line, entry.column)):
            raise odd
    return matter, body, body_line, slips


def head_lines(text: str) -> str:
    """What is likely to be the front matter of a text whose front matter can't be read."""
    fences = [found.start() for found in _FENCE.finditer(text)]
    if not fences or text[: fences[0]].strip():
        return text.lstrip().partition("\n\n")[0]
    return text[fences[0] : fences[1] if len(fences) > 1 else None]


def _toml_tree(text: str, first_line: int) -> Mapping:
    """TOML as a tree; tomllib keeps no places, so a key's line is where its name first starts one."""

    def line_of(key: str) -> int:
        found = re.search(rf"^[ \t]*\[?[\"']?{re.escape(key)}\b", text, re.MULTILINE)
        return place_of(text, found.start())[0] if found else first_line

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        at = (int(where[1]), int(where[2])) if where else (1 + text.rstrip().count("\n"), 1)
        what = f"TOML can't read this: {str(error).split(' (at ')[0]}"
        raise MatterError(what, *at, "check quotes and brackets", "not-toml") from None
    except ValueError:  # Python's own limit
        at = place_of(text, found.start()) if (found := _LONG_NUMBER.search(text)) else (first_line, 1)
        raise MatterError("a number of more than 4,300 digits", *at, "put it into quotes", "not-toml") from None
    except RecursionError:
        raise _too_deep(first_line) from None
    tree = _table(values, first_line, line_of)
    if control := strict_yaml.forbidden(_all_text(values)):
        raise MatterError(control, first_line, 1, "remove it", "control-character")
    return tree


def _all_text(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(key + _all_text(child) for key, child in value.items())
    return "".join(map(_all_text, value)) if isinstance(value, list) else _written(value)


def _too_deep(line: int) -> MatterError:
    return MatterError(f"nested more than {strict_yaml.MAX_DEPTH} deep", line, 1, "flatten it", "too-deep")


def _table(table: dict[str, Any], line: int, line_of: Callable[[str], int], depth: int = 1) -> Mapping:
    lines = {key: line_of(key) for key in table}
    entries = {key: KeyEntry(_tree_of(table[key], at, line_of, depth + 1), at, 1) for key, at in lines.items()}
    return Mapping(entries, line, 1)


def _tree_of(value: Any, line: int, line_of: Callable[[str], int], depth: int) -> Tree:
    if depth > strict_yaml.MAX_DEPTH:
        raise _too_deep(line)
    if isinstance(value, dict):
        return _table(value, line, line_of, depth)
    if isinstance(value, list):
        return Sequence(tuple(_tree_of(child, line, line_of, depth + 1) for child in value), line, 1)
    return Scalar(_written(value), line, 1, plain=not isinstance(value, str), value=value)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > _LONG:
        return hex(value)
    return str(value)


def _header_tree(text: str, first_line: int) -> tuple[Mapping, list[MatterError]]:
    """Pelican's headers as a tree, and keys that stand twice. An indented line goes on with the value before it."""
    entries: dict[str, KeyEntry] = {}
    earlier: list[tuple[str, KeyEntry]] = []
    slips: list[MatterError] = []
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
            what = "the front matter ends here, and nothing began it"
            raise MatterError(what, number, 1, "write a line `---` above its first key, too", "bad-header")
        else:
            fix = "write `Key: value`, or leave an empty line before the text"
            raise MatterError("this header has no colon", number, 1, fix, "bad-header")
    return Mapping(entries, first_line, 1, tuple(earlier)), slips


# --- what is said of fences and keys that are none ---

_INVISIBLE = "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_WORD = re.compile(r"\w[\w .-]*")
_HYPHENS = "-‐‑‒–—―−"
_LIKE_FENCE = re.compile(rf"[ \t]*(?:[{_HYPHENS}]{{1,9}}|_{{3,9}}|\*{{3,9}}|={{3,9}}|~{{3,9}}|\.\.\.)[ \t]*")
_FENCE_AND_MORE = re.compile(r"[ \t]*-{3,}[ \t]*\S.*")
_KEY = re.compile(r"[ \t]*[\"']?[\w][\w -]{0,40}[\"']?[ \t]*[:=]")
_START = "start it with the lines `---`, `title: ...`, `date: ...` and `---`"


def _odd_key(name: str, line: int, column: int) -> MatterError | None:
    """Return what is wrong with a key that looks like another, since signs that nobody sees are a part of it. name: one
    that is known without them."""
    if name[0] in NO_BREAK:
        return MatterError("a no-break space stands in the indentation", line, column, PLAIN_SPACE)
    hidden = next((sign for sign in (name[0], name[-1]) if sign in _INVISIBLE), "")
    word = name.strip(_INVISIBLE)
    if hidden and _WORD.fullmatch(word):
        what = f"the key '{word}' has an invisible sign (U+{ord(hidden):04X}) beside it"
        return MatterError(what, line, column, "type the key anew")
    return None


def _no_front_matter(text: str, line: int) -> MatterError:
    """Say why a text has no front matter. text: without the empty lines before it; line: the number of its first."""
    lines = text.split("\n")
    first = lines[0]
    second = next((each for each in lines[1:] if each.strip()), "")
    what, fix = "the file has no front matter", _START
    shown = first.strip()[:40]
    fences = (number for number, each in enumerate(lines[1:20], 1) if each.rstrip() == "---")
    below = [number for number in fences if _KEY.match("".join(lines[number + 1 : number + 2]))]
    if first.startswith("{"):
        what, fix = "front matter in JSON is not read", "write it as YAML: `title: ...` between lines of `---`"
    elif first.startswith("```"):
        what, fix = "the front matter stands in a code block", f"take out the line '{shown}' and the one that ends it"
    elif first.strip() == "---":
        what, fix = "the line `---` is indented, so no front matter begins here", "remove the spaces before it"
    elif (_LIKE_FENCE.fullmatch(first) or _FENCE_AND_MORE.fullmatch(first)) and _KEY.match(second):
        what, fix = f"the line `{shown}` begins no front matter", "write three hyphens and nothing else: `---`"
    elif below:
        what = "text stands before the front matter"
        fix = f"begin the file with the line `---` that is line {line + below[0]} now"
    return MatterError(what, line, 1, fix, "no-front-matter")


def _never_closed(text: str, line: int) -> MatterError:
    """Say where front matter was meant to end. text: from the line that opens it, whose number is `line`."""
    fence = text[:3]
    lines = text.split("\n")
    for number, each in enumerate(lines[1:], 1):
        shown = each.strip()[:40]
        if each.strip() == fence:
            what = f"the line `{fence}` is indented, so it does not end the front matter"
            fix = "remove the spaces before it"
        elif _LIKE_FENCE.fullmatch(each) or (fence == "---" and _FENCE_AND_MORE.fullmatch(each)):
            what, fix = f"the line `{shown}` does not end the front matter", f"write `{fence}` and nothing else"
        else:
            continue
        return MatterError(what, line + number, 1, fix, "front-matter-not-closed")
    numbered = enumerate(takewhile(str.strip, lines[1:]), line + 1)
    last = max((number for number, each in numbered if _KEY.match(each)), default=0)
    fix = f"end it with a line `{fence}`{f' below line {last}' if last else ''}"
    return MatterError("the front matter is never closed", line, 1, fix, "front-matter-not-closed")


def _second_head(body: str) -> int | None:
    """How many lines of a body stand before front matter that follows on front matter."""
    start = len(body) - len(body.lstrip())
    lines = body[start:].split("\n")
    if lines[0].rstrip() != "---" or "---" not in (each.rstrip() for each in lines[2:]):
        return None
    inner = lines[1 : 1 + [each.rstrip() for each in lines[1:]].index("---")]
    is_head = inner and all(_KEY.match(each) for each in inner if each.strip())
    return body.count("\n", 0, start) if is_head else None
