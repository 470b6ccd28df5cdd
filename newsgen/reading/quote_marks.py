"""The quotation marks of languages. Pure."""

from functools import lru_cache

QuoteMarks = tuple[str, str, str, str]
"""Opening, closing, and the same within a quotation. A space belongs to its mark."""

ENGLISH: QuoteMarks = ("“", "”", "‘", "’")
_LANGUAGES = {
    "„ “ ‚ ‘": "cs de dsb et hr hsb is ksh lb mk nds sk sl",
    "« » ‹ ›": "am az-Arab az-Cyrl de-CH de-LI fa fr-CH gsw it-CH kkj mzn rm sdh",
    "« » “ ”": "ast br ca cv dyo el es-US eu it kab kk lij mg pms sc "
    "pt-AO pt-CV pt-GQ pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL",
    "«\u202f \u202f» “ ”": "fr",
    "«\u00a0 \u00a0» “ ”": "fr-CA",
    "« » « »": "ht hy oc",
    "« » „ “": "be ky os ru sah tyv uk",
    "« » ‘ ’": "nb nn no rw",
    "” ” ’ ’": "fi he rn se sv yi",
    "” “ ’ ‘": "ar ur",
    "„ ” ’ ’": "sr",
    "„ ” ‘ ’": "bs",
    "„ ” « »": "pl ro",
    "„ ” » «": "hu szl",
    "„ “ „ “": "bg lt",
    "„ “ « »": "ka",
    "“ ” ’ ‘": "uz",
    "“ ” « »": "eo",
    "» « › ‹": "kk-Arab ug",
    "「 」 『 』": "ja yue zh-Hant zh-HK zh-MO zh-TW",
}
"""Others have those of English. Source: CLDR 47, `delimiters`, but for Dutch, which it gives single marks; for French,
whose inner ones are those of its press; and for Swiss newspapers, which have « »."""
_BY_LANGUAGE = {tag.lower(): marks for marks, tags in _LANGUAGES.items() for tag in tags.split()}


@lru_cache(maxsize=256)
def quote_marks(wanted: str, language: str) -> QuoteMarks | None:
    """The marks for a text in a language; None where punctuation is left as typed. wanted: as in MarkdownConfig."""
    if wanted == "off":
        return None
    if wanted != "auto":
        return parted(wanted)
    tag = language.lower()
    while tag:
        if tag in _BY_LANGUAGE:
            return parted(_BY_LANGUAGE[tag])
        tag = tag.rpartition("-")[0]
    return ENGLISH


def parted(marks: str) -> QuoteMarks:
    """Four marks in a row, or parted by spaces where one of them is more than a character."""
    outer, closing, inner, end = marks.split(" ") if " " in marks else list(marks)
    return outer, closing, inner, end
