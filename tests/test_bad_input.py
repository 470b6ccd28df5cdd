"""What writers get wrong: each mistake is told with its place, all of them at once, and nothing is lost in silence."""

# ruff: noqa: E501 - a message is quoted whole

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsgen.model.problem import Problem
from newsgen.reading.read_texts import BATCH
from tests.mistakes import CONFIG, TOLD
from tests.sites import Site

HEAD = "title: Flood\ndate: 2022-03-07\n"

SLOW = "- a\n" * 450_000
"""A list that takes Python-Markdown most of a minute."""
IMPATIENT = """\
site: {title: The Gazette, url: "https://gazette.example"}
markdown: {engine: markdown}
limits: {article_seconds: 1}
"""


def told(problem: Problem) -> str:
    place = f"{problem.place.line}:{problem.place.column}"
    return f"{problem.severity} {problem.code} {place}: {str(problem).removeprefix(f'{problem.place}: ')}"


def art(head: str, body: str = "Water rose.\n") -> str:
    return f"---\n{head}---\n{body}"


def test_all_problems_of_all_files_are_told_at_once_in_order_and_the_last_good_output_stays(tmp_path: Path) -> None:
    """Each mistake of the table is looked at by test_writers_mistakes.py."""
    site = Site(tmp_path, config=CONFIG)
    site.article("good", updated="2022-03-07")
    site.built()
    before = site.output()
    for mistake in TOLD.values():
        site.write(mistake.file, mistake.text)
    report = site.build()
    assert not report.built
    wrong = {mistake.file for mistake in TOLD.values() if mistake.is_error}
    assert wrong <= {problem.place.path for problem in report.problems}
    assert list(report.problems) == sorted(report.problems, key=lambda problem: problem.place)
    assert site.output() == before


@pytest.mark.parametrize("name", ["a key twice", "a misspelt key", "a photo without file", "a byte order mark"])
def test_a_warning_lets_the_build_go_on_unless_it_is_strict(site: Site, name: str) -> None:
    site.write("content/flood.md", TOLD[name].text)
    assert site.build().built
    assert not site.build(strict=True).built


def test_the_config_weighs_problems_otherwise(site: Site) -> None:
    site.article(noindex="perhaps", xyzzy="1")
    site.edit("config.yaml", "markdown:", "problems: {wrong-value: warning, unknown-key: 'off'}\nmarkdown:")
    assert [(problem.code, problem.severity) for problem in site.built().problems] == [("wrong-value", "warning")]


def test_an_author_that_the_paper_does_not_know_is_named_where_it_stands(site: Site) -> None:
    site.write("content/authors.yaml", "maria: {name: Maria Papadopoulou}\n")
    site.article(authors="[Maria Papadopoulou, Maria Papadopolou, Someone Else]")
    assert [told(problem) for problem in site.build().problems] == [
        "warning unknown-author 4:31: the author 'Maria Papadopolou' is not in content/authors.yaml "
        "(did you mean 'Maria Papadopoulou'?)",
        "warning unknown-author 4:50: the author 'Someone Else' is not in content/authors.yaml (add the author there)",
    ]
    assert not site.build(strict=True).built


def test_without_a_list_of_authors_everyone_may_write(site: Site) -> None:
    site.article(author="Someone Else")
    assert site.problems(strict=True) == []


def test_what_is_wrong_in_the_list_of_authors_is_told_at_its_place(site: Site) -> None:
    site.article()
    site.write(
        "content/authors.yaml",
        "maria:\n  twiter: x\n  links: ['javascript:alert(1)']\n  photo: maria.jpg\njohn:\nmaria: {bio: [a]}\neva: {role: [x]}\n",
    )
    assert site.problems() == [
        "content/authors.yaml:5:1: 'john': expected a group of keys (write `name: ...` below it)",
        "content/authors.yaml:6:1: the key 'maria' stands twice (keep one of them)",
        "content/authors.yaml:6:14: 'bio': expected text, got a list",
        "content/authors.yaml:7:13: 'role': expected text, got a list",
    ]


def test_a_link_of_an_author_that_runs_is_an_error(site: Site) -> None:
    site.article()
    site.write("content/authors.yaml", "maria:\n  twiter: x\n  links: ['javascript:alert(1)']\n  photo: maria.jpg\n")
    assert site.problems() == [
        "content/authors.yaml:1:1: 'maria': the link 'javascript:alert(1)' is not http or https (mend `url` or `links`)",
        "content/authors.yaml:2:3: 'maria' has the unknown key 'twiter' (known are name, role, bio, email, url, links, photo, slug)",
        "content/authors.yaml:4:10: the photo 'maria.jpg' can't be used: there is no such file (check its path)",
    ]


def test_an_article_does_not_take_the_place_of_another_page(site: Site) -> None:
    site.article()
    site.write("content/pages/archive.md", "---\ntitle: Archive\n---\nOld.\n")
    assert site.problems() == [
        "content/pages/archive.md:1:1: the url /archive/ is that of a page that the site makes itself (give it another `slug`)"
    ]


def test_an_alias_does_not_take_the_place_of_a_page_or_of_a_file_above_or_below_it(site: Site) -> None:
    site.article(aliases="[/archive/, /feed.xml/old/, /2022/03, /2022/03/flood/index.html/x/, /x.php/y/, /x.php]")
    assert [told(problem) for problem in site.built().problems] == [
        f"warning alias-clash 4:{column}: a page stands at the alias {alias} (remove the alias)"
        for column, alias in (
            (11, "/archive/"),
            (22, "/feed.xml/old/"),
            (48, "/2022/03/flood/index.html/x/"),
            (89, "/x.php"),
        )
    ]


def test_aliases_that_one_disk_would_take_for_the_same_clash(site: Site) -> None:
    site.article(aliases='["/Old/", "/old/", "/caf\u00e9/", "/cafe\u0301/", "/caf%C3%A9/"]')
    assert [told(problem) for problem in site.built().problems] == [
        "warning alias-clash 4:20: a page stands at the alias /old/ (remove the alias)"
    ]
    assert {"Old/index.html", "caf\u00e9/index.html"} < site.output().keys()


@pytest.mark.parametrize(
    "start", ["---\n", "--- \n", "---\t\n", "\n\n---\n", " \n\t\n---\n", "\ufeff---\n", "\ufeff\n \n--- \n"]
)
def test_front_matter_is_found_behind_blanks_and_marks(site: Site, start: str) -> None:
    site.write("content/flood.md", f"{start}{HEAD}---  \nWater rose.\n")
    site.built()
    assert "<h1>Flood</h1>" in site.page("/2022/03/flood/")
    assert "<p>Water rose.</p>" in site.page("/2022/03/flood/")


def test_keys_that_libraries_trip_over_are_kept_and_warned_of(site: Site) -> None:
    site.write("layouts/article.html", "{{ article.extra | tojson }}")
    site.write(
        "content/flood.md", art(HEAD + "content: a\nhandler: b\nmetadata: c\n2022: d\ntrue: e\nnull: f\n1.5: g\n")
    )
    kept = {"content": "a", "handler": "b", "metadata": "c", "2022": "d", "true": "e", "null": "f", "1.5": "g"}
    assert [problem.what for problem in site.built().problems] == [f"unknown key '{key}'" for key in kept]
    assert json.loads(site.page("/2022/03/flood/")) == kept


def test_what_yaml_takes_for_other_things_stays_as_typed(site: Site) -> None:
    words = ["no", "yes", "on", "12:30:45", "010", "1.10", "0x1F", "1e3", "2022-03-07", "1_000", ".inf", "1."]
    for number, word in enumerate(words):
        site.article(f"story-{number}", title=word, tags=f"[{word}]", section=word, author=word, extra=f"{{x: {word}}}")
    site.write("layouts/article.html", "{{ article.title }}|{{ article.tags[0].title }}|{{ article.section.title }}|")
    site.edit("layouts/article.html", "title }}|{{ article.tags", "title }}|{{ article.extra.x }}|{{ article.tags")
    site.built()
    shown = [site.page(f"/2022/03/story-{number}/") for number in range(len(words))]
    assert shown == [f"{word}|{word}|{word}|{word}|" for word in words]


def test_layouts_get_numbers_and_truth_where_they_print_as_typed(site: Site) -> None:
    site.write("layouts/article.html", "{{ article.extra | tojson }}")
    site.article(extra="{a: 7, b: 4.5, c: true, d: '7', e: 99999999999999999999, f: , g: [1, 010]}")
    site.built()
    assert json.loads(site.page("/2022/03/flood/")) == {
        "a": 7, "b": 4.5, "c": True, "d": "7", "e": "99999999999999999999", "f": None, "g": [1, "010"]
    }  # fmt: skip


def test_dates_with_and_without_zone_stand_in_one_order(site: Site) -> None:
    for name, date in (
        ("fourth", "2022-03-07T09:00"),  # 07:00 UTC, Athens being at +02:00
        ("third", "2022-03-07T08:59:59+02:00"),
        ("second", "2022-03-07T06:59Z"),
        ("first", "2022-03-07"),
        ("summer", "2021-07-01T12:00"),  # at +03:00
    ):
        site.article(name, title=name, date=date)
    site.built()
    items = json.loads(site.page("feed.json"))["items"]
    assert [item["title"] for item in items] == ["fourth", "third", "second", "first", "summer"]
    assert items[0]["date_published"] == "2022-03-07T09:00:00+02:00"
    assert items[-1]["date_published"] == "2021-07-01T12:00:00+03:00"


def test_an_hour_that_the_clocks_skip_or_show_twice_is_a_date(site: Site) -> None:
    site.article("skipped", date="2021-03-28T03:30")
    site.article("twice", date="2021-10-31T03:30")
    site.built()
    dates = {item["date_published"] for item in json.loads(site.page("feed.json"))["items"]}
    assert dates == {"2021-03-28T03:30:00+02:00", "2021-10-31T03:30:00+03:00"}


def test_an_article_that_takes_too_long_is_given_up_and_the_others_are_read(tmp_path: Path) -> None:
    site = Site(tmp_path, config=IMPATIENT)
    site.article("slow", body=SLOW)
    for number in range(3):
        site.article(f"other-{number}", noindex="perhaps")
    started = datetime.now(UTC)
    problems = site.build().problems
    assert (datetime.now(UTC) - started).total_seconds() < 20
    assert [(problem.code, problem.place.path) for problem in problems] == [
        *(("wrong-value", f"content/other-{number}.md") for number in range(3)),
        ("too-slow", "content/slow.md"),
    ]
    assert told(problems[-1]) == (
        "error too-slow 1:1: the text was given up after 1 seconds of rendering "
        "(look for long runs of brackets, quotes or markup, or raise `limits.article_seconds`)"
    )


def test_of_many_articles_the_one_that_brings_its_worker_down_is_named(tmp_path: Path) -> None:
    """As the kernel ends a process that wants too much: here, more than two seconds of the processor."""
    site = Site(tmp_path, config=IMPATIENT.replace("1}", "60}"))
    for number in range(3 * BATCH):
        site.article(f"news-{number}", body=SLOW if number == BATCH else "Water rose.")
    build = [sys.executable, "-m", "newsgen", "build", "--source", str(tmp_path), "--jobs", "2", "--quiet"]
    limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (2, 2))  # noqa: E731
    done = subprocess.run(build, preexec_fn=limit, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    crash = f"content/news-{BATCH}.md:1:1: the text crashes the Markdown engine (look for very deep nesting)"
    assert crash in done.stderr and done.stderr.count("crashes") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_deep_nesting_is_rendered_or_told_but_fails_nothing(tmp_path: Path, engine: str) -> None:
    site = Site(tmp_path, config=IMPATIENT.replace("engine: markdown", f"engine: {engine}").replace("1}", "20}"))
    lists = "\n".join("  " * depth + "- a" for depth in range(200))
    for number, body in enumerate(
        [">" * 5000 + "a", lists, "[" * 20000, "*(" * 3000, "<div>" * 3000, "![" * 5000, "_a *b " * 3000]
    ):
        site.article(f"deep-{number}", body=body)
    site.article("plain", noindex="perhaps")
    codes = {problem.place.path: problem.code for problem in site.build().problems if problem.severity == "error"}
    assert codes.pop("content/plain.md") == "wrong-value"
    assert set(codes.values()) <= {"too-deep", "crashed", "too-slow"}


def test_a_file_whose_name_can_not_be_printed_is_passed_over_and_told(site: Site) -> None:
    site.article()
    for name in (b"fl\xffood.md", b"\x1b[31mred.md", b"new\nline.md"):
        Path(os.fsdecode(bytes(site.folder) + b"/content/" + name)).write_text(art(HEAD))
    assert {problem.code for problem in site.built().problems} == {"file-name"}
    assert sorted(site.problems()) == [
        f"content/{name}.md:1:1: this name is not UTF-8 or holds a control character (rename the file)"
        for name in ("fl\ufffdood", "new\ufffdline", "\ufffd[31mred")
    ]


@pytest.mark.parametrize("word", ["a" * 300, "Πλημμύρα " * 40, "\U0001f30a", "\U0001f30a" * 300, "%" * 300])
def test_a_name_of_any_length_and_script_gives_file_names_that_every_disk_takes(site: Site, word: str) -> None:
    site.article("one", slug=f'"{word}1"', tags=f'["{word}1"]', section=f'"{word}1"', author=f'"{word}1"')
    site.article("two", slug=f'"{word}2"', tags=f'["{word}2"]', section=f'"{word}2"', author=f'"{word}2"')
    assert site.built().problems == ()
    parts = {part for path in site.output() for part in path.split("/")}
    assert max(len(part.encode()) for part in parts) <= 200
    assert sum(path.startswith("2022/03/") for path in site.output()) == 2
    assert sum(path.startswith("tag/") for path in site.output()) == 3


def test_an_alias_that_no_disk_takes_is_an_error(site: Site) -> None:
    site.article(aliases=f"[/{'a' * 300}/]")
    said = f"content/flood.md:1:1: the path of /{'a' * 59}... is too long (shorten it)"
    assert str(site.problem("path-too-long")) == said


def test_a_photo_with_a_name_that_no_disk_takes_is_not_there(site: Site) -> None:
    site.article(photo=f"{{src: {'a' * 300}.jpg}}", body=f"![a]({'b' * 5000}.jpg)")
    assert [problem.code for problem in site.built().problems] == ["photo", "missing-file"]


def test_a_damaged_photo_is_told_without_a_path_of_the_machine(site: Site) -> None:
    site.write("content/rain.jpg", b"no picture")
    site.article(photo="{src: rain.jpg}")
    assert site.problems() == [
        "content/flood.md:4:14: the photo 'rain.jpg' can't be used: it is damaged, or of another kind than its name says "
        "(name another picture)"
    ]


def test_a_missing_content_folder_is_told(site: Site) -> None:
    (site.folder / "content").rmdir()
    assert str(site.problem("missing-folder")) == (
        "config.yaml:1:1: there is no folder 'content' for the articles (make it, or mend `paths.content`)"
    )


def test_a_config_that_is_not_there_is_told(site: Site) -> None:
    site.delete("config.yaml")
    assert str(site.problem("unreadable")) == "config.yaml:1:1: can't be read: No such file or directory"
