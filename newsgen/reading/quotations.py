"""Quotations of a body: who said it, and quotes that stand out of the text. Pure.

An attribution stands outside of its `blockquote`, in the caption of a figure around both, and a person's name is no
`cite`, which is for titles of works. Source: the HTML Standard, "The blockquote element" and "The cite element".
They are made of sanitised HTML, as figures are.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Annotated

from msgspec import Meta, Struct

from newsgen.model.article import MARK_CLOSE, MARK_OPEN
from newsgen.reading.punctuation import AS_TYPED
from newsgen.reading.sanitize import plain_text, plain_words
from newsgen.reading.tree import spliced

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:[^<>\"]++|\"[^\"]*+\")*+>")
"""Every tag is looked at, so that none is found in the value of an attribute."""
_DASH = r"(?:—|–|-{2,3})"
_LAST_LINE = re.compile(rf"(?:\A|<br ?/?>|\n)[ \t]*{_DASH}[ \xa0]*(?P<by>(?:(?!<br)[^\n—–])+(?:(?!<br)[^\n])*)\Z")
_SPEECH = re.compile(rf"(?:<p[^<>]*>|<br ?/?>|\n)[ \t]*{_DASH}")
"""Lines that begin so are a dialogue, in which the last one is no name either."""
_QUOTES = re.compile(r"<blockquote\b.*</blockquote>", re.DOTALL)
_MOST = 150
"""Characters of an attribution."""
_NO_WORD = re.compile(r"[\W_]+")
_MARKS = str.maketrans("", "", MARK_OPEN + MARK_CLOSE)


class QuoteMatter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a `quote` block holds. by: who said or wrote it."""

    text: Annotated[str, Meta(min_length=1)]
    by: str = ""


def with_quotations(html: str) -> str:
    """Return the HTML of a body in which each quotation that says at its end who said it is a figure."""
    return spliced(html, sorted(_attributed(html))) if "<blockquote" in html else html


def _attributed(html: str) -> Iterator[tuple[int, int, str]]:
    """Find what comes in at which places."""
    quotes: list[re.Match[str]] = []
    paragraph = paragraph_end = None
    for tag in _TAG.finditer(html):
        if tag["name"] == "p":
            paragraph, paragraph_end = (paragraph, tag) if tag["end"] else (tag, None)
        elif tag["name"] == "blockquote" and not tag["end"]:
            quotes.append(tag)
        elif tag["name"] == "blockquote" and quotes:
            quote = quotes.pop()
            if paragraph and paragraph_end and quote.end() <= paragraph.start():
                yield from _figure(html, quote, paragraph, paragraph_end, tag)


def _figure(
    html: str, quote: re.Match[str], paragraph: re.Match[str], paragraph_end: re.Match[str], quote_end: re.Match[str]
) -> Iterator[tuple[int, int, str]]:
    """The changes that make a figure of a quotation, if the paragraph is its last part and says who said it."""
    if html[paragraph_end.end() : quote_end.start()].strip():
        return
    if found := _attribution(html, quote.end(), paragraph.end(), paragraph_end.start()):
        at, by = found
        rest = html[paragraph.end() : at].rstrip()
        start, before = (paragraph.end(), f"{rest}</p>\n") if rest else (paragraph.start(), "")
        yield quote.start(), quote.start(), '<figure class="quotation">\n'
        yield start, quote_end.end(), f"{before}</blockquote>\n<figcaption>— {by}</figcaption>\n</figure>"


def _attribution(html: str, start: int, paragraph: int, end: int) -> tuple[int, str] | None:
    """Where the attribution of a quotation begins, and what it says. start: of what is quoted; paragraph, end: what its
    last paragraph holds."""
    found = _LAST_LINE.search(html[paragraph:end])
    if found is None:
        return None
    by, at = found["by"].strip(), paragraph + found.start()
    said, words = plain_text(html[start:at], is_sanitized=True).strip(), plain_text(by, is_sanitized=True).strip()
    is_name = words[:1].isalpha() and len(unescape(words)) <= _MOST and _is_whole(by) and _is_whole(html[paragraph:at])
    return (at, by) if said and is_name and not _SPEECH.search(_QUOTES.sub("", html[start:at])) else None


def _is_whole(html: str) -> bool:
    """Whether a part of a paragraph holds whole elements."""
    tags = [tag for tag in _TAG.finditer(html) if tag["name"] not in ("br", "img", "wbr")]
    ends = sum(bool(tag["end"]) for tag in tags)
    return ends * 2 == len(tags) and not re.search("[<>]", _TAG.sub("", html))


def pull_quote(matter: QuoteMatter, html: str) -> str:
    """The HTML of a quote that stands out. html: of the text. Who has it read aloud doesn't hear twice what stands in
    the text, and hears what doesn't."""
    words, by = plain_words(matter.text.translate(_MARKS)), plain_words(matter.by.translate(_MARKS))
    hidden = ' aria-hidden="true"' if _repeats(words, html) else ""
    author = f'\n<p class="by">{escape(by, quote=False)}</p>' if by else ""
    return f'<aside class="pull-quote"{hidden}>\n<p>{escape(words, quote=False)}</p>{author}\n</aside>'


def _repeats(words: str, html: str) -> bool:
    """Whether a text has these words, whatever its punctuation and markup."""
    said = unescape(plain_text(html, is_sanitized=True)).replace(AS_TYPED, "")
    return f" {_letters(words)} " in f" {_letters(said)} "


def _letters(text: str) -> str:
    return _NO_WORD.sub(" ", text).strip().casefold()
