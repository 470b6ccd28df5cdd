"""Typographic punctuation: quotation marks, apostrophes, primes, dashes, ellipses, of texts and of HTML. Pure.

One rule for bodies of both Markdown engines, headlines, summaries and captions. Code, urls and attributes are left as
they are, and so is what a backslash or an entity stands for (`\\"`, `&quot;`): it is followed by AS_TYPED.
"""

import re
from itertools import islice
from operator import add

from newsgen.reading.quotes import AS_TYPED, OBJECT, URL, QuoteMarks, may_have_url, set_quotes

_ESCAPES = re.compile(r"\\[\\\"'.-]|&(?:quot|apos|#0*3[49]|#[xX]0*2[27]);")
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
    """Return the Markdown with AS_TYPED behind escaped quotes, dashes and dots."""
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
    for at, mark in set_quotes(text.replace("&nbsp;", _SPACE), marks):
        characters[at] = mark
    return characters


def _prepared(text: str) -> str:
    """Return the text with what takes no look around: dashes, ellipses, and apostrophes within words."""
    has_url = may_have_url(text)
    if "--" in text or "..." in text:
        dashes = _DASHES_OR_URL if has_url else _DASHES
        text = dashes.sub(lambda found: _SIGNS.get(found[0], found[0]), text)
    return _IN_WORD.sub("’", text) if "'" in text and not has_url else text


def _may_change(text: str) -> bool:
    return "'" in text or '"' in text or "--" in text or "..." in text


def _has_quotes(text: str) -> bool:
    return "'" in text or '"' in text
