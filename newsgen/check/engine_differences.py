"""A rule on Markdown that the two engines read differently: it would change with the engine, and elsewhere. Pure."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import zip_longest

from newsgen.check.article_context import Proof
from newsgen.model.problem import Place, Problem, warning
from newsgen.reading.engines import engine

_PIECE = re.compile(r"<!--.*?-->|</?([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>|[^\s<]+|<", re.DOTALL)
_NOTE = re.compile(r'<div class="footnote-definition".*?</div>', re.DOTALL)
_NOTES = '<div class="footnote">'


def engine_difference(proof: Proof) -> Iterator[Problem]:
    """At the first place that differs. Notes stand elsewhere in each engine; that is left alone."""
    ours, others = (structure(engine(name)(proof.typed)) for name in ("markdown", "commonmark"))
    if ours == others:
        return
    same = next(nth for nth, (our, other) in enumerate(zip_longest(ours, others)) if our != other)
    at = end_of_words(proof.typed, [piece for piece in ours[:same] if not piece.startswith("<")])
    place = Place(proof.matter.path, proof.line + proof.typed.count("\n", 0, at), at - proof.typed.rfind("\n", 0, at))
    what = "the engines `markdown` and `commonmark` read this differently"
    yield warning("engine-difference", place, what, "write it as GitHub reads it")


def structure(html: str) -> list[str]:
    """Tags by their names, and words."""
    html = _NOTE.sub("", html).partition(_NOTES)[0].replace("<tbody>\n</tbody>", "")
    return [
        f"<{'/' if piece[0][1] == '/' else ''}{piece[1].lower()}>" if piece[1] else unescape(piece[0])
        for piece in _PIECE.finditer(html)
    ]


def end_of_words(text: str, words: list[str]) -> int:
    """Where the text goes on behind these words; those that are written otherwise there are passed over."""
    at = 0
    for word in words:
        found = text.find(word, at, at + 500)
        at = found + len(word) if found >= 0 else at
    return at + len(text[at:]) - len(text[at:].lstrip())
