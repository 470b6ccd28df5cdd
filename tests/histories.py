"""Random histories of a newsroom: after every edit a build must leave what a clean build leaves. Writes disk.

`python -m tests.histories --histories 2000 --steps 20 --seed 7` runs as many as there is time for.
"""

import argparse
import ast
import difflib
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import jinja2
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from msgspec import Struct

from newsgen.bundled import bundled
from newsgen.catalog import catalog
from newsgen.engine import tracing
from newsgen.engine.output import Written
from newsgen.pages import asking
from newsgen.reading import scan
from newsgen.site import Options, Report, build, building, preparing, publishing
from tests.edits import EDITS, OF_FRONT_MATTER, OF_TEXTS, OF_THE_SITE, OF_THE_WORLD
from tests.newsroom import Newsroom, write_sources

Output = Mapping[str, bytes]
Step = tuple[str, int, int]
"""An edit's name and the numbers that it is told."""
SEARCH = settings(database=None, deadline=None, derandomize=False, suppress_health_check=list(HealthCheck))
QUICK_DISK = "/dev/shm" if Path("/dev/shm").is_dir() else None


class Outcome(Struct, frozen=True):
    """What a build says; the same of every build of the same sources at the same time."""

    built: bool
    problems: tuple[str, ...]
    articles: int
    pages: int
    held_back: tuple[str, ...]
    next_change: str

    @classmethod
    def of(cls, report: Report) -> "Outcome":
        held_back = tuple(f"{held.text.source}: {held.reason} {held.when}" for held in report.held_back)
        problems = tuple(map(str, report.problems))
        return cls(report.built, problems, report.articles, report.pages, held_back, str(report.next_change))


class Difference(AssertionError):
    """A build did not leave what a clean build leaves."""


def check_histories(count: int, steps: int, number: int) -> Counter[str]:
    """How many `histories` and `builds` were checked; number: of the seed. Raises Difference, for a history with as
    little in it as it takes."""
    counts = Counter[str]()
    numbers = st.integers(0, 59)
    kinds = (OF_TEXTS, OF_FRONT_MATTER, OF_THE_SITE, OF_THE_WORLD)
    step = st.one_of(*(st.tuples(st.sampled_from(list(kind)), numbers, numbers) for kind in kinds))

    @seed(number)
    @settings(SEARCH, max_examples=count)
    @given(st.lists(step, min_size=steps, max_size=steps))
    def search(history: list[Step]) -> None:
        check(history)
        counts.update(histories=1, builds=len(history) + 1)

    with quick_building():
        search()
    return counts


def check(history: list[Step]) -> None:
    """Raises Difference at the first build that is not as a clean one."""
    with TemporaryDirectory(dir=QUICK_DISK) as folder:
        room = Newsroom(Path(folder) / "site")
        room.save()
        compare(room, [])
        for number, (name, which, how) in enumerate(history, 1):
            room.broken = {}
            EDITS[name](room, which, how)
            room.save()
            compare(room, history[:number])


def compare(room: Newsroom, history: list[Step]) -> None:
    output = room.folder / "output"
    before = files_in(output)
    options = Options(source=room.folder, now=room.now, drafts=room.drafts, future=room.future)
    report = build(options)
    room.is_built = report.built
    after = files_in(output)
    clean, wanted = clean_build(tuple(room.sources().items()), room.now, room.drafts, room.future)
    wrong = differences(Outcome.of(report), clean, after, wanted if clean.built else before)
    if not wrong and report.built and not tells_truly(report.written, before, after):
        wrong = [f"said to be written: {report.written}"]
    if not wrong and report.notes and not any(name == "damage_memory" for name, _, _ in history):
        wrong = list(report.notes)  # such as that of a memory that could not be used, though nobody damaged it
    if not wrong and report.built:
        wrong = stirred(build(options), report, output, after)
    if wrong:
        raise Difference("\n".join([f"after {history}", *wrong]))


def stirred(again: Report, report: Report, output: Path, after: Output) -> list[str]:
    """What a build with nothing to do said or did otherwise than the one before it, in words."""
    rest = Written(unchanged=len(after))
    if again.made or again.written != rest:
        return [f"with nothing to do made {again.rendered} and put out {again.written}"]
    return differences(Outcome.of(again), Outcome.of(report), files_in(output), after)


def differences(outcome: Outcome, clean: Outcome, output: Output, wanted: Output) -> list[str]:
    """In words."""
    fields = [name for name in Outcome.__struct_fields__ if getattr(outcome, name) != getattr(clean, name)]
    said = [f"{name}: {getattr(outcome, name)}, clean: {getattr(clean, name)}" for name in fields]
    paths = sorted(path for path in output.keys() | wanted.keys() if output.get(path) != wanted.get(path))
    ways = ["missing" if path not in output else "changed" if path in wanted else "extra" for path in paths]
    how = [f"{path} ({way})" for path, way in zip(paths, ways, strict=True)]
    return [*said, *how, *(line_by_line(output.get(paths[0], b""), wanted.get(paths[0], b"")) if paths else [])]


def line_by_line(content: bytes, wanted: bytes) -> list[str]:
    if b"\0" in content + wanted:
        return []
    clean, ours = (text.decode(errors="replace").splitlines() for text in (wanted, content))
    return list(difflib.unified_diff(clean, ours, "clean", "incremental", n=0, lineterm=""))[:12]


def tells_truly(written: Written, before: Output, after: Output) -> bool:
    changed = {path for path, content in after.items() if before.get(path) != content}
    unchanged = len(after) - len(changed)
    gone = before.keys() - after.keys()
    return (set(written.written), written.unchanged, set(written.deleted)) == (changed, unchanged, gone)


@lru_cache(maxsize=40)
def clean_build(
    sources: tuple[tuple[str, bytes], ...], now: datetime, drafts: bool, future: bool
) -> tuple[Outcome, Output]:
    """In a folder of its own, from nothing but the sources."""
    with TemporaryDirectory(dir=QUICK_DISK) as folder:
        write_sources(Path(folder), dict(sources))
        report = build(Options(source=Path(folder), now=now, drafts=drafts, future=future))
        return Outcome.of(report), files_in(Path(folder) / "output")


def files_in(folder: Path) -> Output:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@contextmanager
def quick_building() -> Iterator[None]:
    """Builds of a dozen texts in half of the time: bundled layouts are compiled once, and files' times tell at once.

    That they do is true of a disk in memory, where no build is so quick that two of them see the same time.
    """
    compile_layout, compiled = jinja2.Environment.compile, {}

    def compiled_once(env: jinja2.Environment, source: Any, name: Any = None, filename: Any = None, **more: Any) -> Any:
        if not filename or not Path(filename).is_relative_to(bundled()):
            return compile_layout(env, source, name, filename, **more)
        key = type(env), source, name, filename, tuple(more.items())
        if key not in compiled:
            compiled[key] = compile_layout(env, source, name, filename, **more)
        return compiled[key]

    with patch.object(jinja2.Environment, "compile", compiled_once), patch.object(scan, "GRANULARITY", 0):
        yield


@contextmanager
def as_if_large() -> Iterator[None]:
    """Builds of few files leave to a copy of the process what builds of many do, make pages by the newest story on
    them, and keep as little of what they made."""
    with (
        patch.object(building, "LARGE", 0),
        patch.object(preparing, "MANY", 0),
        patch.object(publishing, "MANY", 0),
        patch.object(publishing, "FEW", 0),
        patch.object(tracing, "MANY", 3),
        patch.object(catalog, "MANY", 3),
        patch.object(asking, "MANY", 3),
    ):
        yield


def main() -> None:
    command = argparse.ArgumentParser(prog="python -m tests.histories", description="Random histories of a newsroom.")
    command.add_argument("--histories", type=int, default=300)
    command.add_argument("--steps", type=int, default=12)
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--replay", type=ast.literal_eval, help="only this one, as a difference names it")
    asked = command.parse_args()
    try:
        if asked.replay:
            check(asked.replay)
            counts = Counter(histories=1, builds=len(asked.replay) + 1)
        else:
            counts = check_histories(asked.histories, asked.steps, asked.seed)
    except Difference as difference:
        print(f"seed {asked.seed}, {asked.steps} steps: {difference}")
        sys.exit(1)
    print(f"histories run: {counts['histories']}, builds: {counts['builds']}, differences: 0")


if __name__ == "__main__":
    main()
