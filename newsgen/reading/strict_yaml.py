"""YAML from strangers: no aliases, no tags, bounded, nothing guessed, every place kept. Pure.

Built on the events of PyYAML's C parser, so that nothing is composed or constructed before it is checked.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from msgspec import UNSET
from yaml import events

from newsgen.reading.tree import Entry, Mapping, MatterError, Scalar, Sequence, Tree

MAX_DEPTH = 16
MAX_NODES = 20_000
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map")}
_NULLS = {"", "~", "null", "Null", "NULL"}


class _Composer:
    """Turns parser events into a Tree. Owns the event stream, the duplicates seen and the count of nodes."""

    def __init__(self, text: str, line: int) -> None:
        self.first_line = line
        self.events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.duplicates: list[tuple[str, int, int]] = []
        self.nodes = 0

    def document(self) -> Tree | None:
        tree = None
        for event in self.events:
            if isinstance(event, events.DocumentStartEvent) and tree is not None:
                raise self.error("a second YAML document starts here", event, "keep one document")
            if isinstance(event, events.NodeEvent):
                tree = self.tree(event, depth=1)
        return tree

    def tree(self, event: Any, depth: int) -> Tree:
        self.check(event, depth)
        line, column = self.place(event)
        if isinstance(event, events.ScalarEvent):
            plain = not event.style
            text = None if plain and event.value in _NULLS else event.value
            return Scalar(text, line, column, plain)
        if isinstance(event, events.SequenceStartEvent):
            return Sequence(tuple(self.children(events.SequenceEndEvent, depth)), line, column)
        return Mapping(self.entries(depth), line, column)

    def children(self, end: type[Any], depth: int) -> Iterator[Tree]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield self.tree(event, depth + 1)

    def entries(self, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for event in self.events:
            if isinstance(event, events.MappingEndEvent):
                break
            if not isinstance(event, events.ScalarEvent):
                raise self.error("a key must be plain text", event, "quote it, or mend the brackets")
            self.check(event, depth)
            line, column = self.place(event)
            if event.value in entries:
                self.duplicates.append((event.value, line, column))
            entries[event.value] = Entry(self.tree(next(self.events), depth + 1), line, column)
        return entries

    def check(self, event: Any, depth: int) -> None:
        self.nodes += 1
        if isinstance(event, events.AliasEvent) or event.anchor:
            raise self.error("YAML anchors and aliases are not taken", event, "write the value out, or quote it")
        if event.tag and event.tag != "!" and event.tag not in _PLAIN_TAGS:
            raise self.error(f"the YAML tag {event.tag} is not taken", event, "remove it, or quote the value")
        if depth > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} deep", event, "flatten it")
        if self.nodes > MAX_NODES:
            raise self.error(f"more than {MAX_NODES} values", event, "move them to a file of their own")

    def place(self, event: Any) -> tuple[int, int]:
        return self.first_line + event.start_mark.line, event.start_mark.column + 1

    def error(self, what: str, event: Any, mend: str) -> MatterError:
        return MatterError(what, *self.place(event), mend)


def parse(text: str, first_line: int = 1) -> tuple[Tree | None, list[tuple[str, int, int]]]:
    """The tree of `text`, and its duplicate keys (key, line, column), whose last value counts.

    first_line: the number of the text's first line in its file. Raises MatterError.
    """
    composer = _Composer(text, first_line)
    try:
        return composer.document(), composer.duplicates
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        what, mend = _in_words(error, tab=mark is not None and text[mark.index : mark.index + 1] == "\t")
        raise MatterError(what, first_line + line, column + 1, mend) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n"), error.position - before.rfind("\n")
        what = f"the character U+{ord(text[error.position]):04X} is not allowed in YAML"
        raise MatterError(what, first_line + line, column, "remove it") from None


def typed(tree: Tree) -> Any:
    """What YAML takes the tree for: numbers, dates and booleans where they are written without quotes."""
    match tree:
        case Scalar() if tree.value is not UNSET:
            return tree.value
        case Scalar():
            return _typed_scalar(tree.text) if tree.plain and tree.text else tree.text
        case Sequence():
            return [typed(child) for child in tree.items]
        case Mapping():
            return {key: typed(entry.value) for key, entry in tree.entries.items()}


def _typed_scalar(text: str) -> Any:
    loader = _resolver()
    tag = loader.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    try:
        return loader.construct_object(yaml.ScalarNode(tag, text))
    except (ValueError, yaml.YAMLError):
        return text


@cache
def _resolver() -> yaml.SafeLoader:
    return yaml.SafeLoader("")


def _in_words(error: yaml.MarkedYAMLError, *, tab: bool) -> tuple[str, str]:
    """What is wrong, and how to mend it."""
    problem = error.problem or error.context or "it can't be read"
    if tab:
        return "a tab stands where YAML wants spaces", "indent with spaces"
    if error.context and "quoted scalar" in error.context and "escape" not in problem:
        return "a quote is opened and never closed", "close the quote"
    if "mapping values are not allowed" in problem:
        return "a second colon in one value", "put a value that has a colon and a space in it into quotes"
    if "expected ',' or" in problem:
        return "a bracket is opened and never closed", "close it, and part the values by commas"
    return f"not YAML: {problem}", "check quotes, colons and indentation"
