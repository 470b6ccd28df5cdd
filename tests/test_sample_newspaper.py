"""The sample newspaper, as its readers and their machines get it."""

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree, html

from newsgen.site import Options, Report, build
from tests.conftest import shared
from tests.crawl import dead_links

ROOT = Path(__file__).parents[1]
CHECKER = ROOT / ".venv/checkers/node_modules/vnu-jar/build/dist/vnu.jar"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def newspaper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("sample") / "output"
    report = sample_report(output)
    assert report.built
    return output


def sample_report(output: Path) -> Report:
    return build(Options(source=ROOT, now=NOW, output=str(output)))


def pages(newspaper: Path) -> list[Path]:
    return sorted(newspaper.rglob("*.html"))


def test_it_has_no_problem_not_even_a_warning(tmp_path: Path) -> None:
    report = sample_report(tmp_path / "output")
    assert [str(problem) for problem in report.problems] == []
    assert report.articles >= 30
    assert sorted(held.reason for held in report.held_back) == ["draft", "expired", "scheduled", "scheduled"]


def test_its_pages_are_valid_html(newspaper: Path) -> None:
    assert CHECKER.exists(), "the HTML checker is missing: `make test` installs it"
    command = ["java", "-jar", str(CHECKER), "--skip-non-html", "--format", "json", str(newspaper)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    messages = json.loads(ended.stderr)["messages"]
    assert [(message["url"], message["message"]) for message in messages] == []


def test_no_file_is_missing_and_no_link_is_dead(newspaper: Path) -> None:
    assert dead_links(newspaper, "") == []


def test_it_was_founded_in_the_year_that_it_says(newspaper: Path) -> None:
    years = set(re.findall(r"first printed on \d+ \w+ (\d{4})", (newspaper / "about/index.html").read_text()))
    front = (newspaper / "index.html").read_text()
    assert set(re.findall(r'"foundingDate":"(\d{4})"', front)) == years == {"1894"}


def test_its_feeds_are_well_formed(newspaper: Path) -> None:
    feeds = sorted([*newspaper.rglob("feed.xml"), *newspaper.rglob("atom.xml")])
    assert len(feeds) == 2 * 7
    for file in feeds:
        parsed = feedparser.parse(file.read_bytes())
        assert parsed.bozo == 0, file
        assert parsed.entries, file
        assert all(entry.id.startswith("tag:lantern.example,") for entry in parsed.entries)


def test_its_sitemaps_are_valid_and_list_every_article_once(newspaper: Path, sitemap_schema: Any) -> None:
    index = etree.parse(newspaper / "sitemap.xml")
    etree.XMLSchema(etree.parse(shared("fixtures/sitemap/siteindex.xsd"))).assertValid(index)
    listed = []
    for loc in index.xpath("//*[local-name()='loc']/text()"):
        sitemap = etree.parse(newspaper / loc.removeprefix("https://lantern.example/"))
        sitemap_schema.assertValid(sitemap)
        listed += sitemap.xpath("//*[local-name()='url']/*[local-name()='loc']/text()")
    sitemap_schema.assertValid(etree.parse(newspaper / "news-sitemap.xml"))
    assert len(listed) == len(set(listed))
    indexable = {
        html.parse(page).xpath("string(//link[@rel='canonical']/@href)")
        for page in pages(newspaper)
        if not html.parse(page).xpath("//meta[@name='robots'][@content='noindex']")
    }
    assert set(listed) == indexable


def test_what_its_pages_tell_machines_is_what_they_show(newspaper: Path) -> None:
    told = 0
    for page in pages(newspaper):
        tree = html.parse(page)
        for script in tree.xpath("//script[@type='application/ld+json']/text()"):
            nodes = {node["@type"]: node for node in json.loads(script)["@graph"]}
            article = next((node for kind, node in nodes.items() if kind.endswith("NewsArticle")), None)
            if article is None:
                continue
            told += 1
            assert article["headline"] == tree.xpath("string(//h1)")
            assert article["datePublished"] == tree.xpath("string(//*[@class='published']/time/@datetime)")
            bylines = tree.xpath("//*[@class='authors']/a/text()")
            assert [author["name"] for author in article["author"]] == bylines
            crumbs = [item["name"] for item in nodes["BreadcrumbList"]["itemListElement"]]
            assert crumbs == [
                text.strip() for text in tree.xpath("//*[@class='breadcrumb']//li//text()") if text.strip()
            ]
            assert tree.xpath("string(//meta[@property='og:title']/@content)") == article["headline"]
            credit = tree.xpath("string(//figure[@class='photo']//*[@class='credit'])")
            if credit:
                assert f"PHOTO: {nodes['ImageObject']['creditText']}" == credit.strip()
    assert told == 39
