"""What rules find in each text, remembered from one check to the next. Reads and writes disk, starts processes.

One file of MessagePack behind a checksum: it is read and written whole, and a damaged one is as good as none.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from newsgen.catalog.catalog import LoadText
from newsgen.check.context import ArticleContext, ShownPicture, TextFindings
from newsgen.check.duplicates import minhash
from newsgen.check.rules import problems_of_text
from newsgen.check.saved_files import saved
from newsgen.check.text_rules import outward_urls
from newsgen.model.article import Article, PlainPage, Reference
from newsgen.model.config import Config
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem
from newsgen.pages.link_check import TO_TEXTS
from newsgen.reading.articles import matter
from newsgen.reading.decoding import decoded
from newsgen.reading.holding import NOT_BEFORE
from newsgen.reading.key_mapping import plain_key
from newsgen.reading.media_files import PICTURES, means_file
from newsgen.reading.sanitize import plain_text
from newsgen.reading.scan import Sources
from newsgen.reading.split_front_matter import split
from newsgen.reading.tree import MatterError, Scalar
from newsgen.reading.tree import Sequence as Listed
from newsgen.workers import spread

_POINTED_AT = ("title", "date", "section", "tags", "aliases", "expires", "photo", "slug", "updated")
"""Keys that rules over all texts may point at."""
_SCHEDULED = {*NOT_BEFORE, "publishdate"}
"""Keys by which a writer says that a date is meant to come."""
MAX_LINKS = 1000
"""Links out of the site that are remembered of one text."""
_batch_decoder = msgspec.msgpack.Decoder(list[tuple[str, TextFindings]])


class SavedFindings(Struct, frozen=True, array_like=True):
    """version: of the rules. texts: by source. layouts: what is wrong with them, under a digest of all that they
    depend on. dead_links: by source, under a digest of all that links can lead to but the ids in texts."""

    version: str
    texts: Mapping[str, TextFindings] = {}
    layouts: tuple[bytes, tuple[Problem, ...]] = (b"", ())
    dead_links: tuple[bytes, Mapping[str, tuple[Problem, ...]]] = (b"", {})


def saved_findings(file: Path, version: str) -> SavedFindings:
    """Return what the last check found; nothing where another version wrote the file, or it is damaged."""
    found: SavedFindings | None = saved(file, SavedFindings)
    return found if found and found.version == version else SavedFindings(version)


def find_in_texts(
    entries: Sequence[tuple[Entry, str]], config: Config, sources: Sources, text: LoadText, processes: int
) -> Iterator[tuple[str, TextFindings]]:
    """Give what rules find in each text, by source. entries: each with the key of its findings."""
    snapshot = config, sources, text
    for batch in spread(_find_in_batch, snapshot, lambda: snapshot, entries, processes):
        yield from _batch_decoder.decode(batch)


def _find_in_batch(snapshot: tuple[Config, Sources, LoadText], entries: Sequence[tuple[Entry, str]]) -> bytes:
    """The unit of work: the findings, packed."""
    config, sources, text = snapshot
    found = [(entry.source, _find_in_text(entry, key, text(entry.source), config, sources)) for entry, key in entries]
    return msgspec.msgpack.encode(found)


def _find_in_text(entry: Entry, key: str, text: Article | PlainPage, config: Config, sources: Sources) -> TextFindings:
    context = _context_of(entry, text, config, sources)
    if context is None:
        return TextFindings("")
    return TextFindings(
        key,
        tuple(problems_of_text(context)),
        tuple(context.matter.values.get("check", {})),
        _places(context),
        tuple(pointer for pointer in text.body.references if pointer.kind in TO_TEXTS and not means_file(pointer)),
        tuple(_outward(context)),
        minhash(plain_text(text.body.html, is_sanitized=True)) if entry.kind == "article" else b"",
    )


def _context_of(entry: Entry, text: Article | PlainPage, config: Config, sources: Sources) -> ArticleContext | None:
    """Return the context of a text, None for a file that can't be read any more."""
    path = f"{config.paths.content}/{entry.source}"
    try:
        typed, _ = decoded(Path(sources.texts[entry.source].path).read_bytes(), path, config.limits.article_bytes)
        keys, body, body_line, slips = split(typed)
        found, _ = matter(keys, slips, path, text.source, config)
    except (MatterError, OSError):
        return None
    is_scheduled = any(plain_key(name) in _SCHEDULED for name in keys.entries)
    pictures = tuple(_pictures(entry, text, sources))
    return ArticleContext(text, found, body, body_line, is_scheduled, pictures, config.photos)


def _pictures(entry: Entry, text: Article | PlainPage, sources: Sources) -> Iterator[ShownPicture]:
    """The pictures that are put out for the text, each once, as far as their files can be read."""
    if not entry.files:
        return
    from newsgen.check.picture_metadata import metadata_of

    photo = entry.photo.url.removeprefix("/") if entry.photo else ""
    sizes = {file.output: (file.width or 0, file.height or 0) for file in text.media.values()}
    if entry.photo:
        sizes[photo] = entry.photo.width or 0, entry.photo.height or 0
    for output, name in dict(entry.files).items():
        file = sources.files.get(name)
        if file is None or Path(name).suffix.lower() not in PICTURES:
            continue
        with suppress(OSError):
            size = Path(file.path).stat().st_size
            yield ShownPicture(name, output == photo, size, *sizes.get(output, (0, 0)), metadata_of(file.path))


def _outward(context: ArticleContext) -> Iterator[Reference]:
    end = 0
    for url in outward_urls(context.text.body.html)[:MAX_LINKS]:
        place, end = context.where(url, end)
        yield Reference("link", url, place.line, place.column)


def _places(context: ArticleContext) -> dict[str, tuple[int, int]]:
    places = {"body": (context.beginning.line, 1)}
    known = context.matter.entries
    for key in _POINTED_AT:
        place = context.at(key)
        if key in known or place.line > 1:
            places[key] = place.line, place.column
    for key in ("tags", "aliases"):
        value = known[key].value if key in known else None
        for item in value.items if isinstance(value, Listed) else ():
            if isinstance(item, Scalar) and item.text:
                places[f"{key} {item.text.strip()}"] = item.line, item.column
    if context.is_scheduled:
        places["scheduled"] = places.get("date", (1, 1))
    return places
