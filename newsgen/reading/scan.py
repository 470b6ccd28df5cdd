"""Finding what is there to read below the content folder. Reads disk."""

import os
import re
from pathlib import Path
from unicodedata import normalize

from msgspec import Struct

from newsgen.model.problem import Code, Place, Problem, warning
from newsgen.reading.defaults import matches

EXTENSIONS = (".md", ".markdown")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Sources(Struct, frozen=True):
    """files: path on disk by path below the content folder ("/" between folders, NFC), in order of the latter."""

    files: dict[str, str]
    problems: tuple[Problem, ...] = ()


def scan(content: Path, name: str, ignore: tuple[str, ...] = ()) -> Sources:
    """Every Markdown file, hidden ones and those whose name starts with `_` left out.

    name: how problems call the content folder. Of symlinks only those to files in the folder are followed.
    """
    if not content.is_dir():
        what, mend = f"there is no folder '{name}' for the articles", "make it, or mend `paths.content`"
        return Sources({}, (Problem("missing-folder", Place("config.yaml"), what, mend),))
    files: dict[str, str] = {}
    problems: list[Problem] = []
    root = os.path.realpath(content)
    folders = [("", str(content))]
    while folders:
        prefix, folder = folders.pop()
        for entry in os.scandir(folder):
            source = prefix + normalize("NFC", entry.name)
            if entry.name[0] in "._" or any(matches(source, path) for path in ignore):
                continue
            if wrong := _wrong_name(source) or (_wrong_link(entry.path, root) if entry.is_symlink() else None):
                code, what, mend = wrong
                problems.append(warning(code, Place(f"{name}/{shown_name(source)}"), what, mend))
            elif entry.is_dir():
                folders.append((source + "/", entry.path))
            elif entry.name.lower().endswith(EXTENSIONS) and entry.is_file():
                files[source] = entry.path
    return Sources(dict(sorted(files.items())), tuple(problems))


def shown_name(name: str) -> str:
    """A file's name as it can be printed anywhere."""
    return _UNPRINTABLE.sub("\ufffd", name)


def _wrong_name(source: str) -> tuple[Code, str, str] | None:
    if _UNPRINTABLE.search(source):
        return "file-name", "this name is not UTF-8 or holds a control character", "rename the file"
    return None


def _wrong_link(path: str, root: str) -> tuple[Code, str, str] | None:
    if not os.path.realpath(path).startswith(root + os.sep):
        return "symlink", "this symlink leads out of the content folder", "put the file itself there"
    if not os.path.isfile(path):
        return "symlink", "this symlink leads to no file", "remove it; a folder is read where it stands"
    return None
