"""Random histories of a newsroom: after every edit a build must leave what a clean build leaves. Writes disk.

`python -m tests.histories --histories 2000 --steps 20 --seed 7` runs as many as there is time for.
"""

import argparse
import ast
import difflib
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import jinja2
import msgspec
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from newsgen.bundled import bundled
from newsgen.catalog import catalog
from newsgen.engine import tracing
from newsgen.engine.output import Written
from newsgen.model.config import Config
from newsgen.pages import asking
from newsgen.pictures import draw_card, draw_icon
from newsgen.pictures.social_cards import SocialCard, Style
from newsgen.reading import scan
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_article import read_batch
from newsgen.reading.read_texts import BatchRead, ReadingJob, ReadJobs
from newsgen.site import Options, Report, build, publishing, sources
from tests.edits import EDITS, OF_BROKEN_TEXTS, OF_FRONT_MATTER, OF_TEXTS, OF_THE_SITE, OF_THE_WORLD
from tests.newsroom import Newsroom, as_yaml, write_sources

Output = Mapping[str, bytes]
Step = tuple[str, int, int]
"""An edit's name and the numbers that it is told."""
SEARCH = settings(database=None, deadline=None, derandomize=False, suppress_health_check=list(HealthCheck))
COMPILE = jinja2.Environment.compile
COMPILED: dict[Any, Any] = {}
CARD, ICON = draw_card.card_bytes, draw_icon.icon_bytes
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
        told = (problem for problem in report.problems if problem.code != "lost-url")  # a clean build knows of none
        problems = tuple(map(str, told))
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


AS_READ = frozenset(
    "config markdown,config site.timezone,config site.language,config site.url,config breaking.ttl,config defaults"
    ",config ignore,content/photos/a.png,content/photos/b.png".split(",")
)
"""Edits after which a text would be read otherwise, or its photo is another one: what stays of it is as it was read."""


def check_broken_histories(count: int, steps: int, number: int) -> Counter[str]:
    """The same where texts with errors are held back: what is put out is what a clean build makes of the last good
    versions. How many `builds` were checked, and how many texts were `held` in them, and of these `shown`."""
    counts = Counter[str]()
    numbers = st.integers(0, 59)
    of_site = [name for name in OF_THE_SITE if name not in AS_READ]
    of_world = ["turn_clock", "show_drafts", "show_future", "delivery", "touch", "delete_output", "tamper", "move_site"]
    kinds = (list(OF_BROKEN_TEXTS), ["break_text"], list(OF_TEXTS), list(OF_FRONT_MATTER), of_site, of_world)
    step = st.one_of(*(st.tuples(st.sampled_from(kind), numbers, numbers) for kind in kinds))

    @seed(number)
    @settings(SEARCH, max_examples=count)
    @given(st.lists(step, min_size=steps, max_size=steps))
    def search(history: list[Step]) -> None:
        counts.update(check_broken(history))

    with quick_building():
        search()
    return counts


def check_broken(history: list[Step]) -> Counter[str]:
    """Raises Difference."""
    counts = Counter[str]()
    with TemporaryDirectory(dir=QUICK_DISK) as folder:
        room, good = Newsroom(Path(folder) / "site"), dict[str, bytes]()
        room.config["broken"] = "hold"
        for number, (name, which, how) in enumerate([("nothing", 0, 0), *history]):
            EDITS[name](room, which, how)
            room.broken = {path: text for path, text in room.broken.items() if path[8:] in room.texts}
            room.save()
            before = files_in(room.folder / "output")
            report = build(Options(source=room.folder, now=room.now, drafts=room.drafts, future=room.future))
            if wrong := wrongly_held(room, report, good, before):
                raise Difference("\n".join([f"after {history[:number]}", *wrong]))
            counts.update(builds=1, held=len(report.broken), shown=sum(text.is_shown for text in report.broken))
    return counts


def wrongly_held(room: Newsroom, report: Report, good: dict[str, bytes], before: Output) -> list[str]:
    """What is not as it should be, in words. good: texts as they were last published, which is brought up to date."""
    after, sources = files_in(room.folder / "output"), room.sources()
    if not report.built:
        return differences(Outcome.of(report), Outcome.of(report), after, before)
    room.is_built = True
    held = {f"content/{text.source}": text.is_shown for text in report.broken}
    if wrong := [path for path in room.broken if held.get(path) != (path in good)]:
        return [f"{path}: {held.get(path)}, was published: {path in good}" for path in wrong]
    config = {key: value for key, value in room.config.items() if key not in ("broken", "problems")}
    versions = {path: good[path] for path, is_shown in held.items() if is_shown}
    meant = {path: text for path, text in sources.items() if path not in held} | versions
    meant["config.yaml"] = as_yaml(config).encode()
    clean, wanted = clean_build(tuple(meant.items()), room.now, room.drafts, room.future)
    hidden = {f"content/{text.text.source}" for text in report.held_back}
    shown = {path for path in meant if path.endswith(".md") and path not in hidden}
    texts = {path: versions.get(path, meant[path]) for path in shown}
    good.clear()
    good.update(texts)
    return differences(replace(Outcome.of(report), problems=()), replace(clean, problems=()), after, wanted)


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
    found = dict[str, bytes]()
    for parent, _, names in os.walk(folder):
        for path in filter(os.path.isfile, (f"{parent}/{name}" for name in names)):
            with open(path, "rb", buffering=0) as file:
                found[path[len(str(folder)) + 1 :]] = file.read()
    return found


def without_old_cards(found: Output, wanted: Output) -> Output:
    """A card of other words has another name: it stays in an output of which the memory is lost."""
    return {path: content for path, content in found.items() if path in wanted or not path.startswith("cards/")}


@contextmanager
def compiled_once() -> Iterator[None]:
    """Bundled layouts are compiled once, for all builds of this process."""

    def compiling(env: jinja2.Environment, source: Any, name: Any = None, filename: Any = None, **more: Any) -> Any:
        if not filename or not Path(filename).is_relative_to(bundled()):
            return COMPILE(env, source, name, filename, **more)
        key = type(env), source, name, filename, tuple(more.items())
        if key not in COMPILED:
            COMPILED[key] = COMPILE(env, source, name, filename, **more)
        return COMPILED[key]

    with patch.object(jinja2.Environment, "compile", compiling):
        yield


@contextmanager
def drawn_once() -> Iterator[None]:
    """So are cards and icons, but for those of a site's own font or logo, which may change."""

    def card(card: SocialCard, style: Style, site: Path) -> bytes:
        return CARD(card, style, site) if style.font else usual_card(card, style)

    def icon(name: str, logo: str, style: Style, site: Path) -> bytes:
        return ICON(name, logo, style, site) if style.font or logo else usual_icon(name, style)

    with patch.object(draw_card, "card_bytes", card), patch.object(draw_icon, "icon_bytes", icon):
        yield


@lru_cache(maxsize=10_000)
def usual_card(card: SocialCard, style: Style) -> bytes:
    return CARD(card, style, Path())


@lru_cache(maxsize=1_000)
def usual_icon(name: str, style: Style) -> bytes:
    return ICON(name, "", style, Path())


@contextmanager
def quick_building() -> Iterator[None]:
    """Builds of a dozen texts in half of the time: this process reads texts, bundled layouts are compiled once, cards
    and icons are drawn once, and files' times tell at once.

    That they do is true of a disk in memory, where no build is so quick that two of them see the same time.
    """
    with (
        compiled_once(),
        drawn_once(),
        patch.object(scan, "GRANULARITY", 0),
        patch.object(sources, "readers", readers_here),
    ):
        yield


def readers_here(config: Config, media_files: MediaFiles, processes: int, meanwhile: Iterable[None] = ()) -> ReadJobs:
    """In place of processes that read texts: this one, which has no time limit."""
    own = MediaFiles(media_files.files, media_files.all_measured(), config.pictures)

    def read(jobs: Sequence[ReadingJob]) -> Iterator[BatchRead]:
        yield msgspec.msgpack.decode(read_batch(jobs, config, own, nullcontext), type=BatchRead)

    return read


@contextmanager
def as_if_large() -> Iterator[None]:
    """Builds of few files make pages by the newest story on them, as builds of many do, and keep as little of what they
    made."""
    with (
        patch.object(publishing, "FEW", 0),
        patch.object(tracing, "MAX_MADE", 3),
        patch.object(catalog, "MAX_CARDS", 3),
        patch.object(asking, "MAX_CARDS", 3),
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
