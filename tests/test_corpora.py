"""Real articles that others wrote for other generators: each folder builds with a config of a few lines."""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from newsgen.cli.print_problems import print_problems
from newsgen.site import Report
from tests.conftest import shared
from tests.sites import Site

EIGHTEEN = """\
site: {title: Eighteen, url: "https://eighteen.example", timezone: America/New_York}
markdown: {engine: ENGINE}
"""
DIGITAL = """\
site: {title: Digital, url: "https://digital.example", timezone: America/New_York}
markdown: {engine: ENGINE}
problems: {url-clash: warning, missing-title: warning}
"""
GREEK = """\
site: {title: Ανακοινώσεις, url: "https://tmima.example", timezone: Europe/Athens, language: el}
markdown: {engine: ENGINE}
"""
THEN = datetime(2024, 6, 1, tzinfo=UTC)
LATER = datetime(2026, 1, 1, tzinfo=UTC)

MOST_LINES = 45
"""Of problems, so that a whole build prints no more than a screen or two."""

Corpus = Callable[[str, str, dict[str, str]], Site]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Makes a site whose content (and assets) are copies of a corpus's folders."""

    def make(config: str, engine: str, folders: dict[str, str]) -> Site:
        site = Site(tmp_path, config=config.replace("ENGINE", engine))
        for name, folder in folders.items():
            shutil.copytree(shared(f"corpora/{folder}"), tmp_path / name, dirs_exist_ok=True)
        return site

    return make


def codes(report: Report) -> Counter[str]:
    return Counter(problem.code for problem in report.problems)


def every_article_has_its_page(site: Site, report: Report, held_back: int) -> None:
    sources = [file for file in (site.folder / "content").rglob("*.md") if not file.name.startswith("_")]
    assert report.articles == len(sources) - held_back
    pages = [page for path, page in site.output().items() if path[:2] == "20" and path.endswith("index.html")]
    assert sum(b'http-equiv="refresh"' not in page for page in pages) == report.articles


@pytest.mark.parametrize(
    ("config", "folders"),
    [
        (EIGHTEEN, {"content": "18f/posts"}),
        (DIGITAL, {"content": "digital-gov/content"}),
        (GREEK, {"content": "greek/posts"}),
        (GREEK + "ignore: [README.md]\n", {"content": "wordpress"}),
    ],
    ids=["18f", "digital-gov", "greek", "wordpress"],
)
def test_what_is_said_of_an_archive_fits_on_a_page(
    config: str, folders: dict[str, str], corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    site = corpus(config, "commonmark", folders)
    print_problems(site.built(now=THEN, jobs=2).problems, site.folder)
    assert 0 < len(capsys.readouterr().err.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_posts_of_an_eleventy_site(corpus: Corpus, engine: str) -> None:
    site = corpus(EIGHTEEN, engine, {"content": "18f/posts", "assets": "18f/assets"})
    report = site.built(now=LATER, jobs=2)
    every_article_has_its_page(site, report, held_back=0)
    found = codes(report)
    photos = Counter("can't be used" in problem.what for problem in report.problems if problem.code == "photo")
    assert photos[True] == 226  # the pictures that were left out of the corpus
    assert photos[False] == 6  # PNGs called .jpg, wherever they are shown
    assert "bad-date" not in found
    assert all(problem.place.path.startswith("content/") for problem in report.problems)
    page = html.fromstring(site.page("/2016/03/san-diego-summit-opens-doors-to-technology-partnerships/"))
    assert page.xpath("string(//h1)") == "San Diego summit opens doors to technology partnerships"
    assert page.xpath("string(//time/@datetime)") == "2016-03-08T13:22:00-05:00"
    (image,) = page.xpath("//*[contains(@class, 'body')]//img[contains(@src, 'san-diego')]")
    assert image.get("alt")
    assert "{%" not in page.text_content()


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_news_of_a_hugo_site(corpus: Corpus, engine: str) -> None:
    site = corpus(DIGITAL, engine, {"content": "digital-gov/content"})
    report = site.built(now=THEN, jobs=2)
    every_article_has_its_page(site, report, held_back=len(report.held_back))
    found = codes(report)
    assert found["url-clash"] == 2
    assert found["missing-title"] == 1
    assert found["duplicate-key"] == 3
    assert Counter(held.reason for held in report.held_back)["draft"] == 1
    clashes = [str(problem) for problem in report.problems if problem.code == "url-clash"]
    assert all(clash.startswith("content/news/20") for clash in clashes)
    assert "2023/09/infrastructure-as-a-public-service-2/index.html" in site.output()


def test_a_clash_of_urls_stops_a_build_unless_the_config_takes_it_for_a_warning(corpus: Corpus) -> None:
    site = corpus(DIGITAL.split("problems")[0], "commonmark", {"content": "digital-gov/content"})
    report = site.build(now=THEN, jobs=2)
    assert not report.built
    assert Counter(problem.code for problem in report.problems if problem.severity == "error") == {
        "url-clash": 2,
        "missing-title": 1,
    }


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_greek_announcements_of_a_jekyll_site(corpus: Corpus, engine: str) -> None:
    site = corpus(GREEK, engine, {"content": "greek/posts"})
    report = site.built(now=LATER)
    every_article_has_its_page(site, report, held_back=0)
    assert codes(report)["duplicate-key"] == 22
    page = html.fromstring(site.page("/2016/09/undergrad-studies2016-start/"))
    assert page.xpath("string(//h1)") == "Έναρξη Μαθημάτων Προπτυχιακού"
    assert "28 Σεπτεμβρίου 2016" in page.xpath("string(//*[@class='byline'])")
