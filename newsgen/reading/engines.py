"""The two Markdown engines behind one interface: Markdown text in, HTML out, not yet sanitised; and its ids. Pure.

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
from html import unescape

import pyromark

from newsgen.model.config import EngineName
from newsgen.model.slugs import slug
from newsgen.reading.markdown_text import AS_ON_GITHUB, with_marked_urls
from newsgen.reading.sanitize import ATTRIBUTE, TAG
from newsgen.reading.tree import spliced

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
        html = pyromark.Markdown(options=AS_ON_GITHUB | pyromark.Options.ENABLE_HEADING_ATTRIBUTES).html
        return lambda text: with_heading_ids(_with_linked_notes(_with_boxes(html(with_marked_urls(text)))))
    from newsgen.reading.python_markdown import markdown  # takes long, and who chose the other engine does without

    convert = markdown()
    return lambda text: with_heading_ids(convert(text))


def _with_boxes(page: str) -> str:
    """Return the HTML with signs for tasks, which no reader of feeds leaves out, in the place of `<input>`."""
    return BOX.sub(lambda box: "☑ " if box[1] else "☐ ", page) if "<input" in page else page


def _with_linked_notes(page: str) -> str:
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


HEADING = re.compile(r"<h[1-6]", re.IGNORECASE)
HEADING_END = re.compile(r"</h[1-6]", re.IGNORECASE)
INNER_TAG = re.compile('<sup id="fnref.*?</sup>|<!--.*?-->|<[^>]*>|\ue002[0-9]+\ue003|\ue004', re.DOTALL)
RESERVED = frozenset(("all-sections", "comment-name", "comment-text", "comment-trap", "main", "newsletter-address"))
"""Ids of the bundled layouts."""
_ID = re.compile(r"<(?P<tag>[a-zA-Z][^\s/<>]*+)(?P<before>[^<>]*?)\sid=[\"']?(?P<id>[^\"'\s>]+)")


def with_heading_ids(page: str) -> str:
    """The HTML with an id on each heading that has none: its words, and `-2`, `-3` where that is taken. Ids that the
    writer set are kept, and are taken wherever in the page they stand."""
    if not HEADING.search(page):
        return page
    tags = list(TAG.finditer(page))
    taken = {own for tag in tags if (own := _own_id(tag))}
    latest: dict[str, int] = {}
    changes = []
    for tag in tags:
        if not tag["heading"] or _own_id(tag):
            continue
        closing = HEADING_END.search(page, tag.end())
        if closing is None:
            break  # then no later heading is closed either
        words = unescape(INNER_TAG.sub("", page[tag.end() : closing.start()]))  # without notes and tags
        name = slug(words) if words.strip() else "section"
        changes.append((tag.end("heading"), tag.end("heading"), f' id="{_free_id(name, taken, latest)}"'))
    return spliced(page, changes)


def with_unique_ids(page: str) -> tuple[str, dict[str, str]]:
    """The HTML of a body with no id twice and none of RESERVED, and what became of those: old id, new one. Of two the
    first keeps its id, but for notes, whose mentions link to them."""
    found = list(_ID.finditer(page))
    ids = [each["id"] for each in found]
    taken = {*RESERVED, *ids}
    if len(taken) == len(RESERVED) + len(ids):
        return page, {}
    given = set(RESERVED) | {each["id"] for each in found if _is_of_note(each)}
    latest: dict[str, int] = {}
    renamed: dict[str, str] = {}
    changes = []
    for each in found:
        own = each["id"]
        if _is_of_note(each) or own not in given:
            given.add(own)
            continue
        new = _free_id(own, taken, latest)
        if own in RESERVED:
            renamed.setdefault(own, new)
        changes.append((*each.span("id"), new))
    return spliced(page, changes), renamed


def _is_of_note(tag: re.Match[str]) -> bool:
    is_note = tag["tag"] in ("li", "sup") or (tag["tag"] == "div" and "footnote-definition" in tag["before"])
    return is_note and tag["id"].startswith("fn")


def _own_id(tag: re.Match[str]) -> str:
    """The id that stands in a start tag, or nothing."""
    attributes = tag["attributes"] or ""
    if "id" in attributes or "ID" in attributes:
        for attribute in ATTRIBUTE.finditer(attributes):
            if attribute["name"].lower() == "id":
                return (attribute["value"] or "").strip("\"'")
    return ""


def _free_id(slug: str, taken: set[str], latest: dict[str, int]) -> str:
    """The slug, or the first of its numbered forms, that is not yet taken; it is then. latest: the number that each
    slug was given last, so that a thousand equal headings cost a thousand steps."""
    free, number = slug, latest.get(slug, 1)
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    latest[slug] = number
    taken.add(free)
    return free
