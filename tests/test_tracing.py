"""What is recorded while a page is made: what it asks, and what the answers are read from."""

from collections.abc import Callable
from typing import Any

import pytest

from newsgen.engine import tracing
from newsgen.engine.tracing import POINT, Question, Trace, Tracer, question_id


@pytest.fixture
def tracer() -> Tracer:
    return Tracer(lambda answer: repr(answer).encode())


def reading(tracer: Tracer, *facets: str, answer: Any = "") -> Callable[..., Any]:
    """An answer that is read from these facets."""

    def given(*arguments: Any) -> Any:
        for facet in facets:
            tracer.note(facet)
        return answer or arguments

    return given


def test_a_page_has_asked_what_it_asked_and_read_what_it_read(tracer: Tracer) -> None:
    tracer.begin()
    tracer.note("card:flood")
    assert tracer.ask("latest", (5,), reading(tracer, "all", answer="flood")) == "flood"
    assert tracer.trace() == Trace((question_id("latest", (5,)),), ("card:flood",))
    assert tracer.news() == {question_id("latest", (5,)): Question("latest", (5,), b"'flood'", {"all": POINT})}


def test_a_question_is_answered_once_for_all_pages(tracer: Tracer) -> None:
    answered: list[int] = []
    traces = []
    for _ in range(2):
        tracer.begin()
        tracer.ask("latest", (5,), lambda count: answered.append(count))
        traces.append(tracer.trace())
    assert answered == [5]
    assert traces[0] == traces[1] == Trace((question_id("latest", (5,)),))


def test_a_question_with_other_arguments_is_another(tracer: Tracer) -> None:
    assert tracer.ask("latest", (5,), lambda count: count) == 5
    assert tracer.ask("latest", (6,), lambda count: count) == 6
    assert {question.arguments for question in tracer.news().values()} == {(5,), (6,)}


def test_a_page_begins_with_nothing_asked(tracer: Tracer) -> None:
    tracer.begin()
    tracer.ask("latest", (5,), reading(tracer, "all"))
    tracer.note("card:flood")
    tracer.note_shared("layout:base")
    tracer.begin()
    assert tracer.trace() == Trace()


def test_a_question_reads_what_the_questions_that_it_asks_read(tracer: Tracer) -> None:
    """Else it would not be asked again where they change; the page has asked only the outer one."""

    def related() -> str:
        tracer.note("card:flood")
        return str(tracer.ask("latest", (5,), reading(tracer, "all")))

    tracer.begin()
    tracer.ask("related", (), related)
    assert tracer.trace() == Trace((question_id("related", ()),))
    assert tracer.news()[question_id("related", ())].reads.keys() == {"card:flood", "all"}


def test_a_question_reads_what_an_inner_one_read_that_was_answered_before(tracer: Tracer) -> None:
    tracer.ask("latest", (5,), reading(tracer, "all"))
    tracer.ask("related", (), lambda: tracer.ask("latest", (5,), reading(tracer, "all")))
    assert tracer.news()[question_id("related", ())].reads.keys() == {"all"}


def test_a_question_is_not_what_the_page_reads_itself(tracer: Tracer) -> None:
    tracer.begin()
    tracer.ask("latest", (5,), reading(tracer, "all"))
    assert tracer.trace().reads == ()


def test_two_reads_of_a_facet_are_one_of_all_between_them(tracer: Tracer) -> None:
    def between() -> None:
        tracer.note("all", 5.0, 6.0)
        tracer.note("all", 1.0, 2.0)

    tracer.ask("between", (), between)
    assert tracer.news()[question_id("between", ())].reads == {"all": (1.0, 6.0)}


def test_an_answer_that_fails_leaves_what_the_page_asked(tracer: Tracer) -> None:
    tracer.begin()
    tracer.note("card:flood")
    for attempt in (tracer.ask, lambda *given: tracer.once("key", lambda: 1 / 0)):
        with pytest.raises(ZeroDivisionError):
            attempt("latest", (0,), lambda count: 1 / count)
    assert tracer.trace() == Trace((), ("card:flood",))
    assert tracer.ask("latest", (0,), lambda count: "now") == "now"


def test_what_is_made_once_counts_for_every_page_that_uses_it(tracer: Tracer) -> None:
    made: list[str] = []

    def fragment() -> str:
        made.append("fragment")
        tracer.note("card:flood")
        tracer.note_shared("layout:fragment")
        return str(tracer.ask("latest", (5,), reading(tracer, "all")))

    traces = []
    for _ in range(2):
        tracer.begin()
        tracer.once("fragment", fragment)
        traces.append(tracer.trace())
    assert made == ["fragment"]
    assert traces[0] == traces[1]
    assert traces[0].reads == ("card:flood",)
    assert question_id("latest", (5,)) in traces[0].asked
    assert len(traces[0].asked) == 2


def test_what_is_made_once_within_something_else_counts_for_both(tracer: Tracer) -> None:
    def inner() -> str:
        tracer.note("card:flood")
        return ""

    def outer() -> str:
        return tracer.once("inner", inner)

    for key, make in (("inner", inner), ("outer", outer)):
        tracer.begin()
        tracer.once(key, make)
        assert tracer.trace().reads == ("card:flood",)


def test_a_question_reads_what_things_made_once_for_it_did(tracer: Tracer) -> None:
    def fragment() -> str:
        tracer.note("card:flood")
        tracer.note_shared("layout:fragment")
        return str(tracer.ask("latest", (5,), reading(tracer, "all")))

    tracer.once("fragment", fragment)
    tracer.ask("html", (), lambda: tracer.once("fragment", fragment))
    assert tracer.news()[question_id("html", ())].reads.keys() == {"card:flood", "layout:fragment", "all"}


def test_pages_that_read_the_same_shared_facets_have_one_bundle_of_them(tracer: Tracer) -> None:
    traces = []
    for facets in (["layout:a", "layout:b"], ["layout:b", "layout:a"], ["layout:a"]):
        tracer.begin()
        for facet in facets:
            tracer.note_shared(facet)
        traces.append(tracer.trace())
    assert traces[0] == traces[1] != traces[2]
    bundles = tracer.news()
    assert {bundle.name for bundle in bundles.values()} == {""}
    assert [set(bundles[trace.asked[0]].reads) for trace in traces[1:]] == [{"layout:a", "layout:b"}, {"layout:a"}]


def test_the_numbers_of_questions_are_those_of_other_processes() -> None:
    """They are remembered: what they are made of must not depend on the process."""
    assert question_id("latest", (5, ("a", "b"))) == question_id("latest", (5, ["a", "b"])) == 4822946109744420958


def test_answers_are_forgotten_when_they_were_told(tracer: Tracer) -> None:
    tracer.ask("latest", (5,), reading(tracer, "all"))
    assert len(tracer.news()) == 1
    assert tracer.news() == {}
    tracer.ask("latest", (5,), reading(tracer, "all"))
    assert len(tracer.news()) == 1


def test_what_was_made_is_forgotten_when_it_is_much(tracer: Tracer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "MAX_MADE", 3)
    made: list[int] = []
    for number in range(4):
        tracer.once(number, lambda number=number: made.append(number))  # type: ignore[misc]
    tracer.news()
    for number in (3, 2, 1, 0):
        tracer.once(number, lambda number=number: made.append(number))  # type: ignore[misc]
    assert made == [0, 1, 2, 3, 3, 2, 1, 0]
