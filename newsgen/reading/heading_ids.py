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
        | (?:(?P<heading>h[1-6])|[a-z][^\s/>]*+)(?=[\s/>])(?P<attributes>{_ATTRIBUTES})(?:>|\Z)
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
INNER_TAG = re.compile('<sup id="fnref.*?</sup>|<!--.*?-->|<[^>]*>|\ue002[0-9]+\ue003|\ue004', re.DOTALL)
RESERVED = frozenset(("comment-name", "comment-text", "comment-trap", "main"))
"""Ids of the bundled layouts."""
_ID = re.compile(r"<(?P<tag>[a-zA-Z][^\s/<>]*+)(?P<before>[^<>]*?)\sid=[\"']?(?P<id>[^\"'\s>]+)")


def with_heading_ids(page: str) -> str:
    """The HTML with an id on each heading that has none: its words, and `-2`, `-3` where that is taken. Ids that the
    writer set are kept, and are taken wherever in the page they stand."""
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
    pieces, written = [], 0
    for each in found:
        own = each["id"]
        if _is_of_note(each) or own not in given:
            given.add(own)
            continue
        new = free_id(own, taken, latest)
        if own in RESERVED:
            renamed.setdefault(own, new)
        pieces += [page[written : each.start("id")], new]
        written = each.end("id")
    return "".join([*pieces, page[written:]]), renamed


def _is_of_note(tag: re.Match[str]) -> bool:
    if not tag["id"].startswith("fn"):
        return False
    return tag["tag"] in ("li", "sup") or (tag["tag"] == "div" and "footnote-definition" in tag["before"])


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
    """The slug, or the first of its numbered forms, that is not yet taken; it is then. latest: the number that each
    slug was given last, so that a thousand equal headings cost a thousand steps."""
    free, number = slug, latest.get(slug, 1)
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    latest[slug] = number
    taken.add(free)
    return free
