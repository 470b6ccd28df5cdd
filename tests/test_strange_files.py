"""What lies in a site's folders and is no file to read: told, never opened; and what may not be read is told there."""

# ruff: noqa: E501 - a message is quoted whole

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checks import picture
from tests.sites import CONFIG, Site
from tests.test_disk_faults import AS_OTHERS

Special = Callable[[Path], None]


def pipe(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(file)


def open_socket(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    here = Path.cwd()
    os.chdir(file.parent)  # a socket's path may not be long
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(file.name)
    finally:
        os.chdir(here)


def newsgen(command: str, site: Site) -> tuple[int, str]:
    done = subprocess.run(
        [*AS_OTHERS, sys.executable, "-m", "newsgen", command, "-s", str(site.folder), "--now", "2022-03-08T12:00Z"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr + done.stdout


PLACES = [
    "content/pipe.md",
    "content/news/photo.jpg",
    "content/pages/pipe.md",
    "content/authors.yaml",
    "assets/pipe.css",
    "assets/_root/robots.txt",
    "layouts/article.html",
    "layouts/macros/cards.html",
    "layouts/README",
]


@pytest.mark.parametrize("special", [pipe, open_socket])
def test_a_pipe_or_socket_is_told_and_passed_over(site: Site, special: Special) -> None:
    site.article(photo="{src: news/photo.jpg, alt: a, credit: b}", body="[x](news/photo.jpg) ![y](news/photo.jpg)")
    for place in PLACES:
        special(site.folder / place)
    for _ in range(2):
        code, said = newsgen("build", site)
        assert code == 0, said
        for place in PLACES:
            assert f"{place}:1:1: this is a pipe, a socket or a device, and not opened (put a file there)" in said
        assert "flood.md:4:14: the photo 'news/photo.jpg' can't be used: there is no such file" in said
    assert newsgen("check", site)[0] in (0, 1)


def test_a_device_is_a_file_as_little(site: Site) -> None:
    site.article()
    (site.folder / "layouts").mkdir()
    (site.folder / "layouts/article.html").symlink_to("/dev/zero")
    (site.folder / "content/zero.md").symlink_to("/dev/zero")
    (site.folder / "content/null.jpg").symlink_to("/dev/null")
    code, said = newsgen("build", site)
    assert code == 0
    assert said.count("this symlink leads out of the") == 3


@pytest.mark.parametrize("file", ["config.yaml", "content/authors.yaml"])
def test_the_sites_own_files_are_not_opened_where_they_are_pipes(site: Site, file: str) -> None:
    site.article()
    (site.folder / file).unlink(missing_ok=True)
    pipe(site.folder / file)
    assert [problem.code for problem in site.build().problems] == [
        "unreadable" if file == "config.yaml" else "special-file"
    ]


def test_a_pipe_in_the_output_folder_is_replaced(site: Site) -> None:
    site.article()
    pipe(site.folder / "output/index.html")
    site.built()
    assert "Flood" in site.page("/")
    (site.folder / "output/index.html").unlink()
    pipe(site.folder / "output/index.html")
    site.built()
    assert "Flood" in site.page("/")


# What may not be read


def test_a_photo_that_may_not_be_read_is_told_at_its_key(site: Site) -> None:
    for name in ("a", "b", "c"):
        site.write(f"content/{name}.jpg", picture(800, 600))
        (site.folder / f"content/{name}.jpg").chmod(0)
    site.write("content/authors.yaml", "maria:\n  name: Maria\n  photo: c.jpg\n")
    site.article(photo="{src: a.jpg, alt: a, credit: b}", body="![y](b.jpg)")
    code, said = newsgen("build", site)
    assert code == 0
    assert "flood.md:4:14: the photo 'a.jpg' can't be used: it can't be read: Permission denied" in said
    assert "flood.md:6:6: 'b.jpg' can't be used: it can't be read: Permission denied" in said
    assert "authors.yaml:3:10: the photo 'c.jpg' can't be used: it can't be read: Permission denied" in said
    for name in ("a", "b", "c"):
        (site.folder / f"content/{name}.jpg").chmod(0o644)
    code, said = newsgen("build", site)
    assert "can't be" not in said
    assert 'src="/assets/a.' in site.page("/2022/03/flood/")


@pytest.mark.parametrize("folder", ["layouts", "layouts/macros", "content/news", "assets"])
def test_a_folder_that_may_not_be_read_ends_the_build(site: Site, folder: str) -> None:
    site.article()
    (site.folder / folder).mkdir(parents=True)
    (site.folder / folder).chmod(0)
    code, said = newsgen("build", site)
    (site.folder / folder).chmod(0o755)
    assert code == 77
    assert f"{folder}: not allowed: Permission denied" in said
    assert not (site.folder / "output").exists()


# Symlinks in the folders of layouts and assets


def test_a_symlink_of_layouts_that_leaves_the_site_is_not_followed(site: Site, tmp_path: Path) -> None:
    beside = tmp_path.parent / f"{tmp_path.name}-beside"
    beside.mkdir()
    (beside / "article.html").write_text("Secret {{ article.title }}")
    site.article()
    site.write("shared/plain.html", "Shared {{ page.title }}")
    site.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    (site.folder / "layouts").mkdir()
    (site.folder / "layouts/article.html").symlink_to(beside / "article.html")
    (site.folder / "layouts/macros").symlink_to(beside)
    (site.folder / "layouts/gone.html").symlink_to("nowhere.html")
    (site.folder / "layouts/plain.html").symlink_to("../shared/plain.html")
    assert [str(problem) for problem in site.built().problems] == [
        "layouts/article.html:1:1: this symlink leads out of the site (put the file itself there)",
        "layouts/gone.html:1:1: this symlink leads to no file (remove it; a folder is read where it stands)",
        "layouts/macros:1:1: this symlink leads out of the site (put the file itself there)",
    ]
    assert "Secret" not in site.page("/2022/03/flood/")
    assert site.page("/about/") == "Shared About"


def test_a_symlink_in_the_assets_is_told(site: Site) -> None:
    site.article()
    site.write("logo.png", picture(80, 60))
    (site.folder / "assets").mkdir()
    (site.folder / "assets/logo.png").symlink_to("../logo.png")
    assert [str(problem) for problem in site.built().problems] == [
        "assets/logo.png:1:1: symlinks in the assets folder are not followed (put the file itself there)"
    ]


# Names


def test_a_name_in_two_ways_of_unicode_is_an_error_that_names_both(site: Site) -> None:
    site.article("caf\u00e9", title="One")
    site.article("cafe\u0301", title="Two")
    site.write("content/a/\u00e9.jpg", picture(80, 60))
    site.write("content/a/e\u0301.jpg", picture(80, 60))
    found = [problem for problem in site.build().problems if problem.code == "file-name"]
    assert [(problem.severity, str(problem)) for problem in found] == [
        (
            "error",
            r"content/a/é.jpg:1:1: this name stands here twice, in two ways of Unicode: 'a/e\u0301.jpg' and 'a/\xe9.jpg' (remove one of the two, or rename it)",
        ),
        (
            "error",
            r"content/café.md:1:1: this name stands here twice, in two ways of Unicode: 'cafe\u0301.md' and 'caf\xe9.md' (remove one of the two, or rename it)",
        ),
    ]


def test_folders_in_two_ways_of_unicode_hold_each_their_own(site: Site) -> None:
    site.article("\u00e9/one", title="One")
    site.article("e\u0301/two", title="Two")
    assert site.built().articles == 2
    site.article("e\u0301/one", title="Other")
    assert not site.build().built


# Folders that begin with `_`


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_jekylls_posts_are_read_and_its_drafts_are_drafts(site: Site, engine: str) -> None:
    site.edit("config.yaml", "engine: commonmark", f"engine: {engine}")
    site.write("content/_posts/2022-03-07-flood.md", "---\ntitle: Flood\n---\nWater rose.\n")
    site.write("content/blog/_posts/2022-03-06-rain.md", "---\ntitle: Rain\n---\nWater fell.\n")
    site.write("content/_posts/sport/2022-03-05-cup.md", "---\ntitle: Cup\n---\nGoal.\n")
    site.write("content/_drafts/idea.md", "---\ntitle: Idea\n---\nPerhaps.\n")
    site.write("content/blog/_drafts/thought.md", "---\ntitle: Thought\ndraft: false\n---\nPerhaps.\n")
    site.write("content/_index.md", "---\ntitle: Home\n---\n")
    site.write("content/blog/_index.md", "---\ntitle: Blog\n---\n")
    report = site.built()
    assert (report.articles, report.problems) == (3, ())
    assert {(held.text.source, held.reason) for held in report.held_back} == {
        ("_drafts/idea.md", "draft"),
        ("blog/_drafts/thought.md", "draft"),
    }
    assert "section/news/index.html" in site.output()
    assert "section/blog/index.html" in site.output()
    assert "section/sport/index.html" in site.output()
    assert not [path for path in site.output() if "idea" in path or "_posts" in path or "posts" in path]
    assert site.built(drafts=True).articles == 5
    assert "section/drafts/index.html" not in site.output()


def test_a_bad_date_of_a_draft_is_told_still(site: Site) -> None:
    site.write("content/_drafts/idea.md", "---\ntitle: Idea\ndate: soon\n---\nPerhaps.\n")
    assert [problem.code for problem in site.build().problems] == ["bad-date"]


def test_what_else_begins_with_an_underscore_is_told_once(site: Site) -> None:
    site.article()
    for name in ("_data/a", "_data/b", "news/_old/c", "_d", "_posts/_e", "_archetypes/news", "news/_index"):
        site.article(name)
    assert [str(problem) for problem in site.built().problems] == [
        "content/_d.md:1:1: this text and 4 more are left out, since their names or those of folders around them begin with _ (rename them, or name them in `ignore`)"
    ]
    site.edit("config.yaml", "markdown:", "ignore: [_data, news/_old, _d.md, '**/_e.md']\nmarkdown:")
    assert site.built().problems == ()


def test_a_site_without_any_article_is_warned_of(site: Site) -> None:
    site.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    assert [str(problem) for problem in site.built().problems] == [
        "content:1:1: there is no article in the folder 'content' (write one: `newsgen new`; or mend `paths.content`)"
    ]
    site.article("_data/a")
    assert [problem.code for problem in site.built().problems] == ["no-articles", "left-out"]


def test_texts_of_other_tools_are_told_of_once(site: Site) -> None:
    site.article()
    for name in ("export.xml", "a.mdx", "posts/b.RST", "_private/c.adoc", "notes.txt", "map.pdf"):
        site.write(f"content/{name}", "Water rose.")
    assert [str(problem) for problem in site.built().problems] == [
        "content/a.mdx:1:1: this file and 2 more are not read: texts end in .md or .markdown, not in .mdx, .rst, .xml "
        "(convert it to Markdown, or name it in `ignore`)"
    ]
    site.write("config.yaml", f"{CONFIG}ignore: ['*.xml', 'posts/**', a.mdx]\n")
    assert site.built().problems == ()
