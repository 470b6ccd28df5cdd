"""All visible articles in memory, with the questions that pages may ask of them. Pure.

Questions are total: about an article, section, tag or author that is gone they answer ABSENT or nothing.
Lists are newest first unless said otherwise.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from itertools import islice
from typing import Literal

from msgspec.structs import replace

from newsgen.catalog.facts import NEWS_SITEMAP_SPAN, is_breaking
from newsgen.catalog.identity import Addressed
from newsgen.catalog.links import Links, Target, plain_url
from newsgen.catalog.related import Neighbourhood, Position, Score, explain, related
from newsgen.model.article import Article, Author, Card, Group, Photo, PlainPage
from newsgen.model.config import Config
from newsgen.model.excerpt import excerpt
from newsgen.model.slugs import slug
from newsgen.model.urls import at_base

SUMMARY_LENGTH = 200
GroupKind = Literal["section", "tag", "author"]
NONE_LEFT_OUT: frozenset[str] = frozenset()


class Absence(Enum):
    """The answer about something that is not there."""

    ABSENT = "absent"


ABSENT = Absence.ABSENT


class Catalog:
    """Owns the indices. Articles are kept oldest first; a Position is an index into that order.

    Raises nothing for what writers wrote.
    """

    def __init__(
        self,
        articles: Iterable[Addressed],
        plain_pages: Sequence[PlainPage],
        authors: dict[str, Author],
        config: Config,
        now: datetime,
    ) -> None:
        self.config = config
        self._base = config.base_path
        self._told_of = {slug(name): told for name, told in config.sections.items()}
        self._known_authors = authors
        ordered = sorted(articles, key=lambda addressed: (addressed.article.published, addressed.article.id))
        self._articles = [addressed.article for addressed in ordered]
        self._plain = {page.source: page for page in plain_pages}
        self._groups: dict[tuple[GroupKind, str], Group] = {}
        self._authors: dict[str, Author] = {}
        self._listed: dict[GroupKind, dict[str, list[Position]]] = {"section": {}, "tag": {}, "author": {}}
        self._months: dict[date, list[Position]] = {}
        self._tags_of: list[tuple[str, ...]] = []
        self._cards = [self._indexed(position, addressed, now) for position, addressed in enumerate(ordered)]
        self._positions = {article.id: position for position, article in enumerate(self._articles)}
        self._breaking = [position for position, card in enumerate(self._cards) if card.breaking]
        self._must_read = [position for position, card in enumerate(self._cards) if card.must_read]
        self._recent = [
            position
            for position, article in enumerate(self._articles)
            if article.published <= now < article.published + NEWS_SITEMAP_SPAN and not article.noindex
        ]
        self._hood = self._neighbourhood()
        self._links = Links(self._cards, self._articles, self._plain, self._base)

    def _indexed(self, position: Position, addressed: Addressed, now: datetime) -> Card:
        """The article's card, made while its position is entered in every index."""
        article = addressed.article
        section = self._group("section", article.section)
        tags = dict.fromkeys(self._group("tag", tag).slug for tag in article.tags)
        authors = tuple(dict.fromkeys(self._author(name) for name in article.authors))
        self._tags_of.append(tuple(tags))
        for kind, names in (
            ("section", [section.slug]),
            ("tag", tags),
            ("author", [a.slug for a in authors]),
        ):
            for name in names:
                self._listed[kind].setdefault(name, []).append(position)  # type: ignore[index]
        self._months.setdefault(article.published.date().replace(day=1), []).append(position)
        return Card(
            id=article.id,
            title=article.title,
            url=self._base + addressed.url,
            published=article.published,
            updated=article.updated,
            summary=article.summary or excerpt(article.body.opening, SUMMARY_LENGTH),
            photo=_photo_below(article.photo, self._base),
            breaking=is_breaking(article, now),
            must_read=article.must_read,
            type=article.type,
            lang=article.lang,
            section=section,
            authors=authors,
        )

    def _group(self, kind: Literal["section", "tag"], title: str) -> Group:
        """Spellings with one slug are one group, titled as its oldest article has it."""
        name = slug(title)
        group = self._groups.get((kind, name))
        if group is None:
            told = self._told_of.get(name) if kind == "section" else None
            shown, description = (told.title, told.description) if told else ("", "")
            group = Group(shown or title, name, f"{self._base}/{kind}/{name}/", description)
            self._groups[kind, name] = group
        return group

    def _author(self, name: str) -> Author:
        own_slug = slug(name)
        author = self._known_authors.get(own_slug) or Author(name=name, slug=own_slug, url=f"/author/{own_slug}/")
        return self._authors.setdefault(author.slug, _below(author, self._base))

    def _neighbourhood(self) -> Neighbourhood:
        times = [article.published.timestamp() for article in self._articles]
        starts: dict[str, Position] = {}
        months = [article.published.astimezone(UTC).strftime("%Y-%m") for article in self._articles]
        for position, month in enumerate(months):
            starts.setdefault(month, position)
        return Neighbourhood(
            times=times,
            month_starts=[starts[month] for month in months],
            tags_of=self._tags_of,
            section_of=[card.section.slug for card in self._cards],
            by_tag=self._listed["tag"],
            by_section=self._listed["section"],
        )

    def count(self) -> int:
        return len(self._cards)

    def articles(self) -> list[tuple[Article, Card]]:
        """All of them with their cards, oldest first."""
        return list(zip(self._articles, self._cards, strict=True))

    def card(self, article_id: str) -> Card | Absence:
        position = self._positions.get(article_id)
        return ABSENT if position is None else self._cards[position]

    def article(self, article_id: str) -> Article | Absence:
        position = self._positions.get(article_id)
        return ABSENT if position is None else self._articles[position]

    def plain_pages(self) -> list[PlainPage]:
        return list(self._plain.values())

    def plain_urls(self) -> list[tuple[str, bool]]:
        """Url without the site's base path, and whether search engines are to leave it out."""
        return [(plain_url(page), page.noindex) for page in self._plain.values()]

    def plain_page(self, source: str) -> PlainPage | Absence:
        return self._plain.get(source, ABSENT)

    def latest(self, count: int, without: frozenset[str] = NONE_LEFT_OUT) -> tuple[Card, ...]:
        return self._newest(range(len(self._cards)), count, without)

    def breaking(self) -> tuple[Card, ...]:
        """Those that are breaking news now."""
        return self._newest(self._breaking, len(self._breaking))

    def must_read(self, count: int, without: frozenset[str] = NONE_LEFT_OUT) -> tuple[Card, ...]:
        return self._newest(self._must_read, count, without)

    def recent(self, count: int) -> tuple[Card, ...]:
        """Those that a news sitemap may list."""
        return self._newest(self._recent, count)

    def related(self, article_id: str, count: int, without: frozenset[str] = NONE_LEFT_OUT) -> tuple[Card, ...]:
        """Best matches first; ties go to the newer."""
        position = self._positions.get(article_id)
        if position is None:
            return ()
        best = related(self._hood, position, count + len(without), self.config.related.follow_ups.total_seconds())
        return tuple(self._cards[other] for other in best if self._cards[other].id not in without)[:count]

    def why_related(self, article_id: str, other_id: str) -> Score | Absence:
        position, other = self._positions.get(article_id), self._positions.get(other_id)
        if position is None or other is None:
            return ABSENT
        return explain(self._hood, position, other, self.config.related.follow_ups.total_seconds())

    def groups(self, kind: Literal["section", "tag"]) -> list[Group]:
        """All of a kind that have articles, by title."""
        found = [group for (its_kind, _), group in self._groups.items() if its_kind == kind]
        return sorted(found, key=lambda group: (group.title.casefold(), group.slug))

    def group(self, kind: Literal["section", "tag"], name: str) -> Group | Absence:
        return self._groups.get((kind, name), ABSENT)

    def tags(self, article_id: str) -> tuple[Group, ...]:
        """An article's own, in the order of its front matter."""
        position = self._positions.get(article_id)
        return () if position is None else tuple(self._groups["tag", name] for name in self._tags_of[position])

    def authors(self) -> list[Author]:
        """All who wrote a visible article, by name."""
        return sorted(self._authors.values(), key=lambda author: (author.name.casefold(), author.slug))

    def author(self, name: str) -> Author | Absence:
        return self._authors.get(name, ABSENT)

    def listing(self, kind: GroupKind, name: str, first: int = 0, last: int | None = None) -> tuple[Card, ...]:
        """The cards of a group from the `first` oldest up to but not with the `last`; newest first."""
        positions = self._listed[kind].get(name, [])[first:last]
        return tuple(self._cards[position] for position in reversed(positions))

    def listed(self, kind: GroupKind, name: str) -> int:
        """How many articles a group has."""
        return len(self._listed[kind].get(name, ()))

    def newest_listed(self, kind: GroupKind, name: str, count: int) -> tuple[Card, ...]:
        return self._newest(self._listed[kind].get(name, ()), count)

    def months(self) -> list[date]:
        """The first days of the months that have articles."""
        return sorted(self._months, reverse=True)

    def month(self, first_day: date) -> tuple[Card, ...]:
        return tuple(self._cards[position] for position in reversed(self._months.get(first_day, ())))

    def month_count(self, first_day: date) -> int:
        return len(self._months.get(first_day, ()))

    def neighbours(self, article_id: str) -> tuple[Card | None, Card | None]:
        """The article before and the one after it in its section."""
        position = self._positions.get(article_id)
        if position is None:
            return None, None
        positions = self._listed["section"][self._cards[position].section.slug]
        here = bisect_left(positions, position)
        before = self._cards[positions[here - 1]] if here else None
        after = self._cards[positions[here + 1]] if here + 1 < len(positions) else None
        return before, after

    def link(self, written: str, source: str) -> Target | Absence:
        """Where a link to a Markdown file, in the text at `source`, leads."""
        return self._links.target(written, source) or ABSENT

    def read_also(self, written: str, source: str) -> Card | Absence:
        """The article that a READ ALSO line in the text at `source` names."""
        return self._links.read_also(written, source) or ABSENT

    def _newest(
        self, positions: Sequence[Position], count: int, without: frozenset[str] = NONE_LEFT_OUT
    ) -> tuple[Card, ...]:
        cards = (self._cards[position] for position in reversed(positions))
        return tuple(islice((card for card in cards if card.id not in without), count))


def _below(author: Author, base: str) -> Author:
    return replace(author, url=base + author.url, photo=_photo_below(author.photo, base)) if base else author


def _photo_below(photo: Photo | None, base: str) -> Photo | None:
    return replace(photo, url=at_base(photo.url, base)) if photo and base else photo
