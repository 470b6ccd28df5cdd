"""Beginning an article: its file, its photos' folder and the words that stand in it. Reads and writes disk."""

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import yaml
from msgspec import Struct

from newsgen.model.config import Config
from newsgen.model.names import identity
from newsgen.model.slugs import slug
from newsgen.reading.articles import section_of_folder
from newsgen.site.archetypes import keys

PHOTOS = "photos"
_IS_DRAFT = re.compile(r"^draft: *true *$", re.MULTILINE)
_SRC = re.compile(r"(#? *src:) *")


class Draft(Struct, frozen=True):
    """What is known of an article before it is written. section: "" for that of the file's folder.

    asked: the keys that stand in the article whatever its archetype says.
    """

    headline: str
    date: datetime
    section: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return slug(self.headline)


class StartedArticle(Struct, frozen=True):
    """file: of the article; photos: the folder where it looks for its photo, which has the article's name."""

    file: Path
    photos: Path
    is_draft: bool


def begin(draft: Draft, archetype: str, folder: Path, content: Path) -> StartedArticle:
    """Writes the article into `folder` and makes its photos' folder. Raises FileExistsError."""
    file = folder / f"{draft.date:%Y-%m-%d}-{draft.name}.md"
    photos = content / PHOTOS / f"{draft.date:%Y-%m}"
    text = filled(archetype, draft, os.path.relpath(photos / f"{draft.name}.jpg", folder).replace(os.sep, "/"))
    folder.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8") as new:
        new.write(text)
    photos.mkdir(parents=True, exist_ok=True)
    return StartedArticle(file, photos, is_draft=_IS_DRAFT.search(text) is not None)


def filled(archetype: str, draft: Draft, photo: str) -> str:
    """The archetype with a value for each key of its front matter that has none; with what was asked for in any case.

    What is known of the draft and has no key in the archetype is added. photo: the path of `src`.
    """
    opening, head_keys, rest = keys(archetype)
    values = _values(draft, "author" if any(key.name == "author" for key in head_keys) else "authors")
    own = {key.name for key in head_keys if not key.is_comment}
    head, done = list[str](), set[str]()
    for key in head_keys:
        value = values.get(key.name, "")
        if not value or key.name in done or (key.is_comment and (key.name in own or not key.is_empty)):
            head += [_with_photo(line, photo) for line in key.lines]
        elif key.is_empty or key.name in draft.asked:
            words = [*key.words, *value] if key.name == "tags" else value
            head.append(_line(key.name, words) + key.comment)
            done.add(key.name)
        else:
            head += key.lines
            done.add(key.name)
    head += [_line(key, value) for key, value in values.items() if value and key not in done]
    return "\n".join([opening, *head, *rest])


def _values(draft: Draft, byline: str) -> dict[str, str | list[str]]:
    """What is known, by key. byline: the key for who wrote it."""
    return {
        "title": draft.headline,
        "date": draft.date.isoformat(timespec="seconds"),
        "section": draft.section,
        byline: list(draft.authors),
        "tags": list(draft.tags),
    }


def _with_photo(line: str, photo: str) -> str:
    empty = _SRC.fullmatch(line)
    return f"{empty[1]} {photo}" if empty else line


def _line(key: str, value: str | list[str]) -> str:
    """A key with its value as YAML. Dates are written plainly."""
    if key == "date":
        return f"{key}: {value}"
    alone = value[0] if key == "author" and len(value) == 1 else value
    flow = None if isinstance(alone, list) else False
    return yaml.safe_dump({key: alone}, allow_unicode=True, default_flow_style=flow, width=10_000).rstrip()


def sections(config: Config, content: Path) -> list[str]:
    """Those that the config names and those that have a folder, each once, in this order."""
    named = [*(entry for entry in config.menu if isinstance(entry, str)), *_titles(config)]
    folders = sorted(folder.name for folder in content.glob("*/") if any(folder.rglob("*.md")))
    known = {slug(title) for title in named}
    own = (section_of_folder(f"{name}/x.md") for name in folders if not (_is_other(name) or name.isdigit()))
    found: dict[str, str] = {}
    for title in (*named, *(title for title in own if slug(title) not in known)):
        found.setdefault(identity(title), title)
    return list(found.values())


def spelt(given: str, known: Sequence[str]) -> str:
    """As the site spells a section, told by its name or slug; a new one as it is given."""
    by_slug = [title for title in known if slug(title) == given]
    return next((title for title in known if identity(title) == identity(given)), (by_slug or [given])[0])


def folder_for(section: str, here: Path, content: Path) -> Path:
    """The folder one stands in, if it is of that section or of a year; else the section's own."""
    top = _top_folder(here, content)
    is_here = top.isdigit() or (top and slug(section_at(here, content)) == slug(section))
    return here if is_here else content / slug(section) if section else content


def section_of_kind(kind: str, known: Sequence[str]) -> str:
    """The section that an archetype's name is the name of; "" where there is none."""
    return next((title for title in known if kind and slug(title) == slug(kind)), "")


def section_at(here: Path, content: Path) -> str:
    """That of the folder one stands in, as its articles have it; "" outside the sections."""
    top = _top_folder(here, content)
    return "" if not top or top.isdigit() else section_of_folder(f"{top}/x.md")


def _top_folder(here: Path, content: Path) -> str:
    """The name of the folder below `content` that one stands in; "" for those that hold no articles."""
    name = here.relative_to(content).parts[0] if here.is_relative_to(content) and here != content else ""
    return "" if _is_other(name) else name


def _titles(config: Config) -> list[str]:
    return [told.title or section_of_folder(f"{name}/x.md") for name, told in config.sections.items()]


def _is_other(name: str) -> bool:
    return name.startswith(("_", ".")) or name in (PHOTOS, "pages")
