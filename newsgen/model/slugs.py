"""Slugs: lower-case ASCII words joined by hyphens, for urls and file names. Pure."""

import re
from functools import lru_cache
from unicodedata import normalize

from newsgen.model.digest import short_digest

MAX_BYTES = 120
"""Short enough that a slug with a suffix stays below the 255 bytes of a file name and 200 of ours."""

_SLUG = re.compile("[a-z0-9]++(?:-[a-z0-9]++)*+")
_PLAIN = re.compile("[A-Za-z0-9]++(?:[ -]++[A-Za-z0-9]++)*+")
_GAPS = re.compile("[ -]+")


@lru_cache(maxsize=65_536)
def slug(text: str) -> str:
    """`text` as a slug of at most MAX_BYTES; a cut one ends in a short digest of the whole, so it stays its own.

    Text without a single letter or digit that can be transliterated gives a digest alone.
    """
    if len(text) <= MAX_BYTES and _SLUG.fullmatch(text):
        return text
    if len(text) <= MAX_BYTES and _PLAIN.fullmatch(text):
        return _GAPS.sub("-", text.lower())
    from newsgen.model.latin import latin_words  # its tables take long to make, and most names do without

    text = normalize("NFC", text)
    words = latin_words(text)
    if not words:
        return short_digest(text.encode())
    if len(words) <= MAX_BYTES:
        return words
    tail = short_digest(text.encode())
    return words[: MAX_BYTES - len(tail) - 1].rstrip("-") + "-" + tail
