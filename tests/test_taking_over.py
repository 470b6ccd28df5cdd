"""An output folder in which others have written: what is taken over is told once and kept, all else is left alone."""

from __future__ import annotations

import pytest

from newsgen.cli.build_command import clean
from newsgen.site.options import Options
from tests.sites import NOW, Site


@pytest.fixture
def gazette(site: Site) -> Site:
    site.article()
    site.write("output/index.html", "Mine.")
    site.write("output/2022/03/flood/index.html", "Mine, too.")
    site.write("output/theirs.txt", "Theirs.")
    site.write("output/2022/notes.txt", "Notes.")
    return site


def kept(site: Site) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for folder in (site.folder / ".newsgen").glob("kept-*")
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_what_is_taken_over_is_told_once_and_kept(gazette: Site) -> None:
    (problem,) = gazette.built().problems
    (folder,) = (gazette.folder / ".newsgen").glob("kept-*")
    assert str(problem) == (
        "output/2022/03/flood/index.html:1:1: newsgen did not make this file and 1 more, and puts its own in its place "
        f"(what stood there is kept as .newsgen/{folder.name}/2022/03/flood/index.html)"
    )
    assert (problem.code, problem.severity) == ("taken-over", "warning")
    assert kept(gazette) == {"index.html": "Mine.", "2022/03/flood/index.html": "Mine, too."}
    assert "Flood in Volos" in gazette.page("/")
    for title in ("Flood", "Flood", "Rain"):
        gazette.article(title=title)
        assert gazette.built().problems == ()


def test_what_others_wrote_is_never_deleted(gazette: Site) -> None:
    gazette.built()
    gazette.delete("content/flood.md")
    gazette.article("rain")
    gazette.built()
    clean(Options(source=gazette.folder, now=NOW))
    assert gazette.output() == {"2022/notes.txt": b"Notes.", "theirs.txt": b"Theirs."}
    assert kept(gazette) == {"index.html": "Mine.", "2022/03/flood/index.html": "Mine, too."}


def test_what_is_taken_over_later_is_told_then(gazette: Site) -> None:
    gazette.built()
    gazette.write("output/2022/03/rain/index.html", "Rain.")
    gazette.article("rain")
    assert [str(problem.place) for problem in gazette.built().problems] == ["output/2022/03/rain/index.html:1:1"]
    assert kept(gazette)["2022/03/rain/index.html"] == "Rain."


def test_what_is_kept_stays_when_more_is_taken_over(gazette: Site) -> None:
    gazette.built()
    clean(Options(source=gazette.folder, now=NOW))
    gazette.write("output/index.html", "Mine again.")
    gazette.built()
    assert {kept(gazette)["index.html"], kept(gazette)["index.html.1"]} == {"Mine.", "Mine again."}


def test_a_strict_build_leaves_the_folder_as_it_was(gazette: Site) -> None:
    before = gazette.output()
    assert not gazette.build(strict=True).built
    assert gazette.output() == before
    assert kept(gazette) == {}


def test_an_output_that_nobody_remembers_and_is_as_it_would_be_is_no_news(site: Site) -> None:
    site.article()
    site.built()
    for file in (site.folder / ".newsgen").glob("build-*"):
        file.unlink()
    assert site.built().problems == ()
