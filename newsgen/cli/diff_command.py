"""`diff`: what differs between two output folders, grouped by the same change. Reads disk; prints, on one screen."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from msgspec import Struct

from newsgen.cli.print_problems import count, print_found
from newsgen.model.problem import printable, quote
from newsgen.model.words import excerpt

MAX_CHANGES = 6
MAX_LINES = 2
MAX_NAMES = 5
WIDTH = 60
"""Characters of words that changed."""
_HASHED = re.compile(r"\.[0-9a-f]{8}(\.\w+)$")
"""What `assets/main.1a2b3c4d.css` has in its name: the file is the same one when that changes."""
_WORD = re.compile(r"[\w.-]+|[^\w.-]+")
MAX_WORDS = 2000
ALIKE = 0.5
"""From 0 to 1: how much two lines must have in common for their words to be compared."""
Lines = tuple[str, ...]
Span = tuple[int, int, int, int]
"""From where to where words or lines were replaced, by those from where to where."""


class Example(Struct, frozen=True):
    """Where a change is seen. file: below the new folder; line, column: there; removed, added: its whole lines."""

    file: str
    line: int
    removed: Lines
    added: Lines
    column: int


class FileChange(Struct, frozen=True):
    """The same words changed into the same words, in these files. times: in all of them together."""

    removed: Lines
    added: Lines
    files: tuple[str, ...]
    times: int
    example: Example


class Differences(Struct, frozen=True):
    """Paths below the folders. renamed: old and new name of files that carry a hash of their content. changes: those in
    most files first; other: changed files that are no text."""

    same: int
    added: Lines
    deleted: Lines
    changed: Lines
    renamed: tuple[tuple[str, str], ...]
    changes: tuple[FileChange, ...]
    other: Lines


def run_diff(old: Path, new: Path, as_json: bool) -> None:
    found = compare_folders(old, new)
    print_found(found, as_json, _lines(found))


def _lines(found: Differences) -> Iterator[str]:
    yield (
        f"{count(len(found.changed), 'file')} changed, {len(found.added):,} added, {len(found.deleted):,} deleted, "
        f"{found.same:,} the same."
    )
    renamed = [f"{old} -> {new}" for old, new in found.renamed]
    lists = {"added": found.added, "deleted": found.deleted, "under a new name": renamed}
    for what, names in (lists | {"changed, but no text": found.other}).items():
        yield from (f"{what}: {printable(name)}" for name in names[:MAX_NAMES])
        if len(names) > MAX_NAMES:
            yield f"{what}: {len(names) - MAX_NAMES:,} more"
    for change in found.changes[:MAX_CHANGES]:
        yield from _change(change)
    if rest := found.changes[MAX_CHANGES:]:
        files = len({file for change in rest for file in change.files})
        yield ""
        yield f"and {count(len(rest), 'other change')} in {count(files, 'file')}: --json has all of them"


def _change(change: FileChange) -> Iterator[str]:
    example = change.example
    files = count(len(change.files), "file")
    times = f", {change.times:,} times" if change.times > len(change.files) else ""
    is_words = change.removed != example.removed or change.added != example.added
    words = f": {_quoted(change.removed)} became {_quoted(change.added)}" if is_words else ""
    yield ""
    yield f"In {files}{times}{words}"
    yield f"  {printable(example.file)}:{example.line}"
    for sign, lines in (("-", example.removed), ("+", example.added)):
        yield from (f"    {sign} {_cut(line, example.column)}" for line in lines[:MAX_LINES])
        if len(lines) > MAX_LINES:
            yield f"    {sign} and {count(len(lines) - MAX_LINES, 'line')} more"


def _cut(line: str, column: int) -> str:
    """Return what stands around the place of the change."""
    indented = len(line) - len(line.lstrip())
    found = quote(line.strip(), 1, max(column - indented, 1))
    return found.text if found else ""


def _quoted(words: Sequence[str]) -> str:
    return f"'{excerpt(printable(words[0]), WIDTH)}'" if words and words[0] else "nothing"


def compare_folders(old: Path, new: Path) -> Differences:
    before, after = _files(old), _files(new)
    pairs = [(before[key], after[key]) for key in sorted(before.keys() & after.keys())]
    found: dict[tuple[Lines, Lines], tuple[Example, Counter[str]]] = {}
    changed, other = [], []
    for mine, theirs in pairs:
        one, two = (old / mine).read_bytes(), (new / theirs).read_bytes()
        if one == two:
            continue
        changed.append(theirs)
        try:
            lines = one.decode().splitlines(), two.decode().splitlines()
        except UnicodeDecodeError:
            other.append(theirs)
            continue
        for line, removed, added in _hunks(*lines):
            for was, becomes, at in _changes(removed, added):
                _, files = found.setdefault((was, becomes), (Example(theirs, line, removed, added, at), Counter()))
                files[theirs] += 1
    changes = [
        FileChange(removed, added, tuple(files), files.total(), example)
        for (removed, added), (example, files) in found.items()
    ]
    return Differences(
        same=len(pairs) - len(changed),
        added=tuple(sorted(after[key] for key in after.keys() - before.keys())),
        deleted=tuple(sorted(before[key] for key in before.keys() - after.keys())),
        changed=tuple(changed),
        renamed=tuple((mine, theirs) for mine, theirs in pairs if mine != theirs),
        changes=tuple(sorted(changes, key=lambda change: (-len(change.files), -change.times, change.files))),
        other=tuple(other),
    )


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, Lines, Lines]]:
    """Each run of lines that differs: its first line in the new text, the lines before and after."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    for first, last, at, to in _replaced(old, new):
        if last - first == to - at:  # lines of a run that each became another: each for itself
            pairs = zip(old[first:last], new[at:to], strict=True)
            yield from ((start + at + number, (a,), (b,)) for number, (a, b) in enumerate(pairs, 1))
        else:
            yield start + at + 1, tuple(old[first:last]), tuple(new[at:to])


def _replaced(old: Sequence[str], new: Sequence[str]) -> list[Span]:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(first, last, at, to) for kind, first, last, at, to in codes if kind != "equal"]


def _changes(removed: Lines, added: Lines) -> Iterator[tuple[Lines, Lines, int]]:
    """What became what, and the column of it: words within a line that became another, else all of the lines."""
    words = _words(removed[0], added[0]) if len(removed) == len(added) == 1 else []
    yield from words or [(tuple(map(str.strip, removed)), tuple(map(str.strip, added)), 1)]


def _words(old: str, new: str) -> list[tuple[Lines, Lines, int]]:
    """The words that changed; nothing where the lines have less than half of their words in common, or are too long to
    be compared. Words in equal number are compared one by one: it is much faster, and mostly right."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) == len(after):
        spans = [(at, at + 1, at, at + 1) for at, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    else:
        is_long = max(len(before), len(after)) > MAX_WORDS
        spans = [(0, len(before), 0, len(after))] if is_long else _replaced(before, after)
    found: list[tuple[Lines, Lines, int]] = [
        (("".join(before[first:last]),), ("".join(after[at:to]),), 1 + sum(map(len, after[:at])))
        for first, last, at, to in spans
    ]
    changed = sum(len(was) + len(becomes) for (was,), (becomes,), _ in found)
    return found if changed <= (1 - ALIKE) * (len(old) + len(new)) else []


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """Count how many lines are alike before the first that isn't."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(old), len(new)))


def _files(folder: Path) -> dict[str, str]:
    """Paths below a folder; by the path without the hash of the content, where that is only one."""
    paths = [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]
    bare = [_HASHED.sub(r"\1", path) for path in paths]
    counts = Counter(bare)
    return {name if counts[name] == 1 else path: path for path, name in zip(paths, bare, strict=True)}
