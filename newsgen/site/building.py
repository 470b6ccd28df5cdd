"""One build of a site. Reads and writes disk.

What it needs only where something changed it imports only then: with nothing to do it ends in half the time.
"""

import time

from msgspec.structs import replace

from newsgen.engine.aside import Aside
from newsgen.engine.lock import locked
from newsgen.engine.memory import Memory, still_ours
from newsgen.engine.output import Staging
from newsgen.engine.store import DamagedMemoryError, Store, remove
from newsgen.reading.scan import Sources
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
from newsgen.site.sources import read_loose
from newsgen.site.standstill import fingerprint, scanned, still_holding
from newsgen.site.version import code_version

LARGE = 16_000_000
"""Bytes of a memory, from which on the sources are scanned aside: it has been of some thousand texts."""


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
            begin_anew(folders)
            note = f"The memory of the last build can't be used ({why}): everything was built anew."
            report = built(task)
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


def built(task: Task) -> Report:
    """One build, by who holds the lock. Raises DamagedMemoryError, OSError."""
    with Store(task.folders.memory, code_version()) as store, Staging(task.folders.output) as staging:
        if task.options.forget:
            store.forget()
        is_large = store.file.stat().st_size > LARGE
        with (
            Aside(lambda: scanned(task.config, task.folders), Sources, is_long=is_large) as scan,
            Preparation(task.config, task.folders, store) as ready,
        ):
            return _built(task, store, staging, scan.result(), ready)


def _built(task: Task, store: Store, staging: Staging, sources: Sources, ready: Preparation) -> Report:
    seen = fingerprint(task, sources)
    if report := still_holding(task, seen, store, ready):
        return report
    archive = Archive(store)
    old = archive.state()
    read = read_loose(task, archive, old, sources, ready.steps()) if old else None
    from newsgen.site.rebuilding import Begun, rebuilt

    return rebuilt(task, archive, staging, Begun(sources, seen, old, read, ready))
