"""What pages and layouts may ask of the catalog: each question says so where it is written. Pure.

A page's `ask` answers nothing else, the cache remembers nothing else by name, and layouts know no other names.
"""

from collections.abc import Callable
from functools import cache
from inspect import Parameter, signature
from typing import Any, TypeVar

Q = TypeVar("Q", bound=Callable[..., Any])
QUESTIONS: dict[str, Callable[..., Any]] = {}
"""Every question whose answer is recorded, by its name: what a remembered question may be."""
OF_FACETS: set[Callable[..., Any]] = set()
"""Questions that only read facets: there is nothing to find out by asking them again."""
IN_LAYOUTS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {}
"""The questions that layouts ask, each with its first arguments, by the names that they call."""


class QuestionError(Exception):
    """A question lacks what asking it needs: a mistake in newsgen, not in a layout."""


def question(**in_layouts: tuple[str, ...]) -> Callable[[Q], Q]:
    """Let pages ask this; its answer is recorded, and asked for again by later builds. in_layouts: the names by which
    layouts ask it, each with the first arguments; they give the others that have no default. Raises QuestionError where
    a name is taken, or where arguments can't be given by position."""

    def register(function: Q) -> Q:
        name = function.__name__
        if name in QUESTIONS or (taken := in_layouts.keys() & IN_LAYOUTS.keys()):
            raise QuestionError(f"there are two questions {name if name in QUESTIONS else min(taken)}")
        if any(each.kind is not Parameter.POSITIONAL_OR_KEYWORD for each in signature(function).parameters.values()):
            raise QuestionError(f"{function.__qualname__} must take each argument by position")
        QUESTIONS[name] = function
        IN_LAYOUTS.update({each: (function, first) for each, first in in_layouts.items()})
        return function

    return register


def reads_facets(function: Q) -> Q:
    """Let pages ask this; which facets it read is recorded with the page, not with an answer."""
    OF_FACETS.add(function)
    return function


@cache
def arguments_from_layouts(name: str) -> tuple[str, ...]:
    """Return the names of the arguments that layouts give to the question that they call so."""
    function, first = IN_LAYOUTS[name]
    required = [each.name for each in signature(function).parameters.values() if each.default is Parameter.empty]
    return tuple(required[1 + len(first) :])
