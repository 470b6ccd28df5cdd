"""Which pages are stale, making them, putting them out and remembering how. Reads and writes disk and the store."""

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import closing
from functools import partial
from pathlib import Path
from time import perf_counter

from msgspec import Struct, msgpack
from msgspec.structs import replace

from newsgen.catalog.changes import Past
from newsgen.engine.memory import Known, Made, Memory, Touched, page_number
from newsgen.engine.output import NOTHING, Staging, Written, clock, free_place, sure
from newsgen.engine.spool import Spool
from newsgen.engine.tracing import Trace
from newsgen.model.entry import Entry
from newsgen.model.gone import gone_outputs
from newsgen.model.problem import Place, Problem
from newsgen.pages.asking import asked_again
from newsgen.pages.plan import Page, in_time
from newsgen.site.binding import Binding
from newsgen.site.lost_urls import LostUrl
from newsgen.site.options import Last, Options, Progress, Rendered
from newsgen.site.past import Archive, BuildState, changes
from newsgen.site.planning import Planned
from newsgen.site.render_pages import StagedBatch, StagedPage, batch_decoder, load_renderer, stage_batch
from newsgen.site.sources import SiteRead
from newsgen.site.standing import Standing
from newsgen.site.standstill import Standstill, put_standstill
from newsgen.workers import FEW, spread


class RenderedPages(Struct):
    """What came of making pages. problems: by output path; failures: of layouts, each failing line once, with the first
    url at which it failed."""

    pages: list[Rendered] = []
    problems: dict[str, tuple[Problem, ...]] = {}
    costs: dict[str, tuple[int, float]] = {}
    failures: dict[Place, tuple[str, Problem]] = {}


class StalePages(Struct, frozen=True):
    """reasons: by output path. changed: the facets that did, as far as is known, with the points in time."""

    reasons: dict[str, str]
    changed: Touched = {}


def stale_pages(
    read: SiteRead, plan: Planned, old: BuildState | None, memory: Memory, standing: Standing
) -> StalePages:
    """The pages that must be made, each with the reason, by their urls."""
    pages, files = plan.pages, standing.files
    touched: Touched = {}
    reasons = {output: reason for output, page in plan.fresh.items() if (reason := _reason(page, files.get(output)))}
    if old is not None:
        past = Past(read.before, old.moment, old.authors, old.tables)
        touched = changes(past, plan.past, old, plan.state, _came_or_went(plan, files))
        renderer = plan.renderer
        asked = memory.stale(touched, lambda name, given: asked_again(renderer.catalog, renderer.tracer, name, given))
        outputs = {known.number: output for output, known in files.items()} if asked else {}
        found = {outputs[number]: reason for number, reason in asked.items() if outputs.get(number) in pages}
        reasons = found | reasons
    reasons |= {output: "its source changed" for output in _other_files(read, pages, files) if output not in reasons}
    if old is None or old.everywhere != plan.state.everywhere:
        why = "the config, or what every page shows" if old else "nothing is remembered of it"
        made = (output for output, page in pages.items() if page.kind != "file")
        reasons = dict.fromkeys(made, why) | reasons
    missing = pages.keys() - standing.intact.keys()
    reasons = dict.fromkeys(missing, "its file is missing or was changed") | reasons
    by_url = sorted(reasons, key=lambda output: pages[output].route.url)
    return StalePages({output: reasons[output] for output in by_url}, touched)


def _came_or_went(plan: Planned, files: Mapping[str, Known]) -> Set[str]:
    """The output paths of the pages to which a link leads that did not, or the other way round."""
    gone = gone_outputs(plan.context.config.gone) & files.keys() & plan.pages.keys()
    turned = {
        output for output in gone if files[output].plan.startswith("gone ") != (plan.pages[output].kind == "gone")
    }
    return (files.keys() ^ plan.pages.keys()) | turned


def _reason(page: Page, known: Known | None) -> str:
    if known is None:
        return "it is new"
    if known.plan != page.key:
        return "another page takes its place" if known.plan else "nothing is remembered of it"
    return ""


def _other_files(read: SiteRead, pages: Mapping[str, Page], files: Mapping[str, Known]) -> Iterator[str]:
    """What is put out as it is, and holds something else than the last time."""
    for output, known in files.items():
        if known.plan.startswith("file ") and output in pages:
            page = pages[output]
            if output in read.lasting:
                continue
            if page.kind == "file" and read.assets.digest(page.subject) != known.digest:
                yield output


class Learnt(Struct, frozen=True):
    """What is to be remembered of a build besides its pages. is_whole: whether it looked at all texts; then those that
    are not in the binding are loose. broken: what stays of the texts with errors, by source. lost: urls at which
    nothing stands any more."""

    state: BuildState
    rest: Standstill | None
    is_whole: bool = False
    binding: Binding | None = None
    loose: Set[str] = frozenset()
    broken: Mapping[str, Entry | None] = {}
    lost: tuple[LostUrl, ...] = ()


class Press:
    """Makes pages, puts them out and remembers how. Owns the staging and what is learnt, until both are published."""

    def __init__(self, plan: Planned, memory: Memory, staging: Staging, standing: Standing, last: Last) -> None:
        self.plan, self.memory, self.staging, self.standing, self.last = plan, memory, staging, standing, last
        self._when = plan.state.moment.now
        self.done = RenderedPages()
        self._made = Spool(memory.store.file.parent)
        self._numbers: dict[str, int] = {}

    def copy(self, stale: StalePages, read: SiteRead) -> None:
        """Stages the files that are put out as they are."""
        for page in map(self.plan.pages.__getitem__, stale.reasons):
            if page.kind == "file":
                self.staging.add(page.route.output, *read.assets.put_out(page.subject))

    def make(self, stale: StalePages, options: Options, progress: Progress) -> RenderedPages:
        """Makes and stages all other stale pages."""
        pages = [page for page in map(self.plan.pages.__getitem__, stale.reasons) if page.kind != "file"]
        if len(pages) > FEW:
            pages = in_time(pages, self.plan.renderer.catalog)
        load = partial(load_renderer, self.plan.context)
        work, coming = partial(stage_batch, self.staging.stager), iter(pages)
        known = [(page, self.standing.state(page.route.output)) for page in pages]
        with closing(spread(work, self.plan.renderer, load, known, options.jobs, options.start_method)) as batches:
            for content in batches:
                batch = batch_decoder.decode(content)
                self._take_batch(batch, [(next(coming), made) for made in batch.pages], stale)
                progress("rendering", len(self.done.pages), len(pages))
        return self.done

    def _take_batch(self, batch: StagedBatch, pages: Sequence[tuple[Page, StagedPage]], stale: StalePages) -> None:
        before = {page.route.output: self._trace(page.route.output) for page, _ in pages}
        known = frozenset(number for trace in before.values() for number in trace.asked)
        for number, question in batch.questions.items():
            self.memory.learn_question(number, question, known)
        for name, (calls, seconds) in batch.costs.items():
            sum_of = self.done.costs.get(name, (0, 0.0))
            self.done.costs[name] = sum_of[0] + calls, sum_of[1] + seconds
        for page, made in pages:
            self._take(page, made, stale.reasons[page.route.output], before[page.route.output])

    def _take(self, page: Page, made: StagedPage, reason: str, before: Trace) -> None:
        output = page.route.output
        if made.state is None:
            *found, failure = made.problems
            self.done.problems[output] = tuple(found)
            told = self.done.failures.get(failure.place)
            if told is None or page.route.url < told[0]:
                self.done.failures[failure.place] = page.route.url, failure
            return
        self.done.problems[output] = made.problems
        self.done.pages.append(Rendered(page.route.url, reason, made.seconds))
        self.staging.note(output, made.state, made.is_staged)
        self._numbers[output] = number = page_number(output)
        self.memory.learn_page(number, before, made.trace)
        self._made.put(number, msgpack.encode(Made(made.trace, reason, made.seconds, self.last.number, self._when)))

    def _trace(self, output: str) -> Trace:
        """Of the last time that the page was made."""
        known = self.standing.files.get(output)
        before = self.memory.made(known.number) if known and known.plan else None
        return before.trace if before else Trace()

    def taken_over(self, kept: Path) -> dict[str, Path]:
        """The files that others put where newsgen's own will stand: where in the folder `kept` each is put by."""
        ours = self.standing.files.keys() | self.memory.intended()
        return {path: free_place(kept / path) for path in self.staging.strangers(ours)}

    def publish(self, archive: Archive, learnt: Learnt, started: float, kept: Mapping[str, Path] = NOTHING) -> Written:
        """Puts all out, then remembers it: an end on the way leaves what the next build finds and mends.

        started: when the build did, by the clock of performance. kept: what is taken over.
        """
        store, files = self.memory.store, self.standing.files
        wanted = self.plan.pages
        gone = files.keys() - wanted.keys()
        intended = self.memory.intended()
        ours = files.keys() | intended | self.staging.states.keys()
        store.begin()
        self.memory.intend(path for path in self.staging.states if path not in files)
        store.commit()
        written = self.staging.publish(wanted.keys(), ours, kept)
        self._remember(archive, learnt, gone, written, started)
        return written

    def _remember(self, archive: Archive, learnt: Learnt, gone: Set[str], written: Written, started: float) -> None:
        store, files, wanted = self.memory.store, self.standing.files, self.plan.pages
        for output in gone:
            self.memory.learn_page(files[output].number, self._trace(output), Trace())
        store.begin()
        self.memory.change_files(files, gone, self._put_out(wanted))
        self.memory.put_made(self._made.all())
        self.memory.restat(self._restated(wanted))
        self.memory.flush()
        archive.forget_superseded(learnt.broken)
        self.memory.intend_nothing()
        archive.put_state(learnt.state)
        archive.put_last(self._done(written, started))
        archive.put_lost_urls(learnt.lost)
        if learnt.is_whole:
            archive.bind(learnt.binding, learnt.loose)
        put_standstill(store, learnt.rest)
        store.commit()

    def _done(self, written: Written, started: float) -> Last:
        return replace(
            self.last,
            seconds=perf_counter() - started,
            pages=len(self.done.pages),
            written=len(written.written),
            deleted=len(written.deleted),
        )

    def _put_out(self, wanted: Mapping[str, Page]) -> Iterator[tuple[str, Known]]:
        now = clock()
        for output, file in self.staging.states.items():
            number = self._numbers.get(output) or page_number(output)
            yield output, Known(number, wanted[output].key, file.digest, sure(file.stat, now))

    def _restated(self, wanted: Mapping[str, Page]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Files that were found to be whole by their bytes: next time their stat will do."""
        now = clock()
        for output, stat in self.standing.restated.items():
            if output in wanted and output not in self.staging.states and sure(stat, now):
                yield self.standing.files[output].number, stat
