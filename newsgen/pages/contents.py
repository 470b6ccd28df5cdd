"""The headings of a body, and whether a page shows them as its table of contents. Pure."""

import re
from collections.abc import Iterator
from html import unescape

from newsgen.pages.accessible import TAG
from newsgen.pages.views import Heading

_ID = re.compile(r"\sid=(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_NOTE_SIGN = re.compile(r'<sup id="fnref.*?</sup>', re.DOTALL)


def headings(html: str) -> tuple[Heading, ...]:
    """The headings of the second and third level that links can lead to. html: of a body as its page has it."""
    return tuple(_headings(html)) if "<h2" in html or "<h3" in html else ()


def _headings(html: str) -> Iterator[Heading]:
    opened: re.Match[str] | None = None
    for tag in TAG.finditer(html):
        name = tag[2].lower()
        if name not in ("h2", "h3"):
            continue
        if not tag[1]:
            opened = tag
        elif opened:
            own = _ID.search(opened[3])
            words = _words(html[opened.end() : tag.start()])
            if own and words:
                yield Heading(unescape(own[1] or own[2] or own[3] or ""), words, int(opened[2][1]))
            opened = None


def _words(html: str) -> str:
    """The plain text of a heading, without signs of notes."""
    return " ".join(unescape(TAG.sub("", _NOTE_SIGN.sub("", html))).split())


def has_contents(wanted: bool | None, found: tuple[Heading, ...], least: int) -> bool:
    """Whether a page shows a table of contents. wanted: what its text says; least: headings of the second level of one
    that says nothing, 0 for never."""
    if wanted is None:
        return 0 < least <= sum(heading.level == 2 for heading in found)
    return wanted and bool(found)
