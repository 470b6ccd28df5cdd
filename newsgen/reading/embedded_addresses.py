"""Addresses alone in their paragraph that become embeds: of sanitised HTML, so that no writer's own can look so. Pure.

What is put in their place keeps the link: a page makes a frame of it, a feed a paragraph again.
"""

import re
from html import unescape

from newsgen.model.embeds import embed_of
from newsgen.reading.punctuation import AS_TYPED

_NOTE_BEFORE = r"(?<!</sup>\n)"
"""The source that a note names is no part of the text."""
_PARAGRAPH = re.compile(rf'{_NOTE_BEFORE}<p>\s*(<a href="(?P<url>https?://[^"]*+)">(?P<shown>[^<]*+)</a>)\s*</p>', re.I)
_SCHEME = re.compile(r"\A(?:https?://)?(?:www\.)?", re.IGNORECASE)


def with_embeds(html: str) -> str:
    """Return the HTML of a body with a figure in place of each paragraph that is nothing but such an address."""
    return _PARAGRAPH.sub(lambda found: _figure(found) if _is_address(found) else found[0], html)


def _figure(found: re.Match[str]) -> str:
    return f'<figure class="embed">{found[1]}</figure>'


def _is_address(found: re.Match[str]) -> bool:
    """Whether the link shows where it leads, as a bare address and a shortcode's do, and a frame can show that."""
    url, shown = (unescape(found[name]).replace(AS_TYPED, "") for name in ("url", "shown"))
    return _bare(url) == _bare(shown) and embed_of(url) is not None


def _bare(url: str) -> str:
    return _SCHEME.sub("", url).rstrip("/")
