"""What links by source path and READ ALSO names lead to. Pure."""

import posixpath
from collections.abc import Mapping
from typing import Literal
from urllib.parse import unquote

from msgspec import Struct

from newsgen.catalog.index import Index, Note, Position
from newsgen.model.entry import Entry
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url, stem

Called = Literal["source", "slug", "name"]
"""By what an article is called."""
MARKDOWN = (".md", ".markdown")


class Target(Struct, frozen=True):
    """Where a link leads. url: root-relative with the site's path and the #fragment; id: of article or plain page."""

    url: str
    id: str


class Links:
    """Finds articles and plain pages by their source path or slug. Owns the tables. plain: by source. note: told of
    each facet that is read, `source:PATH`, `slug:SLUG` or `name:NAME`, whether or not there is something."""

    def __init__(self, index: Index, plain: Mapping[str, Entry], base: str, note: Note) -> None:
        self._index, self._plain, self._base, self._note = index, plain, base, note
        self._tables: dict[str, dict[str, Position]] = {}

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
        return self._called("slug", written) or self._called("name", slug(written))

    def named(self, written: str, source: str) -> Target | None:
        """What other generators' `ref` and `post_url` name: a file with or without its ending, in any folder."""
        path, hashed, fragment = written.partition("#")
        for ending in ("", *MARKDOWN):
            if target := self.target(f"{path}{ending}{hashed}{fragment}", source):
                return target
        entry = self.read_also(path, source) or self._called("name", slug(stem(path)))
        return Target(f"{self._base}{entry.url}{hashed}{fragment}", entry.id) if entry else None

    def _at(self, place: str) -> Entry | None:
        self._note(f"source:{place}")
        return self._plain.get(place) or self._find("source", place)

    def _called(self, kind: Called, name: str) -> Entry | None:
        self._note(f"{kind}:{name}")
        return self._find(kind, name)

    def _find(self, kind: Called, name: str) -> Entry | None:
        """Of two that are called alike the newer one. The tables are made when they are first wanted."""
        if kind not in self._tables:
            self._tables[kind] = {called: position for position, called in enumerate(self._index.column(kind))}
        position = self._tables[kind].get(name)
        return None if position is None else self._index.entry(position)


def is_source_path(written: str) -> bool:
    return split_url(written).path.lower().endswith(MARKDOWN)


def places(path: str, source: str) -> tuple[str, str]:
    """Where below the content folder a path in the text at `source` may lead: from its own folder, from that folder."""
    relative = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    return relative, posixpath.normpath(path.lstrip("/"))
