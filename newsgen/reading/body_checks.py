"""What of a text Markdown or a browser would not understand as it is meant: links and HTML that never end. Pure."""

import re
from collections.abc import Iterator
from html import unescape

from newsgen.model.problem import Code
from newsgen.reading.code_parts import without_code
from newsgen.reading.printed_signs import printed_signs
from newsgen.reading.sanitize import comparisons
from newsgen.reading.typed_slips import typed_slips

Found = tuple[Code, int, str, str]
"""Code, index in the Markdown, what is wrong, how to mend it."""
MOST = 20
"""Of one kind in one text."""
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(
    r"<(?P<closes>/?)(?P<name>[a-z][a-z0-9]*)\b(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*(?P<closed>/?)>", re.IGNORECASE
)
_ENCLOSING = frozenset(
    "a abbr address article aside audio b blockquote center cite del details div em fieldset figcaption figure font "
    "footer form h1 h2 h3 h4 h5 h6 header i iframe ins main mark nav ol picture pre q s section small span strike "
    "strong sub summary sup table tt u ul video".split()
)
"""Elements that want an end tag."""
_PRINTED = re.compile(r"\](?P<gap> ?)\((?:<a\b[^<>]*>)?(?P<target>[^\s<>()]+)")
_ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:|/|\.{1,2}/|#)\S|\S+\.(?:md|markdown|html?|pdf|jpe?g|png|webp|gif)\b", re.IGNORECASE
)
_LABEL = re.compile(r"(?<=[^\s\]])\]\[(?P<label>[^\[\]<>\n]*[^\W\d][^\[\]<>\n]*)\]")


def checked(html: str, typed: str) -> Iterator[Found]:
    """html: the body's, sanitised."""
    if not html.strip():
        yield "empty-text", 0, "there is no text", "write it, or make it a draft"
    may_print = "](" in html or "] (" in html or "][" in html
    shown = without_code(typed)
    yield from typed_slips(html, typed, shown)
    yield from printed_signs(html, shown)
    if not may_print and "<" not in typed:
        return
    if may_print:
        yield from _links(_CODE.sub(" ", html), shown)
    if "<" in shown:
        yield from _comments(shown)
        yield from _elements(shown)


def _links(html: str, shown: str) -> Iterator[Found]:
    """What is printed as it was typed, though it begins as a link."""
    passed = 0
    for count, printed in enumerate(_PRINTED.finditer(html)):
        target, gap = unescape(printed["target"]), printed["gap"]
        if count >= MOST or (gap and not _ADDRESS.match(target)):
            continue
        start = re.match(r"[^\"'“”‘’]*", target)
        at = shown.find(f"]{gap}({start[0][:40] if start else ''}", passed)
        if at < 0:
            continue
        passed = at + 1
        bracket = shown.rfind("[", 0, at)
        if "\\" in (shown[bracket - 1 : bracket], shown[at - 1 : at]):
            continue  # it is meant as it is shown
        what, fix = "the link is never closed", "end it with a bracket; put an address that has spaces into < and >"
        if gap:
            what, fix = "a space parts the link's text from its address", "take it out: [text](address)"
        yield "link-syntax", at + 1 + len(gap), f"{what}, so readers see '{target[:40]}'", fix
    for label in _LABEL.finditer(html):
        at = shown.find(f"][{unescape(label['label'])}]")
        if at >= 0:
            what = f"nothing says where '[{label['label'][:40]}]' leads, so readers see the brackets"
            yield "link-syntax", at + 1, what, f"add a line `[{label['label'][:40]}]: https://...`"


def _comments(shown: str) -> Iterator[Found]:
    at = shown.find("<!--")
    if at >= 0:
        yield "html-not-closed", at, "this comment never ends", "end it with `-->`"


def _elements(shown: str) -> Iterator[Found]:
    opened: dict[str, list[int]] = {}
    compared = frozenset(comparisons(shown))
    for tag in _TAG.finditer(shown):
        name = tag["name"].lower()
        if name not in _ENCLOSING or tag.start() in compared:
            continue
        places = opened.setdefault(name, [])
        if not tag["closes"]:
            places.append(tag.start())
        elif places:
            places.pop()
    for name, places in opened.items():
        for at in places[:MOST]:
            yield "html-not-closed", at, f"<{name}> is never closed", f"add </{name}> where it ends"
