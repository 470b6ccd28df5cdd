"""What links by source path, READ ALSO names and paths of the site lead to. Pure."""

import posixpath
from collections.abc import Sequence
from urllib.parse import unquote

from msgspec import Struct

from newsgen.model.article import Article, Card, PlainPage
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url

MARKDOWN = (".md", ".markdown")


class Target(Struct, frozen=True):
    """Where a link leads. url: root-relative with the site's path and the #fragment; anchors: the ids there."""

    url: str
    anchors: tuple[str, ...] = ()
    card: Card | None = None


class Links:
    """Finds articles and plain pages by their source path or slug. Owns the tables."""

    def __init__(
        self, cards: Sequence[Card], articles: Sequence[Article], plain: dict[str, PlainPage], base: str
    ) -> None:
        self._base = base
        self._by_source = {article.source: number for number, article in enumerate(articles)}
        self._by_slug = {article.slug: number for number, article in enumerate(articles)}
        self._by_name = {slug(stem(article.source)): number for number, article in enumerate(articles)}
        self._cards, self._articles, self._plain = cards, articles, plain

    def target(self, written: str, source: str) -> Target | None:
        """What a relative link to a Markdown file in the text at `source` leads to."""
        parts = split_url(written)
        path, fragment = unquote(parts.path), f"#{parts.fragment}" if parts.fragment else ""
        for place in places(path, source):
            if place in self._plain:
                page = self._plain[place]
                return Target(f"{self._base}{plain_url(page)}{fragment}", page.body.anchors)
            if place in self._by_source:
                number = self._by_source[place]
                return Target(
                    self._cards[number].url + fragment,
                    self._articles[number].body.anchors,
                    self._cards[number],
                )
        return None

    def read_also(self, written: str, source: str) -> Card | None:
        """The article that a READ ALSO line names: by path (with or without its ending), by slug or by file name."""
        names = [written, *(written + ending for ending in MARKDOWN)]
        for place in (place for name in names for place in places(name, source)):
            if place in self._by_source:
                return self._cards[self._by_source[place]]
        number = self._by_slug.get(written, self._by_name.get(slug(written)))
        return None if number is None else self._cards[number]


def plain_url(page: PlainPage) -> str:
    """`content/pages/legal/privacy.md` is found at `/legal/privacy/`, `content/pages/legal/index.md` at `/legal/`."""
    below = page.source.partition("/")[2]
    own = posixpath.dirname(below) if stem(below) == "index" else below
    names = [slug(name) for name in posixpath.dirname(own).split("/") if name]
    return "/" + "".join(f"{name}/" for name in [*names, page.slug])


def is_source_path(written: str) -> bool:
    return split_url(written).path.lower().endswith(MARKDOWN)


def places(path: str, source: str) -> tuple[str, str]:
    """Where below the content folder a path in the text at `source` may lead: from its own folder, from that folder."""
    relative = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    return relative, posixpath.normpath(path.lstrip("/"))


def stem(source: str) -> str:
    return posixpath.splitext(posixpath.basename(source))[0]
