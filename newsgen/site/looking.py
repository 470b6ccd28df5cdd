"""Looking at articles as they are now, without a build: which are held back, breaking or corrected. Reads disk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from newsgen.catalog.facts import Moment, is_breaking, sorted_out
from newsgen.model.article import Article, PlainPage
from newsgen.model.config import Config
from newsgen.model.entry import Entry, instant
from newsgen.reading.media import Shelf
from newsgen.reading.reading import read_texts, readers
from newsgen.reading.scan import scan
from newsgen.site.options import Folders
from newsgen.site.sources import entries_now

Kind = Literal["drafts", "scheduled", "expired", "breaking", "corrected"]
REASONS = {"drafts": "draft", "scheduled": "scheduled", "expired": "expired"}
_text_decoder = msgspec.msgpack.Decoder(Article | PlainPage)


class Listed(Struct, frozen=True):
    """An article of a list. when: what it is listed for: published, expired, the end of breaking, the last correction.

    file: below the site's folder. published: None for a plain page. note: what was corrected.
    """

    file: str
    title: str
    published: datetime | None
    when: datetime | None
    note: str = ""


def listed(kind: Kind, config: Config, folders: Folders, moment: Moment, jobs: int) -> list[Listed]:
    """Those that come next first: the nearest instant that is to come, else the latest that was."""
    entries = entries_now(config, folders, jobs)
    content = config.paths.content
    if kind == "corrected":
        return sorted(_corrected(entries, config, folders, jobs), key=_time, reverse=True)
    if kind == "breaking":
        found = [_listed(entry, instant(entry.breaking_until), content) for entry in _live(entries, moment)]
        return sorted(found, key=_time)
    _, held_back = sorted_out(entries, moment)
    held = [_listed(held.text, held.when, content) for held in held_back if held.reason == REASONS[kind]]
    return sorted(held, key=_time, reverse=kind != "scheduled")


def texts_now(names: Iterable[str], config: Config, folders: Folders, jobs: int) -> dict[str, Article | PlainPage]:
    """The texts of these sources, read anew; those that can't be read are left out."""
    sources = scan(folders.content, folders.assets, config.paths.content, config.ignore)
    found: dict[str, Article | PlainPage] = {}

    def take(reads: Sequence[tuple[str, object, bytes]]) -> None:
        found.update((source, _text_decoder.decode(text)) for source, _, text in reads if text)

    shelf = Shelf(sources.files, {})
    wanted = [name for name in names if name in sources.texts]
    read_texts(wanted, sources, config, shelf, readers(config, shelf, jobs), take)
    return found


def _live(entries: Iterable[Entry], moment: Moment) -> list[Entry]:
    visible, _ = sorted_out(entries, moment)
    return [entry for entry in visible if is_breaking(entry, moment.now)]


def _corrected(entries: Iterable[Entry], config: Config, folders: Folders, jobs: int) -> list[Listed]:
    by_source = {entry.source: entry for entry in entries}
    may_be = [source for source in by_source if b"orrections" in _bytes(folders.content / source)]
    found = []
    for source, text in texts_now(may_be, config, folders, jobs).items():
        if isinstance(text, Article) and text.corrections:
            dates = [correction.date for correction in text.corrections if correction.date]
            note = " ".join(correction.text for correction in text.corrections)
            found.append(_listed(by_source[source], max(dates, default=None), config.paths.content, note))
    return found


def _listed(entry: Entry, when: datetime | None, content: str, note: str = "") -> Listed:
    published = datetime.fromisoformat(entry.published) if entry.published else None
    return Listed(f"{content}/{entry.source}", entry.title, published, when, note)


def _time(found: Listed) -> tuple[float, str]:
    when = found.when or found.published
    return (when.timestamp() if when else 0.0), found.file


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
