"""Traces in the output folder of what is still held back. Reads disk.

A build puts none there. They come from elsewhere: a build with drafts into the folder that is deployed, a headline
that was typed into a list by hand, a picture in `assets/`.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

from msgspec import Struct

from newsgen.check.findings import keep, kept_in
from newsgen.engine.output import stat_of
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem
from newsgen.reading.punctuation import straight

_TEXTS = frozenset((".html", ".xml", ".json", ".txt", ".js", ".css", ".csv", ".webmanifest"))
_TELLING = 15
"""Letters: a shorter headline may stand anywhere."""


class Scanned(Struct, frozen=True):
    """secrets: what was looked for. clean: the stat of each file that has none of them."""

    secrets: frozenset[str] = frozenset()
    clean: dict[str, tuple[int, ...]] = {}


def leaks(
    held_back: Iterable[Entry], visible: Collection[Entry], output: Path, site: Path, notes: Path
) -> Iterator[Problem]:
    """held_back: what is visible too is no secret. notes: where is kept which files are clean."""
    secrets = _secrets(held_back, visible) if output.is_dir() else {}
    if not secrets:
        return
    before = kept_in(notes, Scanned) or Scanned()
    spelt = {secret: secret.encode() for secret in secrets}
    new = [secret for secret in secrets if secret not in before.secrets]
    clean: dict[str, tuple[int, ...]] = {}
    for path in _files(output):
        stat = stat_of(str(output / path))
        to_find = new if before.clean.get(path) == stat else spelt
        found = path if path in secrets else _first_of(to_find, spelt, output / path)
        if found is None:
            clean[path] = stat
        else:
            yield _leak(secrets[found], output / path, site)
    if new or clean != before.clean:
        keep(notes, Scanned(frozenset(secrets), clean))


def _first_of(secrets: Collection[str], spelt: Mapping[str, bytes], file: Path) -> str | None:
    """The first of the secrets that a file of text has."""
    if not secrets or file.suffix not in _TEXTS:
        return None
    content = file.read_bytes()
    return next((secret for secret in secrets if spelt[secret] in content), None)


def _secrets(held_back: Iterable[Entry], visible: Collection[Entry]) -> dict[str, Entry]:
    """What tells of each: its headline as shown, as typed and as HTML has it, its path, its pictures' paths."""
    secrets = {secret: entry for entry in held_back for secret in _told_by(entry)}
    known = {secret for entry in visible for secret in _told_by(entry)} if secrets else set()
    return {secret: entry for secret, entry in secrets.items() if secret not in known}


def _told_by(entry: Entry) -> Iterator[str]:
    if len(entry.title) >= _TELLING:
        for title in {entry.title, straight(entry.title)}:
            yield from {title, escape(title), escape(title, quote=False)}
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
