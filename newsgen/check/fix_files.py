"""Mending files: what is to be mended, and no other byte. Reads and writes disk."""

import re
from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from newsgen.check.findings import replace_whole
from newsgen.check.fixes import Addition, Edit
from newsgen.model.problem import Code, Problem
from newsgen.reading.decoding import decoded
from newsgen.reading.key_mapping import OTHERS, plain_key
from newsgen.reading.split_front_matter import split
from newsgen.reading.tree import MatterError

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_KEY = re.compile(r"([\w-]+)[ \t]*[:=]")
_SEPARATORS = {"---": ": ", "+++": " = "}
_WHOLE: dict[Code, Callable[[bytes], bytes]] = {
    "byte-order-mark": lambda content: content.removeprefix(BOM_UTF8),
    "line-ends": lambda content: content.replace(b"\r\n", b"\n").replace(b"\r", b"\n"),
}
"""What is wrong with a file as a whole, and how it is put right."""


def fixed(site: Path, problems: Iterable[Problem], edits: Iterable[Edit | Addition]) -> tuple[str, ...]:
    """The files, relative to the site's folder, that were changed. Raises OSError."""
    wanted: dict[str, list[Edit]] = defaultdict(list)
    added: dict[str, list[Addition]] = defaultdict(list)
    codes: dict[str, list[Code]] = defaultdict(list)
    for edit in edits:
        if isinstance(edit, Edit):
            wanted[edit.place.path].append(edit)
        else:
            added[edit.place.path].append(edit)
    for problem in problems:
        if problem.code in _WHOLE:
            codes[problem.place.path].append(problem.code)
    paths = sorted({*wanted, *added, *codes})
    return tuple(path for path in paths if _fix(site / path, wanted[path], added[path], codes[path]))


def _fix(file: Path, edits: list[Edit], additions: list[Addition], codes: list[Code]) -> bool:
    before = file.read_bytes()
    after = before
    with suppress(UnicodeDecodeError, MatterError):  # then it is left as it is
        lines = [line[0] for line in _LINE.finditer(before.decode("utf-8-sig"))]
        for edit in sorted(edits, key=lambda edit: edit.place, reverse=True):  # from the end, so that places stay right
            lines = _edited(lines, edit)
        for addition in additions:
            lines = _with_addition(lines, addition)
        content = "".join(lines).encode()
        split(decoded(content, file.name, len(content))[0])  # what can't be read any more is not written
        after = (BOM_UTF8 if before.startswith(BOM_UTF8) else b"") + content
    for code in codes:
        after = _WHOLE[code](after)
    if after == before:
        return False
    replace_whole(file, after)
    return True


def _edited(lines: list[str], edit: Edit) -> list[str]:
    """As they are where what is to be replaced doesn't stand there."""
    number, column = edit.place.line - 1, edit.place.column - 1
    if number >= len(lines):
        return lines
    line = lines[number]
    column += line[column : column + 1] in ("'", '"')
    if not line.startswith(edit.before, column):
        return lines
    return [*lines[:number], line[:column] + edit.after + line[column + len(edit.before) :], *lines[number + 1 :]]


def _with_addition(lines: list[str], addition: Addition) -> list[str]:
    """Below the line that opens the front matter; Pelican's headers, which have none, are left as they are."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    fence = lines[first].strip() if lines else ""
    if fence not in _SEPARATORS:
        return lines
    names = {addition.key, *OTHERS.get(addition.key, ())}
    for number in range(first + 1, len(lines)):
        if lines[number].rstrip() == fence or lines[number].startswith("["):  # the end, or a table of TOML's
            break
        found = _KEY.match(lines[number])
        if found and plain_key(found[1]) in names:
            return _with_one_more(lines, number, found.end(), addition)
    value = f"[{addition.value}]" if addition.is_list else addition.value
    end = lines[first][len(lines[first].rstrip("\r\n")) :]
    return [*lines[: first + 1], f"{addition.key}{_SEPARATORS[fence]}{value}{end}", *lines[first + 1 :]]


def _with_one_more(lines: list[str], number: int, end: int, addition: Addition) -> list[str]:
    """With a value more in the list whose key is on that line and ends there; any other form is left as it is."""
    line, below = lines[number], lines[number + 1]
    rest = line[end:]
    if rest.lstrip().startswith("["):
        at = end + rest.index("[") + 1
        comma = "" if line[at:].lstrip().startswith("]") else ", "
        return [*lines[:number], f"{line[:at]}{addition.value}{comma}{line[at:]}", *lines[number + 1 :]]
    if not rest.strip() and below.lstrip().startswith("- "):
        dash = below[: below.index("- ") + 2]
        return [*lines[: number + 1], dash + addition.value + below[len(below.rstrip("\r\n")) :], *lines[number + 1 :]]
    return lines
