"""Same sources, config and now: same bytes, whatever the machine is like."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from msgspec import Struct

from tests.histories import QUICK_DISK, Output, files_in
from tests.sites import Site

NOW = "2022-03-08T12:00:00+00:00"
BUILD = f"""\
import sys
from datetime import datetime
from pathlib import Path
from newsgen import workers
from newsgen.site import Options, build

if __name__ == "__main__":
    source, jobs, method = sys.argv[1:]
    workers.BATCH, workers.FEW = 16, 20  # even of few pages each process gets some
    now = datetime.fromisoformat("{NOW}")
    report = build(Options(source=Path(source), now=now, jobs=int(jobs), start_method=method))
    sys.exit(0 if report.built and len(report.made) > workers.FEW else 1)
"""


class Machine(Struct, frozen=True):
    """How one differs from another. order: in which files were made, -1 for the last first."""

    environment: dict[str, str] = {}
    umask: int = 0o022
    folder: str = "."
    jobs: int = 1
    method: str = ""
    order: int = 1


MACHINES = {
    "another hash seed": Machine({"PYTHONHASHSEED": "4711"}),
    "a zone in the east": Machine({"TZ": "Pacific/Kiritimati"}),
    "a zone in the west": Machine({"TZ": "America/Los_Angeles"}),
    "no locale": Machine({"LC_ALL": "C", "LANG": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "a locale of another language": Machine({"LC_ALL": "el_GR.UTF-8", "LANGUAGE": "el"}),
    "a strict umask": Machine(umask=0o077),
    "an open umask": Machine(umask=0),
    "another working folder": Machine(folder="/"),
    "two workers": Machine({"PYTHONHASHSEED": "7"}, jobs=2),
    "three workers": Machine({"PYTHONHASHSEED": "8"}, jobs=3),
    "workers that share nothing": Machine({"PYTHONHASHSEED": "9"}, jobs=2, method="spawn"),
    "another order of files": Machine(order=-1),
    "optimised code": Machine({"PYTHONOPTIMIZE": "2"}),
    "all at once": Machine({"PYTHONHASHSEED": "3", "TZ": "Asia/Tokyo", "LC_ALL": "C"}, 0o077, "/", 2, "spawn", -1),
}


def write_newspaper(folder: Path, order: int = 1) -> None:
    folder.mkdir()
    site = Site(folder)
    for number in list(range(40))[::order]:
        site.article(
            f"{['alpha', 'beta'][number % 2]}/story-{number}",
            body="A body with a [link](../alpha/story-2.md).\n\n[[read-also: story-2]]" if number > 2 else "Ωμέγα.",
            title=f"Story {number}",
            date=f"2022-0{number % 3 + 1}-{number % 7 + 1:02}T10:00:00",
            tags=f"[tag{number % 5}, tag{number % 7}, Common]",
            author=f"Author {number % 4}",
            section=f"Section {number % 3}",
            must_read="true" if number % 11 == 0 else "",
        )


def built_by(machine: Machine, folder: Path) -> Output:
    source = folder if machine.folder == "/" else Path(os.path.relpath(folder, folder.parent))
    ended = subprocess.run(
        [sys.executable, "-c", BUILD, str(source), str(machine.jobs), machine.method],
        env=os.environ | {"PYTHONHASHSEED": "1", "TZ": "UTC", "PYTHONPATH": os.getcwd()} | machine.environment,
        cwd=folder.parent if machine.folder == "." else machine.folder,
        umask=machine.umask,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    return files_in(folder / "output")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """In memory, where folders are listed in the order in which their files were made."""
    with TemporaryDirectory(dir=QUICK_DISK) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def usual(place: Path) -> Output:
    write_newspaper(place / "usual")
    return built_by(Machine(), place / "usual")


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_a_machine_makes_no_difference(machine: Machine, usual: Output, place: Path) -> None:
    shutil.rmtree(place / "other", ignore_errors=True)
    write_newspaper(place / "other", machine.order)
    found = built_by(machine, place / "other")
    assert len(usual) > 80
    assert [path for path in sorted(found.keys() | usual.keys()) if found.get(path) != usual.get(path)] == []
