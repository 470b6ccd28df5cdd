"""Finding what is there to read below the content folder. Reads disk."""

import os
from pathlib import Path
from unicodedata import normalize

from msgspec import Struct

from newsgen.model.problem import Place, Problem, warning
from newsgen.reading.defaults import matches

EXTENSIONS = (".md", ".markdown")


class Sources(Struct, frozen=True):
    """files: path on disk by path below the content folder ("/" between folders, NFC), in order of the latter."""

    files: dict[str, str]
    problems: tuple[Problem, ...] = ()


def scan(content: Path, name: str, ignore: tuple[str, ...] = ()) -> Sources:
    """Every Markdown file, hidden ones and those whose name starts with `_` left out.

    name: how problems call the content folder. A symlink that leads out of the folder is refused.
    """
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
            if entry.is_symlink() and not _stays_inside(entry.path, root):
                what = "this symlink leads out of the content folder"
                problems.append(warning("symlink", Place(f"{name}/{source}"), what, "put the file itself there"))
            elif entry.is_dir() and not (entry.is_symlink() and _is_above(entry.path, folder)):
                folders.append((source + "/", entry.path))
            elif entry.name.lower().endswith(EXTENSIONS) and entry.is_file():
                files[source] = entry.path
    return Sources(dict(sorted(files.items())), tuple(problems))


def _stays_inside(path: str, root: str) -> bool:
    return os.path.realpath(path).startswith(root + os.sep)


def _is_above(path: str, folder: str) -> bool:
    """Whether a symlink leads to one of the folders that it is in, which would never end."""
    return (os.path.realpath(folder) + os.sep).startswith(os.path.realpath(path) + os.sep)
