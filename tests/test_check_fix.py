"""`newsgen check --fix`: what it mends, and that it leaves every other byte as it is."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from newsgen.check import CheckOptions
from tests.checks import checked, said
from tests.sites import NOW, Site

FIX = CheckOptions(fix=True)
SOON = datetime.fromisoformat("2022-03-07T12:00+02:00")
HEAD = "title: Flood\ndate: 2022-03-07T10:20:00+02:00\n"


def mended(site: Site, before: str | bytes, name: str = "content/flood.md", now: datetime = NOW) -> str:
    site.write(name, before)
    checked(site, now, FIX)
    return (site.folder / name).read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"BREAKING: Flood in Volos"', '"Flood in Volos"'),
        ("'Breaking news - Flood' # typed at night", "'Flood' # typed at night"),
        ("BREAKING | Flood in Volos", "Flood in Volos"),
        ('"ΕΚΤΑΚΤΟ: Πλημμύρα"', '"Πλημμύρα"'),
    ],
)
def test_the_word_breaking_is_removed(before: str, after: str, site: Site) -> None:
    rest = "\ndate:   2022-03-07T10:20:00+02:00  \ntags: [ Rain,Volos ]\n---\n\n\nWater rose.  \nMore.\n\n"
    assert mended(site, f"---\ntitle: {before}{rest}") == f"---\ntitle: {after}{rest}"
    assert said(site, "breaking-word") == []


def test_what_is_still_breaking_says_so_by_its_key(site: Site) -> None:
    text = f"---\n{HEAD}---\nWater rose.\n".replace("Flood", '"Breaking: Flood"')
    assert mended(site, text, now=SOON) == f"---\nbreaking: true\n{HEAD}---\nWater rose.\n".replace("Flood", '"Flood"')


def test_what_says_so_already_does_not_say_so_twice(site: Site) -> None:
    text = f"---\n{HEAD}breaking: true\n---\nWater rose.\n".replace("Flood", "'Breaking: Flood'")
    assert mended(site, text, now=SOON) == text.replace("Breaking: ", "")


@pytest.mark.parametrize(
    "title",
    [
        "BREAKING - 'Flood' says mayor",  # it would start with a quote, which must end the value
        "BREAKING -",
        ">-\n  BREAKING: Flood",
    ],
)
def test_what_cannot_be_mended_safely_is_left_as_it_is(title: str, site: Site) -> None:
    text = f"---\ntitle: {title}\ndate: 2022-03-07\n---\nWater rose.\n"
    assert mended(site, text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags: [Rain, UKRAINE, Volos]", "tags: [Rain, Ukraine, Volos]"),
        ("tags:\n- Rain\n- 'ukraine'  # sic", "tags:\n- Rain\n- 'Ukraine'  # sic"),
        ("tags: ['big  storm', ukraine]", "tags: ['big storm', Ukraine]"),
        ("tags: rain, ukraine", "tags: rain, ukraine"),  # not a list: places within are not known
        ("tags: [Ukrain]", "tags: [Ukrain]"),  # perhaps meant
    ],
)
def test_tags_get_their_usual_spelling(before: str, after: str, site: Site) -> None:
    for day in range(6):
        site.article(f"day-{day}", title=f"Day {day}", tags="[Ukraine, big storm]")
    assert mended(site, f"---\n{HEAD}{before}\n---\nText.\n") == f"---\n{HEAD}{after}\n---\nText.\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '+aliases: ["/2022/03/flood/"]\n'),
        ("aliases: [/old/]\n", 'aliases: ["/2022/03/flood/", /old/]\n'),
        ("aliases: []\n", 'aliases: ["/2022/03/flood/"]\n'),
        ("aliases:\n  - /old/\n", 'aliases:\n  - "/2022/03/flood/"\n  - /old/\n'),
        ("redirect_from:\n- /old/\n", 'redirect_from:\n- "/2022/03/flood/"\n- /old/\n'),
        ("aliases: /old/, /older/\n", "aliases: /old/, /older/\n"),
    ],
)
def test_a_url_that_would_vanish_becomes_an_alias(before: str, after: str, site: Site) -> None:
    site.write("content/flood.md", f"---\n{HEAD}{before}---\nText.\n")
    site.built()
    expected = f"---\n{after[1:]}slug: high\n{HEAD}" if after[:1] == "+" else f"---\nslug: high\n{HEAD}{after}"
    assert mended(site, f"---\nslug: high\n{HEAD}{before}---\nText.\n") == f"{expected}---\nText.\n"
    assert len(said(site, "lost-url")) == (before == after)


def test_toml_gets_its_alias_too(site: Site) -> None:
    toml = '+++\ntitle = "Flood"\ndate = 2022-03-07\n[extra]\nseries = "River"\n+++\nText.\n'
    site.write("content/flood.md", toml)
    site.built()
    changed = toml.replace("date", 'slug = "high"\ndate')
    assert mended(site, changed) == changed.replace("+++\n", '+++\naliases = ["/2022/03/flood/"]\n', 1)
    assert said(site, "lost-url") == []


def test_a_table_of_toml_is_not_taken_for_the_front_matter(site: Site) -> None:
    toml = '+++\ntitle = "Flood"\ndate = 2022-03-07\n[extra]\naliases = ["/no/"]\n+++\nText.\n'
    site.write("content/flood.md", toml)
    site.built()
    changed = toml.replace("date", 'slug = "high"\ndate')
    assert mended(site, changed) == changed.replace("+++\n", '+++\naliases = ["/2022/03/flood/"]\n', 1)


def test_line_ends_and_byte_order_marks_are_put_right(site: Site) -> None:
    text = f"---\n{HEAD}---\nWater rose.\n"
    crlf = text.replace("\n", "\r\n")
    assert mended(site, b"\xef\xbb\xbf" + crlf.encode()) == text


def test_line_ends_stay_where_they_are_wanted(site: Site) -> None:
    site.write("config.yaml", (site.folder / "config.yaml").read_text() + "problems: {line-ends: off}\n")
    text = f"---\n{HEAD}---\nWater rose.\n".replace("\n", "\r\n")
    before = text.replace("title: Flood", "title: 'Breaking: Flood'")
    assert mended(site, before) == text.replace("title: Flood", "title: 'Flood'")
    assert mended(site, before, now=SOON) == text.replace("title: Flood", "breaking: true\r\ntitle: 'Flood'")


def test_what_was_mended_is_told_and_no_longer_a_problem(site: Site) -> None:
    site.article(title="'Breaking: Flood'")
    found = checked(site, NOW, FIX)
    assert (found.fixed, found.problems) == (("content/flood.md",), ())
    assert checked(site, NOW, FIX).fixed == ()


def test_without_the_option_nothing_is_written(site: Site) -> None:
    site.article(title="'Breaking: Flood'")
    before = (site.folder / "content/flood.md").stat().st_mtime_ns
    assert checked(site).fixed == ()
    assert (site.folder / "content/flood.md").stat().st_mtime_ns == before


def test_only_the_files_that_were_named_are_mended(site: Site) -> None:
    for name in ("flood", "dam"):
        site.article(name, title=f"'Breaking: {name}'")
    found = checked(site, NOW, CheckOptions((site.folder / "content/dam.md",), fix=True))
    assert found.fixed == ("content/dam.md",)
    assert "Breaking" in (site.folder / "content/flood.md").read_text()


def test_what_an_article_turns_off_is_not_mended(site: Site) -> None:
    text = f"---\n{HEAD}check: {{breaking-word: off}}\n---\nText.\n".replace("Flood", "'Breaking: Flood'")
    assert mended(site, text) == text


def test_a_mended_file_keeps_its_rights_and_a_symlink_stays_one(site: Site) -> None:
    site.article("real/flood", title="'Breaking: Flood'")
    real, link = site.folder / "content/real/flood.md", site.folder / "content/link.md"
    real.chmod(0o640)
    link.symlink_to(Path("real/flood.md"))
    site.write("config.yaml", (site.folder / "config.yaml").read_text() + "ignore: [real/**]\n")
    assert checked(site, NOW, FIX).fixed == ("content/link.md",)
    assert link.is_symlink()
    assert (real.stat().st_mode & 0o777, "Breaking" in real.read_text()) == (0o640, False)
    assert os.listdir(real.parent) == ["flood.md"]
