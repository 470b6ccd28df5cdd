"""`newsgen check`: all that a build would complain of and more, without building; what is printed; what is kept."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from newsgen.check.findings import SavedFindings
from newsgen.check.saved_files import save, saved
from newsgen.cli.main import main
from newsgen.engine.cache import packed, unpacked
from newsgen.engine.lock import locked
from newsgen.model.entry import CachedText
from newsgen.model.problem import Place, Problem, warning
from tests.checks import checked, names_below, picture, said
from tests.sites import Site
from tests.terminals import on_terminal

NOW = "2022-03-08T12:00Z"
BROKEN_LAYOUT = "{% extends 'bundled/base.html' %}{% block main %}{{ 1 / 0 }}{% endblock %}"


def newsgen_check(site: Site, *arguments: str) -> Result:
    found = CliRunner().invoke(main, ["check", "-s", str(site.folder), "--now", NOW, *arguments])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


@pytest.fixture
def gazette(site: Site) -> Site:
    """One article shouts, one has a link that is dead."""
    site.article("flood", title="FLOOD WATER RISES HIGHER")
    site.article("news/dam", title="Dam report", body="See [the vote](vote.md).")
    return site


# What is found


def test_what_a_build_would_say_is_said(site: Site) -> None:
    site.article("flood", body="See [the vote](vote.md), [the dam](dam.md), [the map](#map) and ![](gone.jpg).")
    site.article("dam", title="Dam", draft="true")
    site.article("roads", title="Roads", layout="longread", breaking_news="true", aliases="[/archive/]")
    site.article("bridge", title="Bridge", date="2022-02-30")
    site.write("content/empty.md", "")
    built = set(site.build().problems)
    assert {problem.code for problem in built} > {"dead-link", "dead-anchor", "missing-file", "empty-file", "bad-date"}
    assert built <= set(checked(site).problems)
    assert any("held back: draft" in line for line in said(site, "dead-link"))


def test_a_link_is_checked_again_when_what_it_leads_to_changed(site: Site) -> None:
    """Although its own text didn't."""
    site.article("flood", body="See [the vote](vote.md) and [the map](/map/).")
    site.article("roads", title="Roads", body="See [the end](dam.md#the-end).")
    site.article("dam", title="Dam", body="## The end")

    def dead() -> list[str]:
        return [line.split("'")[1] for line in said(site) if line.split()[1].startswith("dead")]

    assert dead() == ["vote.md", "/map/"] == dead()
    site.article("vote", title="Vote", aliases="[/map/]")
    assert dead() == [] == dead()
    site.edit("content/vote.md", "title:", "draft: true\ntitle:")
    assert dead() == ["vote.md", "/map/"]
    site.delete("content/vote.md")
    assert [line for line in said(site) if "held back" in line] == []
    site.edit("content/dam.md", "## The end", "## The beginning")
    assert dead()[-1] == "#the-end"
    site.edit("content/flood.md", "vote.md", "other.md")
    assert dead()[0] == "other.md"


def test_a_layout_that_fails_is_found_on_one_page_of_each_kind(site: Site) -> None:
    site.article("flood", title="Flood")
    site.article("dam", title="Dam", layout="longread")
    site.write("layouts/longread.html", BROKEN_LAYOUT)
    assert [line.partition(" (")[0] for line in said(site)] == [
        "error layout-error layouts/longread.html:1:1: ZeroDivisionError: division by zero"
    ]
    site.write("layouts/longread.html", BROKEN_LAYOUT.replace("1 / 0", "1"))
    assert said(site) == []


def test_a_config_that_cannot_be_read_is_told_whatever_file_was_asked_for(site: Site) -> None:
    site.write("config.yaml", "site: {title: The Gazette}\n")
    found = newsgen_check(site, "content/flood.md")
    assert found.exit_code == 1
    assert "config.yaml:1:7: 'site' lacks the key 'url'" in found.stdout


# What is off


def test_an_article_may_turn_a_warning_off(gazette: Site) -> None:
    gazette.edit("content/flood.md", "date:", "check: {shouting: off}\ndate:")
    gazette.edit("content/news/dam.md", "date:", "check:\n  dead-link: off\ndate:")
    assert said(gazette) == []


def test_the_config_may_turn_a_warning_off_for_a_folder(gazette: Site) -> None:
    config = (gazette.folder / "config.yaml").read_text()
    values = "{check: {shouting: off, dead-link: off}}"
    assert len(said(gazette)) == 2
    gazette.write("config.yaml", f"{config}defaults: [{{path: news, values: {values}}}]\n")
    assert [line.split()[1] for line in said(gazette)] == ["shouting"]


def test_an_article_may_not_turn_an_error_off(gazette: Site) -> None:
    gazette.write("config.yaml", (gazette.folder / "config.yaml").read_text() + "problems: {shouting: error}\n")
    gazette.edit("content/flood.md", "date:", "check: {shouting: off}\ndate:")
    assert [line.split()[:2] for line in said(gazette)] == [["error", "shouting"], ["warning", "dead-link"]]


def test_a_code_that_there_is_not_is_told_with_the_nearest(gazette: Site) -> None:
    gazette.edit("content/flood.md", "date:", "check: {shouting-loud: off}\ndate:")
    assert said(gazette, "unknown-key") == [
        "error unknown-key content/flood.md:3:9: 'check' has no key 'shouting-loud' (did you mean 'shouting'?)"
    ]


def test_the_config_may_turn_a_rule_off_for_all(gazette: Site) -> None:
    gazette.write("config.yaml", (gazette.folder / "config.yaml").read_text() + "problems: {shouting: off}\n")
    assert [line.split()[1] for line in said(gazette)] == ["dead-link"]


# What is printed


def test_problems_are_printed_file_by_file_with_their_codes_and_counted(gazette: Site) -> None:
    found = newsgen_check(gazette)
    assert found.exit_code == 0
    assert found.stdout == (
        "content/flood.md:2:8: the headline is all in capitals (write it as a sentence) [shouting]\n"
        "    2 | title: FLOOD WATER RISES HIGHER\n"
        "      |        ^\n"
        "\n"
        "content/news/dam.md:5:16: the link 'vote.md' leads to no article"
        " (mend its path; paths count from the article's own folder) [dead-link]\n"
        "    5 | See [the vote](vote.md).\n"
        "      |                ^\n"
        "\n"
        "     1  warning  dead-link\n"
        "     1  warning  shouting\n"
        "2 texts: 0 errors, 2 warnings.\n"
    )


def test_quietly_only_problems_are_printed(gazette: Site) -> None:
    loud = newsgen_check(gazette).stdout
    quiet = newsgen_check(gazette, "-q")
    assert (quiet.exit_code, quiet.stderr) == (0, "")
    assert loud.startswith(quiet.stdout)
    assert loud.removeprefix(quiet.stdout) == (
        "     1  warning  dead-link\n     1  warning  shouting\n2 texts: 0 errors, 2 warnings.\n"
    )
    assert newsgen_check(gazette, "--quiet", str(gazette.folder / "config.yaml")).output == ""


def test_strict_says_which_warnings_it_takes_for_errors(gazette: Site) -> None:
    last = newsgen_check(gazette, "--strict").stdout.splitlines()[-1]
    assert last == "2 texts: 0 errors, 2 warnings that --strict takes for errors (dead-link, shouting)."
    only = newsgen_check(gazette, "--strict", str(gazette.folder / "content/flood.md")).stdout.splitlines()[-1]
    assert only == "2 texts: 0 errors, 1 warning that --strict takes for an error (shouting)."
    built = CliRunner().invoke(main, ["build", "-s", str(gazette.folder), "--now", NOW, "--strict", "-q"])
    assert (
        built.stderr.splitlines()[-1] == "1 warning that --strict takes for an error (dead-link): nothing was put out."
    )
    gazette.write("content/empty.md", "")
    built = CliRunner().invoke(main, ["build", "-s", str(gazette.folder), "--now", NOW, "--strict", "-q"])
    assert built.stderr.splitlines()[-1].startswith(
        "1 error and 1 warning that --strict takes for an error (dead-link)"
    )


def test_a_terminal_gets_a_screen_of_problems(site: Site) -> None:
    for number in range(60):
        site.article(f"day-{number}", title=f"Day {number}", body="See [it](gone.md).")
    site.write("content/empty.md", "")
    code, shown = on_terminal(["check", "--now", NOW], site.folder)
    lines = shown.splitlines()
    assert (code, len(lines) <= 42) == (1, True)
    assert any("and 59 more of dead-link" in line for line in lines)
    assert any("content/empty.md:1:1: " in line for line in lines)
    assert "warnings are gathered by kind: `newsgen check | less` prints all of them" in lines
    assert lines[-1] == "61 texts: 1 error, 60 warnings."
    assert newsgen_check(site).stdout.count("[dead-link]") == 60


def test_a_site_without_mistakes_is_told_in_a_line(site: Site) -> None:
    site.article()
    assert newsgen_check(site).stdout == "1 text: 0 errors, 0 warnings.\n"


def test_errors_end_with_1_and_so_do_warnings_if_strict(gazette: Site) -> None:
    assert newsgen_check(gazette).exit_code == 0
    assert newsgen_check(gazette, "--strict").exit_code == 1
    gazette.write("content/empty.md", "")
    assert newsgen_check(gazette).exit_code == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["content/flood.md"], ["shouting"]),
        (["content/news"], ["dead-link"]),
        (["content/news/dam.md", "content/flood.md"], ["shouting", "dead-link"]),
        (["README.md"], []),
    ],
)
def test_with_files_only_their_problems_are_printed(
    asked: list[str], found: list[str], gazette: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(gazette.folder)
    gazette.write("README.md", "Ours.")
    told = json.loads(newsgen_check(gazette, "--format", "json", *asked).stdout)
    assert [problem["code"] for problem in told["problems"]] == found
    absolute = [str(gazette.folder / path) for path in asked]
    assert json.loads(newsgen_check(gazette, "--format", "json", *absolute).stdout) == told


def test_a_file_that_is_not_there_is_told_with_those_near(gazette: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(gazette.folder / "content")
    for name in ("flod.md", "news/flood.md", str(gazette.folder / "content/floods")):
        found = newsgen_check(gazette, name, "news/dam.md")
        assert (found.exit_code, found.stdout) == (2, "")
        assert f"there is no '{name}' (near it are flood.md)" in " ".join(found.stderr.split())
    assert "there is no 'x.md' (paths count from the folder where you are)" in newsgen_check(gazette, "x.md").stderr


def test_a_file_that_was_put_out_and_is_gone_can_be_asked_about(gazette: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(gazette.folder)
    gazette.built()
    gazette.delete("content/news/dam.md")
    for name in ("content/news/dam.md", "content/news"):
        found = newsgen_check(gazette, name)
        assert (found.exit_code, "is lost" in found.stdout) == (1, True)


def test_a_file_may_be_named_through_a_symlink(gazette: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "site"
    link.symlink_to(gazette.folder)
    told = json.loads(newsgen_check(gazette, "--format", "json", str(link / "content" / "flood.md")).stdout)
    assert [problem["code"] for problem in told["problems"]] == ["shouting"]


def test_errors_of_other_files_do_not_fail_the_check_of_one(gazette: Site) -> None:
    gazette.write("content/empty.md", "")
    assert newsgen_check(gazette, str(gazette.folder / "content/flood.md")).exit_code == 0


def test_github_gets_annotations_with_paths_from_where_the_job_runs(
    gazette: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(gazette.folder.parent)
    gazette.delete("content/news/dam.md")
    gazette.article("a,b:c%", body="[50% off\\\nhere](gone.md)", title="'50% of %0A'")
    site = gazette.folder.name
    told = newsgen_check(gazette, "--format", "github", "--strict").stdout.splitlines()
    assert told[0].startswith(f"::error file={site}/content/a%2Cb%3Ac%25.md,line=6,col=7,title=dead-link::the link")
    assert told[1] == (
        f"::error file={site}/content/flood.md,line=2,col=8,title=shouting::"
        "the headline is all in capitals (write it as a sentence)"
    )


def test_json_has_all_that_a_program_wants(gazette: Site) -> None:
    told = json.loads(newsgen_check(gazette, "--format", "json").stdout)
    assert told["texts"] == 2
    assert told["fixed"] == []
    assert told["problems"][0] == {
        "code": "shouting",
        "severity": "warning",
        "file": "content/flood.md",
        "line": 2,
        "column": 8,
        "what": "the headline is all in capitals",
        "mend": "write it as a sentence",
    }


# What is kept, and what is left alone


def everything(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names_below(folder)}


def test_a_check_writes_nothing_but_what_it_learns_for_the_next_one(gazette: Site) -> None:
    before = everything(gazette.folder)
    checked(gazette)
    after = everything(gazette.folder)
    assert {name for name in after.keys() - before.keys() if not name.startswith(".newsgen/")} == set()
    assert before.items() <= after.items()


def test_a_check_leaves_a_builds_memory_and_output_as_they_are(gazette: Site) -> None:
    gazette.built()
    gazette.article("new", title="New")
    before = everything(gazette.folder)
    checked(gazette)
    assert before.items() <= everything(gazette.folder).items()
    assert gazette.built().rendered  # the article is still new to the build


def test_a_check_waits_for_no_build(gazette: Site) -> None:
    gazette.built()
    with locked(gazette.folder / ".newsgen" / "lock", lambda holder: None):
        command = [sys.executable, "-m", "newsgen", "check", "-s", str(gazette.folder), "--now", NOW]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def findings_of(site: Site) -> Path:
    return site.folder / ".newsgen" / "check" / "findings.msgpack"


def test_rules_are_asked_again_only_of_texts_that_changed(gazette: Site) -> None:
    """What was found in a text counts while the text is the same: so a find that no rule made is told, too."""
    checked(gazette)
    findings: SavedFindings = saved(findings_of(gazette), SavedFindings)
    told = warning("shouting", Place("content/news/dam.md", 9, 9), "this was found before")
    forged = replace(findings.texts["news/dam.md"], problems=(told,))
    save(findings_of(gazette), replace(findings, texts={**findings.texts, "news/dam.md": forged}))
    gazette.edit("content/flood.md", "Water", "Much water")
    assert told in checked(gazette).problems
    gazette.edit("content/news/dam.md", "See", "Do see")
    assert told not in checked(gazette).problems


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, b"\x92\x01\x02"])
@pytest.mark.parametrize("name", ["findings.msgpack", "scanned.msgpack"])
def test_what_is_damaged_is_made_again_without_a_word(name: str, damage: bytes, gazette: Site) -> None:
    gazette.article("secret", title="The mayor resigns tomorrow", draft="true")
    gazette.write("output/index.html", "Nothing yet")
    before = said(gazette)
    (findings_of(gazette).parent / name).write_bytes(damage)
    assert said(gazette) == before
    assert said(gazette) == before


def memory_of(site: Site) -> Path:
    (memory,) = (site.folder / ".newsgen").glob("*.sqlite")
    return memory


def test_a_memory_that_leads_to_an_exception_is_told_with_what_to_report(gazette: Site) -> None:
    gazette.write("content/authors.yaml", "ann: {name: Ann}\n")
    before = newsgen_check(gazette).stdout
    with closing(sqlite3.connect(memory_of(gazette))) as connection, connection:
        decoder = msgspec.msgpack.Decoder(CachedText)
        for key, value in connection.execute("select key, value from sources").fetchall():
            kept = unpacked(key, value, decoder)
            assert kept.entry
            forged = replace(kept, entry=replace(kept.entry, authors=("Ben",)))  # which stands nowhere in the text
            connection.execute("update sources set value = ? where key = ?", (packed(key, forged), key))
    again = newsgen_check(gazette)
    assert again.stdout == before
    assert re.fullmatch(
        r"The cache of the last build can't be used \(it leads to ValueError\(.* in \w+\.py:\d+\): everything was "
        r"read anew\. If nobody else wrote that cache this is a bug of newsgen's: report it, with .*/failure\.txt\.\n",
        again.stderr,
    )
    assert findings_of(gazette).with_name("failure.txt").read_text().startswith("Traceback")
    assert not findings_of(gazette).with_name("anew").exists()
    gazette.build()  # makes it anew
    assert newsgen_check(gazette).stderr == ""


@pytest.mark.parametrize("first", [Site.built, checked])
def test_what_a_build_or_a_check_read_is_not_read_again(first: Callable[[Site], object], gazette: Site) -> None:
    """So a word that only what is remembered has is told, too."""
    first(gazette)
    with closing(sqlite3.connect(memory_of(gazette))) as connection, connection:
        decoder = msgspec.msgpack.Decoder(CachedText)
        ((value,),) = connection.execute("select value from sources where key = 'flood.md'")
        forged = replace(
            unpacked("flood.md", value, decoder), problems=(Problem("odd-value", Place("content/flood.md"), "So."),)
        )
        connection.execute("update sources set value = ? where key = 'flood.md'", (packed("flood.md", forged),))
    assert "error odd-value content/flood.md:1:1: So." in said(gazette)


@pytest.mark.parametrize("there", ["", "nothing that is a memory"])
def test_without_a_builds_memory_all_is_read(there: str, gazette: Site) -> None:
    found = said(gazette)
    memory_of(gazette).write_text(there)
    assert said(gazette) == found
    gazette.built()
    memory_of(gazette).write_text(there)
    assert said(gazette) == found


def test_two_checks_of_one_site_come_after_each_other(gazette: Site) -> None:
    command = [sys.executable, "-m", "newsgen", "check", "-s", str(gazette.folder), "--now", NOW]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [each.communicate(timeout=60)[0] for each in both]
    assert told[0] == told[1]
    assert [each.returncode for each in both] == [0, 0]


def test_the_photos_of_drafts_and_authors_are_not_unused(site: Site) -> None:
    site.article(draft="true", photo="a.jpg")
    site.write("content/authors.yaml", "maria: {photo: b.jpg}\n")
    for name in "abc":
        site.write(f"content/{name}.jpg", picture())
    assert [line.split()[2] for line in said(site, "unused-photo")] == ["content/c.jpg:1:1:"]


def test_what_is_printed_steers_no_terminal(site: Site) -> None:
    site.write("content/a\u202eb.md", '---\ntitle: "BREAKING\u202e: x"\ndate: 2022-03-07\n---\n[here](\u202egone.md)\n')
    told = newsgen_check(site).stdout
    assert "leads to no" in told
    assert "\u202e" not in told
