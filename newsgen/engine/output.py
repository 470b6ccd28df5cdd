"""Putting files out: only where bytes differ, each at once or not at all, nothing of others removed. Writes disk."""

import os
import shutil
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from tempfile import mkdtemp

from msgspec import Struct

from newsgen.engine.manifest import Manifest

FileContent = bytes | Path
"""What a file is to hold: bytes, or those of another file."""


class Written(Struct, frozen=True):
    """What putting out changed: paths below the output folder."""

    written: tuple[str, ...] = ()
    unchanged: int = 0
    deleted: tuple[str, ...] = ()


def put_out(files: Mapping[str, FileContent], folder: Path, manifest: Manifest) -> Written:
    """Makes `folder` hold `files` (by path below it), and removes what the manifest says that we wrote before.

    A folder that is not there yet is written beside its place and renamed whole; else file by file. The manifest is
    committed last: an end on the way leaves files that the next run writes again or removes.
    Raises OSError, with every file either as before or as wanted.
    """
    before = manifest.read()
    manifest.commit(before | files.keys())
    if not folder.exists():
        _write_tree(files, folder)
        manifest.commit(files.keys())
        return Written(tuple(files))
    written = tuple(path for path, content in files.items() if _replace_if_changed(folder, path, content, before))
    deleted = tuple(sorted(path for path in before - files.keys() if _remove(folder, path)))
    manifest.commit(files.keys())
    return Written(written, len(files) - len(written), deleted)


def remove_all(folder: Path, manifest: Manifest) -> int:
    """Removes every file that the manifest says is ours, and folders that are then empty. How many files."""
    removed = sum(_remove(folder, path) for path in sorted(manifest.read()))
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    manifest.forget()
    return removed


def _write_tree(files: Mapping[str, FileContent], folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    tree = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        made = {tree}
        for path, content in files.items():
            file = tree / path
            if file.parent not in made:
                file.parent.mkdir(parents=True, exist_ok=True)
                made.add(file.parent)
            _write(file, content)
        tree.chmod(0o777 & ~_umask())
        os.replace(tree, folder)
    except BaseException:
        shutil.rmtree(tree, ignore_errors=True)
        raise


def _umask() -> int:
    """mkdtemp makes folders for ourselves alone; readers of an output folder are others."""
    umask = os.umask(0)
    os.umask(umask)
    return umask


def _write(file: Path, content: FileContent) -> None:
    if isinstance(content, Path):
        shutil.copyfile(content, file)
    else:
        file.write_bytes(content)  # buffered, since an unbuffered write may stop halfway and raise nothing


def _replace_if_changed(folder: Path, path: str, content: FileContent, ours: Set[str]) -> bool:
    file = folder / path
    if _holds(file, content):
        return False
    _clear_way(folder, path, ours)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{short_name(file.name)}.{os.getpid()}")
    try:
        _write(beside, content)
        os.replace(beside, file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return True


def short_name(name: str) -> str:
    """At most 60 characters, so that a temporary name is never too long."""
    return name[:60]


def _holds(file: Path, content: FileContent) -> bool:
    try:
        if isinstance(content, Path):
            same_size = file.stat().st_size == content.stat().st_size
            return same_size and file.read_bytes() == content.read_bytes()
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _clear_way(folder: Path, path: str, ours: Set[str]) -> None:
    """A page may take the place of what was a folder of ours, and the other way round.

    Symlinks make way too, for what they lead to is not the output folder's. Raises OSError for what others put there.
    """
    file = folder / path
    for parent in reversed(file.relative_to(folder).parents):
        place = folder / parent
        if place.is_symlink() or (place.is_file() and parent.as_posix() in ours):
            place.unlink()
    if file.is_dir() and not file.is_symlink():
        for inner in (other for other in ours if other.startswith(f"{path}/")):
            _remove(folder, inner)
        if file.is_dir():
            file.rmdir()


def _remove(folder: Path, path: str) -> bool:
    file = folder / path
    if not file.is_file() and not file.is_symlink():
        return False
    file.unlink()
    for parent in _parents(file, folder):
        try:
            parent.rmdir()
        except OSError:
            break
    return True


def _parents(file: Path, folder: Path) -> Iterable[Path]:
    return (parent for parent in file.parents if parent != folder and parent.is_relative_to(folder))
