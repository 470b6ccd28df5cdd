"""Related articles: which ones, in which order, why, and at what cost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.catalog.catalog import Catalog, unnoted
from newsgen.catalog.related import Score, related
from newsgen.model.article import Article
from tests.catalogs import article, catalog, ids, names_of_lines

TAGS = "abcd"


def january(tag: str, number: int) -> Iterator[Article]:
    """Articles of another section that make a tag common before March."""
    return (article(f"{tag}-{n}", f"2022-01-{n + 1:02}", section="Old", tags=(tag,)) for n in range(number))


def score(found: Catalog, one: str, other: str) -> Score:
    why = found.why_related(one, other)
    assert isinstance(why, Score)
    return why


def test_a_shared_rare_tag_counts_more_than_a_shared_common_one() -> None:
    found = catalog(
        [
            *january("politics", 20),
            article("rare", "2022-03-01", section="A", tags=("volos",)),
            article("common", "2022-03-01T12:00", section="A", tags=("politics",)),
            article("flood", "2022-03-05", section="B", tags=("politics", "volos")),
        ]
    )
    assert ids(found.related("flood", 2)) == ["rare", "common"]


def test_two_shared_tags_count_more_than_one() -> None:
    found = catalog(
        [
            article("two", "2022-03-01", section="A", tags=("rain", "volos")),
            article("one", "2022-03-01T12:00", section="A", tags=("rain",)),
            article("flood", "2022-03-05", section="B", tags=("rain", "volos")),
        ]
    )
    assert ids(found.related("flood", 5)) == ["two", "one"]


def test_the_same_section_counts_where_tags_are_alike() -> None:
    found = catalog(
        [
            article("same", "2022-03-01", section="A", tags=("rain",)),
            article("other", "2022-03-01T12:00", section="B", tags=("rain",)),
            article("flood", "2022-03-05", section="A", tags=("rain",)),
        ]
    )
    assert ids(found.related("flood", 5)) == ["same", "other"]


def test_without_a_shared_tag_the_section_alone_relates() -> None:
    found = catalog(
        [
            article("same", "2022-03-01", section="A"),
            article("other", "2022-03-02", section="B"),
            article("flood", "2022-03-05", section="A"),
        ]
    )
    assert ids(found.related("flood", 5)) == ["same"]


def test_the_nearer_in_time_comes_first_where_all_else_is_alike() -> None:
    found = catalog(
        [
            article("far", "2019-03-01", tags=("rain",)),
            article("near", "2022-02-01", tags=("rain",)),
            article("flood", "2022-03-05", tags=("rain",)),
        ]
    )
    assert ids(found.related("flood", 5)) == ["near", "far"]
    assert 0.5 < score(found, "flood", "far").nearness < score(found, "flood", "near").nearness < 1


def test_ties_go_to_the_newer() -> None:
    found = catalog(
        [article("a", "2022-03-01"), article("b", "2022-03-01"), article("flood", "2022-03-05")],
    )
    assert ids(found.related("flood", 5)) == ["b", "a"]


def test_an_article_is_not_related_to_itself() -> None:
    found = catalog([article("flood", tags=("rain",))], related={"newer": "7d"})
    assert found.related("flood", 5) == ()


@pytest.fixture
def story() -> list[Article]:
    return [
        article("before", "2022-03-01", tags=("rain",)),
        article("flood", "2022-03-05", tags=("rain",)),
        article("after-6-days", "2022-03-11", tags=("rain",)),
        article("after-8-days", "2022-03-13", tags=("rain",)),
    ]


def test_related_articles_are_older_ones(story: list[Article]) -> None:
    assert ids(catalog(story).related("flood", 5)) == ["before"]


def test_follow_ups_may_enter_for_a_while(story: list[Article]) -> None:
    found = catalog(story, related={"newer": "7d"})
    assert set(ids(found.related("flood", 5))) == {"before", "after-6-days"}


def test_the_number_and_what_to_leave_out_are_the_askers(story: list[Article]) -> None:
    found = catalog(story)
    assert ids(found.related("after-8-days", 1)) == ["after-6-days"]
    assert ids(found.related("after-8-days", 2, ("after-6-days",))) == ["flood", "before"]


def test_why_names_the_shared_tags_the_section_and_the_nearness(story: list[Article]) -> None:
    found = catalog([*story, article("dry", "2022-03-14", section="Other", tags=("sun", "rain"))])
    why = score(found, "dry", "flood")
    assert [tag for tag, _ in why.tags] == ["rain"]
    assert (why.section, score(found, "flood", "before").section) == (0.0, 0.5)
    assert why.total == why.tags[0][1] * why.nearness


@st.composite
def archives(draw: st.DrawFn) -> list[Article]:
    """Some articles, newest last, of two sections and few tags, days to years apart."""
    hours = sorted(draw(st.lists(st.integers(0, 24 * 800), min_size=2, max_size=18)))
    tags = st.lists(st.sampled_from(TAGS), max_size=3, unique=True).map(tuple)
    return [
        article(
            f"n{number:02}",
            (datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hour)).isoformat(),
            section=draw(st.sampled_from(["A", "B"])),
            tags=draw(tags),
        )
        for number, hour in enumerate(hours)
    ]


@given(archives(), st.sampled_from(["false", "30d"]))
def test_articles_are_ranked_by_the_total_that_the_explanation_gives(written: list[Article], newer: str) -> None:
    found = catalog(written, related={"newer": newer})
    limit = timedelta(days=30) if newer == "30d" else timedelta(0)
    for one in written:
        others = [
            other
            for other in reversed(written)
            if other is not one
            and (other.published < one.published + limit or (other.published <= one.published and other.id < one.id))
            and (other.section == one.section or set(other.tags) & set(one.tags))
        ]
        ranked = sorted(others, key=lambda other: -score(found, one.id, other.id).total)
        assert ids(found.related(one.id, 5)) == [other.id for other in ranked][:5]


@given(archives(), st.integers(0, 17))
def test_a_later_article_never_changes_an_older_ones_list(written: list[Article], cut: int) -> None:
    *before, last = written[: max(cut, 2)]
    older = [one for one in before if one.published < last.published]
    without, with_last = catalog(before), catalog([*before, last])
    for one in older:
        related_ids = ids(without.related(one.id, 5))
        assert ids(with_last.related(one.id, 5)) == related_ids
        for other in related_ids:
            assert score(with_last, one.id, other) == score(without, one.id, other)


@given(archives(), st.randoms(use_true_random=False))
def test_the_order_of_reading_does_not_matter(written: list[Article], random: Any) -> None:
    shuffled = random.sample(written, len(written))
    one, other = catalog(written), catalog(shuffled)
    assert [ids(one.related(a.id, 5)) for a in written] == [ids(other.related(a.id, 5)) for a in written]


@dataclass
class Looks:
    """How many candidates were taken out of the indices."""

    number: int = 0


@dataclass
class Watched(list[int]):
    """Positions that count how many are taken."""

    positions: list[int]
    looks: Looks = field(default_factory=Looks)

    def __post_init__(self) -> None:
        super().__init__(self.positions)

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        taken = super().__getitem__(index)
        self.looks.number += len(taken) if isinstance(taken, list) else 0  # a bisection's steps are no candidates
        return taken


def looks_at_the_newest(archive: int, follow_ups: float) -> int:
    """How many candidates 20 of the newer articles have in an archive where each tenth has one tag."""
    looks, begin = Looks(), datetime(2010, 1, 1, tzinfo=UTC)
    times = [f"{begin + timedelta(hours=number):%Y-%m-%dT%H:%M}" for number in range(archive)]
    written = [article(f"a{n}", time, section="News", tags=(f"t{n % 10}",)) for n, time in enumerate(times)]
    index = catalog(written).index
    lines = {line: Watched(list(index.line(line)), looks) for line in names_of_lines(index)}
    index.line = lines.__getitem__  # type: ignore[assignment, method-assign]
    for position in range(archive - 520, archive - 500):
        assert len(related(index, unnoted, position, 5, follow_ups)) == 5
    return looks.number


@pytest.mark.parametrize("follow_ups", [0.0, 7 * 86400.0])
def test_ten_times_the_archive_is_no_more_work_for_an_article(follow_ups: float) -> None:
    assert 0 < looks_at_the_newest(2_000, follow_ups) == looks_at_the_newest(10_000, follow_ups)
