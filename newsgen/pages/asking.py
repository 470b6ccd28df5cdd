"""How pages ask the catalog: each question with the same arguments is answered once a build. Pure."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from newsgen.catalog.catalog import Catalog

P = ParamSpec("P")
R = TypeVar("R")


class Ask(Protocol):
    """`ask(Catalog.latest, 5)`: the only way by which a page learns of other articles."""

    def __call__(self, question: Callable[Concatenate[Catalog, P], R], *args: P.args, **kwargs: P.kwargs) -> R: ...


def asker(catalog: Catalog) -> Ask:
    answers: dict[Any, Any] = {}

    def ask(question: Callable[Concatenate[Catalog, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        key = (question, args, *kwargs.items())
        if key not in answers:
            answers[key] = question(catalog, *args, **kwargs)
        answer: R = answers[key]
        return answer

    return ask
