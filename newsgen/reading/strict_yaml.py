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
from newsgen.reading.decoding import conflict_in
from newsgen.reading.tree import KeyEntry, Mapping, MatterError, Scalar, Sequence, Tree, place_of, stands_twice

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

    def __init__(self, text: str) -> None:
        self.event: Callable[[], Any] = yaml.CSafeLoader(text).get_event
        self.text = text
        self.slips: list[MatterError] = []
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
        typed = self.text[event.start_mark.index : event.end_mark.index]
        if isinstance(event, events.ScalarEvent):
            plain = not event.style
            text = None if plain and event.value in NULLS else event.value
            if plain and "#" in self.text:
                self.slips += _comment_after(event, self.text)
            return Scalar(text, line, column, plain, is_folded=plain and "\n" in typed.strip())
        if isinstance(event, events.SequenceStartEvent):
            return Sequence(tuple(self.children(depth)), line, column)
        earlier: list[tuple[str, KeyEntry]] = []
        entries = self.entries(depth, earlier, is_flow=event.flow_style)
        return Mapping(entries, line, column, tuple(earlier))

    def children(self, depth: int) -> Iterator[Tree]:
        while not isinstance(event := self.event(), events.SequenceEndEvent):
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
            if is_flow and _has_no_colon(event, value, self.text):
                slip, before = _cut_at_comma(event.value, before, line, column)
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
        return event.start_mark.line + 1, event.start_mark.column + 1

    def error(self, what: str, event: Any, fix: str, code: Code = "yaml") -> MatterError:
        return MatterError(what, *self.place(event), fix, code)


def parse(text: str) -> tuple[Tree | None, list[MatterError]]:
    """The tree of `text`, in which the last value of a key counts that stands twice, and what was hardly meant so.
    Raises MatterError."""
    composer = _Composer(text)
    try:
        return composer.document(), composer.slips
    except yaml.MarkedYAMLError as error:
        what, fix, mark = _explained(error, text)
        slip = slip_near(text, mark.index) if what in _MAY_BE_OF_LINE else None
        raise slip or MatterError(what, *place_of(text, mark.index), fix) from None
    except yaml.reader.ReaderError as error:
        at = len(text.encode()[: error.position].decode())  # the C parser counts bytes
        what = f"the character U+{ord(text[at]):04X} is not allowed in YAML"
        raise MatterError(what, *place_of(text, at), "remove it") from None


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
QUOTES, ALIKE = "put the whole value into quotes", "indent the keys of one group alike"
NO_COLON = "this line has no colon"
TOO_FAR = "this line is indented too far, or the one before has no colon"
OTHERWISE = "this line is indented otherwise than those before it"
_MAY_BE_OF_LINE = (NO_COLON, TOO_FAR, OTHERWISE)
_NO_KEY = "expected key|expected '-'"
_IN_SINGLE = 'write a quote within single quotes twice, and one within double quotes as \\"'
_TWICE = "use single quotes, or write it twice: \\\\"
_COMPLAINTS = (
    ("quoted scalar", "end of stream|document indicator", "", "a quote is opened and never closed", "close the quote"),
    ("quoted scalar", "", "", "this backslash means nothing in double quotes", _TWICE),
    ("", "expected ',' or", "", "a bracket is opened and never closed", "close it, and part the values by commas"),
    ("", "mapping values", ":", "a second colon in one value", QUOTES),
    ("", "mapping values", "", TOO_FAR, ALIKE),
    ("", _NO_KEY, r"['\"]\s*$", "text follows a closed quote", _IN_SINGLE),
    ("", _NO_KEY, r"[\]}]\s*$", "text follows a closed bracket", QUOTES),
    ("", _NO_KEY, "", OTHERWISE, ALIKE),
)
"""What the parser says it was doing and met, what stands before on the line; what is wrong, how to fix it."""


def _explained(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str, yaml.Mark]:
    """What is wrong, how to fix it, and where: where a quote or bracket is never closed that is where it opens."""
    context, problem, at = error.context or "", error.problem or "", error.problem_mark or error.context_mark
    if at is None:
        raise error
    opened = error.context_mark or at
    opening, before = text[opened.index : opened.index + 1], text[text.rfind("\n", 0, at.index) + 1 : at.index]
    if "flow" in context and (comments := list(_COMMENT_IN_BRACKETS.finditer(text, 0, at.index))):
        word, sign = comments[-1][1], yaml.Mark("", comments[-1].start(1), 0, 0, None, 0)
        return f"'{word}' begins a comment, so the bracket before it is not closed", "quote what begins with #", sign
    if text[at.index : at.index + 1] == "\t":
        return "a tab stands where YAML wants spaces", "indent with spaces", at
    if "expected ':'" in problem:
        is_text = text[: opened.index].endswith("\n\n")
        fix = "write `key: value`, or indent it if it goes on with the line before"
        return NO_COLON, "write `---` above it, if the text begins here" if is_text else fix, opened
    for in_context, in_problem, end, what, fix in _COMPLAINTS:
        if in_context in context and re.search(in_problem, problem) and re.search(end, before):
            return what, fix, opened if "opened" in what else at
    if "block scalar" not in context:
        return f"a value can't start with '{opening}'", QUOTES, opened
    if opening in ("|", ">"):
        return f"'{opening}' begins a text of several lines", QUOTES, opened
    return f"YAML can't read this: {problem}", "check quotes, colons and indentation", at


NO_BREAK = "\xa0\u2007\u202f\u3000"
PLAIN_SPACE = "type a plain space in its place"
_PAIR = "write `{pair}`"
_KEY_BEFORE = r"(?P<before>[ \t]*(?:- +)?)(?P<key>[\"']?\w[\w -]*?[\"']?)"
_FORMS = tuple(
    (re.compile(form), what, fix)
    for form, what, fix in (
        (rf"[^:]*:(?P<sign>[{NO_BREAK}])", "a no-break space stands after the colon", PLAIN_SPACE),
        (rf"[ \t]*(?P<sign>[{NO_BREAK}])", "a no-break space stands in the indentation", PLAIN_SPACE),
        (
            rf"{_KEY_BEFORE}[ {NO_BREAK}]*(?P<sign>[：﹕︰∶ː])\s*(?P<value>.*)",
            "this is not the colon that YAML wants, but another sign (U+{code:04X})",
            _PAIR,
        ),
        (rf"{_KEY_BEFORE}(?P<sign>:)(?P<value>[^\s:/].*|/(?!/).*)", "a space is missing after the colon", _PAIR),
        (rf"{_KEY_BEFORE}\s*(?P<sign>=)\s*(?P<value>.*)", "an equals sign stands where YAML wants a colon", _PAIR),
        (r"[ \t]*(?P<sign>//|<!--|/\*|;)", "'{sign}' begins no comment here", "begin it with #"),
        (r"[ \t]*(?P<sign>-)(?P<value>[^\s-].*)", "a space is missing after the hyphen", "write `- {value}`"),
    )
)
"""Of a line that can't be read. `sign` is what is pointed at."""
_BARE = re.compile(r"(?P<before>[ \t]*)(?P<sign>\w[\w -]*)\s*")


def slip_near(text: str, at: int) -> MatterError | None:
    """Return the slip on the line at the index `at`, or on the one before it, where the parser stumbled."""
    if conflict := conflict_in(text):
        return conflict
    lines = list(enumerate(text[: (text + "\n").index("\n", at)].split("\n"), 1))
    *earlier, last = lines
    before = next(((number, line) for number, line in reversed(earlier) if line.strip()), (0, ""))
    for number, line in (before, last):
        for form, what, fix in _FORMS:
            if found := form.match(line):
                value = found.groupdict().get("value", "")[:40].strip()
                words = {"sign": found["sign"], "code": ord(found["sign"][0]), "value": value}
                words["pair"] = f"{found['key']}: {value}".strip() if "key" in form.groupindex else ""
                return MatterError(what.format(**words), number, found.start("sign") + 1, fix.format(**words))
    if found := _BARE.fullmatch(before[1]):
        return MatterError("this line has no colon", before[0], found.start("sign") + 1, "write `key: value`")
    return None


_COMMENT_AFTER = re.compile(r"[ \t]+(#[^#\s]\S*|# \d\S*)")
_WHOLE = re.compile(r"true|false|yes|no|on|off|[\d.]+|\d{4}-\d\d?-\d\d?[T ]?[\d:.+Z -]*", re.IGNORECASE)
"""Values of which nothing is missing, whatever follows."""


def _comment_after(value: Any, text: str) -> list[MatterError]:
    """`title: Bus #14` is the title Bus. What has a space behind its sign is a comment for people. value: the event of
    a scalar without quotes in `text`."""
    found = _COMMENT_AFTER.match(text, value.end_mark.index)
    if not found or _WHOLE.fullmatch(value.value):
        return []
    result = "and the value ends before it" if value.value else "so there is no value"
    what = f"'{found[1]}' begins a comment, {result}"
    return [MatterError(what, *place_of(text, found.start(1)), QUOTES, "cut-value")]


def _has_no_colon(key: Any, value: Any, text: str) -> bool:
    """Whether a key within braces stands alone: `in fog` of `{alt: The bridge, in fog}`."""
    is_empty = isinstance(value, events.ScalarEvent) and not value.style and not value.value
    return is_empty and ":" not in text[key.end_mark.index : value.start_mark.index]


def _cut_at_comma(
    key: str, before: tuple[str, str] | None, line: int, column: int
) -> tuple[MatterError, tuple[str, str] | None]:
    """before: the key and the text before it, to which it likely belongs; returned with it."""
    if before is None:
        return MatterError(f"'{key}' has no value", line, column, "write `key: value`", "cut-value"), None
    name, whole = before[0], f"{before[1]}, {key}"
    quote = "'" if '"' in whole else '"'
    what = f"'{key}' has no value: the comma before it ends the value of '{name}'"
    return MatterError(what, line, column, f"write {name}: {quote}{whole}{quote}", "cut-value"), (name, whole)
