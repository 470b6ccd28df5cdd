"""Builds that are killed, or refused something by the system, and what must stand then. Starts and kills processes."""

import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from threading import Event, Thread

import pytest
from msgspec import Struct

from newsgen.engine import batches
from newsgen.site import Options, build
from tests.histories import Output, clean_build, files_in, quick_building
from tests.newsroom import Newsroom, Sources, Text, write_sources

NOW = "2022-03-08T12:00:00+00:00"
PARTS = {"config.yaml", "content", "layouts", "assets", "output", ".newsgen"}
OPENS_OR_CHANGES = ",".join(
    "openat write pwrite64 sendfile copy_file_range rename unlink rmdir mkdir ftruncate fsync fdatasync".split()
)
_PATH = re.compile(r'["<](/[^">]+)[">]')
_starting = multiprocessing.get_context("forkserver")
_starting.set_forkserver_preload(["newsgen.cli.building", "newsgen.cli.main", "tests.killing"])


class Edition(Struct, frozen=True):
    """A site's files, and what a clean build makes of them."""

    sources: Sources
    output: Output


def edition(room: Newsroom) -> Edition:
    with quick_building():
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

    def mend(self) -> None:
        """A plain build leaves what a clean one leaves, and nothing beside it."""
        with quick_building():
            report = build(Options(source=self.folder, now=newsroom().now))
        assert report.built, report.problems
        assert files_in(self.output) == self.now.output
        assert {entry.name for entry in self.folder.iterdir()} <= PARTS


class Reader:
    """Someone who reads the site all the while. Use it as a context."""

    def __init__(self, site: Site) -> None:
        self.site, self.wrong, self.read = site, set[str](), 0
        self._over = Event()
        self._thread = Thread(target=self._look)

    def __enter__(self) -> "Reader":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        assert not self.wrong
        assert self.read

    def _look(self) -> None:
        while not self._over.wait(0.0005):
            for path, contents in self.site.known.items():
                if path.endswith(".html"):
                    with suppress(FileNotFoundError, NotADirectoryError):
                        self.wrong |= set() if (self.site.output / path).read_bytes() in contents else {path}
                        self.read += 1


def kill_often(site: Site, *, times: int, jobs: int = 1, from_nothing: bool = False, seed: int = 0) -> None:
    """Kills that many builds, each of another edition than the one before, spread over the time that they take.

    After some of them comes no whole build, so that the next one begins with what two left.
    """
    dice = random.Random(seed)
    seconds = median(_seconds(site, each, jobs, from_nothing) for each in (*site.editions, *site.editions))
    killed = attempts = 0
    while killed < times:
        attempts += 1
        assert attempts < 2 * times, "too few builds were still running when they were to be killed"
        site.become(site.editions[attempts % len(site.editions)])
        if from_nothing:
            site.wipe()
        building = Building(site, jobs)
        time.sleep(seconds * (killed + dice.random()) / times)
        if building.kill():
            killed += 1
        else:
            seconds *= 0.97
        site.assert_whole()
        if from_nothing or dice.random() < 0.7:
            site.mend()
    site.mend()


def _seconds(site: Site, to: Edition, jobs: int, from_nothing: bool) -> float:
    site.become(to)
    if from_nothing:
        site.wipe()
    started = time.perf_counter()
    Building(site, jobs).wait()
    return time.perf_counter() - started


class Building:
    """`newsgen build` in processes of its own; it has begun."""

    def __init__(self, site: Site, jobs: int) -> None:
        begun, tell = _starting.Pipe(duplex=False)
        self._process = _starting.Process(target=_build_alone, args=(str(site.folder), jobs, tell))
        self._process.start()
        tell.close()
        begun.recv()

    def wait(self) -> None:
        self._process.join()
        assert self._process.exitcode == 0

    def kill(self) -> bool:
        """With all its workers. False where it had ended before."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid or 0, signal.SIGKILL)
        self._process.join()
        return self._process.exitcode == -signal.SIGKILL


def _build_alone(folder: str, jobs: int, begun: Connection) -> None:
    """Shares even few things among workers."""
    from newsgen.cli.main import main

    for name, size in {"BATCH": 8, "FEW": 9}.items():
        setattr(batches, name, size)
    os.setsid()
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        begun.send(None)
        main(["build", "-s", folder, "--now", NOW, "--jobs", str(jobs)])


def build_under(site: Site, prefix: Iterable[str], python: Sequence[str] = ("-m", "newsgen")) -> "Ended":
    """Ended or not as it should, it prints no traceback and leaves whole files. prefix: the program that starts it."""
    command = [*prefix, sys.executable, *python, "build", "-s", str(site.folder), "--now", NOW, "--jobs", "1"]
    quiet = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False, timeout=60)
    site.assert_whole()
    assert "Traceback" not in ended.stderr, ended.stderr
    return Ended(ended.returncode, ended.stderr)


class Ended(Struct, frozen=True):
    code: int
    said: str


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
    traced = [strace(), "-f", "--seccomp-bpf", "-y", "-s", "0", "-o", str(log), "-e", f"trace={OPENS_OR_CHANGES}"]
    assert build_under(site, traced).code == 0
    lines = [line for line in log.read_text(errors="replace").splitlines() if f"{site.folder}/" in line]
    first = lines[0].split()[0]
    found = {path.removesuffix("(deleted)") for line in lines for path in _PATH.findall(line)}
    ours = sorted(path for path in found if path.startswith(f"{site.folder}/"))
    return Calls(tuple(ours), Counter(line.split()[1].split("(")[0] for line in lines if line.split()[0] == first))


def injecting(paths: Iterable[str], call: str, what: str, when: int) -> list[str]:
    """The build's nth such call about one of these paths: `error=EIO`, `signal=KILL`."""
    chosen = [part for path in paths for part in ("-P", path)]
    quickly = ["--seccomp-bpf"] if what.startswith("error") else []  # with it strace sends no signals
    inject = f"inject={call}:{what}:when={when}"
    return [strace(), "-f", *quickly, "-o", os.devnull, *chosen, "-e", f"trace={call}", "-e", inject]


def spread_over(count: int, picks: int) -> list[int]:
    """At most that many numbers from 1 to `count`, the first and the last among them."""
    return sorted({1 + round(pick * (count - 1) / max(picks - 1, 1)) for pick in range(min(picks, count))})
