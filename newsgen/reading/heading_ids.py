"""Ids of headings in rendered HTML, so that any of them can be linked to. Pure."""

import html
import re

from newsgen.model.slugs import slug

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
INNER_TAG = re.compile('<sup id="fnref.*?</sup>|<!--.*?-->|<[^>]*>|\ue002[0-9]+\ue003|\ue004', re.DOTALL)


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
