"""A build that has something to do, readable aloud. Reads and writes disk."""

from msgspec.structs import replace

from newsgen.catalog.facts import next_change
from newsgen.engine.memory import Memory
from newsgen.engine.output import Staging, Written
from newsgen.engine.spares import Spares
from newsgen.engine.store import Store
from newsgen.model.config import Config
from newsgen.model.problem import Problem, errors, in_reading_order, weighed
from newsgen.pages.links import checked
from newsgen.reading.scan import Sources
from newsgen.site.options import Last, Report, Task, refused
from newsgen.site.past import Archive, State
from newsgen.site.planning import Planned, planned, problems_of
from newsgen.site.publishing import Press, Stale, stale_pages
from newsgen.site.sources import read_site
from newsgen.site.standing import Standing
from newsgen.site.standstill import standstill

WIDE = 1000
"""Pages that one build may write because of a shared fragment before the summary says so."""


def rebuilt(task: Task, store: Store, staging: Staging, sources: Sources, seen: bytes) -> Report:
    """seen: the fingerprint of what is built from. Raises DamagedMemoryError, OSError."""
    options, config, folders = task.options, task.config, task.folders
    notes = (f"The memory of the last build is not used: {store.forgotten}.",) if store.forgotten else ()
    archive, memory = Archive(store), Memory(store)
    old = archive.state()
    read = read_site(task, store, archive, old, sources)
    plan = planned(read, config, options.moment, folders)
    standing = Standing.of(folders.output, memory)
    stale = stale_pages(read, plan, old, memory, standing)
    changed = {facet: tuple(points) for facet, points in stale.changed.items()}
    last = Last(archive.last().number + 1, options.now.isoformat(), changed=changed)
    press = Press(plan, memory, staging, standing, last, Spares(folders.spares))
    stale = press.restore(stale)
    known = _remembered_problems(plan, stale, old)
    problems = weighed([*task.problems, *problems_of(read, plan, config.paths.content), *known], config.problems)
    if errors(problems, strict=options.strict):
        dead = _unmade_problems(plan, stale)
        return refused(problems + weighed(dead, config.problems), plan.held_back, notes)
    press.copy(stale, read)
    made = press.make(stale, options, task.progress)
    found = [*made.failures.values(), *(problem for each in made.problems.values() for problem in each)]
    problems = in_reading_order([*problems, *weighed(found, config.problems)])
    if made.failures or errors(problems, strict=options.strict):
        return refused(problems, plan.held_back, notes)
    task.progress("writing", 0, len(made.pages))
    state = replace(plan.state, problems=_page_problems(plan, stale, old, made.problems))
    report = Report(
        built=True,
        problems=tuple(problems),
        articles=plan.bench.catalog.count(),
        pages=sum(page.kind != "file" for page in plan.pages),
        made=tuple(made.pages),
        held_back=tuple(plan.held_back),
        next_change=next_change(read.entries.values(), options.moment, config.photos),
        costs=made.costs,
    )
    written = press.publish(archive, state, standstill(task, seen, report, len(plan.pages)), task.started)
    return replace(report, written=written, notes=(*notes, *_wide(config, stale, written)))


def _page_problems(
    plan: Planned, stale: Stale, old: State | None, found: dict[str, tuple[Problem, ...]]
) -> dict[str, tuple[Problem, ...]]:
    before = old.problems if old else {}
    outputs = {page.route.output for page in plan.pages} - stale.reasons.keys()
    kept = {output: before[output] for output in outputs & before.keys()}
    return kept | {output: each for output, each in found.items() if each}


def _remembered_problems(plan: Planned, stale: Stale, old: State | None) -> list[Problem]:
    """Of pages that need not be made again."""
    return [problem for each in _page_problems(plan, stale, old, {}).values() for problem in each]


def _unmade_problems(plan: Planned, stale: Stale) -> list[Problem]:
    """Of pages that would have to be made: what can be said without."""
    pages = (page for page in plan.pages if page.route.output in stale.reasons)
    return [problem for page in pages for problem in checked(plan.bench.desk, page)]


def _wide(config: Config, stale: Stale, written: Written) -> list[str]:
    """That an inline fragment made a build write much of the site."""
    notes = []
    for name in ("latest", "breaking", "must_read"):
        if config.delivery_of(name) == "inline":
            count = sum(stale.reasons.get(path, "").startswith(f"{name}(") for path in written.written)
            if count > WIDE:
                setting = f"`fragments: {{{name}: fetch}}`"
                notes.append(
                    f"{count:,} pages were written again for the fragment '{name}'; {setting} would spare them."
                )
    return notes
