"""Whatever a writer wrote, reading it ends with an article or a problem of that text alone, never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.model.config import Config, SiteInfo
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_article import read_file
from newsgen.reading.read_texts import BATCH, readers
from newsgen.reading.scan import File
from tests.sites import Site

LONG = "9" * 6000
VALUES = {
    "6,000 nines": LONG,
    "minus 6,000 nines": f"-{LONG}",
    "hexadecimal": "0x" + "f" * 6000,
    "binary": "0b" + "1" * 20_000,
    "more than 64 bits": "99999999999999999999",
    "a large float": "1e400",
    "infinity": "inf",
    "no number": "-nan",
    "lists in lists": "[" * 300 + "]" * 300,
    "lists in lists without end": "[" * 9_000,
    "a year too early": "0001-01-01",
    "a time too late": "9999-12-31T23:59:59.999999-23:59",
    "a time alone": "07:32:00",
    "a number in a table": f"{{a = [{LONG}]}}",
}
DATES = (
    "7 Mar 2022 10:20 +99999999999999999999",
    "7 Mar 2022 10:20 -99999999999999999999",
    "7 Mar 99999999999999999999 10:20",
    "7 Mar 2022 10:20:99999999999999999999",
    "Mon, 7 Mar 2022 10:20:00 +9999",
    "2022-03-07T10:20+99:99:99",
    "0001-01-01",
    "9999-12-31T23:59:59-15:00",
    "0000-00-00",
    "٢٠٢٢-١٣-٠٧",
)
YAML = (
    "? [a]\n: b",
    "? {a: b}\n: c",
    "x: " + "{a: " * 100 + "1" + "}" * 100,
    "x: &a [*a]",
    'x: "\\ud800"',
    'x: "\\U00110000"',
    "x: !!binary aaa",
    f"x: {LONG}",
    "aliases: ['http://[', '//[::1', 'http://a:99999999/']",
    "photo: 'http://[/a.jpg'",
)


def toml(matter: str) -> str:
    return f"+++\ntitle = 'Flood'\n{matter}\n+++\nWater rose.\n"


def yaml(matter: str) -> str:
    return f"---\ntitle: Flood\n{matter}\n---\nWater rose.\n"


TEXTS = [
    *(toml(f"date = 2022-03-07\nx = {value}") for value in VALUES.values()),
    *(toml(f"date = {value}") for value in VALUES.values()),
    *(toml(f"date = 2022-03-07\nphoto = {value}") for value in VALUES.values()),
    toml("date = 2022-03-07\n" + ".".join("a" * 3_000) + " = 1"),
    *(yaml(f'date: "{date}"') for date in DATES),
    *(yaml(f'date: 2022-03-07\nupdated: "{date}"\nbreaking: {{until: "{date}"}}') for date in DATES),
    *(f"Title: Flood\nDate: {date}\n\nWater rose.\n" for date in DATES),
    *(yaml(f"date: 2022-03-07\n{matter}") for matter in YAML),
]


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_a_strange_text_is_its_own_problem(tmp_path: Path, engine: str) -> None:
    site = Site(
        tmp_path, config=f'site: {{title: G, url: "https://gazette.example"}}\nmarkdown: {{engine: {engine}}}\n'
    )
    for number, text in enumerate(TEXTS):
        site.write(f"content/{number:03}.md", text)
    problems = site.build().problems
    assert [str(problem) for problem in problems if "newsgen fails" in problem.what] == []
    for wrong in {problem.place.path for problem in problems if problem.severity == "error"}:
        site.delete(wrong)
    report = site.built()
    assert report.articles == len(TEXTS) - len({p.place.path for p in problems if p.severity == "error"}) >= 20


def test_a_number_that_is_too_long_is_told_at_its_place(site: Site) -> None:
    site.write("content/flood.md", toml(f"date = 2022-03-07\nx = {LONG}"))
    assert str(site.problem("not-toml")) == (
        "content/flood.md:4:5: a number of more than 4,300 digits (put it into quotes)"
    )


def test_an_offset_that_is_no_offset_is_a_bad_date(site: Site) -> None:
    site.article(date='"7 Mar 2022 10:20 +99999999999999999999"')
    assert str(site.problem("bad-date")).startswith("content/flood.md:3:7: 'date' can't be '7 Mar 2022 10:20 +9999")


@given(
    st.one_of(
        st.text(),
        st.text("0123456789abcdefnixoT:+-.,=[]{}()'\"\n \t_", max_size=80).map(lambda value: yaml(f"date: {value}")),
        st.text("0123456789abcdefnixoT:+-.,=[]{}()'\"\n \t_", max_size=80).map(lambda value: toml(f"date = {value}")),
        st.text("0123456789abcdefMarJnTue+-:, ()", max_size=40).map(lambda value: yaml(f'date: "{value}"')),
    )
)
@settings(max_examples=400)
def test_no_text_is_unforeseen(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "strange.md"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    config = Config(site=SiteInfo(title="G", url="https://gazette.example"))
    kept, _ = read_file("strange.md", File(str(file), ()), config, MediaFiles({}, {}))
    assert kept.entry or kept.problems
    assert not [problem for problem in kept.problems if "newsgen fails" in problem.what]


def test_a_strange_page_of_an_author_is_its_own_problem(site: Site) -> None:
    site.article()
    site.write("content/authors/ann/_index.md", toml("x = " + "[" * 9_000))
    assert [str(problem) for problem in site.build().problems] == [
        "content/authors/ann/_index.md:1:1: nested more than 16 deep (flatten it)"
    ]


NOWHERE = Config(site=SiteInfo(title="G", url="https://gazette.example", timezone="Nowhere/At_All"))
"""No check of a config lets it pass, so that reading with it fails where nobody foresees it."""


@pytest.mark.parametrize("count", [1, BATCH + 1], ids=["a few", "many"])
def test_what_nobody_foresaw_is_the_texts_problem_in_other_processes_too(tmp_path: Path, count: int) -> None:
    jobs = []
    for number in range(count):
        file = tmp_path / f"{number}.md"
        file.write_text(yaml("date: 2022-03-07"))
        jobs.append((file.name, File(str(file), ())))
    problems = [
        problem
        for texts, _ in readers(NOWHERE, MediaFiles({}, {}), 2)(jobs)
        for kept, _ in texts
        for problem in kept.problems
    ]
    assert [problem.place.path for problem in problems] == [f"content/{source}" for source, _ in jobs]
    assert {(problem.code, problem.severity) for problem in problems} == {("unreadable", "error")}
    assert str(problems[0]) == (
        "content/0.md:1:1: newsgen fails at this text (ZoneInfoNotFoundError: 'No time zone found with key "
        "Nowhere/At_All') (a mistake of newsgen's: report it, with the text)"
    )


@pytest.mark.parametrize(
    "limits",
    [
        "limits: {article_seconds: 1e300}",
        "limits: {article_seconds: inf}",
        "limits: {article_seconds: nan}",
        f"limits: {{article_seconds: {LONG}}}",
        f"limits: {{article_bytes: {LONG}}}",
        "latest: {excerpt: 99999999999999999999}",
        "check: {edited_words: 99999999999999999999}",
    ],
)
def test_a_limit_that_no_machine_keeps_is_a_problem_of_the_config(site: Site, limits: str) -> None:
    site.article()
    site.edit("config.yaml", "markdown: {engine: commonmark}", limits)
    assert [(p.code, p.place.path, p.place.line) for p in site.build().problems] == [("wrong-value", "config.yaml", 2)]
