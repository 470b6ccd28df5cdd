"""The whole site as rules over all texts see it, and what is noted of each text for them. Pure."""

from collections.abc import Mapping, Sequence, Set
from zoneinfo import ZoneInfo

from msgspec import Struct

from newsgen.model.article import Reference
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem


class Outward(Struct, frozen=True, array_like=True):
    """A link out of the site."""

    url: str
    line: int
    column: int


class Noted(Struct, frozen=True, array_like=True):
    """What one text gave. key: digests of its file and of what was made of it. problems: those that its file silences
    are among them. places: line and column of what rules over all texts may point at, by key or `key value`.
    pointers: to other pages of the site."""

    key: str
    problems: tuple[Problem, ...] = ()
    silenced: tuple[str, ...] = ()
    places: dict[str, tuple[int, int]] = {}
    pointers: tuple[Reference, ...] = ()
    outward: tuple[Outward, ...] = ()
    sketch: bytes = b""


class SiteContext(Struct, frozen=True):
    """zone: the site's. now: seconds since 1970. checked: texts that are put out or will be, oldest first.

    pictures: those below the content folder that could be shown; shown: those that any text or author shows.
    """

    content: str
    zone: ZoneInfo
    now: float
    checked: Sequence[Entry]
    expired: Sequence[Entry]
    noted: Mapping[str, Noted]
    pictures: Sequence[str]
    shown: Set[str]

    def at(self, entry: Entry, key: str) -> Place:
        """Of a key, or of one value in its list; the file's start where that is not known."""
        noted = self.noted.get(entry.source)
        places = noted.places if noted else {}
        return Place(f"{self.content}/{entry.source}", *places.get(key, places.get(key.partition(" ")[0], (1, 1))))

    @property
    def articles(self) -> list[Entry]:
        return [entry for entry in self.checked if entry.kind == "article"]
