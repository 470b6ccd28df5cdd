"""Putting files out: staged first, where bytes differ, each at once or not at all, only ours. Reads and writes disk."""

import os
import shutil
from collections.abc import Collection, Iterable, Mapping, Set
from contextlib import suppress
from errno import ENOENT
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from msgspec import Struct

from newsgen.engine.dependencies import OutputFile
from newsgen.model.digest import joint_digest

Stat = tuple[int, ...]
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
FileContent = bytes | Path
"""What a file is to hold: bytes, or those of another file."""
NOTHING: Mapping[str, Path] = {}
TICK = 50_000_000
"""Nanoseconds within which a file might be written twice and show the same time."""
_CHUNK = 1 << 20


class Written(Struct, frozen=True):
    """What putting out changed: paths below the output folder."""

    written: tuple[str, ...] = ()
    unchanged: int = 0
    deleted: tuple[str, ...] = ()


class FileState(NamedTuple):
    """A file as it was put out. stat: size, mtime in ns, inode."""

    digest: bytes
    stat: tuple[int, ...]


class Stager(Struct, frozen=True):
    """Writes the files of a staging, in any process. tree: the folder of what is staged. is_new: whether there is no
    output folder yet."""

    folder: Path
    tree: Path
    is_new: bool

    def put(
        self, path: str, content: FileContent, digest: bytes, previous: FileState | None = None
    ) -> tuple[FileState, bool]:
        """The file as it will stand, and whether it had to be staged: not where the same bytes stand in its place.
        previous: what stands there, where that is sure; else it is looked at. Raises OSError, and ValueError for a path
        that leads out."""
        if not is_inside(path):
            raise ValueError(f"'{path}' leads out of the output folder")
        if previous is not None:
            there = previous.stat if previous.digest == digest else None
        else:
            there = None if self.is_new else self._same_file(path, digest)
        if there is not None:
            return FileState(digest, there), False
        return self._write(f"{self.tree}/{path}", content, digest), True

    def _same_file(self, path: str, digest: bytes) -> tuple[int, ...] | None:
        """The stat of the file that stands there, if it holds the same bytes."""
        file = os.path.join(self.folder, path)
        try:
            if os.path.islink(file) or file_digest(file) != digest:
                return None
            return stat_of(file)
        except OSError:
            return None

    def _write(self, file: str, content: FileContent, digest: bytes) -> FileState:
        if isinstance(content, Path):
            os.makedirs(os.path.dirname(file), exist_ok=True)
            shutil.copyfile(content, file)
            return FileState(file_digest(file), stat_of(file))  # the source may have been edited since it was read
        try:
            return FileState(digest, _written(file, memoryview(content)))
        except FileNotFoundError:
            os.makedirs(os.path.dirname(file), exist_ok=True)
            return FileState(digest, _written(file, memoryview(content)))


class Staging:
    """The files of one build, beside the output folder until all are made. Use it as a context: it cleans up. Owns its
    folder. Raises OSError; until `publish` the output folder is as it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stager = Stager(folder, _place(folder), not folder.exists())
        self._cleared: set[str] = set()
        self._staged: list[str] = []
        self.states: dict[str, FileState] = {}

    def __enter__(self) -> "Staging":
        if os.path.islink(self.stager.tree):
            os.unlink(self.stager.tree)
        shutil.rmtree(self.stager.tree, ignore_errors=True)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.stager.tree, ignore_errors=True)

    def add(self, path: str, content: FileContent, digest: bytes) -> None:
        """Stages a file, unless the same bytes stand in its place. Raises ValueError for a path that leads out."""
        self.note(path, *self.stager.put(path, content, digest))

    def note(self, path: str, state: FileState, is_staged: bool) -> None:
        """What the stager made of a file."""
        self.states[path] = state
        if is_staged:
            self._staged.append(path)

    def clear(self) -> None:
        """Nothing is staged any more."""
        shutil.rmtree(self.stager.tree, ignore_errors=True)
        for each in (self._cleared, self._staged, self.states):
            each.clear()

    def strangers(self, ours: Set[str]) -> list[str]:
        """The paths of staged files at which a file stands that is not ours."""
        if self.stager.is_new:
            return []
        places = ((path, f"{self.folder}/{path}") for path in self._staged if path not in ours)
        files = [path for path, file in places if os.path.islink(file) or os.path.isfile(file)]
        # What lies behind a symlink is not the output folder's: the link alone makes way.
        return [path for path in files if not _through_link(self.folder, path)]

    def publish(self, wanted: Set[str], ours: Set[str], replaced: Mapping[str, Path] = NOTHING) -> Written:
        """Moves what was staged into its place, and removes what is ours and no more wanted. replaced: where to put
        what others wrote at some of these paths."""
        if self.stager.is_new and not self.folder.exists():
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self.stager.tree.mkdir(parents=True, exist_ok=True)
            os.replace(self.stager.tree, self.folder)
        else:
            for path in self._staged:
                if path in replaced:
                    replaced[path].parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(f"{self.folder}/{path}", replaced[path])
                self._move(path, ours)
        deleted = tuple(sorted(path for path in ours - wanted if remove(self.folder, path)))
        return Written(tuple(self._staged), len(wanted) - len(self._staged), deleted)

    def _move(self, path: str, ours: Set[str]) -> None:
        target = os.path.join(self.folder, path)
        parent = os.path.dirname(path)
        if parent not in self._cleared:
            _clear_way_to(self.folder, parent, ours)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            self._cleared.add(parent)
        try:
            os.replace(f"{self.stager.tree}/{path}", target)
        except IsADirectoryError:
            _clear_folder(self.folder, path, ours)
            os.makedirs(os.path.dirname(target), exist_ok=True)  # emptied folders are removed upwards
            os.replace(f"{self.stager.tree}/{path}", target)


class OutputState(Struct, frozen=True):
    """The files that the last build put out: all, and the stats of those that are as they were; of `restated` ones only
    the bytes tell it."""

    files: Mapping[str, OutputFile]
    intact: Mapping[str, Stat]
    restated: Mapping[str, Stat]

    def state(self, output: str) -> FileState | None:
        """Of a file that is as it was put out."""
        stat = self.intact.get(output)
        return FileState(self.files[output].digest, stat) if stat else None


def output_state(folder: Path, files: Mapping[str, OutputFile]) -> OutputState:
    """files: those that the last build put out."""
    if not folder.is_dir():
        return OutputState(files, {}, {})
    root = str(folder) + "/"
    intact: dict[str, Stat] = {}
    restated: dict[str, Stat] = {}
    for path, file in files.items():
        try:
            stat = stat_of(root + path)
            if stat == file.stat:
                intact[path] = stat
            elif not os.path.islink(root + path) and file_digest(root + path) == file.digest:
                intact[path] = restated[path] = stat
        except OSError:
            continue
    return OutputState(files, intact, restated)


def sure(stat: tuple[int, ...], now: int) -> tuple[int, ...]:
    """A stat that can be relied on later; () for a file that might yet be written within the same tick."""
    return stat if stat and stat[1] < now - TICK else ()


def stat_of(file: str) -> tuple[int, ...]:
    """Of the file itself, not of what a symlink leads to."""
    return _hint(os.lstat(file))


def file_digest(file: str | Path) -> bytes:
    """The content digest of what it holds. Raises OSError, for a pipe too: who opens one waits."""
    if not os.path.isfile(file):
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(file))
    with open(file, "rb") as opened:
        return joint_digest(iter(lambda: opened.read(_CHUNK), b""))


def is_inside(path: str) -> bool:
    return bool(path) and path[0] != "/" and ".." not in path.split("/") and "\0" not in path


def remove_all(folder: Path, ours: Iterable[str]) -> int:
    """Removes every file that is ours, and folders that are then empty. How many files."""
    removed = sum(remove(folder, path) for path in sorted(ours))
    shutil.rmtree(_place(folder), ignore_errors=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return removed


def remove(folder: Path, path: str) -> bool:
    """One file, and the folders that are then empty. Never one outside the folder."""
    file = folder / path
    if not is_inside(path) or _through_link(folder, path) or not (os.path.isfile(file) or os.path.islink(file)):
        return False
    file.unlink()
    for parent in (each for each in file.parents if each != folder and each.is_relative_to(folder)):
        try:
            parent.rmdir()
        except OSError:
            break
    return True


def free_place(file: Path) -> Path:
    """The file itself where there is none yet, else the first of `index.html.1`, `index.html.2` ... that is free."""
    numbered = (file.with_name(f"{file.name}.{number}") for number in count(1))
    return next(place for place in chain([file], numbered) if not os.path.lexists(place))


def _place(folder: Path) -> Path:
    """Where a build stages its files: on the same file system as the output folder."""
    if folder.exists() and folder.stat().st_dev != folder.parent.stat().st_dev:
        return folder / ".newsgen-staging"
    return folder.with_name(f".{folder.name[:60]}.newsgen-staging")


def _written(file: str, content: memoryview) -> Stat:
    """The stat of a new file with that content."""
    handle = os.open(file, _ANEW, 0o666)
    try:
        while content:
            content = content[os.write(handle, content) :]
        return _hint(os.fstat(handle))
    finally:
        os.close(handle)


def _hint(stat: os.stat_result) -> Stat:
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


def _clear_way_to(folder: Path, path: str, ours: Collection[str]) -> None:
    """A folder may take the place of what was a page of ours. Symlinks make way too, for what they lead to is not the
    output folder's. Raises OSError for what others put there."""
    for parent in (*reversed(PurePosixPath(path).parents), PurePosixPath(path)):
        place = folder / parent
        if parent.parts and (place.is_symlink() or (place.is_file() and parent.as_posix() in ours)):
            place.unlink()


def _clear_folder(folder: Path, path: str, ours: Collection[str]) -> None:
    """A page takes the place of what was a folder of ours. Raises OSError if others put something there."""
    for inner in [other for other in ours if other.startswith(f"{path}/")]:
        remove(folder, inner)
    with suppress(FileNotFoundError):
        (folder / path).rmdir()


def _through_link(folder: Path, path: str) -> bool:
    return any(os.path.islink(folder / parent) for parent in list(PurePosixPath(path).parents)[:-1])
