"""Sources that can't be written are built, checked, served and asked about, with a cache in a folder elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsgen.cli.main import main
from newsgen.site import build
from newsgen.site.options import Options
from tests.checks import names_below
from tests.sites import NOW, Site
from tests.test_disk_faults import AS_OTHERS

REFUSED = 77


@pytest.fixture
def read_only(site: Site) -> Iterator[Site]:
    site.article("flood", title="FLOOD WATER RISES HIGHER")
    folders = [site.folder, *(folder for folder in site.folder.rglob("*") if folder.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    yield site
    for folder in folders:
        folder.chmod(0o755)


def newsgen(site: Site, *arguments: str, **environ: str) -> tuple[int, str]:
    """The exit code, and all that was printed."""
    command = [*AS_OTHERS, sys.executable, "-m", "newsgen", *arguments, "-s", str(site.folder)]
    quiet = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | environ
    ended = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


def test_a_read_only_source_is_built_with_a_cache_elsewhere(read_only: Site, elsewhere: Path) -> None:
    before = names_below(read_only.folder)
    command = ["build", "--output", str(elsewhere / "output"), "--now", "2022-03-08"]
    assert newsgen(read_only, *command, "--cache-dir", str(elsewhere / "new/cache"))[0] == 0
    code, said = newsgen(read_only, *command, NEWSGEN_CACHE_DIR=str(elsewhere / "new/cache"))
    assert (code, "0 pages rendered" in said) == (0, True)
    assert names_below(read_only.folder) == before
    asked = ["explain", "/", "--output", str(elsewhere / "output")]
    assert "front page" in newsgen(read_only, *asked, NEWSGEN_CACHE_DIR=str(elsewhere / "new/cache"))[1]
    cleaned = ["clean", "--output", str(elsewhere / "output"), "--cache-dir", str(elsewhere / "new/cache")]
    assert newsgen(read_only, *cleaned)[0] == 0
    assert names_below(elsewhere / "output") == set()


def test_a_cache_that_cannot_be_written_names_what_to_do(read_only: Site, elsewhere: Path) -> None:
    code, said = newsgen(read_only, "build", "--output", str(elsewhere / "output"))
    assert (code, said) == (
        REFUSED,
        f"{read_only.folder}/.newsgen: not allowed: the cache can't be written there; --cache-dir DIR or "
        "NEWSGEN_CACHE_DIR names another folder for the cache, and `build --no-cache` does without\n",
    )


def test_an_output_that_cannot_be_written_names_what_to_do(read_only: Site, elsewhere: Path) -> None:
    code, said = newsgen(read_only, "build", "--cache-dir", str(elsewhere))
    assert code == REFUSED
    assert said.endswith("not allowed: Permission denied; --output DIR puts the site into another folder\n")


def test_a_cache_of_another_user_names_what_to_do(site: Site, elsewhere: Path) -> None:
    """Such as of a container that ran as root."""
    site.article()
    site.built()
    (memory,) = (site.folder / ".newsgen").glob("*.sqlite")
    memory.chmod(0o444)
    code, said = newsgen(site, "build")
    assert (code, f"{memory}: not allowed: " in said, "--cache-dir" in said) == (REFUSED, True, True)


def test_without_cache_a_read_only_source_is_built_again_and_again(read_only: Site, elsewhere: Path) -> None:
    """It is still known which files are newsgen's: none is taken for somebody else's, and what is gone is deleted."""
    command = ["build", "--no-cache", "--verify", "--output", str(elsewhere / "output")]
    assert newsgen(read_only, *command, TMPDIR=str(elsewhere))[0] == 0
    assert (elsewhere / "output/2022/03/flood/index.html").exists()
    (read_only.folder / "content/flood.md").write_text("---\ntitle: Dam\nslug: dam\ndate: 2022-03-07\n---\nIt holds.\n")
    code, said = newsgen(read_only, *command, TMPDIR=str(elsewhere))
    assert (code, "did not make this file" in said) == (0, False)
    assert (elsewhere / "output/2022/03/dam/index.html").exists()
    assert not (elsewhere / "output/2022/03/flood").exists()


def test_a_temporary_folder_that_others_can_write_to_is_not_used(read_only: Site, elsewhere: Path) -> None:
    (elsewhere / f"newsgen-{os.getuid()}").mkdir()
    (elsewhere / f"newsgen-{os.getuid()}").chmod(0o777)
    command = ["build", "--no-cache", "--output", str(elsewhere / "output")]
    code, said = newsgen(read_only, *command, TMPDIR=str(elsewhere))
    assert (code, "others can write there" in said) == (REFUSED, True)


@pytest.mark.parametrize("command", [["check"], ["list", "drafts"], ["next-change"], ["related", "content/flood.md"]])
def test_what_puts_nothing_out_needs_no_place_to_write_to(read_only: Site, elsewhere: Path, command: list[str]) -> None:
    code, said = newsgen(read_only, *command, TMPDIR=str(elsewhere))
    assert (code, "not allowed" in said) == (0, False)
    assert ("shouting" in said) == (command == ["check"])


def test_a_check_keeps_what_it_learnt_in_the_cache_that_is_named(site: Site, elsewhere: Path) -> None:
    site.article()
    asked = ["check", "-s", str(site.folder), "--cache-dir", str(elsewhere)]
    assert CliRunner().invoke(main, asked).exit_code == 0
    assert "gazette.example/check/findings.msgpack" in names_below(elsewhere)
    assert not (site.folder / ".newsgen").exists()


def test_one_folder_holds_the_caches_of_several_sites(tmp_path: Path, elsewhere: Path) -> None:
    sites = [Site(tmp_path / name) for name in "ab"]
    sites[1].edit("config.yaml", "gazette.example", "herald.example")
    sites[1].article("dam", title="Dam")
    sites[0].article("flood")
    for _ in range(2):
        reports = [build(Options(source=site.folder, now=NOW, cache_dir=str(elsewhere))) for site in sites]
    assert [(report.built, report.rendered, report.notes) for report in reports] == [(True, (), ())] * 2
    shutil.move(sites[0].folder, tmp_path / "moved")
    assert build(Options(source=tmp_path / "moved", now=NOW, cache_dir=str(elsewhere))).rendered == ()


@pytest.mark.parametrize("place", ["output", "output/cache", "content", "layouts/x", "assets"])
def test_a_cache_is_no_part_of_the_output_or_the_sources(site: Site, place: str) -> None:
    site.article()
    (problem,) = site.build(cache_dir=str(site.folder / place)).problems
    assert re.fullmatch(
        r"config.yaml:1:1: the cache folder .* lies in the output folder or in one of the site's sources "
        r"\(give it a folder of its own, by --cache-dir\)",
        str(problem),
    )


def test_a_read_only_source_is_shown_with_a_cache_elsewhere(read_only: Site, elsewhere: Path) -> None:
    code, said = newsgen(read_only, "serve", "--port", "0")
    assert (code, "--cache-dir DIR or NEWSGEN_CACHE_DIR names another folder" in said) == (REFUSED, True)
    command = [*AS_OTHERS, sys.executable, "-m", "newsgen", "serve", "--port", "0", "--cache-dir", str(elsewhere)]
    quiet = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, "-s", str(read_only.folder)], env=quiet, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        try:
            assert any("1 article. The preview is at http://localhost:" in line for line in server.stdout)
        finally:
            server.terminate()
    assert not (read_only.folder / ".newsgen").exists()
