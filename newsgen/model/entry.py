"""What is held in memory of each text, and what the cache has of reading it. Pure."""

from datetime import UTC, datetime
from functools import cache
from sys import intern
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.article import Article, ArticleType, MediaFile, Photo, PlainPage, Withheld
from newsgen.model.config import Config
from newsgen.model.names import configured_slugs, slug_of
from newsgen.model.problem import Problem
from newsgen.model.slugs import slug
from newsgen.model.urls import filled, plain_url, stem
from newsgen.model.words import excerpt

SUMMARY_LENGTH = 200

Stat = tuple[int, ...]
"""Size, mtime and ctime in ns, inode; () where it can't be relied on."""
NEVER = float("inf")
TextKind = Literal["article", "plain"]
LinkKind = Literal["file", "map", "made"]


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """An article without its text, or a plain page.

    url: without the site's base path. name: the slug of its file's name. published, updated: ISO 8601 with the
    writer's own offset. time, changed, expires, rights_until, breaking_until, pinned_until: seconds since 1970; NEVER
    where there is no end, and breaking_until and pinned_until are 0 for what never was. month: of publication, YYYY-MM.
    content: digest of all that its own page is made of. files: output path of each file that it shows, with that file's
    name among the sources, its photo's first; not those of which there are renditions. pictures: the ones in its body
    of which there are.
    layout_at, authors_at: line and column of what the front matter says of these.
    """

    kind: TextKind
    source: str
    id: str
    slug: str
    name: str
    url: str
    title: str
    content: str
    published: str = ""
    time: float = 0.0
    updated: str = ""
    changed: float = 0.0
    expires: float = NEVER
    breaking_until: float = 0.0
    pinned_until: float = 0.0
    weight: int = 0
    month: str = ""
    summary: str = ""
    photo: Photo | None = None
    rights_until: float = NEVER
    withheld: Withheld = ""
    must_read: bool = False
    is_corrected: bool = False
    draft: bool = False
    noindex: bool = False
    type: ArticleType = "news"
    lang: str = ""
    translation_key: str = ""
    series: str = ""
    section: str = ""
    section_slug: str = ""
    tags: tuple[str, ...] = ()
    tag_slugs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    layout: str = ""
    layout_at: tuple[int, int] = (1, 1)
    authors_at: tuple[tuple[int, int], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    pictures: tuple[MediaFile, ...] = ()


class CachedText(Struct, frozen=True, gc=False):
    """What reading one file gave. digest: of its bytes. read_files: by name, the digest of every file that the text
    wanted, "" for one that is not there."""

    stat: Stat
    digest: str
    entry: Entry | None = None
    problems: tuple[Problem, ...] = ()
    read_files: dict[str, str] = {}


class AssetLink(Struct, frozen=True, gc=False, array_like=True):
    """A file that a style sheet or a script among the assets names. start, end: of the name among the characters of the
    file; target: as it is written, without quotes; line, column: counted from 1. kind: `file`; `map` for a source map,
    which may be missing; `made` for the beginning of a name that is put together while the script runs."""

    start: int
    end: int
    target: str
    line: int
    column: int
    kind: LinkKind = "file"


class Measured(Struct, frozen=True, gc=False):
    """A file that is put out as it is. width, height: pixels, None if it is no picture; wrong: in words, or "". links:
    what it names, where it is a style sheet or a script among the assets; these names are put out otherwise. credit,
    alt: as a picture's file itself has them. is_decoded: it was tried; then colour: its mean, as #rrggbb, "" where no
    renditions can be made of it; as_is: why not, in words, "" where that needs no telling."""

    stat: Stat
    digest: str
    media_type: str = ""
    width: int | None = None
    height: int | None = None
    wrong: str = ""
    links: tuple[AssetLink, ...] = ()
    credit: str = ""
    alt: str = ""
    is_decoded: bool = False
    colour: str = ""
    as_is: str = ""


@cache
def _shared(kind: type[Struct], other: type[Struct]) -> tuple[str, ...]:
    return tuple(name for name in kind.__struct_fields__ if name in other.__struct_fields__)


def shared_fields(kind: type[Struct], source: Struct) -> dict[str, Any]:
    """What `source` has of the fields of a Struct, by their names, for one that has much in common with it."""
    return {name: getattr(source, name) for name in _shared(kind, type(source))}


def shown_files(entry: Entry) -> list[tuple[str, str]]:
    """The output path of each file that a text shows, of a picture its largest rendition's, with its name among the
    sources."""
    pictures = [(file.output, file.name) for file in entry.pictures]
    if entry.photo and entry.photo.name:
        pictures.append((entry.photo.url.removeprefix("/"), entry.photo.name))
    return [*entry.files, *pictures]


def entry_of(text: Article | PlainPage, config: Config) -> Entry:
    """Make what is held of a text in memory; its url and the slugs of its section and tags are as the config has it."""
    fields = shared_fields(Entry, text) | {"name": slug(stem(text.source)), "content": ""}
    fields["expires"] = text.expires.timestamp() if text.expires else NEVER
    if isinstance(text, PlainPage):
        time = text.published.timestamp() if text.published else 0.0
        fields |= {"published": "", "summary": "", "lang": ""}  # nobody shows these of a plain page
        return Entry(**fields, kind="plain", id=text.source, url=plain_url(text.source, text.slug), time=time)
    slugs, language, day = configured_slugs(config), text.lang or config.site.language, text.published
    section_slug = slug_of("section", text.section, slugs)
    fields |= {
        "published": day.isoformat(),
        "updated": text.updated.isoformat() if text.updated else "",
        "breaking_until": text.breaking_until.timestamp() if text.breaking_until else 0.0,
        "pinned_until": text.pinned_until.timestamp() if text.pinned_until else NEVER if text.is_pinned else 0.0,
        "rights_until": text.rights_until.timestamp() if text.rights_until else NEVER,
        "is_corrected": bool(text.corrections),
        "summary": text.summary or excerpt(text.body.opening, SUMMARY_LENGTH, config.ellipsis),
    }
    return Entry(
        **fields,
        kind="article",
        url=filled(config.permalink, day, text.slug, section_slug, language),  # the day by the text's own zone
        time=day.timestamp(),
        changed=max(text.updated or day, day).timestamp(),
        month=f"{day.year:04}-{day.month:02}",
        section_slug=section_slug,
        tag_slugs=tuple(dict.fromkeys(slug_of("tag", tag, slugs) for tag in text.tags)),
    )


def lean(cached: CachedText, stat: Stat) -> CachedText:
    """Make an equal one that takes two thirds of the memory: words that many entries share are stored once. stat: equal
    to its own, if that can be relied on."""
    entry = cached.entry
    if entry is None:
        return cached
    alike = replace(
        entry,
        name=entry.slug if entry.name == entry.slug else entry.name,
        month=intern(entry.month),
        section=intern(entry.section),
        section_slug=intern(entry.section_slug),
        tags=tuple(map(intern, entry.tags)),
        tag_slugs=tuple(map(intern, entry.tag_slugs)),
        authors=tuple(map(intern, entry.authors)),
    )
    return replace(cached, entry=alike, stat=stat if cached.stat else ())


def instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
