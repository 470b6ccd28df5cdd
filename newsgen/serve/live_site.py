"""A site at one moment of its writing: what was read and what is planned of it. Reads disk.

What is broken stays as it last was: a text, the config. Its problems are told beside.
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.changes import is_in_place
from newsgen.catalog.photo_rights import as_shown
from newsgen.catalog.visibility import NextChange, is_breaking, next_change
from newsgen.model.config import Config
from newsgen.model.entry import Entry, instant
from newsgen.model.local_time import local
from newsgen.model.problem import Problem, with_day, with_severity
from newsgen.model.urls import Route
from newsgen.pages.plan import Page, Urls, gone_pages
from newsgen.pages.renderer import Renderer
from newsgen.reading.scan import File, Sources
from newsgen.serve.bound import Bound
from newsgen.serve.live_problems import Problems
from newsgen.site.options import Folders, Options, Task
from newsgen.site.planning import Pages, Planned, but_drafts, day_of, drafts_of, planned
from newsgen.site.render_pages import Loaders
from newsgen.site.replanning import replanned
from newsgen.site.sources import SiteRead

ASSETS = "assets/"


class LiveSite(Struct, frozen=True):
    """options.now: the time that it shows. shown: sources of what has a page. unpublished: why readers would not see an
    article yet, in words, by its id. bound: what the next edition need not look at, as far as that is known."""

    options: Options
    config: Config
    folders: Folders
    read: SiteRead
    plan: Planned
    shown: frozenset[str]
    unpublished: dict[str, str]
    problems: Problems
    bound: Bound | None = None

    def entry(self, source: str, *, is_held_back: bool) -> Entry | None:
        """Of a text that has a page or is held back, as it is put out."""
        read, settled = self.read.kept[source].entry, self.plan.state.settled.get(source)
        if read is None or is_held_back or source in self.shown:
            return read
        return settled if settled and (settled.id, settled.slug) == (read.id, read.slug) else None

    def breaking(self) -> list[Entry]:
        entries = self.plan.renderer.catalog.entries()
        return [entry for entry in entries if is_breaking(entry, self.options.moment.now)]

    def next_change(self) -> NextChange | None:
        return next_change(self.read.entries.values(), self.options.moment, self.config.photos)


def edition(task: Task, read: SiteRead, loaders: Loaders) -> LiveSite:
    """By a look at everything."""
    plan = planned(read, task.config, task.options.moment, task.folders, loaders)
    problems = _problems(Problems(), task.config, task.problems, read, plan, read.kept)
    return _edition(task, read, plan, problems)


def _edition(
    task: Task,
    read: SiteRead,
    plan: Planned,
    problems: Problems,
    bound: Bound | None = None,
    shown: frozenset[str] = frozenset(),
) -> LiveSite:
    """problems: but those of the plan. bound: beside what was planned; shown: sources of it that have a page."""
    visible = [*plan.context.articles, *plan.context.plain_pages]
    return LiveSite(
        options=task.options,
        config=task.config,
        folders=task.folders,
        read=read,
        plan=plan,
        shown=shown.union(entry.source for entry in visible) - plan.state.settled.keys(),
        unpublished=dict(_unpublished(visible, task.options.moment.now, task.config.site.zone)),
        problems=replace(problems, of_plan=with_severity(plan.problems, task.config.problems)),
        bound=bound,
    )


def edited(before: LiveSite, read: SiteRead, fresh: Collection[str], config_problems: list[Problem]) -> LiveSite | None:
    """The next one where only words of some texts and what assets hold changed, made in the place of the one before;
    None where more did.

    fresh: the sources that were read again.
    """
    assets = _edited_assets(before.read, read)
    if assets is None or not _is_same_but_files(before.read, read) or not before.shown.issuperset(fresh):
        return None
    entries = [(before.read.kept[source].entry, read.kept[source].entry) for source in fresh]
    if not all(old and new and is_in_place(old, new) and _is_rightful(new, before) for old, new in entries):
        return None
    for _, new in entries:
        if new:
            before.plan.renderer.catalog.put(new)
    before.plan.renderer.tracer.forget()
    plan = _with_assets(before.plan, read, assets) if assets else before.plan
    return replace(
        before,
        read=read,
        plan=plan,
        problems=_problems(before.problems, before.config, config_problems, read, plan, fresh),
        bound=before.bound and before.bound.without(fresh),
    )


def replanned_edition(
    before: LiveSite, read: SiteRead, fresh: Collection[str], task: Task, loaders: Loaders
) -> LiveSite | None:
    """The next one by what differs; None where all has to be looked at. fresh: the sources that were read again."""
    changed = [*fresh, *(before.read.kept.keys() - read.kept.keys())]
    bound = before.bound and before.bound.without(changed)
    if not bound or not bound.holds(task.config, task.options.moment):
        return None
    loose = bound.loose(before.read.entries.keys() | read.entries.keys())
    if bound.binding.is_outgrown(len(loose)):
        return None
    plan = replanned(
        _read_of(loose, bound, before.read, read),
        before.plan.state,
        before.plan.pages.by_output,
        task,
        lambda source: _entry(read, source),
        loaders,
    )
    if plan is None:
        return None
    plan = replace(plan, problems=[*plan.problems, *bound.binding.problems_but_of(bound.withdrawn)])
    problems = _problems(before.problems, task.config, task.problems, read, plan, changed)
    return _edition(task, read, plan, problems, bound, before.shown.difference(loose))


def _read_of(loose: Collection[str], bound: Bound, then: SiteRead, now: SiteRead) -> SiteRead:
    """What there was and is of the loose texts."""
    return replace(
        now,
        kept={source: now.kept[source] for source in loose if source in now.kept},
        before={source: entry for source in loose if source in then.kept and (entry := then.kept[source].entry)},
        bound=bound.binding,
        withdrawn=bound.withdrawn,
    )


def _entry(read: SiteRead, source: str) -> Entry:
    entry = read.kept[source].entry
    if entry is None:
        raise KeyError(source)
    return entry


def _is_rightful(entry: Entry, edition: LiveSite) -> bool:
    """Whether it is shown with all that it has."""
    return as_shown(entry, edition.config.photos, edition.options.moment.now) is entry


def with_good_texts(before: SiteRead, read: SiteRead, fresh: Collection[str]) -> SiteRead:
    """Texts that can't be read now are shown as they last could. fresh: the sources that were read again."""
    pairs = ((source, before.kept.get(source), read.kept[source]) for source in fresh)
    good = {source: replace(new, entry=old.entry) for source, old, new in pairs if old and old.entry and not new.entry}
    return replace(read, kept=read.kept | good) if good else read


def _is_same_but_files(before: SiteRead, read: SiteRead) -> bool:
    return before.kept.keys() == read.kept.keys() and before.authors == read.authors


def _edited_assets(before: SiteRead, read: SiteRead) -> list[str] | None:
    """The assets that may hold something else; None where other files may. What was not looked for again is the same
    object: equal stats of young files tell nothing."""
    old, new = before.sources.files, read.sources.files
    if old is new:
        return []
    names = [name for name, file in new.items() if old.get(name) is not file]
    is_edited_only = old.keys() == new.keys() and all(name.startswith(ASSETS) for name in names)
    return names if is_edited_only else None


def _with_assets(plan: Planned, read: SiteRead, names: Collection[str]) -> Planned:
    """Where these put out other bytes, and so have other urls, and what names them. names: with `assets/` before."""
    before, now = plan.context.assets, read.assets.outputs
    assets = {name: now[name] for name in now if ASSETS + name in names or before.get(name) != now[name]}
    moved = {ASSETS + name: Page(Route(f"/{output}", output), "file", ASSETS + name) for name, output in assets.items()}
    others = {output: page for output, page in plan.pages.items() if page.kind != "file" or page.subject not in moved}
    pages = Pages({}, others | {page.route.output: page for page in moved.values()}, ())
    gone = gone_pages(pages, plan.context.config.gone)
    context = replace(plan.context, assets={**plan.context.assets, **assets}, urls=Urls(pages.keys(), gone))
    old = plan.renderer
    renderer = Renderer(context, old.catalog, old.layouts, old.tracer)
    state = replace(plan.state, assets=dict(context.assets))
    return replace(plan, context=context, renderer=renderer, pages=pages, fresh=pages, state=state)


def with_edited_assets(known: Sources, folder: Path, names: Collection[str]) -> Sources | None:
    """What there is where these files of the site's own assets may hold something else; None where that takes a scan.

    Their stats are left out.
    """
    files = dict(known.files)
    for name in names:
        path = folder / name
        file = files.get(ASSETS + name)
        if file is None or file.path != str(path) or path.is_symlink() or not path.is_file():
            return None
        files[ASSETS + name] = File(file.path, ())
    return replace(known, files=files) if names else known


def _problems(
    before: Problems,
    config: Config,
    of_config: list[Problem],
    read: SiteRead,
    plan: Planned,
    changed: Iterable[str],
) -> Problems:
    """changed: the sources that may have other problems than before."""
    content = config.paths.content
    drafts, day = drafts_of(plan, content), day_of(plan)

    def graded(problems: Iterable[Problem]) -> list[Problem]:
        return with_severity(with_day(but_drafts(problems, drafts), day), config.problems)

    texts = {f"{content}/{source}": read.kept[source].problems if source in read.kept else () for source in changed}
    of_site = graded([*of_config, *read.problems_of_site()])
    return replace(before.with_texts({path: graded(found) for path, found in texts.items()}), of_site=of_site)


def _unpublished(entries: list[Entry], now: float, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    for entry in entries:
        if entry.draft:
            yield entry.id, "Draft"
        elif entry.time > now:
            when = local(instant(entry.time), zone)
            yield entry.id, f"Scheduled for {when:%Y-%m-%d %H:%M %Z}"
