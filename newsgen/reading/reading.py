"""Reading a site's content: which texts must be read, and what they, the authors and the assets give. Reads disk."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.article import Author
from newsgen.model.config import Config, Paths, SectionConfig, SiteInfo
from newsgen.model.entry import Entry, Kept
from newsgen.model.names import identity
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.slugs import slug
from newsgen.reading.media_files import Shelf
from newsgen.reading.reader_pool import BATCH, BatchRead, ReadingJob, TextReaders
from newsgen.reading.scan import Sources, digest_of_file

AUTHORS = "authors.yaml"
ReadJobs = Callable[[Sequence[ReadingJob]], Iterator[BatchRead]]
NewTexts = Callable[[Sequence[tuple[str, Kept, bytes]]], None]
"""Takes texts that were read: source, what is kept of each, and the text, packed."""


class StaleTexts(Struct, frozen=True):
    """read: the texts that must be read. touched: those that hold the same bytes under another stat."""

    read: list[str]
    touched: dict[str, Kept]


def reading_config(config: Config) -> Config:
    """A config that tells only what reading an article may depend on."""
    return Config(
        site=SiteInfo(
            title="-",
            url=config.site.url,
            language=config.site.language,
            timezone=config.site.timezone,
            authority=config.authority,
        ),
        permalink=config.permalink,
        sections={name: SectionConfig(slug=told.slug) for name, told in config.sections.items() if told.slug},
        tags={name: told for name, told in config.tags.items() if told.slug},
        markdown=config.markdown,
        breaking=config.breaking,
        front_matter=config.front_matter,
        defaults=config.defaults,
        limits=config.limits,
        paths=Paths(content=config.paths.content),
    )


def stale_texts(sources: Sources, known: Mapping[str, Kept], shelf: Shelf) -> StaleTexts:
    """By content: a stat only spares looking at it. A text is also read again when a file that it wanted changed."""
    if not known:
        return StaleTexts(list(sources.texts), {})
    read, touched = [], {}
    for source, file in sources.texts.items():
        kept = known.get(source)
        if kept is None or (kept.looked and _differs(kept.looked, shelf)):
            read.append(source)
        elif kept.stat != file.stat or not file.stat:
            if digest_of_file(file.path) != kept.digest:
                read.append(source)
            elif kept.stat != file.stat:
                touched[source] = replace(kept, stat=file.stat)
    return StaleTexts(read, touched)


def readers(config: Config, shelf: Shelf, processes: int, meanwhile: Iterable[None] = ()) -> ReadJobs:
    """Reads in as many processes as pay. meanwhile: what can be done while few texts are read, step by step."""

    def read(jobs: Sequence[ReadingJob]) -> Iterator[BatchRead]:
        is_few = len(jobs) <= BATCH
        if not is_few:
            import newsgen.reading.read_article  # noqa: F401 - here, once for all processes
        with TextReaders(config, shelf, min(processes, -(-len(jobs) // BATCH))) as text_readers:
            yield from text_readers.read(jobs, meanwhile if is_few else ())

    return read


def read_texts(stale: Sequence[str], sources: Sources, shelf: Shelf, read: ReadJobs, take: NewTexts) -> None:
    """Reads texts and hands them on in batches; what had to be measured for them stays on the shelf."""
    if not stale:
        return
    waiting = [(source, sources.texts[source]) for source in stale]
    names = iter(stale)
    for texts, measured in read(waiting):
        shelf.measured |= measured
        take([(next(names), *each) for each in texts])


def unknown_authors(entries: Iterable[Entry], authors: Mapping[str, Author], content: str) -> list[Problem]:
    """Only where `authors.yaml` tells who there is. authors: by identity."""
    if not authors:
        return []
    names = sorted({author.name for author in authors.values()})
    known = {slug(name).replace("-", "_"): name for name in names}
    return [
        warning(
            "unknown-author",
            Place(f"{content}/{entry.source}", *place),
            f"the author '{name}' is not in {content}/{AUTHORS}",
            did_you_mean(slug(name), known, "add the author there", known),
        )
        for entry in entries
        for name, place in zip(entry.authors, entry.authors_at, strict=True)
        if identity(name) not in authors
    ]


def _differs(looked: Mapping[str, str], shelf: Shelf) -> bool:
    return any(shelf.digest(name) != before for name, before in looked.items())
