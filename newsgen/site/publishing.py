"""Making pages, putting them out and caching how. Reads and writes disk and the cache."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from time import perf_counter, time_ns

from msgspec.structs import replace

from newsgen.catalog.index import with_problems
from newsgen.engine.dependencies import Dependencies, OutputFile, PageRecord, page_number
from newsgen.engine.output import OutputState, Staging, Written, free_place, sure
from newsgen.engine.tracing import Trace
from newsgen.model.problem import Place, Problem
from newsgen.pages.plan import DRAWN, NOT_TEXT, Page, sorted_by_time
from newsgen.site.lost_urls import LostUrl
from newsgen.site.options import Last, Options, Progress, Rendered
from newsgen.site.planning import SitePlan
from newsgen.site.render_pages import RenderedPage, StagedBatch, batch_decoder, load_renderer, stage_batch
from newsgen.site.site_cache import SiteCache, SiteState, Unchanged
from newsgen.site.sources import SiteRead
from newsgen.site.stale_pages import StalePages
from newsgen.workers import FEW, spread

OF_PICTURES = 16
"""Renditions in a batch: each takes as long as many pages."""


class SitePublisher:
    """Makes pages, puts them out and caches how. Owns the staging and what is recorded, until both are published.
    problems: of pages, by output path. costs: as a Report has them. failures: of layouts, each failing line once, with
    the first url at which it failed."""

    def __init__(
        self, plan: SitePlan, dependencies: Dependencies, staging: Staging, there: OutputState, last: Last
    ) -> None:
        self.plan, self.dependencies, self.staging, self.there, self.last = plan, dependencies, staging, there, last
        self.rendered: list[Rendered] = []
        self.problems: dict[str, tuple[Problem, ...]] = {}
        self.costs: dict[str, tuple[int, float]] = {}
        self.failures: dict[Place, tuple[str, Problem]] = {}

    def copy(self, stale: StalePages, read: SiteRead) -> None:
        """Stages the files that are put out as they are."""
        for page in map(self.plan.page, stale.reasons):
            if page.kind == "file":
                self.staging.add(page.route.output, *read.assets.put_out(page.subject))

    def make(self, stale: StalePages, options: Options, progress: Progress) -> None:
        """Makes and stages all other stale pages."""
        pages = [page for page in map(self.plan.page, stale.reasons) if page.kind not in NOT_TEXT]
        if len(pages) > FEW:
            pages = sorted_by_time(pages, self.plan.renderer.catalog)
        self._make("rendering", pages, 0, stale, options, progress)
        pictures = [page for page in map(self.plan.page, stale.reasons) if page.kind in (*DRAWN, "icon")]
        self._make("making pictures", pictures, OF_PICTURES, stale, options, progress)

    def _make(
        self, stage: str, pages: list[Page], size: int, stale: StalePages, options: Options, progress: Progress
    ) -> None:
        """size: as `spread` has it."""
        load = partial(load_renderer, self.plan.context)
        work, coming, done = partial(stage_batch, self.staging.stager), iter(pages), 0
        known = [(page, self.there.state(page.route.output)) for page in pages]
        method = options.start_method
        with closing(spread(work, self.plan.renderer, load, known, options.jobs, method, size)) as batches:
            for content in batches:
                batch = batch_decoder.decode(content)
                self._take_batch(batch, [(next(coming), made) for made in batch.pages], stale)
                done += len(batch.pages)
                progress(stage, done, len(pages))

    def _take_batch(self, batch: StagedBatch, pages: Sequence[tuple[Page, RenderedPage]], stale: StalePages) -> None:
        before = {page.route.output: self._trace(page.route.output) for page, _ in pages}
        asked = frozenset(number for trace in before.values() for number in trace.asked)
        self.dependencies.record_questions(batch.questions, asked)
        for name, (calls, seconds) in batch.costs.items():
            sum_of = self.costs.get(name, (0, 0.0))
            self.costs[name] = sum_of[0] + calls, sum_of[1] + seconds
        records = (self._take(page, made, stale, before[page.route.output]) for page, made in pages)
        self.dependencies.record_pages(record for record in records if record)

    def _take(self, page: Page, made: RenderedPage, stale: StalePages, before: Trace) -> tuple[int, PageRecord] | None:
        """None of a page whose layout failed, which is noted once for each place."""
        output, url, state = page.route.output, page.route.url, made.state
        if state is None:
            *found, failure = made.problems
            self.problems[output] = tuple(found)
            first = self.failures.get(failure.place)
            if first is None or url < first[0]:
                self.failures[failure.place] = url, failure
            return None
        reason, number = stale.reasons[output], page_number(output)
        self.problems[output] = made.problems
        self.rendered.append(Rendered(url, reason, made.seconds, page.kind not in NOT_TEXT))
        self.staging.note(output, state, made.is_staged)
        self.dependencies.record_trace(number, before, made.trace)
        return number, PageRecord(made.trace, reason, made.seconds, self.last.number, self.plan.state.moment.now)

    def _trace(self, output: str) -> Trace:
        """Of the last time that the page was made."""
        record = self.dependencies.record(page_number(output))
        return record.trace if record else Trace()

    def found(self) -> list[Problem]:
        """The problems of all pages and layouts."""
        return [*(failure for _, failure in self.failures.values()), *chain.from_iterable(self.problems.values())]

    def replaced(self, folder: Path) -> dict[str, Path]:
        """The files that others put where newsgen's own will stand: where in the folder each is put by."""
        ours = self.there.files.keys() | self.dependencies.intended()
        return {path: free_place(folder / path) for path in self.staging.strangers(ours)}

    def publish(
        self,
        cache: SiteCache,
        read: SiteRead,
        state: SiteState,
        unchanged: Unchanged | None,
        lost: tuple[LostUrl, ...],
        started: float,
        replaced: Mapping[str, Path],
    ) -> Written:
        """Put all out, then cache it: an end on the way leaves what the next build finds and mends. lost: urls at which
        nothing stands any more. started: when the build did, by the clock of performance. replaced: what is taken
        over."""
        files, wanted = self.there.files, self.plan.pages
        ours = files.keys() | self.dependencies.intended() | self.staging.states.keys()
        cache.cache.begin()
        self.dependencies.intend(path for path in self.staging.states if path not in files)
        cache.cache.commit()
        written = self.staging.publish(wanted.keys(), ours, replaced)
        for output in files.keys() - wanted.keys():
            self.dependencies.record_trace(files[output].number, self._trace(output), Trace())
        cache.cache.begin()
        self._put_files()
        self.dependencies.flush()
        self.dependencies.intend_nothing()
        self._put_texts(cache, read)
        cache.forget_superseded(state.held)
        cache.state.put(state)
        counts = {"pages": len(self.rendered), "written": len(written.written), "deleted": len(written.deleted)}
        cache.last.put(replace(self.last, seconds=perf_counter() - started, **counts))
        cache.lost_urls.put(lost or None)
        cache.unchanged.put(unchanged)
        cache.cache.commit()
        return written

    def _put_texts(self, cache: SiteCache, read: SiteRead) -> None:
        """The entries and the index as they were put out."""
        before, now = read.before, self.plan.entries
        cache.entries.put((source, entry) for source, entry in now.items() if before.get(source) != entry)
        cache.entries.delete(before.keys() - now.keys())
        prefix, problems = f"{self.plan.context.config.paths.content}/", dict[str, list[Problem]]()
        for problem in [*read.problems(), *self.plan.problems]:
            problems.setdefault(problem.place.path.removeprefix(prefix), []).append(problem)
        segments = with_problems(self.plan.renderer.catalog.index, problems)
        cache.segments.put((key, new) for key, new in segments.items() if read.segments.get(key) != new)
        cache.segments.delete(read.segments.keys() - segments.keys())

    def _put_files(self) -> None:
        """Of files that were found to be whole by their bytes the stat will do the next time."""
        now, files, wanted = time_ns(), self.there.files, self.plan.pages
        self.dependencies.delete_files({output: files[output] for output in files.keys() - wanted.keys()})
        self.dependencies.put_files(
            (output, OutputFile(page_number(output), wanted[output], file.digest, sure(file.stat, now)))
            for output, file in self.staging.states.items()
        )
        self.dependencies.put_files(
            (output, replace(files[output], stat=stat))
            for output, stat in self.there.restated.items()
            if output in wanted and output not in self.staging.states and sure(stat, now)
        )
