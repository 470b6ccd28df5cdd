"""What builds remember of a site beside its pages. Reads and writes the cache."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.index import Names, Segment
from newsgen.catalog.visibility import Moment, why_held_back
from newsgen.engine.cache import OUTLIVES, Cache, DamagedCacheError, Table, Value
from newsgen.model.article import Author
from newsgen.model.config import Config, Publisher
from newsgen.model.digest import digest_of
from newsgen.model.entry import CachedText, Entry, Measured
from newsgen.model.problem import Problem
from newsgen.pictures.social_cards import style
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_texts import reading_config
from newsgen.site.lost_urls import LostUrl
from newsgen.site.options import Last, Report

_ONLY_SHOWN = ("site", "latest", "related", "must_read", "home", "comments", "menu", "theme")
NOTHING: Mapping[str, tuple[float, ...]] = {}


class SiteState(Struct, frozen=True):
    """What a build was made from, beside its sources. config: digest of what plans depend on; everywhere: of what every
    page shows.

    names: of sections, tags and authors; owners: whose name the slug of each is. problems: of pages, by output path.
    held: texts that are held back for their errors, by source: what is shown in place of each, None for nothing.
    is_plain: whether each text has the url and id that it asks for, and each page is told by its path, so that a change
    can be planned by the texts that it is of.
    """

    config: bytes
    everywhere: bytes
    moment: Moment
    authors: dict[str, Author]
    names: Names
    owners: dict[str, str]
    layouts: dict[str, bytes]
    assets: dict[str, str]
    home: bytes
    problems: dict[str, tuple[Problem, ...]] = {}
    held: dict[str, Entry | None] = {}
    is_plain: bool = False

    def holds(self, config: Config, moment: Moment) -> bool:
        """Whether what it tells of texts that did not change is true."""
        is_same_view = (self.moment.drafts, self.moment.future) == (moment.drafts, moment.future)
        return self.is_plain and is_same_view and self.moment.now <= moment.now and self.config == plan_digest(config)


class Unchanged(Struct, frozen=True):
    """What a build came to. inputs: digest of all that it was made from but the clock. since, until: seconds since
    1970, between which the clock changes nothing."""

    inputs: bytes
    since: float
    until: float
    report: Report


class SiteCache:
    """The tables of a site. sources: what reading each text gave; texts: these, packed; media: what was measured of
    other files; entries: of each text as the last build had it; segments: of the index."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self._connection = connection = cache.connection
        self.sources: Table[CachedText] = Table(connection, "sources", CachedText)
        self.texts: Table[msgspec.Raw] = Table(connection, "texts", msgspec.Raw)
        self.media: Table[Measured] = Table(connection, "media", Measured)
        self.entries: Table[Entry] = Table(connection, "entries", Entry)
        self.segments: Table[Segment] = Table(connection, "segments", Segment)
        self._superseded: Table[CachedText] = Table(connection, "superseded", CachedText)
        self.state: Value[SiteState] = Value(connection, "state", SiteState)
        self.unchanged: Value[Unchanged] = Value(connection, "unchanged", Unchanged)
        self.last: Value[Last] = Value(connection, "last", Last)
        self.lost_urls: Value[tuple[LostUrl, ...]] = Value(connection, OUTLIVES, tuple[LostUrl, ...])

    def entry(self, source: str) -> Entry:
        """Of a text as the last build had it. Raises DamagedCacheError."""
        entry = self.entries.get(source)
        if entry is None:
            raise DamagedCacheError(f"it lacks {source}")
        return entry

    def this_build(self, now: datetime, changed: Mapping[str, tuple[float, ...]] = NOTHING) -> Last:
        """As it will be remembered, as far as that is known. changed: facets."""
        return Last((self.last.get() or Last()).number + 1, now.isoformat(), changed=dict(changed))

    def put_media(self, media_files: MediaFiles) -> None:
        """What was measured of files, the assets among them, and no longer what is gone."""
        for name in media_files.assets():
            media_files.digest(f"assets/{name}")
        self.media.put(media_files.news())
        self.media.delete(media_files.gone())

    def supersede(self, sources: Iterable[str]) -> None:
        """Keep what was read of these texts, which are read again or gone, until a build is done; if the last one had
        them."""
        keep = """
            insert or ignore into superseded select key, sources.value, texts.value
            from sources join texts using (key) join entries using (key) where key = ?
        """
        self._connection.executemany(keep, ((source,) for source in sources))

    def superseded(self) -> set[str]:
        """The sources of texts of which what is cached is not what the last build had."""
        return {source for (source,) in self._connection.execute("select key from superseded")}

    def published(self, sources: Iterable[str], moment: Moment | None) -> dict[str, tuple[Entry, bytes]]:
        """The entries, as they were read, and the packed texts of what the last build put out, at that moment."""
        found: dict[str, tuple[Entry, bytes]] = {}
        for source in sources:
            shown = self.entries.get(source)
            if shown is None or (moment and why_held_back(shown, moment)):
                continue
            kept = self._superseded.get(source) or self.sources.get(source)
            query = "select text from superseded where key = ? union all select value from texts where key = ?"
            row = self._connection.execute(query, (source, source)).fetchone()
            if kept and kept.entry and row:
                found[source] = kept.entry, self.texts.content(source, row[0])
        return found

    def put_back(self, shown: Mapping[str, Entry | None]) -> None:
        """For a build that shows these in place of what was read, which the next one reads again. None: nothing."""
        self.cache.begin()
        self.supersede(shown)
        put = "insert or replace into texts select key, text from superseded where key = ?"
        self._connection.executemany(put, ((source,) for source, entry in shown.items() if entry))
        self.sources.delete(shown)
        self.cache.commit()

    def copy_published(self, other: "SiteCache") -> None:
        """What another one keeps of texts that are shown in place of what was read."""
        rows = other._connection.execute("select key, value, text from superseded").fetchall()
        self._connection.executemany("insert or replace into superseded values (?, ?, ?)", rows)
        self.entries.put((source, other.entry(source)) for source, _, _ in rows)

    def forget_superseded(self, shown: Mapping[str, Entry | None]) -> None:
        """All but what is shown in place of what was read."""
        self._superseded.delete([source for source in self.superseded() if not shown.get(source)])


def reading_digest(config: Config) -> bytes:
    return digest_of(reading_config(config))


def plan_digest(config: Config) -> bytes:
    """Without what pages only show, such as a tagline: which there are and how texts are called is the same."""
    site = replace(config.site, title="", tagline="", description="", logo="", publisher=Publisher())
    drawn = style(config) if config.pictures.cards else None
    return digest_of(
        [site, drawn, *(getattr(config, key) for key in Config.__struct_fields__ if key not in _ONLY_SHOWN)]
    )
