"""Slugs: lower-case ASCII words joined by hyphens, for urls and file names. Pure.

Other scripts are transliterated, Greek by ELOT 743, the standard for Latin letters in passports and addresses.
"""

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
    """`text` as a slug of at most MAX_BYTES; a cut one ends in a short digest of the whole, so it stays its own. Text
    without a single letter or digit that can be transliterated gives a digest alone."""
    if len(text) <= MAX_BYTES and _SLUG.fullmatch(text):
        return text
    if len(text) <= MAX_BYTES and _PLAIN.fullmatch(text):
        return _GAPS.sub("-", text.lower())
    text = normalize("NFC", text)
    words = latin_words(text)
    if not words:
        return short_digest(text.encode())
    if len(words) <= MAX_BYTES:
        return words
    tail = short_digest(text.encode())
    return words[: MAX_BYTES - len(tail) - 1].rstrip("-") + "-" + tail


# ELOT 743, the Greek standard for Latin letters in passports and addresses. The letters come decomposed (NFD), so
# an accent on a pair's first letter, or a diaeresis on its second, parts them: `άυλος`, `προϋπολογισμός`.
_ACCENT = "\u0300-\u036f"
_DIAERESIS = "\u0308"
_ELOT_743_PAIRS = (
    (rf"([αεη])υ(?!{_DIAERESIS})[{_ACCENT}]*(?=[θκξπσςτφχψ]|[^\w{_ACCENT}]|$)", r"\1f"),
    (rf"([αεη])υ(?!{_DIAERESIS})", r"\1v"),
    (rf"ου(?!{_DIAERESIS})", "ou"),
    (rf"(?<![\w{_ACCENT}])μπ|μπ(?![\w{_ACCENT}])", "b"),
    ("γγ", "ng"),
    ("γξ", "nx"),
    ("γχ", "nch"),
)
_ELOT_743 = str.maketrans(
    {
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
        "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
        "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")


def latin_words(text: str) -> str:
    """The words of `text` (NFC) in lower-case ASCII, joined by hyphens; empty if nothing can be transliterated."""
    from slugify import slugify  # its tables take long to make, and most names do without

    return slugify(_greek_in_latin(text.translate(_APOSTROPHES)), backend="text-unidecode")


def _greek_in_latin(text: str) -> str:
    if not _GREEK.search(text):
        return text
    text = normalize("NFD", text.lower())
    for greek, latin in _ELOT_743_PAIRS:
        text = re.sub(greek, latin, text)
    return normalize("NFC", text.translate(_ELOT_743))
