"""Front matter that the config gives whole folders. Pure."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from newsgen.model.config import FolderDefaults
from newsgen.reading.holding import Keys
from newsgen.reading.key_mapping import translated
from newsgen.reading.tree import KeyEntry, Mapping, Scalar, Sequence, Tree


def defaults_for(source: str, defaults: tuple[FolderDefaults, ...], own: Iterable[str] = ()) -> Keys:
    """The values for a file below the content folder; a more specific path goes before a more general one. own: keys of
    the site's own, as `translated` takes them."""
    keys: Keys = {}
    for default in sorted(defaults, key=lambda default: specificity(default.path)):
        if _pattern(default.path).fullmatch(source):
            values = {name: _entry(value) for name, value in default.values.items()}
            keys |= translated(Mapping(values, 1, 1), own).entries
    return keys


def matches(source: str, path: str) -> bool:
    """Whether a glob (`news/**`, `*/2022-*.md`) or a folder's name covers a file below the content folder."""
    return _pattern(path).fullmatch(source) is not None


def specificity(path: str) -> tuple[int, int]:
    """More literal folders, then more literal characters."""
    literal = re.split(r"[*?]", path)[0]
    return literal.count("/"), len(literal)


@cache
def _pattern(path: str) -> re.Pattern[str]:
    path = path.strip("/") or "**"
    if not set("*?") & set(path) and "." not in path.rsplit("/", 1)[-1]:
        path += "/**"
    expression = re.escape(path).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*")
    return re.compile(expression.replace(r"\*", "[^/]*").replace(r"\?", "[^/]"))


def _entry(value: Any) -> KeyEntry:
    return KeyEntry(_tree(value), 1, 1)


def _tree(value: Any) -> Tree:
    if isinstance(value, dict):
        return Mapping({name: _entry(inner) for name, inner in value.items()}, 1, 1)
    if isinstance(value, list | tuple):
        return Sequence(tuple(_tree(inner) for inner in value), 1, 1)
    return Scalar(None if value is None else str(value), 1, 1)
