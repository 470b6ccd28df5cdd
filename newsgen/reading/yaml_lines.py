"""The YAML that most front matter is, by the line: keys with a value or a list, and under a key a list or one level of
keys. Pure.

What is not surely that, to the character, is left to the parser, which reads the rest alike, but takes twice the time.
"""

import re

from newsgen.reading.tree import Entry, Mapping, Scalar, Sequence, Slip, Tree, stands_twice

NULLS = {"", "~", "null", "Null", "NULL"}
MAX_CHARACTERS = 16_384
"""So few hold fewer values than the parser takes."""
_Line = tuple[int, re.Match[str]]
# What is not printable to YAML, ends a line or marks the order of bytes. Sets name what is not in them: those of nearly
# all characters take long to compile.
_UNSURE = r"\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_FIRST = rf"[^ !\"#%&')*,\-:;=>?@\[\\\]`{{|}}{_UNSURE}]"
_QUOTED = rf"\"[^\"\\{_UNSURE}]*+\"|'[^'{_UNSURE}]*+'"
_PLAIN = rf"{_FIRST}(?:[^#:\\{_UNSURE}]|:(?=[^ ]))*+"
_LISTED = rf"{_QUOTED}|{_FIRST}[^\"#,:?\[\\\]{{}}{_UNSURE}]*+"
_LINE = re.compile(
    r"( *)(?:(- ++)|([A-Za-z_][0-9A-Za-z_-]{0,99}+):(?: ++|$))"
    rf"(?:({_QUOTED}|{_PLAIN})|(\[(?: *+(?:{_LISTED}),)*+ *+(?:{_LISTED})\]))?"
)
_IN_LIST = re.compile(_LISTED)
_PASSED_OVER = re.compile(rf" *+(?:#[^{_UNSURE}]*+)?")


def tree_by_line(text: str, first_line: int) -> tuple[Mapping, list[Slip]] | None:
    """As `strict_yaml.parse` has it; None where the parser must be asked."""
    if len(text) > MAX_CHARACTERS:
        return None
    keys: list[tuple[_Line, list[_Line]]] = []
    for number, written in enumerate(text.split("\n"), first_line):
        if found := _LINE.fullmatch(written):
            if found[3] and not found[1]:
                keys.append(((number, found), []))
            elif keys:
                keys[-1][1].append((number, found))
            else:
                return None
        elif not _PASSED_OVER.fullmatch(written):
            return None
    slips: list[Slip] = []
    matter = _mapping(keys, slips, 1)
    return (matter, slips) if matter else None


def _mapping(keys: list[tuple[_Line, list[_Line]]], slips: list[Slip], start: int) -> Mapping | None:
    """start: its column."""
    entries: dict[str, Entry] = {}
    earlier: list[tuple[str, Entry]] = []
    for (line, found), below in keys:
        key, column = found[3], found.start(3) + 1
        if key in entries:
            slips.append(stands_twice(key, line, column))
            earlier.append((key, entries[key]))
        value = _block(below, slips) if below else _value(line, found)
        if value is None or (below and (found[4] or found[5])):
            return None
        entries[key] = Entry(value, line, column)
    return Mapping(entries, keys[0][0][0], start, tuple(earlier)) if entries else None


def _block(lines: list[_Line], slips: list[Slip]) -> Tree | None:
    """What stands under a key: lines that are indented alike and all begin with a dash, or all with a key."""
    (line, first), column = lines[0], lines[0][1].end(1) + 1
    if any(
        found[1] != first[1] or bool(found[2]) != bool(first[2]) or not (found[4] or found[5]) for _, found in lines
    ):
        return None
    if first[2]:
        return Sequence(tuple(_value(number, found) for number, found in lines), line, column)
    return _mapping([(each, []) for each in lines], slips, column)


def _value(line: int, found: re.Match[str]) -> Tree:
    if found[4]:
        return _scalar(found[4], line, found.start(4) + 1)
    if not found[5]:
        return Scalar(None, line, found.end(3) + 2)
    values = _IN_LIST.finditer(found[0], found.start(5) + 1)
    return Sequence(tuple(_scalar(each[0], line, each.start() + 1) for each in values), line, found.start(5) + 1)


def _scalar(written: str, line: int, column: int) -> Scalar:
    if written[0] in "\"'":
        return Scalar(written[1:-1], line, column, plain=False)
    text = written.rstrip(" ")
    return Scalar(None if text in NULLS else text, line, column)
