"""Traces in the output folder of what is still held back. Reads disk.

A build puts none there. They come from elsewhere: a build with drafts into the folder that is deployed, a headline
that was typed into a list by hand, a picture in `assets/`.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from html import escape
from pathlib import Path

from msgspec import Struct

from newsgen.check.notes import keep, kept_in
from newsgen.engine.output import stat_of
from newsgen.model.digest import content_digest
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem

_TEXTS = (".html", ".xml", ".json", ".txt", ".js", ".css", ".csv", ".webmanifest")
_TELLING = 15
"""Letters: a shorter headline may stand anywhere."""


class Scanned(Struct, frozen=True):
    """wanted: digest of what was looked for. clean: the stat of each file that has none of it."""

    wanted: bytes
    clean: dict[str, tuple[int, ...]] = {}


def leaks(
    held_back: Iterable[Entry], visible: Collection[Entry], output: Path, site: Path, notes: Path
) -> Iterator[Problem]:
    """held_back: what is visible too is no secret. notes: where is kept which files are clean."""
    secrets = _secrets(held_back, visible)
    if not secrets or not output.is_dir():
        return
    wanted = content_digest("\0".join(sorted(secrets)).encode())
    before: Scanned | None = kept_in(notes, Scanned)
    known = before.clean if before and before.wanted == wanted else {}
    clean: dict[str, tuple[int, ...]] = {}
    spelt = re.compile(b"|".join(re.escape(secret.encode()) for secret in sorted(secrets, key=len, reverse=True)))
    for path in _files(output):
        found = secrets.get(path)
        stat = stat_of(str(output / path))
        if found is None and path.endswith(_TEXTS) and known.get(path) != stat:
            match = spelt.search((output / path).read_bytes())
            found = secrets[match[0].decode()] if match else None
        if found is None:
            clean[path] = stat
        else:
            yield _leak(found, output / path, site)
    if clean != known:
        keep(notes, Scanned(wanted, clean))


def _secrets(held_back: Iterable[Entry], visible: Collection[Entry]) -> dict[str, Entry]:
    """What tells of each: its headline as typed and as HTML has it, its path, its pictures' paths."""
    known = {secret for entry in visible for secret in _told_by(entry)}
    return {secret: entry for entry in held_back for secret in _told_by(entry) if secret not in known}


def _told_by(entry: Entry) -> Iterator[str]:
    if len(entry.title) >= _TELLING:
        yield from {entry.title, escape(entry.title), escape(entry.title, quote=False)}
    if len(entry.url) >= _TELLING:
        yield entry.url
    yield from (output for output, _ in entry.files)


def _files(folder: Path) -> Iterator[str]:
    """Paths of all files below a folder."""
    for place, _, names in os.walk(folder):
        below = os.path.relpath(place, folder)
        yield from (name if below == "." else f"{below}/{name}" for name in names)


def _leak(entry: Entry, file: Path, site: Path) -> Problem:
    path = file.relative_to(site).as_posix() if file.is_relative_to(site) else str(file)
    what = f"this file tells of '{entry.title}', which is held back"
    mend = f"remove it before you publish; the text is {entry.source}"
    return Problem("embargo-leak", Place(path), what, mend)


def held_back_of(entries: Iterable[Entry], visible: Iterable[Entry], now: float) -> list[Entry]:
    """Drafts and what is scheduled; what has expired was public once."""
    shown = {entry.source for entry in visible}
    return [entry for entry in entries if entry.source not in shown and entry.expires > now]
