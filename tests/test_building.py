"""A build, seen from outside: what it puts out, and that it leaves the rest alone."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import shared
from tests.sites import CONFIG, Site


def test_an_article_becomes_a_page(site: Site) -> None:
    site.article(tags="[Rain]", author="Maria P")
    report = site.built()
    assert report.articles == 1
    page = site.page("/2022/03/flood/")
    assert "<h1>Flood in Volos</h1>" in page
    assert "<p>Water rose.</p>" in page


def test_a_second_build_writes_nothing(site: Site) -> None:
    site.article()
    first = site.built()
    again = site.built()
    assert again.written.written == ()
    assert again.written.unchanged == len(first.written.written)


def test_a_failed_build_leaves_the_last_good_output(site: Site) -> None:
    site.article()
    site.built()
    before = site.output()
    site.write("content/broken.md", "---\ntitle: 'x\n---\n")
    assert not site.build().built
    assert site.output() == before


def test_a_deleted_article_takes_its_page_with_it_and_nothing_of_others(site: Site) -> None:
    site.article()
    site.article("other")
    site.built()
    site.write("output/mine.txt", "not newsgen's")
    site.delete("content/flood.md")
    report = site.built()
    assert "2022/03/flood/index.html" in report.written.deleted
    assert "mine.txt" in site.output()
    assert "2022/03/flood/index.html" not in site.output()


def test_output_does_not_depend_on_the_number_of_workers(site: Site) -> None:
    for number in range(70):
        site.article(f"story-{number}", title=f"Story {number}", tags="[a, b]")
    site.built(jobs=1)
    alone = site.output()
    site.built(jobs=3, output=str(site.folder / "other"))
    together = {
        file.relative_to(site.folder / "other").as_posix(): file.read_bytes()
        for file in (site.folder / "other").rglob("*")
        if file.is_file()
    }
    assert together == alone


def test_what_is_held_back_is_nowhere(site: Site) -> None:
    site.article("shown", title="Shown", tags="[Rain]", section="News")
    site.article(
        "draft", title="Xylophone draft", draft="true", tags="[Xylotag]", section="Xylosection", author="Xyloauthor"
    )
    site.article("later", title="Xylophone later", date="2031-01-01", tags="[Xylotag]")
    site.article("gone", title="Xylophone gone", expires="2022-03-08T10:00:00Z", tags="[Xylotag]")
    report = site.built(now=datetime(2022, 3, 8, 12, tzinfo=UTC))
    assert {held.reason for held in report.held_back} == {"draft", "scheduled", "expired"}
    leaks = [path for path, content in site.output().items() if b"xylo" in content.lower() or "xylo" in path]
    assert leaks == []


def test_a_draft_page_is_held_back_too(site: Site) -> None:
    site.article()
    site.write("content/pages/about.md", "---\ntitle: Xylophone\ndraft: true\n---\nNot yet.\n")
    report = site.built()
    assert [(held.text.source, held.reason) for held in report.held_back] == [("pages/about.md", "draft")]
    assert not [path for path, content in site.output().items() if b"Xylophone" in content]
    site.built(drafts=True)
    assert "<h1>Xylophone</h1>" in site.page("/about/")


def test_an_unfinished_draft_is_not_warned_of(site: Site) -> None:
    site.article()
    site.article("draft", body="[dead](nowhere.md)", draft="true", mood="blue")
    assert site.built(strict=True).problems == ()


@pytest.mark.parametrize("output", [".", "content", "content/below", "layouts", ".."])
def test_a_site_is_never_put_out_among_its_sources(site: Site, output: str) -> None:
    site.article()
    report = site.build(output=str(site.folder / output))
    assert [problem.code for problem in report.problems] == ["wrong-value"]
    assert (site.folder / "content/flood.md").exists()


def test_the_next_change_is_told_before_it_comes(site: Site) -> None:
    site.article(breaking="{until: 2022-03-08T20:00:00Z}")
    site.article("later", title="Later", date="2022-03-08T18:00:00Z")
    site.article("gone", title="Gone", date="2022-01-01", expires="2022-03-08T19:00:00Z")
    assert list(map(site.next_change, ("12:00", "18:00", "19:00", "20:00"))) == [
        ("2022-03-08T18:00", "'Later' is published"),
        ("2022-03-08T19:00", "'Gone' expires"),
        ("2022-03-08T20:00", "'Flood in Volos' is no longer breaking"),
        ("2022-03-09T08:20", "'Flood in Volos' leaves the news sitemap"),
    ]


def test_an_instant_without_a_zone_is_meant_in_the_sites(site: Site) -> None:
    site.article(date="2022-03-08T12:00:00")
    assert site.built(now=datetime(2022, 3, 8, 11, 59)).articles == 0  # noqa: DTZ001 - what `--now` gives
    assert site.built(now=datetime(2022, 3, 8, 12, 0)).articles == 1  # noqa: DTZ001


def test_a_picture_of_the_assets_folder_is_put_out_once(site: Site) -> None:
    site.write("assets/rivers/map.png", (shared("fixtures/images/pngsuite/basn2c08.png")).read_bytes())
    site.article(photo="{src: /assets/rivers/map.png}", body="![](/assets/rivers/map.png)")
    site.write("config.yaml", f"{CONFIG}pictures: {{renditions: false}}\n")
    site.built()
    pictures = [path for path in site.output() if path.startswith("assets/") and path.endswith(".png")]
    assert len(pictures) == 1
    assert site.page("/2022/03/flood/").count(pictures[0]) >= 2


def test_a_build_leaves_no_file_open(site: Site) -> None:
    site.article()
    site.built()
    files = {os.path.realpath(file) for file in Path("/proc/self/fd").iterdir()}
    assert [file for file in files if file.startswith(str(site.folder.resolve()))] == []
