"""A build that has something to do, readable aloud. Reads and writes disk and the cache."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from time import time

from jinja2 import TemplateError
from msgspec.structs import replace

from newsgen.catalog.visibility import next_change
from newsgen.engine.dependencies import Dependencies
from newsgen.engine.output import OutputState, Staging, Written
from newsgen.model.config import Config
from newsgen.model.digest import digest_of
from newsgen.model.entry import NEVER
from newsgen.model.problem import Place, Problem, errors, in_reading_order, warning, with_severity
from newsgen.pages.filters import filters
from newsgen.pages.layouts import compiled_layouts
from newsgen.pages.link_check import dead_links_on
from newsgen.pages.plan import DRAWN, NOT_TEXT
from newsgen.pictures.rendition_cache import prune
from newsgen.reading.scan import Sources
from newsgen.site.broken_texts import BrokenTexts
from newsgen.site.lost_urls import LostUrl, Now, broken_texts, lost_url_problems, newly_lost, page_of_text, still_lost
from newsgen.site.options import Folders, Report, Task, refused
from newsgen.site.planning import SitePlan, planned, problems_of, replanned
from newsgen.site.publishing import SitePublisher
from newsgen.site.render_pages import Loaders
from newsgen.site.site_cache import SiteCache, SiteState, Unchanged
from newsgen.site.sources import SiteRead, read_site
from newsgen.site.stale_pages import StalePages, stale_pages

FIRST = ("base.html", "article.html")
"""Layouts that are sure to be wanted."""
WIDE = 1000
"""Pages that one build may write because of a shared fragment before the summary says so."""


class Rebuild:
    """What changed is read and planned, the stale pages are made, put out and cached. inputs: digest of all that the
    site is made from. Owns the layouts and what reads the cache for them. `run` raises DamagedCacheError, OSError."""

    def __init__(
        self,
        task: Task,
        cache: SiteCache,
        staging: Staging,
        sources: Sources,
        inputs: bytes,
        there: OutputState,
        old: SiteState | None,
    ) -> None:
        self.task, self.cache, self.staging, self.sources, self.there = task, cache, staging, sources, there
        self.inputs, self.old = inputs, old
        self.loaders = Loaders.of(task.folders.cache_file, task.folders.layouts)
        version = cache.cache.marks.get("version") or b""
        self.loaders.layouts.bytecode_cache = compiled_layouts(version, digest_of(task.config))
        self.broken = BrokenTexts(task, cache, self.old, there)

    def compile_layouts(self) -> Iterator[None]:
        """Compile one by one, those of nearly every page first. What can not be is reported when it is wanted."""
        layouts = self.loaders.layouts
        layouts.filters |= filters(self.task.config)  # their names are looked up when a layout is compiled
        names = (name for name in layouts.list_templates() if not name.startswith(("bundled/", "locale/")))
        for name in sorted(names, key=lambda name: (name not in FIRST, "/" not in name, name)):
            with suppress(TemplateError, OSError, RecursionError):
                layouts.get_template(name)
            yield

    def run(self, read: SiteRead) -> Report:
        """read: what there is, for the first attempt."""
        try:
            while (report := self._attempt(read)) is None:
                self.staging.clear()
                self.loaders.close()  # what they read is about to be written
                read = read_site(self.task, self.cache, self.old, self.sources, is_whole=read.is_whole)
            return report
        finally:
            self.loaders.close()

    def _attempt(self, read: SiteRead) -> Report | None:
        """None where more texts turned out to be broken, so that the site must be planned again."""
        task, config, options, broken = self.task, self.task.config, self.task.options, self.broken
        read, plan = self._planned(read)
        dependencies = Dependencies(self.cache.cache)
        stale = stale_pages(read, plan, self.old, dependencies, self.there)
        unmade = chain.from_iterable(self._page_problems(plan, stale, {}).values())
        known = problems_of(read, plan, config.paths.content)
        problems = with_severity([*task.problems, *known, *unmade], config.problems)
        verdict = broken.judge(errors(problems, strict=options.strict), plan.problems, read)
        lost, of_urls = self._lost_urls(read, plan)
        problems += of_urls
        if verdict == "stop" or errors(of_urls, strict=options.strict):
            links = chain.from_iterable(dead_links_on(plan.renderer, page) for page in map(plan.page, stale.reasons))
            return refused(problems + with_severity(links, config.problems), plan.held_back)
        if verdict == "plan again":
            return None
        last = self.cache.this_build(options.now, {facet: tuple(points) for facet, points in stale.changed.items()})
        publisher = SitePublisher(plan, dependencies, self.staging, self.there, last)
        publisher.copy(stale, read)
        publisher.make(stale, options, task.progress)
        found = with_severity(publisher.found(), config.problems)
        replaced = publisher.replaced(task.folders.taken_over)
        taken_over = with_severity(_taken_over_problems(replaced, task.folders), config.problems)
        problems = in_reading_order([*problems, *found, *broken.problems])
        verdict = broken.judge(errors([*found, *taken_over], strict=options.strict), (), read)
        if publisher.failures or verdict == "stop":
            return refused([*problems, *taken_over], plan.held_back)
        if verdict == "plan again":
            return None
        task.progress("writing", 0, len(publisher.rendered))
        report = replace(self._report(read, publisher, problems), broken=broken.texts())
        state = replace(plan.state, problems=self._page_problems(plan, stale, publisher.problems), held=broken.shown)
        unchanged = self._unchanged(report, len(plan.pages))
        written = publisher.publish(self.cache, read, state, unchanged, lost, task.started, replaced)
        problems = in_reading_order([*problems, *taken_over])  # which the next build has no more
        shown = (output.rpartition("/")[2] for output, key in plan.pages.items() if key.partition(" ")[0] in DRAWN)
        prune(task.folders.pictures, shown, time())
        notes = _of_wide_fragments(config, stale, written)
        return replace(report, problems=tuple(problems), written=written, notes=notes)

    def _planned(self, read: SiteRead) -> tuple[SiteRead, SitePlan]:
        """By the texts that were looked at, or by all where these don't tell all."""
        task, old, loaders = self.task, self.old, self.loaders
        moment, replaced = task.options.moment, self.broken.replaced(read)
        if old and not read.is_whole:
            previous = {output: file.plan for output, file in self.there.files.items()}
            plan = replanned(replaced, task.config, moment, task.folders, loaders, old, previous)
            if plan:
                return replaced, plan
            loaders.close()  # what they read is about to be written
            replaced = self.broken.replaced(read_site(task, self.cache, old, self.sources, is_whole=True))
        return replaced, planned(replaced, task.config, moment, task.folders, loaders, old)

    def _lost_urls(self, read: SiteRead, plan: SitePlan) -> tuple[tuple[LostUrl, ...], list[Problem]]:
        """Those of this build and of the ones before it, and what is reported of them."""
        config, files, outputs = self.task.config, self.there.files, plan.pages.keys()
        pages = ((output, page_of_text(files[output].plan)) for output in files.keys() - outputs)
        gone = {output: page for output, page in pages if page}
        before = self.cache.lost_urls.get() or ()
        if not gone and not before:
            return (), []
        shown = (*plan.context.articles, *plan.context.plain_pages)
        others = frozenset(article.source for article in read.unread())
        now = Now(outputs, read.entries, broken_texts(read.cached), shown, plan.context.moment, config.gone, others)
        lost = still_lost([*before, *newly_lost(gone, read.before.values(), config.base_path)], now)
        return lost, with_severity(lost_url_problems(lost, now, config.paths.content, "warning"), config.problems)

    def _report(self, read: SiteRead, publisher: SitePublisher, problems: list[Problem]) -> Report:
        plan, options = publisher.plan, self.task.options
        return Report(
            built=True,
            problems=tuple(problems),
            articles=plan.renderer.catalog.count(),
            pages=sum(key.partition(" ")[0] not in NOT_TEXT for key in plan.pages.values()),
            made=tuple(sorted(publisher.rendered, key=lambda page: page.url)),
            held_back=tuple(plan.held_back),
            next_change=next_change(read.entries.values(), options.moment, self.task.config.photos),
            costs=publisher.costs,
        )

    def _unchanged(self, report: Report, files: int) -> Unchanged | None:
        """What a build with nothing to do comes to. files: how many there will be."""
        if not self.inputs:
            return None
        report = replace(report, made=(), costs={}, written=Written(unchanged=files))
        until = report.next_change.when.timestamp() if report.next_change else NEVER
        return Unchanged(self.inputs, self.task.options.moment.now, until, report)

    def _page_problems(
        self, plan: SitePlan, stale: StalePages, found: dict[str, tuple[Problem, ...]]
    ) -> dict[str, tuple[Problem, ...]]:
        """By output path: of pages that need not be made again, and those found on others."""
        before = self.old.problems if self.old else {}
        kept = {output: each for output, each in before.items() if output in plan.pages and output not in stale.reasons}
        return kept | {output: each for output, each in found.items() if each}


def _taken_over_problems(replaced: Mapping[str, Path], folders: Folders) -> list[Problem]:
    """Once for all: the whole output of a build that nobody remembers may stand there."""
    if not replaced:
        return []
    first = min(replaced)
    also = f" and {len(replaced) - 1:,} more" if replaced.keys() - {first} else ""
    what = f"newsgen did not make this file{also}, and puts its own in its place"
    place = Place(_below(folders.output / first, folders.site))
    return [warning("taken-over", place, what, f"what stood there is kept as {_below(replaced[first], folders.site)}")]


def _below(file: Path, site: Path) -> str:
    return file.relative_to(site).as_posix() if file.is_relative_to(site) else str(file)


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
