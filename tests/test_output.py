"""Putting files out: each at once or not at all, ours only, nothing left lying about."""

import os
import resource
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from newsgen.cli.build_command import clean
from newsgen.engine.cache import packed
from newsgen.engine.dependencies import OutputFile
from newsgen.engine.output import FileContent, Staging, Written, file_digest, remove_all
from newsgen.model.digest import content_digest
from newsgen.site.options import Options
from tests.sites import NOW, Site

FILES: dict[str, FileContent] = {"index.html": b"front", "2022/03/flood/index.html": b"flood"}
FRONT: dict[str, FileContent] = {"index.html": b"front"}
FLOOD = "2022/03/flood/index.html"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public" / "site"


def put_out(files: Mapping[str, FileContent], folder: Path, before: Mapping[str, FileContent] = {}) -> Written:
    """before: the files of the run before this one, which are ours too."""
    with Staging(folder) as staging:
        for path, content in files.items():
            digest = file_digest(content) if isinstance(content, Path) else content_digest(content)
            staging.add(path, content, digest)
        return staging.publish(files.keys(), files.keys() | before.keys())


def held(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


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


def test_a_new_folder_holds_what_was_put_out(output: Path) -> None:
    written = put_out(FILES, output)
    assert held(output) == FILES
    assert (set(written.written), written.unchanged, written.deleted) == (set(FILES), 0, ())
    assert names(output.parent) == {"site"}


def test_a_file_may_be_a_copy_of_another(output: Path, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"picture")
    files = {"assets/photo.jpg": tmp_path / "photo.jpg"}
    put_out(files, output)
    assert held(output) == {"assets/photo.jpg": b"picture"}
    assert put_out(files, output) == Written(unchanged=1)
    (tmp_path / "photo.jpg").write_bytes(b"retouch")
    assert put_out(files, output).written == ("assets/photo.jpg",)
    assert held(output) == {"assets/photo.jpg": b"retouch"}


def test_a_file_of_the_same_bytes_is_not_touched(output: Path) -> None:
    put_out(FILES, output)
    for file in output.rglob("*.html"):
        os.utime(file, (1, 1))
    assert put_out(FILES, output) == Written(unchanged=2)
    assert put_out(FILES | {"index.html": b"FRONT"}, output).written == ("index.html",)
    assert os.stat(output / FLOOD).st_mtime == 1
    assert os.stat(output / "index.html").st_mtime != 1


def test_who_reads_a_file_while_it_is_replaced_has_the_whole_old_one(output: Path) -> None:
    put_out(FILES, output)
    with open(output / "index.html", "rb") as reader:
        put_out(FILES | {"index.html": b"quite another front"}, output)
        assert reader.read() == b"front"


def test_a_page_may_take_the_place_of_a_folder_and_a_folder_that_of_a_page(output: Path) -> None:
    one: dict[str, FileContent] = {"old": b"file", "a/b/index.html": b"page"}
    other: dict[str, FileContent] = {"old/index.html": b"page", "a/b": b"file"}
    put_out(one, output)
    put_out(other, output, before=one)
    assert held(output) == other
    put_out(one, output, before=other)
    assert held(output) == one


def test_only_our_files_are_pruned_and_folders_that_are_then_empty(output: Path) -> None:
    put_out(FILES, output)
    (output / "CNAME").write_bytes(b"mine")
    (output / "2022/mine.txt").write_bytes(b"mine")
    written = put_out(FRONT, output, before=FILES)
    assert written.deleted == (FLOOD,)
    assert held(output) == {"index.html": b"front", "CNAME": b"mine", "2022/mine.txt": b"mine"}
    assert not (output / "2022/03").exists()


def test_a_strangers_files_are_kept_in_a_folder_that_was_there_before(output: Path) -> None:
    output.mkdir(parents=True)
    (output / "mine.txt").write_bytes(b"mine")
    put_out(FILES, output)
    assert held(output) == FILES | {"mine.txt": b"mine"}


def test_what_a_stranger_put_where_a_page_goes_is_not_lost(output: Path) -> None:
    put_out(FRONT, output)
    (output / "feed.xml").mkdir()
    (output / "feed.xml/mine.txt").write_bytes(b"mine")
    with pytest.raises(OSError, match="not empty"):
        put_out(FRONT | {"feed.xml": b"feed"}, output, before=FRONT)
    (output / "2022").write_bytes(b"mine")
    with pytest.raises(OSError, match="2022"):
        put_out(FRONT | {"2022/index.html": b"page"}, output, before=FRONT)
    assert held(output) == {"index.html": b"front", "feed.xml/mine.txt": b"mine", "2022": b"mine"}


def test_an_error_leaves_each_file_as_it_was_and_no_other_beside_it(output: Path) -> None:
    put_out(FILES, output)
    with files_no_larger_than(2_000), pytest.raises(OSError, match="File too large"):
        put_out({"new.html": b"new", "index.html": b"x" * 10_000}, output, before=FILES)
    assert held(output) == FILES
    assert names(output.parent) == {"site"}


def test_an_error_in_a_fresh_tree_leaves_nothing(output: Path) -> None:
    with files_no_larger_than(2_000), pytest.raises(OSError, match="File too large"):
        put_out(FILES | {"large.html": b"x" * 10_000}, output)
    assert names(output.parent) == set()


def test_a_copy_that_fails_leaves_nothing(output: Path, tmp_path: Path) -> None:
    put_out(FILES, output)
    with Staging(output) as staging, pytest.raises(FileNotFoundError):
        staging.add("photo.jpg", tmp_path / "gone.jpg", content_digest(b"picture"))
    assert held(output.parent) == {f"site/{path}": content for path, content in FILES.items()}


def test_files_and_folders_are_as_open_as_the_umask_lets_them(output: Path) -> None:
    with umask(0o027):
        put_out(FILES, output)
        put_out(FILES | {"a/b.html": b"x", "index.html": b"new"}, output)
    modes = {path.relative_to(output).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in output.rglob("*")}
    assert {mode for path, mode in modes.items() if path.endswith(".html")} == {0o640}
    assert {mode for path, mode in modes.items() if not path.endswith(".html")} == {0o750}
    assert stat.S_IMODE(output.stat().st_mode) == 0o750


def test_a_file_of_a_very_long_name_is_put_out(output: Path) -> None:
    long: dict[str, FileContent] = {"x" * 250 + ".html": b"long"}
    put_out(FRONT, output)
    put_out(long, output, before=FRONT)
    assert held(output) == long


def test_a_symlink_in_the_way_is_replaced_and_what_it_leads_to_is_left(output: Path, tmp_path: Path) -> None:
    put_out(FRONT, output)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_bytes(b"not ours")
    (output / "2022").symlink_to(outside)
    (output / "index.html").unlink()
    (output / "index.html").symlink_to(outside / "index.html")
    put_out({"index.html": b"new", "2022/index.html": b"new"}, output, before=FRONT)
    assert held(output) == {"index.html": b"new", "2022/index.html": b"new"}
    assert held(outside) == {"index.html": b"not ours"}


def test_removing_all_removes_ours_only(output: Path) -> None:
    put_out(FILES, output)
    (output / "mine.txt").write_bytes(b"mine")
    assert remove_all(output, FILES) == 2
    assert held(output) == {"mine.txt": b"mine"}
    assert names(output) == {"mine.txt"}
    assert remove_all(output, FILES) == 0


def test_removing_all_removes_a_folder_that_is_then_empty(output: Path) -> None:
    put_out(FILES, output)
    remove_all(output, FILES)
    assert not output.exists()


# Whole builds


@pytest.fixture
def gazette(site: Site) -> Site:
    """Built with two articles."""
    site.article("flood")
    site.article("dam")
    site.built()
    return site


def memory_file(gazette: Site) -> Path:
    (file,) = (gazette.folder / ".newsgen").glob("*.sqlite")
    return file


def test_what_was_pruned_is_ours_no_more(gazette: Site) -> None:
    gazette.delete("content/flood.md")
    assert FLOOD in gazette.built().written.deleted
    gazette.write(f"output/{FLOOD}", "mine")
    gazette.built()
    assert gazette.page(FLOOD) == "mine"


def test_two_output_folders_know_each_its_own_files(gazette: Site, tmp_path: Path) -> None:
    preview = str(tmp_path / "preview")
    gazette.built(output=preview)
    gazette.delete("content/flood.md")
    assert FLOOD in gazette.built().written.deleted
    assert FLOOD in held(Path(preview))
    assert FLOOD in gazette.built(output=preview).written.deleted
    assert held(Path(preview)) == gazette.output()


@pytest.mark.parametrize("damage", [b"{", b'{"version": 1, "files": ["mine.txt"]}', b"\0" * 8192])
def test_a_damaged_or_foreign_memory_makes_no_file_of_others_ours(damage: bytes, gazette: Site) -> None:
    gazette.write("output/mine.txt", "mine")
    memory_file(gazette).write_bytes(damage)
    before = gazette.output()
    report = gazette.built()
    assert (report.written.written, report.written.deleted) == ((), ())
    assert [note for note in report.notes if "can't be used" in note]
    assert gazette.output() == before


def test_a_memory_that_tells_lies_leads_to_no_file_outside(gazette: Site, tmp_path: Path) -> None:
    outside = ["../mine.txt", str(tmp_path / "absolute.txt"), "linked/mine.txt"]
    gazette.write("mine.txt", "mine")
    gazette.write("absolute.txt", "mine")
    (gazette.folder / "output/linked").symlink_to(gazette.folder)
    with closing(sqlite3.connect(memory_file(gazette))) as memory, memory:
        memory.executemany("insert into intended values (?)", [(path,) for path in outside])
        memory.execute("delete from meta where key = 'files'")  # the count that would tell
        forged = [(path, packed(path, OutputFile(1, "article x 0", b"", ()))) for path in outside]
        memory.executemany("insert into files values (?, ?)", forged)
    gazette.built()
    clean(Options(source=gazette.folder, now=NOW))
    assert (gazette.folder / "mine.txt").read_text() == (gazette.folder / "absolute.txt").read_text() == "mine"


def test_a_memory_that_cannot_be_written_stops_the_build_before_any_file(gazette: Site) -> None:
    before = gazette.output()
    gazette.edit("content/flood.md", "Water rose.", "Water fell.")
    with files_no_larger_than(20), pytest.raises(OSError, match="cache of the last build"):
        gazette.build()
    assert gazette.output() == before
    gazette.built()
    assert "Water fell." in gazette.page(FLOOD)


def test_after_an_error_the_next_build_finishes_the_work(gazette: Site) -> None:
    before = gazette.output()
    gazette.delete("content/dam.md")
    gazette.article("new")
    gazette.edit("content/flood.md", "Water rose.", "Water fell.")
    gazette.write("assets/large.bin", b"x" * 2_000_000)
    with files_no_larger_than(1_000_000), pytest.raises(OSError, match="File too large"):
        gazette.build()
    assert gazette.output() == before
    gazette.delete("content/new.md")
    page, card = gazette.built().written.deleted
    assert (page, card[:10]) == ("2022/03/dam/index.html", "cards/dam-")
    assert "Water fell." in gazette.page(FLOOD)
    assert not (gazette.folder / "output/2022/03/new").exists()


KILLED_AFTER_WRITING = """
import os, sys
from datetime import datetime
from pathlib import Path
from newsgen.engine.output import Staging
from newsgen.site import building
from newsgen.site.options import Options

class Killing(Staging):
    def publish(self, *given):
        super().publish(*given)
        os._exit(9)

building.Staging = Killing
building.build(Options(source=Path(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2])))
"""


def test_what_a_killed_build_wrote_is_known_to_the_next(gazette: Site) -> None:
    before = gazette.output()
    gazette.article("new")
    command = [sys.executable, "-c", KILLED_AFTER_WRITING, str(gazette.folder), NOW.isoformat()]
    assert subprocess.run(command, check=False, timeout=60).returncode == 9
    assert "2022/03/new/index.html" in gazette.output()
    gazette.delete("content/new.md")
    gazette.built()
    assert gazette.output() == before
