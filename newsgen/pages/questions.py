"""How pages ask the catalog: each question with the same arguments is answered once, and recorded. Pure."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import msgspec

from newsgen.catalog.catalog import MANY, Catalog
from newsgen.engine.tracing import Question, Tracer, question_id
from newsgen.model.article import Card
from newsgen.model.recent import newer_half
from newsgen.pages.plan import sitemaps_of

P = ParamSpec("P")
R = TypeVar("R")
OF_FACETS = frozenset(
    [
        Catalog.article, Catalog.author, Catalog.card, Catalog.group, Catalog.plain_page, Catalog.section, Catalog.tags,
    ]
)  # fmt: skip
"""Asking these is reading facets: there is nothing to find out by asking again."""
QUESTIONS: dict[str, Callable[..., Any]] = {
    question.__name__: question
    for question in (
        Catalog.anchors, Catalog.authors, Catalog.breaking, Catalog.extra, Catalog.groups, Catalog.indexed,
        Catalog.latest, Catalog.link, Catalog.listed, Catalog.listing, Catalog.month, Catalog.month_changed,
        Catalog.month_count, Catalog.months, Catalog.must_read, Catalog.named, Catalog.neighbours, Catalog.newest,
        Catalog.newest_listed, Catalog.plain_urls, Catalog.read_also, Catalog.recent, Catalog.related, sitemaps_of,
    )
}  # fmt: skip
"""What a remembered question may be: the memory names them, and nothing else is ever called."""


class UnregisteredQuestionError(Exception):
    """A page asked what is neither in QUESTIONS nor in OF_FACETS: a mistake in newsgen, not in a layout."""


class Ask(Protocol):
    """`ask(Catalog.latest, 5)`: the only way by which a page learns of other articles."""

    def __call__(self, question: Callable[Concatenate[Catalog, P], R], *args: P.args, **kwargs: P.kwargs) -> R: ...


def asker(catalog: Catalog, tracer: Tracer) -> Ask:
    def ask(question: Callable[..., Any], *arguments: Any) -> Any:
        if question in OF_FACETS:
            return question(catalog, *arguments)
        return tracer.ask(question.__name__, arguments, lambda *given: _registered(question)(catalog, *given))

    return ask  # type: ignore[return-value]


def _registered(question: Callable[..., Any]) -> Callable[..., Any]:
    """Raises UnregisteredQuestionError: later builds could not ask it again."""
    if QUESTIONS.get(question.__name__) is not question:
        raise UnregisteredQuestionError(f"add {question.__qualname__} to QUESTIONS in newsgen/pages/questions.py")
    return question


def asked_again(catalog: Catalog, tracer: Tracer, name: str, arguments: tuple[Any, ...]) -> Question:
    """A remembered question and what it is answered with now. Raises KeyError for one that there is not."""
    question = QUESTIONS[name]
    given = tuple(tuple(argument) if isinstance(argument, list) else argument for argument in arguments)
    tracer.ask(name, given, lambda *known: question(catalog, *known))
    return tracer.new(question_id(name, given))


class Digests:
    """Digests of answers; a card's is made once. Owns them."""

    def __init__(self) -> None:
        self._of_card: dict[int, tuple[Card, bytes]] = {}

    def __call__(self, answer: Any) -> bytes:
        """JSON tells times with their offset."""
        if isinstance(answer, tuple) and answer and isinstance(answer[0], Card):
            return blake2b(b"".join([self._card(card) for card in answer]), digest_size=8).digest()
        return blake2b(msgspec.json.encode(answer), digest_size=8).digest()

    def _card(self, card: Card | None) -> bytes:
        if card is None:
            return b"none"
        found = self._of_card.get(id(card))
        if found is None:
            if len(self._of_card) > MANY:
                self._of_card = newer_half(self._of_card)
            found = card, blake2b(msgspec.json.encode(card), digest_size=8).digest()
            self._of_card[id(card)] = found
        return found[1]
