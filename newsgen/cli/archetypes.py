"""Archetypes: articles that are not finished, and filling in the keys of their front matter. Reads disk."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import yaml
from msgspec import Struct

from newsgen.reading.decoding import decoded
from newsgen.reading.tree import MatterError

ARCHETYPES = "_archetypes"
DEFAULT = """\
---
title:
date:
authors:
section:
tags:
summary:
draft: true
# photo:
#   src:
#   alt:
#   credit:
---

"""
"""The archetype of a site that has none of its own."""
MAX_BYTES = 100_000
_KEY = re.compile(r"(?P<hash># ?)?(?P<key>[\w-]+):(?=\s|$)")
_BELOW = re.compile(r"[ \t]+\S|-(?:\s|$)")
"""Lines that belong to the key above."""
_COMMENT = re.compile(r"[ \t]+#.*")
_SRC = re.compile(r"(#? *src:) *")
Values = Mapping[str, str | Sequence[str]]
"""Of an article that is not written yet, by key."""


class Key(Struct, frozen=True):
    """A key of the outermost level with the lines that belong to it; name "": lines of none. words: of a list, or of a
    text with commas; none for an empty key."""

    name: str
    lines: list[str]
    words: tuple[str, ...] = ()
    comment: str = ""
    is_comment: bool = False


def archetypes(content: Path) -> dict[str, Path]:
    """The files of the site's own, by name."""
    return {file.stem: file for file in sorted((content / ARCHETYPES).glob("*.md")) if file.is_file()}


def read_archetype(file: Path) -> str:
    """The text of an archetype. Raises MatterError where it can't be read or has no front matter to fill in."""
    text, _ = decoded(file.read_bytes(), file.name, MAX_BYTES)
    opening, *lines = text.split("\n")
    if opening.rstrip() != "---" or not any(map(_is_fence, lines)):
        raise MatterError(
            "the archetype has no front matter", 1, 1, "put it between two lines of `---`", "no-front-matter"
        )
    return text


def own_value(archetype: str, *names: str) -> str:
    """What one of these keys has already; "" where they have nothing."""
    _, keys, _ = _keys_of(archetype)
    own = (key for key in keys if key.name in names and key.words and not key.is_comment)
    return next((", ".join(key.words) for key in own), "")


def fill_in(archetype: str, values: Values, asked: Collection[str], photo: str) -> str:
    """The archetype with a value for each key of its front matter that has none; those that were asked for stand there
    in any case. What has no key in the archetype is added. photo: the path of `src`."""
    opening, keys, rest = _keys_of(archetype)
    own = {key.name for key in keys if not key.is_comment}
    if any(key.name == "author" for key in keys):
        values = {"author" if name == "authors" else name: value for name, value in values.items()}
    head, done = list[str](), set[str]()
    for key in keys:
        value = values.get(key.name, "")
        if not value or key.name in done or (key.is_comment and (key.name in own or key.words)):
            head += [f"{empty[1]} {photo}" if (empty := _SRC.fullmatch(line)) else line for line in key.lines]
            continue
        done.add(key.name)
        if not key.words or key.name in asked:
            head.append(_line(key.name, [*key.words, *value] if key.name == "tags" else value) + key.comment)
        else:
            head += key.lines
    head += [_line(key, value) for key, value in values.items() if value and key not in done]
    return "\n".join([opening, *head, *rest])


def _line(key: str, value: str | Sequence[str]) -> str:
    """A key with its value as YAML. Dates are written plainly."""
    if key == "date":
        return f"{key}: {value}"
    written = value if isinstance(value, str) else value[0] if key == "author" and len(value) == 1 else list(value)
    flow = None if isinstance(written, list) else False
    return yaml.safe_dump({key: written}, allow_unicode=True, default_flow_style=flow, width=10_000).rstrip()


def _keys_of(archetype: str) -> tuple[str, list[Key], list[str]]:
    """The line that opens the front matter, its keys with all lines of it, and the lines from its end on."""
    opening, *lines = archetype.split("\n")
    end = next(number for number, line in enumerate(lines) if _is_fence(line))
    return opening, list(_keys(lines[:end])), lines[end:]


def _keys(lines: Sequence[str]) -> Iterator[Key]:
    """Give the keys in their order, and all lines with them."""
    number = 0
    while number < len(lines):
        found, start = _KEY.match(lines[number]), number
        number += 1
        if not found:
            yield Key("", [lines[start]])
            continue
        while not found["hash"] and number < len(lines) and _BELOW.match(lines[number]):
            number += 1
        own = list(lines[start:number])
        comment = _COMMENT.search(own[0]) if len(own) == 1 else None
        words = _words([own[0].removeprefix(found["hash"] or ""), *own[1:]])
        yield Key(found["key"], own, words, comment[0] if comment else "", bool(found["hash"]))


def _words(lines: Sequence[str]) -> tuple[str, ...]:
    """The words that follow a key; its text where that is no YAML."""
    value: object = lines[0]
    with suppress(yaml.YAMLError):
        read = yaml.load("\n".join(lines), yaml.BaseLoader)  # noqa: S506 - it makes strings, lists and dicts alone
        value = next(iter(read.values())) if isinstance(read, dict) else value
    found = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    words = (str(word).strip() for word in found)
    return tuple(word for word in words if word not in ("", "~", "null"))


def _is_fence(line: str) -> bool:
    return line.rstrip() == "---"
