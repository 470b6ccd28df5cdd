"""Authors who have pages as in Hugo: `content/authors/ID/_index.md`."""

from __future__ import annotations

import pytest

from tests.checks import picture
from tests.sites import CONFIG, Site

MARIA = "---\n# Her page\ndisplay_name: Maria Papa\nbio: '**Writes** of rivers.'\nrole: Editor\n---\n"


def test_a_byline_has_the_name_of_the_authors_page(site: Site) -> None:
    site.write("content/authors/mpapa/_index.md", MARIA)
    site.article(authors="[mpapa]")
    assert site.built().problems == ()
    page = site.page("/2022/03/flood/")
    assert "Maria Papa" in page
    assert ">mpapa<" not in page
    own = site.page("/author/mpapa/")
    assert "Writes of rivers." in own
    assert "Editor" in own


@pytest.mark.parametrize(
    ("matter", "name"),
    [("title: Maria Papa", "Maria Papa"), ("name: Maria &amp; Co", "Maria &amp; Co"), ("draft: false", "mpapa")],
)
def test_the_name_has_other_names(matter: str, name: str, site: Site) -> None:
    site.write("content/authors/mpapa/_index.md", f"---\n{matter}\n---\n")
    site.article(authors="[mpapa]")
    assert site.built().problems == ()
    assert f">{name}</a>" in site.page("/2022/03/flood/")


def test_pages_in_toml_and_of_other_folders_count(site: Site) -> None:
    site.write("content/en/author/mpapa/_index.md", '+++\ntitle = "Maria Papa"\n+++\n')
    site.article(authors="[mpapa]")
    site.built()
    assert "Maria Papa" in site.page("/2022/03/flood/")


def test_the_sites_own_list_wins(site: Site) -> None:
    site.write("content/authors.yaml", "mpapa: {name: M. Papa}\n")
    site.write("content/authors/mpapa/_index.md", MARIA)
    site.article(authors="[mpapa]")
    site.built()
    assert "M. Papa" in site.page("/2022/03/flood/")
    assert "Maria Papa" not in site.page("/2022/03/flood/")


def test_a_change_of_the_page_changes_the_byline(site: Site) -> None:
    site.write("content/authors/mpapa/_index.md", MARIA)
    site.article(authors="[mpapa]")
    site.built()
    site.edit("content/authors/mpapa/_index.md", "Maria Papa", "Maria Pappas")
    site.built()
    assert "Maria Pappas" in site.page("/2022/03/flood/")
    site.delete("content/authors/mpapa/_index.md")
    site.built()
    assert ">mpapa</a>" in site.page("/2022/03/flood/")


def test_a_page_beside_which_a_picture_lies_shows_it(site: Site) -> None:
    site.write("content/authors/mpapa/_index.md", MARIA.replace("role: Editor", "avatar: me.jpg"))
    site.write("content/authors/mpapa/me.jpg", picture())
    site.article(authors="[mpapa]")
    assert site.built().problems == ()
    assert "/assets/me." in site.page("/author/mpapa/")


@pytest.mark.parametrize(
    "text", ["---\nname: [\n---\n", '---\nname: "x\n', "", "No front matter", "---\nphoto: gone.jpg\n---\n"]
)
def test_a_page_that_is_wrong_is_a_warning(text: str, site: Site) -> None:
    site.write("content/authors/mpapa/_index.md", text)
    site.article(authors="[mpapa]")
    problems = site.built().problems
    assert [(each.severity, each.place.path) for each in problems] == [("warning", "content/authors/mpapa/_index.md")]


def test_what_is_ignored_names_nobody(site: Site) -> None:
    site.write("config.yaml", CONFIG + "ignore: [authors]\n")
    site.write("content/authors/mpapa/_index.md", MARIA)
    site.article(authors="[mpapa]")
    site.built()
    assert ">mpapa</a>" in site.page("/2022/03/flood/")
