"""Which files of an output folder are ours. Reads and writes disk."""

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from newsgen.model.digest import short_digest

VERSION = 1


class _Listed(Struct, frozen=True):
    version: int
    files: tuple[str, ...]


class Manifest:
    """The list of our files in one output folder, kept in `folder`. A damaged or foreign one counts as none."""

    def __init__(self, folder: Path, output: Path) -> None:
        self._file = folder / f"manifest-{short_digest(str(output.resolve()).encode())}.json"

    def read(self) -> frozenset[str]:
        """Paths below the output folder; never one that leads out of it."""
        try:
            listed = msgspec.json.decode(self._file.read_bytes(), type=_Listed)
        except (FileNotFoundError, msgspec.DecodeError):
            return frozenset()
        return (
            frozenset(path for path in listed.files if _is_inside(path)) if listed.version == VERSION else frozenset()
        )

    def commit(self, files: Iterable[str]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_suffix(f".{os.getpid()}")
        try:
            beside.write_bytes(msgspec.json.encode(_Listed(VERSION, tuple(sorted(files)))))
            os.replace(beside, self._file)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def forget(self) -> None:
        self._file.unlink(missing_ok=True)


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts
