"""The least that any generator must do: for all of a site, and for a change of it. Reads and writes disk.

Paths are plain text here: pathlib's own time would be a good part of the floor.
"""

import os
from pathlib import Path
from time import perf_counter, process_time

from measure import Cost
from trees import Tree, files


def floor(sources: Path, output: Tree, folder: Path) -> Cost:
    """Reads all below `sources`, then writes as many files of the same paths and sizes as `output` has."""
    filling = os.urandom(max(output.sizes.values(), default=0))
    wall, cpu = perf_counter(), process_time()
    for file in files(sources):
        Path(file).read_bytes()
    _write(output, filling, folder)
    return Cost(0, perf_counter() - wall, process_time() - cpu, 0)


def warm_floor(watched: list[Path], written: Tree, folder: Path) -> float:
    """Seconds: lists the watched folders, looks at every file's size and time, then writes as `floor` does."""
    filling = os.urandom(max(written.sizes.values(), default=0))
    wall = perf_counter()
    for place in watched:
        _look_at(str(place))
    _write(written, filling, folder)
    return perf_counter() - wall


def _look_at(folder: str) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _look_at(entry.path)
            else:
                entry.stat(follow_symlinks=False)


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
