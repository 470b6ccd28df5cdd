"""A Markdown text: its places in a file, and where it holds code, whose signs mean nothing but themselves. Pure."""

import re
from collections.abc import Iterator
from typing import Any

import pyromark
from msgspec import Struct

from newsgen.model.problem import Place

_MAY_BE_CODE = re.compile(r"`|~~~|\n(?: {4}| {0,3}\t)")
_FENCE_END = re.compile(rb"(?:```|~~~)[ \t]*\n?\Z")
_ELEMENT = re.compile(
    r"<!--|-->|<(?P<closes>/?)(?P<tag>pre|code|kbd|samp|script|style|textarea)(?=[\s>])[^>]*+>?", re.IGNORECASE
)
_NOT_A_LINE_END = re.compile(r"[^\n]")
_events = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
).events_with_range


class MarkdownText(Struct, frozen=True):
    """The Markdown of one file; line: the number of its first line there."""

    path: str
    text: str
    line: int

    def at(self, index: int) -> tuple[int, int]:
        """Line and column in the file."""
        return self.line + self.text.count("\n", 0, index), index - self.text.rfind("\n", 0, index)

    def place(self, index: int) -> Place:
        return Place(self.path, *self.at(index))


def markdown_events(text: str) -> Iterator[tuple[str, Any, Any, int, int]]:
    """Give what pyromark reads: a kind of event, its tag or content, details of the tag, start and end in bytes."""
    event: Any
    for event, place in _events(text):
        kind, content, details = event, None, None
        if not isinstance(event, str):
            ((kind, content),) = event.items()
            if isinstance(content, dict):
                ((content, details),) = content.items()
        yield kind, content, details, place["start"], place["end"]


def without_code(text: str) -> str:
    """The text with spaces for each character of code and of HTML comments, so that all else keeps its index. Code is
    what Markdown takes for it, but for a fence that is never closed, and what stands in HTML's tags for it."""
    if _MAY_BE_CODE.search(text):
        source, pieces, written = text.encode(), list[str](), 0
        for start, end in _code(text, source):
            pieces += [source[written:start].decode(), blank(source[start:end].decode())]
            written = end
        text = "".join([*pieces, source[written:].decode()])
    pieces, written = [], 0
    for start, end in _elements(text) if "<" in text else ():
        pieces += [text[written:start], blank(text[start:end])]
        written = end
    return "".join([*pieces, text[written:]])


def blank(text: str) -> str:
    """Return spaces in the place of all but line ends."""
    return _NOT_A_LINE_END.sub(" ", text)


def _code(text: str, source: bytes) -> Iterator[tuple[int, int]]:
    """Where Markdown has code, in bytes."""
    for kind, content, details, start, end in markdown_events(text):
        is_block = kind == "Start" and content == "CodeBlock"
        if kind == "Code" or (is_block and (details == "Indented" or _FENCE_END.search(source, start + 3, end))):
            yield start, end


def _elements(text: str) -> Iterator[tuple[int, int]]:
    """What comments and HTML's elements for code hold, and the signs of comments. One that is never closed is none."""
    found = list(_ELEMENT.finditer(text))
    last = {_closing(each): each.start() for each in found if each[0] == "-->" or each["closes"]}
    opened = None
    for each in found:
        closes = each[0] == "-->" or bool(each["closes"])
        if opened is None and not closes and last.get(_closing(each), -1) > each.start():
            opened = each
        elif opened and closes and _closing(each) == _closing(opened):
            yield (opened.start(), each.end()) if each[0] == "-->" else (opened.end(), each.start())
            opened = None


def _closing(found: re.Match[str]) -> str:
    return (found["tag"] or "").lower()
