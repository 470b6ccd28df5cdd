"""Why a file seems to have no front matter, or one that never ends: what was meant to be its fence. Pure."""

import re

from newsgen.reading.tree import MatterError

_HYPHENS = "-‐‑‒–—―−"
_LIKE_FENCE = re.compile(rf"[ \t]*(?:[{_HYPHENS}]{{1,9}}|_{{3,9}}|\*{{3,9}}|={{3,9}}|~{{3,9}}|\.\.\.)[ \t]*")
_FENCE_AND_MORE = re.compile(r"[ \t]*-{3,}[ \t]*\S.*")
_KEY = re.compile(r"[ \t]*[\"']?[\w][\w -]{0,40}[\"']?[ \t]*[:=]")
_START = "start it with the lines `---`, `title: ...`, `date: ...` and `---`"


def no_front_matter(text: str, line: int) -> MatterError:
    """text: without the empty lines before it; line: the number of its first."""
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
    elif fence := _fence_below(lines):
        what = "text stands before the front matter"
        fix = f"begin the file with the line `---` that is line {line + fence} now"
    return MatterError(what, line, 1, fix, "no-front-matter")


def never_closed(text: str, line: int) -> MatterError:
    """text: from the line that opens it, whose number is `line`."""
    fence = text[:3]
    lines = text.split("\n")
    for number, each in enumerate(lines[1:], 1):
        shown = each.strip()[:40]
        if each.strip() == fence:
            what, fix = (
                f"the line `{fence}` is indented, so it does not end the front matter",
                "remove the spaces before it",
            )
        elif _LIKE_FENCE.fullmatch(each) or (fence == "---" and _FENCE_AND_MORE.fullmatch(each)):
            what, fix = f"the line `{shown}` does not end the front matter", f"write `{fence}` and nothing else"
        else:
            continue
        return MatterError(what, line + number, 1, fix, "front-matter-not-closed")
    last = _last_key(lines)
    where = f" below line {line + last}" if last else ""
    fix = f"end it with a line `{fence}`{where}"
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


def _fence_below(lines: list[str]) -> int:
    """The number, from 0, of a line `---` that keys follow; 0 for none."""
    for number, each in enumerate(lines[:20]):
        if number and each.rstrip() == "---" and number + 1 < len(lines) and _KEY.match(lines[number + 1]):
            return number
    return 0


def _last_key(lines: list[str]) -> int:
    """Of the keys that follow the first line without a gap, the number of the last; 0 for none."""
    last = 0
    for number, each in enumerate(lines[1:], 1):
        if not each.strip():
            break
        last = number if _KEY.match(each) else last
    return last
