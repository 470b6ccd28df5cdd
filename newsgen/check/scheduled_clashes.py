"""Urls and ids that a scheduled article shares with another: its build would fail when it is due. Reads disk."""

from collections.abc import Iterator, Sequence

from newsgen.catalog.namesakes import Apart
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem
from newsgen.site.clashes import clash_problems
from newsgen.site.planning import Planned, named_and_addressed
from newsgen.site.sources import SiteRead


def coming_clashes(texts: Sequence[Entry], read: SiteRead, plan: Planned) -> Iterator[Problem]:
    """texts: those that are put out or will be."""
    config = plan.workshop.config
    scheduled = {held.text.source for held in plan.held_back if held.reason == "scheduled"}
    if not scheduled:
        return
    articles = [entry for entry in texts if entry.kind == "article"]
    _, clashes = named_and_addressed(articles, Apart(slugs=plan.workshop.slugs), config)
    site = plan.workshop.site
    paths = {f"{config.paths.content}/{source}" for source in scheduled}
    yield from clash_problems(
        (clash for clash in clashes if not paths.isdisjoint((clash.later.path, clash.first.path))), read, config, site
    )
