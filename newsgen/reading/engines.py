"""The two Markdown engines behind one interface: Markdown text in, HTML out, not yet sanitised. Pure.

Both give tables, footnotes, fenced code (`<pre><code class="language-x">`), smart punctuation, and the same
ids to the same headings. Where they differ:

| | markdown (Python-Markdown) | commonmark (pyromark) |
| --- | --- | --- |
| notes | at the end, by first mention: `<div class="footnote"><hr><ol>` | where they were written |
| a note | `<li id="fn-1">`, a `↩` leads back | `<div class="footnote-definition" id="fn-1">`, the number |
| attributes | `{: #id .class key=value}` on anything | `{#id .class key=value}` on headings only |
| HTML | `<div markdown="1">` holds Markdown | so does what blank lines part from its tag |
| raw `<code>`, `<kbd>` in a paragraph | punctuation left as typed | set as in other text |
| `~~gone~~` | as typed | `<del>` |
| empty elements | `<br>` | `<br />` |

A mention of a note is `<sup id="fnref-1"><a class="footnote-ref" href="#fn-1">` in both; the next ones have
`fnref2-1`, `fnref3-1`.
"""

# ruff: noqa: N802 - methods that stand in for stock's have its names
import html
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Literal
from xml.etree.ElementTree import Element, SubElement

import pyromark
from markdown import Markdown
from markdown.extensions.footnotes import (
    FN_BACKLINK_TEXT,
    FootnoteExtension,
    FootnotePostTreeprocessor,
    FootnoteReorderingProcessor,
)

from newsgen.model.slugs import slug
from newsgen.reading.fast_markdown import FastMarkdown
from newsgen.reading.punctuation import SmartPunctuation

Engine = Callable[[str], str]
EngineName = Literal["markdown", "commonmark"]


@cache
def engine(name: EngineName) -> Engine:
    """The engine of that name; one a process, so cheap to ask for again. Not for two threads at once."""
    return commonmark() if name == "commonmark" else markdown()


def markdown() -> Engine:
    plain, nested = python_markdown(), python_markdown("md_in_html")

    def convert(text: str) -> str:
        # Markdown within HTML costs every document a slower HTML parser, and few have it.
        parser = nested if MARKDOWN_IN_HTML.search(text) else plain
        return with_heading_ids(parser.reset().convert(text))

    return convert


def python_markdown(*extensions: str) -> Markdown:
    return FastMarkdown(["tables", "sane_lists", SmartPunctuation(), *extensions], Notes())


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


def commonmark() -> Engine:
    options = pyromark.Options
    parser = pyromark.Markdown(
        options=options.ENABLE_TABLES
        | options.ENABLE_FOOTNOTES
        | options.ENABLE_STRIKETHROUGH
        | options.ENABLE_SMART_PUNCTUATION
        | options.ENABLE_HEADING_ATTRIBUTES
    )
    return lambda text: with_heading_ids(with_linked_notes(parser.html(text)))


def with_linked_notes(page: str) -> str:
    """pyromark's notes have the writer's labels as ids, which may clash with a heading's, and no way back."""
    if NOTE_MARK not in page:
        return page
    mentions: Counter[str] = Counter()

    def mention(found: re.Match[str]) -> str:
        label, number = found.groups()
        mentions[label] += 1
        nth = mentions[label] if mentions[label] > 1 else ""
        return f'<sup id="fnref{nth}-{label}"><a class="footnote-ref" href="#fn-{label}">{number}</a></sup>'

    return NOTE.sub(
        r'<div class="footnote-definition" id="fn-\1">'
        r'<sup><a class="footnote-backref" href="#fnref-\1">\2</a></sup>',
        MENTION.sub(mention, page),
    )


def with_heading_ids(page: str) -> str:
    """The HTML with an id on each heading that has none: its words, and `-2`, `-3` where that is taken.

    Ids that the writer set are kept, and are taken wherever in the page they stand.
    """
    if not HEADING.search(page):
        return page
    tags = list(TAG.finditer(page))
    taken = {own for tag in tags if (own := own_id(tag))}
    latest: dict[str, int] = {}
    pieces, written = [], 0
    for tag in tags:
        if not tag["heading"] or own_id(tag):
            continue
        closing = HEADING_END.search(page, tag.end())
        if closing is None:
            break  # then no later heading is closed either
        name = heading_slug(page[tag.end() : closing.start()])
        pieces += [page[written : tag.end("heading")], f' id="{free_id(name, taken, latest)}"']
        written = tag.end("heading")
    return "".join([*pieces, page[written:]])


def own_id(tag: re.Match[str]) -> str:
    """The id that stands in a start tag, or nothing."""
    attributes = tag["attributes"] or ""
    if "id" in attributes or "ID" in attributes:
        for attribute in ATTRIBUTE.finditer(attributes):
            if attribute["name"].lower() == "id":
                return (attribute["value"] or "").strip("\"'")
    return ""


def heading_slug(inner: str) -> str:
    """The words of a heading, given the HTML in it, as an id: transliterated, without notes and tags."""
    words = html.unescape(INNER_TAG.sub("", inner))
    return slug(words) if words.strip() else "section"


def free_id(slug: str, taken: set[str], latest: dict[str, int]) -> str:
    """The slug, or the first of its numbered forms, that is not yet taken; it is then.

    latest: the number that each slug was given last, so that a thousand equal headings cost a thousand steps.
    """
    free, number = slug, latest.get(slug, 1)
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    latest[slug] = number
    taken.add(free)
    return free


MARKDOWN_IN_HTML = re.compile(r"<[a-zA-Z][^<>]*\smarkdown(?:\s*=|[\s/>])", re.IGNORECASE)
NOTE_MARK = 'class="footnote-'
MENTION = re.compile(r'<sup class="footnote-reference"><a href="#([^"]*)">(\d+)</a></sup>')
NOTE = re.compile(r'<div class="footnote-definition" id="([^"]*)"><sup class="footnote-definition-label">(\d+)</sup>')
# As a browser reads them: what starts and never ends goes on to the end of the page, so all is read once.
_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s"'>][^\s>]*+)"""
_ATTRIBUTES = rf"(?:[^\s/>=]++(?:\s*+=\s*+{_VALUE}?+)?+|[\s/=])*+"
ATTRIBUTE = re.compile(rf"(?P<name>[^\s/>=]++)(?:\s*+=\s*+(?P<value>{_VALUE}))?+")
HEADING = re.compile(r"<h[1-6]", re.IGNORECASE)
HEADING_END = re.compile(r"</h[1-6]", re.IGNORECASE)
TAG = re.compile(
    rf"""<(?:
        !--(?:.*?-->|.*)
        | (?P<verbatim>script|style|textarea|title)(?=[\s/>])(?:.*?</(?P=verbatim)|.*)
        | (?:(?P<heading>h[1-6](?=[\s/>]))|[a-z][^\s/>]*+(?=[\s/]))(?P<attributes>{_ATTRIBUTES})(?:>|\Z)
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
INNER_TAG = re.compile(r'<sup id="fnref.*?</sup>|<!--.*?-->|<[^>]*>', re.DOTALL)
