"""A site's sources, as far as they must be read again. Reads disk; reads and writes the store."""

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.volume import Rank
from newsgen.engine.store import DamagedMemoryError, reading
from newsgen.model.config import Config
from newsgen.model.entry import CachedText, Entry, Measured, lean
from newsgen.model.problem import Problem
from newsgen.reading.assets import Assets
from newsgen.reading.authors import AUTHORS, Authors, read_authors
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_texts import ReadJobs, read_texts, readers, stale_texts
from newsgen.reading.scan import File, Sources, changed
from newsgen.site.binding import Binding
from newsgen.site.options import Folders, Task
from newsgen.site.past import Archive, BuildState, reading_digest
from newsgen.site.standstill import put_standstill, scanned
from newsgen.site.version import code_version


class SiteRead(Struct, frozen=True):
    """What there is now, by source, and in `before` what the last build put out.

    bound: what is known of all other texts, where only the loose ones were looked at; withdrawn: bound texts that are
    not as they were bound. lasting: output paths of files whose sources are gone or changed, and that stay.
    """

    sources: Sources
    kept: dict[str, CachedText]
    before: dict[str, Entry]
    media_files: MediaFiles
    assets: Assets
    authors: Authors
    author_problems: list[Problem]
    bound: Binding | None = None
    withdrawn: frozenset[Rank] = frozenset()
    lasting: frozenset[str] = frozenset()

    @property
    def entries(self) -> dict[str, Entry]:
        return {source: kept.entry for source, kept in self.kept.items() if kept.entry}

    def problems_of_site(self) -> list[Problem]:
        """Those of no text."""
        return [*self.sources.problems, *self.author_problems, *self.assets.problems]

    def problems(self) -> list[Problem]:
        """Of all texts, the authors' file, the names of files and what assets name."""
        found = self.problems_of_site()
        for kept in self.kept.values():
            found += kept.problems
        return found + (self.bound.problems_but_of(self.withdrawn) if self.bound else [])


def read_site(task: Task, archive: Archive, old: BuildState | None, sources: Sources) -> SiteRead:
    """Reads what is new or changed, and remembers it; what it supersedes is kept until a build is done."""
    known = dict(archive.sources.all())
    before = archive.entries(known, old.settled) if old else {}
    media_files = MediaFiles(sources.files, dict(archive.media.all()))
    authors, problems = _authors(task.config, task.folders, media_files)
    kept = _remembering(
        task, archive, sources, known, media_files, readers(task.config, media_files, task.options.jobs)
    )
    return SiteRead(sources, kept, before, media_files, _assets(task.config, media_files), authors, problems)


def read_loose(
    task: Task, archive: Archive, old: BuildState, sources: Sources, meanwhile: Iterable[None]
) -> SiteRead | None:
    """The same, but of loose texts alone. None where nothing is bound, or too much is loose or no longer as bound.

    meanwhile: what can be done while they are read, step by step.
    """
    bound = archive.binding()
    if bound is None or not bound.holds(task.config, task.options.moment):
        return None
    loose = archive.loose()
    media_files = MediaFiles(sources.files, dict(archive.media.all()))
    changed = frozenset(bound.changed(sources.texts, loose, media_files))
    looked_at = loose.union(map(bound.volume.sources.__getitem__, changed), sources.texts.keys() - bound.sources)
    if bound.is_outgrown(len(looked_at)):
        return None
    known = {source: was for source in sorted(looked_at) if (was := archive.sources.get(source))}
    texts = {source: sources.texts[source] for source in sorted(looked_at & sources.texts.keys())}
    before = archive.entries(known, old.settled)
    authors, problems = _authors(task.config, task.folders, media_files)
    read = readers(task.config, media_files, task.options.jobs, meanwhile)
    kept = _remembering(task, archive, replace(sources, texts=texts), known, media_files, read)
    return SiteRead(
        sources, kept, before, media_files, _assets(task.config, media_files), authors, problems, bound, changed
    )


def _remembering(
    task: Task,
    archive: Archive,
    sources: Sources,
    known: Mapping[str, CachedText],
    media_files: MediaFiles,
    read: ReadJobs,
) -> dict[str, CachedText]:
    """What is kept of the sources' texts. known: of these texts, and of those that are gone."""
    config, marks = task.config, archive.store.marks
    task.progress("reading", 0, 0)
    digest = reading_digest(config)
    usable = known if marks.get("reading") == digest else {}
    stale, touched = stale_texts(sources, usable, media_files)
    kept = {source: usable[source] for source in sources.texts if source in usable} | touched
    gone = [source for source in known if source not in sources.texts]

    def take(reads: Sequence[tuple[str, CachedText, bytes]]) -> None:
        for source, new, _ in reads:
            kept[source] = lean(new, sources.texts[source].stat)
        archive.sources.put((source, new) for source, new, _ in reads)
        archive.texts.put_packed((source, text) for source, _, text in reads)
        task.progress("reading", len(kept), len(sources.texts))

    archive.store.begin()
    put_standstill(archive.store, None)
    archive.supersede(known, [*stale, *gone])
    archive.loosen([*stale, *touched, *gone])
    read_texts(stale, sources, media_files, read, take)
    archive.sources.put(touched.items())
    archive.sources.delete(gone)
    archive.texts.delete(gone)
    marks.put([("reading", digest)])
    archive.remember_media(media_files)
    archive.store.commit()
    return {source: kept[source] for source in sources.texts}


def read_again(
    before: SiteRead, sources: Sources, config: Config, folders: Folders, read: Callable[[MediaFiles], ReadJobs]
) -> tuple[SiteRead, dict[str, bytes]]:
    """What there is now, and the texts that had to be read, packed, by source. Nothing of it is remembered.

    before: of the same config, as far as reading depends on it. sources: what was not looked at again since is the same
    object there. read: who reads, with the media files.
    """
    is_same_files = sources.files is before.sources.files
    media_files = before.media_files if is_same_files else MediaFiles(sources.files, before.media_files.all_measured())
    assets = before.assets if is_same_files else _assets(config, media_files)
    stale, touched = stale_texts(replace(sources, texts=_suspects(before, sources)), before.kept, media_files)
    kept = before.kept | touched
    texts: dict[str, bytes] = {}

    def take(reads: Sequence[tuple[str, CachedText, bytes]]) -> None:
        for source, new, text in reads:
            kept[source], texts[source] = lean(new, sources.texts[source].stat), text

    read_texts(stale, sources, media_files, read(media_files), take)
    authors, problems = _authors(config, folders, media_files)
    kept = {source: kept[source] for source in sources.texts}
    return SiteRead(sources, kept, {}, media_files, assets, authors, problems), texts


def _suspects(before: SiteRead, sources: Sources) -> dict[str, File]:
    """The texts that may hold something else, or want a file that may."""
    texts, files = changed(before.sources.texts, sources.texts), changed(before.sources.files, sources.files)
    wanted = files | {posixpath.dirname(name) + "/" for name in files}
    return {
        source: file
        for source, file in sources.texts.items()
        if source in texts or source not in before.kept or not wanted.isdisjoint(before.kept[source].read_files)
    }


def read_beside(
    config: Config, folders: Folders, read: Callable[[MediaFiles], ReadJobs]
) -> tuple[SiteRead, dict[str, bytes]] | None:
    """The same from what the last build remembers, which is left as it is. None where that is nothing."""
    known, measured = _remembered(config, folders)
    return _read_from(known, measured, config, folders, read) if known else None


def read_now(config: Config, folders: Folders, jobs: int) -> SiteRead:
    """What there is now. What had to be read for it is not remembered, so a build may be under way meanwhile."""
    known, measured = _remembered(config, folders)
    read, _ = _read_from(known, measured, config, folders, lambda media_files: readers(config, media_files, jobs))
    return read


def _read_from(
    known: dict[str, CachedText],
    measured: dict[str, Measured],
    config: Config,
    folders: Folders,
    read: Callable[[MediaFiles], ReadJobs],
) -> tuple[SiteRead, dict[str, bytes]]:
    sources = scanned(config, folders)
    media_files = MediaFiles(sources.files, measured)
    before = SiteRead(Sources(), known, {}, media_files, _assets(config, media_files), Authors(), [])
    return read_again(before, sources, config, folders, read)


def _assets(config: Config, media_files: MediaFiles) -> Assets:
    return Assets(media_files, config.base_path, config.paths.assets)


def _authors(config: Config, folders: Folders, media_files: MediaFiles) -> tuple[Authors, list[Problem]]:
    return read_authors(folders.content / AUTHORS, f"{config.paths.content}/{AUTHORS}", media_files)


def _remembered(config: Config, folders: Folders) -> tuple[dict[str, CachedText], dict[str, Measured]]:
    """Texts and files as they were read before; nothing where that can't be relied on."""
    try:
        with reading(folders.memory, code_version()) as store:
            archive = Archive(store)
            is_usable = store.marks.get("reading") == reading_digest(config)
            return dict(archive.sources.all()) if is_usable else {}, dict(archive.media.all())
    except (DamagedMemoryError, OSError):
        return {}, {}
