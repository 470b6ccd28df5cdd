"""What front matter says in the markup of other generators, as plain words. Pure."""

import re
from html import unescape

from newsgen.reading.sanitize import plain_text

_HTML = re.compile(r"</?(?:p|br|a|b|i|em|strong|span|div)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE = re.compile(r"<(b|i|em|strong|span|small|cite|sup|sub)(?:\s[^<>]*)?>([^<>]+)</\1>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]+)\]\([^()\s]+\)")
_STARS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]+)(?<=[^\s*])\1(?![\w*])")
_LINES = re.compile(r"(?<!\w)_(?=[^\s_])([^_]+)(?<=\S)_(?!\w)")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}\d?);")


def plain_title(text: str) -> str:
    """Without tags of emphasis and character references (`&amp;`), which are common in titles elsewhere. Whatever else
    looks like markup stays as typed: it may be what the article is about."""
    return _one_line(_INLINE.sub(r"\2", text) if "</" in text else text)


def plain_words(text: str) -> str:
    """Elsewhere a summary or caption may be HTML or Markdown; ours is plain text."""
    if "<" in text and _HTML.search(text):
        text = plain_text(text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "*" in text:
        text = _STARS.sub(r"\2", text)
    if "_" in text:
        text = _LINES.sub(r"\1", text)
    return _one_line(text)


def _one_line(text: str) -> str:
    return " ".join(_REFERENCE.sub(lambda match: unescape(match[0]), text).split())
