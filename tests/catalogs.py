"""Catalogs made in memory, for tests of what is chosen from them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from newsgen.catalog.assign_urls import addressed
from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import Naming
from newsgen.catalog.index import Index, indexed
from newsgen.catalog.visibility import Moment
from newsgen.model.article import Article, Body, Card, PlainPage
from newsgen.model.config import Config
from newsgen.model.entry import Entry, entry_of
from newsgen.reading.dates import instant
from tests import reads

NOW = datetime(2022, 3, 8, 12, tzinfo=UTC)
_numbers = count()


def article(name: str = "", published: str = "2022-03-07T10:20+02:00", **fields: Any) -> Article:
    """An article of that id; section, tags, authors and the like as fields."""
    name = name or f"story-{next(_numbers)}"
    known: dict[str, Any] = {
        "source": f"{name}.md",
        "slug": name,
        "title": name.capitalize(),
        "section": "News",
        "body": Body(),
    }
    return Article(id=name, published=instant(published, ZoneInfo("UTC")), **known | fields)


def entry(one: Article) -> Entry:
    """What is kept of it in a site with the usual config."""
    return entry_of(one, reads.config())


def catalog(
    articles: Iterable[Article], now: datetime = NOW, plain_pages: Sequence[PlainPage] = (), **keys: Any
) -> Catalog:
    """keys: of the config."""
    config = msgspec.convert({"site": {"title": "The Gazette", "url": "https://gazette.example"}} | keys, Config)
    known = list(articles)
    texts: dict[str, Article | PlainPage] = {one.source: one for one in known}
    texts |= {page.source: page for page in plain_pages}
    entries = [entry_of(one, config) for one in known]
    resolved, problems = addressed(entries, config.permalink, config.site.language, config.paths.content)
    assert problems == []
    pages = [entry_of(page, config) for page in plain_pages]
    naming = Naming(config, {})
    index = indexed(resolved, naming, now.timestamp())
    return Catalog(index, pages, naming, config, Moment(now.timestamp()), texts.__getitem__)


def ids(cards: Iterable[Card]) -> list[str]:
    return [card.id for card in cards]


def names_of_lines(index: Index) -> list[str]:
    lasting = dict.fromkeys(line for key in sorted(index.segments) for line in index.segments[key].lines)
    return ["all", *lasting, "breaking", "recent"]
