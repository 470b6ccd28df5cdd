"""What was reported when a site began to be checked, so that only what is new is. Reads and writes disk: one file.

Two problems are the same by kind, file and words. The line doesn't count, which changes with every edit above it. What
two files have a part in is the first one's, whichever it is reported of.
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
Reported = Counter[tuple[str, str, str]]
"""How many problems of that file, code and words were reported before."""


class BaselineProblems(Struct, frozen=True, forbid_unknown_fields=True):
    """Problems that are alike. count: how many there are in the file."""

    file: str
    code: str
    what: str
    count: int = 1


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    problems: tuple[BaselineProblems, ...]


def read_baseline(file: Path) -> Reported:
    """Raises CheckError for a file that is none, OSError."""
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Baseline)
        what = f"it is a baseline of version {found.version}, and this newsgen knows {VERSION}"
        if found.version == VERSION:
            reported = Reported()
            for each in found.problems:
                reported[each.file, each.code, each.what] += max(each.count, 0)
            return reported
    except FileNotFoundError:
        what = "there is no such file"
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        what = f"it is no baseline: {error}"
    raise CheckError(f"{file}:1:1: {what} (--write-baseline {file} writes it anew)")


def write_baseline(file: Path, problems: Iterable[Problem]) -> Reported:
    """At once or not at all, one line for each fact, so that its changes can be read. Raises OSError."""
    counts = Reported(map(_key, problems))
    baseline = Baseline(VERSION, tuple(BaselineProblems(*key, counts[key]) for key in sorted(counts)))
    replace_whole(file, msgspec.json.format(msgspec.json.encode(baseline)) + b"\n")
    return counts


def compare(problems: Iterable[Problem], baseline: Reported) -> tuple[tuple[Problem, ...], int]:
    """Return the problems of which the baseline has none or fewer, and how many it has besides. Of problems that are
    alike the first are taken for those that were there before."""
    remaining, new = baseline.copy(), list[Problem]()
    for problem in problems:
        key = _key(problem)
        if remaining[key] > 0:
            remaining[key] -= 1
        else:
            new.append(problem)
    return tuple(new), remaining.total()


def _key(problem: Problem) -> tuple[str, str, str]:
    if problem.other is None:
        return problem.place.path, problem.code, problem.what
    first, second = sorted((problem, problem.other), key=lambda each: (each.place.path, each.what))
    return first.place.path, first.code, first.what.replace(str(second.place), second.place.path)
