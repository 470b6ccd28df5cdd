"""A line of a text, quoted to show the place of a problem in it. Pure."""

from msgspec import Struct

WIDTH = 96
BEFORE = 60
"""Of a line that is too long, how much of it is shown before the place."""
TAB = " " * 4


class Quote(Struct, frozen=True):
    """text: of the line, with nothing in it that a terminal or a page would take for more than text; cut by `…`.

    line: its number, from 1. caret: the index in `text` of the character that is meant; its length: the line's end.
    """

    line: int
    text: str
    caret: int


def quote(text: str, line: int, column: int, width: int = WIDTH) -> Quote | None:
    """None where there is no such line, or nothing in it. text: with "\\n" as line ends; width: characters at most."""
    lines = text.split("\n", line)
    if not 0 < line <= len(lines) or not (written := lines[line - 1].rstrip()):
        return None
    at = min(column - 1, len(written))
    before, after = printable(written[max(at - width - 1, 0) : at]), printable(written[at : at + width + 1])
    if len(before) + len(after) <= width:
        return Quote(line, before + after, len(before))
    if len(before) > BEFORE:
        before = "…" + before[1 - BEFORE :]
    room = width - len(before)
    after = after if len(after) <= room else after[: room - 1] + "…"
    return Quote(line, before + after, len(before))


def printable(text: str) -> str:
    return text if text.isprintable() else "".join(map(_sign, text))


def _sign(character: str) -> str:
    """Signs that steer a terminal or turn the direction of writing are shown as signs."""
    if character.isprintable():
        return character
    if character.isspace():
        return TAB if character == "\t" else " "
    return chr(0x2400 + ord(character)) if character < " " else "\ufffd"
