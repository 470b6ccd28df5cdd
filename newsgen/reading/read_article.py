"""Reading one file into an Article or a PlainPage, and what is kept of it. Reads disk."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress

import msgspec
from msgspec.structs import replace

from newsgen.model.article import Article, Body, PlainPage
from newsgen.model.config import Config
from newsgen.model.digest import digest
from newsgen.model.entry import CachedText, Entry, entry_of
from newsgen.model.problem import Place, Problem
from newsgen.reading import articles
from newsgen.reading.article_body import body
from newsgen.reading.articles import Matter
from newsgen.reading.decoding import decoded, problem_of, refuse_conflict
from newsgen.reading.markdown_text import MarkdownText
from newsgen.reading.media_files import MediaFiles, body_media, resolved
from newsgen.reading.sanitize import with_own_frames
from newsgen.reading.scan import File, matches
from newsgen.reading.split_front_matter import split
from newsgen.reading.tree import MatterError, Scalar
from newsgen.reading.tree import Sequence as Listed
from newsgen.reading.written_paths import old_path

TextRead = tuple[CachedText, bytes]
"""What one file gave, with the Article or PlainPage, packed; empty where it can't be one."""
PAGES = "pages/"
"""The folder below the content folder whose files are plain pages."""
_PLACED = ("section", "tags", "authors", "slug", "id", "aliases")


def read_batch(
    jobs: Sequence[tuple[str, File]],
    config: Config,
    media_files: MediaFiles,
    limited: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> bytes:
    """What each file gave, and the files that had to be measured for them, packed. limited: within it each is read.
    jobs: paths below the content folder, and the files."""
    before = len(media_files.measured)
    reads = []
    for source, file in jobs:
        with limited():
            reads.append(read_file(source, file, config, media_files))
    new = dict(list(media_files.measured.items())[before:])
    try:
        return msgspec.msgpack.encode((reads, new))
    except (ValueError, OverflowError, RecursionError):
        paths = [_path(source, config) for source, _ in jobs]
        return msgspec.msgpack.encode(([_that_can_be_sent(*each) for each in zip(reads, paths, strict=True)], new))


def read_file(source: str, file: File, config: Config, media_files: MediaFiles) -> TextRead:
    """Never raises for what a writer wrote: what nobody foresaw is a problem of that text alone."""
    media_files.read_files = {}
    content, path = b"", _path(source, config)
    try:
        with open(file.path, "rb") as opened:
            content = opened.read()
        return _read_text(content, source, file, config, media_files)
    except RecursionError:
        what, fix = "the text nests too deeply to be rendered", "flatten its lists, quotes and brackets"
        problem = Problem("too-deep", Place(path), what, fix)
    except OSError as error:  # it may be readable next time, and no stat tells
        return CachedText((), "", problems=(problem_of(error, path),)), b""
    except Exception as error:
        problem = problem_of(error, path)
    return CachedText(file.stat, digest(content), problems=(problem,)), b""


def _path(source: str, config: Config) -> str:
    """The path by which problems name the text."""
    return f"{config.paths.content}/{source}"


def _that_can_be_sent(read: TextRead, path: str) -> TextRead:
    """What was read, or the problem that it can't be packed."""
    try:
        msgspec.msgpack.encode(read)
        return read
    except (ValueError, OverflowError, RecursionError) as error:
        kept, _ = read
        return CachedText(kept.stat, kept.digest, problems=(problem_of(error, path),)), b""


def places_of_keys(file: File, path: str, config: Config) -> dict[tuple[str, str], Place]:
    """Tell where a text's front matter has the keys that names and urls are made of, by key and "". By key and name
    also each tag and author, by key and path each alias. Nothing where it can't be read any more."""
    with suppress(MatterError, OSError, RecursionError):
        with open(file.path, "rb") as opened:
            text, _ = decoded(opened.read(), path, config.limits.article_bytes)
        matter, _ = articles.matter(split(text)[0], (), path, path.removeprefix(f"{config.paths.content}/"), config)
        places: dict[tuple[str, str], Place] = {
            (key, ""): matter.place(key) for key in _PLACED if key in matter.entries
        }
        for key in ("tags", "authors", "aliases"):
            value = matter.entries[key].value if key in matter.entries else None
            for item in value.items if isinstance(value, Listed) else ():
                if isinstance(item, Scalar) and item.text:
                    name = old_path(item.text, config)[0] if key == "aliases" else item.text.strip()
                    places.setdefault((key, name), Place(path, item.line, item.column))
        return places
    return {}


def _read_text(content: bytes, source: str, file: File, config: Config, media_files: MediaFiles) -> TextRead:
    path = _path(source, config)
    text, problems = decoded(content, path, config.limits.article_bytes)
    refuse_conflict(text)
    written, typed, line, slips = split(text)
    matter, found = articles.matter(written, slips, path, source, config)
    markdown = with_own_frames(config.markdown, config.site.url)
    if any(matches(source, folder) for folder in markdown.trusted):
        markdown = replace(markdown, html="trusted")
    rendered, cleaned = body(MarkdownText(path, typed, line), markdown, matter.marks)
    entry, finished, more = _made(matter, rendered, source, config, media_files)
    if entry and entry.draft:  # it may yet be written
        cleaned = [problem for problem in cleaned if problem.code != "empty-text"]
    problems += [*found, *cleaned, *more]
    if entry is None or finished is None:
        return CachedText(file.stat, digest(content), problems=tuple(problems)), b""
    packed = msgspec.msgpack.encode(msgspec.to_builtins(finished))  # its own times lose the writer's offset
    entry = replace(entry, content=digest(packed), layout_at=_at(matter.place("layout")))
    return CachedText(file.stat, digest(content), entry, tuple(problems), media_files.read_files), packed


def _made(
    matter: Matter, rendered: Body, source: str, config: Config, media_files: MediaFiles
) -> tuple[Entry | None, Article | PlainPage | None, list[Problem]]:
    make = articles.plain_page if source.startswith(PAGES) else articles.article
    text, problems = make(matter, source, rendered, config)
    if text is None:
        return None, None, problems
    files, places = list[tuple[str, str]](), list[Place]()
    if isinstance(text, Article):
        places = [matter.place("authors", number) for number, _ in enumerate(text.authors)]
        if text.photo:
            photo, found, files = resolved(text.photo, source, media_files, matter.place("photo", "src"))
            text, problems = replace(text, photo=photo), problems + found
    media, missing, more = body_media(text, media_files, _path(source, config))
    text = replace(text, media=media) if media else text
    entry = replace(entry_of(text, config), authors_at=tuple(map(_at, places)), files=(*files, *more))
    entry = replace(entry, pictures=tuple(dict.fromkeys(file for file in media.values() if file.name)))
    return entry, text, [*problems, *missing]


def _at(place: Place) -> tuple[int, int]:
    return place.line, place.column
