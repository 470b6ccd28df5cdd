"""Smart punctuation in one pass over Python-Markdown's finished tree: quotes, dashes, ellipses. Pure."""
# ruff: noqa: N802 - methods that stand in for stock's have stock's names

import re
from typing import TypeGuard
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER_RE, STX, AtomicString


class SmartPunctuation(Extension):
    """Curly quotes, dashes and ellipses as `smarty` sets them, but as characters and in one pass.

    Smarty hides what it has set from its next rules and sees no text across markup. Where that goes wrong
    we differ, in these ways and no others:
    - a quote right after a possessive `'s`, or after an unlike quote that nothing else decides, closes:
      `"it is China's"`;
    - right after markup, an entity, an escape or a dash a quote closes at the end of its element, before a
      space, and before the stops that come before either: `"*No*"`, `"<b>No</b>".`, `"wait--"`; after a dash
      and before anything else it opens;
    - of equal quotes in a row the later ones open, unless a space follows;
    - between raw tags of code (`<code>`, `<kbd>`, ...) in a paragraph all is left as typed.
    """

    def extendMarkdown(self, md: Markdown) -> None:
        md.ESCAPED_CHARS.extend(['"', "'"])
        md.treeprocessors.register(PunctuationTreeprocessor(md), "punctuation", 6)


class PunctuationTreeprocessor(Treeprocessor):
    """Sets the punctuation of the tree's texts. Code is atomic there, other raw HTML is in the stash."""

    md: Markdown

    def run(self, root: Element) -> None:
        self._code_tags = raw_code_tags(self.md)
        spared: set[Element] = set()
        for parent in root.iter():
            if parent not in spared:
                spared.update(self._set(parent))

    def _set(self, parent: Element) -> list[Element]:
        """Sets the parent's own texts; the elements in it that stand between raw tags of code."""
        self._open_code = ""
        spared: list[Element] = []
        if may_change(parent.text, bool(self._code_tags)):
            parent.text = self._punctuated(parent.text, "", self._markup(parent, 0, STX))
        for place, child in enumerate(parent):
            if self._open_code:
                spared.extend(child.iter())
            if may_change(child.tail, bool(self._code_tags)):
                before, after = self._markup(parent, place, MARKUP_END), self._markup(parent, place + 1, STX)
                child.tail = self._punctuated(child.tail, before, after)
        return spared

    def _markup(self, parent: Element, place: int, sign: str) -> str:
        """The sign, if the parent holds an element of text there: neither nothing, nor a block or a break."""
        if place >= len(parent) or parent[place].tag == "br" or self.md.is_block_level(parent[place].tag):
            return ""
        return sign

    def _punctuated(self, text: str, before: str, after: str) -> str:
        if not self._code_tags:
            return punctuated(text, before, after)
        shown, code = self._without_code(text)
        return HIDDEN_CODE.sub(lambda hidden: code[int(hidden[1])], punctuated(shown, before, after))

    def _without_code(self, text: str) -> tuple[str, list[str]]:
        """The text with what stands between raw tags of code taken out and numbered, and that."""
        shown = ""
        code: list[str] = []
        for piece in RAW_TAG.split(text):
            tag = self._code_tags.get(piece, "")
            if tag == f"/{self._open_code}":
                self._open_code = ""
            if self._open_code:
                shown += f"{STX}code{len(code)}{ETX}"
                code.append(piece)
            else:
                shown += piece
                self._open_code = "" if tag.startswith("/") else tag
        return shown, code


def may_change(text: str | None, in_any_case: bool) -> TypeGuard[str]:
    """Whether the text is one to look at: it holds something to set, or tags that bear on what comes after."""
    return (
        text is not None
        and (in_any_case or "'" in text or '"' in text or "--" in text or "..." in text)
        and not isinstance(text, AtomicString)
    )


def raw_code_tags(md: Markdown) -> dict[str, str]:
    """The placeholders of the raw tags around code, and the tags: `code`, `/code`."""
    return {
        md.htmlStash.get_placeholder(key): tag[1].lower()
        for key, raw in enumerate(md.htmlStash.rawHtmlBlocks)
        if isinstance(raw, str) and (tag := CODE_TAG.fullmatch(raw))
    }


def punctuated(text: str, before: str = "", after: str = "") -> str:
    """before, after: a control character if markup stands there."""
    if "--" in text:
        text = DASHES.sub(lambda dashes: "—" if len(dashes[0]) == 3 else "–", text)
    if "'" in text or '"' in text:
        text = QUOTE.sub(lambda quote: SET_QUOTES[quote.lastindex or 0], f"{before}{text}{after}")
        text = text[len(before) : len(text) - len(after)]
    if "..." in text:
        text = ELLIPSIS.sub("…", text)
    return text


MARKUP_END = "\x04"  # not \x1e: to Python that is a space
RAW_TAG = re.compile(f"({HTML_PLACEHOLDER_RE.pattern.replace('(', '(?:')})")
CODE_TAG = re.compile(r"<(/?(?:code|kbd|pre|samp|script|style|textarea|tt|var))(?:\s[^<>]*)?>", re.IGNORECASE)
HIDDEN_CODE = re.compile(f"{STX}code([0-9]+){ETX}")
DASHES = re.compile(r"(?<!-)---?(?!-)")
ELLIPSIS = re.compile(r"(?<!\.)\.{3}(?!\.)")
_STOP = r"""[!"#$%'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""
_AFTER = r"[^ \t\r\n\[{(\-\x02\x03\x04–—%s]"  # what a quote closes after, but for its like
_ENDS = r"(?=[.,;:!?)\]]*(?:\s|\Z))"
# Smarty's rules, first match first. Each starts with its quote, by which the search is quick, so what must
# stand before it is looked for from behind it.
QUOTE_RULES = (
    (rf"'(?:(?<![\s\S]')|(?<=\x04'))(?={_STOP}\B)", "’"),  # the first character, then no word
    (rf'"(?:(?<![\s\S]")|(?<=\x04"))(?={_STOP}\B)', "”"),
    (r"\"'(?=\w)", "“‘"),  # two quotes open
    (r"'\"(?=\w)", "‘“"),
    (r"'(?<!\w')(?=\d\ds)", "’"),  # the '80s
    (r"'(?:(?<=[\s–—]')|(?<=--'))(?=\w)", "‘"),
    (r"\"(?:(?<=[\s–—]\")|(?<=--\"))(?=\w)", "“"),
    (r"'(?=\s|s\b)", "’"),
    (r"\"(?=\s)", "”"),
    (rf"'(?<={_AFTER % chr(39)}')(?!\d)", "’"),
    (rf"\"(?<={_AFTER % chr(34)}\")", "”"),
    (rf"'(?<=[\x03\x04–—]'){_ENDS}", "’"),
    (rf"\"(?<=[\x03\x04–—]\"){_ENDS}", "”"),
    (r"'", "‘"),
    (r"\"", "“"),
)
QUOTE = re.compile("|".join(f"{rule}()" for rule, _ in QUOTE_RULES))
SET_QUOTES = ("", *(quotes for _, quotes in QUOTE_RULES))
