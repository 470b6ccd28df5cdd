"""Pages ask the catalog only what later builds can ask again."""

import pytest

from newsgen.catalog.catalog import Catalog
from newsgen.engine.tracing import Tracer
from newsgen.pages.questions import Digests, UnregisteredQuestionError, asker
from tests.catalogs import article, catalog


def oldest(catalog: Catalog, count: int) -> int:
    return catalog.count() - count


def latest(catalog: Catalog, count: int) -> int:
    """Called like a question that there is."""
    return count


@pytest.mark.parametrize("question", [oldest, latest])
def test_what_could_not_be_asked_again_is_refused_when_it_is_first_asked(question: object) -> None:
    """Else the next build would fail at it, and take it for a damaged memory."""
    ask = asker(catalog([article()]), Tracer(Digests()))
    with pytest.raises(UnregisteredQuestionError) as refused:
        ask(question, 1)  # type: ignore[arg-type]
    assert str(refused.value).endswith("to QUESTIONS in newsgen/pages/questions.py")
    assert not isinstance(refused.value, TypeError | ValueError | LookupError)  # which a layout is blamed for
