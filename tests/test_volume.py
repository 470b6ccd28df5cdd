"""A volume with loose articles beside it is the archive: no index of it differs from one that is made anew."""

from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from newsgen.catalog.indices import Indices, Naming, indexed
from newsgen.catalog.visibility import Moment
from newsgen.catalog.volume import Volume, bound, laid_beside
from newsgen.model.config import Config
from newsgen.model.entry import Entry
from tests.catalogs import NOW, article, entry

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


def remembered(volume: Volume) -> Volume:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(volume), type=Volume)


def laid(before: list[Entry], after: list[Entry], moment: Moment) -> Indices:
    volume = remembered(bound(indexed(before, NAMING, MOMENT.now), MOMENT, NAMING, lambda _: True))
    same = {story.id: story for story in after if story in before}
    withdrawn = [rank for rank, name in enumerate(volume.ids) if name not in same]
    still = {volume.ids[rank] for rank in range(len(volume.ids))} - {volume.ids[rank] for rank in withdrawn}
    loose = [story for story in after if story.id not in still]
    by_source = {story.source: story for story in same.values()}
    return laid_beside(volume, loose, withdrawn, NAMING, moment.now, by_source.__getitem__)


def shown(indices: Indices) -> dict[str, Any]:
    months = [line.partition(":")[2] for line in indices.lines if line.startswith("month:")]
    fields = ("source", "slug", "name", "tag_slugs", "section_slug")
    return {
        "entries": list(indices.entries),
        "times": list(indices.times),
        "positions": dict(indices.positions),
        "lines": {line: list(indices.lines[line]) for line in indices.lines},
        "groups": indices.groups,
        "authors": indices.authors,
        "columns": [list(indices.column(field)) for field in fields],
        "last_changed": {month: indices.last_changed(month) for month in [*months, "1999-01"]},
    }


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(archives(), st.sampled_from([0.0, 3600.0, 3 * 86400.0]))
def test_what_is_bound_and_what_is_loose_make_the_whole_archive(
    both: tuple[list[Entry], list[Entry]], later: float
) -> None:
    moment = replace(MOMENT, now=MOMENT.now + later)
    assert shown(laid(*both, moment)) == shown(indexed(both[1], NAMING, moment.now))


def test_no_bound_article_is_loaded_that_nothing_asks_for() -> None:
    old = [entry(article(f"old-{number}", "2021-03-07", tags=("Rain",))) for number in range(5)]
    volume = bound(indexed(old, NAMING, MOMENT.now), MOMENT, NAMING, lambda _: True)
    news = entry(article("news", "2022-03-08", tags=("Rain", "Volos")))
    loaded: list[str] = []

    def load(source: str) -> Entry:
        loaded.append(source)
        return next(story for story in old if story.source == source)

    indices = laid_beside(volume, [news], [], NAMING, MOMENT.now, load)
    assert list(indices.lines["tag:rain"]) == [0, 1, 2, 3, 4, 5]
    assert loaded == []
    assert indices.entries[2].id == "old-2"
    assert loaded == ["old-2.md"]


def test_what_the_clock_still_changes_is_not_bound() -> None:
    over = entry(article("over", "2022-03-01"))
    recent = entry(article("recent", "2022-03-07T10:20"))
    expiring = entry(article("expiring", "2022-03-01", expires=NOW + timedelta(days=1)))
    breaking = entry(article("breaking", "2022-03-01", breaking_until=NOW + timedelta(hours=1)))
    indices = indexed([over, recent, expiring, breaking], NAMING, MOMENT.now)
    assert bound(indices, MOMENT, NAMING, lambda _: True).ids == ["over"]
