"""`diff`: printing what differs between two output folders, on one screen."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from newsgen.cli.print_problems import count
from newsgen.model.problem import printable, quote
from newsgen.model.words import excerpt
from newsgen.site.comparing import Differences, FileChange, differences

SHOWN_CHANGES = 6
SHOWN_LINES = 2
SHOWN_NAMES = 5
WIDTH = 60
"""Characters of words that changed."""


def run_diff(old: Path, new: Path, as_json: bool) -> None:
    found = differences(old, new)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: Differences) -> Iterator[str]:
    yield (
        f"{count(len(found.changed), 'file')} changed, {len(found.added):,} added, {len(found.deleted):,} deleted, "
        f"{found.same:,} the same."
    )
    yield from _names("added", found.added)
    yield from _names("deleted", found.deleted)
    yield from _names("under a new name", [f"{old} -> {new}" for old, new in found.renamed])
    yield from _names("changed, but no text", found.other)
    for change in found.changes[:SHOWN_CHANGES]:
        yield from _change(change)
    if len(found.changes) > SHOWN_CHANGES:
        rest = found.changes[SHOWN_CHANGES:]
        files = len({file for change in rest for file in change.files})
        yield ""
        yield f"and {count(len(rest), 'other change')} in {count(files, 'file')}: --json has all of them"


def _change(change: FileChange) -> Iterator[str]:
    example = change.example
    files = count(len(change.files), "file")
    times = f", {change.times:,} times" if change.times > len(change.files) else ""
    yield ""
    is_words = change.removed != example.removed or change.added != example.added
    words = f": {_quoted(change.removed)} became {_quoted(change.added)}" if is_words else ""
    yield f"In {files}{times}{words}"
    yield f"  {printable(example.file)}:{example.line}"
    for sign, lines in (("-", example.removed), ("+", example.added)):
        yield from (f"    {sign} {_cut(line, example.column)}" for line in lines[:SHOWN_LINES])
        if len(lines) > SHOWN_LINES:
            yield f"    {sign} and {count(len(lines) - SHOWN_LINES, 'line')} more"


def _cut(line: str, column: int) -> str:
    """Around the place of the change."""
    indented = len(line) - len(line.lstrip())
    found = quote(line.strip(), 1, max(column - indented, 1))
    return found.text if found else ""


def _quoted(words: Sequence[str]) -> str:
    return f"'{excerpt(printable(words[0]), WIDTH)}'" if words and words[0] else "nothing"


def _names(what: str, names: Sequence[str]) -> Iterator[str]:
    yield from (f"{what}: {printable(name)}" for name in names[:SHOWN_NAMES])
    if len(names) > SHOWN_NAMES:
        yield f"{what}: {len(names) - SHOWN_NAMES:,} more"
