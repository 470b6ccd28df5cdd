"""Reading a site's texts: which must be read, and in which processes. Reads disk, starts processes.

Worker processes can be ended, so that no text stalls a build. How long one text may take is counted in the worker's own
CPU time: a busy machine, on which everything takes long, makes no text too slow. The system ends the worker, whatever
library it is in: a signal that Python handles would wait until a parser written in C comes back.
What reads texts is imported only in the workers, where they are few: the caller has other things to do meanwhile.
"""

import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import msgspec
from msgspec.structs import replace

from newsgen.model.config import Config, Paths, SectionConfig, SiteInfo
from newsgen.model.entry import CachedText, Measured
from newsgen.model.problem import Place, Problem
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.scan import File, Sources, digest_of_file
from newsgen.workers import WorkerEndedError, Workers, starting

BATCH = 32
READERS = ("newsgen.reading.read_article",)
"""What a process reads texts with."""
ReadingJob = tuple[str, File]
"""A text to read: its path below the content folder, and its file."""
TextRead = tuple[CachedText, bytes]
"""What one file gave, with the Article or PlainPage, packed; empty where it can't be one."""
BatchRead = tuple[list[TextRead], dict[str, Measured]]
"""What some files gave, in order, and the files that had to be measured for them."""
_decoder = msgspec.msgpack.Decoder(BatchRead)


class TextReaders:
    """Processes that read texts, for who reads again and again. Owns them; use it as a context."""

    def __init__(self, config: Config, media_files: MediaFiles, processes: int, method: str = "") -> None:
        """method: how processes start, as `newsgen.workers` has it."""
        self._limits, self._content = config.limits, config.paths.content
        load = partial(_load, config, media_files)
        self._workers = Workers(_read_batch, load, processes, starting(method, READERS), self._patience)

    def __enter__(self) -> "TextReaders":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._workers.close()

    def read(self, jobs: Sequence[ReadingJob], meanwhile: Iterable[None] = ()) -> Iterator[BatchRead]:
        """What the jobs' files gave, in order. A text over `limits.article_seconds` is given up, with a problem.
        meanwhile: other things to do, step by step, until the first texts are read."""
        yield from self._read([jobs[start : start + BATCH] for start in range(0, len(jobs), BATCH)], meanwhile)

    def _read(self, batches: Sequence[Sequence[ReadingJob]], meanwhile: Iterable[None] = ()) -> Iterator[BatchRead]:
        """Read batches; of one that ended its process each text is read again alone, to find which it was."""
        for batch, packed in zip(batches, self._workers.results(batches, meanwhile), strict=True):
            if not isinstance(packed, WorkerEndedError):
                yield _decoder.decode(packed)
            elif len(batch) > 1:
                yield from self._read([[job] for job in batch])
            else:
                yield [(CachedText((), "", problems=(self._given_up(batch[0], packed),)), b"")], {}

    def _given_up(self, job: ReadingJob, ended: WorkerEndedError) -> Problem:
        place = Place(f"{self._content}/{job[0]}")
        if ended.exit_code not in (None, -signal.SIGPROF):
            return Problem("crashed", place, "the text crashes the Markdown engine", "look for very deep nesting")
        what = f"the text was given up after {self._limits.article_seconds:g} seconds of rendering"
        fix = "look for long runs of brackets, quotes or markup, or raise `limits.article_seconds`"
        return Problem("too-slow", place, what, fix)

    def _patience(self, texts: int) -> float:
        """Seconds of wall time, for a worker that waits for something else than the processor."""
        return 60 + 4 * self._limits.article_seconds * texts


def _load(config: Config, media_files: MediaFiles) -> tuple[Config, MediaFiles]:
    from newsgen.reading import read_article  # noqa: F401
    from newsgen.reading.engines import engine

    engine(config.markdown.engine)  # else the first text that is saved waits for it
    return config, media_files


def _read_batch(loaded: tuple[Config, MediaFiles], jobs: Sequence[ReadingJob]) -> bytes:
    """A BatchRead, packed."""
    from newsgen.reading.read_article import read_batch

    config, media_files = loaded
    measured = media_files.measured.items()
    media_files.measured = {name: each for name, each in measured if each.stat}  # the others may be rewritten
    return read_batch(jobs, config, media_files, partial(_cpu_limit, config.limits.article_seconds))


@contextmanager
def _cpu_limit(seconds: float) -> Iterator[None]:
    """Ends this process if the block takes longer."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


ReadJobs = Callable[[Sequence[ReadingJob]], Iterator[BatchRead]]
NewTexts = Callable[[Sequence[tuple[str, CachedText, bytes]]], None]
"""Takes texts that were read: source, what is kept of each, and the text, packed."""


def reading_config(config: Config) -> Config:
    """A config that tells only what reading an article may depend on."""
    site, authority = config.site, config.authority
    return Config(
        site=SiteInfo(title="-", url=site.url, language=site.language, timezone=site.timezone, authority=authority),
        permalink=config.permalink,
        ellipsis=config.ellipsis,
        sections={name: SectionConfig(slug=each.slug) for name, each in config.sections.items() if each.slug},
        tags={name: each for name, each in config.tags.items() if each.slug},
        markdown=config.markdown,
        breaking=config.breaking,
        front_matter=config.front_matter,
        defaults=config.defaults,
        limits=config.limits,
        paths=Paths(content=config.paths.content),
        pictures=replace(config.pictures, formats=(), sizes={}),
    )


def stale_texts(
    sources: Sources, cached: Mapping[str, CachedText], media_files: MediaFiles
) -> tuple[list[str], dict[str, CachedText]]:
    """Find the texts that must be read, and those that hold the same bytes under another stat. By content: a stat only
    spares reading it. A text is also read again when a file that it wanted changed."""
    if not cached:
        return list(sources.texts), {}
    read, touched = [], {}
    for source, file in sources.texts.items():
        before = cached.get(source)
        if before is None or any(media_files.digest(name) != digest for name, digest in before.read_files.items()):
            read.append(source)
        elif before.stat != file.stat or not file.stat:
            if digest_of_file(file.path) != before.digest:
                read.append(source)
            elif before.stat != file.stat:
                touched[source] = replace(before, stat=file.stat)
    return read, touched


def readers(config: Config, media_files: MediaFiles, processes: int, meanwhile: Iterable[None] = ()) -> ReadJobs:
    """Reads in as many processes as pay. meanwhile: what can be done while few texts are read, step by step."""

    def read(jobs: Sequence[ReadingJob]) -> Iterator[BatchRead]:
        is_few = len(jobs) <= BATCH
        if not is_few:
            import newsgen.reading.read_article  # noqa: F401 - here, once for all processes
        with TextReaders(config, media_files, min(processes, -(-len(jobs) // BATCH))) as text_readers:
            yield from text_readers.read(jobs, meanwhile if is_few else ())

    return read


def read_texts(stale: Sequence[str], sources: Sources, media_files: MediaFiles, read: ReadJobs, take: NewTexts) -> None:
    """Reads texts and hands them on in batches; what had to be measured for them stays in `media_files`."""
    if not stale:
        return
    waiting = [(source, sources.texts[source]) for source in stale]
    names = iter(stale)
    for texts, measured in read(waiting):
        media_files.measured |= measured
        take([(next(names), *each) for each in texts])
