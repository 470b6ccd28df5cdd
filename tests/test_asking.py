"""Pages ask the catalog only what later builds can ask again."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.questions import OF_FACETS, QUESTIONS, QuestionError, question
from newsgen.engine.tracing import Tracer
from newsgen.pages.asking import Digests, layout_questions
from newsgen.pages.layouts import environment
from newsgen.pages.renderer import RenderContext, Renderer
from tests import reads
from tests.catalogs import article, catalog

ROOT = Path(__file__).parents[1]


def oldest(catalog: Catalog, count: int) -> int:
    return catalog.count() - count


def latest(catalog: Catalog, count: int) -> int:
    """Called like a question that there is."""
    return count


def a_renderer() -> Renderer:
    found = catalog([article()])
    return Renderer(
        RenderContext(reads.config(), found.moment), found, environment([ROOT / "layouts"]), Tracer(Digests())
    )


@pytest.mark.parametrize("unregistered", [oldest, latest])
def test_what_could_not_be_asked_again_is_refused_when_it_is_first_asked(
    unregistered: Callable[[Catalog, int], int],
) -> None:
    """Else the next build would fail at it, and take it for a damaged memory."""
    renderer = a_renderer()
    with pytest.raises(QuestionError) as refused:
        renderer.ask(unregistered, 1)
    assert str(refused.value).startswith("write @question() before ")
    assert not isinstance(refused.value, TypeError | ValueError | LookupError)  # which a layout is blamed for


def by_name(catalog: Catalog, *, count: int) -> int:
    return count


@pytest.mark.parametrize(
    ("function", "in_layouts", "what"),
    [
        (latest, {}, "there are two questions latest"),
        (oldest, {"in_tag": ()}, "there are two questions in_tag"),
        (by_name, {}, "by_name must take each argument by position"),
    ],
    ids=["a name that is taken", "a name in layouts that is taken", "arguments that can't be given by position"],
)
def test_a_question_without_what_it_needs_is_refused_when_newsgen_starts(
    function: Callable[..., int], in_layouts: dict[str, tuple[str, ...]], what: str
) -> None:
    with pytest.raises(QuestionError, match=what):
        question(**in_layouts)(function)
    assert QUESTIONS["latest"] is Catalog.latest


def test_whatever_pages_ask_is_a_question() -> None:
    """A page's `ask` would refuse it, but only when that page is made."""
    files = [file for part in ("pages", "check", "serve", "site") for file in (ROOT / "newsgen" / part).rglob("*.py")]
    asked = {name for file in files for name in re.findall(r"ask\(\s*Catalog\.(\w+)", file.read_text(encoding="utf-8"))}
    assert {"latest", "sitemaps", "article"} <= asked
    assert asked - QUESTIONS.keys() - {each.__name__ for each in OF_FACETS} == set()


def test_layouts_give_the_arguments_that_have_no_default_by_position_or_name() -> None:
    asked = layout_questions(a_renderer().ask)
    assert asked["in_section"]("world", count=1) == asked["in_section"]("world", 1)
    with pytest.raises(TypeError, match="latest: too many positional arguments"):
        asked["latest"](1, ("some id",))
    with pytest.raises(TypeError, match="in_tag: missing a required argument: 'count'"):
        asked["in_tag"]("volos")
