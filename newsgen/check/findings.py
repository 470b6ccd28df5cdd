"""What rules find in each text, remembered from one check to the next. Reads and writes disk, starts processes.

One file of MessagePack behind a checksum: it is read and written whole, and a damaged one is as good as none.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from newsgen.catalog.catalog import LoadText
from newsgen.check.build_problems import DeadLinks, find_dead_links, layout_problems
from newsgen.check.context import ArticleContext, ShownPicture, TextFindings
from newsgen.check.duplicates import minhash
from newsgen.check.rules import problems_of_text
from newsgen.check.saved_files import save, saved
from newsgen.check.text_rules import outward_urls
from newsgen.model.article import Article, PlainPage, Reference, shown_photo
from newsgen.model.config import Config, PicturesConfig
from newsgen.model.digest import digest_of
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem
from newsgen.pages.link_check import TO_TEXTS
from newsgen.pictures.renditions import css_width, sizes
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
from newsgen.site.options import Task
from newsgen.site.planning import SitePlan
from newsgen.site.sources import SiteRead
from newsgen.site.version import code_version
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
    depend on."""

    version: str
    texts: Mapping[str, TextFindings] = {}
    layouts: tuple[bytes, tuple[Problem, ...]] = (b"", ())
    dead_links: DeadLinks = (b"", {})


def update_findings(task: Task, read: SiteRead, plan: SitePlan, entries: Sequence[Entry]) -> SavedFindings:
    """Find what is wrong in these texts, in layouts and links, and save it for the next check: that looks at what
    changed. What another version saved, or is damaged, counts for nothing."""
    config, file = task.config, task.folders.check / "findings.msgpack"
    version = f"{code_version()} {digest_of([config.defaults, config.photos]).hex()}"
    before: SavedFindings | None = saved(file, SavedFindings)
    if before is None or before.version != version:
        before = SavedFindings(version)
    # Equal while neither the file nor what was made of it changed, its pictures included.
    keys = {entry.source: read.cached[entry.source].digest + entry.content for entry in entries}
    texts = {
        source: found
        for source, key in keys.items()
        if (found := before.texts.get(source)) is not None and found.key == key
    }
    changed = [(entry, keys[entry.source]) for entry in entries if entry.source not in texts]
    snapshot = config, read.sources, plan.loaders.text
    for batch in spread(_find_in_batch, snapshot, lambda: snapshot, changed, task.options.jobs):
        for source, found in _batch_decoder.decode(batch):
            texts[source] = found
            task.progress("proofreading", len(texts), len(keys))
    depends = digest_of([plan.state.everywhere, plan.state.layouts, plan.state.assets])
    layouts = before.layouts if before.layouts[0] == depends else (depends, layout_problems(plan))
    dead_links = find_dead_links(plan, texts, before.dead_links, {entry.source for entry, _ in changed})
    findings = SavedFindings(version, texts, layouts, dead_links)
    if findings != before:
        save(file, findings)
    return findings


def _find_in_batch(snapshot: tuple[Config, Sources, LoadText], entries: Sequence[tuple[Entry, str]]) -> bytes:
    """The unit of work: the findings, packed. entries: each with the key of its findings."""
    config, sources, text = snapshot
    found = [(entry.source, _find_in_text(entry, key, text(entry.source), config, sources)) for entry, key in entries]
    return msgspec.msgpack.encode(found)


def _find_in_text(entry: Entry, key: str, text: Article | PlainPage, config: Config, sources: Sources) -> TextFindings:
    """What there is to find; nothing in a file that can't be read any more."""
    path = f"{config.paths.content}/{entry.source}"
    try:
        typed, _ = decoded(Path(sources.texts[entry.source].path).read_bytes(), path, config.limits.article_bytes)
        keys, body, body_line, slips = split(typed)
        found, _ = matter(keys, slips, path, text.source, config)
    except (MatterError, OSError):
        return TextFindings("")
    is_scheduled = any(plain_key(name) in _SCHEDULED for name in keys.entries)
    pictures = tuple(_pictures(entry, text, sources, config.pictures))
    context = ArticleContext(text, found, body, body_line, is_scheduled, pictures, config.photos)
    return TextFindings(
        key,
        tuple(problems_of_text(context)),
        tuple(found.values.get("check", {})),
        _places(context),
        tuple(pointer for pointer in text.body.references if pointer.kind in TO_TEXTS and not means_file(pointer)),
        tuple(_outward(context)),
        minhash(plain_text(text.body.html, is_sanitized=True)) if entry.kind == "article" else b"",
    )


def _pictures(
    entry: Entry, text: Article | PlainPage, sources: Sources, config: PicturesConfig
) -> Iterator[ShownPicture]:
    """The pictures that are put out for the text, each once, as far as their files can be read."""
    shown = [(entry.photo, "photo")] if entry.photo else []
    shown += [(shown_photo(file), file.size) for file in text.media.values()]
    names, places = dict(entry.files), sizes(config)
    seen: set[str] = set()
    for picture, place in shown:
        name = picture.name or names.get(picture.url.removeprefix("/"), "")
        file = sources.files.get(name)
        if file is None or name in seen or Path(name).suffix.lower() not in PICTURES:
            continue
        from newsgen.check.picture_metadata import metadata_of

        seen.add(name)
        with suppress(OSError):
            size, width, height = Path(file.path).stat().st_size, picture.width or 0, picture.height or 0
            is_photo, is_as_it_is = picture is entry.photo, not picture.name
            room = 0 if place == "body" else css_width(places[place])
            yield ShownPicture(name, is_photo, is_as_it_is, size, width, height, room, *metadata_of(file.path))


def _outward(context: ArticleContext) -> Iterator[Reference]:
    end = 0
    for url in outward_urls(context.text.body.html)[:MAX_LINKS]:
        place, end = context.where(url, end)
        yield Reference("link", url, place.line, place.column)


def _places(context: ArticleContext) -> dict[str, tuple[int, int]]:
    places = {"body": (context.beginning.line, 1)}
    entries = context.matter.entries
    for key in _POINTED_AT:
        place = context.at(key)
        if key in entries or place.line > 1:
            places[key] = place.line, place.column
    for key in ("tags", "aliases"):
        value = entries[key].value if key in entries else None
        for item in value.items if isinstance(value, Listed) else ():
            if isinstance(item, Scalar) and item.text:
                places[f"{key} {item.text.strip()}"] = item.line, item.column
    if context.is_scheduled:
        places["scheduled"] = places.get("date", (1, 1))
    return places
