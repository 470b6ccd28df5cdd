"""Words in Latin letters: other scripts transliterated, Greek by the standard of passports. Pure."""

import re
from unicodedata import normalize

from slugify import slugify

# ELOT 743, the Greek standard for Latin letters in passports and addresses. The letters come decomposed (NFD), so
# an accent on a pair's first letter, or a diaeresis on its second, parts them: `άυλος`, `προϋπολογισμός`.
_ACCENT = "\u0300-\u036f"
_DIAERESIS = "\u0308"
_ELOT_743_PAIRS = tuple(
    (re.compile(greek), latin)
    for greek, latin in (
        (rf"([αεη])υ(?!{_DIAERESIS})[{_ACCENT}]*(?=[θκξπσςτφχψ]|[^\w{_ACCENT}]|$)", r"\1f"),
        (rf"([αεη])υ(?!{_DIAERESIS})", r"\1v"),
        (rf"ου(?!{_DIAERESIS})", "ou"),
        (rf"(?<![\w{_ACCENT}])μπ|μπ(?![\w{_ACCENT}])", "b"),
        ("γγ", "ng"),
        ("γξ", "nx"),
        ("γχ", "nch"),
    )
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
    return slugify(_greek_in_latin(text.translate(_APOSTROPHES)), backend="text-unidecode")


def _greek_in_latin(text: str) -> str:
    if not _GREEK.search(text):
        return text
    text = normalize("NFD", text.lower())
    for greek, latin in _ELOT_743_PAIRS:
        text = greek.sub(latin, text)
    return normalize("NFC", text.translate(_ELOT_743))
