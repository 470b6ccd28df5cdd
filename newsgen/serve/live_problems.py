"""What is wrong with a site, text by text: a save costs no look at the problems of other texts. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nsmallest

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.problem import Problem, Severity, errors, in_reading_order

SHOWN_ERRORS = 10
"""Errors that are told of after a save; the others are counted."""

ByPath = dict[str, list[Problem]]


class Errors(Struct, frozen=True):
    """What would stop a build. shown: the first of them; count: of all."""

    shown: list[Problem]
    count: int


class Problems(Struct, frozen=True):
    """Weighed. errors, warnings: of texts, by the text's path. of_site: of the config, the authors and the names of
    files; of_plan: of texts that don't go together."""

    errors: ByPath = {}
    warnings: ByPath = {}
    of_site: list[Problem] = []
    of_plan: list[Problem] = []

    def with_texts(self, texts: Mapping[str, Sequence[Problem]]) -> "Problems":
        """These texts have other problems than before, or none."""
        return replace(self, errors=_put(self.errors, texts, "error"), warnings=_put(self.warnings, texts, "warning"))

    def first_errors(self, of_pages: Iterable[Problem], saved: Collection[str]) -> Errors:
        """Those of saved texts come first, then what may concern many pages. of_pages: of those that were made."""
        others = in_reading_order(errors([*self.of_site, *self.of_plan, *of_pages]))
        rest = nsmallest(SHOWN_ERRORS, self.errors.keys() - saved)
        ranked = [self._errors_at(saved), others, self._errors_at(rest)]
        shown = [problem for problems in ranked for problem in problems][:SHOWN_ERRORS]
        return Errors(shown, len(others) + sum(map(len, self.errors.values())))

    def all(self, of_pages: Iterable[Problem] = ()) -> list[Problem]:
        """In reading order."""
        of_texts = [problem for texts in (self.errors, self.warnings) for found in texts.values() for problem in found]
        return in_reading_order([*of_texts, *self.of_site, *self.of_plan, *of_pages])

    def _errors_at(self, paths: Iterable[str]) -> list[Problem]:
        return [problem for path in paths for problem in self.errors.get(path, ())]


def _put(before: ByPath, texts: Mapping[str, Sequence[Problem]], severity: Severity) -> ByPath:
    after = dict(before)
    for path, problems in texts.items():
        if found := in_reading_order(problem for problem in problems if problem.severity == severity):
            after[path] = found
        else:
            after.pop(path, None)
    return after
