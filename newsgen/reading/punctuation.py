"""Typographic punctuation: quotation marks, apostrophes, primes, dashes, ellipses, of texts and of HTML. Pure.

One rule for bodies of both Markdown engines, headlines, summaries and captions. Code, urls and attributes are left as
they are, and so is what a backslash or an entity stands for (`\\"`, `&quot;`): it is followed by AS_TYPED.

A quote opens after a space, an opening bracket or a dash, closes before a space or a stop, and where neither tells it
closes what is open. Within a quotation the inner marks are used. A single quote that opens needs another that closes:
otherwise it is an apostrophe (`rock 'n' roll`, `'em`, `'07`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from operator import add

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

AS_TYPED = "\ue004"
"""Stands behind what is to be left as typed. A private-use character that texts are cleared of."""
OBJECT = "\ufffc"
"""Stands for code or a picture: to a quote, a word."""
APOSTROPHE = "’"
URL = r"(?:[a-z][a-z+.-]{1,9}://|www\.)[^\s\"<>]*[\w/]"
_OPENS_AFTER = frozenset("([{<¿¡/|=-–—―‒+„‚«‹「『“‘")
_CLOSES_BEFORE = frozenset(".,;:!?)]}>…/|-–—―‒»›」』”’")
_ELISION = re.compile(r"'(?:tis|twas|twere|twill|twould|tisn|twasn|em|til|nuff|n'|[stnmkr](?!'))(?!\w)", re.IGNORECASE)
_YEAR = re.compile(r"'\d\d(?:s|er|ers)?(?!\w)")
_FEET = re.compile(r"'\d{1,2}(?!\w)")
_CLOSER = re.compile(r"(?<![\s(\[{<«„–—-])'(?![\w'])")
_HEBREW = re.compile("[\u05d0-\u05f2]")
_FRACTIONS = frozenset("½¼¾⅛⅜⅝⅞")
_QUOTES = "\"'"

Replaced = tuple[int, str]
"""The index of a straight quote, and what stands in its place."""


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
    """Split four marks, which stand in a row, or parted by spaces where one of them is more than a character."""
    outer, closing, inner, end = marks.split(" ") if " " in marks else list(marks)
    return outer, closing, inner, end


class _Paragraph:
    """The straight quotes of one paragraph, from left to right, but for those that mean something else. Owns which
    quotations are open."""

    def __init__(self, text: str, marks: QuoteMarks) -> None:
        self.text, self.marks = text, marks
        self.open: list[str] = []  # "outer", "inner", "single", in the order of opening
        self.last = ""  # what the quote right before became: "opens", "closes"
        self.nests = text.count('"') % 2 == 0  # else one was forgotten, and who knows which

    def replaced(self) -> Iterator[Replaced]:
        before = -1
        for match in _signs(self.marks[0], self.marks[1], _may_have_url(self.text)).finditer(self.text):
            at, sign = match.start(), match[0]
            if at != before + 1:
                self.last = ""
            before = at
            if sign not in _QUOTES:  # a mark that was typed as such, but for an apostrophe's, or a url
                self.last = ""
                if sign == self.marks[1].strip() and "outer" in self.open:
                    self._closed(at, "outer")
                elif sign == self.marks[0].strip():
                    self.open.append("outer")
            elif not self.text.startswith(AS_TYPED, at + 1) and (mark := self._mark(at, sign)):
                yield at, mark

    def _mark(self, at: int, sign: str) -> str:
        end = at + 1  # of the quotes that stand there
        while self.text[end : end + 1] in ('"', "'"):
            end += 1
        before, after = self._before(at), self.text[end : end + 1]
        if _HEBREW.match(before) and (_HEBREW.match(after) or (sign == "'" and not after.isalnum())):
            return "״" if sign == '"' else "" if self.open else "׳"
        if sign == '"':
            return self._double(at, before, after)
        if self.text[at - 1 : at] == "'" or self.text[at + 1 : at + 2] == "'" or (after == "(" and before.isalpha()):
            return ""  # f'(x), f'', ''
        return self._single(at, before, after)

    def _double(self, at: int, before: str, after: str) -> str:
        opens, is_open = self._opens(before), any(kind != "single" for kind in self.open)
        closes = not after or after.isspace() or after in _CLOSES_BEFORE or after in self.marks[1]
        later = self.text.find('"', at + 1)
        if not before.strip() and not after.strip():
            opens, closes = not is_open, is_open
            if opens and later < 0:
                return ""
        is_prime = not is_open or _is_word(after) or (later >= 0 and not self._opens(self._before(later)))
        if _is_number(before) and not opens and is_prime:  # else it closes what is open, and no later one does
            return "″"
        if opens == closes:
            begins = not after.isspace() and after != "" if opens else later >= 0
            opens = begins and not is_open
        if opens:
            return self._opened(at, "inner" if self.nests and "outer" in self.open else "outer")
        return self._closed(at, next((kind for kind in reversed(self.open) if kind != "single"), "outer"))

    def _single(self, at: int, before: str, after: str) -> str:
        word_before, word_after = _is_word(before), _is_word(after)
        if word_before and word_after:
            return "′" if _is_number(before) and _FEET.match(self.text, at) else APOSTROPHE
        if before and not before.isspace() and not self._opens(before):
            if "single" in self.open:
                return self._closed(at, "single")
            return "′" if _is_number(before) and not word_after else APOSTROPHE
        if (not after or after.isspace()) and self.text[at + 1 : at + 2] != '"':
            return APOSTROPHE if before and not before.isspace() else ""
        if self._is_elision(at, before, after):
            return APOSTROPHE
        return self._opened(at, "single")

    def _is_elision(self, at: int, before: str, after: str) -> bool:
        if _ELISION.match(self.text, at) or (at > 1 and self.text[at - 2 : at].lower() == "'n"):
            return True
        closer = _CLOSER.search(self.text, at + 1)
        if _YEAR.match(self.text, at):
            return not closer or bool(before)
        return not closer and not after.isupper() and not (not before and self.last)

    def _opened(self, at: int, kind: str) -> str:
        self.open.append(kind)
        self.last = "opens"
        mark = self.marks[0 if kind == "outer" else 2]
        return mark.rstrip() if self.text[at + 1 : at + 2].isspace() else mark

    def _closed(self, at: int, kind: str) -> str:
        while self.open and self.open.pop() != kind:
            pass
        self.last = "closes"
        mark = self.marks[1 if kind == "outer" else 3]
        return mark.lstrip() if self.text[at - 1 : at].isspace() else mark

    def _before(self, at: int) -> str:
        """The character before, or one that does as the quote before it does."""
        before = self.text[at - 1] if at else ""
        if before in _QUOTES and self.last:
            return "(" if self.last == "opens" else ")"
        return before

    def _opens(self, before: str) -> bool:
        if before and before in self.marks[1]:
            return before in self.marks[0] or before.isspace()
        return not before or before.isspace() or before in _OPENS_AFTER


@lru_cache(maxsize=256)
def _signs(opening: str, closing: str, with_urls: bool) -> re.Pattern[str]:
    """The pattern of what is to be looked at: straight quotes, typed ones, urls."""
    marks = "".join(map(re.escape, opening.strip() + closing.strip()))
    return re.compile(f"{URL}|[\"'{marks}]" if with_urls else f"[\"'{marks}]", re.IGNORECASE)


def _may_have_url(text: str) -> bool:
    return "://" in text or "www." in text


def _is_word(character: str) -> bool:
    return character.isalnum() or character == OBJECT


def _is_number(character: str) -> bool:
    return character.isdigit() or character in _FRACTIONS


_ESCAPES = re.compile(r"\\[\\\"'.|-]|&(?:quot|apos|#0*3[49]|#[xX]0*2[27]);")
_DASHES = re.compile(rf"(?<![-{AS_TYPED}])---?(?!-)(?!{AS_TYPED})|(?<![.{AS_TYPED}])\.{{3}}(?!\.)")
_DASHES_OR_URL = re.compile(f"{URL}|{_DASHES.pattern}", re.IGNORECASE)
_IN_WORD = re.compile(r"(?<=[^\W\d_\u05d0-\u05f2])'(?=[^\W\d_])")
_SIGNS = {"--": "–", "---": "—", "...": "…"}
_ATTRIBUTES = r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+"
_VERBATIM = "code|kbd|samp|tt|var|svg|math|button|script|style|textarea|iframe"
_BLOCK = re.compile(
    rf"(<(pre|script|style|svg|math|textarea)\b{_ATTRIBUTES}>.*?</\2\s*>|<!--.*?-->"
    r"|</?(?:address|article|aside|blockquote|caption|center|col|colgroup|dd|details|div|dl|dt|figcaption|figure|footer"
    rf"|h[1-6]|header|hr|li|main|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b{_ATTRIBUTES}>)",
    re.IGNORECASE | re.DOTALL,
)
_INLINE = re.compile(
    rf"(<({_VERBATIM})\b{_ATTRIBUTES}>.*?</\2\s*>|<sup\b[^<>]*><a\b[^<>]*\sclass=\"footnote-ref.*?</sup>"
    rf"|</?[a-z]{_ATTRIBUTES}>)",
    re.IGNORECASE | re.DOTALL,
)
_SINGLE = frozenset("‘’‚‹›′׳")
_TYPED = re.compile("[‘’‚‹›′׳]|[«“„”″״「」『』][\xa0\u202f]?|[\xa0\u202f]?»")
_SPACE = "\xa0" * len("&nbsp;")


def with_marked_escapes(text: str) -> str:
    """Return the Markdown with AS_TYPED behind escaped quotes, dashes, dots and bars."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPES.sub(lambda found: found[0] if found[0] == "\\\\" else found[0] + AS_TYPED, text)


def without_escape_marks(html: str) -> str:
    """Return the HTML of such a text without the marks; in urls they are percent-encoded."""
    return html.replace(AS_TYPED, "").replace("%EE%80%84", "")


def punctuated(text: str, marks: QuoteMarks | None) -> str:
    """Return a plain text of one paragraph with typographic punctuation."""
    if marks is None or not _may_change(text):
        return text
    text = _prepared(text)
    return "".join(_characters(text, marks)) if _has_quotes(text) else text


def punctuated_html(html: str, marks: QuoteMarks | None) -> str:
    """Return the HTML with typographic punctuation; each paragraph is read as a whole, whatever markup is in it."""
    if marks is None or not _may_change(html):
        return html
    parts = _BLOCK.split(html)  # text, tag, its name if what it holds is not to be touched, text, ...
    parts[::3] = [_paragraph(text, marks) if _may_change(text) else text for text in parts[::3]]
    parts[2::3] = [""] * len(parts[2::3])
    return "".join(parts)


def straight(text: str) -> str:
    """The text as somebody may have typed it, with straight quotes."""
    return _TYPED.sub(lambda found: "'" if found[0] in _SINGLE else '"', text)


def _paragraph(html: str, marks: QuoteMarks) -> str:
    if "<" not in html and "&nbsp;" not in html:
        return punctuated(html, marks)
    parts = _INLINE.split(html)
    texts = parts[::3]
    if not _may_change("".join(texts)):
        return html
    texts = [_prepared(text) if _may_change(text) else text for text in texts]
    if _has_quotes("".join(texts)):
        tags = ["", *map(_shown, parts[1::3], parts[2::3])]
        characters = iter(_characters("".join(map(add, tags, texts)), marks))
        texts = [
            "".join(islice(characters, len(tag), len(tag) + len(text))) for tag, text in zip(tags, texts, strict=True)
        ]
    parts[::3], parts[2::3] = texts, [""] * len(parts[2::3])
    return "".join(parts)


def _shown(tag: str, verbatim: str | None) -> str:
    """The character that a quote takes a tag for."""
    start = tag[:4].lower()
    return "\n" if start == "<br>" or start == "<br " else OBJECT if verbatim or start == "<img" else ""


def _characters(text: str, marks: QuoteMarks) -> list[str]:
    """The characters of a text, with marks in the place of quotes."""
    characters = list(text)
    for at, mark in _Paragraph(text.replace("&nbsp;", _SPACE), marks).replaced():
        characters[at] = mark
    return characters


def _prepared(text: str) -> str:
    """Return the text with what takes no look around: dashes, ellipses, and apostrophes within words."""
    has_url = _may_have_url(text)
    if "--" in text or "..." in text:
        dashes = _DASHES_OR_URL if has_url else _DASHES
        text = dashes.sub(lambda found: _SIGNS.get(found[0], found[0]), text)
    return _IN_WORD.sub("’", text) if "'" in text and not has_url else text


def _may_change(text: str) -> bool:
    return "'" in text or '"' in text or "--" in text or "..." in text


def _has_quotes(text: str) -> bool:
    return "'" in text or '"' in text
