"""Python-Markdown made faster with the same output. Pure.

Stock Python-Markdown tries every rule on every text. A rule can't match where a character that each of its
matches holds is absent, so the classes here ask for that character first and leave the rest to stock's code.
Every character of a text in the tree comes from the source or belongs to a placeholder (STX, letters, digits,
colon, ETX), so what the source lacks is asked only once.

Bounds: an unclosed `[` or `[text](` costs a look, not a walk to the end of the text for each of them. Lists
nested beyond Python's recursion limit (some hundred in one another) raise RecursionError, as in stock.
"""
# ruff: noqa: N802, N803 - methods that stand in for stock's have stock's names

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeVar
from xml.etree.ElementTree import HTML_EMPTY, Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import HRProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import LinkInlineProcessor
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.serializers import BOOLEAN_ATTRIBUTES, RE_AMP  # type: ignore[attr-defined]
from markdown.treeprocessors import (
    InlineProcessor,
    PrettifyTreeprocessor,
    UnescapeTreeprocessor,
)
from markdown.util import (
    ETX,
    INLINE_PLACEHOLDER,
    STX,
    AtomicString,
    Registry,
)

T = TypeVar("T")

# What each match of the inline pattern of that name holds: the first or the second of two.
INLINE_TRIGGERS = {
    "backtick": ("`", "`"),
    "escape": ("\\", "\\"),
    "footnote": ("[", "["),
    "reference": ("[", "["),
    "link": ("[", "["),
    "image_link": ("![", "!["),
    "image_reference": ("![", "!["),
    "short_reference": ("[", "["),
    "short_image_ref": ("![", "!["),
    "autolink": ("<", "<"),
    "automail": ("<", "<"),
    "linebreak": ("  \n", "  \n"),
    "html": ("<", "<"),
    "entity": ("&", "&"),
    "em_strong": ("*", "_"),
}
REFERENCE_PATTERNS = {"reference", "image_reference", "short_reference", "short_image_ref"}
BRACKET_PATTERNS = {"link", "image_link", *REFERENCE_PATTERNS}
BRACKET = re.compile(r"[\[\]]")
NEAR_BRACKETS = 64  # so many are looked through for each, before all in the text are paired once
PLAIN_TARGET = re.compile(r"\(\s*+([^()\"'<]*+)\)")
# What each block that the processor of that name takes holds; any other processor is always asked.
BLOCK_TRIGGERS = {
    "table": "|",
    "hashheader": "#",
    "setextheader": "\n",
    "quote": ">",
    "footnote": "[^",
    "reference": "]:",
}


class FastMarkdown(Markdown):
    """Python-Markdown with HTML output; `extensions` beside the three that it always has.

    source: the text being converted, its line ends and tabs made plain.
    asked: the block processors in order, each with the trigger of its blocks.
    """

    source: str = ""

    def __init__(self, extensions: Iterable[str | Extension], footnotes: FootnoteExtension) -> None:
        super().__init__(extensions=[footnotes, "attr_list", "fenced_code", *extensions], output_format="html")
        self._block_level = frozenset(self.block_level_elements)
        self.serializer = html_of
        # The block processors know their parser by reference, so it changes its class, not its identity.
        self.parser.__class__ = FastBlockParser
        self.parser.blockprocessors.register(FastRule(self.parser), "hr", 50)
        for name in BRACKET_PATTERNS:
            pattern = self.inlinePatterns[name]
            pattern.__class__ = type("Fast" + type(pattern).__name__, (FastBrackets, type(pattern)), {})
        self.treeprocessors.register(FastInline(self, footnotes), "inline", 20)
        self.treeprocessors.register(FastPrettify(self), "prettify", 10)
        self.treeprocessors.register(FastAttributes(self), "attr_list", 8)
        self.treeprocessors.register(FastUnescape(self), "unescape", 0)
        html, fences = self.preprocessors["html_block"], self.preprocessors["fenced_code_block"]
        self.preprocessors.register(FastWhitespace(self), "normalize_whitespace", 30)
        self.preprocessors.register(OnlyWith(self, fences, "```", "~~~"), "fenced_code_block", 25)
        processors = self.parser.blockprocessors
        self.asked = [(BLOCK_TRIGGERS.get(n, ""), asked) for n, asked in named(processors, BLOCK_TRIGGERS)]
        # Without a tag only `&#38` changes here: the parser gives it its semicolon.
        self.preprocessors.register(OnlyWith(self, html, "<", "&#"), "html_block", 20)

    def reset(self) -> "FastMarkdown":
        """Stock remembers the blocks that were open when a text failed, as by RecursionError."""
        super().reset()
        self.parser.state.clear()
        return self

    def is_block_level(self, tag: object) -> bool:
        """Stock looks through a list of sixty names."""
        return isinstance(tag, str) and (tag in self._block_level or tag.lower().rstrip("/") in self._block_level)


class FastWhitespace(NormalizeWhitespace):
    """Leaves out the expensive steps where there is nothing to do, and keeps the source for the others."""

    md: FastMarkdown

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines).replace(STX, "").replace(ETX, "")
        source = source.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
        if "\t" in source:
            source = source.expandtabs(self.md.tab_length)
        if "\n " in source and " \n" in source:
            source = re.sub(r"(?<=\n) +\n", "\n", source)
        self.md.source = source
        return source.split("\n")


class OnlyWith(Preprocessor):
    """A preprocessor that changes nothing unless one of the triggers is in the source."""

    md: FastMarkdown

    def __init__(self, md: FastMarkdown, stock: Preprocessor, *triggers: str) -> None:
        super().__init__(md)
        self._stock, self._triggers = stock, triggers

    def run(self, lines: list[str]) -> list[str]:
        if any(trigger in self.md.source for trigger in self._triggers):
            return self._stock.run(lines)
        return lines


class FastBlockParser(BlockParser):
    """Asks only those processors of whose blocks the trigger is in the block."""

    md: FastMarkdown

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:
        while blocks:
            block = blocks[0]
            for trigger, processor in self.md.asked:
                if trigger not in block or not processor.test(parent, block):
                    continue
                if processor.run(parent, blocks) is not False:
                    break


class FastRule(HRProcessor):
    """A rule is three of one kind; its expression is the slowest of the block processors'."""

    def test(self, parent: Element, block: str) -> bool:
        enough = block.count("-") > 2 or block.count("*") > 2 or block.count("_") > 2
        return enough and super().test(parent, block)


class FastInline(InlineProcessor):
    """Tries an inline pattern only while its trigger stands at or after the place to search from.

    Patterns for references and footnotes change nothing in a document that defines none.
    """

    md: FastMarkdown

    def __init__(self, md: FastMarkdown, footnotes: FootnoteExtension) -> None:
        super().__init__(md)
        self._footnotes = footnotes
        self._named = named(self.inlinePatterns, INLINE_TRIGGERS)
        self._tried: list[tuple[int, str, str, Any]] = []

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        self._tried = [
            (index, *INLINE_TRIGGERS.get(name, ("", "")), pattern)
            for index, (name, pattern) in enumerate(self._named)
            if self._may_match(name)
        ]
        return super().run(tree, ancestors)

    def _may_match(self, name: str) -> bool:
        if name == "footnote":
            return bool(self._footnotes.footnotes)
        if name in REFERENCE_PATTERNS and not self.md.references:
            return False
        # Only the first character: the others may have come together since.
        return any(trigger[:1] in self.md.source for trigger in INLINE_TRIGGERS.get(name, ("",)))

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # stock's run calls this
        if isinstance(data, AtomicString):
            return data
        for index, trigger, other, pattern in self._tried:
            if index >= patternIndex and (trigger in data or other in data):
                data = self._applied(index, trigger, other, pattern, data)
        return data

    def _applied(self, index: int, trigger: str, other: str, pattern: Any, text: str) -> str:
        """The text with a placeholder for each match of the pattern; what a match holds is parsed on."""
        start = 0
        while text.find(trigger, start) >= 0 or text.find(other, start) >= 0:
            found, begin, end = first_match(pattern, text, start)
            if end is None:
                return text
            start = end
            if found is not None:
                placeholder = self._stashed(found, index)
                text = f"{text[:begin]}{placeholder}{text[end:]}"
                start = begin + len(placeholder)
        return text

    def _stashed(self, found: Element | str, index: int) -> str:
        if isinstance(found, Element) and not isinstance(found.text, AtomicString):
            for element in (found, *found):
                if element.text:
                    element.text = self._InlineProcessor__handleInline(element.text, index + 1)
                if element.tail:
                    element.tail = self._InlineProcessor__handleInline(element.tail, index)
        key = f"{len(self.stashed_nodes):04d}"
        self.stashed_nodes[key] = found
        return INLINE_PLACEHOLDER % key


def first_match(pattern: Any, text: str, start: int) -> tuple[Element | str | None, int, int | None]:
    """What the pattern makes of its first match, from and to where; to None where nothing matches."""
    for match in pattern.getCompiledRegExp().finditer(text, start):
        found, begin, end = pattern.handleMatch(match, text)
        if begin is not None and end is not None:
            return found, begin, end
    return None, start, None


def named(registry: Registry[T], names: Iterable[str]) -> list[tuple[str, T]]:
    """The entries of a registry in its order, each with its name, or "" where it is none of the names."""
    known = {id(registry[name]): name for name in names if name in registry}
    return [(known.get(id(entry), ""), entry) for entry in registry]


class FastBrackets(LinkInlineProcessor):
    """Finds the end of `[text]` and of `(target)` without a walk in Python over each character."""

    _paired: tuple[str, dict[int, int]] = ("", {})

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:
        closing = self._closing_bracket(data, index)
        if closing < 0:
            return "", len(data), False
        return data[index:closing], closing + 1, True

    def _closing_bracket(self, text: str, index: int) -> int:
        """Where the `]` stands that closes the `[` before the index; -1 where none does."""
        if text is not self._paired[0]:
            depth = 1
            for bracket in islice(BRACKET.finditer(text, index), NEAR_BRACKETS):
                depth += 1 if bracket[0] == "[" else -1
                if not depth:
                    return bracket.start()
            self._paired = text, closing_brackets(text)
        return self._paired[1].get(index - 1, -1)

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        if not data.startswith("(", index):
            return "", None, index, False
        if plain := PLAIN_TARGET.match(data, index):
            return self.unescape(plain[1]).strip(), None, plain.end(), True
        if all(data.find(character, index) < 0 for character in ")\"'"):
            return "", None, index, False
        return super().getLink(data, index)


def closing_brackets(text: str) -> dict[int, int]:
    """Where each `[` that is closed stands, and its `]`."""
    opened: list[int] = []
    closing: dict[int, int] = {}
    for bracket in BRACKET.finditer(text):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif opened:
            closing[opened.pop()] = bracket.start()
    return closing


class FastPrettify(PrettifyTreeprocessor):
    """The line breaks between block elements, without a call for each element."""

    def _prettifyETree(self, elem: Element) -> None:
        is_block = self.md.is_block_level
        elements = [elem]
        while elements:
            parent = elements.pop()
            if is_block(parent.tag) and parent.tag not in ("code", "pre"):
                if len(parent) and is_blank(parent.text) and is_block(parent[0].tag):
                    parent.text = "\n"
                elements.extend(child for child in parent if is_block(child.tag))
            if is_blank(parent.tail):
                parent.tail = "\n"


def is_blank(text: str | None) -> bool:
    return not text or text.isspace()


class FastAttributes(AttrListTreeprocessor):
    """No attribute list without a brace."""

    md: FastMarkdown

    def run(self, doc: Element) -> None:
        if "{" in self.md.source:
            super().run(doc)


class FastUnescape(UnescapeTreeprocessor):
    """Nothing was escaped without a backslash."""

    md: FastMarkdown

    def run(self, root: Element) -> None:
        if "\\" in self.md.source:
            super().run(root)


def html_of(root: Element) -> str:
    """What stock's serializer writes for the elements that Markdown makes: no comments, no namespaces."""
    pieces: list[str] = []
    unwritten: list[Element | str] = [root]
    while unwritten:
        element = unwritten.pop()
        if isinstance(element, str):
            pieces.append(element)
            continue
        tag, text = element.tag, element.text
        pieces.append(f"<{tag}{attributes_of(element)}>" if element.attrib else f"<{tag}>")
        if text:
            pieces.append(text if tag in ("script", "style") else escaped(text))
        after = "" if tag in HTML_EMPTY else f"</{tag}>"
        if element.tail:
            after += escaped(element.tail)
        if len(element):
            unwritten.append(after)
            unwritten.extend(reversed(element))
        else:
            pieces.append(after)
    return "".join(pieces)


def attributes_of(element: Element) -> str:
    written = ""
    for name, value in sorted(element.items()):
        # A value of None stands for an attribute that was written without one.
        quoted = None if value is None else escaped(value).replace('"', "&quot;")
        bare = quoted is None or (name == quoted and name in BOOLEAN_ATTRIBUTES["html"])
        written += f" {name}" if bare else f' {name}="{quoted}"'
    return written


def escaped(text: str) -> str:
    if "&" in text:
        text = RE_AMP.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text
