"""All visible articles in memory, with the questions that pages may ask of them. Pure.

Questions are total: about an article, section, tag or author that is gone they answer None or nothing. Every index is
read through a function that notes which facet was read, and between which times; an answer's cards are facets too.
Lists are newest first unless said otherwise.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from msgspec.structs import replace

from newsgen.catalog.groups import INDEXES, GroupKind, IndexKind, ListKind, Naming, photo_below
from newsgen.catalog.index import Index, Note, Position
from newsgen.catalog.links import Links, Target
from newsgen.catalog.questions import question, reads_facets
from newsgen.catalog.related import Score, explain, related
from newsgen.catalog.visibility import Moment, is_breaking
from newsgen.model.article import Article, Author, Card, Correction, Group, PlainPage
from newsgen.model.config import Config
from newsgen.model.entry import NEVER, Entry, instant, shared_fields
from newsgen.model.slugs import slug

Ids = tuple[str, ...]
LoadText = Callable[[str], Article | PlainPage]
"""Gives the text at a source path."""
MAX_CARDS = 20_000
"""Cards that are kept at most, so that memory is bounded."""
BEFORE_ALL, AFTER_ALL = float("-inf"), float("inf")


def unnoted(facet: str, since: float = 0.0, until: float = 0.0) -> None:
    """For a catalog whose reads no one wants to know."""


class Catalog:
    """Answers from an index. Articles are kept oldest first; a Position is a place in that order. Raises nothing for
    what writers wrote."""

    def __init__(
        self,
        index: Index,
        plain_pages: Iterable[Entry],
        naming: Naming,
        config: Config,
        moment: Moment,
        text: LoadText,
        note: Note = unnoted,
    ) -> None:
        self.index, self.naming, self.config, self.moment = index, naming, config, moment
        self._text, self._note = text, note
        self._entry, self._line = index.entry, index.line
        self._groups, self._authors = index.names.groups, index.names.authors
        self._plain = {page.source: page for page in plain_pages}
        self._cards: dict[Position, Card] = {}
        self._links = Links(index, self._plain, naming.base, note)

    def tables(self) -> dict[str, Any]:
        """What is known of sections, tags, authors, months and plain pages as a whole: each a facet, with its value."""
        groups = {f"group:{line}": group for line, group in self._groups.items()}
        authors = {f"writer:{name}": author for name, author in self._authors.items()}
        wholes = {"months": self._months, "plains": self._plain_urls(), "authors": sorted(authors)}
        wholes |= {
            f"groups:{kind}": sorted(line for line in self._groups if line.startswith(kind))
            for kind in ("section", "tag")
        }
        return groups | authors | wholes

    def count(self) -> int:
        return len(self.index)

    def entries(self) -> list[Entry]:
        """Of all articles, oldest first."""
        return list(map(self._entry, range(len(self.index))))

    @reads_facets
    def card(self, article_id: str) -> Card | None:
        self._note(f"card:{article_id}")
        position = self.index.positions.get(article_id)
        return None if position is None else self._card(position)

    @reads_facets
    def article(self, article_id: str) -> Article | None:
        self._note(f"article:{article_id}")
        position = self.index.positions.get(article_id)
        if position is None:
            return None
        entry = self._entry(position)
        article = self._text(entry.source)
        if not isinstance(article, Article):
            return None
        return replace(article, id=entry.id, slug=entry.slug) if article.id != entry.id else article

    @reads_facets
    def plain_page(self, source: str) -> PlainPage | None:
        self._note(f"article:{source}")
        page = self._text(source) if source in self._plain else None
        return page if isinstance(page, PlainPage) else None

    @question()
    def plain_urls(self) -> list[tuple[str, bool]]:
        """Url without the site's base path, and whether search engines are to leave it out."""
        self._note("plains")
        return self._plain_urls()

    @question()
    def anchors(self, text_id: str) -> tuple[str, ...]:
        """The ids in a text's body that a link's #fragment may name."""
        text = self.plain_page(text_id) if text_id in self._plain else self.article(text_id)
        return text.body.anchors if isinstance(text, Article | PlainPage) else ()

    @question(latest=())
    def latest(self, count: int, without: Ids = (), before: str = "") -> tuple[Card, ...]:
        """The newest that nobody paid for. before: the id of an article, for those older than it."""
        return self._newest("news", count, without, before)

    @question()
    def newest(self, count: int) -> tuple[Card, ...]:
        """Of all articles, sponsored ones among them."""
        return self._newest("all", count)

    @question(breaking=())
    def breaking(self) -> tuple[Card, ...]:
        """Those that are breaking news now."""
        return self._newest("breaking", len(self.index))

    @question(must_read=())
    def must_read(self, count: int, without: Ids = (), before: str = "") -> tuple[Card, ...]:
        return self._newest("must_read", count, without, before)

    @question(pinned=())
    def pinned(self) -> tuple[Card, ...]:
        """Those that an editor wants on top of the front page now: the lightest first, then the newest."""
        return self._by_weight("pinned")

    @question(weighted=())
    def weighted(self) -> tuple[Card, ...]:
        """Those with a weight: the lightest first, then the newest."""
        return self._by_weight("weighted")

    @question(opinion=())
    def opinion(self, count: int) -> tuple[Card, ...]:
        """The newest of that type."""
        return self._newest("opinion", count)

    @question(indexes=())
    def indexes(self) -> list[IndexKind]:
        """The pages that list all of a kind which there is."""
        for facet in ("groups:section", "groups:tag", "authors"):
            self._note(facet)
        kinds = {line.partition(":")[0] for line in self._groups}
        there = {
            "sections": "section" in kinds,
            "tags": "tag" in kinds,
            "authors": bool(self._authors),
            "corrections": bool(self._whole("corrected")),
        }
        return [kind for kind in INDEXES if there[kind]]

    @question()
    def corrections(self) -> tuple[tuple[Correction, Card], ...]:
        """Each with its article, the newest first; those without a date are as old as their articles."""
        found = []
        for position in self._whole("corrected"):
            article, card = self.article(self.index.id(position)), self._card(position)
            if isinstance(article, Article):
                found += [(each, card) for each in article.corrections]
        return tuple(sorted(found, key=lambda pair: pair[0].date or pair[1].published, reverse=True))

    @question()
    def recent(self, count: int) -> tuple[Card, ...]:
        """Those that a news sitemap may list."""
        return self._newest("recent", count)

    @question(related=())
    def related(self, article_id: str, count: int, without: Ids = ()) -> tuple[Card, ...]:
        """Best matches first; ties go to the newer."""
        position = self._position(article_id)
        if position is None or not count:
            return ()
        follow_ups = self.config.related.follow_ups.total_seconds()
        best = related(self.index, self._note, position, count + len(without), follow_ups)
        found = [other for other in best if self.index.id(other) not in without]
        return tuple(self._card(other) for other in found[:count])

    def why_related(self, article_id: str, other_id: str) -> Score | None:
        position, other = self._position(article_id), self._position(other_id)
        if position is None or other is None:
            return None
        return explain(self.index, position, other, self.config.related.follow_ups.total_seconds())

    @question(tags=("tag",))
    def groups(self, kind: Literal["section", "tag"]) -> list[Group]:
        """All of a kind that have articles, by title."""
        self._note(f"groups:{kind}")
        found = [group for line, group in self._groups.items() if line.startswith(f"{kind}:")]
        for group in found:
            self._note(f"group:{kind}:{group.slug}")
        return sorted(found, key=lambda group: (group.title.casefold(), group.slug))

    @reads_facets
    def group(self, kind: Literal["section", "tag"], name: str) -> Group | None:
        self._note(f"group:{kind}:{name}")
        return self._groups.get(f"{kind}:{name}")

    @reads_facets
    def section(self, name: str) -> Group | None:
        """By its name as articles write it, or by its slug."""
        return self.group("section", self.naming.slug("section", name))

    @reads_facets
    def tags(self, article_id: str) -> tuple[Group, ...]:
        """An article's own, in the order of its front matter."""
        position = self._position(article_id)
        found = (self.group("tag", name) for name in (() if position is None else self._entry(position).tag_slugs))
        return tuple(group for group in found if isinstance(group, Group))

    @question()
    def extra(self, article_id: str) -> dict[str, Any]:
        """What an article's front matter says that newsgen doesn't know."""
        article = self.article(article_id)
        return article.extra if isinstance(article, Article) else {}

    @question(authors=())
    def authors(self) -> list[Author]:
        """All who wrote a visible article, by name."""
        self._note("authors")
        for name in self._authors:
            self._note(f"writer:{name}")
        return sorted(self._authors.values(), key=lambda author: (author.name.casefold(), author.slug))

    @reads_facets
    def author(self, name: str) -> Author | None:
        self._note(f"writer:{name}")
        return self._authors.get(name)

    @question()
    def listing(self, kind: GroupKind, name: str, first: int = 0, last: int | None = None) -> tuple[Card, ...]:
        """The cards of a group from the `first` oldest up to but not with the `last`; newest first."""
        line = f"{kind}:{name}"
        positions = self._line(line)
        is_closed = last is not None and 0 < last <= len(positions)
        self._note(line, BEFORE_ALL, self.index.times[positions[last - 1]] if last and is_closed else AFTER_ALL)
        return tuple(self._card(position) for position in reversed(positions[first:last]))

    @question()
    def listed(self, kind: ListKind, name: str) -> int:
        """How many articles a group or a month has."""
        return len(self._whole(f"{kind}:{name}"))

    @question(in_section=("section",), in_tag=("tag",), by_author=("author",))
    def newest_listed(self, kind: GroupKind, name: str, count: int) -> tuple[Card, ...]:
        return self._newest(f"{kind}:{name}", count)

    @question()
    def months(self) -> list[str]:
        """The months that have articles, as YYYY-MM."""
        self._note("months")
        return self._months

    @question()
    def month(self, month: str) -> tuple[Card, ...]:
        return tuple(self._made_card(position) for position in reversed(self._whole(f"month:{month}")))

    @question()
    def indexed(self, month: str) -> tuple[Card, ...]:
        """Those of a month that search engines may list."""
        positions = reversed(self._whole(f"month:{month}"))
        return tuple(self._made_card(position) for position in positions if self.index.is_listed(position))

    @question()
    def month_changed(self, month: str) -> datetime | None:
        """When the newest change was made to an article of a month that search engines may list."""
        self._whole(f"month:{month}")
        position = self.index.last_changed(month)
        if position is None:
            return None
        newest = self._entry(position)
        return datetime.fromisoformat(newest.updated if newest.changed > newest.time else newest.published)

    @question()
    def sitemaps(self, most: int) -> list[tuple[str, int]]:
        """Each month as YYYY-MM, and "pages" for other urls, with how many sitemaps of `most` urls it takes."""
        months = [(month, self.listed("month", month)) for month in reversed(self.months())]
        return [(name, -(-urls // most)) for name, urls in [("pages", self.other_urls()), *months]]

    def other_urls(self) -> int:
        """How many urls sitemaps have besides those of articles."""
        lists = (self.indexes(), self._groups, self._authors, self.months(), self.plain_urls())
        return 2 + sum(map(len, lists))

    @question()
    def neighbours(self, article_id: str) -> tuple[Card | None, Card | None]:
        """The article before and the one after it in its section."""
        position = self._position(article_id)
        if position is None:
            return None, None
        line = f"section:{self._entry(position).section_slug}"
        positions = self._line(line)
        here = bisect_left(positions, position)
        before = positions[here - 1] if here else None
        after = positions[here + 1] if here + 1 < len(positions) else None
        since = BEFORE_ALL if before is None else self.index.times[before]
        self._note(line, since, AFTER_ALL if after is None else self.index.times[after])
        return None if before is None else self._card(before), None if after is None else self._card(after)

    @question()
    def series(self, article_id: str) -> tuple[Card, ...]:
        """The parts of the series that an article is one of, the oldest first; none of one that is alone."""
        position = self._position(article_id)
        name = "" if position is None else self._entry(position).series
        parts = self._whole(f"series:{slug(name)}") if name else ()
        return tuple(self._card(part) for part in parts) if len(parts) > 1 else ()

    @question()
    def translations(self, article_id: str) -> tuple[Card, ...]:
        """An article in all its languages, itself among them: of each the oldest. None of one that is alone."""
        position = self._position(article_id)
        key = "" if position is None else self._entry(position).translation_key
        versions: dict[str, Card] = {}
        for each in self._whole(f"translation:{key}") if key else ():
            card = self._card(each)
            versions.setdefault(card.lang or self.config.site.language, card)
        return tuple(versions.values()) if len(versions) > 1 else ()

    @question()
    def link(self, written: str, source: str) -> Target | None:
        """Where a link to a Markdown file, in the text at `source`, leads."""
        return self._links.target(written, source)

    @question()
    def named(self, written: str, source: str) -> Target | None:
        """Where a name with an optional #anchor leads: a text's path with or without its ending, or as READ ALSO."""
        return self._links.named(written, source)

    @question()
    def read_also(self, written: str, source: str) -> Card | None:
        """The article that a READ ALSO line in the text at `source` names."""
        found = self._links.read_also(written, source)
        return self.card(found.id) if found else None

    def _position(self, article_id: str) -> Position | None:
        self._note(f"card:{article_id}")
        return self.index.positions.get(article_id)

    def _whole(self, line: str) -> Sequence[Position]:
        self._note(line, BEFORE_ALL, AFTER_ALL)
        return self._line(line)

    @cached_property
    def _months(self) -> list[str]:
        return sorted(self.index.names.months, reverse=True)

    def _plain_urls(self) -> list[tuple[str, bool]]:
        return [(page.url, page.noindex) for page in self._plain.values()]

    def _newest(self, line: str, count: int, without: Ids = (), before: str = "") -> tuple[Card, ...]:
        positions, until = self._line(line), AFTER_ALL
        at = len(positions)
        if before:
            limit = self._position(before)
            if limit is None:
                return ()
            at, until = bisect_left(positions, limit), self.index.times[limit]
        found: list[Position] = []
        while at and len(found) < count:
            at -= 1
            if self.index.id(positions[at]) not in without:
                found.append(positions[at])
        is_full = bool(found) and len(found) == count
        if count:
            self._note(line, self.index.times[found[-1]] if is_full else BEFORE_ALL, until)
        return tuple(self._card(position) for position in found)

    def _by_weight(self, line: str) -> tuple[Card, ...]:
        found = self._whole(line)
        lightest = sorted(found, key=lambda position: (self._entry(position).weight or NEVER, -position))
        return tuple(self._card(position) for position in lightest)

    def _card(self, position: Position) -> Card:
        self._note(f"card:{self.index.id(position)}")
        return self._made_card(position)

    def _made_card(self, position: Position) -> Card:
        if position not in self._cards:
            if len(self._cards) > MAX_CARDS:
                self._cards.clear()
            self._cards[position] = self._new_card(self._entry(position))
        return self._cards[position]

    def _new_card(self, entry: Entry) -> Card:
        authors = dict.fromkeys([self.naming.slug("author", name) for name in entry.authors])
        fields = shared_fields(Card, entry) | {
            "breaking_until": None,
            "url": self.naming.base + entry.url,
            "published": datetime.fromisoformat(entry.published),
            "updated": datetime.fromisoformat(entry.updated) if entry.updated else None,
            "photo": photo_below(entry.photo, self.naming.base),
            "section": self._groups[f"section:{entry.section_slug}"],
            "authors": tuple(self._authors[name] for name in authors),
        }
        if is_live := is_breaking(entry, self.moment.now):
            fields |= {"breaking_until": instant(entry.breaking_until)}
        return Card(**fields, breaking=is_live)
