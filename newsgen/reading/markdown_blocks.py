"""The block syntax of CommonMark and GitHub for Python-Markdown: lists, quotes, code, HTML, tables, notes. Pure.

Source: CommonMark 0.31.2, "Appendix: A parsing strategy", phase 1; GitHub Flavored Markdown 0.29, "Tables",
"Task list items". A line is read once: what it continues, what it begins, and what is left is text.

Bounds: what is nested beyond DEEPEST is text, so that neither time nor recursion grows with it.
"""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any, Literal
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.attr_list import get_attrs
from markdown.util import AtomicString
from msgspec import Struct

from newsgen.reading.markdown_inlines import ATTRIBUTE, TAG, TITLE, bare_target_end, normalized, unescaped

DEEPEST = 100
PLAIN = re.compile(r"[^\W\d_]|[\"'(“‘«]")
"""A line that begins so continues a paragraph or begins one; it can't begin anything else."""
HEADING = re.compile(r"(#{1,6})(?:[ ]+(.*?))??(?:[ ]+#+)?[ ]*$")
UNDERLINE = re.compile(r"(?:=+|-+)[ ]*$")
RULE = re.compile(r"(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,})$")
FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})(.*)")
ITEM = re.compile(r"([-+*]|([0-9]{1,9})([.)]))(?=[ ]|$)")
NOTE = re.compile(r"\[\^([^\[\]\s]+)\]:[ ]?")
TABLE_RULE = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
CELL_END = re.compile(r"(?<!\\)\|")
TASK = re.compile(r"\[([ xX])\] ")
REFERENCE = re.compile(
    rf"\[((?:[^\[\]\\]|\\.){{1,999}})\]:[ ]*\n?[ ]*(<(?:[^<>\n\\]|\\.)*+>|[^\s<]\S*+)"
    rf"(?:(?:[ ]+\n?|\n)[ ]*({TITLE}))?[ ]*(?:\n|$)",
    re.DOTALL,
)
HTML_BLOCKS = tuple(
    (re.compile(start, re.IGNORECASE), re.compile(end, re.IGNORECASE) if end else None)
    for start, end in (
        (r"<(?:script|pre|style|textarea)(?:\s|>|$)", r"</(?:script|pre|style|textarea)>"),
        (r"<!--", r"-->"),
        (r"<\?", r"\?>"),
        (r"<![a-z]", r">"),
        (r"<!\[CDATA\[", r"\]\]>"),
        (
            r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir"
            r"|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend"
            r"|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td"
            r"|tfoot|th|thead|title|tr|track|ul)(?:\s|/?>|$)",
            "",
        ),
    )
)
MARKDOWN_TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9\-]*+)((?:{ATTRIBUTE})*+)\s*+>")
END_TAG = re.compile(r"</[^<>]*>\s*$")
TAG_ATTRIBUTE = re.compile(r"\s+([a-zA-Z_:][\w.:\-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")
SPAN_TAGS = {"address", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "legend", "li", "p", "summary", "td", "th"}


class List(Struct, eq=False):
    """kind: the sign of its items."""

    element: Element
    kind: str
    loose: bool = False


class Container(Struct, eq=False):
    """A block that holds blocks. width: how far the lines of an item or a note are set in.

    list: that of the item; last: the list in it that may go on; html: how many elements of its name are open in an
    element with `markdown="1"`.
    """

    kind: Literal["document", "quote", "item", "note", "html"]
    element: Element
    width: int = 0
    list: List | None = None
    last: List | None = None
    html: int = 1


class LeafBlock(Struct, eq=False):
    """A block that holds lines. fence: what ended it would begin with; end: a pattern on its last line."""

    kind: Literal["paragraph", "fence", "code", "html", "table", "span"]
    lines: list[str]
    indent: int = 0
    info: str = ""
    fence: str = ""
    end: re.Pattern[str] | None = None
    element: Element | None = None
    columns: tuple[str, ...] = ()


NEVER = 1 << 30


class MarkdownBlockParser(BlockParser):
    """Builds the tree; paragraphs in tight lists are elements named `tight`, blocks of HTML ones named `raw`.

    notes: the content of each note that was defined, by its label.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.notes: dict[str, Element] = {}

    def parseDocument(self, lines: Iterable[str]) -> "ElementTree[Any]":  # noqa: N802 - stock's name
        self.notes.clear()
        self.root = Element(self.md.doc_tag)
        self.containers = [Container("document", self.root)]
        self.leaf: LeafBlock | None = None
        self.lists: list[List] = []
        self.blank_from = NEVER  # the containers from this one on had a blank line just now
        for line in lines:
            self._read(line)
        self._close_to(1)
        self._end_leaf()
        for each in self.lists:
            if not each.loose:
                tighten(each.element)
        return ElementTree(self.root)

    # --- one line ---

    def _read(self, line: str) -> None:
        leaf, containers = self.leaf, self.containers
        if len(containers) == 1 and PLAIN.match(line) and (leaf is None or leaf.kind == "paragraph"):
            self._add_text(line)
            self.blank_from = NEVER
            return
        depth, at, quoted = self._continued(line)
        rest = line[at:]
        if leaf is not None and depth == len(containers) and leaf.kind in VERBATIM and self._took(leaf, rest):
            return
        if not rest.strip(" "):
            self._end_at_blank(depth, quoted)
            return
        if depth == len(containers) and containers[-1].kind == "html" and self._ends_html(rest):
            return
        rest = self._begun(depth, rest)
        if rest:
            self._add_text(rest.lstrip(" "))
        self.blank_from = NEVER

    def _continued(self, line: str) -> tuple[int, int, int]:
        """How many containers the line continues, where it goes on behind their marks, and which was the last quote."""
        at = quoted = 0
        depth = 1
        for container in self.containers[1:]:
            text = line[at:].lstrip(" ")
            indent = len(line) - at - len(text)
            kind = container.kind
            if kind == "quote":
                if indent > 3 or not text.startswith(">"):
                    break
                at += indent + (2 if text.startswith("> ") else 1)
                quoted = depth
            elif kind != "html":
                if not text:
                    if (
                        kind == "item"
                        and self.leaf is None
                        and container is self.containers[-1]
                        and not len(container.element)
                    ):
                        break
                    at = len(line)
                elif indent < container.width:
                    break
                else:
                    at += container.width
            depth += 1
        return depth, at, quoted

    def _took(self, leaf: LeafBlock, rest: str) -> bool:
        """Whether the line belongs to a leaf that takes lines as they are."""
        text = rest.lstrip(" ")
        indent = len(rest) - len(text)
        if leaf.kind == "fence":
            if indent < 4 and text.startswith(leaf.fence) and not text.strip(leaf.fence[0] + " "):
                self._end_leaf()
            else:
                leaf.lines.append(rest[min(indent, leaf.indent) :])
            self.blank_from = NEVER
            return True
        if leaf.kind == "span":
            end = leaf.end.search(rest) if leaf.end else None
            leaf.lines.append(rest[: end.start()] if end else rest)
            if end:
                self._close_to(len(self.containers) - 1)
            return True
        if leaf.kind == "html":
            if leaf.end is None and not text:
                return False
            leaf.lines.append(rest)
            if leaf.end is not None and leaf.end.search(rest):
                self._end_leaf()
            self.blank_from = NEVER
            return True
        if text and indent < 4:
            return False
        leaf.lines.append(rest[4:])
        return bool(text)

    def _end_at_blank(self, depth: int, quoted: int) -> None:
        self._close_to(depth)
        if self.leaf is not None and self.leaf.kind != "code":
            self._end_leaf()
        self.blank_from = quoted

    # --- what a line begins ---

    def _begun(self, depth: int, rest: str) -> str:
        """Begins the blocks that begin there; the text that is left for a paragraph or a table."""
        containers = self.containers
        while True:
            text = rest.lstrip(" ")
            indent = len(rest) - len(text)
            if not text:
                return ""
            leaf = self.leaf
            in_paragraph = leaf is not None and leaf.kind == "paragraph"
            if indent > 3:
                if in_paragraph:
                    return rest
                self._close_to(depth)
                self._end_leaf()
                self._begin(LeafBlock("code", [rest[4:]]))
                return ""
            interrupted = leaf if in_paragraph and depth == len(containers) else None
            if depth < DEEPEST and (opened := self._container(depth, rest, text, interrupted)) is not None:
                rest, depth = opened, depth + 1
                continue
            if self._leaf_begun(depth, indent, text, interrupted):
                return ""
            if depth < len(containers) and not in_paragraph:
                self._close_to(depth)
            return rest

    def _container(self, depth: int, rest: str, text: str, interrupted: LeafBlock | None) -> str | None:
        """Begins a quote, a list item, a note or an element that holds Markdown; what follows its mark."""
        sign = text[0]
        if sign == ">":
            self._close_to(depth)
            self._enter(Container("quote", SubElement(self._parent(), "blockquote")))
            return text[2:] if text.startswith("> ") else text[1:]
        if sign in "-+*0123456789":
            return self._item(depth, rest, text, interrupted)
        if sign == "[" and (note := NOTE.match(text)):
            self._close_to(depth)
            self._parent()
            element = Element("li")
            self.notes.setdefault(note[1], element)
            self._enter(Container("note", element, 4))
            return text[note.end() :]
        if sign == "<" and "markdown" in text and (tag := MARKDOWN_TAG.match(text)):
            return self._markdown_element(depth, tag, text[tag.end() :])
        return None

    def _item(self, depth: int, rest: str, text: str, interrupted: LeafBlock | None) -> str | None:
        mark = ITEM.match(text)
        if mark is None or RULE.match(text) or (interrupted and text[0] == "-" and UNDERLINE.match(text)):
            return None
        after = text[mark.end() :]
        content = after.lstrip(" ")
        if interrupted and (not content or int(mark[2] or 1) != 1):
            return None
        self._close_to(depth)
        self._end_leaf()
        container = self.containers[-1]
        spaces = len(after) - len(content)
        if not content or spaces > 4:
            spaces = 1
        kind = mark[3] or mark[1]
        listed = container.last
        if listed is None or listed.kind != kind:
            parent = self._parent()
            element = SubElement(parent, "ol" if mark[2] else "ul")
            if mark[2] and int(mark[2]) != 1:
                element.set("start", str(int(mark[2])))
            listed = List(element, kind)
            self.lists.append(listed)
        elif self.blank_from < len(self.containers):
            listed.loose = True
        container.last = listed
        width = len(rest) - len(text) + mark.end() + spaces
        self._enter(Container("item", SubElement(listed.element, "li"), width, listed))
        return after[spaces:]

    def _markdown_element(self, depth: int, tag: re.Match[str], after: str) -> str | None:
        """An element with `markdown="1"`: its content is Markdown, or a line of text where it holds no blocks."""
        attributes = {found[1]: unescape((found[2] or "").strip("\"'")) for found in TAG_ATTRIBUTE.finditer(tag[2])}
        mode = {name.lower(): value for name, value in attributes.items()}.get("markdown")
        if mode is None or mode == "0":
            return None
        self._close_to(depth)
        name = tag[1].lower()
        element = SubElement(self._parent(), name)
        for key, value in attributes.items():
            if key.lower() != "markdown":
                element.set(key, value)
        self._enter(Container("html", element))
        if mode == "span" or (mode != "block" and name in SPAN_TAGS):
            self.leaf = LeafBlock("span", [], end=re.compile(rf"</{name}\s*>", re.IGNORECASE))
            return "" if self._took(self.leaf, after) else after
        return "" if after.strip(" ") and self._ends_html(after) else after

    def _leaf_begun(self, depth: int, indent: int, text: str, interrupted: LeafBlock | None) -> bool:
        sign = text[0]
        if sign == "#" and (heading := HEADING.match(text)):
            self._close_to(depth)
            SubElement(self._parent(), f"h{len(heading[1])}").text = heading[2] or ""
            return True
        if sign in "`~" and (fence := FENCE.match(text)):
            self._close_to(depth)
            self._begin(LeafBlock("fence", [], indent, fence[2].strip(), fence[1]))
            return True
        if sign == "<":
            return self._html_begun(depth, indent, text)
        if interrupted and sign in "=-" and UNDERLINE.match(text) and self._underlined(interrupted, text):
            return True
        if interrupted and sign in "|:-" and TABLE_RULE.match(text) and self._table_begun(interrupted, text):
            return True
        if sign in "-_*" and RULE.match(text):
            self._close_to(depth)
            SubElement(self._parent(), "hr")
            return True
        return False

    def _html_begun(self, depth: int, indent: int, text: str) -> bool:
        found = next(((start, end) for start, end in HTML_BLOCKS if start.match(text)), None)
        if found is None:
            tag = TAG.match(text)
            if tag is None or text[tag.end() :].strip(" ") or (self.leaf and self.leaf.kind == "paragraph"):
                return False
        end = found[1] if found else None
        self._close_to(depth)
        self._begin(LeafBlock("html", [" " * indent + text], end=end))
        is_ended = end is not None and end.search(text, 4 if text.startswith("<!--") else 1)
        if is_ended or (end is None and self.containers[-1].kind == "html" and END_TAG.search(text)):
            self._end_leaf()
        return True

    def _underlined(self, paragraph: LeafBlock, text: str) -> bool:
        words = self._without_references(paragraph.lines)
        if not words:
            return False
        self.leaf = None
        SubElement(self._parent(), "h1" if text[0] == "=" else "h2").text = words
        return True

    def _table_begun(self, paragraph: LeafBlock, text: str) -> bool:
        """The last line of the paragraph is the table's head, if it has as many cells."""
        if "|" not in text and "|" not in paragraph.lines[-1]:
            return False
        rules, head = cells(text), cells(paragraph.lines[-1])
        if len(rules) != len(head):
            return False
        paragraph.lines.pop()
        self._end_leaf()
        element = SubElement(self._parent(), "table")
        columns = tuple(ALIGNMENTS.get((rule[0] == ":", rule[-1] == ":"), "") for rule in rules)
        add_row(SubElement(SubElement(element, "thead"), "tr"), "th", head, columns)
        self.leaf = LeafBlock("table", [], element=SubElement(element, "tbody"), columns=columns)
        return True

    # --- opening and closing ---

    def _parent(self) -> Element:
        """The innermost element, in which another block begins."""
        self._end_leaf()
        container = self.containers[-1]
        if container.list is not None and self.blank_from < len(self.containers):
            container.list.loose = True
        container.last = None
        return container.element

    def _begin(self, leaf: LeafBlock) -> None:
        self._parent()
        self.leaf = leaf

    def _enter(self, container: Container) -> None:
        self.containers.append(container)
        self.blank_from = NEVER

    def _close_to(self, depth: int) -> None:
        if depth < len(self.containers):
            self._end_leaf()
            del self.containers[depth:]

    def _ends_html(self, rest: str) -> bool:
        """Whether the line ends the element with `markdown="1"`; what stands before its end tag is read."""
        container = self.containers[-1]
        tags = re.findall(rf"<(/?){container.element.tag}\b", rest, re.IGNORECASE)
        container.html += sum(-1 if tag else 1 for tag in tags)
        if container.html > 0 or not tags:
            return False
        before, _, _ = rest.rpartition("</")
        depth = len(self.containers)
        if before.strip(" ") and (text := self._begun(depth, before)):
            self._add_text(text.lstrip(" "))
        self._close_to(depth - 1)
        return True

    def _add_text(self, text: str) -> None:
        leaf = self.leaf
        if leaf is None:
            self._begin(LeafBlock("paragraph", [text]))
        elif leaf.kind == "table" and leaf.element is not None:
            add_row(SubElement(leaf.element, "tr"), "td", cells(text), leaf.columns)
        elif leaf.kind == "paragraph":
            leaf.lines.append(text)
        else:
            self._begin(LeafBlock("paragraph", [text]))

    def _end_leaf(self) -> None:
        leaf, self.leaf = self.leaf, None
        if leaf is None:
            return
        container = self.containers[-1]
        parent = container.element
        if leaf.kind == "paragraph":
            if text := self._without_references(leaf.lines):
                if (
                    container.kind == "item"
                    and text[0] == "["
                    and not len(parent)
                    and (task := TASK.match(leaf.lines[0]))
                ):
                    text = ("☐" if task[1] == " " else "☑") + text[3:]
                SubElement(parent, "p").text = text
        elif leaf.kind == "html":
            html = "\n".join(leaf.lines)
            SubElement(parent, "raw").text = AtomicString(self.md.htmlStash.store(html))
        elif leaf.kind == "span":
            parent.text = "\n".join(leaf.lines).strip(" \n")
        elif leaf.kind == "table":
            if leaf.element is not None and not len(leaf.element):
                table = parent[-1]
                table.remove(leaf.element)
        else:
            add_code(parent, leaf)

    def _without_references(self, lines: list[str]) -> str:
        """A paragraph's text behind the targets of links that it begins with; these are noted."""
        text = "\n".join(lines).rstrip(" ")
        while text.startswith("[") and (found := REFERENCE.match(text)):
            label = normalized(found[1])
            if not label:
                break
            url = found[2]
            if url.startswith("<"):
                url = url[1:-1]
            elif bare_target_end(url, 0) != len(url):
                break
            title = unescaped(found[3][1:-1]) if found[3] else ""
            self.md.references.setdefault(label, (unescaped(url), title))
            text = text[found.end() :]
        return text


VERBATIM = {"fence", "html", "code", "span"}
ALIGNMENTS = {(True, False): "left", (False, True): "right", (True, True): "center"}


def cells(row: str) -> list[str]:
    row = row.strip(" ")
    row = row[1:] if row.startswith("|") else row
    pieces = CELL_END.split(row)
    if len(pieces) > 1 and not pieces[-1].strip(" "):
        pieces.pop()
    return [piece.strip(" ").replace("\\|", "|") for piece in pieces]


def add_row(row: Element, tag: str, texts: list[str], columns: tuple[str, ...]) -> None:
    for nth, alignment in enumerate(columns):
        cell = SubElement(row, tag)
        cell.text = texts[nth] if nth < len(texts) else ""
        if alignment:
            cell.set("style", f"text-align: {alignment};")


def add_code(parent: Element, leaf: LeafBlock) -> None:
    """A `{...}` behind a fence holds attributes, as everywhere; else the first word is the language."""
    block = SubElement(parent, "pre")
    code = SubElement(block, "code")
    language = ""
    if leaf.info.startswith("{") and leaf.info.endswith("}"):
        classes = []
        for key, value in get_attrs(leaf.info[1:-1]):
            if key == ".":
                classes.append(value or "")
            elif key == "id":
                block.set("id", value or "")
            else:
                code.set(key, value or key)
        language, others = (classes[0], classes[1:]) if classes else ("", [])
        if others:
            block.set("class", " ".join(others))
    elif leaf.info:
        language = unescaped(leaf.info.split()[0]).removeprefix(".")
    if language:
        code.set("class", f"language-{language}")
    lines = leaf.lines
    text = "\n".join([*lines, ""]) if leaf.kind == "fence" else "\n".join(lines).rstrip(" \n") + "\n"
    code.text = AtomicString(text.replace("&", "&amp;"))  # the serializer takes what looks like an entity for one


def tighten(element: Element) -> None:
    for item in element:
        for child in item:
            if child.tag == "p" and not child.attrib:
                child.tag = "tight"
