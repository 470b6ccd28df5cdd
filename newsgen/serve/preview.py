"""The site as it now is, for who looks at it while it is written. Reads disk; writes a cache where there is none.

Pages are made when they are asked for. A change that only touches words of texts is put into the catalog that there
is; any other plans anew from what was read, which reads no more than what changed.
"""

from collections import deque
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from threading import RLock
from time import perf_counter

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.config import Config
from newsgen.model.gone import PAGE, gone_path, is_gone
from newsgen.model.problem import Problem, with_severity
from newsgen.model.urls import route
from newsgen.pages.layouts import environment
from newsgen.pages.plan import output_at
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_texts import ReadJobs, TextReaders
from newsgen.reading.scan import with_new_stats
from newsgen.serve.live_site import Errors, LiveSite, below, edited_only, first_live_site, next_live_site
from newsgen.serve.page_cache import PageCache
from newsgen.site.building import first_read
from newsgen.site.messages import held_back_in_words
from newsgen.site.options import CONFIG_FILE, Folders, Options, Task, configured, in_zone, silent
from newsgen.site.render_pages import LiveTexts, Loaders
from newsgen.site.site_cache import reading_digest
from newsgen.site.sources import SiteRead, read_again, read_beside, scanned

REMEMBERED = 20
"""Changes that are told of."""
SLOWEST = 10
"""Layouts that are named."""


class PageResponse(Struct, frozen=True):
    """What a url gives. status: of HTTP. file: on disk, in place of content. unpublished: why readers don't see it yet.
    digest: "" of what never could be made; what can't be made now is as it last was."""

    status: int
    content: bytes = b""
    file: str = ""
    digest: str = ""
    unpublished: str = ""


class Saved(Struct, frozen=True):
    """A text that was saved. path: as people call its file. url: "" where it is held back; then why, in words."""

    title: str
    path: str
    url: str
    held_back: str


class Change(Struct):
    """What was noticed and what came of it. files: as people call them. saved: texts that can be read. is_whole: all of
    the site was planned anew. seconds: until the site was as it is. remade: why pages that are looked at are not as
    they were, by url."""

    when: datetime
    files: tuple[str, ...]
    is_whole: bool
    saved: tuple[Saved, ...]
    seconds: float
    remade: dict[str, str]

    @property
    def cause(self) -> str:
        more = len(self.files) - 1
        return (self.files[0] + (f" and {more} more" if more else "")) if self.files else "the clock"


Overview = tuple[LiveSite, list[Problem], list[Change], list[tuple[str, int, float]]]
"""What an editor wants to know: the site, the problems of its pages, the changes, newest first, and the slowest
layouts, with how often each was rendered and the seconds in all."""


class Preview:
    """Owns the site as it now is. Its methods may be called from any thread: they take turns."""

    def __init__(
        self, options: Options, config: Config, problems: list[Problem], clock: Callable[[], datetime]
    ) -> None:
        """clock: tells what time the site shows. Raises OSError."""
        self._turn = RLock()
        self._options, self._clock = in_zone(options, config), clock
        self._text_readers: tuple[object, TextReaders] | None = None
        folders = Folders.of(options, config)
        task = Task(self._options, config, folders, problems, silent, perf_counter())
        read, texts = read_beside(config, folders, partial(self._reader, config)) or (first_read(task), {})
        self._texts = LiveTexts(folders.cache_file, self._again)
        self._texts.put({source: text for source, text in texts.items() if text})
        self._loaders = Loaders(self._texts.get, environment(folders.layouts))
        self.live_site = first_live_site(task, read, self._loaders)
        self.page_cache = PageCache()
        self.changes: deque[Change] = deque(maxlen=REMEMBERED)

    def get_ready(self) -> None:
        """Starts what reads texts, so that the next change needn't wait for it."""
        with self._turn:
            for source in islice(self.live_site.read.sources.texts, 1):
                self._again(source)

    def close(self) -> None:
        with self._turn:
            self._texts.close()
            if self._text_readers:
                self._text_readers[1].close()

    def shown(self, path: str) -> PageResponse:
        """path: of a url below the site's, unquoted."""
        with self._turn:
            plan, read, gone = self.live_site.plan, self.live_site.read, self.live_site.config.gone
            output = output_at(path, plan.context.linked)
            status = 200 if output else 410 if is_gone(path, gone) else 404
            if status == 410:  # what stands there: a page of its own, or what all others have
                own = route(gone_path(path)).output
                output = own if own in plan.pages else PAGE
            page = plan.page(output or "404.html")
            if page.kind == "file":
                rewritten, file = read.assets.content(page.subject), read.sources.files[page.subject]
                return PageResponse(status, rewritten or b"", "" if rewritten else file.path)
            change = self.changes[-1] if self.changes else None
            cached_page, reason = self.page_cache.get(plan.renderer, page, change.cause if change else "")
            if reason and change:
                change.remade[page.route.url] = reason
            unpublished = self.live_site.unpublished().get(page.subject, "") if page.kind == "article" else ""
            return PageResponse(status, cached_page.content, "", cached_page.digest, unpublished)

    def below(self, path: str) -> str:
        """A path without that of the site."""
        return path.removeprefix(self.live_site.config.base_path)

    def now(self) -> datetime:
        """As the site shows it."""
        return in_zone(replace(self._options, now=self._clock()), self.live_site.config).now

    def errors(self, saved: Collection[str] = ()) -> Errors:
        """What would stop a build, as far as it is known without making every page. saved: paths of texts."""
        with self._turn:
            return self.live_site.problems.first_errors(self._page_problems(), saved)

    def overview(self) -> Overview:
        with self._turn:
            costs = sorted(self.page_cache.costs.items(), key=lambda cost: -cost[1][1])
            slowest = [(name, int(calls), seconds) for name, (calls, seconds) in costs[:SLOWEST]]
            changes = [replace(change, remade=dict(change.remade)) for change in reversed(self.changes)]
            return self.live_site, self._page_problems(), changes, slowest

    def notice(self, paths: Collection[Path]) -> Change | None:
        """Files that may have changed, appeared or gone; without any, the time that passed. None: nothing did."""
        with self._turn:
            started = perf_counter()
            before = self.live_site
            config, problems = configured(self._options)
            config = config or before.config  # as it last could be read
            folders = Folders.of(self._options, config)
            layouts = below(folders.layouts[0], paths)
            known = before.plan.state.layouts
            are_there = all(name in known and (folders.layouts[0] / name).is_file() for name in layouts)
            are_as_before = folders == before.folders and are_there
            if not are_as_before:
                self._loaders = Loaders(self._texts.get, environment(folders.layouts))
            read, texts = self._read_now(config, folders, paths)
            self._texts.put({source: text for source, text in texts.items() if text})
            if layouts:
                self._loaders.layouts.forget(layouts)
            options = replace(self._options, now=self.now())
            task = Task(options, config, folders, problems, silent, perf_counter())
            after = next_live_site(before, read, texts.keys(), task, self._loaders)
            is_read_alike = paths and not texts and _is_alike(before.read, read) and config == before.config
            if is_read_alike and not layouts and are_as_before and after.problems == before.problems:
                before.plan.renderer.take_layouts()
                return None
            self.live_site = after
            self.page_cache.turn()
            return self._recorded_change(paths, texts, perf_counter() - started)

    def rest(self) -> Change | None:
        """For when nothing has changed for a while: the next change costs less then. A change that nobody told of may
        come to light: texts that were young when they were read are read once more when they no longer are."""
        with self._turn:
            before, known = self.live_site, self.live_site.read.sources
            sources = with_new_stats(known)
            if sources is not known:
                config, folders = before.config, before.folders
                read, texts = read_again(before.read, sources, config, folders, partial(self._reader, config))
                if texts:
                    return self.notice({folders.content / source for source in texts})
                self.live_site = replace(before, read=read)
            if sources.files is not known.files:
                self.get_ready()
            return None

    def _page_problems(self) -> list[Problem]:
        return with_severity(self.page_cache.problems(), self.live_site.config.problems)

    def _read_now(self, config: Config, folders: Folders, paths: Collection[Path]) -> tuple[SiteRead, dict[str, bytes]]:
        """What there is now, and the texts that were read again. One that can't be read stays as it last could."""
        shown, last = self.live_site, self.live_site.read
        apart = (folders.layouts[0], folders.site / CONFIG_FILE)
        of_sources = [path for path in paths if not any(map(path.is_relative_to, apart))]
        is_read_alike = reading_digest(config) == reading_digest(shown.config)
        is_same_place = config.ignore == shown.config.ignore and folders == shown.folders
        if is_read_alike and is_same_place and paths and not of_sources:
            return last, {}
        before = last if is_read_alike else replace(last, cached={})
        sources = (is_same_place and edited_only(shown, of_sources)) or scanned(config, folders)
        read, texts = read_again(before, sources, config, folders, partial(self._reader, config))
        pairs = ((source, last.cached.get(source), read.cached[source]) for source in texts)
        good = {name: replace(new, entry=old.entry) for name, old, new in pairs if old and old.entry and not new.entry}
        return replace(read, cached=read.cached | good) if good else read, texts

    def _reader(self, config: Config, media_files: MediaFiles) -> ReadJobs:
        return lambda jobs: self._readers_of(config, media_files).read(jobs) if jobs else iter(())

    def _readers_of(self, config: Config, media_files: MediaFiles) -> TextReaders:
        """Whoever reads knows the files that there are; of others somebody else must."""
        wanted = (reading_digest(config), config.limits, media_files.files)
        if self._text_readers is None or self._text_readers[0] != wanted:
            if self._text_readers:
                self._text_readers[1].close()
            self._text_readers = wanted, TextReaders(config, media_files, 1, "forkserver")
        return self._text_readers[1]

    def _again(self, source: str) -> bytes:
        """A text that the cache has lost, packed; empty where it can't be read."""
        read, config = self.live_site.read, self.live_site.config
        file = read.sources.texts.get(source)
        if file is None:
            return b""
        (batch,) = self._readers_of(config, read.media_files).read([(source, file)])
        ((_, text),), _ = batch
        return text

    def _recorded_change(self, paths: Collection[Path], texts: Collection[str], seconds: float) -> Change:
        site, saved, is_whole = self.live_site.folders.site, self._saved(texts), self.live_site.is_whole
        files = sorted(path.relative_to(site).as_posix() if path.is_relative_to(site) else str(path) for path in paths)
        change = Change(datetime.now(UTC), tuple(files), is_whole, saved, seconds, {})
        self.changes.append(change)
        return change

    def _saved(self, texts: Collection[str]) -> tuple[Saved, ...]:
        """A text whose url or id is another's has no page and is not held back either."""
        live_site, config = self.live_site, self.live_site.config
        held_back = [held for held in live_site.plan.held_back if held.text.source in texts]
        why = {held.text.source: held_back_in_words(held, config.site.timezone) for held in held_back}
        entries = (live_site.entry(source, is_held_back=source in why) for source in sorted(texts))
        shown = [(entry, "" if entry.source in why else config.base_path + entry.url) for entry in entries if entry]
        content = config.paths.content
        return tuple(
            Saved(each.title, f"{content}/{each.source}", url, why.get(each.source, "")) for each, url in shown
        )


def _is_alike(before: SiteRead, read: SiteRead) -> bool:
    """Whether there is all that there was, where no text was read again."""
    is_same = before.cached.keys() == read.cached.keys() and before.sources.files.keys() == read.sources.files.keys()
    return is_same and before.authors == read.authors and before.assets.outputs == read.assets.outputs
