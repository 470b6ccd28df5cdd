"""Where articles stand: in time, and in the lines that pages ask for. Pure."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.lines import LinesOf, lines_of
from newsgen.catalog.related import Position
from newsgen.model.article import Author, Group, Photo
from newsgen.model.config import Config, SectionConfig
from newsgen.model.entry import Entry
from newsgen.model.names import NO_SLUGS, Slugs, author_slug, configured_slugs, identity, slug_of, usual_slug
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
    """What a line's group or author is called: as its oldest article has it.

    known: authors with details, by the identities of what articles may call them. slugs: of sections and tags that have
    not those of their own, since others have these; by kind and identity.
    """

    def __init__(self, config: Config, known: Mapping[str, Author], slugs: Slugs = NO_SLUGS) -> None:
        self.base, self.known = config.base_path, known
        self._told = configured_slugs(config)
        self._slugs = {**self._told, **slugs}
        mixed_up = {usual_slug(line.partition(":")[2]) for line in slugs if line.startswith("section:")}
        self._sections = {slug(name): told for name, told in config.sections.items() if slug(name) not in mixed_up}
        self._sections |= {name: told for name, told in config.sections.items() if slug(name) == name}
        self._sections |= {identity(name): told for name, told in config.sections.items()}

    def slug(self, kind: GroupKind, name: str) -> str:
        return author_slug(name, self.known) if kind == "author" else slug_of(kind, name, self._slugs)

    def is_told(self, kind: GroupKind, name: str) -> bool:
        """Whether the config says which slug a section or tag has."""
        return f"{kind}:{identity(name)}" in self._told

    def listed(self, name: str) -> Author | None:
        return self.known.get(identity(name))

    def who(self, kind: GroupKind, name: str) -> str:
        """The same for all that a section, tag or author may be called."""
        author = self.listed(name) if kind == "author" else None
        return listed_as(author) if author else identity(name)

    def group(self, kind: GroupKind, name: str, entry: Entry) -> Group:
        if kind == "section":
            return self._section(entry.section, name)
        at = entry.tag_slugs.index(name)
        is_plain = len(entry.tags) == len(entry.tag_slugs)
        title = entry.tags[at] if is_plain else next(tag for tag in entry.tags if self.slug("tag", tag) == name)
        return Group(title, name, f"{self.base}/tag/{name}/")

    def _section(self, title: str, name: str) -> Group:
        """What the config knows of it, by its name or slug."""
        told = self._told_of_section(title, name) if self._sections else None
        shown, description = (told.title, told.description) if told else ("", "")
        return Group(shown or title, name, f"{self.base}/section/{name}/", description)

    def _told_of_section(self, title: str, name: str) -> SectionConfig | None:
        known, usual = self._sections, slug(title)
        if told := known.get(identity(title)) or known.get(name):
            return told
        return known[usual] if usual in known and known[usual].slug == name else None

    def author_of(self, name: str, entry: Entry) -> Author:
        """The one of an article's authors who has that slug."""
        return self.author(next(title for title in entry.authors if self.slug("author", title) == name))

    def author(self, title: str) -> Author:
        author = self.listed(title)
        if author is None:
            own_slug = slug(title)
            author = Author(name=title, slug=own_slug, url=f"/author/{own_slug}/")
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


def listed_as(author: Author) -> str:
    """Of an author with details: apart from all others, as long as slug and name are not both the same."""
    return f"{author.slug} {identity(author.name)}"


def indexed(articles: Iterable[Entry], naming: Naming, now: float, lines_of: LinesOf = lines_of) -> Indices:
    """now: in seconds since 1970. Names with one slug are one group.

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
