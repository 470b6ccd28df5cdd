"""Slips in a text's Markdown that come out as something else: a heading, a list or code that nobody meant. Pure."""

import re
from collections.abc import Iterator

from newsgen.model.problem import Code
from newsgen.reading.garbled import garbled

Found = tuple[Code, int, str, str]
"""Code, index in the Markdown, what is wrong, how to mend it."""
MOST = 5
"""Of one rule in one text."""
_UNDERLINED = re.compile(r"^(?![ \t]*(?:[#>|<-]|$))[^\n]*[.!?…;»”\"][ \t]*\n(-{3,}|={3,})[ \t]*$", re.MULTILINE)
_NUMBERED = re.compile(r"<ol start=\"?(\d{1,9})\"?>\s*<li>(?:(?!<li>|</ol>).)*</li>\s*</ol>", re.DOTALL)
_CODE = re.compile(r"<pre><code>([^<]*)</code></pre>")
_SIGNS_OF_CODE = re.compile(r"[{}=;<>]|&[lg]t;")
_SENTENCE_ENDS = (".", "!", "?", "…", "»", "”")
_FEW = 4
"""Words of what is no sentence."""
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
_RULES: tuple[tuple[Code, tuple[str, ...], str, str, str], ...] = (
    (
        "link-syntax",
        ("[](",),
        r"(?<!!)\[\]\((?=\S)",
        "this link has no text, so nobody can follow it",
        "write [text](address)",
    ),
    (
        "link-syntax",
        ("]()", "]( ", "](\t", "](\n"),
        r"(?<=[^\]\s])\]\(\s*\)",
        "this link has no address",
        "write [text](address)",
    ),
    (
        "link-syntax",
        ("](http",),
        r"http(?<=\]\(http)s?:(?:/(?!/)|///)\S*",
        "an address begins with two slashes",
        "write https://",
    ),
    (
        "dead-link",
        ("//localhost", "//127.", "//[::1]"),
        r"(?<=\]\()https?://(?:localhost|127\.0\.0\.1|\[::1\])\S*",
        "this address is that of your own computer",
        "write the address that readers have",
    ),
    (
        "markdown-syntax",
        ("[^",),
        r"^\[\^[^\]\s]+\]:[ \t]*\n(?![ \t]+\S)",
        "this note says nothing",
        "write its text behind the colon",
    ),
    (
        "markdown-syntax",
        ("|",),
        r"!\[[^\]\n]*\|\d+(?:x\d+)?\](?=\()",
        "the size is a part of the alternative text",
        "take it out",
    ),
    (
        "markdown-syntax",
        ("\t",),
        r"^[^\s|#>-][^\t\n]*\t\S[^\n]*\n[^\s|#>-][^\t\n]*\t\S",
        "columns between tabs are no table",
        "write | between them, and a line `|---|---|` below the first",
    ),
    (
        "html-removed",
        ("=“", "=”", "=„", "=«"),
        r"<[a-zA-Z]\w*\s[^<>]*=[“”„«][^<>]*>",
        "the quotes of print in this tag are a part of its values",
        'write straight ones: "',
    ),
    (
        "control-character",
        ("\u202d", "\u202e"),
        "[\u202d\u202e]",
        "an invisible sign here turns the order of all that follows",
        "remove it",
    ),
)
_RST = re.compile(r"`[^`<>\n]+ <(?:https?://|/)[^<>\s]+>`_")
_NOTE = re.compile(r"^\[(\^[^\]\s]+)\]:", re.MULTILINE)


def typed_slips(html: str, typed: str, shown: str) -> Iterator[Found]:
    """html: the body's, sanitised. shown: the Markdown with spaces in place of code."""
    for code, signs, form, what, fix in _RULES:
        if not any(sign in shown for sign in signs):
            continue
        for count, found in enumerate(re.finditer(form, shown, re.MULTILINE)):
            if count < MOST:
                yield code, found.start(), what, fix
    if bad := garbled(shown):
        yield "garbled-text", shown.find(bad), f"'{bad}' was text in another encoding", "type it anew, as UTF-8"
    for note in _NOTE.finditer(shown) if "[^" in shown else ():
        if shown.count(f"[{note[1]}]") == 1:
            yield (
                "markdown-syntax",
                note.start(),
                f"nothing in the text calls the note [{note[1]}]",
                "write it where it belongs",
            )
    has_headings = ("<h1" in html or "<h2" in html) and ("\n---" in shown or "\n===" in shown)
    for heading in _UNDERLINED.finditer(shown) if has_headings else ():
        what = f"the line `{heading[1][:3]}` makes a heading of what stands above it"
        yield "markdown-syntax", heading.start(1), what, "leave an empty line between them"
    if ">`_" in typed and (link := _RST.search(typed)):
        yield "link-syntax", link.start(), "a link is not written so here", "write [text](address)"
    yield from _of_lists(html, shown)
    yield from _of_code(html, typed)


def _of_lists(html: str, shown: str) -> Iterator[Found]:
    for number in _NUMBERED.findall(html) if "<ol start" in html else ():
        typed = re.search(rf"^[ \t]*{number}[.)]", shown, re.MULTILINE)
        neighbours = rf"^[ \t]*(?:{int(number) - 1}|{int(number) + 1})[.)]"
        if typed and int(number) > 1 and not re.search(neighbours, shown, re.MULTILINE):
            what = f"'{number}{typed[0][-1]}' at the start of a paragraph begins a list"
            yield "markdown-syntax", typed.start(), what, f"write {number}\\{typed[0][-1]}"


def _of_code(html: str, typed: str) -> Iterator[Found]:
    if "<pre>" not in html and "<pre " not in html:
        return
    opened = ""
    start = 0
    for fence in _FENCE.finditer(typed):
        if not opened:
            opened, start = fence[1], fence.start(1)
        elif fence[1].startswith(opened):
            opened = ""
    if opened:
        yield (
            "markdown-syntax",
            start,
            "this code is never closed, so all that follows is code",
            f"close it with a line {opened}",
        )
    for code in _CODE.findall(html):
        first = code.strip().split("\n")[0][:40]
        at = typed.find(first)
        if at > 0 and _is_sentence(code) and typed[:at].rpartition("\n")[2][:1] in (" ", "\t"):
            yield "markdown-syntax", at, "an indented paragraph is code", "take out the spaces before it"


def _is_sentence(code: str) -> bool:
    """Of people, not of a program."""
    words = code.strip()
    return (
        words[:1].isalpha()
        and words.endswith(_SENTENCE_ENDS)
        and len(words.split()) > _FEW
        and not _SIGNS_OF_CODE.search(code)
    )
