"""`newsgen new`: what it makes, what it knows by itself, and what it asks for on a terminal."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from tests.sites import CONFIG, Site
from tests.terminals import on_terminal
from tests.test_commands import newsgen

THEN = {"SOURCE_DATE_EPOCH": "1646649000"}
"""7 March 2022, 12:30 in Athens."""
SECTIONS = CONFIG + "menu: [News, World News]\nsections: {sport: {description: The Lamplighters.}}\n"
New = Callable[..., Result]


@pytest.fixture
def new(site: Site) -> New:
    """`newsgen new` for the site, at that time."""
    return lambda *arguments: newsgen("new", *arguments, "-s", str(site.folder), **THEN)


def file_of(begun: Result) -> Path:
    assert begun.exit_code == 0, begun.output
    return Path(begun.stdout.strip()).absolute()


def head(begun: Result) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(file_of(begun).read_text(encoding="utf-8").split("---")[1])
    return found


def test_new_begins_a_draft_dated_now_in_the_sites_zone(site: Site, new: New) -> None:
    begun = new(
        *("Πλημμύρα: “the flood”", "--section", "World News"),
        *("--author", "Maria P", "--author", "Yannis", "--tag", "Rain"),
    )
    assert file_of(begun) == site.folder / "content/world-news/2022-03-07-plimmyra-the-flood.md"
    matter = head(begun)
    assert str(matter.pop("date")) == "2022-03-07 12:30:00+02:00"
    assert matter == {
        "title": "Πλημμύρα: “the flood”",
        "authors": ["Maria P", "Yannis"],
        "section": "World News",
        "tags": ["Rain"],
        "summary": None,
        "draft": True,
    }
    report = site.built(drafts=True)
    assert (report.articles, report.problems) == (1, ())


@pytest.mark.parametrize(
    "headline", ["1 # in Volos", "1984", "No", "{a}", "a: b", "'quoted'", '"x" - y', "@volos", "[a"]
)
def test_any_headline_is_read_as_it_was_typed(headline: str, site: Site, new: New) -> None:
    file_of(new(headline))
    assert site.built(drafts=True).problems == ()
    shown = {"'quoted'": "‘quoted’", '"x" - y': "“x” - y"}.get(headline, headline)
    assert f"<title>{shown}" in site.page(next(path for path in site.output() if path.startswith("2022/03/")))


def test_new_never_writes_over_an_article(new: New) -> None:
    first = file_of(new("Flood"))
    first.write_text("written")
    second = new("Flood")
    assert second.exit_code == 2
    assert "is there already" in second.stderr
    assert first.read_text() == "written"


def test_new_wants_a_headline(site: Site, new: New) -> None:
    assert new("  ").exit_code == 2
    missing = new()
    assert (missing.exit_code, "the headline is missing" in missing.stderr) == (2, True)
    assert list((site.folder / "content").iterdir()) == []


def test_the_photo_has_a_folder_and_its_path_from_the_article_is_in_the_draft(site: Site, new: New) -> None:
    file = file_of(new("Flood in Volos", "--section", "World"))
    (line,) = [line for line in file.read_text().splitlines() if "src:" in line]
    assert line == "#   src: ../photos/2022-03/flood-in-volos.jpg"
    assert (site.folder / "content/photos/2022-03").is_dir()
    photo = file.parent / line.partition("src: ")[2]
    assert photo.resolve() == (site.folder / "content/photos/2022-03/flood-in-volos.jpg").resolve()


def test_the_section_is_that_of_the_folder_one_stands_in(site: Site, new: New, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("config.yaml", SECTIONS)
    folder = site.folder / "content/world-news/2022"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    begun = new("Flood")
    assert file_of(begun).parent == folder
    assert head(begun)["section"] == "World News"
    assert file_of(new("Goal", "--section", "Sport")).parent == site.folder / "content/sport"


def test_a_section_is_spelt_as_the_site_spells_it(site: Site, new: New) -> None:
    site.write("config.yaml", SECTIONS)
    assert head(new("Flood", "--section", "world news"))["section"] == "World News"
    assert head(new("Rain", "--section", "Weather"))["section"] == "Weather"


@pytest.mark.parametrize("folder", [".", "content", "content/photos", "content/pages", "layouts"])
def test_other_folders_are_no_section(folder: str, site: Site, new: New, monkeypatch: pytest.MonkeyPatch) -> None:
    (site.folder / folder).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(site.folder / folder)
    begun = new("Flood")
    assert file_of(begun).parent == site.folder / "content"
    assert head(begun)["section"] is None


def test_in_a_folder_of_a_year_articles_of_any_section_are_begun_there(
    site: Site, new: New, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site.folder / "content/2022/03"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    begun = new("Flood", "--section", "World")
    assert (file_of(begun).parent, head(begun)["section"]) == (folder, "World")
    assert (folder / "../../photos/2022-03").resolve().is_dir()


def git(site: Site, **settings: str) -> None:
    subprocess.run(["git", "init", "--quiet", str(site.folder)], check=True)
    for key, value in settings.items():
        subprocess.run(["git", "-C", str(site.folder), "config", f"user.{key}", value], check=True)


def test_the_author_is_the_one_that_git_knows(site: Site, new: New) -> None:
    git(site, name="Maria P", email="maria@gazette.example")
    assert head(new("Flood"))["authors"] == ["Maria P"]
    assert head(new("Rain", "--author", "Yannis"))["authors"] == ["Yannis"]


@pytest.mark.parametrize(
    ("name", "email", "author"),
    [
        ("Maria Papadopoulou", "x@other.example", ["Maria Papadopoulou"]),
        ("maria", "x@other.example", ["Maria Papadopoulou"]),
        ("mpap", "Maria@Gazette.example", ["Maria Papadopoulou"]),
        ("Someone Else", "x@other.example", None),
    ],
)
def test_the_author_is_called_as_in_the_sites_list(
    name: str, email: str, author: list[str] | None, site: Site, new: New
) -> None:
    site.write("content/authors.yaml", "maria: {name: Maria Papadopoulou, email: maria@gazette.example}\n")
    git(site, name=name, email=email)
    assert head(new("Flood"))["authors"] == author


def test_an_article_without_an_author_says_how_it_gets_one(site: Site, new: New) -> None:
    assert "no author, since Git knows no name of yours: `git config user.name NAME`" in new("Flood").stderr
    git(site, name="Someone Else")
    assert "author" not in new("Rain").stderr
    site.write("content/authors.yaml", "maria: {name: Maria Papadopoulou}\n")
    said = (
        "no author: content/authors.yaml doesn't list 'Someone Else', as Git calls you (add it there, or give --author)"
    )
    assert said in new("Sun").stderr
    assert "author" not in new("Storm", "--author", "maria").stderr


OPINION = """\
---
# What it is about, in 60 characters:
title:
type: opinion
date:
author:
tags: [Opinion]
photo:
  src:
  alt:
draft: true
---

**Why this matters** $5 {{ title }}
"""


def test_an_archetype_is_an_article_whose_empty_keys_are_filled(site: Site, new: New) -> None:
    site.write("content/_archetypes/opinion.md", OPINION)
    begun = new("On slow ferries", "--kind", "opinion", "--author", "Maria P", "--section", "Views", "--tag", "Ferries")
    assert file_of(begun).read_text(encoding="utf-8") == (
        OPINION.replace("title:\n", "title: On slow ferries\n")
        .replace("date:\n", "date: 2022-03-07T12:30:00+02:00\n")
        .replace("author:\n", "author: Maria P\n")
        .replace("[Opinion]", "[Opinion, Ferries]")
        .replace("src:\n", "src: ../photos/2022-03/on-slow-ferries.jpg\n")
        .replace("draft: true\n", "draft: true\nsection: Views\n")
    )
    assert site.built(drafts=True).articles == 1


@pytest.mark.parametrize(
    ("matter", "filled"),
    [
        ("tags: []", "tags: [Rain, Volos]"),
        ("tags: [ ]  # what it is about", "tags: [Rain, Volos]  # what it is about"),
        ("tags: ''", "tags: [Rain, Volos]"),
        ("tags: ~", "tags: [Rain, Volos]"),
        ("tags:\n  -", "tags: [Rain, Volos]"),
        ("tags:\n- Opinion\n- 2022\ntype: news", "tags: [Opinion, '2022', Rain, Volos]\ntype: news"),
        ("tags: Opinion, Sea", "tags: [Opinion, Sea, Rain, Volos]"),
        ("# tags:", "tags: [Rain, Volos]"),
        ("section: Views", "section: World\ntags: [Rain, Volos]"),
        ("author: Desk", "author: Maria P\ntags: [Rain, Volos]"),
        ("authors: [Desk, Night desk]", "authors: [Maria P]\ntags: [Rain, Volos]"),
        ('author: ""\nphoto:\n  src:', "author: Maria P\nphoto:\n  src: %s\ntags: [Rain, Volos]"),
    ],
)
def test_what_was_asked_for_is_in_the_article_whatever_the_archetype_has(
    matter: str, filled: str, site: Site, new: New
) -> None:
    site.write("content/_archetypes/default.md", f"---\ntitle:\ndate:\n{matter}\n---\nWho?\n")
    begun = new("Flood", "--section", "World", "--author", "Maria P", "--tag", "Rain", "--tag", "Volos")
    got = file_of(begun).read_text(encoding="utf-8").split("---\n")[1]
    assert set(got.splitlines()) >= set(filled.replace("%s", "../photos/2022-03/flood.jpg").splitlines())
    made = head(begun)
    assert made["section"] == "World"
    assert "Maria P" in str(made.get("author", made.get("authors")))
    assert set(made["tags"]) >= {"Rain", "Volos"}  # type: ignore[call-overload]


def test_what_is_only_known_gives_way_to_the_archetype(site: Site, new: New) -> None:
    site.write("content/_archetypes/default.md", "---\ntitle:\ndate:\nauthor: Desk\nsection: Views\n---\nWho?\n")
    git(site, name="Maria P")
    begun = new("Flood")
    assert (head(begun)["author"], head(begun)["section"]) == ("Desk", "Views")
    assert file_of(begun).parent == site.folder / "content/views"


@pytest.mark.parametrize("kind", ["opinion", "world-news", "World News"])
def test_an_archetype_that_is_called_like_a_section_begins_articles_of_it(kind: str, site: Site, new: New) -> None:
    site.write("config.yaml", SECTIONS)
    site.article("opinion/ferries", section="Opinion")
    site.write(f"content/_archetypes/{kind}.md", "---\ntitle:\ndate:\nsection:\n---\nWho?\n")
    begun = new("Flood", "--kind", kind)
    section = "Opinion" if kind == "opinion" else "World News"
    assert head(begun)["section"] == section
    assert file_of(begun).parent.name == section.lower().replace(" ", "-")


def test_the_default_archetype_is_the_sites_own_if_it_has_one(site: Site, new: New) -> None:
    site.write("content/_archetypes/default.md", "---\ntitle:\ndate:\n---\nWho, what, where, when?\n")
    text = file_of(new("Flood")).read_text()
    assert text.endswith("---\nWho, what, where, when?\n")
    assert "draft" not in text


def test_a_kind_that_is_not_there_is_named_with_the_nearest(site: Site, new: New) -> None:
    assert "(the folder has none)" in new("Flood", "--kind", "opinion").stderr
    site.write("content/_archetypes/opinion.md", OPINION)
    refused = new("Flood", "--kind", "opinoin")
    assert refused.exit_code == 2
    assert "did you mean 'opinion'?" in refused.stderr
    assert list((site.folder / "content").glob("*.md")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"What is at stake?\n", "1:1: the archetype has no front matter (put it between two lines of `---`)"),
        (b"---\ntitle:\n", "1:1: the archetype has no front matter (put it between two lines of `---`)"),
        (b"---\ntitle: Caf\xe9\n---\n", "2:11: the byte 0xE9 is not UTF-8 (save the file as UTF-8)"),
        (b"", "1:1: the file is empty (write it, or delete it)"),
    ],
)
def test_an_archetype_that_cannot_be_used_is_told(text: bytes, said: str, site: Site, new: New) -> None:
    site.write("content/_archetypes/opinion.md", text)
    refused = new("Flood", "--kind", "opinion")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[0] == f"content/_archetypes/opinion.md:{said}"
    assert list((site.folder / "content").glob("*.md")) == []


def test_an_archetype_may_come_from_windows(site: Site, new: New) -> None:
    site.write("content/_archetypes/default.md", b"\xef\xbb\xbf---\r\ntitle:\r\ndate:\r\n---\r\nWho?\r\n")
    assert file_of(new("Flood")).read_bytes() == b"---\ntitle: Flood\ndate: 2022-03-07T12:30:00+02:00\n---\nWho?\n"


def test_a_folder_without_articles_is_no_section_to_choose(site: Site) -> None:
    site.article("sport/goal")
    (site.folder / "content/images").mkdir()
    answers = [("Section (Sport) [Sport]: ", "\n"), ("Author: ", "\n")]
    assert on_terminal(["new", "Goal"], site.folder, answers, GIT_CONFIG_GLOBAL="/dev/null", **THEN)[0] == 0


def test_the_editor_is_opened_on_the_new_file(site: Site) -> None:
    editor = site.folder / "editor.sh"
    editor.write_text('#!/bin/sh\necho "edited" >> "$1"\n')
    editor.chmod(0o755)
    begun = newsgen("new", "Flood", "--edit", "-s", str(site.folder), VISUAL=str(editor), **THEN)
    assert file_of(begun).read_text().endswith("edited\n")


# On a terminal


def test_what_is_missing_is_asked_for_on_a_terminal(site: Site) -> None:
    site.write("config.yaml", SECTIONS)
    site.write("content/authors.yaml", "maria: {name: Maria Papadopoulou}\n")
    answers = [
        ("Headline: ", "Flood in Volos\n"),
        ("Section (News, World News, Sport) [News]: ", "wor\n"),
        ("Author (Maria Papadopoulou): ", "mar\n"),
    ]
    code, seen = on_terminal(["new"], site.folder, answers, GIT_CONFIG_GLOBAL="/dev/null", **THEN)
    name = "content/world-news/2022-03-07-flood-in-volos.md"
    file = site.folder / name
    assert (code, f"\n{name}\n" in seen, "--drafts" in seen) == (0, True, True)
    assert "may go to content/photos/2022-03/flood-in-volos.jpg;" in seen
    assert "section: World News\n" in file.read_text()
    assert "authors: [Maria Papadopoulou]\n" in file.read_text()


def test_a_new_section_is_made_only_if_it_is_meant(site: Site) -> None:
    site.write("config.yaml", SECTIONS)
    answers = [
        ("[News]: ", "Sprot\n"),
        ("There is no section 'Sprot' yet: is it new? [y/N]: ", "n\n"),
        ("[News]: ", "Weather\n"),
        ("is it new? [y/N]: ", "y\n"),
        ("Author: ", "\n"),
    ]
    code, _ = on_terminal(["new", "Rain"], site.folder, answers, GIT_CONFIG_GLOBAL="/dev/null", **THEN)
    assert code == 0
    assert "section: Weather\n" in (site.folder / "content/weather/2022-03-07-rain.md").read_text()


def test_nothing_is_asked_that_is_known(site: Site) -> None:
    git(site, name="Maria P")
    (site.folder / "content/sport").mkdir()
    code, seen = on_terminal(["new", "Goal"], site.folder / "content/sport", (), **THEN)
    assert (code, "Section" in seen, "Author" in seen) == (0, False, False)
