"""What was wrong when a site began to be checked, so that only what is new is told. Reads and writes disk: one file.

A problem is known by its kind, its file and its words. Its line doesn't count, which changes with every edit above it.
What two files have a part in is known by the first of them, whichever it is told of.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from newsgen.check.checking import CheckError
from newsgen.check.saved_files import replace_whole
from newsgen.model.problem import Problem

VERSION = 1
_Key = tuple[str, str, str]


class BaselineProblems(Struct, frozen=True, forbid_unknown_fields=True):
    """Problems that are alike. count: how many there are in the file."""

    file: str
    code: str
    what: str
    count: int = 1


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    problems: tuple[BaselineProblems, ...]


def baseline_of(problems: Iterable[Problem]) -> Baseline:
    counts = Counter(map(_key, problems))
    return Baseline(VERSION, tuple(BaselineProblems(*key, counts[key]) for key in sorted(counts)))


def read_baseline(file: Path) -> Baseline:
    """Read a baseline. Raises CheckError for a file that is none, OSError."""
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Baseline)
        if found.version == VERSION:
            return found
        what = f"it is a baseline of version {found.version}, and this newsgen knows {VERSION}"
    except FileNotFoundError:
        what = "there is no such file"
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        what = f"it is no baseline: {error}"
    raise CheckError(f"{file}:1:1: {what} (--write-baseline {file} writes it anew)")


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Write a baseline at once or not at all, one line for each fact, so that its changes can be read. Raises
    OSError."""
    replace_whole(file, msgspec.json.format(msgspec.json.encode(baseline)) + b"\n")


def compare(problems: Iterable[Problem], baseline: Baseline) -> tuple[tuple[Problem, ...], int, int]:
    """Return the problems of which the baseline has none or fewer, how many it has, and how many it has besides.

    Of problems that are alike the first are taken for those that were there before.
    """
    remaining = Counter[_Key]()
    for each in baseline.problems:
        remaining[each.file, each.code, each.what] += max(each.count, 0)
    new, known = [], 0
    for problem in problems:
        key = _key(problem)
        if remaining[key] > 0:
            remaining[key] -= 1
            known += 1
        else:
            new.append(problem)
    return tuple(new), known, remaining.total()


def _key(problem: Problem) -> _Key:
    if problem.other is None:
        return problem.place.path, problem.code, problem.what
    first, second = sorted((problem, problem.other), key=lambda each: (each.place.path, each.what))
    return first.place.path, first.code, first.what.replace(str(second.place), second.place.path)
