"""Tables of contents: the headings of a text, as layouts have them, and which pages show them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html
from selenium import webdriver
from selenium.webdriver.common.by import By

from newsgen.model.config import EngineName
from newsgen.pages.contents import has_contents, headings
from newsgen.pages.views import Heading
from tests.markup import dangerous_tokens, dangers
from tests.sites import CONFIG, Site
from tests.test_file_names import served

URL = "/2022/03/flood/"
ENGINES: list[EngineName] = ["markdown", "commonmark"]


@pytest.fixture(params=ENGINES)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    return Site(tmp_path, config=CONFIG.replace("commonmark", request.param))


def entries(page: str) -> list[tuple[str, str, str]]:
    """Where each entry of a table leads, what it says, and its class."""
    found = html.document_fromstring(page).xpath("//nav[@class='contents']//li")
    return [(unquote(each.find("a").get("href")), each.text_content(), each.get("class", "")) for each in found]


def ids(page: str) -> set[str]:
    return set(html.document_fromstring(page).xpath("//@id"))


def sections(count: int, first: str = "") -> str:
    return first + "".join(f"## Part {number}\n\nRain.\n\n" for number in range(1, count + 1))


TEXT = """\
## The *first* `part` & "more"

## The first part & "more"

### Below [it](https://x.example/) <b title="<h2>">bold</b>[^1]

#### Deeper

## Μέρος τρίτο {#own}

## القسم

<h2>Raw</h2>

> ## Quoted

[^1]: A note.
"""


def test_headings_have_their_text_without_markup_and_ids_that_links_lead_to(site: Site) -> None:
    site.article(body=TEXT, contents="true")
    site.built()
    found = entries(site.page(URL))
    assert [(text, level) for _, text, level in found] == [
        ("The first part & “more”", ""),
        ("The first part & “more”", ""),
        ("Below it bold", "below"),
        ("Μέρος τρίτο", ""),
        ("القسم", ""),
        ("Raw", ""),
        ("Quoted", ""),
    ]
    targets = [target.removeprefix("#") for target, _, _ in found]
    assert targets[:2] == ["the-first-part-and-more", "the-first-part-and-more-2"] or len(set(targets)) == len(targets)
    assert "own" in targets
    assert set(targets) <= ids(site.page(URL))


@pytest.mark.parametrize(
    ("count", "written", "theme", "shown"),
    [
        (5, "", "", True),
        (4, "", "", False),
        (3, "", "{contents: 3}", True),
        (3, "", "{contents: '3'}", True),
        (9, "", "{contents: 0}", False),
        (1, "true", "", True),
        (1, "true", "{contents: 0}", True),
        (9, "false", "", False),
        (0, "true", "", False),
        (5, "null", "", True),
    ],
)
def test_a_table_is_shown_where_there_is_much_or_the_text_says_so(
    count: int, written: str, theme: str, shown: bool, tmp_path: Path
) -> None:
    site = Site(tmp_path, config=CONFIG + (f"theme: {theme}\n" if theme else ""))
    site.article(body=sections(count, "Rain.\n\n"), contents=written)
    site.write("content/pages/about.md", f"---\ntitle: About\ncontents: {written}\n---\n{sections(count)}\n")
    site.built()
    for url in (URL, "/about/"):
        assert bool(entries(site.page(url))) is shown
        assert ('<nav class="contents"' in site.page(url)) is shown


def test_headings_of_the_third_level_alone_are_not_counted() -> None:
    found = (Heading("a", "A", 2), *(Heading(str(number), "B", 3) for number in range(9)))
    assert not has_contents(None, found, 5)
    assert has_contents(True, found, 5)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("", []),
        ("<p>x</p>", []),
        ("<h2>x</h2>", []),
        ('<h2 id="a"></h2>', []),
        ('<h2 id="a">x', []),
        ('<h1 id="a">x</h1><h4 id="b">y</h4>', []),
        ('<h2 class="x" id="a&amp;b">x &lt;y&gt;\n z</h2>', [("a&b", "x <y> z", 2)]),
        ("<H3 ID=a>x</H3>", [("a", "x", 3)]),
        ('<p title="<h2 id=a>x</h2>">y</p>', []),
        ('<h2 id="a">x<sup id="fnref-1"><a href="#fn-1">1</a></sup></h2>', [("a", "x", 2)]),
    ],
)
def test_what_a_heading_is(page: str, found: list[tuple[str, str, int]]) -> None:
    assert [(each.id, each.text, each.level) for each in headings(page.replace("<H3", "<h3"))] == found


def test_layouts_have_the_headings_and_feeds_no_table(site: Site) -> None:
    site.write(
        "layouts/longread.html", "{% for each in article.headings %}{{ each.level }}:{{ each.text }};{% endfor %}"
    )
    site.article(body=sections(2) + "### Below\n", layout="longread")
    site.article("other", body=sections(6))
    site.built()
    assert site.page(URL) == "2:Part 1;2:Part 2;3:Below;"
    assert "contents" not in site.page("/feed.xml").replace("content:", "")


def test_an_edit_of_the_key_alone_makes_the_page_anew(site: Site) -> None:
    site.article(body=sections(6))
    site.built()
    assert entries(site.page(URL))
    site.article(body=sections(6), contents="false")
    assert URL in {f"/{path}" if not path.startswith("/") else path for path in site.built().rendered}
    assert not entries(site.page(URL))


def test_what_is_no_answer_is_told(site: Site) -> None:
    site.article(contents="perhaps")
    (problem,) = site.build().problems
    assert str(problem).startswith("content/flood.md:4:11: 'contents': expected true or false or nothing")


def test_its_title_is_in_the_sites_language_and_its_entries_in_the_texts(tmp_path: Path) -> None:
    site = Site(tmp_path, config=CONFIG.replace("Athens}", "Athens, language: el}"))
    site.article(body="## القسم\n", lang="ar", contents="true")
    site.built()
    (summary,) = html.document_fromstring(site.page(URL)).iter("summary")
    assert (summary.get("lang"), summary.get("dir")) == ("el", "ltr")
    assert summary.text == "Σε αυτό το άρθρο"


def test_nothing_hostile_gets_through(site: Site) -> None:
    script = "<script>alert(1)</script>"
    raw = f"<h2 id='\"{script}'>x</h2>"
    body = f'## {script} &lt;img src=x onerror=alert(1)&gt; "\n\n{raw}\n'
    site.article(body=body, contents="true")
    site.built()
    assert dangers(site.page(URL)) == []
    assert dangerous_tokens(site.page(URL)) == []
    assert "<img src=x onerror=alert(1)>" in entries(site.page(URL))[0][1]


def test_an_entry_leads_to_its_heading(tmp_path: Path, browser: webdriver.Chrome) -> None:
    site = Site(tmp_path)
    site.article(body="Rain.\n\n" * 80 + "## Μέρος <b>τρίτο</b> 100%\n\n" + "Rain.\n\n" * 80, contents="true")
    site.built()
    with served(site.folder / "output") as host:
        browser.get(f"http://127.0.0.1:{host.port}{URL}")
        browser.find_element(By.CSS_SELECTOR, ".contents summary").click()
        browser.find_element(By.CSS_SELECTOR, ".contents a").click()
        heading = browser.execute_script("return document.querySelector('.body :target')")
        assert heading.tag_name == "h2"
