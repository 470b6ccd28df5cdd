"""Files are staged beside the output folder; until they are published nobody sees any of them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from newsgen.engine.dependencies import OutputFile
from newsgen.engine.output import TICK, FileState, Staging, output_state, remove, stat_of, sure
from newsgen.model.digest import content_digest

FRONT, FLOOD = "index.html", "2022/03/flood/index.html"
Edit = Callable[[Path], object]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public"


def stage(staging: Staging, **files: bytes) -> None:
    for name, content in files.items():
        staging.add({"front": FRONT, "flood": FLOOD}[name], content, content_digest(content))


def held(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def put_out(folder: Path, **files: bytes) -> dict[str, OutputFile]:
    """What is remembered of it."""
    with Staging(folder) as staging:
        stage(staging, **files)
        staging.publish(staging.states.keys(), staging.states.keys())
        return {path: OutputFile(1, "page", state.digest, state.stat) for path, state in staging.states.items()}


def test_a_first_output_appears_all_at_once(output: Path) -> None:
    with Staging(output) as staging:
        stage(staging, front=b"front", flood=b"flood")
        assert not output.exists()
        staging.publish({FRONT, FLOOD}, set())
        assert held(output) == {FRONT: b"front", FLOOD: b"flood"}


def test_what_is_staged_is_not_seen_until_it_is_published(output: Path) -> None:
    put_out(output, front=b"front")
    with Staging(output) as staging:
        stage(staging, front=b"new", flood=b"flood")
        assert held(output) == {FRONT: b"front"}
    assert held(output.parent) == {"public/index.html": b"front"}


def test_what_a_killed_build_staged_is_cleared_away(output: Path) -> None:
    Staging(output).add(FRONT, b"half", content_digest(b"half"))
    assert len(list(output.parent.iterdir())) == 1
    with Staging(output) as staging:
        stage(staging, flood=b"flood")
        staging.publish({FLOOD}, set())
    assert held(output.parent) == {f"public/{FLOOD}": b"flood"}


def test_an_output_made_meanwhile_by_another_keeps_its_files(output: Path) -> None:
    with Staging(output) as staging:
        stage(staging, front=b"front")
        output.mkdir()
        (output / "theirs.txt").write_bytes(b"theirs")
        staging.publish({FRONT}, set())
    assert held(output) == {FRONT: b"front", "theirs.txt": b"theirs"}


def test_a_file_that_is_known_to_stand_is_not_looked_at(output: Path) -> None:
    known = put_out(output, front=b"front")[FRONT]
    (output / FRONT).write_bytes(b"other")
    with Staging(output) as staging:
        state = FileState(known.digest, known.stat)
        staging.note(FRONT, *staging.stager.put(FRONT, b"front", known.digest, state))
        assert staging.publish({FRONT}, {FRONT}).written == ()
    assert held(output) == {FRONT: b"other"}


@pytest.mark.parametrize("path", ["../front", "/front", "a/../../front", "", "x\0y"])
def test_no_file_is_staged_outside(output: Path, path: str) -> None:
    with Staging(output) as staging, pytest.raises(ValueError, match="leads out"):
        staging.add(path, b"", content_digest(b""))
    put_out(output, front=b"front")
    assert not remove(output, path)


def folder_instead(file: Path) -> None:
    file.unlink()
    file.mkdir()


def symlink_instead(file: Path) -> None:
    """To the same bytes."""
    file.rename(file.with_name("moved"))
    file.symlink_to(file.with_name("moved"))


EDITS: dict[str, Edit] = {
    "deleted": Path.unlink,
    "edited": lambda file: file.write_bytes(b"other"),
    "made a folder": folder_instead,
    "made a symlink": symlink_instead,
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_file_that_is_not_as_it_was_put_out_is_not_intact(output: Path, edit: Edit) -> None:
    files = put_out(output, front=b"front", flood=b"flood")
    edit(output / FRONT)
    assert files.keys() - output_state(output, files).intact.keys() == {FRONT}


def test_a_symlink_to_the_same_bytes_makes_way_for_the_file(output: Path) -> None:
    put_out(output, front=b"front")
    symlink_instead(output / FRONT)
    put_out(output, front=b"front")
    assert not (output / FRONT).is_symlink()


def test_a_file_of_the_same_bytes_is_intact_whatever_its_time(output: Path) -> None:
    files = put_out(output, front=b"front")
    os.utime(output / FRONT, (1, 1))
    stats = {FRONT: stat_of(str(output / FRONT))}
    assert stats != {FRONT: files[FRONT].stat}
    state = output_state(output, files)
    assert (state.intact.keys(), state.restated) == (files.keys(), stats)


def test_an_edit_within_the_same_tick_is_found() -> None:
    """A stat so young is not relied on: the file's bytes are."""
    now, stat = 10 * TICK, (5, 9 * TICK, 1)
    assert sure(stat, now) == ()
    assert sure((5, 9 * TICK - 1, 1), now) == (5, 9 * TICK - 1, 1)
    assert sure((), now) == ()


def test_nothing_is_staged_or_removed_through_a_symlink(output: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "index.html").write_bytes(b"theirs")
    put_out(output, front=b"front")
    (output / "2022").symlink_to(tmp_path / "elsewhere")
    assert not remove(output, "2022/index.html")
    output.with_name(f".{output.name}.newsgen-staging").symlink_to(tmp_path / "elsewhere")
    with Staging(output) as staging:
        stage(staging, flood=b"flood")
        staging.publish({FLOOD}, {FRONT, FLOOD})
    assert held(output) == {FLOOD: b"flood"}
    assert [file.name for file in (tmp_path / "elsewhere").rglob("*")] == ["index.html"]
