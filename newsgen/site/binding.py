"""What a build binds, so that the next ones need not look at it: most texts of an archive. Pure but for media files."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Set

from msgspec import Struct

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.visibility import Moment
from newsgen.catalog.volume import Rank, Volume, bound
from newsgen.model.config import Config
from newsgen.model.digest import digest_of
from newsgen.model.entry import NEVER, CachedText, Entry, Stat
from newsgen.model.problem import Problem
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.scan import File

MANY_LOOSE = 1000
"""Texts that may be loose, and one for each twenty that are bound, before all are bound anew."""


class Binding(Struct, frozen=True, array_like=True):
    """A volume, and what reading its texts depended on.

    config: digest of the config that all of it is true of; content: how problems call the content folder.
    stats: of the texts, by rank. looked: digest of every file that they wanted, and the ranks of those that did.
    problems: of these texts, with those that a plan finds in them.
    """

    config: bytes
    content: str
    volume: Volume
    stats: list[Stat]
    read_files: dict[str, tuple[str, bytes]]
    problems: tuple[Problem, ...]

    @property
    def sources(self) -> frozenset[str]:
        return frozenset(self.volume.sources)

    def holds(self, config: Config, moment: Moment) -> bool:
        return self.config == digest_of(config) and self.holds_at(moment)

    def holds_at(self, moment: Moment) -> bool:
        since = self.volume.since
        return (since.drafts, since.future) == (moment.drafts, moment.future) and since.now <= moment.now

    def is_outgrown(self, loose: int) -> bool:
        """Whether it is quicker to bind all anew than to lay so many texts beside what is bound."""
        return loose > MANY_LOOSE + len(self.stats) // 20

    def changed(self, texts: Mapping[str, File], loose: Set[str], media_files: MediaFiles) -> Iterator[Rank]:
        """Those that are loose or gone by now, or may have to be read again."""
        for rank, (source, stat) in enumerate(zip(self.volume.sources, self.stats, strict=True)):
            file = texts.get(source)
            if file is None or file.stat != stat or source in loose:
                yield rank
        for name, (digest, ranks) in self.read_files.items():
            if media_files.digest(name) != digest:
                yield from array("i", ranks)

    def problems_but_of(self, withdrawn: Iterable[Rank]) -> list[Problem]:
        paths = {f"{self.content}/{self.volume.sources[rank]}" for rank in withdrawn}
        return [problem for problem in self.problems if problem.place.path not in paths]


def binding(catalog: Catalog, kept: Mapping[str, CachedText], problems: Iterable[Problem]) -> Binding:
    """Of the texts in a catalog that time makes nothing of any more. kept: by source; problems: of all texts."""

    def is_bindable(entry: Entry) -> bool:
        """Whether it is shown as it was read, for as long as its file stays. A draft is still worked on."""
        known = kept[entry.source]
        return bool(known.stat) and entry is known.entry and entry.rights_until == NEVER and not entry.draft

    volume = bound(catalog.indices, catalog.moment, catalog.naming, is_bindable)
    read_files: dict[str, tuple[str, array[int]]] = {}
    for rank, source in enumerate(volume.sources):
        for name, digest in kept[source].read_files.items():
            read_files.setdefault(name, (digest, array("i")))[1].append(rank)
    content = catalog.config.paths.content
    paths = {f"{content}/{source}" for source in volume.sources}
    return Binding(
        config=digest_of(catalog.config),
        content=content,
        volume=volume,
        stats=[kept[source].stat for source in volume.sources],
        read_files={name: (digest, ranks.tobytes()) for name, (digest, ranks) in read_files.items()},
        problems=tuple(problem for problem in problems if problem.place.path in paths),
    )
