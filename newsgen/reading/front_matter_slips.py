"""Slips in front matter that can be named: a line that YAML can't read, fences that are none or never end. Pure."""

import re
from itertools import pairwise, takewhile

from newsgen.reading.decoding import conflict_in
from newsgen.reading.tree import MatterError

_NO_BREAK = "\xa0\u2007\u202f\u3000"
_INVISIBLE = "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_PLAIN_SPACE = "type a plain space in its place"
_PAIR = "write `{pair}`"
_KEY_BEFORE = r"(?P<before>[ \t]*(?:- +)?)(?P<key>[\"']?\w[\w -]*?[\"']?)"
_FORMS = tuple(
    (re.compile(form), what, fix)
    for form, what, fix in (
        (rf"[^:]*:(?P<sign>[{_NO_BREAK}])", "a no-break space stands after the colon", _PLAIN_SPACE),
        (rf"[ \t]*(?P<sign>[{_NO_BREAK}])", "a no-break space stands in the indentation", _PLAIN_SPACE),
        (
            rf"{_KEY_BEFORE}[ {_NO_BREAK}]*(?P<sign>[：﹕︰∶ː])\s*(?P<value>.*)",
            "this is not the colon that YAML wants, but another sign (U+{code:04X})",
            _PAIR,
        ),
        (rf"{_KEY_BEFORE}(?P<sign>:)(?P<value>[^\s:/].*|/(?!/).*)", "a space is missing after the colon", _PAIR),
        (rf"{_KEY_BEFORE}\s*(?P<sign>=)\s*(?P<value>.*)", "an equals sign stands where YAML wants a colon", _PAIR),
        (r"[ \t]*(?P<sign>//|<!--|/\*|;)", "'{sign}' begins no comment here", "begin it with #"),
        (r"[ \t]*(?P<sign>-)(?P<value>[^\s-].*)", "a space is missing after the hyphen", "write `- {value}`"),
    )
)
"""Of a line that can't be read. `sign` is what is pointed at."""
_BARE = re.compile(r"(?P<before>[ \t]*)(?P<sign>\w[\w -]*)\s*")
_WORD = re.compile(r"\w[\w .-]*")
_HYPHENS = "-‐‑‒–—―−"
_LIKE_FENCE = re.compile(rf"[ \t]*(?:[{_HYPHENS}]{{1,9}}|_{{3,9}}|\*{{3,9}}|={{3,9}}|~{{3,9}}|\.\.\.)[ \t]*")
_FENCE_AND_MORE = re.compile(r"[ \t]*-{3,}[ \t]*\S.*")
_KEY = re.compile(r"[ \t]*[\"']?[\w][\w -]{0,40}[\"']?[ \t]*[:=]")
_START = "start it with the lines `---`, `title: ...`, `date: ...` and `---`"


def slip_near(text: str, at: int) -> MatterError | None:
    """Return the slip on the line at the index `at`, or on the one before it, where the parser stumbled."""
    if conflict := conflict_in(text):
        return conflict
    lines = list(enumerate(text[: (text + "\n").index("\n", at)].split("\n"), 1))
    *earlier, last = lines
    before = next(((number, line) for number, line in reversed(earlier) if line.strip()), (0, ""))
    for number, line in (before, last):
        for form, what, fix in _FORMS:
            if found := form.match(line):
                value = found.groupdict().get("value", "")[:40].strip()
                words = {"sign": found["sign"], "code": ord(found["sign"][0]), "value": value}
                words["pair"] = f"{found['key']}: {value}".strip() if "key" in form.groupindex else ""
                return MatterError(what.format(**words), number, found.start("sign") + 1, fix.format(**words))
    if found := _BARE.fullmatch(before[1]):
        return MatterError("this line has no colon", before[0], found.start("sign") + 1, "write `key: value`")
    return None


def odd_key(name: str, line: int, column: int) -> MatterError | None:
    """Return what is wrong with a key that looks like another, since signs that nobody sees are a part of it. name: one
    that is known without them."""
    if name[0] in _NO_BREAK:
        return MatterError("a no-break space stands in the indentation", line, column, _PLAIN_SPACE)
    hidden = next((sign for sign in (name[0], name[-1]) if sign in _INVISIBLE), "")
    word = name.strip(_INVISIBLE)
    if hidden and _WORD.fullmatch(word):
        what = f"the key '{word}' has an invisible sign (U+{ord(hidden):04X}) beside it"
        return MatterError(what, line, column, "type the key anew")
    return None


def without_hidden(name: str) -> str:
    """A key without signs that nobody sees."""
    return name.strip(_INVISIBLE + _NO_BREAK + " ")


def no_front_matter(text: str, line: int) -> MatterError:
    """Say why a text has no front matter. text: without the empty lines before it; line: the number of its first."""
    lines = text.split("\n")
    first = lines[0]
    second = next((each for each in lines[1:] if each.strip()), "")
    what, fix = "the file has no front matter", _START
    shown = first.strip()[:40]
    if first.startswith("{"):
        what, fix = "front matter in JSON is not read", "write it as YAML: `title: ...` between lines of `---`"
    elif first.startswith("```"):
        what, fix = "the front matter stands in a code block", f"take out the line '{shown}' and the one that ends it"
    elif first.strip() == "---":
        what, fix = "the line `---` is indented, so no front matter begins here", "remove the spaces before it"
    elif (_LIKE_FENCE.fullmatch(first) or _FENCE_AND_MORE.fullmatch(first)) and _KEY.match(second):
        what, fix = f"the line `{shown}` begins no front matter", "write three hyphens and nothing else: `---`"
    elif fence := next((number for number, pair in enumerate(pairwise(lines[:21])) if number and _begins(*pair)), 0):
        what = "text stands before the front matter"
        fix = f"begin the file with the line `---` that is line {line + fence} now"
    return MatterError(what, line, 1, fix, "no-front-matter")


def never_closed(text: str, line: int) -> MatterError:
    """Say where front matter was meant to end. text: from the line that opens it, whose number is `line`."""
    fence = text[:3]
    lines = text.split("\n")
    for number, each in enumerate(lines[1:], 1):
        shown = each.strip()[:40]
        if each.strip() == fence:
            what = f"the line `{fence}` is indented, so it does not end the front matter"
            fix = "remove the spaces before it"
        elif _LIKE_FENCE.fullmatch(each) or (fence == "---" and _FENCE_AND_MORE.fullmatch(each)):
            what, fix = f"the line `{shown}` does not end the front matter", f"write `{fence}` and nothing else"
        else:
            continue
        return MatterError(what, line + number, 1, fix, "front-matter-not-closed")
    numbered = enumerate(takewhile(str.strip, lines[1:]), line + 1)
    last = max((number for number, each in numbered if _KEY.match(each)), default=0)
    fix = f"end it with a line `{fence}`{f' below line {last}' if last else ''}"
    return MatterError("the front matter is never closed", line, 1, fix, "front-matter-not-closed")


def second_head(body: str) -> int | None:
    """How many lines of a body stand before front matter that follows on front matter."""
    start = len(body) - len(body.lstrip())
    lines = body[start:].split("\n")
    if lines[0].rstrip() != "---" or "---" not in (each.rstrip() for each in lines[2:]):
        return None
    inner = lines[1 : 1 + [each.rstrip() for each in lines[1:]].index("---")]
    is_head = inner and all(_KEY.match(each) for each in inner if each.strip())
    return body.count("\n", 0, start) if is_head else None


def _begins(line: str, below: str) -> bool:
    return line.rstrip() == "---" and bool(_KEY.match(below))
