"""The least that any generator must do: read every source, write every file. Reads and writes disk.

Paths are plain text here: pathlib's own time would be a good part of the floor.
"""

import os
from pathlib import Path
from time import perf_counter, process_time

from measure import Cost
from msgspec import Struct


class Tree(Struct, frozen=True):
    """The files of a folder: their paths below it, and sizes in bytes."""

    sizes: dict[str, int]

    @classmethod
    def of(cls, folder: Path) -> "Tree":
        files = (file for file in folder.rglob("*") if file.is_file())
        return cls({str(file.relative_to(folder)): file.stat().st_size for file in files})

    @property
    def size(self) -> int:
        return sum(self.sizes.values())


def floor(sources: Path, output: Tree, folder: Path) -> Cost:
    """Reads all below `sources`, then writes as many files of the same paths and sizes as `output` has."""
    filling = os.urandom(max(output.sizes.values(), default=0))
    wall, cpu = perf_counter(), process_time()
    for file in _files(sources):
        Path(file).read_bytes()
    _write(output, filling, folder)
    return Cost(0, perf_counter() - wall, process_time() - cpu, 0)


def _files(folder: Path) -> list[str]:
    return [os.path.join(here, name) for here, _, names in os.walk(folder) for name in names]


def _write(output: Tree, filling: bytes, folder: Path) -> None:
    made: set[str] = set()
    for path, size in output.sizes.items():
        file = os.path.join(folder, path)
        parent = os.path.dirname(file)
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        with open(file, "wb", buffering=0) as opened:
            opened.write(memoryview(filling)[:size])
