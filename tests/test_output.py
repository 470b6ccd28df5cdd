"""Putting files out: each at once or not at all, ours only, nothing left lying about."""

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsgen.engine.manifest import Manifest
from newsgen.engine.output import FileContent, Written, put_out, remove_all

FILES: dict[str, FileContent] = {"index.html": b"front", "2022/03/flood/index.html": b"flood"}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public" / "site"


@pytest.fixture
def manifest(tmp_path: Path, output: Path) -> Manifest:
    return Manifest(tmp_path / "memory", output)


def held(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def manifest_file(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "memory").iterdir()
    return file


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """The system refuses to write more into a file, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def test_a_new_folder_holds_what_was_put_out(output: Path, manifest: Manifest) -> None:
    written = put_out(FILES, output, manifest)
    assert held(output) == FILES
    assert (set(written.written), written.unchanged, written.deleted) == (set(FILES), 0, ())
    assert names(output.parent) == {"site"}


def test_a_file_may_be_a_copy_of_another(output: Path, manifest: Manifest, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"picture")
    put_out({"assets/photo.jpg": tmp_path / "photo.jpg"}, output, manifest)
    assert held(output) == {"assets/photo.jpg": b"picture"}
    assert put_out({"assets/photo.jpg": tmp_path / "photo.jpg"}, output, manifest) == Written(unchanged=1)
    (tmp_path / "photo.jpg").write_bytes(b"retouch")
    assert put_out({"assets/photo.jpg": tmp_path / "photo.jpg"}, output, manifest).written == ("assets/photo.jpg",)
    assert held(output) == {"assets/photo.jpg": b"retouch"}


def test_a_file_of_the_same_bytes_is_not_touched(output: Path, manifest: Manifest) -> None:
    put_out(FILES, output, manifest)
    for file in output.rglob("*.html"):
        os.utime(file, (1, 1))
    assert put_out(FILES, output, manifest) == Written(unchanged=2)
    assert put_out(FILES | {"index.html": b"FRONT"}, output, manifest).written == ("index.html",)
    assert os.stat(output / "2022/03/flood/index.html").st_mtime == 1
    assert os.stat(output / "index.html").st_mtime != 1


def test_who_reads_a_file_while_it_is_replaced_has_the_whole_old_one(output: Path, manifest: Manifest) -> None:
    put_out(FILES, output, manifest)
    with open(output / "index.html", "rb") as reader:
        put_out(FILES | {"index.html": b"quite another front"}, output, manifest)
        assert reader.read() == b"front"


def test_a_page_may_take_the_place_of_a_folder_and_a_folder_that_of_a_page(output: Path, manifest: Manifest) -> None:
    put_out({"old": b"file", "a/b/index.html": b"page"}, output, manifest)
    files: Mapping[str, FileContent] = {"old/index.html": b"page", "a/b": b"file"}
    put_out(files, output, manifest)
    assert held(output) == files
    put_out({"old": b"file", "a/b/index.html": b"page"}, output, manifest)
    assert held(output) == {"old": b"file", "a/b/index.html": b"page"}


def test_only_our_files_are_pruned_and_folders_that_are_then_empty(output: Path, manifest: Manifest) -> None:
    put_out(FILES, output, manifest)
    (output / "CNAME").write_bytes(b"mine")
    (output / "2022/mine.txt").write_bytes(b"mine")
    written = put_out({"index.html": b"front"}, output, manifest)
    assert written.deleted == ("2022/03/flood/index.html",)
    assert held(output) == {"index.html": b"front", "CNAME": b"mine", "2022/mine.txt": b"mine"}
    assert not (output / "2022/03").exists()


def test_a_strangers_files_are_kept_in_a_folder_that_was_there_before(output: Path, manifest: Manifest) -> None:
    output.mkdir(parents=True)
    (output / "mine.txt").write_bytes(b"mine")
    put_out(FILES, output, manifest)
    assert held(output) == FILES | {"mine.txt": b"mine"}


def test_what_a_stranger_put_where_a_page_goes_is_not_lost(output: Path, manifest: Manifest) -> None:
    put_out({"index.html": b"front"}, output, manifest)
    (output / "feed.xml").mkdir()
    (output / "feed.xml/mine.txt").write_bytes(b"mine")
    with pytest.raises(OSError, match="not empty"):
        put_out({"index.html": b"front", "feed.xml": b"feed"}, output, manifest)
    (output / "2022").write_bytes(b"mine")
    with pytest.raises(OSError, match="2022"):
        put_out({"index.html": b"front", "2022/index.html": b"page"}, output, manifest)
    assert held(output) == {"index.html": b"front", "feed.xml/mine.txt": b"mine", "2022": b"mine"}


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"null",
        b'{"version": 99, "files": ["mine.txt"]}',
        b'{"version": 1, "files": ["../mine.txt", "/mine.txt"]}',
    ],
)
def test_a_damaged_or_foreign_manifest_counts_as_none(
    damage: bytes, output: Path, manifest: Manifest, tmp_path: Path
) -> None:
    put_out(FILES, output, manifest)
    (output / "mine.txt").write_bytes(b"mine")
    (output.parent / "mine.txt").write_bytes(b"mine")
    manifest_file(tmp_path).write_bytes(damage)
    written = put_out({"index.html": b"front"}, output, manifest)
    assert (written.deleted, written.unchanged) == ((), 1)
    assert held(output) == FILES | {"mine.txt": b"mine"}
    assert (output.parent / "mine.txt").exists()


def test_two_output_folders_have_a_manifest_each(output: Path, manifest: Manifest, tmp_path: Path) -> None:
    put_out(FILES, output, manifest)
    other = tmp_path / "preview"
    put_out(FILES, other, Manifest(tmp_path / "memory", other))
    put_out({"index.html": b"front"}, output, manifest)
    assert held(other) == FILES
    put_out({"index.html": b"front"}, other, Manifest(tmp_path / "memory", other))
    assert held(other) == {"index.html": b"front"}


def test_what_was_pruned_is_ours_no_more(output: Path, manifest: Manifest) -> None:
    put_out(FILES, output, manifest)
    put_out({"index.html": b"front"}, output, manifest)
    (output / "2022/03/flood").mkdir(parents=True)
    (output / "2022/03/flood/index.html").write_bytes(b"mine")
    put_out({"index.html": b"front"}, output, manifest)
    assert held(output) == {"index.html": b"front", "2022/03/flood/index.html": b"mine"}


def test_an_error_leaves_each_file_as_it_was_and_no_other_beside_it(output: Path, manifest: Manifest) -> None:
    put_out(FILES, output, manifest)
    with files_no_larger_than(2_000), pytest.raises(OSError, match="File too large"):
        put_out(FILES | {"index.html": b"x" * 10_000}, output, manifest)
    assert held(output) == FILES


def test_an_error_in_a_fresh_tree_leaves_nothing(output: Path, manifest: Manifest) -> None:
    with files_no_larger_than(2_000), pytest.raises(OSError, match="File too large"):
        put_out(FILES | {"large.html": b"x" * 10_000}, output, manifest)
    assert names(output.parent) == set()


def test_a_manifest_that_cannot_be_written_stops_the_run_before_any_file(
    output: Path, manifest: Manifest, tmp_path: Path
) -> None:
    put_out(FILES, output, manifest)
    with files_no_larger_than(20), pytest.raises(OSError, match="File too large"):
        put_out(FILES | {"index.html": b"new"}, output, manifest)
    assert held(output) == FILES
    assert len(names(tmp_path / "memory")) == 1


def test_a_copy_that_fails_leaves_nothing(output: Path, manifest: Manifest, tmp_path: Path) -> None:
    put_out(FILES, output, manifest)
    with pytest.raises(FileNotFoundError):
        put_out(FILES | {"photo.jpg": tmp_path / "gone.jpg"}, output, manifest)
    assert held(output) == FILES


def test_after_an_error_the_next_run_finishes_the_work(output: Path, manifest: Manifest) -> None:
    put_out(FILES, output, manifest)
    with files_no_larger_than(2_000), pytest.raises(OSError, match="File too large"):
        put_out({"new.html": b"new", "index.html": b"x" * 10_000}, output, manifest)
    written = put_out({"index.html": b"x" * 10_000}, output, manifest)
    assert held(output) == {"index.html": b"x" * 10_000}
    assert set(written.deleted) == {"new.html", "2022/03/flood/index.html"}


KILLED_AMID_WRITING = """
import os, sys
from pathlib import Path
from newsgen.engine import output
from newsgen.engine.manifest import Manifest

class Killing(dict):
    def items(self):
        yield "new.html", b"new"
        os._exit(9)

folder = Path(sys.argv[1])
output.put_out(Killing({"new.html": b"new"}), folder, Manifest(Path(sys.argv[2]), folder))
"""


def test_what_a_killed_run_wrote_is_known_to_the_next(output: Path, manifest: Manifest, tmp_path: Path) -> None:
    put_out(FILES, output, manifest)
    command = [sys.executable, "-c", KILLED_AMID_WRITING, str(output), str(tmp_path / "memory")]
    assert subprocess.run(command, check=False, timeout=60).returncode == 9
    assert "new.html" in held(output)
    put_out(FILES, output, manifest)
    assert held(output) == FILES


def test_files_and_folders_are_as_open_as_the_umask_lets_them(output: Path, manifest: Manifest) -> None:
    with umask(0o027):
        put_out(FILES, output, manifest)
        put_out(FILES | {"a/b.html": b"x", "index.html": b"new"}, output, manifest)
    modes = {path.relative_to(output).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in output.rglob("*")}
    assert {mode for path, mode in modes.items() if path.endswith(".html")} == {0o640}
    assert {mode for path, mode in modes.items() if not path.endswith(".html")} == {0o750}
    assert stat.S_IMODE(output.stat().st_mode) == 0o750


def test_a_file_of_a_very_long_name_is_put_out(output: Path, manifest: Manifest) -> None:
    name = "x" * 250 + ".html"
    put_out({"index.html": b"front"}, output, manifest)
    put_out({name: b"long"}, output, manifest)
    assert held(output) == {name: b"long"}


def test_a_symlink_in_the_way_is_replaced_and_what_it_leads_to_is_left(
    output: Path, manifest: Manifest, tmp_path: Path
) -> None:
    put_out({"index.html": b"front"}, output, manifest)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_bytes(b"not ours")
    (output / "2022").symlink_to(outside)
    (output / "index.html").unlink()
    (output / "index.html").symlink_to(outside / "index.html")
    put_out({"index.html": b"new", "2022/index.html": b"new"}, output, manifest)
    assert held(output) == {"index.html": b"new", "2022/index.html": b"new"}
    assert held(outside) == {"index.html": b"not ours"}


def test_removing_all_removes_ours_only(output: Path, manifest: Manifest) -> None:
    put_out(FILES, output, manifest)
    (output / "mine.txt").write_bytes(b"mine")
    assert remove_all(output, manifest) == 2
    assert held(output) == {"mine.txt": b"mine"}
    assert names(output) == {"mine.txt"}
    assert remove_all(output, manifest) == 0


def test_removing_all_removes_a_folder_that_is_then_empty(output: Path, manifest: Manifest) -> None:
    put_out(FILES, output, manifest)
    remove_all(output, manifest)
    assert not output.exists()
