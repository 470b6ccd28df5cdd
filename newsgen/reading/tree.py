"""Front matter and config before they are typed: text with its places, and how these are counted. Pure."""

from collections.abc import Iterable
from typing import Any, AnyStr

from msgspec import UNSET, Struct, UnsetType

from newsgen.model.problem import Code, Place, Problem, Severity


class Scalar(Struct, frozen=True):
    """A single value. text: as written, None for null. plain: written without quotes. value: typed, where the format
    types it. is_folded: made of several lines, without quotes."""

    text: str | None
    line: int
    column: int
    plain: bool = True
    value: Any | UnsetType = UNSET
    is_folded: bool = False


class Sequence(Struct, frozen=True):
    items: tuple["Tree", ...]
    line: int
    column: int


class Mapping(Struct, frozen=True):
    """A table of keys. earlier: values of keys that stand twice, of which the last is in `entries`."""

    entries: dict[str, "KeyEntry"]
    line: int
    column: int
    earlier: tuple[tuple[str, "KeyEntry"], ...] = ()


class KeyEntry(Struct, frozen=True):
    """A key's value; line and column are the key's own."""

    value: "Tree"
    line: int
    column: int


Tree = Scalar | Sequence | Mapping


class MatterError(Exception):
    """Raised for a text that can't be read at all, kept as a slip for what can be and was hardly meant so. line and
    column count from 1 within the file."""

    def __init__(self, what: str, line: int, column: int, fix: str = "", code: Code = "yaml") -> None:
        super().__init__(what)
        self.what, self.line, self.column, self.fix, self.code = what, line, column, fix, code

    def problem(self, path: str, severity: Severity = "error") -> Problem:
        return Problem(self.code, Place(path, self.line, self.column), self.what, self.fix, severity)


def stands_twice(key: str, line: int, column: int) -> MatterError:
    return MatterError(f"the key '{key}' stands twice", line, column, "keep one of them", "duplicate-key")


def is_blank(tree: Tree) -> bool:
    return isinstance(tree, Scalar) and not (tree.text or "").strip()


def as_text(tree: Tree) -> Any:
    """Plain dicts and lists whose leaves are the text as written: the schema types them, not YAML's guesses."""
    match tree:
        case Scalar():
            return tree.text
        case Sequence():
            return [as_text(child) for child in tree.items]
        case Mapping():
            return {key: as_text(entry.value) for key, entry in tree.entries.items()}


def find(tree: Tree, path: Iterable[str | int]) -> tuple[int, int]:
    """The place of the value at `path` (keys and indices), or of the deepest part of it that exists."""
    found = tree_at(tree, path)
    return found.line, found.column


def find_key(tree: Tree, steps: list[str | int]) -> tuple[int, int]:
    """The place of the key (not the value) at the end of `steps`."""
    *way, last = steps
    tree = tree_at(tree, way)
    entry = tree.entries.get(str(last)) if isinstance(tree, Mapping) else None
    return (entry.line, entry.column) if entry else (tree.line, tree.column)


def tree_at(tree: Tree, path: Iterable[str | int]) -> Tree:
    """What stands at `path`, or the deepest part of it that exists."""
    for step in path:
        if isinstance(tree, Mapping) and isinstance(step, str) and step in tree.entries:
            tree = tree.entries[step].value
        elif isinstance(tree, Sequence) and isinstance(step, int) and 0 <= step < len(tree.items):
            tree = tree.items[step]
        else:
            break
    return tree


def place_of(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at an index."""
    return 1 + text.count("\n", 0, at), at - text.rfind("\n", 0, at)


def spliced(text: AnyStr, changes: Iterable[tuple[int, int, AnyStr]]) -> AnyStr:
    """The text with others in the place of some of its parts. changes: start, end and the other text, in order."""
    pieces: list[AnyStr] = []
    written = 0
    for start, end, other in changes:
        pieces += [text[written:start], other]
        written = end
    pieces.append(text[written:])
    return text[:0].join(pieces)
