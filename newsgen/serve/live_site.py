"""A site at one moment of its writing: what was read and what is planned of it. Reads disk.

What is broken stays as it last was: a text, the config. Its problems are reported beside.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nsmallest
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.visibility import NextChange, is_over, next_change
from newsgen.model.config import Config
from newsgen.model.entry import Entry, instant
from newsgen.model.local_time import local
from newsgen.model.problem import Problem, Severity, errors, in_reading_order, with_day, with_severity
from newsgen.reading.scan import File, Sources, rescanned
from newsgen.site.options import Folders, Options, Task
from newsgen.site.planning import SitePlan, but_drafts, day_of, drafts_of, planned, replanned
from newsgen.site.render_pages import Loaders
from newsgen.site.sources import SiteRead

ASSETS = "assets/"
SHOWN_ERRORS = 10
"""Errors that are told of after a save; the others are counted."""
ByPath = dict[str, list[Problem]]
Errors = tuple[list[Problem], int]
"""The first of those that would stop a build, and how many there are."""


class Problems(Struct, frozen=True):
    """Weighed, text by text: a save costs no look at the problems of other texts. errors, warnings: by a text's path.
    of_site: of the config, the authors and the names of files; of_plan: of texts that don't go together."""

    errors: ByPath = {}
    warnings: ByPath = {}
    of_site: list[Problem] = []
    of_plan: list[Problem] = []

    def with_texts(self, texts: Mapping[str, Sequence[Problem]]) -> "Problems":
        """These texts have other problems than before, or none."""
        after: dict[Severity, ByPath] = {"error": dict(self.errors), "warning": dict(self.warnings)}
        for path, problems in texts.items():
            for severity, by_path in after.items():
                by_path.pop(path, None)
                if found := in_reading_order(problem for problem in problems if problem.severity == severity):
                    by_path[path] = found
        return replace(self, errors=after["error"], warnings=after["warning"])

    def first_errors(self, of_pages: Iterable[Problem], saved: Collection[str]) -> Errors:
        """Those of saved texts come first, then what may concern many pages. of_pages: of those that were made."""
        others = in_reading_order(errors([*self.of_site, *self.of_plan, *of_pages]))
        rest = nsmallest(SHOWN_ERRORS, self.errors.keys() - saved)
        of_saved, of_rest = ([each for path in paths for each in self.errors.get(path, ())] for paths in (saved, rest))
        return [*of_saved, *others, *of_rest][:SHOWN_ERRORS], len(others) + sum(map(len, self.errors.values()))

    def all(self, of_pages: Iterable[Problem] = ()) -> list[Problem]:
        """In reading order."""
        of_texts = [problem for texts in (self.errors, self.warnings) for found in texts.values() for problem in found]
        return in_reading_order([*of_texts, *self.of_site, *self.of_plan, *of_pages])


class LiveSite(Struct, frozen=True):
    """options.now: the time that it shows. entries: of all texts as they are put out, by source. unsettled: the sources
    of those that the clock may change, or that are no articles with a page. is_whole: whether all was planned anew."""

    options: Options
    config: Config
    folders: Folders
    read: SiteRead
    plan: SitePlan
    entries: Mapping[str, Entry]
    unsettled: frozenset[str]
    problems: Problems
    is_whole: bool

    def entry(self, source: str, *, is_held_back: bool) -> Entry | None:
        """Of a text that has a page or is held back; None where its url or id is another's."""
        read, shown = self.read.cached[source].entry, self.entries.get(source)
        if read is None or is_held_back:
            return read
        return shown if shown and (shown.id, shown.slug) == (read.id, read.slug) else None

    def unpublished(self) -> dict[str, str]:
        """Why readers would not see an article yet, in words, by its id."""
        now, zone = self.options.moment.now, self.config.site.zone
        why = {}
        for entry in self.plan.context.articles:
            if entry.draft:
                why[entry.id] = "Draft"
            elif entry.time > now:
                why[entry.id] = f"Scheduled for {local(instant(entry.time), zone):%Y-%m-%d %H:%M %Z}"
        return why

    def next_change(self) -> NextChange | None:
        return next_change(self.read.entries.values(), self.options.moment, self.config.photos)


def first_live_site(task: Task, read: SiteRead, loaders: Loaders) -> LiveSite:
    """By a look at everything."""
    plan = planned(read, task.config, task.options.moment, task.folders, loaders)
    return _live_site(task, read, plan, None, read.cached, read.cached)


def next_live_site(before: LiveSite, read: SiteRead, fresh: Collection[str], task: Task, loaders: Loaders) -> LiveSite:
    """The one after a change, by what differs where that tells all. fresh: the sources that were read again."""
    changed = {*fresh, *(before.read.cached.keys() - read.cached.keys())}
    loaders = replace(loaders, entry=before.entries.__getitem__)
    state, moment = before.plan.state, task.options.moment
    if task.folders == before.folders and state.holds(task.config, moment):
        seen = before.unsettled.union(changed)
        part = _part(before, read, sorted(seen))
        plan = replanned(part, task.config, moment, task.folders, loaders, state, before.plan.pages)
        if plan:
            others, content = before.entries.keys() - seen, f"{before.config.paths.content}/"
            kept = [each for each in before.plan.problems if each.place.path.removeprefix(content) in others]
            return _live_site(task, read, replace(plan, problems=[*plan.problems, *kept]), before, changed, part.cached)
    return first_live_site(task, read, loaders)


def _part(before: LiveSite, read: SiteRead, sources: Iterable[str]) -> SiteRead:
    """What there is and was of these texts."""
    cached = {source: read.cached[source] for source in sources if source in read.cached}
    old = {source: before.entries[source] for source in sources if source in before.entries}
    return replace(read, cached=cached, before=old, segments=before.plan.context.segments, is_whole=False)


def _live_site(
    task: Task, read: SiteRead, plan: SitePlan, before: LiveSite | None, changed: Iterable[str], seen: Iterable[str]
) -> LiveSite:
    """before: the one that it was planned from; None where all was planned anew. changed, seen: the sources of texts
    that are not as there, and of all that the plan was made by."""
    content, weights = task.config.paths.content, task.config.problems
    drafts, day = drafts_of(plan, content), day_of(plan)

    def graded(found: Iterable[Problem]) -> list[Problem]:
        return with_severity(with_day(but_drafts(found, drafts), day), weights)

    texts = {f"{content}/{source}": read.cached[source].problems if source in read.cached else () for source in changed}
    problems = replace(
        (before.problems if before else Problems()).with_texts({path: graded(found) for path, found in texts.items()}),
        of_site=graded([*task.problems, *read.problems_of_site()]),
        of_plan=with_severity(plan.problems, weights),
    )
    known = before.entries if before else {}
    entries = {**known, **plan.entries}
    for source in known.keys() - read.cached.keys():
        del entries[source]
    fresh, now = plan.renderer.catalog.index.fresh, plan.state.moment.now
    unsettled = frozenset(each for each in seen if each not in fresh or not is_over(fresh[each], now))
    options, folders, is_whole = task.options, task.folders, before is None
    return LiveSite(options, task.config, folders, read, plan, entries, unsettled, problems, is_whole)


def edited_only(before: LiveSite, paths: Collection[Path]) -> Sources | None:
    """What there is, where only texts changed, came or went and assets changed: to look for all else takes long. The
    stats of the site's own assets that may hold something else are left out."""
    known, own = before.read.sources, before.folders.assets[0]
    names, assets = below(before.folders.content, paths), below(own, paths)
    if not paths or len(names) + len(assets) < len(paths):
        return None
    files = dict(known.files)
    for name in assets:
        path, file = own / name, files.get(ASSETS + name)
        if file is None or file.path != str(path) or path.is_symlink() or not path.is_file():
            return None
        files[ASSETS + name] = File(file.path, ())
    known = replace(known, files=files) if assets else known
    return rescanned(known, before.folders.content, names, before.config.ignore)


def below(folder: Path, paths: Collection[Path]) -> list[str]:
    """The paths in a folder, as they are called in it."""
    return [path.relative_to(folder).as_posix() for path in paths if path.is_relative_to(folder)]
