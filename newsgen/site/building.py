"""The build, readable aloud. Reads and writes disk."""

import time
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.facts import NextChange, next_change
from newsgen.engine.lock import locked
from newsgen.engine.memory import Memory, still_ours
from newsgen.engine.output import Staging, Written, remove_all
from newsgen.engine.spares import Spares
from newsgen.engine.store import DamagedMemoryError, Store, remove
from newsgen.model.config import Config
from newsgen.model.problem import Problem, errors, in_reading_order, weighed
from newsgen.pages.links import checked
from newsgen.site.options import WAITING, Folders, Options, Progress, Report, configured, in_zone, refused
from newsgen.site.past import Archive, Last, State, code_version
from newsgen.site.planning import Planned, planned
from newsgen.site.publishing import Press, Stale, Standing, stale_pages
from newsgen.site.sources import entries_now, read_site

WIDE = 1000
"""Pages that one build may write because of a shared fragment before the summary says so."""


def silent(stage: str, done: int, total: int) -> None:
    """Progress that no one wants to know."""


class Task(Struct, frozen=True):
    """One build. problems: of the config. started: by the clock of performance."""

    options: Options
    config: Config
    folders: Folders
    problems: list[Problem]
    progress: Progress
    started: float


def build(options: Options, progress: Progress = silent) -> Report:
    """Raises OSError where the disk fails."""
    started = time.perf_counter()
    config, problems = configured(options)
    if config is None:
        return refused(problems)
    options = in_zone(options, config)
    folders = Folders.of(options, config)
    if mixed_up := folders.mixed_up():
        return refused(problems + mixed_up)
    task = Task(options, config, folders, problems, progress, started)
    with locked(folders.lock, lambda holder: progress(f"{WAITING} {holder}", 0, 0)):
        try:
            report = built(task)
        except OSError:
            raise
        except Exception as error:  # whoever wrote the memory may have meant it: what it leads to is anyone's guess
            why = str(error) if isinstance(error, DamagedMemoryError) else f"it leads to {error!r}"
            _begin_anew(folders)
            note = f"The memory of the last build can't be used ({why}): everything was built anew."
            report = built(task)
            report = replace(report, notes=(note, *report.notes))
    return replace(report, seconds=time.perf_counter() - started)


def coming_change(options: Options) -> tuple[NextChange | None, list[Problem]]:
    """The next instant at which a build's output would differ; problems where the config can't be read.

    Changes nothing on disk, and waits for no one.
    """
    config, problems = configured(options)
    if config is None:
        return None, problems
    options = in_zone(options, config)
    entries = entries_now(config, Folders.of(options, config), options.jobs)
    return next_change(entries, options.now.timestamp()), []


def clean(options: Options) -> int:
    """Removes what builds put out and learnt. How many files. A site with a broken config has its usual folders."""
    config, _ = configured(options)
    folders = Folders.of(options, config)
    if not folders.memory.exists():
        return 0
    with locked(folders.lock, lambda holder: None):
        removed = remove_all(folders.output, _ours(folders))
        remove(folders.memory)
        Spares(folders.spares).clear()
    return removed


def _ours(folders: Folders) -> Iterable[str]:
    """The files that builds put out, as far as the memory can tell."""
    try:
        with Store(folders.memory, code_version()) as store:
            memory = Memory(store)
            return memory.files().keys() | memory.intended()
    except DamagedMemoryError:
        return still_ours(folders.memory)


def _begin_anew(folders: Folders) -> None:
    """In place of a memory that can't be used: a new one that knows which files may be ours."""
    ours = still_ours(folders.memory)
    remove(folders.memory)
    with Store(folders.memory, code_version()) as store:
        store.begin()
        Memory(store).intend(ours)
        store.commit()


def built(task: Task) -> Report:
    """One build, by who holds the lock. Raises DamagedMemoryError, OSError."""
    options, config, folders = task.options, task.config, task.folders
    with Store(folders.memory, code_version()) as store, Staging(folders.output) as staging:
        if options.forget:
            store.forget()
        notes = (f"The memory of the last build is not used: {store.forgotten}.",) if store.forgotten else ()
        archive, memory = Archive(store), Memory(store)
        old = archive.state()
        read = read_site(store, archive, old, config, folders, options.jobs, task.progress)
        plan = planned(read, config, options.moment, folders)
        standing = Standing.of(folders.output, memory)
        stale = stale_pages(read, plan, old, memory, standing)
        changed = {facet: tuple(points) for facet, points in stale.changed.items()}
        last = Last((old.last.number if old else 0) + 1, options.now.isoformat(), changed=changed)
        press = Press(plan, memory, staging, standing, last, Spares(folders.spares))
        stale = press.restore(stale)
        known = _remembered_problems(plan, stale, old)
        problems = weighed([*task.problems, *plan.problems, *known], config.problems)
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
        written = press.publish(archive, state, task.started)
    return Report(
        built=True,
        problems=tuple(problems),
        articles=plan.bench.catalog.count(),
        pages=sum(page.kind != "file" for page in plan.pages),
        made=tuple(made.pages),
        written=written,
        held_back=tuple(plan.held_back),
        next_change=next_change(read.entries.values(), options.now.timestamp()),
        notes=(*notes, *_wide(config, stale, written)),
        costs=made.costs,
    )


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
