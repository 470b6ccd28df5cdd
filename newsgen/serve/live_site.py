"""A site at one moment of its writing: what was read and what is planned of it. Reads disk.

What is broken stays as it last was: a text, the config. Its problems are reported beside.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nsmallest
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.index import with_problems
from newsgen.catalog.visibility import NextChange, is_breaking, next_change
from newsgen.model.config import Config
from newsgen.model.entry import Entry, instant
from newsgen.model.local_time import local
from newsgen.model.problem import Problem, Severity, errors, in_reading_order, with_day, with_severity
from newsgen.reading.scan import File, Sources
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

    of_site: of the config, the authors and the names of files; of_plan: of texts that don't go together.
    """

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
        of_saved, of_rest = ([each for path in paths for each in self.errors.get(path, ())] for paths in (saved, rest))
        return [*of_saved, *others, *of_rest][:SHOWN_ERRORS], len(others) + sum(map(len, self.errors.values()))

    def all(self, of_pages: Iterable[Problem] = ()) -> list[Problem]:
        """In reading order."""
        of_texts = [problem for texts in (self.errors, self.warnings) for found in texts.values() for problem in found]
        return in_reading_order([*of_texts, *self.of_site, *self.of_plan, *of_pages])


def _put(before: ByPath, texts: Mapping[str, Sequence[Problem]], severity: Severity) -> ByPath:
    after = dict(before)
    for path, problems in texts.items():
        if found := in_reading_order(problem for problem in problems if problem.severity == severity):
            after[path] = found
        else:
            after.pop(path, None)
    return after


class LiveSite(Struct, frozen=True):
    """options.now: the time that it shows. entries: of all texts as they are put out, by source. is_whole: whether all
    of it was planned anew."""

    options: Options
    config: Config
    folders: Folders
    read: SiteRead
    plan: SitePlan
    entries: Mapping[str, Entry]
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

    def breaking(self) -> list[Entry]:
        """Oldest first."""
        now = self.options.moment.now
        found = (entry for entry in self.plan.context.articles if is_breaking(entry, now))
        return sorted(found, key=lambda entry: (entry.time, entry.id))

    def next_change(self) -> NextChange | None:
        return next_change(self.read.entries.values(), self.options.moment, self.config.photos)


def first_live_site(task: Task, read: SiteRead, loaders: Loaders) -> LiveSite:
    """By a look at everything."""
    plan = planned(read, task.config, task.options.moment, task.folders, loaders)
    return _live_site(task, read, plan, plan.entries, Problems(), read.cached, is_whole=True)


def next_live_site(before: LiveSite, read: SiteRead, fresh: Collection[str], task: Task, loaders: Loaders) -> LiveSite:
    """The one after a change, by what differs where that tells all. fresh: the sources that were read again."""
    changed = {*fresh, *(before.read.cached.keys() - read.cached.keys())}
    loaders = replace(loaders, entry=before.entries.__getitem__)
    part = _changed_part(before, read, changed)
    state, moment = before.plan.state, task.options.moment
    is_alike = task.config == before.config and task.folders == before.folders and state.moment.now <= moment.now
    if is_alike and state.is_plain:
        plan = replanned(part, task.config, moment, task.folders, loaders, state, before.plan.pages)
        if plan:
            unread = [problem for article in part.unread() for problem in article.problems]
            plan = replace(plan, problems=[*plan.problems, *unread])
            entries = {source: entry for source, entry in before.entries.items() if source in read.cached}
            entries |= plan.entries
            return _live_site(task, read, plan, entries, before.problems, changed, is_whole=False)
    plan = planned(read, task.config, moment, task.folders, loaders)
    return _live_site(task, read, plan, plan.entries, Problems(), read.cached, is_whole=True)


def _changed_part(before: LiveSite, read: SiteRead, changed: Collection[str]) -> SiteRead:
    """What there was and is of the texts that changed, that the clock may change, or that are no articles with a
    page."""
    content, found = before.config.paths.content, dict[str, list[Problem]]()
    for problem in before.plan.problems:
        found.setdefault(problem.place.path.removeprefix(f"{content}/"), []).append(problem)
    segments = with_problems(before.plan.renderer.catalog.index, found)
    now = before.plan.state.moment.now
    articles = (article for segment in segments.values() for article in segment.articles)
    unchanged = {article.source for article in articles if article.over <= now}.difference(changed)
    cached = {source: kept for source, kept in read.cached.items() if source not in unchanged}
    old = {source: entry for source, entry in before.entries.items() if source not in unchanged}
    return replace(read, cached=cached, before=old, segments=segments, is_whole=False)


def _live_site(
    task: Task,
    read: SiteRead,
    plan: SitePlan,
    entries: Mapping[str, Entry],
    problems: Problems,
    changed: Iterable[str],
    *,
    is_whole: bool,
) -> LiveSite:
    """problems: as far as they are known before; changed: the sources that may have other ones."""
    content, weights = task.config.paths.content, task.config.problems
    drafts, day = drafts_of(plan, content), day_of(plan)

    def graded(found: Iterable[Problem]) -> list[Problem]:
        return with_severity(with_day(but_drafts(found, drafts), day), weights)

    texts = {f"{content}/{source}": read.cached[source].problems if source in read.cached else () for source in changed}
    problems = replace(
        problems.with_texts({path: graded(found) for path, found in texts.items()}),
        of_site=graded([*task.problems, *read.problems_of_site()]),
        of_plan=with_severity(plan.problems, weights),
    )
    return LiveSite(task.options, task.config, task.folders, read, plan, entries, problems, is_whole)


def with_good_texts(before: SiteRead, read: SiteRead, fresh: Collection[str]) -> SiteRead:
    """Texts that can't be read now are shown as they last could. fresh: the sources that were read again."""
    pairs = ((source, before.cached.get(source), read.cached[source]) for source in fresh)
    good = {source: replace(new, entry=old.entry) for source, old, new in pairs if old and old.entry and not new.entry}
    return replace(read, cached=read.cached | good) if good else read


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
