"""The wheel as users get it: complete, and able to make a newspaper away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.crawl import dead_links

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run("pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (built,) = folder.glob("newsgen-*.whl")
    return built


def run(*module: str, cwd: Path | None = None, **environment: str) -> str:
    command = [sys.executable, "-W", "ignore", "-m", *module]
    ended = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_wheel_holds_the_starter_once_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    bundled = {name.removeprefix("newsgen/bundled/") for name in names if name.startswith("newsgen/bundled/")}
    starter = {
        file.relative_to(ROOT).as_posix()
        for folder in ("assets", "layouts", "starter")
        for file in (ROOT / folder).rglob("*")
        if file.is_file()
    }
    assert bundled == starter
    assert not [name for name in names if {"tests", "benchmarks", "output"} & set(Path(name).parts)]
    assert len(names) == len(set(names))


def test_an_installed_newsgen_makes_a_newspaper_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site-packages"
    run("pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(installed), str(wheel))
    away = tmp_path / "away"
    away.mkdir()
    path = {"PYTHONPATH": str(installed)}
    where = "import newsgen; print(newsgen.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=away, env=os.environ | path, capture_output=True, text=True, check=True
    )
    assert found.stdout.startswith(str(installed))
    run("newsgen", "init", "paper", cwd=away, **path)
    told = run("newsgen", "build", "--source", "paper", "--strict", cwd=away, **path)
    assert "files written" in told
    assert dead_links(away / "paper" / "output", "") == []
