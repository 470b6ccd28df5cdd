"""A Markdown text: its places in a file, and where it holds code, whose signs mean nothing but themselves. Pure."""

import re
from bisect import bisect_left

from msgspec import Struct

from newsgen.model.problem import Place

_FENCE = re.compile(r"(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])(?=[ \t]))*[ \t>]*(`{3,}(?=[^`]*$)|~{3,})")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_INDENTED = re.compile(r" {4}| {0,3}\t")
_OPENING = re.compile(
    r"(?P<ticks>(?<![\\`])`++)|<!--|<(?P<tag>pre|code|kbd|samp|script|style|textarea)(?=[\s>])", re.IGNORECASE
)
_TICKS = re.compile(r"`+")
_GAP = re.compile(r"\n[ \t]*\n")
_NOT_A_LINE_END = re.compile(r"[^\n]")


class MarkdownText(Struct, frozen=True):
    """The Markdown of one file; line: the number of its first line there."""

    path: str
    text: str
    line: int

    def at(self, index: int) -> tuple[int, int]:
        """Line and column in the file."""
        return self.line + self.text.count("\n", 0, index), index - self.text.rfind("\n", 0, index)

    def place(self, index: int) -> Place:
        return Place(self.path, *self.at(index))


def without_code(text: str) -> str:
    """The text with spaces for each character of code and of HTML comments, so that all else keeps its index.

    Code is what stands in fences, in backticks, in HTML's tags for it, and indented below an empty line, unless a list
    may go on there.
    """
    may_have_blocks = "```" in text or "~~~" in text or "\n    " in text or "\n\t" in text
    shown = _without_blocks(text) if may_have_blocks else text
    if "`" not in shown and "<" not in shown:
        return shown
    pieces, written = [], 0
    for start, end in _spans(shown):
        pieces += [shown[written:start], blank(shown[start:end])]
        written = end
    return "".join([*pieces, shown[written:]])


def blank(text: str) -> str:
    """Spaces in the place of all but line ends."""
    return _NOT_A_LINE_END.sub(" ", text)


def _without_blocks(text: str) -> str:
    lines = text.split("\n")
    typed, fence, first = list(lines), "", 0
    is_after_gap, is_in_list = True, False
    for number, line in enumerate(typed):
        opened = _FENCE.match(line)
        if fence:
            if opened and opened[1].startswith(fence) and not line[opened.end() :].strip(" \t"):
                fence = ""
            lines[number] = " " * len(line)
        elif opened:
            fence, first, lines[number] = opened[1], number, " " * len(line)
            is_after_gap = False
        elif not line.strip():
            is_after_gap = True
        elif is_after_gap and not is_in_list and _INDENTED.match(line):
            lines[number] = " " * len(line)
        else:
            is_in_list = bool(_ITEM.match(line)) or (is_in_list and line[0] in " \t")
            is_after_gap = False
    if fence:  # never closed: to one engine that is no code
        lines[first:] = typed[first:]
    return "\n".join(lines)


def _spans(text: str) -> list[tuple[int, int]]:
    """Start and end of inline code, of HTML elements of code and of comments. One that is never closed is none."""
    spans: list[tuple[int, int]] = []
    closing = _Closing(text)
    at = 0
    while opening := _OPENING.search(text, at):
        at = opening.end()
        start = opening.start()
        if opening["ticks"]:
            end = closing.of_ticks(at, len(opening["ticks"]))
        elif opening["tag"]:  # the tags themselves are no code
            start, end = text.find(">", at) + 1 or len(text), closing.of_tag(at, f"</{opening['tag'].lower()}")
        else:
            end = closing.of_tag(at, "-->")
        if end > 0:
            spans.append((start, max(start, end - len(opening["tag"]) - 2 if opening["tag"] else end)))
            at = max(start, end)
    return spans


class _Closing:
    """Finds what closes a span; each kind of it is looked up once in the whole text. 0: nothing does."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: dict[str | int, list[int]] = {}
        self.gap = -1

    def of_ticks(self, start: int, length: int) -> int:
        """Within the paragraph."""
        if length not in self.places:
            for run in _TICKS.finditer(self.text):
                self.places.setdefault(len(run[0]), []).append(run.start())
        if self.gap < start:
            gap = _GAP.search(self.text, start)
            self.gap = gap.start() if gap else len(self.text)
        end = self._next(start, length)
        return end if end <= self.gap else 0

    def of_tag(self, start: int, closing: str) -> int:
        if closing not in self.places:
            found = re.finditer(re.escape(closing), self.text, re.IGNORECASE)
            self.places[closing] = [each.start() for each in found]
        return self._next(start, closing)

    def _next(self, start: int, closing: str | int) -> int:
        places = self.places.get(closing, [])
        at = bisect_left(places, start)
        length = closing if isinstance(closing, int) else len(closing)
        return places[at] + length if at < len(places) else 0
