"""Which pages are stale and which questions are asked again: exactly those, no more. The engine without news."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.garden import EVER, Garden, Gardener, Plant, Sign

ROSE, LILY, FERN = Plant("rose", 10, 3), Plant("lily", 20, 2), Plant("fern", 30, 5)
Plan = Callable[..., Garden]


@pytest.fixture
def garden(tmp_path: Path) -> Plan:
    """Three plants, and signs that were painted once."""

    def make(**signs: Sign) -> Garden:
        found = Garden(tmp_path / "memory", ROSE, LILY, FERN, **signs)
        assert found.paint().made == signs.keys()
        return found

    return make


def test_where_nothing_changed_nothing_is_asked(garden: Plan) -> None:
    signs = garden(all=lambda it: it.ask("newest", 9), rose=lambda it: it.ask("colour", "rose"))
    done = signs.paint()
    assert (done.made, done.answered) == (set(), [])


def test_only_questions_that_read_a_changed_facet_are_asked_again(garden: Plan) -> None:
    signs = garden(rose=lambda it: it.ask("colour", "rose"), lily=lambda it: it.ask("colour", "lily"))
    signs.put(replace(ROSE, colour="red"))
    done = signs.paint()
    assert done.made == {"rose"}
    assert done.answered == ["colour(rose)"]
    assert done.why == {"rose": "colour('rose')"}


def test_an_answer_that_is_as_before_makes_nothing_stale(garden: Plan) -> None:
    signs = garden(newest=lambda it: it.ask("newest", 2))
    signs.put(replace(LILY, height=9))
    done = signs.paint()
    assert (done.made, done.answered) == (set(), ["newest(2)"])
    assert signs.paint().answered == []


def test_a_read_is_stale_only_by_what_changes_within_its_stretch(garden: Plan) -> None:
    signs = garden(
        early=lambda it: it.ask("heights", 0, 15),
        late=lambda it: it.ask("heights", 25, EVER),
        edge=lambda it: it.ask("heights", 15, 20),
    )
    signs.put(replace(LILY, height=9))
    done = signs.paint()
    assert (done.made, done.answered) == ({"edge"}, ["heights(15, 20)"])
    signs.put(replace(LILY, day=25))
    done = signs.paint()
    assert done.made == {"edge", "late"}
    assert set(done.answered) == {"heights(15, 20)", "heights(25, inf)"}


def test_a_stretch_is_that_of_the_last_answer(garden: Plan) -> None:
    """The newest two reach back to the second: when a third comes, the first is out of sight."""
    signs = garden(newest=lambda it: it.ask("newest", 2))
    signs.put(Plant("iris", 40))
    assert signs.paint().made == {"newest"}
    signs.put(replace(LILY, height=7))
    assert signs.paint().answered == []
    signs.put(replace(FERN, height=7))
    assert signs.paint().answered == ["newest(2)"]


def test_what_is_not_there_is_depended_on_too(garden: Plan) -> None:
    signs = garden(iris=lambda it: it.ask("colour", "iris"))
    signs.put(Plant("iris", 40, colour="blue"))
    assert signs.paint().made == {"iris"}
    del signs.plants["iris"]
    assert signs.paint().made == {"iris"}


def test_a_question_within_a_question_is_asked_again_with_it(garden: Plan) -> None:
    signs = garden(bright=lambda it: it.ask("brightest"), fern=lambda it: it.ask("colour", "fern"))
    signs.put(replace(FERN, colour="grey"))
    done = signs.paint()
    assert done.made == {"bright", "fern"}
    assert sorted(done.answered) == ["brightest()", "colour(fern)", "colour(lily)", "newest(2)"]


def test_a_page_is_stale_by_what_it_read_itself(garden: Plan) -> None:
    signs = garden(rose=lambda it: it.tracer.note("plant:rose"), lily=lambda it: it.tracer.note("plant:lily"))
    signs.put(replace(ROSE, height=4))
    done = signs.paint()
    assert (done.made, done.why) == ({"rose"}, {"rose": "plant:rose"})


def test_pages_are_stale_by_facets_that_they_share(garden: Plan) -> None:
    def board(*facets: str) -> Sign:
        def read(it: Gardener) -> None:
            for facet in facets:
                it.tracer.note_shared(facet)

        return read

    signs = garden(one=board("wood", "paint"), two=board("paint", "wood"), three=board("wood"), four=board("stone"))
    assert signs.paint(paint={0.0}).why == {"one": "paint", "two": "paint"}
    assert signs.paint(wood={0.0}).made == {"one", "two", "three"}
    assert signs.paint(glass={0.0}).made == set()
    signs.signs["two"] = board("stone")
    assert signs.paint(paint={0.0}).made == {"one", "two"}
    assert signs.paint(paint={0.0}).made == {"one"}
    assert signs.paint(stone={0.0}).made == {"two", "four"}


def test_what_a_page_no_longer_asks_leaves_it_alone(garden: Plan) -> None:
    signs = garden(sign=lambda it: (it.ask("colour", "rose"), it.ask("colour", "lily")))
    signs.signs["sign"] = lambda it: it.ask("colour", "rose")
    signs.put(replace(ROSE, colour="red"))
    assert signs.paint().made == {"sign"}
    signs.put(replace(LILY, colour="red"))
    done = signs.paint()
    assert (done.made, done.answered) == (set(), [])


def test_a_question_that_another_page_asked_before_is_this_ones_too(garden: Plan) -> None:
    signs = garden(one=lambda it: it.ask("colour", "rose"))
    signs.signs["two"] = lambda it: it.ask("colour", "rose")
    assert signs.paint().made == {"two"}
    signs.put(replace(ROSE, colour="red"))
    assert signs.paint().made == {"one", "two"}


def test_a_page_that_is_gone_is_not_stale_and_its_questions_are_not_asked(garden: Plan) -> None:
    signs = garden(one=lambda it: it.ask("colour", "rose"), two=lambda it: it.ask("colour", "lily"))
    del signs.signs["one"]
    assert signs.paint().made == set()
    signs.put(replace(ROSE, colour="red"))
    done = signs.paint()
    assert (done.made, done.answered) == (set(), [])
    signs.signs["one"] = lambda it: it.ask("colour", "rose")
    assert signs.paint().made == {"one"}
    signs.put(replace(ROSE, colour="pink"))
    assert signs.paint().made == {"one"}


def test_a_question_reads_other_facets_when_its_answer_comes_from_elsewhere(garden: Plan) -> None:
    signs = garden(bright=lambda it: it.ask("brightest"))
    signs.put(Plant("iris", 40))
    assert signs.paint().made == set()
    signs.put(replace(LILY, colour="white"))
    assert signs.paint().made == set()
    signs.put(replace(LILY, colour="pale"))
    assert signs.paint().answered == []
    signs.put(Plant("iris", 40, colour="blue"))
    assert signs.paint().made == {"bright"}
    assert signs.paint().answered == []


def test_what_was_not_committed_is_not_remembered(garden: Plan) -> None:
    def falls(it: object) -> None:
        raise ZeroDivisionError

    signs = garden(one=lambda it: it.ask("colour", "rose"))
    signs.signs["two"] = falls
    signs.put(replace(ROSE, colour="red"))
    with pytest.raises(ZeroDivisionError):
        signs.paint()
    del signs.signs["two"]
    assert signs.paint().made == {"one"}
