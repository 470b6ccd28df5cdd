"""Choosing related articles: shared rare tags, same section, near in time. Pure; bounded work per article."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from math import log
from typing import Any

from msgspec import Struct

from newsgen.model.entry import instant

PER_TAG = 40
"""How many of a tag's articles before (and after) an article are looked at, nearest first."""
PER_SECTION = 20
SECTION_BONUS = 0.5
HALVES_IN = 365 * 86400.0
"""Seconds after which nearness has lost half of what it can lose."""

Note = Callable[..., None]
"""Told of a facet that is read, and between which times."""
Position = int
"""An article's place among all visible ones, oldest first."""


class Score(Struct, frozen=True):
    """Why an article is related: the shared tags with their weights, the section's bonus, times nearness (0.5 to 1)."""

    tags: tuple[tuple[str, float], ...]
    section: float
    nearness: float

    @property
    def total(self) -> float:
        return (sum(weight for _, weight in self.tags) + self.section) * self.nearness


class Neighbourhood(Struct, frozen=True):
    """What related lists are chosen from. Positions ascend in every list.

    times: when each article was published, in seconds since 1970. month_starts: the position of the first article
    of each one's month (UTC). lines: the articles of `tag:SLUG` and `section:SLUG`; note: told of each that is read.
    """

    times: Sequence[float]
    month_starts: Sequence[Position]
    tags_of: Callable[[Position], tuple[str, ...]]
    section_of: Callable[[Position], str]
    lines: Mapping[str, Sequence[Position]]
    note: Note

    def tag(self, name: str) -> Sequence[Position]:
        return self.lines[f"tag:{name}"]


class MonthStarts(Sequence[Position]):
    """The position of the first article of each one's month (UTC). Neighbours are asked for one after the other, so the
    last month is kept. times: ascending, in seconds since 1970."""

    def __init__(self, times: Sequence[float]) -> None:
        self._times = times
        self._since = self._until = float("-inf")
        self._start: Position = 0

    def __len__(self) -> int:
        return len(self._times)

    def __getitem__(self, position: Any) -> Any:
        time = self._times[position]
        if not self._since <= time < self._until:
            day = instant(time).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            self._since = day.timestamp()
            self._until = (day + timedelta(days=32)).replace(day=1).timestamp() if day.year < 9999 else float("inf")
            self._start = bisect_left(self._times, self._since)
        return self._start


def related(hood: Neighbourhood, position: Position, count: int, follow_ups: float) -> list[Position]:
    """The `count` best, best first; ties go to the newer. Older ones, and newer ones within `follow_ups` seconds."""
    _note_reads(hood, position, follow_ups)
    weights = _weights(hood, position, follow_ups)
    weights.pop(position, None)
    own_section, section_of = hood.section_of(position), hood.section_of
    time, times = hood.times[position], hood.times
    scores = [
        (weight + SECTION_BONUS if section_of(other) == own_section else weight)
        * (0.5 + 0.5 / (1 + abs(time - times[other]) / HALVES_IN))  # _nearness, without a call for each
        for other, weight in weights.items()
    ]
    least = min(sorted(scores)[-count:], default=0.0)
    best = [(score, other) for score, other in zip(scores, weights, strict=True) if score >= least]
    return [other for _, other in sorted(best, reverse=True)[:count]]


def explain(hood: Neighbourhood, position: Position, other: Position, follow_ups: float) -> Score:
    """The parts of `other`'s score beside the article at `position`; their total is what it is ranked by."""
    end = _end(hood, position, follow_ups)
    shared = [tag for tag in hood.tags_of(position) if other in _nearest(hood.tag(tag), position, end, PER_TAG)]
    same_section = hood.section_of(position) == hood.section_of(other)
    return Score(
        tags=tuple((tag, _weight(hood, position, tag)) for tag in shared),
        section=SECTION_BONUS if same_section else 0.0,
        nearness=_nearness(hood.times[position], hood.times[other]),
    )


def _note_reads(hood: Neighbourhood, position: Position, follow_ups: float) -> None:
    """A tag's rarity counts all that came before, and any of these may be of the section: read from the start."""
    time = hood.times[position]
    hood.note("all", float("-inf"), hood.times[hood.month_starts[position]])
    for tag in hood.tags_of(position):
        hood.note(f"tag:{tag}", float("-inf"), time + follow_ups)
    hood.note(f"section:{hood.section_of(position)}", float("-inf"), time + follow_ups)


def _weights(hood: Neighbourhood, position: Position, follow_ups: float) -> dict[Position, float]:
    """Of the tags that each of those around it shares with an article, in sum."""
    section = hood.lines[f"section:{hood.section_of(position)}"]
    end = _end(hood, position, follow_ups)
    weights = dict.fromkeys(_nearest(section, position, end, PER_SECTION), 0.0)
    for tag in hood.tags_of(position):
        weight = _weight(hood, position, tag)
        for other in _nearest(hood.tag(tag), position, end, PER_TAG):
            weights[other] = weights.get(other, 0.0) + weight
    return weights


def _weight(hood: Neighbourhood, position: Position, tag: str) -> float:
    """How rare the tag was when the article's month began: a count that later articles never change."""
    start = hood.month_starts[position]
    bearers = bisect_left(hood.tag(tag), start)
    return 1 + log((1 + start) / (1 + bearers))


def _end(hood: Neighbourhood, position: Position, follow_ups: float) -> Position:
    """The position after the last article that may be related."""
    return bisect_left(hood.times, hood.times[position] + follow_ups) if follow_ups else position


def _nearest(positions: Sequence[Position], position: Position, end: Position, count: int) -> Sequence[Position]:
    here = bisect_left(positions, position)
    last = here if end <= position else min(bisect_left(positions, end), here + count)
    return positions[max(here - count, 0) : last]


def _nearness(time: float, other: float) -> float:
    return 0.5 + 0.5 / (1 + abs(time - other) / HALVES_IN)
