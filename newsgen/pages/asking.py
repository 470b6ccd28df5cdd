"""How pages ask the catalog: each question with the same arguments is answered once, and recorded. Pure."""

from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from inspect import Parameter, Signature
from typing import Any

import msgspec

from newsgen.catalog.catalog import MAX_CARDS, Catalog
from newsgen.catalog.questions import IN_LAYOUTS, QUESTIONS, arguments_from_layouts
from newsgen.engine.tracing import Question, Tracer, question_id
from newsgen.model.article import Card


def layout_questions(ask: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """Return the functions by which layouts ask, by the names that they call."""

    def function(name: str) -> Callable[..., Any]:
        question, first = IN_LAYOUTS[name]
        wanted = [Parameter(argument, Parameter.POSITIONAL_OR_KEYWORD) for argument in arguments_from_layouts(name)]
        bind = Signature(wanted).bind

        def asked(*given: Any, **named: Any) -> Any:
            try:
                arguments = bind(*given, **named).args
            except TypeError as error:
                raise TypeError(f"{name}: {error}") from None
            return ask(question, *first, *arguments)

        return asked

    return {name: function(name) for name in IN_LAYOUTS}


def asked_again(catalog: Catalog, tracer: Tracer, name: str, arguments: tuple[Any, ...]) -> Question:
    """Ask a cached question anew, and return it with its answer's digest. Raises KeyError for one that is not there."""
    question = QUESTIONS[name]
    given = tuple(tuple(argument) if isinstance(argument, list) else argument for argument in arguments)
    tracer.ask(name, given, partial(question, catalog))
    return tracer.new(question_id(name, given))


class Digests:
    """Makes digests of answers. Owns those of cards, each of which is made once."""

    def __init__(self) -> None:
        self._of_card: dict[int, tuple[Card, bytes]] = {}

    def __call__(self, answer: Any) -> bytes:
        """Return the digest of an answer, made from JSON, since that has times with their offset."""
        if isinstance(answer, tuple) and answer and isinstance(answer[0], Card):
            return blake2b(b"".join([self._card(card) for card in answer]), digest_size=8).digest()
        return blake2b(msgspec.json.encode(answer), digest_size=8).digest()

    def _card(self, card: Card | None) -> bytes:
        if card is None:
            return b"none"
        found = self._of_card.get(id(card))
        if found is None:
            if len(self._of_card) > MAX_CARDS:
                self._of_card.clear()
            found = card, blake2b(msgspec.json.encode(card), digest_size=8).digest()
            self._of_card[id(card)] = found
        return found[1]
