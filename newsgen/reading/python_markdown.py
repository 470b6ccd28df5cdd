"""The engine `markdown`: Python-Markdown with the syntax of CommonMark and GitHub, with notes. Pure."""

# ruff: noqa: N802 - methods that stand in for stock's have its names
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER

from newsgen.reading.heading_ids import with_heading_ids
from newsgen.reading.markdown_blocks import MarkdownBlockParser
from newsgen.reading.markdown_inlines import InlineTreeprocessor

STASHED = re.compile(rf"(?:<raw>)?{HTML_PLACEHOLDER % '([0-9]+)'}(?:</raw>)?")
NOTES_PLACE = "///Footnotes Go Here///"
WAY_BACK = "↩\ufe0e"


def markdown() -> Callable[[str], str]:
    parser = python_markdown()
    return lambda text: with_heading_ids(parser.reset().convert(text))


def python_markdown() -> Markdown:
    return Markdown(extensions=["attr_list", EverydaySyntax()], output_format="html")


class EverydaySyntax(Extension):
    """What writers know from GitHub, in the place of stock's parser of blocks and its inline patterns."""

    def extendMarkdown(self, md: Markdown) -> None:
        blocks = MarkdownBlockParser(md)
        notes = Footnotes(blocks)
        md.parser = blocks
        md.block_level_elements = frozenset([*md.block_level_elements, "raw"])  # type: ignore[assignment]  # asked often
        md.preprocessors.deregister("html_block")
        md.treeprocessors.register(NotesGathered(notes), "notes", 25)
        md.treeprocessors.register(InlineTreeprocessor(md, notes.mention), "inline", 20)
        md.treeprocessors.register(NotesInOrder(notes), "notes_in_order", 19)
        md.treeprocessors.register(Attributes(md), "attr_list", 8)
        md.postprocessors.register(StashedHtml(md), "raw_html", 30)


class Footnotes:
    """The notes of one text. mentions: how often each label was mentioned, in the order of the first time."""

    def __init__(self, blocks: MarkdownBlockParser) -> None:
        self.blocks = blocks
        self.mentions: dict[str, int] = {}
        self.list = Element("ol")

    def mention(self, label: str) -> Element | None:
        """The element for a mention of a note; None where there is no such note."""
        if label not in self.blocks.notes:
            return None
        self.mentions[label] = self.mentions.get(label, 0) + 1
        mention = Element("sup", {"id": mention_id(label, self.mentions[label])})
        link = SubElement(mention, "a", {"href": f"#fn-{label}", "class": "footnote-ref"})
        link.text = str(list(self.mentions).index(label) + 1)
        return mention

    def gathered(self) -> Element:
        """All notes, their texts not parsed yet."""
        self.mentions.clear()
        element = Element("div", {"class": "footnote"})
        SubElement(element, "hr")
        self.list = SubElement(element, "ol")
        self.list.extend(self.blocks.notes.values())
        return element

    def put_in_order(self) -> None:
        """By the first mention, each with a link back to every mention."""
        notes = self.blocks.notes
        labels = [*self.mentions, *(label for label in notes if label not in self.mentions)]
        for number, label in enumerate(labels, start=1):
            note = notes[label]
            note.set("id", f"fn-{label}")
            last = note[-1] if len(note) and note[-1].tag == "p" else SubElement(note, "p")
            for nth in range(1, max(self.mentions.get(label, 0), 1) + 1):
                if len(last):
                    last[-1].tail = (last[-1].tail or "") + "\xa0"
                elif last.text:
                    last.text += "\xa0"
                # The number is all that a back link says, since the site's language isn't known here.
                href = {"href": f"#{mention_id(label, nth)}", "class": "footnote-backref", "title": str(number)}
                SubElement(last, "a", href).text = WAY_BACK
        self.list[:] = [notes[label] for label in labels]


def mention_id(label: str, nth: int) -> str:
    return f"fnref{nth if nth > 1 else ''}-{label}"


class NotesGathered(Treeprocessor):
    """Puts the notes at the end, or where the text wants them, before inline syntax is parsed."""

    def __init__(self, notes: Footnotes) -> None:
        self.notes = notes

    def run(self, root: Element) -> None:
        if not self.notes.blocks.notes:
            return
        gathered = self.notes.gathered()
        for place, child in enumerate(root):
            if child.text == NOTES_PLACE:
                root[place] = gathered
                return
        root.append(gathered)


class NotesInOrder(Treeprocessor):
    def __init__(self, notes: Footnotes) -> None:
        self.notes = notes

    def run(self, root: Element) -> None:
        if self.notes.blocks.notes:
            self.notes.put_in_order()


class Attributes(AttrListTreeprocessor):
    """Leaves alone what other generators' templates have in braces: `{{< note >}}`, `{% note %}`."""

    BASE_RE = r"\{(?![{%<])\:?[ ]*([^\}\n ][^\n]*)\}"  # type: ignore[misc]
    HEADER_RE = re.compile(rf"[ ]+{BASE_RE}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{BASE_RE}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{BASE_RE}")  # type: ignore[misc]


class StashedHtml(Postprocessor):
    """Puts HTML as typed in the place of what stood for it."""

    md: Markdown

    def run(self, text: str) -> str:
        stash = self.md.htmlStash.rawHtmlBlocks
        return STASHED.sub(lambda found: str(stash[int(found[1])]), text) if stash else text
