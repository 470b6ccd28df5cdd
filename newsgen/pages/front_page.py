"""The front page: its blocks, top to bottom, so that no story stands in two of them. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from msgspec import Struct

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import GroupKind
from newsgen.model.article import Card, Group
from newsgen.model.home import (
    BreakingBlock,
    HtmlBlock,
    LatestBlock,
    LeadAndListBlock,
    MustReadBlock,
    NewsletterBlock,
    OpinionBlock,
    StripBlock,
    TopicsBlock,
    usual_home,
)
from newsgen.pages.metadata import page_view
from newsgen.pages.plan import HOME, Page
from newsgen.pages.renderer import Renderer
from newsgen.pages.views import Link, PageView

CARDS = 30
"""For layouts that have no blocks."""


class FilledBlock(Struct, frozen=True):
    """A block with its stories. kind: its layout's name below `blocks/`. of: the list that they come from. settings: as
    the config has them. links: to tags."""

    kind: str
    of: Link
    settings: Any
    cards: tuple[Card, ...] = ()
    links: tuple[Link, ...] = ()


def front_page(renderer: Renderer, page: Page) -> bytes:
    renderer.tracer.note(HOME)
    blocks, cards = tuple(_filled(renderer)), renderer.ask(Catalog.latest, CARDS)
    shown = tuple(card for block in blocks for card in block.cards)
    draft = PageView(kind="front", title="", description=renderer.site.description)
    head = page_view(renderer, page, draft, listed=shown)
    return renderer.render("front.html", page=head, blocks=blocks, cards=cards)


def _filled(renderer: Renderer) -> Iterator[FilledBlock]:
    """The blocks that have something to show."""
    shown: set[str] = set()
    for block in renderer.config.home or usual_home(renderer.sections):
        if len(block.kinds) != 1:  # of which the plan tells
            continue
        settings: Any = getattr(block, block.kind)
        if isinstance(settings, HtmlBlock):
            yield FilledBlock(block.kind, Link("", ""), settings)
        elif isinstance(settings, NewsletterBlock):
            yield FilledBlock(block.kind, Link(settings.title or renderer.text("Newsletter"), ""), settings)
        elif isinstance(settings, TopicsBlock):
            if topics := _topics(renderer, settings):
                of = Link(settings.title or renderer.text("Topics"), "")
                yield FilledBlock(block.kind, of, settings, links=topics)
        else:
            of, found = _stories(renderer, settings, settings.count + len(shown))
            fresh = {card.id: card for card in found if card.id not in shown}
            cards = list(fresh.values())[: settings.count]
            shown.update(card.id for card in cards)
            if cards:
                by_payment = tuple(sorted(cards, key=lambda card: card.type == "sponsored"))
                yield FilledBlock(block.kind, of, settings, by_payment)


def _topics(renderer: Renderer, settings: TopicsBlock) -> tuple[Link, ...]:
    """The tags that are named, or the most frequent of the newest stories; of equals the one that is newer."""
    groups: Iterable[Group | None]
    if settings.tags:
        groups = (renderer.ask(Catalog.group, "tag", name) for name in settings.tags)
    else:
        newest = renderer.ask(Catalog.latest, CARDS)
        counted = Counter(group for card in newest for group in renderer.ask(Catalog.tags, card.id))
        groups = (group for group, _ in counted.most_common(settings.count))
    return tuple(Link(group.title, group.url) for group in groups if group)


def _stories(renderer: Renderer, settings: Any, count: int) -> tuple[Link, tuple[Card, ...]]:
    """Where a block's stories come from, and the first `count` of them, some perhaps twice."""
    text, ask = renderer.text, renderer.ask
    match settings:
        case BreakingBlock():
            return Link(text("Breaking news"), ""), ask(Catalog.breaking)
        case MustReadBlock():
            return Link(text("Must Read"), ""), ask(Catalog.must_read, count)
        case OpinionBlock():
            return Link(text("Opinion"), ""), ask(Catalog.opinion, count)
        case LatestBlock():
            return Link(text("Latest News"), ""), ask(Catalog.latest, count)
        case StripBlock() | LeadAndListBlock():
            return _listed(renderer, settings, count)
    first = (*ask(Catalog.pinned), *ask(Catalog.weighted))
    return Link(text("Top stories"), ""), (*first, *ask(Catalog.latest, count))


def _listed(renderer: Renderer, settings: StripBlock | LeadAndListBlock, count: int) -> tuple[Link, tuple[Card, ...]]:
    """Those with a weight and the newest of a section, a tag or an author; of all where none is named."""
    title, kind, name = settings.title, _kind(settings), settings.author or settings.section or settings.tag
    weighted = renderer.ask(Catalog.weighted)
    if not kind:
        return Link(title, ""), (*weighted, *renderer.ask(Catalog.latest, count))
    if kind == "author":
        author = renderer.ask(Catalog.author, name)
        of = Link(title or author.name, author.url) if author else Link(title, "")
    else:
        group = renderer.ask(Catalog.group, kind, name)
        of = Link(title or group.title, group.url) if group else Link(title, "")
    first = (card for card in weighted if name in _slugs(renderer, kind, card))
    return of, (*first, *renderer.ask(Catalog.newest_listed, kind, name, count))


def _slugs(renderer: Renderer, kind: GroupKind, card: Card) -> set[str]:
    """The groups of a kind that a story is in."""
    if kind == "section":
        return {card.section.slug}
    return {each.slug for each in (card.authors if kind == "author" else renderer.ask(Catalog.tags, card.id))}


def _kind(settings: StripBlock | LeadAndListBlock) -> GroupKind | Literal[""]:
    return "author" if settings.author else "section" if settings.section else "tag" if settings.tag else ""
