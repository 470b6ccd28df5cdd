"""Traces in the output folder of what is still held back. Reads and writes disk.

A build puts none there. They come from elsewhere: a build with drafts into the folder that is deployed, a headline
that was typed into a list by hand, a picture in `assets/`.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

from newsgen.check.saved_files import save, saved
from newsgen.engine.output import stat_of
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem
from newsgen.reading.punctuation import straight
from newsgen.site.options import Folders

_TEXTS = frozenset((".html", ".xml", ".json", ".txt", ".js", ".css", ".csv", ".webmanifest"))
_TELLING = 15
"""Letters: a shorter headline may stand anywhere."""
Scanned = tuple[frozenset[bytes], dict[str, tuple[int, ...]]]
"""What was looked for, and the stat of each file that has none of it."""


def leaks(texts: Iterable[Entry], visible: Collection[Entry], now: float, folders: Folders) -> Iterator[Problem]:
    """Tell of files that betray a text. texts: all, of which drafts and what is scheduled are looked for; what has
    expired was public once. visible: what tells of these is no secret."""
    output, file = folders.output, folders.check / "scanned.msgpack"
    secrets = _secrets(texts, visible, now)
    if not secrets or not output.is_dir():
        return
    before: Scanned = saved(file, Scanned) or (frozenset(), {})
    new = {secret: entry for secret, entry in secrets.items() if secret not in before[0]}
    clean: dict[str, tuple[int, ...]] = {}
    for path in _files(output):
        stat = stat_of(str(output / path))
        to_find = new if before[1].get(path) == stat else secrets
        found = secrets.get(os.fsencode(path)) or _text_named_in(output / path, to_find)
        if found is None:
            clean[path] = stat
        else:
            yield _leak(found, output / path, folders.site)
    if new or clean != before[1]:
        save(file, (frozenset(secrets), clean))


def _text_named_in(file: Path, secrets: Mapping[bytes, Entry]) -> Entry | None:
    """Return the first of the texts that a file of text tells of."""
    if not secrets or file.suffix not in _TEXTS:
        return None
    content = file.read_bytes()
    return next((entry for secret, entry in secrets.items() if secret in content), None)


def _secrets(texts: Iterable[Entry], visible: Collection[Entry], now: float) -> dict[bytes, Entry]:
    """What tells of each: its headline as shown, as typed and as HTML has it, its path, its pictures' paths."""
    shown = {entry.source for entry in visible}
    held_back = (entry for entry in texts if entry.source not in shown and entry.expires > now)
    secrets = {secret: entry for entry in held_back for secret in _secrets_of(entry)}
    known = {secret for entry in visible for secret in _secrets_of(entry)} if secrets else set()
    return {secret: entry for secret, entry in secrets.items() if secret not in known}


def _secrets_of(entry: Entry) -> Iterator[bytes]:
    if len(entry.title) >= _TELLING:
        for title in {entry.title, straight(entry.title)}:
            yield from {title.encode(), escape(title).encode(), escape(title, quote=False).encode()}
    if len(entry.url) >= _TELLING:
        yield entry.url.encode()
    yield from (output.encode() for output, _ in entry.files)


def _files(folder: Path) -> Iterator[str]:
    """Paths of all files below a folder."""
    for place, _, names in os.walk(folder):
        below = os.path.relpath(place, folder)
        yield from (name if below == "." else f"{below}/{name}" for name in names)


def _leak(entry: Entry, file: Path, site: Path) -> Problem:
    path = file.relative_to(site).as_posix() if file.is_relative_to(site) else str(file)
    what = f"this file tells of '{entry.title}', which is held back"
    return Problem("embargo-leak", Place(path), what, f"remove it before you publish; the text is {entry.source}")
