"""YAML from strangers: no aliases, no tags, bounded, nothing guessed, every place kept. Pure.

Built on the events of PyYAML's C parser, so that nothing is composed or constructed before it is checked. What the
parser complains of is said in a writer's words, at the place to put right.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import yaml
from yaml import events

from newsgen.model.problem import Code
from newsgen.reading.front_matter_slips import slip_near
from newsgen.reading.tree import KeyEntry, Mapping, MatterError, Scalar, Sequence, Slip, Tree, stands_twice

NULLS = {"", "~", "null", "Null", "NULL"}
MAX_DEPTH = 16
MAX_NODES = 20_000
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map")}
_BOOLEANS = {"true": True, "false": False}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAX_SAFE = 2**53
"""Whole numbers up to it are the same in every JSON reader."""


class _Composer:
    """Turns parser events into a Tree. Owns the event stream, the slips seen and the count of nodes."""

    def __init__(self, text: str, line: int) -> None:
        self.first_line = line
        self.event: Callable[[], Any] = yaml.CSafeLoader(text).get_event
        self.text = text
        self.slips: list[Slip] = []
        self.nodes = 0

    def document(self) -> Tree | None:
        tree = None
        while not isinstance(event := self.event(), events.StreamEndEvent):
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
            text = None if plain and event.value in NULLS else event.value
            if plain and "#" in self.text:
                self.slips += comment_after(event, self.text, self.first_line)
            is_folded = plain and _is_folded(event, self.text)
            return Scalar(text, line, column, plain, is_folded=is_folded)
        if isinstance(event, events.SequenceStartEvent):
            return Sequence(tuple(self.children(events.SequenceEndEvent, depth)), line, column)
        earlier: list[tuple[str, KeyEntry]] = []
        entries = self.entries(depth, earlier, is_flow=event.flow_style)
        return Mapping(entries, line, column, tuple(earlier))

    def children(self, end: type[Any], depth: int) -> Iterator[Tree]:
        while not isinstance(event := self.event(), end):
            yield self.tree(event, depth + 1)

    def entries(self, depth: int, earlier: list[tuple[str, KeyEntry]], *, is_flow: bool) -> dict[str, KeyEntry]:
        entries: dict[str, KeyEntry] = {}
        before: tuple[str, str] | None = None
        while not isinstance(event := self.event(), events.MappingEndEvent):
            if not isinstance(event, events.ScalarEvent):
                raise self.error("a key must be plain text", event, "quote it, or mend the brackets")
            self.check(event, depth)
            line, column = self.place(event)
            if event.value in entries:
                self.slips.append(stands_twice(event.value, line, column))
                earlier.append((event.value, entries[event.value]))
            value = self.event()
            entries[event.value] = KeyEntry(self.tree(value, depth + 1), line, column)
            if is_flow and has_no_colon(event, value, self.text):
                slip, before = cut_at_comma(event.value, before, line, column)
                self.slips.append(slip)
            elif is_flow:
                before = (event.value, value.value) if isinstance(value, events.ScalarEvent) else None
        return entries

    def check(self, event: Any, depth: int) -> None:
        self.nodes += 1
        if isinstance(event, events.ScalarEvent) and (control := forbidden(event.value)):
            raise self.error(control, event, "remove it", "control-character")
        if event.anchor:  # an alias has one too
            sign = "*" if isinstance(event, events.AliasEvent) else "&"
            raise self.error(f"a value can't start with '{sign}'", event, QUOTES)
        if event.tag and event.tag != "!" and event.tag not in _PLAIN_TAGS:
            raise self.error("a value can't start with '!'", event, QUOTES)
        if depth > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} deep", event, "flatten it")
        if self.nodes > MAX_NODES:
            raise self.error(f"more than {MAX_NODES} values", event, "move them to a file of their own")

    def place(self, event: Any) -> tuple[int, int]:
        return self.first_line + event.start_mark.line, event.start_mark.column + 1

    def error(self, what: str, event: Any, fix: str, code: Code = "yaml") -> MatterError:
        return MatterError(what, *self.place(event), fix, code)


def _is_folded(value: Any, text: str) -> bool:
    """Whether a value without quotes stands on several lines."""
    return "\n" in text[value.start_mark.index : value.end_mark.index].strip()


def parse(text: str, first_line: int = 1) -> tuple[Tree | None, list[Slip]]:
    """The tree of `text`, in which the last value of a key counts that stands twice, and what was hardly meant so.
    first_line: the number of the text's first line in its file. Raises MatterError."""
    composer = _Composer(text, first_line)
    try:
        return composer.document(), composer.slips
    except yaml.MarkedYAMLError as error:
        raise in_words(error, text, first_line) from None
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode()  # the C parser counts bytes
        line, column = before.count("\n"), len(before) - before.rfind("\n")
        what = f"the character U+{ord(text[len(before)]):04X} is not allowed in YAML"
        raise MatterError(what, first_line + line, column, "remove it") from None


def forbidden(text: str) -> str:
    """What is wrong with a text that was written with escapes, such as `"\\0"`; "" if nothing."""
    control = None if text.isprintable() else _CONTROL.search(text)
    return f"the control character U+{ord(control[0]):04X} can't stand in a text" if control else ""


def typed(tree: Tree) -> Any:
    """A tree for layouts: numbers, true and false where they are written without quotes and print as they are typed. So
    `no`, `010`, `1.10` and `12:30:45` stay text, which YAML would take for other things."""
    match tree:
        case Scalar(value=bool() | float() | int() as value) if abs(value) < _MAX_SAFE:
            return value
        case Scalar():
            return _typed_scalar(tree.text) if tree.plain and tree.text else tree.text
        case Sequence():
            return [typed(child) for child in tree.items]
        case Mapping():
            return {key: typed(entry.value) for key, entry in tree.entries.items()}


def _typed_scalar(text: str) -> Any:
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    for kind in (int, float):
        with suppress(ValueError):
            number = kind(text)
            if str(number) == text and abs(number) < _MAX_SAFE:
                return number
    return text


_COMMENT_IN_BRACKETS = re.compile(r"[\[{](?:[^\n#]*[,\s])?(#[^#\s,\]}]+)")
QUOTES = "put the whole value into quotes"
NO_COLON = "this line has no colon"
TOO_FAR = "this line is indented too far, or the one before has no colon"
OTHERWISE = "this line is indented otherwise than those before it"
_MAY_BE_OF_LINE = (NO_COLON, TOO_FAR, OTHERWISE)


def in_words(error: yaml.MarkedYAMLError, text: str, first_line: int) -> MatterError:
    """The error with its place in the file. Where a quote or bracket is never closed that is where it opens."""
    what, fix, mark = _explained(error, text)
    if what in _MAY_BE_OF_LINE and (slip := slip_near(text, mark.index, first_line)):
        return slip
    line, column = text.count("\n", 0, mark.index), mark.index - text.rfind("\n", 0, mark.index)
    return MatterError(what, first_line + line, column, fix)


def _explained(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str, yaml.Mark]:
    context, problem, at = error.context or "", error.problem or "", error.problem_mark or error.context_mark
    if at is None:
        raise error
    opened = error.context_mark or at
    before = text[text.rfind("\n", 0, at.index) + 1 : at.index]
    if "flow" in context and (comments := list(_COMMENT_IN_BRACKETS.finditer(text, 0, at.index))):
        word, sign = comments[-1][1], yaml.Mark("", comments[-1].start(1), 0, 0, None, 0)
        return f"'{word}' begins a comment, so the bracket before it is not closed", "quote what begins with #", sign
    if text[at.index : at.index + 1] == "\t":
        return "a tab stands where YAML wants spaces", "indent with spaces", at
    if "quoted scalar" in context:
        if "end of stream" in problem or "document indicator" in problem:
            return "a quote is opened and never closed", "close the quote", opened
        return "this backslash means nothing in double quotes", "use single quotes, or write it twice: \\\\", at
    if "expected ',' or" in problem:
        return "a bracket is opened and never closed", "close it, and part the values by commas", opened
    if "expected ':'" in problem:
        if text[: opened.index].endswith("\n\n"):
            return NO_COLON, "write `---` above it, if the text begins here", opened
        return NO_COLON, "write `key: value`, or indent it if it goes on with the line before", opened
    if "mapping values" in problem:
        return _second_colon(before, at)
    if "expected key" in problem or "expected '-'" in problem:
        return _unexpected(before, at)
    if "block scalar" in context and (opening := text[opened.index : opened.index + 1]) in ("|", ">"):
        return f"'{opening}' begins a text of several lines", QUOTES, opened
    if "block scalar" not in context:
        return f"a value can't start with '{text[opened.index : opened.index + 1]}'", QUOTES, opened
    return f"YAML can't read this: {problem}", "check quotes, colons and indentation", at


def _second_colon(before: str, at: yaml.Mark) -> tuple[str, str, yaml.Mark]:
    if ":" in before:
        return "a second colon in one value", QUOTES, at
    return TOO_FAR, "indent the keys of one group alike", at


def _unexpected(before: str, at: yaml.Mark) -> tuple[str, str, yaml.Mark]:
    if before.rstrip().endswith(("'", '"')):
        fix = 'write a quote within single quotes twice, and one within double quotes as \\"'
        return "text follows a closed quote", fix, at
    if before.rstrip().endswith(("]", "}")):
        return "text follows a closed bracket", QUOTES, at
    return OTHERWISE, "indent the keys of one group alike", at


_COMMENT_AFTER = re.compile(r"[ \t]+(#[^#\s]\S*|# \d\S*)")
_WHOLE = re.compile(r"true|false|yes|no|on|off|[\d.]+|\d{4}-\d\d?-\d\d?[T ]?[\d:.+Z -]*", re.IGNORECASE)
"""Values of which nothing is missing, whatever follows."""


def comment_after(value: Any, text: str, first_line: int) -> list[Slip]:
    """`title: Bus #14` is the title Bus. What has a space behind its sign is a comment for people. value: the event of
    a scalar without quotes in `text`, whose first line has the number `first_line`."""
    found = _COMMENT_AFTER.match(text, value.end_mark.index)
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
