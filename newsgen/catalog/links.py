"""What links by source path and READ ALSO names lead to. Pure."""

import posixpath
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from msgspec import Struct

from newsgen.model.entry import Entry
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url

MARKDOWN = (".md", ".markdown")
Note = Callable[..., None]


class Target(Struct, frozen=True):
    """Where a link leads. url: root-relative with the site's path and the #fragment; id: of article or plain page."""

    url: str
    id: str


class Links:
    """Finds articles and plain pages by their source path or slug. Owns the tables.

    note: told of each facet that is read, `source:PATH`, `slug:SLUG` or `name:NAME`, whether or not there is something.
    """

    def __init__(self, articles: Sequence[Entry], plain: Sequence[Entry], base: str, note: Note) -> None:
        self._base, self._note = base, note
        self._by_source = {entry.source: entry for entry in (*articles, *plain)}
        self._by_slug = {entry.slug: entry for entry in articles}
        self._by_name = {entry.name: entry for entry in articles}

    def put(self, entry: Entry) -> None:
        """In place of the one that has its names."""
        tables = (self._by_source, entry.source), (self._by_slug, entry.slug), (self._by_name, entry.name)
        for table, name in tables:
            if name in table and table[name].source == entry.source:
                table[name] = entry

    def target(self, written: str, source: str) -> Target | None:
        """What a relative link to a Markdown file in the text at `source` leads to."""
        parts = split_url(written)
        path, fragment = unquote(parts.path), f"#{parts.fragment}" if parts.fragment else ""
        for place in places(path, source):
            if entry := self._at(place):
                return Target(f"{self._base}{entry.url}{fragment}", entry.id)
        return None

    def read_also(self, written: str, source: str) -> Entry | None:
        """The article that a READ ALSO line names: by path (with or without its ending), by slug or by file name."""
        names = [written, *(written + ending for ending in MARKDOWN)]
        for place in (place for name in names for place in places(name, source)):
            if (entry := self._at(place)) and entry.kind == "article":
                return entry
        self._note(f"slug:{written}")
        self._note(f"name:{slug(written)}")
        return self._by_slug.get(written) or self._by_name.get(slug(written))

    def _at(self, place: str) -> Entry | None:
        self._note(f"source:{place}")
        return self._by_source.get(place)


def is_source_path(written: str) -> bool:
    return split_url(written).path.lower().endswith(MARKDOWN)


def places(path: str, source: str) -> tuple[str, str]:
    """Where below the content folder a path in the text at `source` may lead: from its own folder, from that folder."""
    relative = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    return relative, posixpath.normpath(path.lstrip("/"))
