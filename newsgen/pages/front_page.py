"""The front page: its blocks, top to bottom, so that no story stands in two of them. Pure."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from newsgen.catalog.catalog import Catalog
from newsgen.model.article import Card
from newsgen.model.home import HomeBlock, LatestBlock, MustReadBlock, usual_home
from newsgen.pages.metadata import page_view
from newsgen.pages.plan import Page
from newsgen.pages.renderer import Renderer
from newsgen.pages.views import Link, PageView

CARDS = 30
"""For layouts that have no blocks."""


class FilledBlock(Struct, frozen=True):
    """A block with its stories. kind: its layout's name below `blocks/`. of: the list that they come from. settings: as
    the config has them."""

    kind: str
    of: Link
    settings: Any
    cards: tuple[Card, ...]


def front_page(renderer: Renderer, page: Page) -> bytes:
    head = page_view(renderer, page, PageView(kind="front", title="", description=renderer.site.description))
    blocks, cards = tuple(_filled(renderer)), renderer.ask(Catalog.latest, CARDS)
    return renderer.render("front.html", page=head, blocks=blocks, cards=cards)


def _filled(renderer: Renderer) -> Iterator[FilledBlock]:
    """The blocks that have stories."""
    shown: set[str] = set()
    for block in renderer.config.home or usual_home(renderer.sections):
        settings = getattr(block, block.kind)
        of, found = _stories(renderer, block, settings.count + len(shown))
        cards = tuple(card for card in found if card.id not in shown)[: settings.count]
        shown.update(card.id for card in cards)
        if cards:
            yield FilledBlock(block.kind, of, settings, tuple(sorted(cards, key=lambda card: card.type == "sponsored")))


def _stories(renderer: Renderer, block: HomeBlock, count: int) -> tuple[Link, tuple[Card, ...]]:
    """Where a block's stories come from, and the newest `count` of them."""
    settings: Any = getattr(block, block.kind)
    if isinstance(settings, MustReadBlock):
        return Link("Must Read", ""), renderer.ask(Catalog.must_read, count)
    if isinstance(settings, LatestBlock):
        return Link("Latest News", ""), renderer.ask(Catalog.latest, count)
    for kind in ("section", "tag"):
        if name := getattr(settings, kind, ""):
            group = renderer.ask(Catalog.group, kind, name)
            of = Link(settings.title or group.title, group.url) if group else Link(settings.title, "")
            return of, renderer.ask(Catalog.newest_listed, kind, name, count)
    if name := getattr(settings, "author", ""):
        author = renderer.ask(Catalog.author, name)
        of = Link(settings.title or author.name, author.url) if author else Link(settings.title, "")
        return of, renderer.ask(Catalog.newest_listed, "author", name, count)
    return Link(getattr(settings, "title", ""), ""), renderer.ask(Catalog.latest, count)
