"""The engine `markdown`: Python-Markdown over what pyromark reads, with attributes and Markdown within HTML. Pure.

pyromark parses CommonMark, GitHub's additions and notes into events; these become the tree that Python-Markdown's
`attr_list` and serializer work on.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.attr_list import AttrListTreeprocessor, get_attrs
from markdown.util import ETX, HTML_PLACEHOLDER, STX

from newsgen.reading.markdown_text import (
    PLACEHOLDER,
    MarkdownElement,
    definitions,
    markdown_events,
    with_marked_urls,
    without_markdown_elements,
)

DEEPEST = 100
"""Elements within each other; what is nested deeper belongs to the last of them, so that recursion has a bound."""
ELEMENTS = {
    "Paragraph": "p",
    "BlockQuote": "blockquote",
    "Item": "li",
    "Emphasis": "em",
    "Strong": "strong",
    "Strikethrough": "del",
}
INLINE = {"Emphasis", "Strong", "Strikethrough", "Link"}
ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
"""From entities; they could pass for the start of a placeholder."""
STASHED = re.compile(rf"(?:<raw>)?{HTML_PLACEHOLDER % '([0-9]+)'}(?:</raw>)?")
NOTES_PLACE = "///Footnotes Go Here///"
MENTION = "[^]"
"""The tag of a note's mention until it has its number."""
WAY_BACK = "↩\ufe0e"


def markdown() -> Callable[[str], str]:
    """Make Python-Markdown with pyromark in the place of its parser of blocks and of its inline patterns."""
    md = Markdown(extensions=["attr_list"], output_format="html")
    md.parser = EventParser(md)
    md.block_level_elements = frozenset([*md.block_level_elements, "raw"])  # type: ignore[assignment]  # asked often
    md.preprocessors.deregister("html_block")
    md.treeprocessors.deregister("inline")
    md.treeprocessors.register(_attributes(md), "attr_list", 8)
    md.postprocessors.deregister("raw_html")

    def convert(text: str) -> str:
        page = md.reset().convert(text)
        stash = md.htmlStash.rawHtmlBlocks
        if stash:  # HTML as typed comes in the place of what stands for it
            page = STASHED.sub(lambda found: str(stash[int(found[1])]), page).strip()
        return page

    return convert


def _attributes(md: Markdown) -> AttrListTreeprocessor:
    """Leaves alone what other generators' templates have in braces: `{{< note >}}`, `{% note %}`."""
    attributes, braces = AttrListTreeprocessor(md), r"\{(?![{%<])\:?[ ]*([^\}\n ][^\n]*)\}"
    attributes.HEADER_RE = re.compile(rf"[ ]+{braces}[ ]*$")  # type: ignore[misc]
    attributes.BLOCK_RE = re.compile(rf"\n[ ]*{braces}[ ]*$")  # type: ignore[misc]
    attributes.INLINE_RE = re.compile(rf"^{braces}")  # type: ignore[misc]
    return attributes


class EventParser(BlockParser):
    """Builds the tree of a text from pyromark's events, in which inline syntax is parsed already.

    notes: the content of each note that was defined, by its label in small letters. waiting: elements that hold
    Markdown, and how deep they are. open: the elements within which it is; buffer: text for the innermost one.
    verbatim: the lines of a block of code or HTML; images: details and words of those within which it is.
    """

    def parseDocument(self, lines: Iterable[str]) -> "ElementTree[Any]":  # noqa: N802 - Python-Markdown's name
        root = Element(self.md.doc_tag)
        typed = "\n".join(lines)
        defined = ""
        self.notes: dict[str, Element] = {}
        self.elements: list[MarkdownElement] = []
        self.waiting: deque[tuple[Element, MarkdownElement, int]] = deque()
        self.depth = 0
        self._read(without_markdown_elements(typed, self.elements), "", root)
        while self.waiting:
            element, own, self.depth = self.waiting.popleft()
            defined = defined or definitions(typed)
            if own.is_line:  # as a heading: no block begins in one
                self._read("# " + " ".join(own.text.split()), defined, element)
                if len(element) and element[0].tag == "h1":
                    element.text, element[:] = element[0].text, element[0][:]
            else:
                deeper = self.depth < DEEPEST
                text = without_markdown_elements(own.text, self.elements) if deeper else own.text
                self._read(text, defined, element)
        if self.notes or defined:
            number_notes(root, self.notes)
        return ElementTree(root)

    def _read(self, text: str, defined: str, element: Element) -> None:
        """Puts what a text says into an element. defined: what else its links and notes may name."""
        self.open = [element]
        self.buffer: list[str] = []
        self.verbatim: list[str] | None = None
        self.images: list[tuple[dict[str, str], list[str]]] = []
        self.columns: list[str] = []
        self.read_to = 0
        text = with_marked_urls(text)
        self.source, self.start_of_own = (defined + text).encode(), len(defined.encode())
        self.has_escapes = b"\\" in self.source or b"&" in self.source
        for kind, content, details, start, end in markdown_events(defined + text):
            if kind == "Text":
                self._text(content, start, end)
            elif kind == "Start":
                self._start(content, details, start)
            elif kind == "End":
                self._end(content)
            else:
                self._leaf(kind, content)
                self.read_to = end

    # --- elements that hold others ---

    def _start(self, tag: str, details: Any, at: int) -> None:
        if tag == "Image":
            self.images.append((details, []))
        elif self.images:
            return
        elif tag in ("CodeBlock", "HtmlBlock"):
            self.verbatim = []
            self.info = details["Fenced"] if isinstance(details, dict) else None
        elif tag == "FootnoteDefinition":
            note = Element("li")
            if at >= self.start_of_own:
                self.notes.setdefault(details.casefold(), note).set("id", details)
            self.open.append(note)
        else:
            self._flush()
            parent = self.open[-1]
            self.open.append(parent if self.depth + len(self.open) > DEEPEST else self._opened(parent, tag, details))

    def _opened(self, parent: Element, tag: str, details: Any) -> Element:
        """Return a new element in `parent`."""
        if tag in ELEMENTS:
            return SubElement(parent, ELEMENTS[tag])
        if tag == "Link":
            email = "mailto:" if details["link_type"] == "Email" else ""
            return with_title(SubElement(parent, "a", {"href": email + cleaned(details["dest_url"])}), details)
        if tag == "Heading":
            return SubElement(parent, details["level"].lower())
        if tag == "List":
            start = {} if details in (None, 1) else {"start": str(details)}
            return SubElement(parent, "ul" if details is None else "ol", start)
        if tag == "Table":
            self.columns = [column.lower() for column in details]
            return SubElement(parent, "table")
        if tag == "TableHead":
            return SubElement(SubElement(parent, "thead"), "tr")
        if tag == "TableRow":
            return SubElement(parent[1] if len(parent) > 1 else SubElement(parent, "tbody"), "tr")
        column = self.columns[len(parent)]
        style = {} if column == "none" else {"style": f"text-align: {column};"}
        return SubElement(parent, "td" if len(self.open[-2]) > 1 else "th", style)

    def _end(self, tag: str) -> None:
        if tag == "Image":
            details, words = self.images.pop()
            if self.images:
                self.images[-1][1].extend(words)
            else:
                self._flush()
                image = {"src": cleaned(details["dest_url"]), "alt": "".join(words)}
                with_title(SubElement(self.open[-1], "img", image), details)
        elif self.images:
            return
        elif self.verbatim is not None:
            text, self.verbatim = "".join(self.verbatim), None
            self._flush()
            if tag == "HtmlBlock":
                self._html(text.rstrip("\n"))
            else:
                add_code(self.open[-1], self._as_typed(text), self.info)
        else:
            if tag in ("Item", "Paragraph") and self.buffer in (["☑ "], ["☐ "]):
                self.buffer = ["[x]" if self.buffer[0] == "☑ " else "[ ]"]  # a task has words
            self._flush()
            element = self.open.pop()
            if tag not in INLINE and self.open and self.open[-1].tag == "li":
                element.tail = "\n"

    # --- what they hold ---

    def _text(self, text: str, start: int, end: int) -> None:
        if self.verbatim is not None:
            self.verbatim.append(text)
            return
        if self.has_escapes:
            before = self.source[start - 1 : start] if start > self.read_to else b""
            if self.source[start : start + 1] == b"&" and end - start != len(text.encode()):  # it was an entity
                text = escaped(text) if text in ESCAPABLE and not self.images else cleaned(text)
            elif before == b"\\" and not self.images:
                text = escaped(text[0]) + text[1:].replace("&", "&amp;")
            else:
                text = text.replace("&", "&amp;")
            self.read_to = end
        (self.images[-1][1] if self.images else self.buffer).append(text)

    def _leaf(self, kind: str, content: Any) -> None:
        if self.verbatim is not None:
            self.verbatim.append(content)
        elif self.images:
            if kind in ("SoftBreak", "HardBreak", "Code"):
                self.images[-1][1].append("\n" if content is None else content.replace("&", "&amp;"))
        elif kind == "SoftBreak":
            self.buffer.append("\n")
        elif kind == "TaskListMarker":
            self.buffer.append("☑ " if content else "☐ ")
        elif kind == "InlineHtml":
            self.buffer.append(self.md.htmlStash.store(self._as_typed(content)))
        else:
            self._flush()
            if kind == "Code":
                SubElement(self.open[-1], "code").text = self._as_typed(content).replace("&", "&amp;")
            elif kind == "FootnoteReference":
                SubElement(self.open[-1], MENTION, {"of": content.casefold()})
            else:
                SubElement(self.open[-1], "br" if kind == "HardBreak" else "hr")

    def _html(self, html: str) -> None:
        """Append a block of HTML, or an element that holds Markdown, which is read later."""
        parent = self.open[-1]
        if found := PLACEHOLDER.fullmatch(html.strip()):
            own = self.elements[int(found[1])]
            self.waiting.append((SubElement(parent, own.tag, own.attributes), own, self.depth + len(self.open)))
        else:
            SubElement(parent, "raw").text = self.md.htmlStash.store(self._as_typed(html))

    def _as_typed(self, text: str) -> str:
        """Return a text that holds no Markdown, with the elements that were taken out of it."""
        return PLACEHOLDER.sub(lambda found: self.elements[int(found[1])].typed, text) if self.elements else text

    def _flush(self) -> None:
        if not self.buffer:
            return
        parent, text = self.open[-1], "".join(self.buffer)
        self.buffer.clear()
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text


def with_title(element: Element, details: Mapping[str, str]) -> Element:
    if details["title"]:
        element.set("title", cleaned(details["title"]))
    return element


def escaped(character: str) -> str:
    """A character that begins no attributes, as Python-Markdown's escapes are."""
    return "&amp;" if character == "&" else f"{STX}{ord(character)}{ETX}"


def cleaned(text: str) -> str:
    """A url or a title as the serializer, which takes what looks like an entity for one, wants it."""
    return CONTROL.sub("\ufffd", text).replace("&", "&amp;")


def add_code(parent: Element, text: str, info: str | None) -> None:
    """Append a block of code. A `{...}` behind a fence holds attributes, as everywhere; else the first word is the
    language. info: what stands behind the fence, None for indented code."""
    block = SubElement(parent, "pre")
    code = SubElement(block, "code")
    classes = []
    if info and info.startswith("{") and info.endswith("}"):
        for key, value in get_attrs(info[1:-1]):
            if key == ".":
                classes.append(value or "")
            elif key == "id":
                block.set("id", value or "")
            else:
                code.set(key, value or key)
    elif info:
        classes = [cleaned(info).split()[0].removeprefix(".")]
    if len(classes) > 1:
        block.set("class", " ".join(classes[1:]))
    if classes and classes[0]:
        code.set("class", f"language-{classes[0]}")
    code.text = (text if info is not None else text.rstrip(" \n") + "\n").replace("&", "&amp;")


def number_notes(root: Element, notes: dict[str, Element]) -> None:
    """Numbers the mentions of notes, and puts the notes at the end or where the text wants them, in the order of
    their first mention, each with a link back to every mention."""
    if notes:
        gathered = Element("div", {"class": "footnote"})
        SubElement(gathered, "hr")
        listed = SubElement(gathered, "ol")
        listed.extend(notes.values())
        place = next((place for place, child in enumerate(root) if child.text == NOTES_PLACE), len(root))
        root[place : place + 1] = [gathered]
    mentions: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    for mention in list(root.iter(MENTION)):
        name = mention.attrib.pop("of")
        mention.tag = "sup"
        if name not in notes:
            mention.text = f"[^{name}]"
            continue
        label, earlier = notes[name].get("id", ""), mentions.setdefault(name, [])
        mention.set("id", f"fnref{len(earlier) + 1 if earlier else ''}-{label}")
        earlier.append(mention.get("id", ""))
        href = {"href": f"#fn-{label}", "class": "footnote-ref"}
        SubElement(mention, "a", href).text = str(numbers.setdefault(name, len(mentions)))
    in_order = [*mentions, *(name for name in notes if name not in mentions)]
    for number, name in enumerate(in_order, start=1):
        note = notes[name]
        label = note.get("id", "")
        note.set("id", f"fn-{label}")
        last = note[-1] if len(note) and note[-1].tag == "p" else SubElement(note, "p")
        for mention_id in mentions.get(name, [f"fnref-{label}"]):
            if len(last):
                last[-1].tail = (last[-1].tail or "") + "\xa0"
            elif last.text:
                last.text += "\xa0"
            # The number is all that a back link says, since the site's language isn't known here.
            href = {"href": f"#{mention_id}", "class": "footnote-backref", "title": str(number)}
            SubElement(last, "a", href).text = WAY_BACK
    if notes:
        listed[:] = [notes[name] for name in in_order]
