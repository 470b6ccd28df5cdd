"""What a folder holds, and what has changed in it. Reads disk."""

import hashlib
import os
from pathlib import Path

from msgspec import Struct


class Tree(Struct, frozen=True):
    """The files of a folder: their paths below it, and sizes in bytes."""

    sizes: dict[str, int]

    @classmethod
    def of(cls, folder: Path) -> "Tree":
        paths = {os.path.relpath(path, folder): path for path in files(folder)}
        return cls({below: os.stat(path).st_size for below, path in paths.items()})

    @property
    def size(self) -> int:
        return sum(self.sizes.values())

    def only(self, paths: set[str]) -> "Tree":
        return Tree({path: size for path, size in self.sizes.items() if path in paths})


def files(folder: Path) -> list[str]:
    return [os.path.join(here, name) for here, _, names in os.walk(folder) for name in names]


def digests(folder: Path) -> dict[str, bytes]:
    """Of every file, by its path below the folder."""
    return {os.path.relpath(path, folder): _digest(path) for path in files(folder)}


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """The files that are new, gone or have other bytes."""
    return {path for path, _ in before.items() ^ after.items()}


def _digest(path: str) -> bytes:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "blake2b").digest()
