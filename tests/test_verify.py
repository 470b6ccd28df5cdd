"""`newsgen build --verify`: the last build against a clean one, and every remembered answer against a fresh one."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from newsgen.cli.main import main
from newsgen.engine.cache import packed, unpacked
from newsgen.engine.dependencies import Asked, OutputFile
from newsgen.engine.output import stat_of
from newsgen.site.options import Options
from newsgen.site.verifying import verify_build
from tests.sites import NOW, Site

PAGE = "2022/03/flood/index.html"


@pytest.fixture
def gazette(site: Site) -> Site:
    """Two stories in one section, built; nothing in them is so young that its stat is not relied on."""
    site.article("flood", tags="[Rain]", section="News")
    site.article("dam", title="Dam report", date="2022-03-01", tags="[Rain]", section="News")
    site.built()
    return site


def verify(site: Site, *options: str) -> Result:
    arguments = ["build", "-s", str(site.folder), "--now", NOW.isoformat(), "--jobs", "1", "--verify", *options]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def tamper(file: Path, change: Callable[[bytes], bytes]) -> None:
    """Other bytes in the same file, of the same size and age, as a failing disk leaves them."""
    stat = file.stat()
    content = change(file.read_bytes())
    assert len(content) == stat.st_size
    with open(file, "r+b") as opened:
        opened.write(content)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def memory_of(site: Site) -> Path:
    (file,) = (site.folder / ".newsgen").glob("*.sqlite")
    return file


def misremember(site: Site, name: str) -> None:
    """The first question of that name gets another digest."""
    decoder = msgspec.msgpack.Decoder(Asked)
    with closing(sqlite3.connect(memory_of(site))) as connection, connection:
        for key, value in connection.execute("select key, value from questions").fetchall():
            asked = unpacked(key, value, decoder)
            if asked.name == name:
                wrong = replace(asked, digest=b"another ")
                connection.execute("update questions set value = ? where key = ?", (packed(key, wrong), key))
                return
    pytest.fail(f"no one asked {name}")


def relied_on(site: Site) -> None:
    """Makes the memory rely on the stats of all files, as it does once they are old enough."""
    with closing(sqlite3.connect(memory_of(site))) as connection, connection:
        decoder = msgspec.msgpack.Decoder(OutputFile)
        for output, value in connection.execute("select key, value from files").fetchall():
            known = replace(unpacked(output, value, decoder), stat=stat_of(str(site.folder / "output" / output)))
            connection.execute("update files set value = ? where key = ?", (packed(output, known), output))


def test_a_build_that_equals_a_clean_one_is_said_to_in_one_line(gazette: Site) -> None:
    gazette.article("rain", title="More rain", date="2022-03-08", tags="[Rain]", section="News")
    done = verify(gazette)
    files = len(gazette.output())
    assert (done.exit_code, done.stderr) == (0, "")
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("Verified")]
    assert line.startswith(f"Verified: {files} files equal to those of a clean build, ")
    assert line.endswith(" questions answered as remembered.")
    found = verify_build(Options(source=gazette.folder, now=NOW))
    assert (found.compared, found.is_equal) == (files, True)
    assert f" {found.asked} questions" in line
    assert found.asked > 20


def test_a_quiet_verification_says_nothing_of_what_is_equal(gazette: Site) -> None:
    assert verify(gazette, "--quiet").output == ""


def test_a_file_whose_bytes_changed_behind_its_stat_is_named(gazette: Site) -> None:
    relied_on(gazette)
    tamper(gazette.folder / "output" / PAGE, lambda content: content.replace(b"Water rose", b"Water fell"))
    assert gazette.built().rendered == ()
    done = verify(gazette)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        f"{PAGE} differs from a clean build's",
        "1 file and 0 questions differ from a clean build. Nothing was changed; `newsgen build --no-cache` mends it.",
    ]
    assert "Water fell" in gazette.page("/2022/03/flood/")


def test_what_it_names_is_mended_without_the_cache(gazette: Site) -> None:
    relied_on(gazette)
    tamper(gazette.folder / "output" / PAGE, lambda content: content.replace(b"Water rose", b"Water fell"))
    misremember(gazette, "related")
    assert verify(gazette, "--no-cache").exit_code == 0
    assert "Water rose" in gazette.page("/2022/03/flood/")
    assert verify(gazette).exit_code == 0


def test_a_question_that_is_answered_otherwise_is_named_with_its_pages(gazette: Site) -> None:
    misremember(gazette, "listed")
    done = verify(gazette)
    assert done.exit_code == 1
    first, last = done.stderr.splitlines()
    assert first.startswith("listed('")
    assert " is not answered as remembered, on /" in first
    assert last.startswith("0 files and 1 question differ")
    (question,) = verify_build(Options(source=gazette.folder, now=NOW)).questions
    name = question.question.removeprefix("listed(").removesuffix(")").replace("'", "").split(", ")
    assert question.pages == (f"/{name[0]}/{name[1]}/",)


def test_a_file_that_no_clean_build_has_is_named(gazette: Site) -> None:
    with closing(sqlite3.connect(memory_of(gazette))) as connection, connection:
        left_over = OutputFile(7, "article x 0", b"", ())
        rows = [("left/over.html", packed("left/over.html", left_over))]
        connection.executemany("insert into files values (?, ?)", rows)
        connection.execute("delete from meta where key = 'files'")  # the sum that would tell
    gazette.write("output/left/over.html", "old")
    found = verify_build(Options(source=gazette.folder, now=NOW))
    assert found.files == ("left/over.html",)


def test_files_of_others_are_not_compared(gazette: Site) -> None:
    gazette.write("output/mine.txt", "mine")
    assert verify_build(Options(source=gazette.folder, now=NOW)).is_equal


def test_a_source_that_was_edited_meanwhile_is_named(gazette: Site) -> None:
    gazette.article("flood", tags="[Rain]", section="News", body="Water fell.")
    found = verify_build(Options(source=gazette.folder, now=NOW))
    assert found.sources == ("content/flood.md",)
    assert not found.is_equal


def test_the_same_options_hold_for_the_clean_build(gazette: Site, tmp_path: Path) -> None:
    gazette.article("draft", title="Draft", draft="true")
    gazette.article("later", title="Later", date="2031-01-01")
    elsewhere = ["-D", "-F", "-b", "https://preview.example/x", "-o", str(tmp_path / "elsewhere")]
    assert verify(gazette, *elsewhere).exit_code == 0
    assert (tmp_path / "elsewhere/2031/01/later/index.html").is_file()


def test_verifying_leaves_nothing_behind(gazette: Site) -> None:
    before = {file: file.stat().st_mtime_ns for file in gazette.folder.rglob("*") if ".newsgen" not in str(file)}
    kept = sorted((gazette.folder / ".newsgen").rglob("*"))
    memory = memory_of(gazette).read_bytes()
    gazette.write(".newsgen/verifying/output/left.html", "by one that was killed")
    assert verify_build(Options(source=gazette.folder, now=NOW)).is_equal
    assert sorted((gazette.folder / ".newsgen").rglob("*")) == kept
    assert memory_of(gazette).read_bytes() == memory
    assert {file: file.stat().st_mtime_ns for file in before} == before


def test_a_build_that_fails_is_not_verified(gazette: Site) -> None:
    gazette.article("flood", date="soon")
    done = verify(gazette)
    assert done.exit_code == 1
    assert "Verified" not in done.output
    assert "differ" not in done.output


def test_the_report_tells_what_was_verified(gazette: Site) -> None:
    file = gazette.folder / "report.json"
    verify(gazette, "--report", str(file))
    found = json.loads(file.read_bytes())["verified"]
    assert (found["equal"], found["files"], found["questions"]) == (True, [], [])
    assert found["compared"] == len(gazette.output())
    misremember(gazette, "listed")
    verify(gazette, "--report", str(file))
    found = json.loads(file.read_bytes())["verified"]
    assert found["equal"] is False
    assert found["questions"][0]["pages"]
