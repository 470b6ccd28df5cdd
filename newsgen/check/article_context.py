"""A text as the desk reads it: what newsgen made of it beside what was typed. Reads disk."""

import re
from pathlib import Path

from msgspec import Struct

from newsgen.check.credits import NOTHING_SAID, PictureSays
from newsgen.model.article import Article, PlainPage
from newsgen.model.config import Config, PhotosConfig
from newsgen.model.problem import Place
from newsgen.reading.articles import Matter, matter
from newsgen.reading.decoding import decoded
from newsgen.reading.holding import NOT_BEFORE
from newsgen.reading.key_mapping import plain_key
from newsgen.reading.split_front_matter import split
from newsgen.reading.tree import Mapping, MatterError

_WORDS = re.compile(r"[\w ]{3,}")
_SCHEDULED = {*NOT_BEFORE, "publishdate"}
"""Keys by which a writer says that a date is meant to come."""


class ShownPicture(Struct, frozen=True):
    """A picture that a text shows. name: of its file; bytes: its size; width, height: in pixels. has_place: whether the
    file tells where it was taken."""

    name: str
    is_photo: bool
    bytes: int
    width: int
    height: int
    has_place: bool


class Proof(Struct, frozen=True):
    """typed: its Markdown, whose first line is number `line` of the file. said: by the photo's own file. pictures: all
    that it shows; photos: how large these may be.

    is_scheduled: whether its date stands under a key that is for dates to come.
    """

    text: Article | PlainPage
    matter: Matter
    typed: str
    line: int
    said: PictureSays = NOTHING_SAID
    is_scheduled: bool = False
    pictures: tuple[ShownPicture, ...] = ()
    photos: PhotosConfig = PhotosConfig()

    def at(self, key: str, *steps: str | int) -> Place:
        """Of a key's value in the front matter."""
        return self.matter.place(key, *steps)

    @property
    def beginning(self) -> Place:
        """Of the body's first words."""
        blank = self.typed[: len(self.typed) - len(self.typed.lstrip())]
        return Place(self.matter.path, self.line + blank.count("\n"))

    def where(self, written: str, start: int = 0) -> tuple[Place, int]:
        """Where the body has something next, and the index behind it; its first line if Markdown hides it."""
        at = self.typed.find(written, start)
        if at < 0 and start:
            at = self.typed.find(written)
        if at < 0:
            return self.beginning, start
        line = self.line + self.typed.count("\n", 0, at)
        return Place(self.matter.path, line, at - self.typed.rfind("\n", 0, at)), at + len(written)

    def where_heading(self, level: int, words: str, start: int = 0) -> tuple[Place, int]:
        """The same of a heading, by the longest stretch of its words that looks the same in Markdown."""
        plain = max(_WORDS.findall(words), key=len, default=words).strip() or words
        typed = re.compile(rf"^ {{0,3}}#{{{level}}}[ \t].*?(?={re.escape(plain)})", re.MULTILINE).search(
            self.typed, start
        )
        return self.where(plain, typed.end() if typed else start)


def proof_of(
    file: Path,
    path: str,
    text: Article | PlainPage,
    config: Config,
    said: PictureSays = NOTHING_SAID,
    pictures: tuple[ShownPicture, ...] = (),
) -> Proof | None:
    """None for a file that can't be read any more. path: as problems name it."""
    try:
        typed, _ = decoded(file.read_bytes(), path, config.limits.article_bytes)
        head = split(typed)
        found, _ = matter(head, path, text.source, config)
    except (MatterError, OSError):
        return None
    return Proof(text, found, head.body, head.body_line, said, _is_scheduled(head.matter), pictures, config.photos)


def _is_scheduled(written: Mapping) -> bool:
    return any(plain_key(name) in _SCHEDULED for name in written.entries)
