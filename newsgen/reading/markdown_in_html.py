"""Markdown within HTML: elements with `markdown="1"`, which are taken out of a text to be read by themselves. Pure."""

import re
from html import unescape

from markdown.util import ETX, STX
from msgspec import Struct

from newsgen.reading.markdown_text import without_code
from newsgen.reading.tree import spliced

PLACEHOLDER = re.compile(f"<!--{STX}([0-9]+){ETX}-->")
"""Stands for the element of that number. No text can hold one, since Python-Markdown removes these characters."""
_ATTRIBUTE = r"\s++[a-zA-Z_:][\w.:\-]*+(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+"
_START = re.compile(
    rf"^(?P<before>(?:[ >]|(?:[-+*]|\d{{1,9}}[.)])[ ])*+)"
    rf"(?P<start><(?P<tag>[a-z][a-z0-9\-]*+)(?P<attributes>(?:{_ATTRIBUTE})*+)\s*+>)",
    re.IGNORECASE | re.MULTILINE,
)
_NAME_AND_VALUE = re.compile(r"\s+([a-zA-Z_:][\w.:\-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")
_HOLD_NO_BLOCKS = frozenset("address dd dt h1 h2 h3 h4 h5 h6 legend li p summary td th".split())
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]+\]:[ ]*\S.*$", re.MULTILINE)


class MarkdownElement(Struct, frozen=True):
    """An element with `markdown`. typed: all of it. text: what it holds: a line (`is_line`) or blocks."""

    typed: str
    tag: str
    attributes: dict[str, str]
    text: str
    is_line: bool


def without_markdown_elements(text: str, elements: list[MarkdownElement]) -> str:
    """The text with a PLACEHOLDER for each element, which is added to `elements`; one within another stays in it. An
    element that is never closed goes on to the end."""
    if "markdown" not in text:
        return text
    shown = without_code(text)
    changes, written = [], 0
    for found in _START.finditer(shown):
        written_so = _NAME_AND_VALUE.findall(found["attributes"])
        spelt = ((name if name.lower() != "markdown" else "markdown", value) for name, value in written_so)
        attributes = {name: unescape(value.strip("\"'")) for name, value in spelt}
        mode = attributes.pop("markdown", "0")
        if mode == "0" or found.start() < written:
            continue
        tag, before = found["tag"].lower(), found["before"]
        start, end = _end_tag(shown, tag, found.end())
        is_last = not text[end:].partition("\n")[0].strip()
        after = "" if is_last else "\n" + re.sub("[^>]", " ", before)  # a comment's line belongs to it
        changes.append((found.start("start"), end, f"<!--{STX}{len(elements)}{ETX}-->{after}"))
        is_line = mode == "span" or (mode != "block" and tag in _HOLD_NO_BLOCKS)
        inner = _without_indent(text[found.end() : start], len(before))
        typed = text[found.start("start") : end]
        elements.append(MarkdownElement(typed, tag, attributes, inner, is_line))
        written = end
    return spliced(text, changes)


def definitions(text: str) -> str:
    """The targets of links and the first lines of notes that a text defines, for each of its parts to begin with."""
    found = sorted(_DEFINITION.findall(without_code(text)), key=lambda line: not line.lstrip().startswith("[^"))
    return "".join(f"{line}\n\n" for line in [*found, f"[{STX}]: /"])  # the last one ends the notes


def _end_tag(shown: str, tag: str, at: int) -> tuple[int, int]:
    """Where the end tag of an element stands, whose content starts at an index."""
    depth = 1
    for found in re.compile(rf"<(/?){tag}\b[^<>]*>?", re.IGNORECASE).finditer(shown, at):
        depth += -1 if found[1] else 1
        if not depth:
            return found.span()
    return len(shown), len(shown)


def _without_indent(text: str, width: int) -> str:
    """The lines without what a quote or a list has before them."""
    first, *lines = text.split("\n")
    return "\n".join([first, *(line[width:] if not line[:width].strip(" >") else line for line in lines)])
