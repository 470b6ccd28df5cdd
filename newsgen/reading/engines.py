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
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pyromark

from newsgen.model.config import EngineName
from newsgen.reading.bare_urls import BARE_URL, RAW_ANCHOR, bare_url, may_hold_bare_url
from newsgen.reading.heading_ids import with_heading_ids

Engine = Callable[[str], str]
BOX = re.compile(r'<input disabled="" type="checkbox"( checked="")?/>\s*')
SPECIAL, BACKSLASHED = re.compile(r"[\\\[\]*_`<>&~]"), r"\\\g<0>"
NOTE_MARK = 'class="footnote-'
MENTION = re.compile(r'<sup class="footnote-reference"><a href="#([^"]*)">(\d+)</a></sup>')
NOTE = re.compile(r'<div class="footnote-definition" id="([^"]*)"><sup class="footnote-definition-label">(\d+)</sup>')


@cache
def engine(name: EngineName) -> Engine:
    """The engine of that name; one a process, so cheap to ask for again. Not for two threads at once."""
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
        if may_hold_bare_url(text):
            text = with_marked_urls(parser, text)
        return with_heading_ids(with_linked_notes(with_boxes(parser.html(text))))

    return convert


def with_boxes(page: str) -> str:
    """Tasks have a sign, which no reader of feeds leaves out, in the place of an `<input>`."""
    return BOX.sub(lambda box: "☑ " if box[1] else "☐ ", page) if "<input" in page else page


def with_marked_urls(parser: pyromark.Markdown, text: str) -> str:
    """The Markdown with angle brackets around web and mail addresses, which pyromark doesn't know without."""
    source = text.encode()
    pieces, written = [], 0
    for start, end in plain_ranges(parser, text):
        for found in BARE_URL.finditer(source[start:end].decode()):
            shown, url = bare_url(found)
            if shown:
                at = start + len(found.string[: found.start()].encode())
                is_plain = url in (shown, f"mailto:{shown}") and ">" not in url
                marked = (
                    f"<{shown}>"
                    if is_plain
                    else f"[{SPECIAL.sub(BACKSLASHED, shown)}](<{SPECIAL.sub(BACKSLASHED, url)}>)"
                )
                pieces += [source[written:at], marked.encode()]
                written = at + len(shown.encode())
    return b"".join([*pieces, source[written:]]).decode()


def plain_ranges(parser: pyromark.Markdown, text: str) -> Iterator[tuple[int, int]]:
    """Where text stands outside of code, links and raw tags, in bytes; neighbours are joined."""
    linked = start = end = 0
    is_block = False
    for event, place in parser.events_with_range(text):
        kind: str = event if isinstance(event, str) else next(iter(event))
        content: Any = None if isinstance(event, str) else next(iter(event.values()))
        if kind in ("Start", "End"):
            tag = content if isinstance(content, str) else next(iter(content))
            if tag in ("Link", "Image"):
                linked += 1 if kind == "Start" else -1
            elif tag in ("CodeBlock", "HtmlBlock"):
                is_block = kind == "Start"
        elif kind == "InlineHtml" and (anchor := RAW_ANCHOR.match(content)):
            linked += -1 if anchor[1] else 1
        if kind == "Text" and linked <= 0 and not is_block and place["start"] == end:
            end = place["end"]
            continue
        if end > start:
            yield start, end
        start = end = place["end"]
        if kind == "Text" and linked <= 0 and not is_block:
            start = place["start"]
    if end > start:
        yield start, end


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
