"""Dead links in all texts, and layouts that fail: what else only making the pages would tell. Reads layouts.

A build checks a text's links when it makes its page. Here they are checked from what is noted of the texts, and of each
kind of page one is made, in memory.
"""

from collections.abc import Iterable, Iterator, Mapping

from newsgen.check.edition import Noted
from newsgen.model.article import Body, PlainPage
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem
from newsgen.model.route import route
from newsgen.pages.links import dead_links
from newsgen.pages.plan import Page
from newsgen.site.planning import Planned
from newsgen.site.workshop import Bench, batch_decoder, make_batch


def dead_links_of(bench: Bench, entries: Iterable[Entry], noted: Mapping[str, Noted]) -> Iterator[Problem]:
    """entries: as they are put out."""
    for entry in entries:
        found = noted.get(entry.source)
        if found and found.pointers:
            pointing = PlainPage(source=entry.source, slug="", title="", body=Body(references=found.pointers))
            yield from dead_links(bench.desk, pointing, Page(route(entry.url), entry.kind, entry.id))


def layout_problems(plan: Planned) -> tuple[Problem, ...]:
    """Of one page of each kind and layout: what makes it fail."""
    batch = batch_decoder.decode(make_batch(plan.bench, _samples(plan)))
    return tuple(dict.fromkeys(made.problems[-1] for made in batch.pages if made.content is None))


def _samples(plan: Planned) -> list[Page]:
    texts = {text.id: text.layout for text in (*plan.workshop.articles, *plan.workshop.plain_pages)}
    first: dict[tuple[str, bool, str], Page] = {}
    for page in plan.pages:
        if page.kind not in ("file", "redirect"):
            first.setdefault((page.kind, page.number > 0, texts.get(page.subject, "")), page)
    return list(first.values())
