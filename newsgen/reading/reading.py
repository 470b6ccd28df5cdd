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
from newsgen.reading.read_batches import BATCH, ReadBatch, ReadingJob
from newsgen.reading.scan import Sources, digest_of_file

AUTHORS = "authors.yaml"
ReadJobs = Callable[[Sequence[ReadingJob]], Iterator[ReadBatch]]
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
    """Who reads, according to how much there is. meanwhile: what can be done while few texts are read, step by step.

    What reads is imported only where it is wanted: a build with nothing to read starts in half the time.
    """

    def read(jobs: Sequence[ReadingJob]) -> Iterator[ReadBatch]:
        if len(jobs) <= BATCH:
            from newsgen.reading.reader_process import read_few

            return read_few(jobs, config, shelf, meanwhile)
        from newsgen.reading.reader_pool import read_all

        return read_all(jobs, config, shelf, processes)

    return read


def read_texts(
    stale: Sequence[str], sources: Sources, config: Config, shelf: Shelf, read: ReadJobs, take: NewTexts
) -> None:
    """Reads texts and hands them on in batches; what had to be measured for them stays on the shelf."""
    if not stale:
        return
    name = config.paths.content
    waiting = [ReadingJob(sources.texts[source], source, f"{name}/{source}") for source in stale]
    done = iter(waiting)
    for batch in read(waiting):
        shelf.measured |= batch.measured
        take([(next(done).source, each.kept, each.text) for each in batch.reads])


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
