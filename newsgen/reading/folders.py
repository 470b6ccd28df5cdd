"""What of a folder may be opened: regular files, and symlinks to such that stay inside. Reads disk.

A pipe that nobody writes to would keep whoever opens it waiting for ever.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from newsgen.model.problem import Code

Wrong = tuple[Code, str, str]
"""Code, what is wrong with a file, how to mend it."""
_SPECIAL: Wrong = ("special-file", "this is a pipe, a socket or a device, and not opened", "put a file there")


def wrong_entry(entry: os.DirEntry[str], root: str, whole: str) -> Wrong | None:
    """Why this is neither a folder nor a file to open. root: resolved; whole: what problems call it."""
    if entry.is_symlink():
        return _wrong_link(entry.path, root, whole)
    if entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False):
        return None
    return _SPECIAL


def wrong_asset(entry: os.DirEntry[str]) -> Wrong:
    """Why this, which is neither a folder nor a regular file, is not put out."""
    if entry.is_symlink():
        return "symlink", "symlinks in the assets folder are not followed", "put the file itself there"
    return _SPECIAL


def _wrong_link(path: str, root: str, whole: str) -> Wrong | None:
    if not os.path.realpath(path).startswith(root + os.sep):
        return "symlink", f"this symlink leads out of {whole}", "put the file itself there"
    if not os.path.isfile(path):
        return "symlink", "this symlink leads to no file", "remove it; a folder is read where it stands"
    return None


def layout_files(folder: Path) -> Iterator[tuple[str, Wrong | None]]:
    """The names of all files below a folder of layouts, with "/" between folders, and what is wrong with each.

    Symlinks may lead to files beside the folder, which are the site's too. Raises OSError for a folder that is there
    and can't be read: in its place the bundled layouts would be taken.
    """
    root = os.path.realpath(folder.parent)
    waiting = [("", str(folder))] if os.path.lexists(folder) else []
    while waiting:
        prefix, path = waiting.pop()
        for entry in os.scandir(path):
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{entry.name}/", entry.path))
            else:
                yield prefix + entry.name, wrong_entry(entry, root, "the site")


def is_layout(folder: Path, name: str) -> bool:
    """Whether `layout_files` would find this file, and nothing wrong with it. folder: resolved."""
    *parents, last = name.split("/")
    path = str(folder)
    if ".." in parents or last in ("", ".."):
        return False
    for parent in parents:
        path = f"{path}/{parent}"
        if os.path.islink(path):
            return False
    file = f"{path}/{last}"
    if os.path.islink(file) and not os.path.realpath(file).startswith(os.path.realpath(folder.parent) + os.sep):
        return False
    return os.path.isfile(file)
