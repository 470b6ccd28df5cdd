"""`newsgen explain`: why a page is as it is."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsgen.cli.explain_command import Explanation, explain_page
from newsgen.cli.main import main
from newsgen.engine.cache import APPLICATION
from newsgen.site.messages import facet_in_words, page_in_words, reason_in_words
from newsgen.site.options import Options, configured
from tests.sites import CONFIG, NOW, Site

PAGE = "/2022/03/flood/"


@pytest.fixture
def gazette(site: Site) -> Site:
    """Two stories and a photo, built."""
    site.article("news/flood", tags="[Rain]", section="News", summary="Rain.", body="Water rose. ![](dam.csv)")
    site.article("news/dam", title="Dam report", date="2022-03-01", tags="[Rain]", section="News")
    site.write("content/news/dam.csv", "level\n3\n")
    site.built()
    return site


def explain(site: Site, page: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["explain", "-s", str(site.folder), page, *options], catch_exceptions=False)


def of(site: Site, page: str = PAGE) -> Explanation:
    options = Options(source=site.folder, now=NOW)
    config, _ = configured(options)
    assert config
    return explain_page(config, options, page)


def memory_of(site: Site) -> Path:
    (file,) = (site.folder / ".newsgen").glob("*.sqlite")
    return file


def test_a_page_is_told_with_its_source_its_layouts_and_what_it_asks_and_reads(gazette: Site) -> None:
    flood = of(gazette)
    assert (flood.url, flood.output) == (PAGE, "2022/03/flood/index.html")
    assert (flood.what, flood.source) == ("An article", "content/news/flood.md")
    assert flood.layouts[:2] == ("article.html", "base.html")
    assert "main.css" in flood.assets
    assert "neighbours('2022-03-07-flood')" in flood.questions
    assert any(question.startswith("related('2022-03-07-flood', 5") for question in flood.questions)
    assert "the text of '2022-03-07-flood'" in flood.reads
    assert not any("layout" in fact or "asset" in fact for fact in flood.reads)


@pytest.mark.parametrize(
    "page",
    [
        "2022/03/flood",
        "/2022/03/flood/",
        "/2022/03/flood/#top",
        "2022/03/flood/index.html",
        "https://gazette.example/2022/03/flood/?from=feed",
        "content/news/flood.md",
    ],
)
def test_a_page_may_be_named_in_many_ways(page: str, gazette: Site) -> None:
    assert of(gazette, page).url == PAGE


def test_a_path_counts_from_the_current_folder_too(gazette: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(gazette.folder / "content/news")
    assert of(gazette, "flood.md").url == PAGE
    monkeypatch.chdir(gazette.folder / "output/2022")
    assert of(gazette, "03/flood/index.html").url == PAGE


def test_a_site_below_a_path_has_it_in_its_urls(site: Site) -> None:
    site.write("config.yaml", CONFIG.replace("gazette.example", "example.org/paper"))
    site.article()
    site.built()
    for page in ("/paper/2022/03/flood/", "/2022/03/flood/", "https://example.org/paper/2022/03/flood/"):
        assert of(site, page).url == PAGE


def test_the_front_page_a_listing_and_a_file_are_explained_too(gazette: Site) -> None:
    assert of(gazette, "/").what == "The front page"
    assert of(gazette, "/tag/rain/").what == "A list of the articles of tag 'rain'"
    copied = of(gazette, "content/news/dam.csv")
    assert (copied.what, copied.source) == ("A file that is put out as it is", "content/news/dam.csv")
    assert (copied.made, copied.questions) == (None, ())


def test_when_and_why_a_page_was_made_is_said_in_words(gazette: Site) -> None:
    first = of(gazette).made
    assert first
    assert (first.build, first.when, first.reason) == (1, NOW.timestamp(), "it is new")
    assert 0 < first.seconds < 60
    gazette.edit("content/news/flood.md", "Water rose.", "Water fell.")
    gazette.built()
    again = of(gazette).made
    assert again
    assert (again.build, again.reason) == (2, "the text of '2022-03-07-flood' changed")
    gazette.edit("content/news/flood.md", "Flood in Volos", "Flood in Larissa")
    gazette.built()
    other = of(gazette, "/2022/03/dam/").made
    assert other
    assert other.build == 3
    assert other.reason.startswith("the answer to ")


def test_what_the_last_build_did_is_said(gazette: Site) -> None:
    gazette.edit("content/news/flood.md", "Water rose.", "Water fell.")
    report = gazette.built()
    last = of(gazette).last
    assert (last.number, last.when) == (2, NOW.isoformat())
    assert (last.pages, last.written) == (len(report.made), len(report.written.written))
    assert 0 < last.seconds <= report.seconds
    gazette.delete("content/news/flood.md")
    report = gazette.built()
    assert of(gazette, "/").last.deleted == len(report.written.deleted) > 0


def test_what_changed_of_all_that_a_page_depends_on_is_said(gazette: Site) -> None:
    gazette.edit("content/news/flood.md", "Water rose.", "Water fell.")
    gazette.built()
    assert of(gazette).changed == ("the text of '2022-03-07-flood'",)
    assert of(gazette, "/2022/03/dam/").changed == ()
    gazette.write("layouts/article.html", "{% extends 'bundled/article.html' %}")
    gazette.built()
    assert "the layout article.html" in of(gazette, "/2022/03/dam/").changed
    assert of(gazette, "/").changed == ()
    gazette.article("news/rain", title="More rain", date="2022-03-08", tags="[Rain]", section="News")
    gazette.built()
    rain = of(gazette, "/tag/rain/")
    assert "the articles of tag 'rain', for listed('tag', 'rain')" in rain.changed
    assert not any("section" in fact for fact in rain.changed)


def test_all_fits_on_one_screen(site: Site) -> None:
    for number in range(30):
        site.article(
            f"story-{number}", title=f"Story {number} " + "of long words " * 9, tags="[a, b, c]", section="News"
        )
    site.built()
    site.article("story-30", title="Story 30", tags="[a, b, c]", section="News")
    site.built()
    for page in ("/2022/03/story-3/", "/", "/tag/a/", "/sitemap.xml", "/archive/"):
        lines = explain(site, page).output.splitlines()
        assert 5 < len(lines) <= 24
        assert max(map(len, lines)) <= 110


def test_json_has_all_of_it(gazette: Site) -> None:
    whole = json.loads(explain(gazette, PAGE, "--json").output)
    flood = of(gazette)
    assert whole["questions"] == list(flood.questions)
    assert whole["made"]["when"] == "2022-03-08T12:00:00+00:00"
    assert whole["last_build"]["pages"] == flood.last.pages
    assert whole.keys() == {*Explanation.__struct_fields__} - {"last"} | {"last_build"}


def test_a_url_that_is_not_there_gets_the_nearest_names(gazette: Site) -> None:
    lost = explain(gazette, "/2022/03/floood/")
    assert lost.exit_code == 1
    assert lost.stderr.splitlines()[0] == "there is no page /2022/03/floood/"
    assert lost.stderr.splitlines()[1].startswith(f"Did you mean {PAGE}")
    assert "Did you mean" not in explain(gazette, "/zzzz/qqqq").stderr


def test_a_url_of_another_site_is_refused(gazette: Site) -> None:
    lost = explain(gazette, f"https://other.example{PAGE}")
    assert lost.exit_code == 1
    assert "https://gazette.example" in lost.stderr


def test_an_article_that_is_held_back_is_said_to_be(gazette: Site) -> None:
    gazette.article("news/later", title="Later", date="2031-01-01")
    gazette.article("news/draft", title="Draft", draft="true")
    gazette.built()
    assert "it is scheduled" in explain(gazette, "content/news/later.md").stderr
    assert "it is a draft" in explain(gazette, "content/news/draft.md").stderr


def test_without_a_build_it_says_so_and_makes_nothing(site: Site) -> None:
    lost = explain(site, PAGE)
    assert (lost.exit_code, lost.stderr) == (1, "there is no build to explain; `newsgen build` makes one\n")
    assert not (site.folder / ".newsgen").exists()


def test_a_config_that_cannot_be_read_is_told(gazette: Site) -> None:
    gazette.write("config.yaml", CONFIG + "listing: {per_page: none}\n")
    lost = explain(gazette, PAGE)
    assert lost.exit_code == 1
    assert lost.stderr.startswith("config.yaml:3:21: 'listing.per_page': ")


def test_another_output_folder_has_a_memory_of_its_own(gazette: Site, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    assert explain(gazette, PAGE, "-o", str(elsewhere)).exit_code == 1
    gazette.built(output=str(elsewhere))
    assert explain(gazette, PAGE, "-o", str(elsewhere)).exit_code == 0


def in_memory(site: Site, *statements: str) -> None:
    with closing(sqlite3.connect(memory_of(site))) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda file: file.write_bytes(b"SQLite format 3\0" + b"x" * 5000), "not a database"),
        (lambda file: file.write_bytes(b"nothing of the kind"), "not a database"),
        (lambda file: os.truncate(file, file.stat().st_size // 2), "malformed"),
        (lambda file: os.truncate(file, 0), "not of this version"),
    ],
    ids=["overwritten", "foreign", "cut", "empty"],
)
def test_a_damaged_memory_is_told_in_one_line_and_left_as_it_is(spoil: object, why: str, gazette: Site) -> None:
    file = memory_of(gazette)
    spoil(file)  # type: ignore[operator]
    before = file.read_bytes()
    lost = explain(gazette, PAGE)
    assert lost.exit_code == 1
    assert len(lost.stderr.splitlines()) == 1
    assert why in lost.stderr
    assert file.read_bytes() == before


def test_a_value_that_is_damaged_is_told_in_one_line(gazette: Site) -> None:
    in_memory(gazette, "update records set value = zeroblob(40)")
    lost = explain(gazette, PAGE)
    assert lost.exit_code == 1
    assert lost.stderr == ("the cache of the last build can't be used: it is damaged; `newsgen build` makes it anew\n")


@pytest.mark.parametrize(
    "statement", ["update meta set value = zeroblob(9) where key = 'version'", "pragma user_version = 99"]
)
def test_the_memory_of_another_version_is_not_forgotten(statement: str, gazette: Site) -> None:
    in_memory(gazette, statement)
    before = memory_of(gazette).read_bytes()
    lost = explain(gazette, PAGE)
    assert (lost.exit_code, len(lost.stderr.splitlines())) == (1, 1)
    assert memory_of(gazette).read_bytes() == before


def test_explaining_changes_nothing_on_disk(gazette: Site) -> None:
    def found() -> dict[Path, tuple[int, int]]:
        return {
            file: (file.stat().st_mtime_ns, file.stat().st_ino)
            for file in sorted(gazette.folder.rglob("*"))
            if file.exists()
        }

    before = found()
    assert explain(gazette, PAGE).exit_code == 0
    assert explain(gazette, "/nowhere/").exit_code == 1
    assert found() == before


def test_a_build_under_way_is_not_waited_for(gazette: Site) -> None:
    with closing(sqlite3.connect(memory_of(gazette), isolation_level=None)) as build:
        build.execute("begin immediate")
        build.execute("delete from files")
        assert of(gazette).url == PAGE
        build.execute("rollback")
        build.execute("begin exclusive")
        busy = explain(gazette, PAGE)
        assert busy.exit_code == 75
        assert "locked" in busy.stderr


CUT_SHORT = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("pragma cache_size = 2")
connection.execute("begin")
connection.execute("update records set value = zeroblob(9000)")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_memory_that_a_killed_build_left_half_written_is_not_read(gazette: Site) -> None:
    subprocess.run([sys.executable, "-c", CUT_SHORT, str(memory_of(gazette))], check=False)
    assert memory_of(gazette).with_name(memory_of(gazette).name + "-journal").stat().st_size > 0
    assert explain(gazette, PAGE).exit_code == 75
    gazette.built()
    assert explain(gazette, PAGE).exit_code == 0


def test_what_is_explained_is_a_memory_of_newsgen(gazette: Site) -> None:
    in_memory(gazette, f"pragma application_id = {APPLICATION + 1}")
    assert explain(gazette, PAGE).exit_code == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("it is new", "it is new"),
        ("article:2022-03-07-flood", "the text of '2022-03-07-flood' changed"),
        ("layout:base.html", "the layout base.html changed"),
        ("all", "which articles there are changed"),
        ("latest(5, ['x'])", "the answer to latest(5, ['x']) changed"),
    ],
)
def test_a_reason_is_put_in_words(reason: str, words: str) -> None:
    assert reason_in_words(reason) == words


def test_every_facet_that_a_build_reads_has_words(gazette: Site) -> None:
    gazette.article("news/more", body="[a](dam.md) [b](/nowhere/)\n\n[[read-also: dam]]", author="Maria P")
    gazette.built()
    with closing(sqlite3.connect(memory_of(gazette))) as connection:
        facets = [row[0] for row in connection.execute("select key from readers")]
    assert len(facets) > 20
    assert [facet for facet in facets if facet_in_words(facet) == facet] == []


def test_pages_are_numbered_as_people_do() -> None:
    assert page_in_words("tag", "rain", 3) == "A list of the articles of tag 'rain', page 3"
    assert page_in_words("sitemap", "2022-03", 1) == "The sitemap of 2022-03, part 2"
    assert page_in_words("rss", "", 0) == "The RSS feed of the site"
