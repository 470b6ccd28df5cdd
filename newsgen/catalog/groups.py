"""What sections, tags and authors are called, and which slugs they have. Pure."""

from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace

from newsgen.model.article import Author, Group, Photo
from newsgen.model.config import Config, SectionConfig
from newsgen.model.entry import Entry
from newsgen.model.names import NO_SLUGS, Slugs, author_slug, configured_slugs, name_key, slug_of, usual_slug
from newsgen.model.slugs import slug
from newsgen.model.urls import at_base

GroupKind = Literal["section", "tag", "author"]
ListKind = GroupKind | Literal["month"]
LIST_KINDS: tuple[ListKind, ...] = ("section", "tag", "author", "month")
IndexKind = Literal["sections", "tags", "authors", "corrections"]
INDEXES: dict[IndexKind, str] = {
    "sections": "/section/",
    "tags": "/tag/",
    "authors": "/author/",
    "corrections": "/archive/corrections/",
}
"""The url of each, without the site's base path."""


class Naming:
    """What a line's group or author is called: as its oldest article has it. authors: those with details, by the
    identities of what articles may call them. slugs: of sections and tags that have not those of their own, since
    others have these; by kind and identity."""

    def __init__(self, config: Config, authors: Mapping[str, Author], slugs: Slugs = NO_SLUGS) -> None:
        self.base, self.authors = config.base_path, authors
        self._configured = configured_slugs(config)
        self._slugs = {**self._configured, **slugs}
        mixed_up = {usual_slug(line.partition(":")[2]) for line in slugs if line.startswith("section:")}
        self._sections = {slug(name): each for name, each in config.sections.items() if slug(name) not in mixed_up}
        self._sections |= {name: each for name, each in config.sections.items() if slug(name) == name}
        self._sections |= {name_key(name): each for name, each in config.sections.items()}

    def slug(self, kind: GroupKind, name: str) -> str:
        return author_slug(name, self.authors) if kind == "author" else slug_of(kind, name, self._slugs)

    def is_configured(self, kind: GroupKind, name: str) -> bool:
        """Whether the config says which slug a section or tag has."""
        return f"{kind}:{name_key(name)}" in self._configured

    def listed(self, name: str) -> Author | None:
        return self.authors.get(name_key(name))

    def who(self, kind: GroupKind, name: str) -> str:
        """The same for all that a section, tag or author may be called."""
        author = self.listed(name) if kind == "author" else None
        return listed_as(author) if author else name_key(name)

    def group(self, kind: GroupKind, name: str, entry: Entry) -> Group:
        if kind == "section":
            configured = self._section_config(entry.section, name) if self._sections else SectionConfig()
            url = f"{self.base}/section/{name}/"
            return Group(configured.title or entry.section, name, url, configured.description)
        at = entry.tag_slugs.index(name)
        is_plain = len(entry.tags) == len(entry.tag_slugs)
        title = entry.tags[at] if is_plain else next(tag for tag in entry.tags if self.slug("tag", tag) == name)
        return Group(title, name, f"{self.base}/tag/{name}/")

    def _section_config(self, title: str, name: str) -> SectionConfig:
        """What the config knows of a section, by its name or slug."""
        by_name, usual = self._sections, slug(title)
        if found := by_name.get(name_key(title)) or by_name.get(name):
            return found
        return by_name[usual] if usual in by_name and by_name[usual].slug == name else SectionConfig()

    def author_of(self, name: str, entry: Entry) -> Author:
        """The one of an article's authors who has that slug."""
        return self.author(next(title for title in entry.authors if self.slug("author", title) == name))

    def author(self, title: str) -> Author:
        author = self.listed(title)
        if author is None:
            own_slug = slug(title)
            author = Author(name=title, slug=own_slug, url=f"/author/{own_slug}/")
        if not self.base:
            return author
        return replace(author, url=self.base + author.url, photo=photo_below(author.photo, self.base))


def listed_as(author: Author) -> str:
    """Of an author with details: apart from all others, as long as slug and name are not both the same."""
    return f"{author.slug} {name_key(author.name)}"


def photo_below(photo: Photo | None, base: str) -> Photo | None:
    return replace(photo, url=at_base(photo.url, base)) if photo and base else photo
