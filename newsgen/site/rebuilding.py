"""A build that has something to do, readable aloud. Reads and writes disk."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.visibility import next_change
from newsgen.engine.memory import Memory
from newsgen.engine.output import Staging, Written
from newsgen.model.config import Config
from newsgen.model.problem import Place, Problem, errors, in_reading_order, warning, with_severity
from newsgen.pages.link_check import checked
from newsgen.reading.scan import Sources
from newsgen.site.binding import binding
from newsgen.site.broken_texts import BrokenTexts
from newsgen.site.lost_urls import LostUrl, Now, broken_texts, lost_url_problems, newly_lost, page_of_text, still_lost
from newsgen.site.options import Folders, Last, Options, Report, Task, refused
from newsgen.site.past import Archive, BuildState
from newsgen.site.planning import Planned, planned, problems_of
from newsgen.site.preparing import Preparation
from newsgen.site.publishing import Learnt, Press, RenderedPages, StalePages, stale_pages
from newsgen.site.replanning import is_for_few, replanned
from newsgen.site.sources import SiteRead, read_site
from newsgen.site.standing import Standing
from newsgen.site.standstill import Standstill, standstill
from newsgen.workers import FEW

WIDE = 1000
"""Pages that one build may write because of a shared fragment before the summary says so."""


class Outlook(Struct, frozen=True):
    """What there is to do. memory: with what is learnt by now."""

    read: SiteRead
    plan: Planned
    memory: Memory
    stale: StalePages


class Begun(Struct, frozen=True):
    """What a build knows by the time at which it is clear that something is to be done.

    seen: the fingerprint of what it is built from. old: what the last build left, if that is known. read: the loose
    texts, where looking at these may be enough.
    """

    sources: Sources
    seen: bytes
    old: BuildState | None
    read: SiteRead | None
    standing: Standing
    ready: Preparation


def rebuilt(task: Task, archive: Archive, staging: Staging, begun: Begun) -> Report:
    """Raises DamagedMemoryError, OSError."""
    forgotten, standing = archive.store.forgotten, begun.standing
    notes = (f"The memory of the last build is not used: {forgotten}.",) if forgotten else ()
    broken = BrokenTexts(task, archive, begun.old, standing)
    while (report := _built_without(broken, task, archive, staging, begun)) is None:
        begun.ready.loaders.texts.close()  # which are about to be written
        staging.clear()
        begun = replace(begun, read=None)
    return replace(report, notes=(*notes, *report.notes))


def _built_without(broken: BrokenTexts, task: Task, archive: Archive, staging: Staging, begun: Begun) -> Report | None:
    """None where more texts turned out to be broken, so that the site must be planned again."""
    options, config, folders, standing = task.options, task.config, task.folders, begun.standing
    outlook = _near(task, archive, begun, broken) or _wide(task, archive, begun, broken)
    read, plan, stale, old = outlook.read, outlook.plan, outlook.stale, begun.old
    press = Press(plan, outlook.memory, staging, standing, _so_far(archive, options, outlook))
    known = _remembered_problems(plan, stale, old)
    problems = with_severity([*task.problems, *problems_of(read, plan, config.paths.content), *known], config.problems)
    verdict = broken.judge(errors(problems, strict=options.strict), plan.problems, read)
    lost, of_urls = _lost_urls(archive, outlook, standing, config)
    problems += of_urls
    if verdict == "stop" or errors(of_urls, strict=options.strict):
        dead = _unmade_problems(plan, stale)
        return refused(problems + with_severity(dead, config.problems), plan.held_back)
    if verdict == "plan again":
        return None
    press.copy(stale, read)
    made = press.make(stale, options, task.progress)
    failures = [failure for _, failure in made.failures.values()]
    found = with_severity(
        [*failures, *(problem for each in made.problems.values() for problem in each)], config.problems
    )
    kept = press.taken_over(folders.kept)
    taken_over = with_severity(_taken_over(kept, folders), config.problems)
    problems = in_reading_order([*problems, *found, *broken.problems])
    verdict = broken.judge(errors([*found, *taken_over], strict=options.strict), (), read)
    if failures or verdict == "stop":
        return refused([*problems, *taken_over], plan.held_back)
    if verdict == "plan again":
        return None
    task.progress("writing", 0, len(made.pages))
    report = replace(_report(outlook, options, made, problems), broken=broken.texts())
    state = replace(plan.state, problems=_page_problems(plan, stale, old, made.problems))
    learnt = _learnt(outlook, state, standstill(task, begun.seen, report, len(plan.pages)))
    written = press.publish(archive, replace(learnt, broken=broken.shown, lost=lost), task.started, kept)
    problems = in_reading_order([*problems, *taken_over])  # which the next build has no more
    return replace(report, problems=tuple(problems), written=written, notes=_of_wide_fragments(config, stale, written))


def _lost_urls(
    archive: Archive, outlook: Outlook, standing: Standing, config: Config
) -> tuple[tuple[LostUrl, ...], list[Problem]]:
    """Those of this build and of the ones before it, and what is told of them."""
    read, plan, files = outlook.read, outlook.plan, standing.files
    outputs = plan.pages.keys()
    pages = ((output, page_of_text(files[output].plan)) for output in files.keys() - outputs)
    gone = {output: page for output, page in pages if page}
    before = archive.lost_urls()
    if not gone and not before:
        return (), []
    shown = (*plan.context.articles, *plan.context.plain_pages)
    others = read.bound.sources & read.sources.texts.keys() - read.kept.keys() if read.bound else frozenset[str]()
    now = Now(outputs, read.entries, broken_texts(read.kept), shown, plan.context.moment, config.gone, others)
    lost = still_lost([*before, *newly_lost(gone, read.before.values(), config.base_path)], now)
    return lost, with_severity(lost_url_problems(lost, now, config.paths.content, "warning"), config.problems)


def _taken_over(kept: Mapping[str, Path], folders: Folders) -> list[Problem]:
    """Once for all: the whole output of a build that nobody remembers may stand there."""
    if not kept:
        return []
    first = min(kept)
    also = f" and {len(kept) - 1:,} more" if kept.keys() - {first} else ""
    what = f"newsgen did not make this file{also}, and puts its own in its place"
    place = Place(_below(folders.output / first, folders.site))
    return [warning("taken-over", place, what, f"what stood there is kept as {_below(kept[first], folders.site)}")]


def _below(file: Path, site: Path) -> str:
    return file.relative_to(site).as_posix() if file.is_relative_to(site) else str(file)


def _near(task: Task, archive: Archive, begun: Begun, broken: BrokenTexts) -> Outlook | None:
    """By what differs from the last build. None where much does, or what concerns all pages."""
    old, standing = begun.old, begun.standing
    if begun.read is None or old is None:
        return None
    read = broken.replaced(begun.read)
    plan = replanned(read, old, standing.files, task, archive.entry, begun.ready.loaders)
    if plan is None or not is_for_few(old, plan.state):
        return None
    memory = Memory(archive.store)
    stale = stale_pages(read, plan, old, memory, standing)
    if len(stale.reasons) > FEW:
        return None
    return Outlook(read, plan, memory, stale)


def _wide(task: Task, archive: Archive, begun: Begun, broken: BrokenTexts) -> Outlook:
    """By a look at everything."""
    old, memory = begun.old, Memory(archive.store)
    read = broken.replaced(read_site(task, archive, old, begun.sources))
    plan = planned(read, task.config, task.options.moment, task.folders, begun.ready.loaders)
    return Outlook(read, plan, memory, stale_pages(read, plan, old, memory, begun.standing))


def _so_far(archive: Archive, options: Options, outlook: Outlook) -> Last:
    changed = {facet: tuple(points) for facet, points in outlook.stale.changed.items()}
    return Last(archive.last().number + 1, options.now.isoformat(), changed=changed)


def _report(outlook: Outlook, options: Options, made: RenderedPages, problems: list[Problem]) -> Report:
    plan = outlook.plan
    return Report(
        built=True,
        problems=tuple(problems),
        articles=plan.renderer.catalog.count(),
        pages=plan.pages.count(),
        made=tuple(sorted(made.pages, key=lambda page: page.url)),
        held_back=tuple(plan.held_back),
        next_change=next_change(outlook.read.entries.values(), options.moment, plan.context.config.photos),
        costs=made.costs,
    )


def _learnt(outlook: Outlook, state: BuildState, rest: Standstill | None) -> Learnt:
    """After a look at everything most of it is bound, where each text has what it asks for, and is told by its page."""
    read, plan = outlook.read, outlook.plan
    if read.bound is not None:
        return Learnt(state, rest)
    is_plain = not plan.has_clashes and all(page.is_told for page in plan.fresh.values())
    bound = binding(plan.renderer.catalog, read.kept, [*read.problems(), *plan.problems]) if is_plain else None
    return Learnt(state, rest, is_whole=True, binding=bound, loose=read.kept.keys() - bound.sources if bound else set())


def _page_problems(
    plan: Planned, stale: StalePages, old: BuildState | None, found: dict[str, tuple[Problem, ...]]
) -> dict[str, tuple[Problem, ...]]:
    before = old.problems if old else {}
    kept = {output: each for output, each in before.items() if output in plan.pages and output not in stale.reasons}
    return kept | {output: each for output, each in found.items() if each}


def _remembered_problems(plan: Planned, stale: StalePages, old: BuildState | None) -> list[Problem]:
    """Of pages that need not be made again."""
    return [problem for each in _page_problems(plan, stale, old, {}).values() for problem in each]


def _unmade_problems(plan: Planned, stale: StalePages) -> list[Problem]:
    """Of pages that would have to be made: what can be said without."""
    pages = (plan.pages[output] for output in stale.reasons)
    return [problem for page in pages for problem in checked(plan.renderer, page)]


def _of_wide_fragments(config: Config, stale: StalePages, written: Written) -> tuple[str, ...]:
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
    return tuple(notes)
