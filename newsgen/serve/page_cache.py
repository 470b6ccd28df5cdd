"""Pages as they were made when somebody asked for them. Pure, but for what making a page reads."""

from collections import OrderedDict

from msgspec import Struct

from newsgen.engine.dependencies import shown_question
from newsgen.engine.tracing import Question
from newsgen.model.problem import Problem
from newsgen.pages.plan import Page
from newsgen.pages.renderer import Renderer
from newsgen.site.messages import reason_in_words
from newsgen.site.render_pages import render_page

MAX_PAGES = 300
"""Pages that are kept at most."""


class CachedPage(Struct, frozen=True):
    """A page that was made. content: as it last could be made, without a digest where it never could. questions: those
    that it asked, by number."""

    content: bytes
    digest: str
    problems: tuple[Problem, ...]
    questions: dict[int, Question]


class PageCache:
    """Owns the pages of one live site, and of those before it what has not been asked for since."""

    def __init__(self) -> None:
        self._now: OrderedDict[str, CachedPage] = OrderedDict()
        self._before: OrderedDict[str, CachedPage] = OrderedDict()
        self._questions: dict[int, Question] = {}
        self.costs: dict[str, list[float]] = {}

    def get(self, renderer: Renderer, page: Page, cause: str) -> tuple[CachedPage, str]:
        """A page, made if need be; and why it is not what it was, in words: "" where it is, or was not looked at.
        cause: what changed, for a page that asks nothing that is answered otherwise."""
        output = page.route.output
        if output in self._now:
            return self._now[output], ""
        old = self._before.pop(output, None)
        new = self._now[output] = self._made(renderer, page, old)
        if len(self._now) > MAX_PAGES:
            self._now.popitem(last=False)
        return new, _reason(old, new, cause) if old and old.digest != new.digest else ""

    def turn(self) -> None:
        """There is another edition: what was made is of the last one."""
        self._before |= self._now
        while len(self._before) > MAX_PAGES:
            self._before.popitem(last=False)
        self._now.clear()
        self._questions.clear()

    def problems(self) -> list[Problem]:
        """Of the pages that were looked at."""
        return [problem for page in self._now.values() for problem in page.problems]

    def _made(self, renderer: Renderer, page: Page, old: CachedPage | None) -> CachedPage:
        made = render_page(renderer, page)
        self._questions |= renderer.tracer.news()
        for name, (calls, seconds) in renderer.costs.items():
            cost = self.costs.setdefault(name, [0, 0.0])
            cost[0] += calls
            cost[1] += seconds
        renderer.costs.clear()
        asked = {number: self._questions[number] for number in made.trace.asked if number in self._questions}
        if made.content is None:
            return CachedPage(old.content if old else b"", old.digest if old else "", made.problems, asked)
        return CachedPage(made.content, made.digest.hex(), made.problems, asked)


def _reason(old: CachedPage, new: CachedPage, cause: str) -> str:
    for number, question in new.questions.items():
        before = old.questions.get(number)
        if question.name and before and before.digest != question.digest:
            return reason_in_words(shown_question(question.name, question.arguments))
    return cause
