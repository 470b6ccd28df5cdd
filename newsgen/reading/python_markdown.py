"""The engine `markdown`: Python-Markdown, faster, with notes that can't fail. Pure."""

# ruff: noqa: N802 - methods that stand in for stock's have its names
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.footnotes import (
    FN_BACKLINK_TEXT,
    FootnoteExtension,
    FootnotePostTreeprocessor,
    FootnoteReorderingProcessor,
)

from newsgen.reading.fast_markdown import FastMarkdown
from newsgen.reading.heading_ids import with_heading_ids

MARKDOWN_IN_HTML = re.compile(r"<[a-zA-Z][^<>]*\smarkdown(?:\s*=|[\s/>])", re.IGNORECASE)


def markdown() -> Callable[[str], str]:
    plain, nested = python_markdown(), python_markdown("md_in_html")

    def convert(text: str) -> str:
        # Markdown within HTML costs every document a slower HTML parser, and few have it.
        parser = nested if MARKDOWN_IN_HTML.search(text) else plain
        return with_heading_ids(parser.reset().convert(text))

    return convert


def python_markdown(*extensions: str) -> Markdown:
    parser = FastMarkdown(["tables", "sane_lists", *extensions], Notes())
    parser.ESCAPED_CHARS = [*parser.ESCAPED_CHARS, '"', "'"]  # so that their punctuation can be left as typed
    return parser


class Notes(FootnoteExtension):
    """Stock's notes, without its three ways to fail: it can't number a note without text, nor bear a note
    defined in a note (whose text is lost here), and takes a writer's `<div class="footnote">` for its own.
    """

    def __init__(self) -> None:
        self.div: Element | None = None
        # The number is all that a back link says, since the site's language isn't known here.
        super().__init__(SEPARATOR="-", USE_DEFINITION_ORDER=False, BACKLINK_TEXT="↩\ufe0e", BACKLINK_TITLE="{}")

    def extendMarkdown(self, md: Markdown) -> None:
        super().extendMarkdown(md)
        md.treeprocessors.register(NotesAsMentioned(self), "footnote-reorder", 19)
        md.treeprocessors.register(NotesMentionedAgain(self), "footnote-duplicate", 15)

    def reset(self) -> None:
        super().reset()
        self.div = None
        self._complete = False

    def setFootnote(self, id: str, text: str) -> None:
        if not self._complete:
            super().setFootnote(id, text)

    def makeFootnotesDiv(self, root: Element) -> Element | None:
        self._complete = True
        self.div = super().makeFootnotesDiv(root)
        for label, note in zip(self.footnotes, self.div[1] if self.div is not None else (), strict=False):
            if len(note) == 0:
                attributes = {"href": "#" + self.makeFootnoteRefId(label), "class": "footnote-backref"}
                SubElement(SubElement(note, "p"), "a", attributes).text = FN_BACKLINK_TEXT
        return self.div


class NotesAsMentioned(FootnoteReorderingProcessor):
    footnotes: Notes

    def run(self, root: Element) -> None:
        if self.footnotes.div is not None:
            self.reorder_footnotes(self.footnotes.div)


class NotesMentionedAgain(FootnotePostTreeprocessor):
    footnotes: Notes

    def run(self, root: Element) -> None:
        self.offset = 0
        if self.footnotes.div is not None:
            self.handle_duplicates(self.footnotes.div[1])
