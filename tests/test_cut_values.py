"""Values that YAML ends sooner than their writer meant are told, with the quotes that they want."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import reads
from tests.sites import Site

PHOTO = "{src: https://a.example/a.jpg, alt: The bridge, in fog, credit: Nina Vale, Ostrel Courier}"


def told(folder: Path, matter: str) -> list[str]:
    found = reads.read(folder, f"---\ntitle: Flood\ndate: 2022-03-07\n{matter}\n---\nWater rose.\n")
    return [f"{each.code} {str(each).removeprefix('content/news/flood.md:')}" for each in found.problems]


def test_a_comma_within_braces_is_told_with_the_whole_value_in_quotes(tmp_path: Path) -> None:
    assert told(tmp_path, f"photo: {PHOTO}") == [
        "cut-value 4:56: 'in fog' has no value: the comma before it ends the value of 'alt' "
        '(write alt: "The bridge, in fog")',
        "cut-value 4:83: 'Ostrel Courier' has no value: the comma before it ends the value of 'credit' "
        '(write credit: "Nina Vale, Ostrel Courier")',
    ]


@pytest.mark.parametrize(
    ("matter", "fix"),
    [
        ("extra: {a: one, two, three, b: x}", ['a: "one, two"', 'a: "one, two, three"']),
        ('extra: {a: say "x", two}', ["a: 'say \"x\", two'"]),
        ("extra:\n  a: {b: one,\n  two}", ['b: "one, two"']),
        ("extra: {x: [{a: one, two }]}", ['a: "one, two"']),
        ("extra: {two}", ["`key: value`"]),
    ],
)
def test_each_key_that_stands_alone_is_told(matter: str, fix: list[str], tmp_path: Path) -> None:
    assert [line.partition("(write ")[2][:-1] for line in told(tmp_path, matter)] == fix


@pytest.mark.parametrize("matter", ["extra: {a: , b: x}", "extra: {a: 'one, two'}", "extra: {a: null}", "extra: {}"])
def test_a_key_with_a_colon_may_have_no_value(matter: str, tmp_path: Path) -> None:
    assert told(tmp_path, matter) == []


@pytest.mark.parametrize(
    ("matter", "line"),
    [
        ("subtitle: Bus #14 breaks down", "4:15: '#14' begins a comment, and the value ends before it"),
        ("subtitle: We love C  #programming", "4:22: '#programming' begins a comment, and the value ends before it"),
        ("tags: #Weather", "4:7: '#Weather' begins a comment, so there is no value"),
        ("tags:\n  - Rain\n  - #Weather", "6:5: '#Weather' begins a comment, so there is no value"),
        ("extra:\n  color: #fff", "5:10: '#fff' begins a comment, so there is no value"),
        ("subtitle: It rained\n  on bus #14", "5:10: '#14' begins a comment, and the value ends before it"),
    ],
)
def test_a_sign_that_begins_a_comment_within_a_value_is_told(matter: str, line: str, tmp_path: Path) -> None:
    assert told(tmp_path, matter) == [f"cut-value {line} (put the whole value into quotes)"]


@pytest.mark.parametrize(
    "matter",
    [
        "expires: 2022-03-08 # to be checked",
        "expires: 2022-03-08T10:20 #checked",
        "must_read: true #really",
        "tags: # the usual ones\n  - Rain",
        "tags: #usual\n  - Rain",
        "# a comment\nsubtitle: x",
        "#subtitle: x",
        "subtitle: Bus ## not a word",
        "subtitle: 'Bus #14'",
        "subtitle: Bus#14",
        "subtitle: |\n  Bus #14",
        "tags:\n#- Rain\n  - Snow",
    ],
)
def test_comments_for_people_are_let_be(matter: str, tmp_path: Path) -> None:
    assert told(tmp_path, matter) == []


@pytest.mark.parametrize(
    ("matter", "column"), [("tags: [#Rain]", 8), ("tags: [Rain, #Snow]", 14), ("extra: {color: #fff}", 16)]
)
def test_a_bracket_that_a_comment_leaves_open_is_told_at_the_sign(matter: str, column: int, tmp_path: Path) -> None:
    (line,) = told(tmp_path, matter)
    assert line.startswith(f"yaml 4:{column}: ")
    assert "begins a comment, so the bracket before it is not closed" in line


def test_values_in_the_config_and_of_authors_are_told_too(site: Site) -> None:
    site.article()
    config = 'site: {title: The Gazette, url: "https://gazette.example"}\ntheme:\n  motto: Bus #14\n  color: #fff\n'
    site.write("config.yaml", config)
    site.write("content/authors.yaml", "maria: {name: Maria P, role: Editor, politics}\n")
    assert [problem.split(":")[0] for problem in site.problems() if "comma" in problem or "comment" in problem] == [
        "config.yaml",
        "config.yaml",
        "content/authors.yaml",
    ]
