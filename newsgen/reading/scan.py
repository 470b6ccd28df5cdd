"""Finding what is there below the content and assets folders. Reads disk."""

import os
import re
import time
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.digest import digest
from newsgen.model.entry import Stat
from newsgen.model.problem import Code, Place, Problem, warning
from newsgen.reading.defaults import matches

EXTENSIONS = (".md", ".markdown")
AS_THEY_ARE = "_root/"
"""Assets in this folder are put out at the site's root under their own names: CNAME, favicon.ico."""
GRANULARITY = 2_000_000_000
"""Nanoseconds: the coarsest of the file systems that are in use (FAT) tells times apart by two seconds."""
_AUTHOR_PAGE = re.compile(r"(?:.+/)?authors?/[^/]+/_index\.md")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class File(Struct, frozen=True, gc=False):
    """path: on disk. stat: () for a file so young that it may yet change without its stat's telling."""

    path: str
    stat: Stat


class Sources(Struct, frozen=True):
    """What there is. texts: by path below the content folder. files: by name, `content/photos/a.jpg` or `assets/a.css`.

    Names have "/" between folders and are NFC.
    """

    texts: dict[str, File] = {}
    files: dict[str, File] = {}
    problems: tuple[Problem, ...] = ()


def scan(content: Path, assets: tuple[Path, ...], name: str, ignore: tuple[str, ...] = ()) -> Sources:
    """Every Markdown file, but hidden ones and those whose name starts with `_`, and every file that texts may show.

    name: how problems call the content folder. Of symlinks only those to files in the folder are followed.
    """
    young = time.time_ns() - GRANULARITY
    files = {f"assets/{name}": file for name, file in _assets(assets, young).items()}
    if not content.is_dir():
        what, mend = f"there is no folder '{name}' for the articles", "make it, or mend `paths.content`"
        return Sources({}, files, (Problem("missing-folder", Place("config.yaml"), what, mend),))
    texts: dict[str, File] = {}
    problems: list[Problem] = []
    root = os.path.realpath(content)
    folders = [("", str(content), True)]
    while folders:
        prefix, folder, has_texts = folders.pop()
        for entry in os.scandir(folder):
            plain_name = entry.name if entry.name.isascii() else normalize("NFC", entry.name)
            source = prefix + plain_name
            if plain_name[0] == ".":
                continue
            is_ignored = bool(ignore) and any(matches(source, path) for path in ignore)
            is_read = has_texts and plain_name[0] != "_" and not is_ignored
            if wrong := _wrong_name(plain_name) or (_wrong_link(entry.path, root) if entry.is_symlink() else None):
                code, what, mend = wrong
                if is_read:
                    problems.append(warning(code, Place(f"{name}/{shown_name(source)}"), what, mend))
            elif entry.is_dir():
                folders.append((source + "/", entry.path, is_read))
            elif not plain_name.lower().endswith(EXTENSIONS):
                files[f"content/{source}"] = File(entry.path, _stat(entry, young))
            elif is_read and entry.is_file():
                texts[source] = File(entry.path, _stat(entry, young))
            elif has_texts and not is_ignored and is_author_page(source) and entry.is_file():
                files[f"content/{source}"] = File(entry.path, _stat(entry, young))
    return Sources({source: texts[source] for source in sorted(texts)}, files, tuple(problems))


def is_author_page(source: str) -> bool:
    """Hugo's page of an author, who is in no other list. source: below the content folder."""
    return source.endswith("/_index.md") and bool(_AUTHOR_PAGE.fullmatch(source))


def looked_for(known: Sources, content: Path, names: Collection[str], ignore: tuple[str, ...] = ()) -> Sources | None:
    """What a scan would find where these texts below the content folder, and no other files, changed, came or went.

    None where that takes a scan. Their stats are left out.
    """
    if not all(name.lower().endswith(EXTENSIONS) and name.isascii() and name.isprintable() for name in names):
        return None
    if any(map(is_author_page, names)):
        return None
    texts = dict(known.texts)
    for name in names:
        way = [content / parent for parent in (name, *map(str, PurePosixPath(name).parents))]
        if any(map(os.path.islink, way[:-1])) or os.path.isdir(way[0]):
            return None
        if os.path.isfile(way[0]) and _is_read(name, ignore):
            texts[name] = File(str(way[0]), ())
        else:
            texts.pop(name, None)
    return replace(known, texts=texts if texts.keys() == known.texts.keys() else dict(sorted(texts.items())))


def _is_read(name: str, ignore: tuple[str, ...]) -> bool:
    """Whether the texts of that name are articles or pages, by the names alone of it and its folders."""
    ways = [name, *map(str, PurePosixPath(name).parents)][:-1]
    return not any(part[0] in "._" for part in name.split("/")) and not any(
        matches(way, path) for way in ways for path in ignore
    )


def digest_of_file(file: str) -> str:
    """Of one that may be gone or closed to us by now: then nothing, and the reading says so."""
    try:
        return digest(Path(file).read_bytes())
    except OSError:
        return ""


def shown_name(name: str) -> str:
    """A file's name as it can be printed anywhere."""
    return _UNPRINTABLE.sub("\ufffd", name)


def _assets(folders: tuple[Path, ...], young: int) -> dict[str, File]:
    """By name; the first folder's win. Symlinks are not followed; what is hidden counts in `_root/` alone."""
    found: dict[str, File] = {}
    for folder in folders:
        waiting = [("", str(folder))] if folder.is_dir() else []
        while waiting:
            prefix, path = waiting.pop()
            for entry in os.scandir(path):
                name = prefix + normalize("NFC", entry.name)
                if entry.name.startswith(".") and not name.startswith(AS_THEY_ARE):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((name + "/", entry.path))
                elif entry.is_file(follow_symlinks=False):
                    found.setdefault(name, File(entry.path, _stat(entry, young)))
    return dict(sorted(found.items()))


def _stat(entry: os.DirEntry[str], young: int) -> Stat:
    stat = entry.stat()
    if stat.st_mtime_ns >= young or stat.st_ctime_ns >= young:
        return ()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def _wrong_name(name: str) -> tuple[Code, str, str] | None:
    if not name.isprintable() and _UNPRINTABLE.search(name):
        return "file-name", "this name is not UTF-8 or holds a control character", "rename the file"
    return None


def _wrong_link(path: str, root: str) -> tuple[Code, str, str] | None:
    if not os.path.realpath(path).startswith(root + os.sep):
        return "symlink", "this symlink leads out of the content folder", "put the file itself there"
    if not os.path.isfile(path):
        return "symlink", "this symlink leads to no file", "remove it; a folder is read where it stands"
    return None
