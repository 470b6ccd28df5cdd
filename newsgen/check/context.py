"""What rules see: one text beside what was typed, and the whole site with what was found in each of its texts. Pure."""

import re
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from newsgen.model.article import Article, PlainPage, Reference
from newsgen.model.config import PhotosConfig
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem
from newsgen.reading.articles import Matter

_WORDS = re.compile(r"[\w ]{3,}")


class ShownPicture(Struct, frozen=True):
    """A picture that a text shows. name: of its file; is_photo: it is the article's photo; is_as_it_is: it has no
    renditions; bytes: its size; width, height: in pixels, of the largest rendition; room: CSS pixels that its place is
    wide, 0 where it is shown as large as it is. makers, credits, copyrights: names as the file has them, each once.
    has_place: whether it tells where it was taken."""

    name: str
    is_photo: bool
    is_as_it_is: bool
    bytes: int
    width: int
    height: int
    room: int
    makers: tuple[str, ...]
    credits: tuple[str, ...]
    copyrights: tuple[str, ...]
    has_place: bool


class ArticleContext(Struct, frozen=True):
    """An article or a plain page beside its file. typed: its Markdown, whose first line is number `line` of the file.
    pictures: all that it shows; photos: how large these may be. is_scheduled: whether its date stands under a key that
    is for dates to come."""

    text: Article | PlainPage
    matter: Matter
    typed: str
    line: int
    is_scheduled: bool
    pictures: tuple[ShownPicture, ...]
    photos: PhotosConfig

    def at(self, key: str, *steps: str | int) -> Place:
        """Return the place of a key's value in the front matter."""
        return self.matter.place(key, *steps)

    @property
    def beginning(self) -> Place:
        """The place of the body's first words."""
        blank = self.typed[: len(self.typed) - len(self.typed.lstrip())]
        return Place(self.matter.path, self.line + blank.count("\n"))

    def where(self, written: str, start: int = 0) -> tuple[Place, int]:
        """Return where the body has something next, and the index behind it; its first line if Markdown hides it."""
        at = self.typed.find(written, start)
        if at < 0 and start:
            at = self.typed.find(written)
        return (self.at_index(at), at + len(written)) if at >= 0 else (self.beginning, start)

    def where_heading(self, level: int, words: str, start: int = 0) -> tuple[Place, int]:
        """Return the same for a heading, by the longest stretch of its words that looks the same in Markdown."""
        plain = max(_WORDS.findall(words), key=len, default=words).strip() or words
        heading = re.compile(rf"^ {{0,3}}#{{{level}}}[ \t].*?(?={re.escape(plain)})", re.MULTILINE)
        typed = heading.search(self.typed, start)
        return self.where(plain, typed.end() if typed else start)

    def at_index(self, at: int) -> Place:
        """Return the place of a character of the body."""
        return Place(self.matter.path, self.line + self.typed.count("\n", 0, at), at - self.typed.rfind("\n", 0, at))


class TextFindings(Struct, frozen=True, array_like=True):
    """What was found in one text. key: digests of its file and of what was made of it. problems: those that its file
    silences are among them. places: line and column of what rules over all texts may point at, by key or `key value`.
    pointers: links to other pages of the site; outward: links out of it."""

    key: str
    problems: tuple[Problem, ...] = ()
    silenced: tuple[str, ...] = ()
    places: dict[str, tuple[int, int]] = {}
    pointers: tuple[Reference, ...] = ()
    outward: tuple[Reference, ...] = ()
    minhash: bytes = b""


class SiteContext(Struct, frozen=True):
    """The site at an instant. content: the folder's name; now: seconds since 1970. checked: texts that are put out or
    will be, oldest first. findings: by source. unused_pictures: those below the content folder that no text and no
    author shows."""

    content: str
    zone: ZoneInfo
    now: float
    checked: Sequence[Entry]
    expired: Sequence[Entry]
    findings: Mapping[str, TextFindings]
    unused_pictures: Sequence[str]

    def at(self, entry: Entry, key: str) -> Place:
        """Return the place of a key, or of one value in its list; the file's start where that is not known."""
        found = self.findings.get(entry.source)
        places = found.places if found else {}
        return Place(f"{self.content}/{entry.source}", *places.get(key, places.get(key.partition(" ")[0], (1, 1))))

    def at_link(self, source: str, link: Reference) -> Place:
        return Place(f"{self.content}/{source}", link.line, link.column)

    @property
    def articles(self) -> list[Entry]:
        return [entry for entry in self.checked if entry.kind == "article"]
