"""A site's sources, as far as they must be read again. Reads disk; reads and writes the cache."""

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.index import IndexedArticle, Segments, with_stats
from newsgen.engine.cache import DamagedCacheError, reading
from newsgen.model.config import Config
from newsgen.model.entry import CachedText, Entry, Measured, lean
from newsgen.model.problem import Problem
from newsgen.reading.assets import Assets
from newsgen.reading.authors import AUTHORS, Authors, read_authors
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_texts import ReadJobs, read_texts, readers, stale_texts
from newsgen.reading.scan import File, Sources, changed, layout_problems, scan
from newsgen.site.options import Folders, Task
from newsgen.site.site_cache import SiteCache, SiteState, reading_digest
from newsgen.site.version import code_version

ReadersOf = Callable[[MediaFiles], ReadJobs]
"""Gives who reads texts that may refer to these files."""


class SiteRead(Struct, frozen=True):
    """What there is now, by source, and in `before` what the last build had: of all texts, or of those that may have
    changed, where it is not whole. segments: of the last index. lasting: output paths of files that stay though their
    sources changed or are gone."""

    sources: Sources
    cached: dict[str, CachedText]
    before: dict[str, Entry]
    media_files: MediaFiles
    assets: Assets
    authors: Authors
    author_problems: list[Problem]
    segments: Segments = {}
    is_whole: bool = True
    lasting: frozenset[str] = frozenset()

    @property
    def entries(self) -> dict[str, Entry]:
        return {source: cached.entry for source, cached in self.cached.items() if cached.entry}

    def unread(self) -> list[IndexedArticle]:
        """The articles that are as they were indexed."""
        if self.is_whole:
            return []
        seen = self.cached.keys() | self.before.keys()
        segments = self.segments.values()
        return [article for segment in segments for article in segment.articles if article.source not in seen]

    def problems_of_site(self) -> list[Problem]:
        """Those of no text."""
        return [*self.sources.problems, *self.author_problems, *self.assets.problems]

    def problems(self) -> list[Problem]:
        """Of all texts, the authors' file, the names of files and what assets name."""
        of_texts = [problem for cached in self.cached.values() for problem in cached.problems]
        return [*self.problems_of_site(), *of_texts, *(problem for each in self.unread() for problem in each.problems)]


def scanned(config: Config, folders: Folders) -> Sources:
    """With what is wrong in the folder of layouts. Raises OSError where a folder can't be read."""
    sources = scan(folders.content, folders.assets, config.paths.content, config.ignore)
    problems = layout_problems(folders.layouts[0], config.paths.layouts)
    return replace(sources, problems=(*sources.problems, *problems)) if problems else sources


def read_site(
    task: Task,
    cache: SiteCache,
    old: SiteState | None,
    sources: Sources,
    *,
    is_whole: bool,
    meanwhile: Iterable[None] = (),
) -> SiteRead:
    """Read the texts that are new or changed, and cache what that gave, beside what it supersedes. old: of the last
    build, None where nothing is known of one. is_whole: look at all texts, not only at those that may have changed or
    that the clock may change. meanwhile: what can be done while other processes read few of them."""
    media_files = MediaFiles(sources.files, dict(cache.media.all()), task.config.pictures)
    segments = dict(cache.segments.all()) if old else {}
    over: dict[str, IndexedArticle] = {}
    if old is None or is_whole:
        wanted, known = sources.texts.keys() | cache.entries.keys(), dict(cache.sources.all())
    else:
        over = _over(segments, old.moment.now, cache.superseded())
        unchanged = {source for source, each in over.items() if _is_as_indexed(each, sources, media_files)}
        wanted = (cache.entries.keys() | sources.texts.keys()) - unchanged
        known = {source: was for source in sorted(wanted) if (was := cache.sources.get(source))}
    looked_at = replace(sources, texts={source: file for source, file in sources.texts.items() if source in wanted})
    authors, problems = _authors(task.config, task.folders, media_files)
    reads = readers(task.config, media_files, task.options.jobs, meanwhile)
    cache.cache.begin()
    cached, touched = _read(task, cache, looked_at, known, media_files, reads)
    restated = {source: cached.pop(source).stat for source in touched if source in over}
    other_segments = with_stats(segments, restated)
    cache.segments.put(other_segments.items())
    cache.put_media(media_files)
    cache.cache.commit()
    if old is None or is_whole:
        before = dict(cache.entries.all()) if old else {}
    else:
        before = {source: had for source in sorted(wanted - restated.keys()) if (had := cache.entries.get(source))}
    segments, assets = segments | other_segments, _assets(task.config, media_files)
    return SiteRead(sources, cached, before, media_files, assets, authors, problems, segments, old is None or is_whole)


def _over(segments: Segments, since: float, but: Set[str]) -> dict[str, IndexedArticle]:
    """The articles, by source, that are as they were indexed unless their texts or files are others: the clock doesn't
    change them. since: when the last build was, in seconds since 1970."""
    articles = (article for segment in segments.values() for article in segment.articles)
    return {each.source: each for each in articles if each.over <= since and each.source not in but}


def _is_as_indexed(article: IndexedArticle, sources: Sources, media_files: MediaFiles) -> bool:
    file = sources.texts.get(article.source)
    if file is None or not file.stat or file.stat != article.stat:
        return False
    return all(media_files.digest(name) == digest for name, digest in article.read_files)


def _read(
    task: Task,
    cache: SiteCache,
    sources: Sources,
    cached_before: Mapping[str, CachedText],
    media_files: MediaFiles,
    reads: ReadJobs,
) -> tuple[dict[str, CachedText], Set[str]]:
    """What is kept of the sources' texts, and which of them only have another stat. cached_before: of
    these texts, and of those that are gone."""
    marks = cache.cache.marks
    task.progress("reading", 0, 0)
    digest = reading_digest(task.config)
    usable = cached_before if marks.get("reading") == digest else {}
    stale, touched = stale_texts(sources, usable, media_files)
    cached = {source: usable[source] for source in sources.texts if source in usable} | touched
    gone = [source for source in cached_before if source not in sources.texts]

    def take(reads: Sequence[tuple[str, CachedText, bytes]]) -> None:
        for source, new, _ in reads:
            cached[source] = lean(new, sources.texts[source].stat)
        cache.sources.put((source, new) for source, new, _ in reads)
        cache.texts.put_packed((source, text) for source, _, text in reads)
        task.progress("reading", len(cached), len(sources.texts))

    cache.unchanged.put(None)
    cache.supersede([*stale, *gone])
    read_texts(stale, sources, media_files, reads, take)
    cache.sources.put(touched.items())
    cache.sources.delete(gone)
    cache.texts.delete(gone)
    marks.put([("reading", digest)])
    return {source: cached[source] for source in sources.texts}, touched.keys()


def read_again(
    before: SiteRead, sources: Sources, config: Config, folders: Folders, read: ReadersOf
) -> tuple[SiteRead, dict[str, bytes]]:
    """What there is now, and the texts that had to be read, packed, by source. Nothing of it is cached. before: of the
    same config, as far as reading depends on it. sources: what was not looked at again since is the same object there.
    read: who reads, with the media files."""
    is_same_files = sources.files is before.sources.files
    measured, pictures = before.media_files.all_measured(), config.pictures
    is_same = is_same_files and before.media_files.pictures == pictures
    media_files = before.media_files if is_same else MediaFiles(sources.files, measured, pictures)
    assets = before.assets if is_same_files else _assets(config, media_files)
    stale, touched = stale_texts(replace(sources, texts=_suspects(before, sources)), before.cached, media_files)
    cached = before.cached | touched
    texts: dict[str, bytes] = {}

    def take(reads: Sequence[tuple[str, CachedText, bytes]]) -> None:
        for source, new, text in reads:
            cached[source], texts[source] = lean(new, sources.texts[source].stat), text

    read_texts(stale, sources, media_files, read(media_files), take)
    authors, problems = _authors(config, folders, media_files)
    if before.cached.keys() != sources.texts.keys():
        cached = {source: cached[source] for source in sources.texts}
    return SiteRead(sources, cached, {}, media_files, assets, authors, problems), texts


def _suspects(before: SiteRead, sources: Sources) -> dict[str, File]:
    """The texts that may hold something else, or want a file that may."""
    texts, files = changed(before.sources.texts, sources.texts), changed(before.sources.files, sources.files)
    wanted = files | {posixpath.dirname(name) + "/" for name in files}
    texts |= sources.texts.keys() - before.cached.keys()
    if wanted:
        texts |= {source for source, cached in before.cached.items() if not wanted.isdisjoint(cached.read_files)}
    return {source: sources.texts[source] for source in sorted(texts & sources.texts.keys())}


def read_beside(
    config: Config, folders: Folders, read: ReadersOf, *, is_from_nothing: bool = False
) -> tuple[SiteRead, dict[str, bytes]] | None:
    """The same from what the last build remembers, which is left as it is. None where that is nothing, unless all texts
    are to be read then."""
    cached: dict[str, CachedText] = {}
    measured: dict[str, Measured] = {}
    with suppress(DamagedCacheError, OSError), reading(folders.cache_file, code_version()) as cache:
        site = SiteCache(cache)
        is_usable = cache.marks.get("reading") == reading_digest(config)
        cached, measured = dict(site.sources.all()) if is_usable else {}, dict(site.media.all())
    if not cached and not is_from_nothing:
        return None
    sources = scanned(config, folders)
    media_files = MediaFiles(sources.files, measured, config.pictures)
    before = SiteRead(Sources(), cached, {}, media_files, _assets(config, media_files), Authors(), [])
    return read_again(before, sources, config, folders, read)


def read_now(config: Config, folders: Folders, jobs: int) -> SiteRead:
    """What there is now. What had to be read for it is not remembered, so a build may be under way meanwhile."""
    found = read_beside(config, folders, lambda media_files: readers(config, media_files, jobs), is_from_nothing=True)
    assert found  # noqa: S101 - it is None only where not all may be read
    return found[0]


def _assets(config: Config, media_files: MediaFiles) -> Assets:
    return Assets(media_files, config.base_path, config.paths.assets)


def _authors(config: Config, folders: Folders, media_files: MediaFiles) -> tuple[Authors, list[Problem]]:
    return read_authors(folders.content / AUTHORS, f"{config.paths.content}/{AUTHORS}", media_files)
