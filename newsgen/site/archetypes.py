"""Archetypes: articles that are not finished, and the keys of their front matter line by line. Reads disk."""

import re
from collections.abc import Iterator, Sequence
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


def archetypes(content: Path) -> dict[str, Path]:
    """The site's own, by name."""
    return {file.stem: file for file in sorted((content / ARCHETYPES).glob("*.md")) if file.is_file()}


def archetype(file: Path) -> str:
    """Its text. Raises MatterError where it can't be read or has no front matter to fill in."""
    text, _ = decoded(file.read_bytes(), file.name, MAX_BYTES)
    opening, *lines = text.split("\n")
    if opening.rstrip() != "---" or not any(map(_is_fence, lines)):
        raise MatterError(
            "the archetype has no front matter", 1, 1, "put it between two lines of `---`", "no-front-matter"
        )
    return text


def keys(archetype: str) -> tuple[str, list["Key"], list[str]]:
    """The line that opens the front matter, its keys with all lines of it, and the lines from its end on."""
    opening, *lines = archetype.split("\n")
    end = next(number for number, line in enumerate(lines) if _is_fence(line))
    return opening, list(_keys(lines[:end])), lines[end:]


def own_value(archetype: str, *names: str) -> str:
    """What one of these keys has already; "" where they have nothing."""
    _, found, _ = keys(archetype)
    own = (key for key in found if key.name in names and not key.is_comment and not key.is_empty)
    return next((", ".join(key.words) for key in own), "")


class Key(Struct, frozen=True):
    """A key of the outermost level with the lines that belong to it; name "": lines of none. value: strings only."""

    name: str
    lines: list[str]
    value: object = None
    comment: str = ""
    is_comment: bool = False

    @property
    def words(self) -> list[str]:
        """Of a list, or of a text with commas."""
        found = self.value.split(",") if isinstance(self.value, str) else self.value
        words = (str(word).strip() for word in found) if isinstance(found, list) else ()
        return [word for word in words if word not in ("", "~", "null")]

    @property
    def is_empty(self) -> bool:
        return not self.words


def _keys(lines: Sequence[str]) -> Iterator[Key]:
    """In their order, and all lines with them."""
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
        plain = [own[0].removeprefix(found["hash"] or ""), *own[1:]]
        yield Key(found["key"], own, _value(plain), comment[0] if comment else "", bool(found["hash"]))


def _value(lines: Sequence[str]) -> object:
    """What follows a key; its text where that is no YAML."""
    try:
        read = yaml.load("\n".join(lines), yaml.BaseLoader)  # noqa: S506 - it makes strings, lists and dicts alone
    except yaml.YAMLError:
        return lines[0]
    return next(iter(read.values())) if isinstance(read, dict) else lines[0]


def _is_fence(line: str) -> bool:
    return line.rstrip() == "---"
