"""Same sources, config and now: same bytes, whatever the machine is like."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import Site

NOW = "2022-03-08T12:00:00Z"


def digest_of_build(site: Site, name: str, **environment: str) -> dict[str, bytes]:
    output = site.folder / name
    jobs = environment.pop("JOBS", "1")
    command = [sys.executable, "-m", "newsgen", "build", "-s", str(site.folder), "-d", str(output), "--now", NOW]
    ended = subprocess.run(
        [*command, "--jobs", jobs],
        env=os.environ | environment,
        cwd=environment.pop("CWD", str(Path.cwd())),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    return {file.relative_to(output).as_posix(): file.read_bytes() for file in output.rglob("*") if file.is_file()}


@pytest.fixture
def newspaper(site: Site) -> Site:
    for number in range(80):
        site.article(
            f"story-{number}",
            body="A body with a [link](story-1.md).\n\n[[read-also: story-2]]" if number > 2 else "A body.",
            title=f"Story {number}",
            date=f"2022-0{number % 3 + 1}-{number % 7 + 1:02}T10:00:00",
            tags=f"[tag{number % 5}, tag{number % 7}, Common]",
            author=f"Author {number % 4}",
            section=f"Section {number % 3}",
            must_read="true" if number % 11 == 0 else "",
        )
    return site


def test_builds_agree_under_other_hash_seeds_zones_locales_and_workers(newspaper: Site) -> None:
    first = digest_of_build(newspaper, "one", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C", JOBS="1")
    second = digest_of_build(
        newspaper, "two", PYTHONHASHSEED="4711", TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8", JOBS="3", CWD="/"
    )
    assert len(first) > 120
    assert first == second
