"""Where articles stand: in time, and in the lines that pages ask for. Pure."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.lines import LinesOf, lines_of
from newsgen.catalog.related import Position
from newsgen.model.article import Author, Group, Photo
from newsgen.model.config import Config
from newsgen.model.entry import Entry
from newsgen.model.slugs import slug
from newsgen.model.urls import at_base

GroupKind = Literal["section", "tag", "author"]
Groups = dict[tuple[GroupKind, str], Group]
"""By kind and slug."""


class Entries(Protocol):
    """By position."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Entry]: ...

    def __getitem__(self, position: Position, /) -> Entry: ...

    def __setitem__(self, position: Position, entry: Entry, /) -> None: ...


class Indices(Struct):
    """Articles oldest first; a Position is an index into that order, and positions in a line ascend.

    times: of publication, in seconds since 1970. positions: by id. groups: sections and tags; authors: by slug, those
    of a visible article. column: a field of every entry, by position. last_changed: of a month's articles that search
    engines may list, the one that was changed last.
    """

    entries: Entries
    times: Sequence[float]
    positions: Mapping[str, Position]
    lines: Mapping[str, Sequence[Position]]
    groups: Groups
    authors: dict[str, Author]
    column: Callable[[str], Sequence[Any]]
    last_changed: Callable[[str], Position | None]


class Naming:
    """What a line's group or author is called: as its oldest article has it. known: authors with details."""

    def __init__(self, config: Config, known: Mapping[str, Author]) -> None:
        self.base, self.known = config.base_path, known
        self._told_of = {slug(name): told for name, told in config.sections.items()}

    def group(self, kind: GroupKind, name: str, entry: Entry) -> Group:
        if kind == "section":
            return self._group("section", entry.section, name)
        at = entry.tag_slugs.index(name)
        is_plain = len(entry.tags) == len(entry.tag_slugs)
        title = entry.tags[at] if is_plain else next(tag for tag in entry.tags if slug(tag) == name)
        return self._group("tag", title, name)

    def _group(self, kind: GroupKind, title: str, name: str) -> Group:
        told = self._told_of.get(name) if kind == "section" else None
        shown, description = (told.title, told.description) if told else ("", "")
        return Group(shown or title, name, f"{self.base}/{kind}/{name}/", description)

    def author_of(self, name: str, entry: Entry) -> Author:
        """The one of an article's authors who has that slug."""
        authors = (self.author(title) for title in entry.authors)
        return next(author for author in authors if author.slug == name)

    def author(self, title: str) -> Author:
        own_slug = slug(title)
        author = self.known.get(own_slug) or Author(name=title, slug=own_slug, url=f"/author/{own_slug}/")
        return _below(author, self.base)

    def name(self, line: str, entry: Entry, groups: Groups, authors: dict[str, Author]) -> None:
        """Notes what the line's group or author is called if that is its oldest article."""
        kind, _, name = line.partition(":")
        if kind == "section":
            groups["section", name] = self.group("section", name, entry)
        elif kind == "tag":
            groups["tag", name] = self.group("tag", name, entry)
        elif kind == "author":
            authors[name] = self.author_of(name, entry)


def indexed(articles: Iterable[Entry], naming: Naming, now: float, lines_of: LinesOf = lines_of) -> Indices:
    """now: in seconds since 1970. Spellings with one slug are one group.

    Positions and times are in arrays: asking touches no other objects then, which processes that share them would copy.
    """
    entries = sorted(articles, key=lambda entry: (entry.time, entry.id))
    lines: dict[str, array[Position]] = {}
    groups: Groups = {}
    authors: dict[str, Author] = {}
    known = naming.known
    for position, entry in enumerate(entries):
        for line in lines_of(entry, now, known):
            if line in lines:
                lines[line].append(position)
            else:
                lines[line] = array("i", (position,))
                naming.name(line, entry, groups, authors)
    return Indices(
        entries=entries,
        times=array("d", [entry.time for entry in entries]),
        positions={entry.id: position for position, entry in enumerate(entries)},
        lines={"all": range(len(entries)), **lines},
        groups=groups,
        authors=authors,
        column=lambda field: [getattr(entry, field) for entry in entries],
        last_changed=lambda month: last_changed(entries, lines.get(f"month:{month}", ())),
    )


def last_changed(entries: Entries, among: Iterable[Position]) -> Position | None:
    """Of those that search engines may list; of two the older one."""
    listed = (position for position in among if not entries[position].noindex)
    return max(listed, key=lambda position: entries[position].changed, default=None)


def photo_below(photo: Photo | None, base: str) -> Photo | None:
    return replace(photo, url=at_base(photo.url, base)) if photo and base else photo


def _below(author: Author, base: str) -> Author:
    return replace(author, url=base + author.url, photo=photo_below(author.photo, base)) if base else author
