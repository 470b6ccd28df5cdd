"""Choosing related articles: shared rare tags, same section, near in time. Pure; bounded work per article."""

from bisect import bisect_left
from collections.abc import Sequence
from math import log

from msgspec import Struct

from newsgen.catalog.index import Index, Note, Position

PER_TAG = 40
"""How many of a tag's articles before (and after) an article are looked at, nearest first."""
PER_SECTION = 20
SECTION_BONUS = 0.5
HALVES_IN = 365 * 86400.0
"""Seconds after which nearness has lost half of what it can lose."""


class Score(Struct, frozen=True):
    """Why an article is related: the shared tags with their weights, the section's bonus, times nearness (0.5 to 1)."""

    tags: tuple[tuple[str, float], ...]
    section: float
    nearness: float

    @property
    def total(self) -> float:
        return (sum(weight for _, weight in self.tags) + self.section) * self.nearness


def related(index: Index, note: Note, position: Position, count: int, follow_ups: float) -> list[Position]:
    """The `count` best, best first; ties go to the newer. Older ones, and newer ones within `follow_ups` seconds. note:
    told of what is read."""
    entry, end = index.entry(position), index.times[position] + follow_ups
    note("all", float("-inf"), index.times[index.month_start(position)])
    for line in (*(f"tag:{tag}" for tag in entry.tag_slugs), f"section:{entry.section_slug}"):
        note(line, float("-inf"), end)  # a tag's rarity counts all that came before; any of these may be of the section
    weights = _weights(index, position, follow_ups)
    weights.pop(position, None)
    own_section, time, times = _section(index, position), index.times[position], index.times
    scores = [
        (weight + SECTION_BONUS if _stands_in(own_section, other) else weight)
        * (0.5 + 0.5 / (1 + abs(time - times[other]) / HALVES_IN))  # _nearness, without a call for each
        for other, weight in weights.items()
    ]
    least = min(sorted(scores)[-count:], default=0.0)
    best = [(score, other) for score, other in zip(scores, weights, strict=True) if score >= least]
    return [other for _, other in sorted(best, reverse=True)[:count]]


def explain(index: Index, position: Position, other: Position, follow_ups: float) -> Score:
    """The parts of `other`'s score beside the article at `position`; their total is what it is ranked by."""
    end = _end(index, position, follow_ups)
    tags = index.entry(position).tag_slugs
    shared = [tag for tag in tags if other in _nearest(index.line(f"tag:{tag}"), position, end, PER_TAG)]
    return Score(
        tags=tuple((tag, _weight(index, position, tag)) for tag in shared),
        section=SECTION_BONUS if _stands_in(_section(index, position), other) else 0.0,
        nearness=_nearness(index.times[position], index.times[other]),
    )


def _weights(index: Index, position: Position, follow_ups: float) -> dict[Position, float]:
    """Of the tags that each of those around it shares with an article, in sum."""
    end = _end(index, position, follow_ups)
    weights = dict.fromkeys(_nearest(_section(index, position), position, end, PER_SECTION), 0.0)
    for tag in index.entry(position).tag_slugs:
        weight = _weight(index, position, tag)
        for other in _nearest(index.line(f"tag:{tag}"), position, end, PER_TAG):
            weights[other] = weights.get(other, 0.0) + weight
    return weights


def _weight(index: Index, position: Position, tag: str) -> float:
    """How rare the tag was when the article's month began: a count that later articles never change."""
    start = index.month_start(position)
    bearers = bisect_left(index.line(f"tag:{tag}"), start)
    return 1 + log((1 + start) / (1 + bearers))


def _section(index: Index, position: Position) -> Sequence[Position]:
    return index.line(f"section:{index.entry(position).section_slug}")


def _stands_in(line: Sequence[Position], position: Position) -> bool:
    at = bisect_left(line, position)
    return at < len(line) and line[at] == position


def _end(index: Index, position: Position, follow_ups: float) -> Position:
    """The position after the last article that may be related."""
    return bisect_left(index.times, index.times[position] + follow_ups) if follow_ups else position


def _nearest(positions: Sequence[Position], position: Position, end: Position, count: int) -> Sequence[Position]:
    here = bisect_left(positions, position)
    last = here if end <= position else min(bisect_left(positions, end), here + count)
    return positions[max(here - count, 0) : last]


def _nearness(time: float, other: float) -> float:
    return 0.5 + 0.5 / (1 + abs(time - other) / HALVES_IN)
