"""One build of a site. Reads and writes disk.

What it needs only where something changed it imports only then: with nothing to do it ends in half the time.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from msgspec.structs import replace

from newsgen.engine.lock import locked
from newsgen.engine.memory import Memory, still_ours
from newsgen.engine.output import Staging, looked_over
from newsgen.engine.store import DamagedMemoryError, Store, remove
from newsgen.reading.scan import Sources
from newsgen.site.failing import unusable
from newsgen.site.options import (
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
from newsgen.site.past import Archive
from newsgen.site.preparing import Preparation
from newsgen.site.sources import SiteRead, read_loose, read_site
from newsgen.site.standing import Standing
from newsgen.site.standstill import fingerprint, scanned, still_holding
from newsgen.site.version import code_version
from newsgen.site.writable import with_cache, with_remedy


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
        except Exception as error:  # of the memory or of newsgen itself: which of them only its reader can tell
            begin_anew(folders)
            report = built(task)  # a bug that has nothing to do with the memory comes again, and ends this
            note = unusable(error, "The memory of the last build", "everything was built anew", folders.failure)
            report = replace(report, notes=(note, *report.notes))
    return replace(report, seconds=time.perf_counter() - started)


def begin_anew(folders: Folders) -> None:
    """In place of a memory that can't be used: a new one that knows which files may be ours."""
    ours = still_ours(folders.memory)
    remove(folders.memory)
    with Store(folders.memory, code_version()) as store:
        store.begin()
        Memory(store).intend(ours)
        store.commit()


def first_read(task: Task) -> SiteRead:
    """Reads all texts for who looks at a site that has no build, and remembers them. Raises OSError."""
    folders, progress = with_cache(task.folders, is_needed=True), task.progress
    with locked(folders.lock, lambda holder: progress(f"{WAITING} {holder}", 0, 0)):
        try:
            return _remembered_read(task)
        except DamagedMemoryError:
            begin_anew(folders)
            return _remembered_read(task)


def _remembered_read(task: Task) -> SiteRead:
    with Store(task.folders.memory, code_version()) as store:
        archive = Archive(store)
        return read_site(task, archive, archive.state(), scanned(task.config, task.folders))


def built(task: Task) -> Report:
    """One build, by who holds the lock. Raises DamagedMemoryError, OSError."""
    with Store(task.folders.memory, code_version()) as store, Staging(task.folders.output) as staging:
        if task.options.forget:
            store.forget()
        files = Memory(store).files()
        with ThreadPoolExecutor(2) as threads:  # both wait for the disk, mostly
            scan = threads.submit(scanned, task.config, task.folders)
            look = threads.submit(looked_over, task.folders.output, files)
        standing = Standing.of(files, *look.result())
        with Preparation(task.config, task.folders, store) as ready:
            return _built(task, store, staging, scan.result(), standing, ready)


def _built(
    task: Task, store: Store, staging: Staging, sources: Sources, standing: Standing, ready: Preparation
) -> Report:
    seen = fingerprint(task, sources)
    if report := still_holding(task, seen, store, standing):
        return report
    archive = Archive(store)
    old = archive.state()
    read = read_loose(task, archive, old, sources, _meanwhile(ready)) if old else None
    from newsgen.site.rebuilding import Begun, rebuilt

    return rebuilt(task, archive, staging, Begun(sources, seen, old, read, standing, ready))


def _meanwhile(ready: Preparation) -> Iterator[None]:
    """What a build needs later on, while another process reads its texts."""
    import newsgen.site.rebuilding  # noqa: F401

    yield
    yield from ready.steps()
