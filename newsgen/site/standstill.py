"""Whether all is as the last build left it, and what it came to then. Reads disk; reads and writes the store.

Without this a build with nothing to do would have to read what it knows of every article to find that out.
"""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from newsgen.engine.output import Written
from newsgen.engine.store import Store, Table
from newsgen.model.config import Config
from newsgen.model.digest import digest_of
from newsgen.model.entry import NEVER
from newsgen.reading.scan import File, Sources, digest_of_file, layout_files, layout_problems, scan
from newsgen.site.options import Folders, Last, Report, Task
from newsgen.site.standing import Standing

_KEY = "standstill"


class Standstill(Struct, frozen=True):
    """What a build came to. seen: the fingerprint of what it was made from; since, until: seconds since 1970, the
    stretch of time within which the clock changes nothing."""

    seen: bytes
    since: float
    until: float
    report: Report


def scanned(config: Config, folders: Folders) -> Sources:
    """With what is wrong in the folder of layouts. Raises OSError where a folder can't be read."""
    sources = scan(folders.content, folders.assets, config.paths.content, config.ignore)
    problems = layout_problems(folders.layouts[0], config.paths.layouts)
    return replace(sources, problems=(*sources.problems, *problems)) if problems else sources


def fingerprint(task: Task, sources: Sources) -> bytes:
    """Of all that a build depends on but the clock; empty while a file is so young that its stat doesn't tell."""
    stats = [{name: file.stat for name, file in files.items()} for files in (sources.texts, sources.files)]
    if not all(_all_told(files.values()) for files in (sources.texts, sources.files)):
        return b""
    options = task.options
    how = [task.config, task.problems, options.drafts, options.future, options.strict]
    return digest_of([how, stats, sources.problems, _layouts(task.folders.layouts)])


def standstill(task: Task, seen: bytes, report: Report, files: int) -> Standstill | None:
    """To be remembered of a build that is about to be put out. files: how many there will be."""
    if not seen:
        return None
    coming = report.next_change
    report = replace(report, made=(), costs={}, written=Written(unchanged=files))
    return Standstill(seen, task.options.moment.now, coming.when.timestamp() if coming else NEVER, report)


def still_holding(task: Task, seen: bytes, store: Store, standing: Standing) -> Report | None:
    """What the last build came to, if nothing changed since and all that it put out is there."""
    if not seen:
        return None
    rest = _table(store).get(_KEY)
    if rest is None or rest.seen != seen or not rest.since <= task.options.moment.now < rest.until:
        return None
    if len(standing.intact) != len(standing.files):
        return None
    lasts: Table[Last] = Table(store.connection, "meta", Last)
    before = lasts.get("last") or Last()
    lasts.put([("last", Last(before.number + 1, task.options.now.isoformat()))])
    return rest.report


def put_standstill(store: Store, rest: Standstill | None) -> None:
    """Within a transaction. None: whoever builds next has to look at everything."""
    table = _table(store)
    if rest is None:
        table.delete([_KEY])
    else:
        table.put([(_KEY, rest)])


def _table(store: Store) -> Table[Standstill]:
    return Table(store.connection, "meta", Standstill)


def _all_told(files: Iterable[File]) -> bool:
    return all(file.stat for file in files)


def _layouts(folders: Iterable[Path]) -> list[tuple[str, str]]:
    """The files of layouts, by content: they are few."""
    found = (f"{folder}/{name}" for folder in folders for name, wrong in layout_files(folder) if not wrong)
    return [(file, digest_of_file(file)) for file in sorted(found)]
