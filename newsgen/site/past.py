"""What a build remembers of a site beside its pages, and what changed since. Reads disk; reads and writes the store."""

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from newsgen.catalog.changes import Past, touched
from newsgen.catalog.visibility import Moment, why_held_back
from newsgen.engine.memory import Touched
from newsgen.engine.store import OUTLIVES, DamagedMemoryError, Store, Table
from newsgen.model.article import Author
from newsgen.model.config import Config
from newsgen.model.digest import digest_of
from newsgen.model.entry import CachedText, Entry, Measured
from newsgen.model.problem import Problem
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_texts import reading_config
from newsgen.site.binding import Binding
from newsgen.site.lost_urls import LostUrl
from newsgen.site.options import Last

POINT = frozenset([0.0])


class BuildState(Struct, frozen=True):
    """All but sources, texts and pages. everywhere: digest of what every page shows.

    settled: texts whose id, url or photo is not what they say, by source. problems: of pages, by output path.
    """

    everywhere: bytes
    moment: Moment
    authors: dict[str, Author]
    tables: dict[str, bytes]
    layouts: dict[str, bytes]
    assets: dict[str, str]
    settled: dict[str, Entry]
    problems: dict[str, tuple[Problem, ...]]


class Archive:
    """The tables of a site in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._connection = connection = store.connection
        self._bindings: Table[Binding] = Table(connection, "meta", Binding)
        self.sources: Table[CachedText] = Table(connection, "sources", CachedText)
        self.superseded: Table[Entry | None] = Table(connection, "superseded", Entry | None)
        self.superseded_texts: Table[msgspec.Raw] = Table(connection, "superseded_texts", msgspec.Raw)
        self.texts: Table[msgspec.Raw] = Table(connection, "texts", msgspec.Raw)
        self.media: Table[Measured] = Table(connection, "media", Measured)
        self._states: Table[BuildState] = Table(connection, "meta", BuildState)
        self._lasts: Table[Last] = Table(connection, "meta", Last)
        self._lost_urls: Table[tuple[LostUrl, ...]] = Table(connection, "meta", tuple[LostUrl, ...])

    def binding(self) -> Binding | None:
        return self._bindings.get("binding")

    def bind(self, binding: Binding | None, loose: Iterable[str]) -> None:
        """loose: the texts that are remembered and not bound. None: whoever builds next has to look at all texts."""
        self._connection.execute("delete from loose")
        self._bindings.delete(["binding"])
        if binding is not None:
            self._bindings.put([("binding", binding)])
            self.loosen(loose)

    def loose(self) -> set[str]:
        return {source for (source,) in self._connection.execute("select key from loose")}

    def loosen(self, sources: Iterable[str]) -> None:
        """What is bound of these is no longer true."""
        rows = ((source,) for source in sources)
        self._connection.executemany("insert or ignore into loose values (?)", rows)

    def entry(self, source: str) -> Entry:
        """Of a text that is remembered, as it was last read. Raises DamagedMemoryError."""
        kept = self.sources.get(source)
        if kept is None or kept.entry is None:
            raise DamagedMemoryError(f"it lacks {source}")
        return kept.entry

    def remember_media(self, media_files: MediaFiles) -> None:
        """What was measured of files, the assets among them, and no longer what is gone."""
        for name in media_files.assets():
            media_files.digest(f"assets/{name}")
        self.media.put(media_files.news())
        self.media.delete(media_files.gone())

    def state(self) -> BuildState | None:
        return self._states.get("state")

    def put_state(self, state: BuildState) -> None:
        self._states.put([("state", state)])

    def last(self) -> Last:
        return self._lasts.get("last") or Last()

    def put_last(self, last: Last) -> None:
        self._lasts.put([("last", last)])

    def lost_urls(self) -> tuple[LostUrl, ...]:
        return self._lost_urls.get(OUTLIVES) or ()

    def put_lost_urls(self, lost: tuple[LostUrl, ...]) -> None:
        self._lost_urls.delete([OUTLIVES])
        if lost:
            self._lost_urls.put([(OUTLIVES, lost)])

    def entries(self, known: Mapping[str, CachedText], settled: Mapping[str, Entry]) -> dict[str, Entry]:
        """As the last build put them out, whatever was read since. known: the sources when this one began."""
        found = {source: kept.entry for source, kept in known.items() if kept.entry}
        for source, entry in self.superseded.all():
            if entry is None:
                found.pop(source, None)
            else:
                found[source] = entry
        return {**found, **settled}

    def supersede(self, known: Mapping[str, CachedText], sources: Iterable[str]) -> None:
        """These are about to be read anew, or are gone: what was put out of them is kept until the build is done."""
        sources = list(sources)
        self.superseded.put_new((source, known[source].entry if source in known else None) for source in sources)
        copy = "insert or ignore into superseded_texts select key, value from texts where key = ?"
        self._connection.executemany(copy, ((source,) for source in sources if source in known))

    def published(self, sources: Iterable[str], moment: Moment | None) -> dict[str, tuple[Entry, bytes]]:
        """The entries and packed texts of these sources that the last build put out, at that moment."""
        superseded = dict(self.superseded.all())
        found: dict[str, tuple[Entry, bytes]] = {}
        for source in sources:
            kept = None if source in superseded else self.sources.get(source)
            entry = superseded.get(source) or (kept and kept.entry)
            if entry and (moment is None or why_held_back(entry, moment) is None):
                text = self.superseded_texts.get(source) or self.texts.get(source)
                found |= {source: (entry, bytes(text))} if text else {}
        return found

    def put_back(self, shown: Mapping[str, Entry | None]) -> None:
        """For a build that shows these in place of what was read, which the next one reads again. None: nothing."""
        self.store.begin()
        self.supersede({source: kept for source in shown if (kept := self.sources.get(source))}, shown)
        put = "insert or replace into texts select key, value from superseded_texts where key = ?"
        self._connection.executemany(put, ((source,) for source, entry in shown.items() if entry))
        self.sources.delete(shown)
        self.loosen(shown)
        self.store.commit()

    def take_superseded(self, other: "Archive") -> None:
        self.superseded.put(other.superseded.all())
        self.superseded_texts.put(other.superseded_texts.all())

    def forget_superseded(self, shown: Mapping[str, Entry | None]) -> None:
        """All but what was shown in place of what was read."""
        self.superseded.clear()
        self.superseded.put(shown.items())
        kept = self._connection.execute("select key from superseded_texts").fetchall()
        self.superseded_texts.delete([source for (source,) in kept if not shown.get(source)])


def reading_digest(config: Config) -> bytes:
    return digest_of(reading_config(config))


def changes(before: Past, after: Past, old: BuildState, new: BuildState, outputs: Iterable[str]) -> Touched:
    """The facets that differ. outputs: paths that came or went."""
    found = touched(before, after)
    facets = [*_different("layout", old.layouts, new.layouts), *_different("asset", old.assets, new.assets)]
    facets += [f"url:{url}" for output in outputs for url in urls_of(output)]
    return {**found, **dict.fromkeys(facets, POINT)}


def urls_of(output: str) -> tuple[str, ...]:
    """The urls, unquoted and without the site's path, by which an output file is found."""
    path = "/" + unquote(output)
    return (path, path.removesuffix("index.html")) if path.endswith("/index.html") else (path,)


def _different(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [f"{kind}:{name}" for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
