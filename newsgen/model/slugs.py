"""Slugs: lower-case ASCII words joined by hyphens, for urls and file names. Pure."""

from functools import lru_cache
from unicodedata import normalize

from slugify import CYRILLIC, slugify

from newsgen.model.digest import short_digest

MAX_BYTES = 120
"""Short enough that a slug with a suffix stays below the 255 bytes of a file name and 200 of ours."""

# ELOT 743, the Greek standard for Latin letters in passports and addresses; pairs before single letters.
_ELOT_743 = {
    "γγ": "ng", "γξ": "nx", "γχ": "nch", "μπ": "mp", "ντ": "nt", "ου": "ou",
    "αυ": "av", "ευ": "ev", "ηυ": "iv",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_GREEK_ACCENTS = str.maketrans("άέήίόύώϊΐΰϋ", "αεηιουωιιυυ")
_VOICELESS = "θκξπσςτφχψ"


@lru_cache(maxsize=65_536)
def slug(text: str) -> str:
    """`text` as a slug of at most MAX_BYTES; a cut one ends in a short digest of the whole, so it stays its own.

    Text without a single letter or digit that can be transliterated gives a digest alone.
    """
    text = normalize("NFC", text)
    words = slugify(_greek_in_latin(text), replacements=CYRILLIC, backend="text-unidecode")
    if not words:
        return short_digest(text.encode())
    if len(words) <= MAX_BYTES:
        return words
    tail = short_digest(text.encode())
    return words[: MAX_BYTES - len(tail) - 1].rstrip("-") + "-" + tail


def _greek_in_latin(text: str) -> str:
    if not any("Ͱ" <= letter <= "Ͽ" for letter in text):
        return text
    text = text.lower().translate(_GREEK_ACCENTS) + " "
    for voiceless in _VOICELESS:
        text = text.replace(f"αυ{voiceless}", f"af{voiceless}").replace(f"ευ{voiceless}", f"ef{voiceless}")
    text = text.replace("αυ ", "af ").replace("ευ ", "ef ")
    for greek, latin in _ELOT_743.items():
        text = text.replace(greek, latin)
    return text
