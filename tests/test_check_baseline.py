"""`newsgen check --baseline`: of an archive with many problems only what is new is told and decides the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsgen.cli.main import main
from tests.sites import Site


@pytest.fixture
def archive(site: Site) -> Site:
    """Two texts shout, one has a link that is dead, twice."""
    site.article("flood", title="FLOOD WATER RISES HIGHER")
    site.article("dam", title="Dam report", body="See [the vote](vote.md).\n\nSee [the vote](vote.md).")
    site.article("roads", title="ROADS ARE CLOSED AGAIN")
    return site


def check(site: Site, *arguments: str) -> Result:
    found = CliRunner().invoke(main, ["check", "-s", str(site.folder), "--now", "2022-03-08T12:00Z", *arguments])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def new(site: Site, *arguments: str) -> list[tuple[str, str, int]]:
    """File, code and line of what is new."""
    found = json.loads(
        check(site, "--format", "json", "--baseline", str(site.folder / "known.json"), *arguments).stdout
    )
    return [(each["file"], each["code"], each["line"]) for each in found["problems"]]


@pytest.fixture
def known(archive: Site) -> Path:
    file = archive.folder / "known.json"
    assert check(archive, "--strict", "--write-baseline", str(file)).exit_code == 0
    return file


def test_what_is_known_is_not_told_and_fails_nothing(archive: Site, known: Path) -> None:
    assert check(archive, "--strict").exit_code == 1
    found = check(archive, "--strict", "--baseline", str(known))
    assert found.exit_code == 0
    assert found.stdout == "\n3 texts: 0 errors, 0 warnings.\n".lstrip()
    assert found.stderr == "4 problems of the baseline left out.\n"


def test_what_is_new_is_told_and_fails(archive: Site, known: Path) -> None:
    archive.article("bridge", title="BRIDGE IS OPEN AGAIN")
    assert new(archive) == [("content/bridge.md", "shouting", 2)]
    assert check(archive, "--baseline", str(known)).exit_code == 0
    assert check(archive, "--strict", "--baseline", str(known)).exit_code == 1


def test_a_problem_is_known_wherever_it_stands_in_its_file(archive: Site, known: Path) -> None:
    archive.edit("content/dam.md", "See", "The dam held.\n\nSee")
    assert new(archive) == []


def test_one_more_of_a_kind_is_new(archive: Site, known: Path) -> None:
    archive.edit("content/dam.md", "vote.md).\n\n", "vote.md).\n\nSee [the vote](vote.md).\n\n")
    assert new(archive) == [("content/dam.md", "dead-link", 9)]


def test_the_same_problem_in_another_file_is_new(archive: Site, known: Path) -> None:
    archive.article("other", title="ROADS ARE CLOSED AGAIN", date="2022-03-01")
    assert ("content/other.md", "shouting", 2) in new(archive)


def test_what_was_fixed_is_counted_and_comes_back_as_new_once_it_is_removed(archive: Site, known: Path) -> None:
    archive.edit("content/roads.md", "ROADS ARE CLOSED AGAIN", "Roads are closed")
    assert "1 problem of the baseline fixed" in check(archive, "--baseline", str(known)).stderr
    check(archive, "--baseline", str(known), "--write-baseline", str(known))
    archive.edit("content/roads.md", "Roads are closed", "ROADS ARE CLOSED AGAIN")
    assert new(archive) == [("content/roads.md", "shouting", 2)]


def test_of_one_file_only_what_is_new_is_told(archive: Site, known: Path) -> None:
    archive.article("bridge", title="BRIDGE IS OPEN AGAIN")
    archive.edit("content/flood.md", "date:", "kicker: x\ndate:")
    assert new(archive, str(archive.folder / "content/flood.md")) == [("content/flood.md", "unknown-key", 3)]
    found = check(archive, "--baseline", str(known), str(archive.folder / "content/flood.md"))
    assert "fixed" not in found.stderr  # the rest was not looked at


def test_errors_too_can_be_known(archive: Site) -> None:
    archive.article("broken", date="2022-02-30")
    assert check(archive).exit_code == 1
    assert check(archive, "--write-baseline", str(archive.folder / "known.json")).exit_code == 0
    assert new(archive) == []
    archive.article("other", date="2022-02-31")
    assert check(archive, "--baseline", str(archive.folder / "known.json")).exit_code == 1


def test_a_baseline_can_be_read_and_merged(archive: Site, known: Path) -> None:
    text = known.read_text()
    rows = json.loads(text)["problems"]
    assert rows == sorted(rows, key=lambda row: (row["file"], row["code"], row["what"]))
    assert {row["file"]: row["count"] for row in rows} == {
        "content/dam.md": 2,
        "content/flood.md": 1,
        "content/roads.md": 1,
    }
    check(archive, "--write-baseline", str(known))
    assert known.read_text() == text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "there is no such file"),
        ("", "it is no baseline: Input data was truncated"),
        ("<<<<<<< HEAD\n", "it is no baseline: JSON is malformed"),
        ("[]", "it is no baseline: Expected `object`, got `array`"),
        ('{"version": 1, "problems": [{"file": 7}]}', "it is no baseline: Expected `str`, got `int`"),
        ('{"version": 2, "problems": []}', "it is a baseline of version 2"),
        (b"\xff\xfe", "it is no baseline"),
    ],
)
def test_what_is_no_baseline_is_told(archive: Site, content: str | bytes | None, why: str) -> None:
    file = archive.folder / "known.json"
    if content is not None:
        archive.write("known.json", content)
    found = check(archive, "--baseline", str(file))
    assert (found.exit_code, f"known.json:1:1: {why}" in found.stderr) == (2, True), found.stderr


def test_a_config_that_cannot_be_read_is_never_known(archive: Site, known: Path) -> None:
    before = known.read_bytes()
    archive.write("config.yaml", "site: {title: Gazette}\n")
    for option in ("--baseline", "--write-baseline"):
        found = check(archive, option, str(known))
        assert (found.exit_code, "config.yaml:1:" in found.stdout) == (1, True)
    assert known.read_bytes() == before


def test_a_baseline_is_of_the_whole_site(archive: Site) -> None:
    found = check(archive, "--write-baseline", str(archive.folder / "known.json"), str(archive.folder / "content"))
    assert (found.exit_code, "of the whole site" in found.stderr) == (2, True)


def test_a_clash_is_known_whichever_of_its_files_is_checked(archive: Site) -> None:
    for folder in "ab":
        archive.article(f"{folder}/bridge", title=f"Bridge {folder}", id=folder)
    check(archive, "--write-baseline", str(archive.folder / "known.json"))
    archive.edit("content/a/bridge.md", "title:", "summary: Open.\nslug: bridge\ntitle:")
    assert new(archive) == []
    assert new(archive, str(archive.folder / "content/a")) == []
    assert new(archive, str(archive.folder / "content/b")) == []
