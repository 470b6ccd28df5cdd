"""Looking at articles as they are now, without a build: held back, breaking, corrected or broken. Reads disk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from newsgen.catalog.visibility import Moment, is_breaking, sorted_out
from newsgen.engine.store import DamagedMemoryError, reading
from newsgen.model.article import Article, PlainPage
from newsgen.model.config import Config
from newsgen.model.entry import Entry, instant
from newsgen.model.problem import Problem, errors, with_severity
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_texts import read_texts, readers
from newsgen.reading.scan import scan
from newsgen.site.options import Folders
from newsgen.site.past import Archive
from newsgen.site.planning import planned
from newsgen.site.sources import SiteRead, read_now
from newsgen.site.version import code_version

Kind = Literal["drafts", "scheduled", "expired", "breaking", "corrected", "broken"]
REASONS = {"drafts": "draft", "scheduled": "scheduled", "expired": "expired"}
_text_decoder = msgspec.msgpack.Decoder(Article | PlainPage)


class Listed(Struct, frozen=True):
    """An article of a list. when: what it is listed for: published, expired, the end of breaking, the last correction.

    file: below the site's folder. published: None for a plain page. note: what was corrected, or is wrong.
    """

    file: str
    title: str
    published: datetime | None
    when: datetime | None
    note: str = ""


def listed(kind: Kind, config: Config, folders: Folders, moment: Moment, jobs: int) -> list[Listed]:
    """Those that come next first: the nearest instant that is to come, else the latest that was."""
    read = read_now(config, folders, jobs)
    entries = list(read.entries.values())
    content = config.paths.content
    if kind == "broken":
        return _broken(read, config, folders, moment)
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

    media_files = MediaFiles(sources.files, {})
    wanted = [name for name in names if name in sources.texts]
    read_texts(wanted, sources, media_files, readers(config, media_files, jobs), take)
    return found


def _live(entries: Iterable[Entry], moment: Moment) -> list[Entry]:
    visible, _ = sorted_out(entries, moment)
    return [entry for entry in visible if is_breaking(entry, moment.now)]


def _broken(read: SiteRead, config: Config, folders: Folders, moment: Moment) -> list[Listed]:
    """Those with errors, by file; what readers see of them is what the last build put out."""
    plan = planned(read, config, moment, folders)
    plan.bench.texts.close()
    found = errors(with_severity([*read.problems(), *plan.problems], config.problems))
    content, wrong = config.paths.content, dict[str, Problem]()
    for problem in sorted(found, key=lambda problem: problem.place):
        source = problem.place.path.removeprefix(f"{content}/")
        if source in read.kept:
            wrong.setdefault(source, problem)
    published = _published(wrong, folders)
    return [
        _listed(entry, None, content, str(problem))
        if (entry := published.get(source))
        else Listed(problem.place.path, "", None, None, str(problem))
        for source, problem in wrong.items()
    ]


def _published(sources: Iterable[str], folders: Folders) -> dict[str, Entry]:
    """Of these sources, what the last build put out."""
    try:
        with reading(folders.memory, code_version()) as store:
            archive = Archive(store)
            state = archive.state()
            found = archive.published(sources, state.moment) if state else {}
            return {source: entry for source, (entry, _) in found.items()}
    except (DamagedMemoryError, OSError):
        return {}


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
