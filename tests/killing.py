"""Builds that are killed, or refused something by the system, and what must stand then. Starts and kills processes."""

import ctypes
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection, wait
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median
from types import TracebackType

import pytest
from msgspec import Struct

from newsgen import workers
from newsgen.cli.main import main
from newsgen.site import Options, build
from tests.histories import Output, clean_build, files_in
from tests.newsroom import Newsroom, Sources, Text, write_sources

NOW = "2022-03-08T12:00:00+00:00"
PARTS = {"config.yaml", "content", "layouts", "assets", "output", ".newsgen"}
OPENS_OR_CHANGES = ",".join(
    "openat write pwrite64 sendfile copy_file_range rename unlink rmdir mkdir ftruncate fsync fdatasync".split()
)
_PATH = re.compile(r'["<](/[^">]+)[">]')
_PR_SET_PTRACER = 0x59616D61
_starting = multiprocessing.get_context("forkserver")
Limit = tuple[int, int]
"""A resource of the system and how much of it a build may use."""


class Edition(Struct, frozen=True):
    """A site's files, and what a clean build makes of them."""

    sources: Sources
    output: Output


def edition(room: Newsroom) -> Edition:
    outcome, output = clean_build(tuple(room.sources().items()), room.now, room.drafts, room.future)
    assert outcome.built, outcome.problems
    return Edition(room.sources(), output)


def newsroom(more: int = 0) -> Newsroom:
    """more: articles besides the usual ones."""
    room = Newsroom(Path())
    for number in range(more):
        room.texts[f"world/more-{number}.md"] = Text({"title": f"More {number}", "date": "2022-02-01", "author": "Ann"})
    return room


def edited(more: int = 0) -> Newsroom:
    """With another title, tag and text, a new article and a new picture."""
    room = newsroom(more)
    room.texts["world/flood.md"] = Text({"title": "Deluge", "date": "2022-03-07T10:20", "tags": ["Night"]}, "Gone.\n")
    room.texts["sport/new.md"] = Text({"title": "News", "date": "2022-03-08T11:00", "photo": "/photos/a.png"})
    room.files["content/photos/a.png"] = room.files["content/photos/b.png"]
    return room


def fewer() -> Newsroom:
    room = newsroom()
    del room.texts["sport/match.md"], room.texts["town/market.md"], room.files["content/photos/b.png"]
    return room


def recoloured() -> Newsroom:
    """With other words on every page."""
    room = newsroom()
    room.config |= {"theme": {"accent": "#a3182d"}, "permalink": "/{section}/{slug}.html"}
    return room


class Site:
    """One site that is now one edition, now another. Owns its folder."""

    def __init__(self, folder: Path, editions: Sequence[Edition]) -> None:
        self.folder, self.editions, self.output = folder, editions, folder / "output"
        self.now = editions[0]
        self.known: dict[str, set[bytes]] = {}
        for each in editions:
            for path, content in each.output.items():
                self.known.setdefault(path, set()).add(content)

    def become(self, to: Edition) -> None:
        for path in self.now.sources.keys() - to.sources.keys():
            (self.folder / path).unlink(missing_ok=True)
        write_sources(self.folder, to.sources)
        self.now = to

    def wipe(self) -> None:
        """As if it had never been built."""
        for folder in self.folder.iterdir():
            if folder.name not in PARTS - {"output", ".newsgen"}:
                shutil.rmtree(folder)

    def assert_whole(self) -> None:
        """Whatever stands in the output is as one of the editions has it."""
        wrong = [path for path, content in files_in(self.output).items() if content not in self.known.get(path, ())]
        assert not wrong, wrong

    def fix(self) -> None:
        """A plain build leaves what a clean one leaves, and nothing beside it."""
        report = build(Options(source=self.folder, now=newsroom().now))
        assert report.built, report.problems
        found, wanted = files_in(self.output), self.now.output
        assert not [path for path in sorted(found.keys() | wanted.keys()) if found.get(path) != wanted.get(path)]
        assert {entry.name for entry in self.folder.iterdir()} <= PARTS


class Reader:
    """Someone who reads the site all the while, in a process of its own. Use it as a context."""

    def __init__(self, site: Site) -> None:
        self._over = _starting.Event()
        self._told, tell = _starting.Pipe(duplex=False)
        self._process = _starting.Process(target=_look, args=(site, self._over, tell))

    def __enter__(self) -> "Reader":
        self._process.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        wrong, count = self._told.recv()
        self._process.join()
        assert not wrong
        assert count > 1000, count


def _look(site: Site, over: Event, tell: Connection) -> None:
    wrong, count = set[str](), 0
    while not over.wait(0.01):
        for path, contents in site.known.items():
            with suppress(FileNotFoundError, NotADirectoryError):
                wrong |= set() if (site.output / path).read_bytes() in contents else {path}
                count += 1
    tell.send((wrong, count))


def kill_often(site: Site, *, times: int, jobs: int = 1, from_nothing: bool = False, seed: int = 0) -> None:
    """Kills that many builds, each of another edition than the one before, spread over the time that they take.

    After some of them comes no whole build, so that the next one begins with what two left.
    """
    dice = random.Random(seed)
    seconds = median(_seconds(site, each, jobs, from_nothing) for each in (*site.editions, *site.editions))
    killed = attempts = 0
    while killed < times:
        attempts += 1
        assert attempts < 3 * times, "too few builds were still running when they were to be killed"
        site.become(site.editions[attempts % len(site.editions)])
        if from_nothing:
            site.wipe()
        building = Building(site, jobs)
        started = time.perf_counter()
        building.begin()
        if building.ends_within(seconds * (killed + dice.random()) / times):
            seconds = time.perf_counter() - started
        else:
            building.kill()
            killed += 1
        building.wait()
        site.assert_whole()
        if from_nothing or dice.random() < 0.7:
            site.fix()
    site.fix()


def _seconds(site: Site, to: Edition, jobs: int, from_nothing: bool) -> float:
    site.become(to)
    if from_nothing:
        site.wipe()
    building = Building(site, jobs)
    started = time.perf_counter()
    building.begin()
    assert building.wait().code == 0
    return time.perf_counter() - started


class Ended(Struct, frozen=True):
    code: int
    said: str


class Building:
    """`newsgen build` in processes of its own; it waits until it may begin."""

    def __init__(self, site: Site, jobs: int = 1, limits: Sequence[Limit] = ()) -> None:
        self._said = site.folder.with_name(f"{site.folder.name}-said")
        waiting, self._go = _starting.Pipe(duplex=False)
        self._process = _starting.Process(target=_build_alone, args=(site.folder, self._said, jobs, limits, waiting))
        self._process.start()
        waiting.close()
        self.number = self._process.pid or 0

    def begin(self) -> None:
        self._go.send(None)
        self._go.close()

    def kill(self) -> None:
        """With all its workers."""
        with suppress(ProcessLookupError):
            os.killpg(self.number, signal.SIGKILL)

    def ends_within(self, seconds: float) -> bool:
        ended = os.pidfd_open(self.number)  # the process's sentinel says nothing: the build closes its end
        try:
            return bool(wait([ended], seconds))
        finally:
            os.close(ended)

    def wait(self) -> Ended:
        self._process.join()
        self.kill()
        return Ended(self._process.exitcode or 0, self._said.read_text(errors="replace"))


def _build_alone(folder: Path, said: Path, jobs: int, limits: Sequence[Limit], waiting: Connection) -> None:
    """Shares even few things among workers. May be traced by others than its parents."""
    workers.BATCH, workers.FEW = 8, 9
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1))
    with open(said, "wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    waiting.recv()
    os.closerange(3, 1000)
    for limit, value in limits:
        resource.setrlimit(limit, (value, value))
    main(["build", "-s", str(folder), "--now", NOW, "--jobs", str(jobs)])


def build_under(site: Site, tracer: Sequence[str] = (), limits: Sequence[Limit] = ()) -> Ended:
    """Ended or not as it should, it prints no traceback and leaves whole files. tracer: a command; its options."""
    building = Building(site, limits=limits)
    tracing = None
    if tracer:
        tracing = subprocess.Popen([*tracer, "-p", str(building.number)], stderr=subprocess.PIPE, text=True)
        assert tracing.stderr and "attached" in (first := tracing.stderr.readline()), first
    building.begin()
    ended = building.wait()
    if tracing:
        tracing.communicate(timeout=60)
    _assert_orderly(site, ended)
    return ended


def build_by_command(site: Site, prefix: Sequence[str]) -> Ended:
    """The same by the command itself. prefix: the program that starts it."""
    command = [*prefix, sys.executable, "-m", "newsgen", "build", "-s", str(site.folder), "--now", NOW, "--jobs", "1"]
    quiet = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False, timeout=60)
    ended = Ended(done.returncode, done.stderr)
    _assert_orderly(site, ended)
    return ended


def _assert_orderly(site: Site, ended: Ended) -> None:
    site.assert_whole()
    assert "Traceback" not in ended.said, ended.said


@cache
def strace() -> str:
    """Fails the test where it can't be had: without it the test proves nothing."""
    found = shutil.which("strace")
    if not found:
        pytest.fail("the test needs strace (Debian: apt-get install strace)")
    tried = subprocess.run([found, "-o", os.devnull, "true"], capture_output=True, text=True, check=False, timeout=60)
    if tried.returncode:
        pytest.fail(f"strace can't trace here (in a container: --cap-add SYS_PTRACE): {tried.stderr}")
    return found


class Calls(Struct, frozen=True):
    """What a build asked of the system: the paths below the site's folder, how often each call named one of them."""

    paths: tuple[str, ...]
    counts: Counter[str]


def calls(site: Site, log: Path) -> Calls:
    """Of a whole build."""
    traced = [strace(), "-f", "-y", "-s", "0", "-o", str(log), "-e", f"trace={OPENS_OR_CHANGES}"]
    assert build_under(site, traced).code == 0
    lines = [line for line in log.read_text(errors="replace").splitlines() if f"{site.folder}/" in line]
    first = lines[0].split()[0]
    found = {path.removesuffix("(deleted)") for line in lines for path in _PATH.findall(line)}
    ours = sorted(path for path in found if path.startswith(f"{site.folder}/"))
    return Calls(tuple(ours), Counter(line.split()[1].split("(")[0] for line in lines if line.split()[0] == first))


def injecting(paths: Iterable[str], call: str, what: str, when: int) -> list[str]:
    """The build's nth such call about one of these paths: `error=EIO`, `signal=KILL`."""
    chosen = [part for path in paths for part in ("-P", path)]
    return [strace(), "-f", "-o", os.devnull, *chosen, "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={when}"]


def spread_over(count: int, picks: int) -> list[int]:
    """At most that many numbers from 1 to `count`, the first and the last among them."""
    return sorted({1 + round(pick * (count - 1) / max(picks - 1, 1)) for pick in range(min(picks, count))})
