"""Signs of Markdown, or of what is taken for it elsewhere, that readers see as they were typed. Pure."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise

from newsgen.model.problem import Code

Found = tuple[Code, int, str, str]
"""Code, index in the Markdown, what is wrong, how to mend it."""
MOST = 5
"""Of one rule in one text."""
_CODE = re.compile(r"<(pre|code|script|style)\b.*?</\1>", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>\n?")
_BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|td|th|tr|h[1-6]|div|blockquote|figure|figcaption|hr|table|thead|tbody|dl|dd|dt|section|aside)\b[^<>]*>"
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BETWEEN, _NEW_LINE = "\0", "\u2028"
_LINES = re.compile(r"[>\n] *(?:#\w|[-–—*+•·▪◦●‣|]\s?[\w|]|\d{1,2}[.)]\w)")
_LISTED = re.compile(r"\s*(?:[-–—*+•·▪◦●‣]\s?[^\W\d_]|\d{1,2}[.)][^\W\d_])")
_ROW = re.compile(r"\s*\|.*\|\s*")
_ALSO = re.compile(r"read\W?also", re.IGNORECASE)
_SHOWN = 30
"""Characters by which a sign is looked for in the Markdown."""

_ESCAPE = "or write a backslash before it, if it is meant"
_RULES: tuple[tuple[Code, tuple[str, ...], str, str, str], ...] = (
    (
        "markdown-syntax",
        ("##",),
        r"^#{2,6}(?=[^\s#])\S+",
        "a heading wants a space behind its #",
        "write `## Heading`",
    ),
    (
        "markdown-syntax",
        ("**",),
        r"(?<![\w*])\*\*(?=[^\W_][^*]*$|[\"“«'][^*]*$|[^*\n]* \*\*)\S+|(?<!\S)\*\* \w[^*\n]* \*\*",
        "`**` makes nothing bold here",
        f"close it, without a space on its inner side, {_ESCAPE}",
    ),
    (
        "markdown-syntax",
        (" *", "(*", "“*", "«*", "\n*"),
        r"(?<=[\s(\"“«])\*(?=\w)\S+",
        "this `*` is never closed",
        f"close it, {_ESCAPE}",
    ),
    (
        "markdown-syntax",
        (" _", "(_", ">_", "“_", "\n_"),
        r"(?<![\w/@.:_-])_(?=[^\W_])(?!\w*\.\w)\S+",
        "this `_` is never closed",
        f"close it, {_ESCAPE}",
    ),
    (
        "markdown-syntax",
        ("`",),
        r"(?<![\w`])`(?=\w)\S+",
        "this backtick is never closed",
        f"close it, {_ESCAPE}",
    ),
    (
        "markdown-syntax",
        ("~~",),
        r"~~\w\S*",
        "`~~` strikes nothing out here",
        "close it with ~~",
    ),
    (
        "markdown-syntax",
        ("==",),
        r"==\w[^=\n]*\w==",
        "`==` marks nothing here",
        "write <mark>...</mark>",
    ),
    (
        "markdown-syntax",
        ("[^",),
        r"\[\^[^\]\s]{1,30}\]",
        "nothing says what this note is",
        "add a line `[^1]: ...` for it",
    ),
    (
        "markdown-syntax",
        ("!!!", ":::", "[!"),
        r"^(?:!!! ?\w+|:::.*|\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\])",
        "there are no boxes in this Markdown, so readers see the sign",
        "begin the lines with `> `, for a quote",
    ),
    (
        "markdown-syntax",
        ("{:",),
        r"^\{:\s?[.#]\w[^{}\n]*\}",
        "these attributes mean nothing here",
        "take them out",
    ),
    (
        "markdown-syntax",
        ("! ",),
        r"^!\s(?=\w)",
        "a space parts the ! of a picture from the rest",
        "write ![what it shows](photo.jpg)",
    ),
    (
        "html-not-closed",
        ("!–", "!—", "!-", "! –", "! —"),
        r"<!\s?[–—-].{0,30}",
        "this comment is none, so readers see it",
        "write <!-- and --> with hyphens",
    ),
    (
        "html-not-closed",
        ("%%", "/*"),
        r"%%[^%\n]+%%|(?<![<%\w/])/\*[^*\n]+\*/(?![>%\w])",
        "this comment is none, so readers see it",
        "write it as <!-- ... -->",
    ),
    (
        "link-syntax",
        (")[",),
        r"\([^()\n]{1,80}\)\[(?:https?://|/|\.\.?/|\S+\.(?:md|html?)\b)[^\]\s]*\]?",
        "the brackets of this link are in the wrong order",
        "write [text](address)",
    ),
    (
        "link-syntax",
        ("][",),
        r"(?<!\w)\[[^\[\]\n]*[^\W\d_]{2}[^\[\]\n]*\]\[\d{1,3}\]",
        "nothing says where this link leads",
        "add a line `[1]: https://...` for it",
    ),
    (
        "shortcode",
        ("{{", "{%"),
        r"\{\{[<%]\s*\w.{0,20}|\{%-?\s*(?:include|raw|if|for|highlight|image|link|post_url|embed|youtube)\b.{0,20}",
        "this shortcode is never closed",
        "close it, or take it out",
    ),
)
_BRACKETS = re.compile(r"!?\[\[[^\[\]\n]{1,100}\]?\]?|\[read\W?also:?\s*[^\s\[\]]*[./-][^\s\[\]]*\]", re.IGNORECASE)
_FILE_NAMED = re.compile(r"^[^\n.]{1,40}:\s*[^\s:]+\.(?:md|markdown)\s*$", re.MULTILINE | re.IGNORECASE)
_HASHTAGGED = re.compile(r"#[^\W\d]\S*\s\S.*")


def printed_signs(html: str, shown: str) -> Iterator[Found]:
    """html: the body's, sanitised. shown: the Markdown with spaces in place of code."""
    rules = [rule for rule in _RULES if any(sign in shown and sign in html for sign in rule[1])]
    has_brackets = "[[" in html or "[r" in html or "[R" in html
    has_file, has_lines = ".md" in html or ".markdown" in html, bool(_LINES.search(html))
    if not (rules or has_brackets or has_file or has_lines):
        return
    blocks = _blocks(html)
    text = "\n\n".join(blocks)
    for code, _, form, what, fix in rules:
        yield from _each(code, (found[0] for found in re.finditer(form, text, re.MULTILINE)), shown, what, fix)
    for bracket in _BRACKETS.findall(text) if has_brackets else ():
        yield from _each("link-syntax", [bracket], shown, *_of_bracket(bracket))
    named = (found[0] for found in _FILE_NAMED.finditer(text) if has_file)
    what, fix = "this names a file, and links to nothing", "write [[read-also: flood.md]]"
    yield from _each("link-syntax", named, shown, what, fix)
    if has_lines:
        headings = (block.strip() for block in blocks if _is_heading(block.strip()))
        what, fix = "a heading wants a space behind its #", f"write `# Heading`, {_ESCAPE}"
        yield from _each("markdown-syntax", headings, shown, what, fix)
        for block in blocks:
            yield from _of_lines(block, shown)


def _blocks(html: str) -> list[str]:
    """The words of each paragraph, list item ..., on lines as they were typed."""
    text = _BREAK.sub(_NEW_LINE, _CODE.sub(" ", html))
    return unescape(_TAG.sub("", _BLOCK.sub(_BETWEEN, text))).split(_BETWEEN)


def _each(code: Code, signs: Iterator[str] | list[str], shown: str, what: str, fix: str) -> Iterator[Found]:
    """Those that the Markdown has as readers see them: what is escaped there is meant."""
    passed = count = 0
    for sign in signs:
        at = shown.find(sign.strip()[:_SHOWN], passed)
        if at < 0 or count == MOST:
            continue
        passed, count = at + 1, count + 1
        seen = " ".join(sign.split())[:_SHOWN]
        yield code, at, f"{what}: readers see '{seen}'" if "readers see" not in what else what, fix


def _of_bracket(bracket: str) -> tuple[str, str]:
    if _ALSO.search(bracket):
        return "this is not how READ ALSO is written", "write [[read-also: flood.md]]"
    if bracket.startswith("!"):
        return "a picture is not written so here", "write ![what it shows](photo.jpg)"
    return "a link is not written so here", "write [text](flood.md)"


def _is_heading(block: str) -> bool:
    """`#The river`, but no row of hashtags."""
    is_one = "\n" not in block and _NEW_LINE not in block and bool(_HASHTAGGED.fullmatch(block))
    return is_one and not all(word.startswith("#") for word in block.split())


def _of_lines(block: str, shown: str) -> Iterator[Found]:
    """Lines that were meant to stay lines, and run together."""
    lines = block.strip().split("\n")
    for kind, what, fix in (
        (_LISTED, "these lines are no list, and run together", "write `- ` or `1. ` before each"),
        (_ROW, "these lines are no table, and run together", "write a line `|---|---|` below the first"),
    ):
        first = next((a for a, b in pairwise(lines) if kind.match(a) and kind.match(b)), None)
        if first:
            yield from _each("markdown-syntax", [first], shown, what, fix)
