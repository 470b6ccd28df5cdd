"""The files that a check is asked about: which problems they have a part in, and which are not there. Reads disk."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from msgspec.structs import replace

from newsgen.model.problem import Problem
from newsgen.model.urls import stem

NEAR = 3
"""Files that are named at most for one that is not there."""


class NoSuchFileError(Exception):
    """Files that are not there, each with what may be meant, in words."""


def asked_about(problems: Iterable[Problem], files: Sequence[Path], site: Path) -> Iterator[Problem]:
    """files: and folders; none of them stands for all. What two files have a part in is told of the one in question."""
    is_asked = _asked(files, site)
    for problem in problems:
        other = problem.other
        if not files or is_asked(problem.place.path):
            yield problem
        elif other and is_asked(other.place.path):
            yield replace(other, severity=problem.severity, other=replace(problem, other=None))


def _asked(files: Sequence[Path], site: Path) -> Callable[[str], bool]:
    """Whether somebody asked about a file, by its path as problems have it."""
    asked = [Path(os.path.abspath(file)) for file in files]
    asked += [file.resolve() for file in asked]
    return lambda path: any((site / path).is_relative_to(file) for file in asked)


def refuse_missing(files: Sequence[Path], there: Iterable[str], gone: Collection[str], site: Path) -> None:
    """there: texts below the site's folder; gone: those that the last build knew besides. Raises NoSuchFileError."""
    missing = [file for file in files if not os.path.lexists(file)]
    wrong = [file for file in missing if not any(_is_at(file, path, site) for path in gone)]
    if not wrong:
        return
    by_name: dict[str, list[str]] = {}
    for path in sorted(there):
        by_name.setdefault(stem(path), []).append(os.path.relpath(site / path))
    raise NoSuchFileError("; ".join(f"there is no '{file}' ({_near(file, by_name)})" for file in wrong))


def _is_at(file: Path, path: str, site: Path) -> bool:
    """Whether it is that text or a folder above it."""
    return (site / path).is_relative_to(os.path.abspath(file))


def _near(file: Path, by_name: dict[str, list[str]]) -> str:
    names = get_close_matches(stem(file.name), by_name, n=NEAR, cutoff=0.6)
    near = [path for name in names for path in by_name[name]][:NEAR]
    return f"near it are {', '.join(near)}" if near else "paths count from the folder where you are"
