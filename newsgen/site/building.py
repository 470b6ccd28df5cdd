"""One build of a site, and whether there is anything to build. Reads and writes disk and the cache."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from msgspec.structs import replace

from newsgen.engine.cache import Cache, DamagedCacheError, remove
from newsgen.engine.dependencies import Dependencies, still_ours
from newsgen.engine.lock import locked
from newsgen.engine.output import OutputState, Staging, output_state
from newsgen.model.digest import digest_of
from newsgen.reading.scan import Sources, digest_of_file, layout_files
from newsgen.site.cache_folder import unusable, with_cache, with_remedy
from newsgen.site.options import (
    INDEX_FOLDER,
    WAITING,
    Folders,
    Options,
    Progress,
    Report,
    Task,
    configured,
    in_zone,
    refused,
    silent,
)
from newsgen.site.site_cache import SiteCache, reading_digest
from newsgen.site.sources import SiteRead, read_site, scanned
from newsgen.site.version import code_version

if TYPE_CHECKING:
    from newsgen.site.rebuilding import Rebuild


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
    folders = with_cache(folders, is_needed=not options.forget)
    task = Task(options, config, folders, problems, progress, started)
    with locked(folders.lock, lambda holder: progress(f"{WAITING} {holder}", 0, 0)):
        try:
            report = built(task)
        except OSError as error:
            raise with_remedy(error, folders) from None
        except Exception as error:  # of the cache or of newsgen itself: which of them only its reader can tell
            begin_anew(folders)
            report = built(task)  # a bug that has nothing to do with the cache comes again, and ends this
            note = unusable(error, "The cache of the last build", "everything was built anew", folders.failure)
            report = replace(report, notes=(note, *report.notes))
    return replace(report, seconds=time.perf_counter() - started)


def first_read(task: Task) -> SiteRead:
    """Read all texts for who looks at a site that has no build, and cache them. Raises OSError."""
    folders, progress = with_cache(task.folders, is_needed=True), task.progress
    with locked(folders.lock, lambda holder: progress(f"{WAITING} {holder}", 0, 0)):
        try:
            return _cached_read(task)
        except DamagedCacheError:
            begin_anew(folders)
            return _cached_read(task)


def _cached_read(task: Task) -> SiteRead:
    with Cache(task.folders.cache_file, code_version()) as cache:
        site = SiteCache(cache)
        return read_site(task, site, site.state.get(), scanned(task.config, task.folders), is_whole=True)


def begin_anew(folders: Folders) -> None:
    """In place of a cache that can't be used: a new one that knows which files may be ours."""
    ours = still_ours(folders.cache_file)
    remove(folders.cache_file)
    with Cache(folders.cache_file, code_version()) as cache:
        cache.begin()
        Dependencies(cache).intend(ours)
        cache.commit()


def built(task: Task) -> Report:
    """One build, by who holds the lock. Raises DamagedCacheError, OSError."""
    with Cache(task.folders.cache_file, code_version()) as cache, Staging(task.folders.output) as staging:
        if task.options.forget:
            cache.forget()
        files = Dependencies(cache).files()
        if task.options.forget:  # then only the bytes of a file tell what it holds
            files = {output: replace(file, stat=()) for output, file in files.items()}
        with ThreadPoolExecutor(2) as threads:  # both wait for the disk, mostly
            scan = threads.submit(scanned, task.config, task.folders)
            look = threads.submit(output_state, task.folders.output, files)
        site, sources, there = SiteCache(cache), scan.result(), look.result()
        inputs = _digest_of_inputs(task, sources)
        if report := _unchanged(task, site, inputs, there):
            return _with_index(task, cache, report)
        report = _with_index(task, cache, _rebuilt(task, site, staging, sources, inputs, there))
    notes = (f"The cache of the last build is not used: {cache.forgotten}.",) if cache.forgotten else ()
    return replace(report, notes=(*notes, *report.notes))


def _with_index(task: Task, cache: Cache, report: Report) -> Report:
    """Bring the index for searching up to date after a build that put out its pages."""
    is_wanted = task.config.search == "pagefind"
    if not report.built or not (is_wanted or (task.folders.output / INDEX_FOLDER).is_dir()):
        return report
    from newsgen.site.search_index import take_away, update_index  # sites without search start sooner

    if not is_wanted:
        take_away(task.folders)
        return report
    problems = update_index(task.folders, task.config, Dependencies(cache).files())
    return replace(report, problems=(*report.problems, *problems)) if problems else report


def _rebuilt(
    task: Task, site: SiteCache, staging: Staging, sources: Sources, inputs: bytes, there: OutputState
) -> Report:
    """Read the texts, and build. What works with them is imported, and layouts are compiled, while processes read."""
    rebuilds: list[Rebuild] = []
    old = site.state.get()

    def steps() -> Iterator[None]:
        from newsgen.site.rebuilding import Rebuild

        rebuilds.append(Rebuild(task, site, staging, sources, inputs, there, old))
        yield
        yield from rebuilds[0].compile_layouts()

    meanwhile = steps()
    is_read_alike = site.cache.marks.get("reading") == reading_digest(task.config)
    is_alike = old is not None and is_read_alike and old.holds(task.config, task.options.moment)
    read = read_site(task, site, old, sources, is_whole=not is_alike, meanwhile=meanwhile)
    if not rebuilds:
        next(meanwhile)
    return rebuilds[0].run(read)


def _digest_of_inputs(task: Task, sources: Sources) -> bytes:
    """Of all that a build depends on but the clock; empty while a file is so young that its stat doesn't tell."""
    files = (sources.texts, sources.files)
    if not all(file.stat for each in files for file in each.values()):
        return b""
    stats = [{name: file.stat for name, file in each.items()} for each in files]
    options = task.options
    how = [task.config, task.problems, options.drafts, options.future, options.strict]
    folders = task.folders.layouts
    layouts = sorted(f"{folder}/{name}" for folder in folders for name, wrong in layout_files(folder) if not wrong)
    return digest_of([how, stats, sources.problems, [(file, digest_of_file(file)) for file in layouts]])


def _unchanged(task: Task, site: SiteCache, inputs: bytes, there: OutputState) -> Report | None:
    """What the last build came to, if nothing changed since, the clock changes nothing and all that it put out is
    there."""
    now, unchanged = task.options.moment.now, site.unchanged.get() if inputs else None
    if unchanged is None or unchanged.inputs != inputs or not unchanged.since <= now < unchanged.until:
        return None
    if len(there.intact) != len(there.files):
        return None
    site.last.put(site.this_build(task.options.now))
    return unchanged.report
