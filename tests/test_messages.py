"""What builds and checks print for every kind of problem: `golden/messages.txt`, to be read by a writer's eyes.

`NEWSGEN_BLESS=1 .venv/bin/python -m pytest tests/test_messages.py` takes what is printed now for right.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from threading import Thread
from typing import get_args
from unittest.mock import patch

import pytest
from click import unstyle
from click.testing import CliRunner
from msgspec import Struct

from newsgen.cli import print_problems
from newsgen.cli.main import main
from newsgen.model.problem import Code, Place, Problem, Quote, quote, warning
from newsgen.site.messages import quoted
from tests import documents
from tests.checks import exif, located, picture
from tests.escapes import written
from tests.sites import CONFIG, Site
from tests.terminals import on_terminal, sent_to_terminal
from tests.test_disk_faults import AS_OTHERS

GOLDEN = Path(__file__).parent / "golden" / "messages.txt"
CODES: tuple[str, ...] = get_args(Code)
OF_CHECKS = frozenset(
    re.findall(r"^## (\S+)\n\w+ of (?:a \[?check|`check)", documents.text("docs/problems.md"), re.MULTILINE)
)
"""Those that `newsgen check` alone finds."""
NOW = "2022-03-08T12:00:00Z"
_CASE = re.compile(r"^== ([^\n]+)\n(.*?)^>>([^\n]*)\n(.*?)(?=^== |\Z)", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^-- (\S+)(?: (->|closed|picture|located|pipe)(?: (\S+))?)? --\n", re.MULTILINE)
_BUILT = "-- built, and edited since --\n"


class Case(Struct, frozen=True):
    """A site and what a command prints of it. heading: the code; of a second case of one, what is other there, too."""

    heading: str
    files: str
    command: str
    printed: str

    @property
    def code(self) -> str:
        return self.heading.split()[0]

    def text(self, printed: str) -> str:
        """As it stands in the file, if this is what is printed."""
        return f"== {self.heading}\n{self.files}>>{self.command}\n{printed}"


CASES = [Case(*case) for case in _CASE.findall(GOLDEN.read_text(encoding="utf-8"))]


def made(folder: Path, files: str) -> None:
    """A site of files in a string; `->` names what a symlink leads to, `closed` a file that no one may read, `picture`
    one of that size, `located` one that tells where it was taken, `pipe` one that nobody writes to."""
    site = Site(folder, config=CONFIG)
    parts = _FILE.split(files)
    for path, how, target, text in zip(parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True):
        file = folder / os.fsdecode(written(path))
        file.parent.mkdir(parents=True, exist_ok=True)
        if how == "pipe":
            os.mkfifo(file)
        elif how == "->":
            file.symlink_to(target)
        elif how == "located":
            file.write_bytes(located())
        elif how == "picture":
            width, height = map(int, target.split("x"))
            file.write_bytes(picture(width, height, **({"exif": exif(artist=text.strip())} if text.strip() else {})))
        else:
            file.write_bytes(written(text))
            file.chmod(0 if how == "closed" else 0o644)
    if not parts[1:]:
        (site.folder / "content").rmdir()


def newsgen(command: list[str], folder: Path, **environment: str) -> str:
    """What is printed."""
    arguments = [*command, "--jobs", "1", "--now", NOW, "-s", str(folder)]
    done = CliRunner(env=environment).invoke(main, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.stderr + done.stdout


def newsgen_of_others(command: list[str], folder: Path, seconds: int) -> str:
    """The same of a process that may not open what is closed. seconds: of the processor that it may take."""
    done = subprocess.run(
        [*AS_OTHERS, sys.executable, "-m", "newsgen", *command, "--jobs", "1", "--now", NOW, "-s", str(folder)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.stderr + done.stdout


def said_of_build(case: Case, folder: Path) -> tuple[str, set[str]]:
    """What is printed of the problems, and their codes."""
    made(folder, case.files)
    report = folder / "report.json"
    command = ["build", "--quiet", "--report", str(report)]
    if case.code == "crashed":
        printed = newsgen_of_others(command, folder, 2)
    elif " closed --\n" in case.files:
        printed = newsgen_of_others(command, folder, 60)
    elif case.code == "search":
        with patch("importlib.metadata.version", side_effect=PackageNotFoundError("pagefind")):
            printed = newsgen(command, folder)
    else:
        printed = newsgen(command, folder)
    return printed, {row["code"] for row in json.loads(report.read_bytes())["problems"]}


def said_of_check(case: Case, folder: Path) -> tuple[str, set[str]]:
    *before, now = case.files.split(_BUILT)
    for files in before:
        made(folder, files)
        newsgen(["build", "--quiet"], folder)
    made(folder, now)
    with gone_elsewhere() as proxy:
        printed = newsgen(case.command.split(), folder, http_proxy=proxy, no_proxy="")
    return printed, set(re.findall(r"^\S.* \[([a-z-]+)\]$", printed, re.MULTILINE))


class Gone(BaseHTTPRequestHandler):
    """Has no page of any site that it is asked for."""

    def do_GET(self) -> None:
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, format: str, *arguments: object) -> None:
        """To nobody."""


@contextmanager
def gone_elsewhere() -> Iterator[str]:
    """The address of a proxy behind which no site has any page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Gone) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.heading)
def test_what_is_printed_for_a_problem_is_what_we_mean_to_say(case: Case, tmp_path: Path) -> None:
    found, codes = (said_of_check if case.code in OF_CHECKS else said_of_build)(case, tmp_path)
    assert codes == {case.code}
    if os.environ.get("NEWSGEN_BLESS"):
        text = GOLDEN.read_text(encoding="utf-8")
        GOLDEN.write_text(text.replace(case.text(case.printed), case.text(f"{found}\n")), encoding="utf-8")
        return
    assert found == case.printed.removesuffix("\n")


def test_there_is_a_message_for_each_code() -> None:
    assert list(dict.fromkeys(case.code for case in CASES)) == list(CODES)
    assert len({case.heading for case in CASES}) == len(CASES)


def test_each_case_names_the_command_that_finds_it() -> None:
    assert {case.code for case in CASES if case.command.startswith(" check")} == OF_CHECKS
    assert {case.command for case in CASES} == {"", " check", " check --external"}


# The quoted line


def test_a_quote_is_a_line_with_the_index_of_what_is_meant() -> None:
    assert quote("one\ntwo three\n", 2, 5) == Quote(2, "two three", 4)


@pytest.mark.parametrize(("line", "column"), [(0, 1), (3, 1), (4, 1)])
def test_a_line_that_is_not_there_or_empty_is_not_quoted(line: int, column: int) -> None:
    assert quote("one\ntwo\n", line, column) is None


def test_a_place_behind_the_line_is_its_end() -> None:
    assert quote("title:", 1, 40) == Quote(1, "title:", 6)


def test_a_place_behind_a_long_line_is_its_end() -> None:
    found = quote("title: " + "x" * 200, 1, 900)
    assert found
    assert found.text[: found.caret] == found.text == "…" + "x" * 59


def test_a_tab_is_shown_as_spaces() -> None:
    assert quote("\ttitle:\tx", 1, 9) == Quote(1, "    title:    x", 14)


def test_signs_that_steer_a_terminal_are_shown_as_signs() -> None:
    assert quote("a\x1b[31m\0\u202e\x9bb", 1, 10) == Quote(1, "a␛[31m␀\ufffd\ufffdb", 9)


@pytest.mark.parametrize("column", [1, 30, 61, 100, 500, 997, 1000])
def test_a_long_line_is_cut_around_the_place(column: int) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(1000))
    found = quote(line, 1, column)
    assert found
    assert len(found.text) <= 96
    assert found.text[found.caret] == line[column - 1]
    assert found.text.startswith("…") == (column > 61)
    assert found.text.endswith("…") == (column < 960)


def test_the_caret_stands_below_a_character_after_wide_ones(site: Site) -> None:
    site.write("content/a.md", "---\ntitle: 洪水 x\n")
    line, below = map(unstyle, print_problems.quote_lines(Place("content/a.md", 2, 11), site.folder))
    assert (line, below) == ("    2 | title: 洪水 x", "      | " + " " * 12 + "^")


@pytest.mark.parametrize("path", ["../secret.md", "content/away.md", "content", "gone.md", "(bundled)/../../x"])
def test_what_is_not_of_the_site_is_not_quoted(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("one\ntwo\n")
    (tmp_path / "site").mkdir()
    site = Site(tmp_path / "site")
    (site.folder / "content/away.md").symlink_to(tmp_path / "secret.md")
    assert quoted(Place(path, 2, 1), site.folder) is None


def test_newsgens_own_layouts_are_quoted(site: Site) -> None:
    found = quoted(Place("(bundled)/layouts/macros/cards.html", 1, 4), site.folder)
    assert found
    assert "macro" in found.text


# One screen


def many(site: Site, count: int) -> None:
    for number in range(count):
        site.article(f"story-{number:03}", xyzzy="1", **({"noindex": "gossip"} if number % 10 == 0 else {}))


def test_few_problems_each_have_their_line_quoted(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.article(xyzzy="1")
    found = [warning("unknown-key", Place("content/flood.md", 4, column), "what") for column in range(1, 14)]
    print_problems.print_problems(found, site.folder)
    assert capsys.readouterr().err.count("^") == 13


def test_of_many_the_first_errors_are_quoted_and_each_has_a_line(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.article(xyzzy="1", noindex="gossip")
    found = [warning("unknown-key", Place("content/flood.md", 4, column), "what") for column in range(1, 31)]
    print_problems.print_problems(
        [*found, Problem("wrong-value", Place("content/flood.md", 5, 7), "wrong")], site.folder
    )
    lines = capsys.readouterr().err.splitlines()
    assert sum(line.startswith("content/") for line in lines) == 31
    assert lines[-3:] == ["content/flood.md:5:7: wrong", "    5 | noindex: gossip", "      |       ^"]
    assert len(lines) == 31 + 2 * 4


def printed(site: Site, *options: str) -> list[str]:
    """What a build away from a terminal prints of problems."""
    command = [sys.executable, "-m", "newsgen", "build", "-q", "--now", NOW, "-s", str(site.folder), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stderr.splitlines()


def test_away_from_a_terminal_every_error_is_printed_last_and_many_warnings_are_gathered_by_kind(site: Site) -> None:
    many(site, 400)
    site.article("a", photo="{src: ../a.jpg}")
    site.article("b", photo="{src: ../b.jpg}")
    site.article("c", date="")
    lines = printed(site)
    assert lines[:5] == [
        "content/story-000.md:4:1: unknown key 'xyzzy' (layouts find it in article.extra)",
        "    and 399 more of unknown-key: content/story-001.md:4:1, content/story-002.md:4:1 ...; "
        "config.yaml can accept them: `front_matter: {extra: [xyzzy]}`",
        "content/a.md:4:14: the photo '../a.jpg' can't be used: it lies outside the site (name another picture)",
        "    and 1 more of photo: content/b.md:4:14",
        "warnings are gathered by kind: `newsgen check` prints all of them",
    ]
    assert sum("'noindex': expected true or false, got text" in line for line in lines) == 40
    assert lines[-1] == "41 errors and 402 warnings: nothing was put out."


def test_a_strict_build_gathers_warnings_too(site: Site) -> None:
    many(site, 60)
    for number in range(0, 60, 10):
        site.edit(f"content/story-{number:03}.md", "noindex: gossip\n", "")
    lines = printed(site, "--strict")
    assert sum(line.startswith("content/") for line in lines) == 1
    assert lines[-1] == "60 warnings that --strict takes for errors (unknown-key): nothing was put out."


def test_a_key_that_the_config_expects_is_not_warned_of(site: Site) -> None:
    site.article(**{"Link-Title": "x", "kicker": "y", "rank": "3"})
    assert len(site.problems()) == 3
    site.write("config.yaml", CONFIG + "front_matter: {extra: [linktitle, kicker, Rank]}\n")
    assert site.problems() == []


def test_a_terminal_shows_one_screen_and_counts_the_rest(site: Site) -> None:
    many(site, 400)
    code, shown = on_terminal(["build", "--now", NOW], site.folder)
    lines = [line for line in shown.splitlines() if line.startswith(("content/", "and "))]
    assert (code, len(lines)) == (1, 40)
    assert lines[-1] == "and 401 more problems: `newsgen check` prints all of them"
    assert sum("'noindex': expected true or false, got text" in line for line in lines) == 39
    assert "40 errors and 400 warnings: nothing was put out." in shown


def test_a_terminal_shows_the_line_below_the_message(site: Site) -> None:
    site.article(noindex="gossip")
    _, shown = on_terminal(["build", "--now", NOW, "--quiet"], site.folder)
    assert "    4 | noindex: gossip\n      |          ^\n" in shown


def test_colours_are_for_terminals_that_want_them(site: Site) -> None:
    site.article(noindex="gossip")
    assert "\x1b[31mcontent/flood.md:4:10" in sent_to_terminal(["build"], site.folder)[1]
    assert "\x1b[31m" not in sent_to_terminal(["build", "--quiet"], site.folder, NO_COLOR="1")[1]
