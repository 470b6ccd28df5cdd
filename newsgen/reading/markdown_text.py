"""A Markdown text before it is rendered: its places in a file, its code, bare addresses, Markdown within HTML. Pure.

Elements with `markdown="1"` are taken out of a text to be read by themselves. Bare addresses are linked as by GitHub.
Source: GitHub Flavored Markdown 0.29, "Autolinks (extension)". A Mastodon handle (`@name@host`) is no mail address.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pyromark
from msgspec import Struct

from newsgen.model.problem import Place
from newsgen.reading.tree import spliced

_MAY_BE_CODE = re.compile(r"`|~~~|\n(?: {4}| {0,3}\t)")
_FENCE_END = re.compile(rb"(?:```|~~~)[ \t]*\n?\Z")
_ELEMENT = re.compile(
    r"<!--|-->|<(?P<closes>/?)(?P<tag>pre|code|kbd|samp|script|style|textarea)(?=[\s>])[^>]*+>?", re.IGNORECASE
)
_NOT_A_LINE_END = re.compile(r"[^\n]")
_OPTION = pyromark.Options
AS_ON_GITHUB = (
    _OPTION.ENABLE_TABLES | _OPTION.ENABLE_FOOTNOTES | _OPTION.ENABLE_STRIKETHROUGH | _OPTION.ENABLE_TASKLISTS
)
_events = pyromark.Markdown(options=AS_ON_GITHUB).events_with_range


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
        source, blanks = text.encode(), []
        for kind, content, details, start, end in markdown_events(text):
            is_block = kind == "Start" and content == "CodeBlock"
            if kind == "Code" or (is_block and (details == "Indented" or _FENCE_END.search(source, start + 3, end))):
                blanks.append((start, end, _blank(source[start:end].decode()).encode()))
        text = spliced(source, blanks).decode()
    elements = _elements(text) if "<" in text else ()
    return spliced(text, ((start, end, _blank(text[start:end])) for start, end in elements))


def _blank(text: str) -> str:
    """Return spaces in the place of all but line ends."""
    return _NOT_A_LINE_END.sub(" ", text)


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


BARE_URL = re.compile(
    r"""(?:(?<![a-z0-9])(?<!\]\()(?<!<)(?<!=["'])(?:https?|ftp)://(?=[^\W_])|(?<![^\s*_~(])(?P<www>www\.)(?=[\w\-]))[^\s<]++
    |(?<![\w.+\-/=@])(?:mailto:)?+(?P<mail>[a-z0-9][a-z0-9._+\-]*+@(?:[a-z0-9\-]++\.)+[a-z0-9\-]*[a-z])(?![\w\-@])""",
    re.VERBOSE | re.IGNORECASE,
)
DOMAIN = re.compile(r"(?:(?:https?|ftp)://)?[^\s/?#:]+", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
ENTITY_END = re.compile(r"&[a-zA-Z0-9]+;\Z")
SPECIAL = re.compile(r"[\\\[\]*_`<>&~]")
RAW_ANCHOR = re.compile(r"<(/?)a\b", re.IGNORECASE)
TRAILING = "?!.,:*_~'\"“”‘’«»„…。、，"


def _has_sign(text: str) -> bool:
    return "://" in text or "@" in text or "www." in text or "WWW." in text or "Www." in text


def with_marked_urls(text: str) -> str:
    """The Markdown with angle brackets around the addresses that stand in it without."""
    if not _has_sign(text.replace("](https://", "").replace("](http://", "")):  # as most texts
        return text
    source, written = text.encode(), 0
    changes = []
    for start, end in _plain_ranges(text):
        plain = source[start:end].decode()
        for found in BARE_URL.finditer(plain) if _has_sign(plain) else ():
            shown, url = _bare_url(found)
            if shown:
                at = start + len(plain[: found.start()].encode())
                is_plain = url in (shown, f"mailto:{shown}") and ">" not in url and not ENTITY.search(url)
                marked = f"<{shown}>" if is_plain else f"[{_escaped(shown)}](<{_escaped(url)}>)"
                typed = source[written:at]
                is_escape = (len(typed) - len(typed.rstrip(b"\\"))) % 2  # a backslash that is text would become one
                written = at + len(shown.encode())
                changes.append((at, written, b"\\" * is_escape + marked.encode()))
    return spliced(source, changes).decode() if changes else text


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", ENTITY.sub(lambda found: unescape(found[0]), text))


def _plain_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Where text stands outside of code, links and raw tags, in bytes; neighbours are joined."""
    linked = start = end = 0
    is_verbatim = False
    for kind, content, _, at, to in markdown_events(text):
        if kind in ("Start", "End"):
            if content in ("Link", "Image"):
                linked += 1 if kind == "Start" else -1
            elif content in ("CodeBlock", "HtmlBlock"):
                is_verbatim = kind == "Start"
            elif content in ("Paragraph", "Heading", "Item", "TableCell"):
                linked = 0
        elif kind == "InlineHtml" and (anchor := RAW_ANCHOR.match(content)):
            linked += -1 if anchor[1] else 1
        is_text = kind == "Text" and linked <= 0 and not is_verbatim
        if is_text and at == end:
            end = to
            continue
        if end > start:
            yield start, end
        start, end = at if is_text else to, to
    if end > start:
        yield start, end


def _bare_url(found: re.Match[str]) -> tuple[str, str]:
    """The address as written, without the punctuation that ends a sentence, and what to link to; "" for none."""
    if found["mail"]:
        return found[0], f"mailto:{found['mail']}"
    written = _without_trailing(found[0])
    domain = DOMAIN.match(written)
    if domain is None or (found["www"] and "." not in written[4:]) or "_" in "".join(domain[0].split(".")[-2:]):
        return "", ""
    return written, f"http://{written}" if found["www"] else written


def _without_trailing(url: str) -> str:
    """Return a url without what more likely belongs to the sentence: stops, quotes, a bracket that the address
    didn't open."""
    surplus = url.count(")") - url.count("(")
    while url:
        if url[-1] in TRAILING:
            url = url[:-1]
        elif url[-1] == ")" and surplus > 0:
            url, surplus = url[:-1], surplus - 1
        elif url[-1] == ";":
            ended = ENTITY_END.search(url[-40:])
            url = url[: -len(ended[0])] if ended else url[:-1]
        else:
            break
    return url


STX, ETX = "\x02", "\x03"
"""Python-Markdown's, which takes them out of every text."""
PLACEHOLDER = re.compile(f"<!--{STX}([0-9]+){ETX}-->")
"""Stands for the element of that number."""
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
        indent = rf"\n(?:[ >]{{{len(before)}}}|[ >]*+(?=\n|\Z))"  # what a quote or a list has before its lines
        typed = text[found.start("start") : end]
        inner = re.sub(indent, "\n", text[found.end() : start])
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
