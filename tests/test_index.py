"""An index that was changed time and again differs in nothing from one that is made anew."""

from datetime import timedelta
from typing import Any, Literal

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from newsgen.catalog.groups import Naming
from newsgen.catalog.index import Index, Segment, Segments, indexed, with_changes
from newsgen.catalog.visibility import Moment, is_over
from newsgen.model.config import Config
from newsgen.model.entry import Entry
from tests.catalogs import NOW, article, entry, names_of_lines

CONFIG = msgspec.convert({"site": {"title": "The Gazette", "url": "https://gazette.example"}}, Config)
NAMING = Naming(CONFIG, {})
MOMENT = Moment(NOW.timestamp())
DAYS = st.sampled_from([0, 1, 3, 4, 40, 41, 400])


@st.composite
def stories(draw: st.DrawFn, name: str) -> Entry:
    """An article of that name; few dates, tags and spellings, so that they often meet."""
    published = NOW - timedelta(days=draw(DAYS), hours=draw(st.integers(0, 2)))
    told: dict[str, Any] = {
        "section": draw(st.sampled_from(["World", "world", "Sport"])),
        "tags": tuple(draw(st.lists(st.sampled_from(["Rain", "rain", "Volos", "Vólos"]), max_size=3, unique=True))),
        "authors": tuple(draw(st.lists(st.sampled_from(["Ann", "Bob", "ann"]), max_size=2, unique=True))),
        "must_read": draw(st.booleans()),
        "noindex": draw(st.booleans()),
        "updated": published + timedelta(hours=1) if draw(st.booleans()) else None,
        "expires": NOW + timedelta(days=9) if draw(st.integers(0, 5)) == 0 else None,
    }
    return entry(article(name, published.isoformat(), **told))


@st.composite
def archives(draw: st.DrawFn) -> tuple[list[Entry], list[Entry]]:
    """As a build had it, and as it is some edits later."""
    names = [f"story-{number}" for number in range(draw(st.integers(0, 12)))]
    before = [draw(stories(name)) for name in names]
    edited = {story.id: draw(st.sampled_from(["", "", "other", "gone"])) for story in before}
    after = [draw(stories(story.id)) if edited[story.id] else story for story in before if edited[story.id] != "gone"]
    new = [draw(stories(f"new-{number}")) for number in range(draw(st.integers(0, 3)))]
    return before, after + new


def cached(segments: Segments) -> Segments:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(segments), type=dict[int, Segment])


def changed(before: list[Entry], after: list[Entry], now: float) -> Index:
    """Articles that time may still change are among those that are put in anew, as in a build."""
    first = indexed(before, NAMING, MOMENT.now)
    same = [story for story in after if story in before and is_over(story, MOMENT.now)]
    old = [story for story in before if story not in same]
    new = [story for story in after if story not in same]
    by_source = {story.source: story for story in same}
    return with_changes(cached(first.segments), first.names, old, new, NAMING, now, by_source.__getitem__)


def shown(index: Index) -> dict[str, Any]:
    fields: tuple[Literal["source", "slug", "name"], ...] = ("source", "slug", "name")
    return {
        "entries": [index.entry(position) for position in range(len(index))],
        "times": list(index.times),
        "positions": dict(index.positions),
        "lines": {line: list(index.line(line)) for line in names_of_lines(index)},
        "names": index.names,
        "columns": [list(index.column(field)) for field in fields],
        "last_changed": {month: index.last_changed(month) for month in [*index.names.months, "1999-01"]},
        "segments": index.segments,
    }


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(archives(), st.sampled_from([0.0, 3600.0, 3 * 86400.0]))
def test_an_index_that_was_changed_is_one_of_what_there_is(both: tuple[list[Entry], list[Entry]], later: float) -> None:
    now = MOMENT.now + later
    assert shown(changed(*both, now)) == shown(indexed(both[1], NAMING, now))


def test_no_article_is_loaded_that_nothing_asks_for() -> None:
    old = [entry(article(f"old-{number}", "2021-03-07", tags=("Rain",))) for number in range(5)]
    first = indexed(old, NAMING, MOMENT.now)
    news = entry(article("news", "2022-03-08", tags=("Rain", "Volos")))
    loaded: list[str] = []

    def load(source: str) -> Entry:
        loaded.append(source)
        return next(story for story in old if story.source == source)

    index = with_changes(first.segments, first.names, (), [news], NAMING, MOMENT.now, load)
    assert list(index.line("tag:rain")) == [0, 1, 2, 3, 4, 5]
    assert set(loaded) == {"old-0.md"}  # by which its section and tag are called
    assert index.entry(2).id == "old-2"


def test_one_segment_is_made_anew_for_one_article() -> None:
    old = [entry(article(f"old-{month}", f"2021-{month:02}-07")) for month in range(1, 13)]
    first = indexed(old, NAMING, MOMENT.now)
    by_source = {story.source: story for story in old}
    index = with_changes(
        first.segments, first.names, [old[3]], [replace(old[3], slug="x")], NAMING, MOMENT.now, by_source.__getitem__
    )
    assert len([key for key, segment in index.segments.items() if segment != first.segments[key]]) == 1
