"""The index of a site's visible articles: in time, and in the lists that pages ask for. Pure.

A line is a list of articles, oldest first: `all`, `news` (those that nobody paid for), `section:SLUG`, `tag:SLUG`,
`author:SLUG`, `series:SLUG`, `translation:KEY`, `month:YYYY-MM`, `must_read`, `opinion`, `weighted`, `corrected`; and
three that the clock makes: `breaking`, `recent`, `pinned`.
The index is kept in segments of some 30 days, so that a change is written by rewriting few of them.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cached_property
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.groups import Naming
from newsgen.catalog.visibility import is_breaking, is_over, is_pinned, is_recent, over_at
from newsgen.model.article import Author, Group
from newsgen.model.entry import CachedText, Entry, Stat, instant, shared_fields
from newsgen.model.names import author_slug
from newsgen.model.problem import Problem
from newsgen.model.slugs import slug

SECONDS = 30 * 86400
"""Of a segment."""
Position = int
"""An article's place among all visible ones, oldest first."""
Note = Callable[..., None]
"""Told of a facet that is read, and between which times."""
Load = Callable[[str], Entry]
"""Gives the entry of an article by its source."""
NOTHING: Mapping[str, CachedText] = {}


class IndexedArticle(Struct, frozen=True, array_like=True, gc=False):
    """An article as it is put out. slug, name: "" for the id. In seconds since 1970, time: of publication; changed:
    of its newest change; over: from when on the clock changes nothing of it. stat, read_files, problems: of its text,
    which a later build need not look at again."""

    source: str
    id: str
    slug: str
    name: str
    time: float
    changed: float
    over: float
    noindex: bool
    stat: Stat = ()
    read_files: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


class Segment(Struct, frozen=True, array_like=True):
    """Articles oldest first. lines: which of them stand in each, by their place here."""

    articles: list[IndexedArticle] = []
    lines: dict[str, list[int]] = {}


Segments = Mapping[int, Segment]
"""By the time of their articles, in SECONDS since 1970."""


class Names(Struct, frozen=True):
    """What sections and tags (by line) and authors (by slug) are called, as the oldest article of each has it. months:
    those that have articles, as YYYY-MM."""

    groups: dict[str, Group] = {}
    authors: dict[str, Author] = {}
    months: frozenset[str] = frozenset()


class Index:
    """Articles by position, oldest first; positions in a line ascend. An Index never changes. load: gives what is not
    among `fresh`, entries by source. now: in seconds since 1970; which articles are breaking or recent then only
    `fresh` ones can tell."""

    def __init__(
        self, segments: Segments, names: Names, load: Load, fresh: Mapping[str, Entry] | None = None, now: float = 0.0
    ) -> None:
        self.segments, self.names, self.fresh = segments, names, fresh or {}
        self._load, self._now = load, now
        self._ordered = [segments[key] for key in sorted(segments)]
        self._lines: dict[str, Sequence[Position]] = {}

    def __len__(self) -> int:
        return sum(len(segment.articles) for segment in self._ordered)

    @cached_property
    def _articles(self) -> list[IndexedArticle]:
        return [article for segment in self._ordered for article in segment.articles]

    @cached_property
    def times(self) -> Sequence[float]:
        return array("d", [article.time for article in self._articles])

    @cached_property
    def positions(self) -> dict[str, Position]:
        """By id."""
        return {article.id: position for position, article in enumerate(self._articles)}

    def entry(self, position: Position) -> Entry:
        source = self._articles[position].source
        return self.fresh.get(source) or self._load(source)

    def id(self, position: Position) -> str:
        return self._articles[position].id

    def month_start(self, position: Position) -> Position:
        """Of the first article of its month (UTC)."""
        begin = instant(self.times[position]).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return bisect_left(self.times, begin.timestamp())

    def is_listed(self, position: Position) -> bool:
        """Whether search engines may list it."""
        return not self._articles[position].noindex

    def column(self, field: Literal["source", "slug", "name"]) -> list[str]:
        """A field of every article, by position."""
        return [getattr(article, field) or article.id for article in self._articles]

    def last_changed(self, month: str) -> Position | None:
        """Of a month's articles that search engines may list, the one that was changed last; of two the older one."""
        listed = filter(self.is_listed, self.line(f"month:{month}"))
        return max(listed, key=lambda position: self._articles[position].changed, default=None)

    def line(self, name: str) -> Sequence[Position]:
        """Its members; none where there is no such line."""
        if not self._lines:
            self._lines = {"all": range(len(self)), **self._passing}
        if name not in self._lines:
            found, start = array("i"), 0
            for segment in self._ordered:
                if members := segment.lines.get(name):
                    found.extend([start + place for place in members])
                start += len(segment.articles)
            self._lines[name] = found
        return self._lines[name]

    @cached_property
    def _passing(self) -> dict[str, list[Position]]:
        found: dict[str, list[Position]] = {}
        for entry in self.fresh.values():
            for line in _passing_lines_of(entry, self._now):
                found.setdefault(line, []).append(self.positions[entry.id])
        return {line: sorted(members) for line, members in found.items()}


def no_entry(source: str) -> Entry:
    """For who looks at all articles, so that none has to be loaded."""
    raise LookupError(source)


def indexed(articles: Iterable[Entry], naming: Naming, now: float) -> Index:
    """An index of these alone."""
    return with_changes({}, Names(), (), articles, naming, now, no_entry)


def with_changes(
    segments: Segments,
    names: Names,
    old: Iterable[Entry],
    new: Iterable[Entry],
    naming: Naming,
    now: float,
    load: Load,
    cached: Mapping[str, CachedText] = NOTHING,
) -> Index:
    """The index without the `old` articles and with the `new` ones. Names with one slug are one group. cached: what
    reading their texts gave, by source."""
    out: dict[int, set[str]] = {}
    into: dict[int, list[tuple[IndexedArticle, list[str]]]] = {}
    fresh = {entry.source: entry for entry in new}
    touched: dict[str, None] = {}
    for entry in old:
        out.setdefault(_segment_of(entry), set()).add(entry.source)
        touched |= dict.fromkeys(lasting_lines_of(entry, naming.authors))
    for entry in fresh.values():
        lines = lasting_lines_of(entry, naming.authors)
        into.setdefault(_segment_of(entry), []).append((_indexed(entry, cached.get(entry.source)), lines))
        touched |= dict.fromkeys(lines)
    after = dict(segments)
    for key in out.keys() | into.keys():
        after[key] = _with(after.pop(key, Segment()), out.get(key, set()), into.get(key, []))
        if not after[key].articles:
            del after[key]
    named = _named(names, touched, after, naming, lambda source: fresh.get(source) or load(source))
    return Index(after, named, load, fresh, now)


def with_stats(segments: Segments, stats: Mapping[str, Stat]) -> dict[int, Segment]:
    """Those of the segments that hold articles whose texts have another stat now, with it. stats: by source."""
    return _with_fields(segments, {source: {"stat": stat} for source, stat in stats.items()})


def with_problems(index: Index, problems: Mapping[str, Sequence[Problem]]) -> Segments:
    """Its segments, with what is wrong with the texts of its fresh articles, by source."""
    found = {source: {"problems": tuple(problems[source])} for source in index.fresh.keys() & problems.keys()}
    return {**index.segments, **_with_fields(index.segments, found)}


def _with_fields(segments: Segments, fields: Mapping[str, Mapping[str, Any]]) -> dict[int, Segment]:
    """Those of the segments that hold articles at these sources, which have other values of some fields."""
    found = {}
    for key, segment in segments.items() if fields else ():
        if any(article.source in fields for article in segment.articles):
            articles = [replace(each, **fields.get(each.source, {})) for each in segment.articles]
            found[key] = replace(segment, articles=articles)
    return found


def _indexed(entry: Entry, cached: CachedText | None) -> IndexedArticle:
    fields = shared_fields(IndexedArticle, entry) | {"over": over_at(entry)}
    fields |= {field: "" for field in ("slug", "name") if fields[field] == entry.id}
    read_files = tuple(cached.read_files.items()) if cached else ()
    return IndexedArticle(**fields, stat=cached.stat if cached else (), read_files=read_files)


def _with(before: Segment, out: Set[str], new: Iterable[tuple[IndexedArticle, list[str]]]) -> Segment:
    """The segment without the articles at some sources, and with new ones and their lines."""
    lines_of_place: list[list[str]] = [[] for _ in before.articles]
    for line, places in before.lines.items():
        for place in places:
            lines_of_place[place].append(line)
    known = zip(before.articles, lines_of_place, strict=True)
    rows = [*(row for row in known if row[0].source not in out), *new]
    rows.sort(key=lambda row: (row[0].time, row[0].id))
    lines: dict[str, list[int]] = {}
    for place, (_, its_lines) in enumerate(rows):
        for line in its_lines:
            lines.setdefault(line, []).append(place)
    return Segment([article for article, _ in rows], lines)


def _named(names: Names, lines: Iterable[str], segments: Segments, naming: Naming, load: Load) -> Names:
    """The names, with those of these lines found anew."""
    groups, authors, months = dict(names.groups), dict(names.authors), set(names.months)
    ordered = [segments[key] for key in sorted(segments)]
    for line in lines:
        kind, _, name = line.partition(":")
        oldest = next((each.articles[each.lines[line][0]] for each in ordered if line in each.lines), None)
        if kind == "month":
            months.add(name) if oldest else months.discard(name)
        elif oldest is None:
            authors.pop(name, None) if kind == "author" else groups.pop(line, None)
        elif kind == "author":
            authors[name] = naming.author_of(name, load(oldest.source))
        elif kind in ("section", "tag"):
            groups[line] = naming.group("section" if kind == "section" else "tag", name, load(oldest.source))
    return Names(groups, authors, frozenset(months))


def lines_of(entry: Entry, now: float, authors: Mapping[str, Author]) -> list[str]:
    """The lines that a visible article stands in besides `all`, each once. authors: those with details, by name_key,
    who may have another slug there."""
    return [*lasting_lines_of(entry, authors), *_passing_lines_of(entry, now)]


def lasting_lines_of(entry: Entry, authors: Mapping[str, Author]) -> list[str]:
    """Those that it stands in whatever the time is."""
    found = [f"section:{entry.section_slug}", f"month:{entry.month}"]
    found += [f"tag:{name}" for name in entry.tag_slugs]
    found += dict.fromkeys([f"author:{author_slug(name, authors)}" for name in entry.authors])
    if entry.type != "sponsored":
        found.append("news")
    if entry.must_read:
        found.append("must_read")
    if entry.weight:
        found.append("weighted")
    if entry.translation_key:
        found.append(f"translation:{entry.translation_key}")
    if entry.series:
        found.append(f"series:{slug(entry.series)}")
    if entry.is_corrected:
        found.append("corrected")
    if entry.type == "opinion":
        found.append("opinion")
    return found


def _passing_lines_of(entry: Entry, now: float) -> list[str]:
    if is_over(entry, now):
        return []
    passing = {"breaking": is_breaking, "recent": is_recent, "pinned": is_pinned}
    return [line for line, stands_in in passing.items() if stands_in(entry, now)]


def _segment_of(entry: Entry) -> int:
    return int(entry.time // SECONDS)
