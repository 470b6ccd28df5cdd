"""The attributes `lang` and `dir`, where a text's language is not that of what is around it. Pure."""

from functools import lru_cache
from typing import Literal

from babel.core import get_global
from markupsafe import Markup

_RIGHT_TO_LEFT = frozenset("Adlm Arab Aran Hebr Mand Nkoo Rohg Samr Syrc Thaa Yezi".split())


@lru_cache(maxsize=256)
def direction(language: str) -> Literal["ltr", "rtl"]:
    """The direction of a language tag's script, or of its likeliest one. Source: CLDR, "Likely subtags"."""
    name, *subtags = language.replace("_", "-").split("-")
    script = next((subtag for subtag in subtags if len(subtag) == 4 and subtag.isalpha()), "")
    if not script:
        likely = get_global("likely_subtags")
        regions = [f"{name.lower()}_{subtag.upper()}" for subtag in subtags if len(subtag) == 2]
        whole = next((likely[tag] for tag in (*regions, name.lower()) if tag in likely), "")
        script = whole.split("_")[1] if "_" in whole else ""
    return "rtl" if script.title() in _RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=1024)
def lang_attributes(language: str, around: str) -> Markup:
    """` lang="ar" dir="rtl"`: of a language within another; nothing where it is the same, no `dir` where that is."""
    if not language or language.lower() == around.lower():
        return Markup()
    lang = Markup(' lang="{}"').format(language)
    way = direction(language)
    return lang if way == direction(around) else lang + Markup(' dir="{}"').format(way)
