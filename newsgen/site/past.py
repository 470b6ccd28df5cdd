"""What a build remembers of a site beside its pages, and what changed since. Reads disk; reads and writes the store."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote

import msgspec
from msgspec import Struct

import newsgen
from newsgen.catalog.changes import Past, touched
from newsgen.catalog.facts import Moment
from newsgen.engine.memory import Touched
from newsgen.engine.store import Store, Table
from newsgen.model.article import Author
from newsgen.model.config import Config
from newsgen.model.entry import Entry, Kept, Measured
from newsgen.model.problem import Problem
from newsgen.reading.reading import reading_config

_PACKAGES = (
    "babel", "jinja2", "markdown", "markupsafe", "msgspec", "nh3", "pillow", "pyromark", "python-frontmatter",
    "python-slugify", "pyyaml", "text-unidecode", "tzdata",
)  # fmt: skip
"""What the output may depend on besides our own code."""
POINT = frozenset([0.0])


class Last(Struct, frozen=True):
    """What the last build did, for who asks later.

    when: the instant of it; seconds: until it was remembered. changed: facets, with the points in time at which they
    did; pages: how many were made.
    """

    number: int = 0
    when: str = ""
    seconds: float = 0.0
    changed: dict[str, tuple[float, ...]] = {}
    pages: int = 0
    written: int = 0
    deleted: int = 0


class State(Struct, frozen=True):
    """All but sources, texts and pages. everywhere: digest of what every page shows.

    settled: texts whose id or url is not what they say, by source. problems: of pages, by output path.
    """

    everywhere: bytes
    moment: Moment
    authors: dict[str, Author]
    tables: dict[str, bytes]
    layouts: dict[str, bytes]
    assets: dict[str, str]
    settled: dict[str, Entry]
    problems: dict[str, tuple[Problem, ...]]
    last: Last


class Archive:
    """The tables of a site in a store."""

    def __init__(self, store: Store) -> None:
        connection = store.connection
        self.sources: Table[Kept] = Table(connection, "sources", Kept)
        self.superseded: Table[Entry | None] = Table(connection, "superseded", Entry | None)
        self.texts: Table[msgspec.Raw] = Table(connection, "texts", msgspec.Raw)
        self.media: Table[Measured] = Table(connection, "media", Measured)
        self._states: Table[State] = Table(connection, "meta", State)

    def state(self) -> State | None:
        return self._states.get("state")

    def put_state(self, state: State) -> None:
        self._states.put([("state", state)])

    def entries(self, known: Mapping[str, Kept], settled: Mapping[str, Entry]) -> dict[str, Entry]:
        """As the last build put them out, whatever was read since. known: the sources when this one began."""
        found = {source: kept.entry for source, kept in known.items() if kept.entry}
        for source, entry in self.superseded.all():
            if entry is None:
                found.pop(source, None)
            else:
                found[source] = entry
        return {**found, **settled}

    def supersede(self, known: Mapping[str, Kept], sources: Iterable[str]) -> None:
        """These are about to be read anew, or are gone: what was put out of them is kept until the build is done."""
        self.superseded.put_new((source, known[source].entry if source in known else None) for source in sources)


def code_version() -> str:
    """Of newsgen's own code, what it is built on, and Python: another one may make other pages."""
    own = blake2b(digest_size=16)
    for file in sorted(Path(newsgen.__file__).parent.rglob("*.py")):
        own.update(file.read_bytes())
    return " ".join([own.hexdigest(), f"python-{'.'.join(map(str, sys.version_info))}", *sorted(set(_installed()))])


def digest_of(value: object) -> bytes:
    """JSON tells times with their offset."""
    return blake2b(msgspec.json.encode(value), digest_size=8).digest()


def reading_digest(config: Config) -> bytes:
    return digest_of(reading_config(config))


def changes(before: Past, after: Past, old: State, new: State, pages: tuple[Iterable[str], Iterable[str]]) -> Touched:
    """The facets that differ. pages: the output paths of the last build, and of this one."""
    found = touched(before, after)
    facets = [*_different("layout", old.layouts, new.layouts), *_different("asset", old.assets, new.assets)]
    facets += [f"url:{url}" for output in set(pages[0]) ^ set(pages[1]) for url in urls_of(output)]
    return {**found, **dict.fromkeys(facets, POINT)}


def urls_of(output: str) -> tuple[str, ...]:
    """The urls, unquoted and without the site's path, by which an output file is found."""
    path = "/" + unquote(output)
    return (path, path.removesuffix("index.html")) if path.endswith("/index.html") else (path,)


def _different(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [f"{kind}:{name}" for name in old.keys() | new.keys() if old.get(name) != new.get(name)]


def _installed() -> Iterator[str]:
    """Name and version of each of the packages, as the folder beside it has them: looking into these takes long."""
    for folder in sys.path:
        with suppress(OSError):
            for name in os.listdir(folder or "."):
                if name.endswith("-info") and name.partition("-")[0].lower().replace("_", "-") in _PACKAGES:
                    yield name
