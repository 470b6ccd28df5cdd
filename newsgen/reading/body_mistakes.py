"""What of a text Markdown or a browser would not understand as it was meant. Pure.

Signs of Markdown that readers see as they were typed, what comes out as something that nobody meant (a heading, a list,
code), links and HTML that never end.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from newsgen.model.problem import Code
from newsgen.reading.decoding import garbled
from newsgen.reading.sanitize import comparisons

Found = tuple[Code, int, str, str]
"""Code, index in the Markdown, what is wrong, how to fix it."""
Rule = tuple[tuple[str, ...], str, str, str]
"""Signs of which the text has one, which is quick to see; the form of the mistake, what is wrong, how to fix it."""
MOST = 5
"""Of one rule in one text."""
MOST_TAGS = 20
"""Links that are shown as typed, and tags of one name that are never closed, in one text."""
_SHOWN = 30
"""Characters by which a sign is looked for in the Markdown."""

_WRITE_LINK, _WRITE_READ_ALSO = "write [text](address)", "write [[read-also: flood.md]]"
_ESCAPE = "or write a backslash before it, if it is meant"
_CLOSE, _CLOSE_BOLD = f"close it, {_ESCAPE}", f"close it, without a space on its inner side, {_ESCAPE}"
_NO_COMMENT = "this comment is none, so readers see it"
_NO_BOX = "there are no boxes in this Markdown, so readers see the sign"
_BOLD = r"(?<![\w*])\*\*(?=[^\W_][^*]*$|[\"“«'][^*]*$|[^*\n]* \*\*)\S+|(?<!\S)\*\* \w[^*\n]* \*\*"
_UNDERSCORE = r"(?<![\w/@.:_-])_(?=[^\W_])(?!\w*\.\w)\S+"
_BOX = r"^(?:!!! ?\w+|:::.*|\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\])"
_OTHER_COMMENT = r"%%[^%\n]+%%|(?<![<%\w/])/\*[^*\n]+\*/(?![>%\w])"
_REVERSED = r"\([^()\n]{1,80}\)\[(?:https?://|/|\.\.?/|\S+\.(?:md|html?)\b)[^\]\s]*\]?"
_LABELLED = r"(?<!\w)\[[^\[\]\n]*[^\W\d_]{2}[^\[\]\n]*\]\[\d{1,3}\]"
_READ_ALSO = r"!?\[\[(?i:[^\[\]\n]*read\W?also)[^\[\]\n]{0,90}\]?\]?|\[(?i:read\W?also):?\s*[^\s\[\]]*[./-][^\s\[\]]*\]"
_IN_BRACKETS = r"\[\[(?!(?i:[^\[\]\n]*read\W?also))[^\[\]\n]{1,100}\]?\]?"
_FILE = r"(?i)^[^\n.]{1,40}:\s*[^\s:]+\.(?:md|markdown)\s*$"
_TEMPLATE = r"\{\{[<%]\s*\w.{0,20}|\{%-?\s*(?:include|raw|if|for|highlight|image|link|post_url|embed|youtube)\b.{0,20}"
_PRINTED: dict[Code, tuple[Rule, ...]] = {
    "markdown-syntax": (
        (("##",), r"^#{2,6}(?=[^\s#])\S+", "a heading wants a space behind its #", "write `## Heading`"),
        (("**",), _BOLD, "`**` makes nothing bold here", _CLOSE_BOLD),
        ((" *", "(*", "“*", "«*", "\n*"), r"(?<=[\s(\"“«])\*(?=\w)\S+", "this `*` is never closed", _CLOSE),
        ((" _", "(_", ">_", "“_", "\n_"), _UNDERSCORE, "this `_` is never closed", _CLOSE),
        (("`",), r"(?<![\w`])`(?=\w)\S+", "this backtick is never closed", _CLOSE),
        (("~~",), r"~~\w\S*", "`~~` strikes nothing out here", "close it with ~~"),
        (("==",), r"==\w[^=\n]*\w==", "`==` marks nothing here", "write <mark>...</mark>"),
        (("[^",), r"\[\^[^\]\s]{1,30}\]", "nothing says what this note is", "add a line `[^1]: ...` for it"),
        (("!!!", ":::", "[!"), _BOX, _NO_BOX, "begin the lines with `> `, for a quote"),
        (("{:",), r"^\{:\s?[.#]\w[^{}\n]*\}", "these attributes mean nothing here", "take them out"),
        (("! ",), r"^!\s(?=\w)", "a space parts the ! of a picture from the rest", "write ![what it shows](photo.jpg)"),
    ),
    "html-not-closed": (
        (("!–", "!—", "!-", "! –", "! —"), r"<!\s?[–—-].{0,30}", _NO_COMMENT, "write <!-- and --> with hyphens"),
        (("%%", "/*"), _OTHER_COMMENT, _NO_COMMENT, "write it as <!-- ... -->"),
    ),
    "link-syntax": (
        ((")[",), _REVERSED, "the brackets of this link are in the wrong order", _WRITE_LINK),
        (("][",), _LABELLED, "nothing says where this link leads", "add a line `[1]: https://...` for it"),
        (("[[", "[r", "[R"), _READ_ALSO, "this is not how READ ALSO is written", _WRITE_READ_ALSO),
        (("![[",), f"!{_IN_BRACKETS}", "a picture is not written so here", "write ![what it shows](photo.jpg)"),
        (("[[",), f"(?<!!){_IN_BRACKETS}", "a link is not written so here", "write [text](flood.md)"),
        ((".md", ".markdown"), _FILE, "this names a file, and links to nothing", _WRITE_READ_ALSO),
    ),
    "shortcode": ((("{{", "{%"), _TEMPLATE, "this shortcode is never closed", "close it, or take it out"),),
}
"""Of what readers see."""
_HASH = r"(?<![^\n]\n)^#[^\W\d]\S*(?:[ \t]+#\S*)*[ \t]+[^\s#][^\n\u2028]*$(?!\n[^\n])"
_LISTED = r"[ \t]*(?:[-–—*+•·▪◦●‣]\s?[^\W\d_]|\d{1,2}[.)][^\W\d_])"
_LIST = rf"^({_LISTED}.*)\n(?:{_LISTED}.*\n)*{_LISTED}"
_TABLE = r"^([ \t]*\|.*\|.*)\n(?:[ \t]*\|.*\|.*\n)*[ \t]*\|.*\|"
_PRINTED_LINES: dict[Code, tuple[Rule, ...]] = {
    "markdown-syntax": (
        (("#",), _HASH, "a heading wants a space behind its #", f"write `# Heading`, {_ESCAPE}"),
        (("",), _LIST, "these lines are no list, and run together", "write `- ` or `1. ` before each"),
        (("|",), _TABLE, "these lines are no table, and run together", "write a line `|---|---|` below the first"),
    )
}
"""Of what readers see, where a line begins with a sign. A row of hashtags is no heading."""
_OWN_COMPUTER = r"(?<=\]\()https?://(?:localhost|127\.0\.0\.1|\[::1\])\S*"
_COLUMNS = r"^[^\s|#>-][^\t\n]*\t\S[^\n]*\n[^\s|#>-][^\t\n]*\t\S"
_WRITE_TABLE = "write | between them, and a line `|---|---|` below the first"
_PRINTED_QUOTES = "the quotes of print in this tag are a part of its values"
_TURNED = "an invisible sign here turns the order of all that follows"
_TYPED: dict[Code, tuple[Rule, ...]] = {
    "link-syntax": (
        (("[](",), r"(?<!!)\[\]\((?=\S)", "this link has no text, so nobody can follow it", _WRITE_LINK),
        (("]()", "]( ", "](\t", "](\n"), r"(?<=[^\]\s])\]\(\s*\)", "this link has no address", _WRITE_LINK),
        (("](http",), r"http(?<=\]\(http)s?:(?:/(?!/)|///)\S*", "an address begins with two slashes", "write https://"),
    ),
    "dead-link": (
        (
            ("//localhost", "//127.", "//[::1]"),
            _OWN_COMPUTER,
            "this address is that of your own computer",
            "write the address that readers have",
        ),
    ),
    "markdown-syntax": (
        (("[^",), r"^\[\^[^\]\s]+\]:[ \t]*\n(?![ \t]+\S)", "this note says nothing", "write its text behind the colon"),
        (("|",), r"!\[[^\]\n]*\|\d+(?:x\d+)?\](?=\()", "the size is a part of the alternative text", "take it out"),
        (("\t",), _COLUMNS, "columns between tabs are no table", _WRITE_TABLE),
    ),
    "html-removed": (
        (("=“", "=”", "=„", "=«"), r"<[a-zA-Z]\w*\s[^<>]*=[“”„«][^<>]*>", _PRINTED_QUOTES, 'write straight ones: "'),
    ),
    "control-character": ((("\u202d", "\u202e"), "[\u202d\u202e]", _TURNED, "remove it"),),
}
"""Of the Markdown."""

_CODE = re.compile(r"<(pre|code|script|style)\b.*?</\1>", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>\n?")
_BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|td|th|tr|h[1-6]|div|blockquote|figure|figcaption|hr|table|thead|tbody|dl|dd|dt|section|aside)\b[^<>]*>"
)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINES = re.compile(r"[>\n] *(?:#\w|[-–—*+•·▪◦●‣|]\s?[\w|]|\d{1,2}[.)]\w)")
_BETWEEN, _NEW_LINE = "\0", "\u2028"


def body_mistakes(html: str, typed: str, shown: str) -> Iterator[Found]:
    """Find all mistakes of a body. html: as sanitised; shown: the Markdown with spaces in place of code."""
    if not html.strip():
        yield "empty-text", 0, "there is no text", "write it, or make it a draft"
    for code, form, what, fix in _rules(_TYPED, shown, shown):
        for found in islice(form.finditer(shown), MOST):
            yield code, found.start(), what, fix
    if bad := garbled(shown):
        yield "garbled-text", shown.find(bad), f"'{bad}' was text in another encoding", "type it anew, as UTF-8"
    yield from _as_something_else(html, typed, shown)
    yield from _as_printed(html, shown)
    if "](" in html or "] (" in html or "][" in html:
        yield from _links(html, shown)
    if "<" in shown:
        yield from _never_closed(shown)


def _rules(
    table: dict[Code, tuple[Rule, ...]], text: str, other: str
) -> Iterator[tuple[Code, re.Pattern[str], str, str]]:
    """Give the rules of which both texts have the same sign."""
    for code, rules in table.items():
        for signs, form, what, fix in rules:
            if any(sign in text and sign in other for sign in signs):
                yield code, re.compile(form, re.MULTILINE), what, fix


def _as_printed(html: str, shown: str) -> Iterator[Found]:
    """Find what readers see as it was typed; what the Markdown has otherwise is escaped there, and meant."""
    rules = [*_rules(_PRINTED, html, shown)]
    if _LINES.search(html):
        rules += _rules(_PRINTED_LINES, html, shown)
    text = _BREAK.sub(_NEW_LINE, _CODE.sub(" ", html)) if rules else ""  # lines as typed, paragraphs parted
    text = unescape(_ANY_TAG.sub("", _BLOCK.sub(_BETWEEN, text))).replace(_BETWEEN, "\n\n")
    for code, form, what, fix in rules:
        passed = count = 0
        for found in form.finditer(text):
            sign = found[found.lastindex or 0].strip()
            at = shown.find(sign[:_SHOWN], passed)
            if at < 0 or count == MOST:
                continue
            passed, count = at + 1, count + 1
            seen = " ".join(sign.split())[:_SHOWN]
            yield code, at, what if "readers see" in what else f"{what}: readers see '{seen}'", fix


# --- what comes out as something that nobody meant ---

_RST_LINK = re.compile(r"`[^`<>\n]+ <(?:https?://|/)[^<>\s]+>`_")
_NOTE = re.compile(r"^\[(\^[^\]\s]+)\]:", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?![ \t]*(?:[#>|<-]|$))[^\n]*[.!?…;»”\"][ \t]*\n(-{3,}|={3,})[ \t]*$", re.MULTILINE)
_NUMBERED = re.compile(r"<ol start=\"?(\d{1,9})\"?>\s*<li>(?:(?!<li>|</ol>).)*</li>\s*</ol>", re.DOTALL)
_CODE_BLOCK = re.compile(r"<pre><code>([^<]*)</code></pre>")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
_SENTENCE = re.compile(r"(?!.*(?:[{}=;<>]|&[lg]t;))[^\W\d_](?:\S*\s+){4}.*[.!?…»”]", re.DOTALL)
"""Of people, not of a program: some words that end as sentences do."""


def _as_something_else(html: str, typed: str, shown: str) -> Iterator[Found]:
    for note in _NOTE.finditer(shown) if "[^" in shown else ():
        if shown.count(f"[{note[1]}]") == 1:
            what = f"nothing in the text calls the note [{note[1]}]"
            yield "markdown-syntax", note.start(), what, "write it where it belongs"
    has_headings = ("<h1" in html or "<h2" in html) and ("\n---" in shown or "\n===" in shown)
    for heading in _UNDERLINED.finditer(shown) if has_headings else ():
        what = f"the line `{heading[1][:3]}` makes a heading of what stands above it"
        yield "markdown-syntax", heading.start(1), what, "leave an empty line between them"
    for number in _NUMBERED.findall(html) if "<ol start" in html else ():
        found = re.search(rf"^[ \t]*{number}[.)]", shown, re.MULTILINE)
        neighbours = rf"^[ \t]*(?:{int(number) - 1}|{int(number) + 1})[.)]"
        if found and int(number) > 1 and not re.search(neighbours, shown, re.MULTILINE):
            what = f"'{number}{found[0][-1]}' at the start of a paragraph begins a list"
            yield "markdown-syntax", found.start(), what, f"write {number}\\{found[0][-1]}"
    if ">`_" in typed and (link := _RST_LINK.search(typed)):
        yield "link-syntax", link.start(), "a link is not written so here", _WRITE_LINK
    if "<pre>" in html or "<pre " in html:
        yield from _as_code(html, typed)


def _as_code(html: str, typed: str) -> Iterator[Found]:
    opened, start = "", 0
    for fence in _FENCE.finditer(typed):
        if not opened:
            opened, start = fence[1], fence.start(1)
        elif fence[1].startswith(opened):
            opened = ""
    if opened:
        what = "this code is never closed, so all that follows is code"
        yield "markdown-syntax", start, what, f"close it with a line {opened}"
    for code in _CODE_BLOCK.findall(html):
        at = typed.find(code.strip().split("\n")[0][:40])
        if at > 0 and _SENTENCE.fullmatch(code.strip()) and typed[:at].rpartition("\n")[2][:1] in (" ", "\t"):
            yield "markdown-syntax", at, "an indented paragraph is code", "take out the spaces before it"


# --- links and HTML that never end ---

_LINK = re.compile(r"\](?P<gap> ?)\((?:<a\b[^<>]*>)?(?P<target>[^\s<>()]+)")
_ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:|/|\.{1,2}/|#)\S|\S+\.(?:md|markdown|html?|pdf|jpe?g|png|webp|gif)\b", re.IGNORECASE
)
_LABEL = re.compile(r"(?<=[^\s\]])\]\[(?P<label>[^\[\]<>\n]*[^\W\d][^\[\]<>\n]*)\]")
_TAG = re.compile(r"<(?P<closes>/?)(?P<name>[a-z][a-z0-9]*)\b(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*>", re.IGNORECASE)
_ENCLOSING = frozenset(
    "a abbr address article aside audio b blockquote center cite del details div em fieldset figcaption figure font "
    "footer form h1 h2 h3 h4 h5 h6 header i iframe ins main mark nav ol picture pre q s section small span strike "
    "strong sub summary sup table tt u ul video".split()
)
"""Elements that want an end tag."""


def _links(html: str, shown: str) -> Iterator[Found]:
    """Find what is printed as it was typed, though it begins as a link."""
    html = re.sub(r"<(pre|code)\b.*?</\1>", " ", html, flags=re.DOTALL)
    passed = 0
    for printed in islice(_LINK.finditer(html), MOST_TAGS):
        target, gap = unescape(printed["target"]), printed["gap"]
        if gap and not _ADDRESS.match(target):
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


def _never_closed(shown: str) -> Iterator[Found]:
    at = shown.find("<!--")
    if at >= 0:
        yield "html-not-closed", at, "this comment never ends", "end it with `-->`"
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
        for at in places[:MOST_TAGS]:
            yield "html-not-closed", at, f"<{name}> is never closed", f"add </{name}> where it ends"
