"""The two Markdown engines behind one interface: Markdown text in, HTML out, not yet sanitised. Pure.

Both read what GitHub reads: CommonMark, tables, tasks, ~~strikethrough~~, addresses without markup, and footnotes.
The same headings have the same ids. docs/front-matter.md says in what structure they differ. Beside that:

| | markdown (Python-Markdown) | commonmark (pyromark) |
| --- | --- | --- |
| a note | `<li id="fn-1">`, a `↩` leads back | `<div class="footnote-definition" id="fn-1">`, the number |
| empty elements | `<br>` | `<br />` |

A mention of a note is `<sup id="fnref-1"><a class="footnote-ref" href="#fn-1">` in both; the next ones have
`fnref2-1`, `fnref3-1`.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache

import pyromark

from newsgen.model.config import EngineName
from newsgen.reading.bare_urls import with_marked_urls
from newsgen.reading.heading_ids import with_heading_ids

Engine = Callable[[str], str]
BOX = re.compile(r'<input disabled="" type="checkbox"( checked="")?/>\s*')
NOTE_MARK = 'class="footnote-'
NOTE = re.compile(
    r'<div class="footnote-definition" id="(?P<id>[^"]*)"><sup class="footnote-definition-label">\d+</sup>'
    r'|<sup class="footnote-reference"><a href="#(?P<of>[^"]*)">\d+</a></sup>'
)


@cache
def engine(name: EngineName) -> Engine:
    """Return the engine of that name, of which a process has one. It is not for two threads at once."""
    if name == "commonmark":
        return commonmark()
    from newsgen.reading.python_markdown import markdown  # takes long, and who chose the other engine does without

    return markdown()


def commonmark() -> Engine:
    options = pyromark.Options
    parser = pyromark.Markdown(
        options=options.ENABLE_TABLES
        | options.ENABLE_FOOTNOTES
        | options.ENABLE_STRIKETHROUGH
        | options.ENABLE_TASKLISTS
        | options.ENABLE_HEADING_ATTRIBUTES
    )

    def convert(text: str) -> str:
        return with_heading_ids(with_linked_notes(with_boxes(parser.html(with_marked_urls(text)))))

    return convert


def with_boxes(page: str) -> str:
    """Return the HTML with signs for tasks, which no reader of feeds leaves out, in the place of `<input>`."""
    return BOX.sub(lambda box: "☑ " if box[1] else "☐ ", page) if "<input" in page else page


def with_linked_notes(page: str) -> str:
    """Return the HTML with a way back from notes, and ids that can't clash with a heading's: pyromark's are the labels,
    as they are typed where a note is mentioned."""
    if NOTE_MARK not in page:
        return page
    labels = {found["id"].casefold(): found["id"] for found in NOTE.finditer(page) if found["id"]}
    mentions, numbers = Counter[str](), dict[str, int]()

    def linked(found: re.Match[str]) -> str:
        typed = found["id"] or found["of"]
        label = labels.get(typed.casefold(), typed)
        number = numbers.setdefault(label, len(numbers) + 1)
        if found["id"]:
            back = f'<a class="footnote-backref" href="#fnref-{label}">{number}</a>'
            return f'<div class="footnote-definition" id="fn-{label}"><sup>{back}</sup>'
        mentions[label] += 1
        nth = mentions[label] if mentions[label] > 1 else ""
        return f'<sup id="fnref{nth}-{label}"><a class="footnote-ref" href="#fn-{label}">{number}</a></sup>'

    return NOTE.sub(linked, page)
