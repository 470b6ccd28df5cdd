"""The bound part of an archive: articles of which time makes nothing any more, with their indices ready made. Pure.

A newspaper binds old issues into volumes, and keeps the newest loose. So does a build that has looked at everything;
later ones lay what is loose by then (new, changed, or still watched by the clock) beside the volume, and look at no
bound article that nothing asks for.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Raw, Struct, msgpack

from newsgen.catalog.indices import Indices, Naming, last_changed
from newsgen.catalog.lines import lines_of
from newsgen.catalog.namesakes import owners
from newsgen.catalog.related import Position
from newsgen.catalog.visibility import Moment, is_over
from newsgen.model.article import Author, Group
from newsgen.model.entry import Entry

Rank = int
Load = Callable[[str], Entry]
"""Gives the entry of a bound article by its source."""
_RANK_BYTES = array("i").itemsize
_PASSING = frozenset(["all", "breaking", "recent"])
"""Lines that the clock or every article makes; they aren't bound."""


class Volume(Struct, frozen=True, array_like=True):
    """Bound articles, oldest first; a Rank is an index into that order.

    since: the moment from which on it holds. times: in seconds since 1970, eight bytes each; lines: ranks in four bytes
    each. owners: whose name a section's, tag's or author's line is by. groups, authors: by line, as the oldest bound
    article has them. last_changed: of each month. names: each one's slug and file name.
    """

    since: Moment
    times: bytes
    ids: list[str]
    sources: list[str]
    lines: dict[str, bytes]
    owners: dict[str, str]
    groups: dict[str, Group]
    authors: dict[str, Author]
    last_changed: dict[str, Rank]
    names: Raw


def bound(indices: Indices, moment: Moment, naming: Naming, is_bindable: Callable[[Entry], bool]) -> Volume:
    """A volume of the articles that are over, as far as they can be bound."""
    entries = indices.entries
    positions = [at for at, entry in enumerate(entries) if is_over(entry, moment.now) and is_bindable(entry)]
    articles = [entries[at] for at in positions]
    ranks = {position: rank for rank, position in enumerate(positions)}
    lines: dict[str, bytes] = {}
    groups: dict[tuple[Any, str], Group] = {}
    authors: dict[str, Author] = {}
    for line, members in indices.lines.items():
        of_line = array("i", [ranks[at] for at in members if at in ranks]) if line not in _PASSING else ()
        if of_line:
            lines[line] = of_line.tobytes()
            naming.name(line, articles[of_line[0]], groups, authors)
    return Volume(
        since=moment,
        times=array("d", [entry.time for entry in articles]).tobytes(),
        ids=[entry.id for entry in articles],
        sources=[entry.source for entry in articles],
        lines=lines,
        owners=owners(articles, naming)[0],
        groups={f"{kind}:{name}": group for (kind, name), group in groups.items()},
        authors={f"author:{name}": author for name, author in authors.items()},
        last_changed=dict(_last_changed(articles, lines)),
        names=Raw(msgpack.encode(([entry.slug for entry in articles], [entry.name for entry in articles]))),
    )


def laid_beside(
    volume: Volume, loose: Iterable[Entry], withdrawn: Iterable[Rank], naming: Naming, now: float, load: Load
) -> Indices:
    """The indices of a volume without some of its articles, and with loose ones beside it.

    now: in seconds since 1970.
    """
    order = _Order(volume, sorted(loose, key=lambda entry: (entry.time, entry.id)), withdrawn)
    entries = _Entries(volume, order, load)
    lines = _Lines(volume, order, now, naming.known)
    groups = {_kind_and_name(line): group for line, group in volume.groups.items()}
    authors = {line.partition(":")[2]: author for line, author in volume.authors.items()}
    for line in lines.otherwise_begun():
        _, name = key = _kind_and_name(line)
        if members := lines.get(line):
            naming.name(line, entries[members[0]], groups, authors)
        elif line.startswith("author:"):
            del authors[name]
        else:
            groups.pop(key, None)
    return Indices(
        entries=entries,
        times=order.times,
        positions=_Positions(order.ids),
        lines=lines,
        groups=groups,
        authors=authors,
        column=entries.column,
        last_changed=lambda month: _last_of_month(month, volume, entries, lines),
    )


def _last_changed(articles: list[Entry], lines: Mapping[str, bytes]) -> Iterator[tuple[str, Rank]]:
    for line, ranks in lines.items():
        kind, _, month = line.partition(":")
        if kind == "month" and (rank := last_changed(articles, array("i", ranks))) is not None:
            yield month, rank


def _last_of_month(month: str, volume: Volume, entries: "_Entries", lines: "_Lines") -> Position | None:
    """Only if the one that was bound is withdrawn all others have to be looked at."""
    line, bound = f"month:{month}", volume.last_changed.get(month)
    if bound is None:
        return last_changed(entries, lines.loose(line))
    position = lines.order.position(bound)
    among = lines.get(line, ()) if position is None else sorted([position, *lines.loose(line)])
    return last_changed(entries, among)


def _kind_and_name(line: str) -> tuple[Any, str]:
    kind, _, name = line.partition(":")
    return kind, name


class _Order:
    """Bound and loose articles by time. Owns the columns.

    origins: of each position the article's rank, or the complement of its place in `loose`. still: how many of the
    oldest have their rank for a position.
    """

    def __init__(self, volume: Volume, loose: list[Entry], withdrawn: Iterable[Rank]) -> None:
        self.loose = loose
        self.times = array("d", volume.times)
        self.ids, self.sources = list(volume.ids), list(volume.sources)
        self.origins = array("i", range(len(self.ids)))
        self.still = len(self.ids)
        for rank in sorted(withdrawn, reverse=True):
            del self.times[rank], self.ids[rank], self.sources[rank], self.origins[rank]
            self.still = rank
        for number, entry in enumerate(loose):
            self._lay(self._place(entry), ~number, entry)

    def _place(self, entry: Entry) -> Position:
        at = bisect_left(self.times, entry.time)
        while at < len(self.ids) and self.times[at] == entry.time and self.ids[at] < entry.id:
            at += 1
        return at

    def _lay(self, at: Position, origin: int, entry: Entry) -> None:
        self.times.insert(at, entry.time)
        self.ids.insert(at, entry.id)
        self.sources.insert(at, entry.source)
        self.origins.insert(at, origin)
        self.still = min(self.still, at)

    def position(self, rank: Rank) -> Position | None:
        """None for a withdrawn one."""
        return rank if rank < self.still else self.moved.get(rank)

    @cached_property
    def moved(self) -> dict[int, Position]:
        """The positions of all that don't lie still, by origin."""
        return {origin: at for at, origin in enumerate(self.origins[self.still :], self.still)}


class _Entries:
    """By position; those of bound articles are loaded when they are wanted."""

    def __init__(self, volume: Volume, order: _Order, load: Load) -> None:
        self._volume, self._order, self._load = volume, order, load
        self._known: dict[Position, Entry] = {}

    def __len__(self) -> int:
        return len(self._order.ids)

    def __iter__(self) -> Iterator[Entry]:
        return (self[position] for position in range(len(self)))

    def __getitem__(self, position: Position, /) -> Entry:
        known = self._known.get(position)
        if known is None:
            origin = self._order.origins[position]
            known = self._load(self._order.sources[position]) if origin >= 0 else self._order.loose[~origin]
            self._known[position] = known
        return known

    def __setitem__(self, position: Position, entry: Entry, /) -> None:
        self._known[position] = entry

    def column(self, field: str) -> Sequence[Any]:
        if field == "source":
            return self._order.sources
        if field in ("slug", "name"):
            of_bound = msgpack.decode(self._volume.names, type=tuple[list[str], list[str]])[field == "name"]
            of_loose = [getattr(entry, field) for entry in self._order.loose]
            return [of_bound[origin] if origin >= 0 else of_loose[~origin] for origin in self._order.origins]
        return _Field(self, field)


class _Positions(Mapping[str, Position]):
    """By id; the table is made when it is wanted."""

    def __init__(self, ids: list[str]) -> None:
        self._ids = ids

    @cached_property
    def _table(self) -> dict[str, Position]:
        return {article_id: position for position, article_id in enumerate(self._ids)}

    def __getitem__(self, article_id: str) -> Position:
        return self._table[article_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


class _Field(Sequence[Any]):
    """A field of every entry, by position."""

    def __init__(self, entries: _Entries, field: str) -> None:
        self._entries, self._field = entries, field

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, position: Any) -> Any:
        return getattr(self._entries[position], self._field)


class _Lines(Mapping[str, Sequence[Position]]):
    """The lines that have members, each made when it is wanted."""

    def __init__(self, volume: Volume, order: _Order, now: float, authors: Mapping[str, Author]) -> None:
        self._bound, self.order = volume.lines, order
        self._made: dict[str, Sequence[Position]] = {"all": range(len(order.ids))}
        self._loose: dict[str, list[Position]] = {}
        for number, entry in enumerate(order.loose):
            for line in lines_of(entry, now, authors):
                self._loose.setdefault(line, []).append(order.moved[~number])

    def __getitem__(self, line: str) -> Sequence[Position]:
        if line not in self._made:
            self._made[line] = self._members(line)
        if not self._made[line] and line != "all":
            raise KeyError(line)
        return self._made[line]

    def __iter__(self) -> Iterator[str]:
        return (line for line in ("all", *(self._bound | self._loose)) if self._is_begun_as_bound(line) or line in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def otherwise_begun(self) -> list[str]:
        """The lines whose oldest article may be another than of those that are bound."""
        return [line for line in self._bound | self._loose if not self._is_begun_as_bound(line)]

    def _is_begun_as_bound(self, line: str) -> bool:
        if line not in self._bound:
            return False
        first = self.order.position(memoryview(self._bound[line])[:_RANK_BYTES].cast("i")[0])
        loose = self.loose(line)
        return first is not None and (not loose or first < loose[0])

    def loose(self, line: str) -> Sequence[Position]:
        return self._loose.get(line, ())

    def _members(self, line: str) -> Sequence[Position]:
        order, members = self.order, array("i", self._bound.get(line, b""))
        if members and members[-1] >= order.still:
            cut = bisect_left(members, order.still)
            members = members[:cut] + array("i", (order.moved[rank] for rank in members[cut:] if rank in order.moved))
        loose = self.loose(line)
        if not loose or not members or members[-1] < loose[0]:
            return members + array("i", loose)
        return sorted([*members, *loose])
