"""HTML and links in bodies: what is kept, what is taken out and told at its place, ids, and what is not understood."""

import re
from pathlib import Path

import pytest
from lxml import html

from newsgen.model.config import EngineName, MarkdownConfig
from newsgen.model.problem import Problem
from newsgen.reading.article_body import body
from newsgen.reading.engines import RESERVED
from newsgen.reading.markdown_text import MarkdownText
from newsgen.reading.punctuation import ENGLISH
from tests.checks import picture, said
from tests.sites import CONFIG, Site

LAYOUTS = Path(__file__).parents[1] / "layouts"


@pytest.fixture(params=["markdown", "commonmark"])
def engine(request: pytest.FixtureRequest) -> EngineName:
    name: EngineName = request.param
    return name


@pytest.fixture
def site(engine: str, tmp_path: Path) -> Site:
    return Site(tmp_path, config=CONFIG.replace("commonmark", engine))


def made(text: str, engine: EngineName) -> tuple[html.HtmlElement, list[Problem]]:
    finished, problems = body(MarkdownText("content/flood.md", text, 1), MarkdownConfig(engine=engine), ENGLISH)
    return html.fragment_fromstring(finished.html, create_parent="div"), problems


def told(problems: list[Problem], code: str) -> list[tuple[str, int, int]]:
    return [
        (each.what.partition(" was")[0], each.place.line, each.place.column) for each in problems if each.code == code
    ]


SCHEMES = (
    "irc://x/y webcal://x/y tg://resolve?domain=x matrix:u/x:y.example xmpp:a@b.example sms:+30123 geo:1,2 "
    "magnet:?xt=urn:btih:x ftp://x.example/y facetime:a@b.example skype:x?call sip:a@b.example news:x "
    "mailto:a@b.example tel:+30123 whatsapp://send?text=x"
).split()


@pytest.mark.parametrize("url", SCHEMES)
def test_a_link_that_an_app_opens_is_kept(engine: EngineName, url: str) -> None:
    found, problems = made(f"See [this]({url}).", engine)
    assert [link.get("href") for link in found.iter("a")] == [url]
    assert problems == []


@pytest.mark.parametrize(
    "url", ["javascript:x", "JaVaScript:x", "vbscript:x", "data:text/html,x", "file:///etc/x", "foo:x"]
)
def test_a_link_of_another_scheme_is_removed_and_told(engine: EngineName, url: str) -> None:
    found, problems = made(f"Water.\n\nSee [this]({url}), `[that]({url})`.\n\n<a href='{url}'>x</a>", engine)
    assert [link.get("href") for link in found.iter("a")] == [None, None]
    scheme = url.partition(":")[0].lower() + ":"
    assert told(problems, "html-removed") == [(scheme, 3, 12), (scheme, 5, 10)]


def test_what_runs_is_told_each_time_at_its_own_line(engine: EngineName) -> None:
    text = (
        "Of `<script>` and onclick.\n\n    <script>code</script>\n\n"
        "<script>a</script>\n\nText <b onclick='x'>b</b>.\n\n<script>a</script>\n\n"
        '<iframe src="https://www.youtube.com/embed/x" frameborder="0" allow="a"></iframe>\n\n'
        '<iframe src="https://evil.example/"></iframe>\n\nText <b onclick=\'x\'>b</b> <b onclick="y">b</b>.\n'
    )
    _, problems = made(text, engine)
    assert sorted(told(problems, "html-removed"), key=lambda each: each[1:]) == [
        ("<script>", 5, 1),
        ("onclick", 7, 9),
        ("<script>", 9, 1),
        ("<iframe>", 13, 1),
        ("onclick", 15, 9),
        ("onclick", 15, 30),
    ]


HARMLESS = [
    ('<p style="color: red">x</p>', "style", 4),
    ('<p class="lead note">x</p>', "class", 4),
    ('<p data-x="1">x</p>', "data-x", 4),
    ('<font color="red">x</font>', "<font>", 1),
    ("<blink>x</blink>", "<blink>", 1),
    ('<img src="https://x.example/a.jpg" srcset="data:x 2x" alt="">', "srcset", 36),
]


@pytest.mark.parametrize(("written", "name", "column"), HARMLESS)
def test_what_else_is_removed_is_told_once(engine: EngineName, written: str, name: str, column: int) -> None:
    _, problems = made(f"Water.\n\n{written}\n\n{written}", engine)
    assert told(problems, "html-removed") == [(name, 3, column)]


KEPT = [
    '<p style="text-align: right" class="note">x</p>',
    '<p id="y" title="z" lang="el" dir="ltr" aria-label="q">x</p>',
    "| a | b |\n|:--|--:|\n| c | d |",
    "A note[^1] and again[^1].\n\n[^1]: Here.",
    "```python\nx\n```",
    "<details open><summary>a</summary>b</details>",
    "a < b and c > d, 1 <2",
    "<https://elsewhere.example/>",
]


@pytest.mark.parametrize("written", KEPT)
def test_of_what_is_kept_nothing_is_told(engine: EngineName, written: str) -> None:
    assert made(written, engine)[1] == []


def test_pictures_for_several_sizes_are_found_and_put_out(site: Site) -> None:
    for name in ("a", "b", "c"):
        site.write(f"content/{name}.jpg", picture(30 + ord(name), 20))
    site.article(
        body='<picture><source srcset="b.jpg 2x, c.jpg 3x" media="(min-width: 9em)">'
        '<img src="a.jpg" srcset="https://x.example/d.jpg 2x" alt="A"></picture>\n\n'
        '<img src="a.jpg" srcset="gone.jpg 2x">'
    )
    report = site.built()
    (found,) = html.document_fromstring(site.page("/2022/03/flood/")).find_class("body")
    (source,) = found.iter("source")
    urls = re.findall(r"/(assets/\S+) [23]x", source.get("srcset", ""))
    assert len(urls) == 2
    assert set(urls) <= set(site.output())
    assert found.xpath(".//picture//img/@srcset") == ["https://x.example/d.jpg 2x"]
    assert [problem.code for problem in report.problems] == ["missing-file"]
    feed = site.page("/feed.json")
    assert f"https://gazette.example/{urls[0]} 2x" in feed


def test_a_named_anchor_is_an_id(engine: EngineName) -> None:
    found, problems = made('<a name="here"></a>Text, see [this](#here).\n\n<a name="x" id="y">z</a>', engine)
    assert found.xpath("//@id") == ["here", "y"]
    assert problems == []


def test_no_id_is_there_twice_and_none_is_the_layouts(site: Site) -> None:
    site.article(
        body="## Main\n\n## Main\n\n## A {#x}\n\n## B {#x}\n\n<p id='x'>c</p>\n\n<p id='fn-1'>d</p>\n\n"
        "## Comment text\n\n"
        "A note[^1]. See [this](#main), [that](#x) and [them](#comment-text).\n\n[^1]: Here."
    )
    assert site.built().problems == ()
    page = html.document_fromstring(site.page("/2022/03/flood/"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    (main,) = page.xpath("//*[@id='main']")
    assert main.tag == "main"
    (found,) = page.find_class("body")
    for link in found.iter("a"):
        (target,) = found.xpath("//*[@id=$name]", name=link.get("href")[1:])
        if link.text in ("this", "that"):
            assert target.text_content() == {"this": "Main", "that": "A"}[link.text]
    (mention,) = found.xpath(".//a[@class='footnote-ref']")
    assert "Here" in found.xpath("//*[@id=$name]", name=mention.get("href")[1:])[0].text_content()


def test_the_layouts_ids_are_kept_for_them() -> None:
    ids = {
        name for file in LAYOUTS.rglob("*.html") for name in re.findall(r'\sid="([^"{}]+)"', file.read_text("utf-8"))
    }
    assert ids <= RESERVED


LOOSE = [
    ("See [a] (https://x.example/).", 9),
    ("See [a] (b.md).", 9),
    ("See [a](b.md.", 8),
    ("See [a](b.md\n\nMore.", 8),
    ("See [a][b].", 7),
    ("![a] (b.jpg)", 6),
]


@pytest.mark.parametrize(("written", "column"), LOOSE)
def test_a_link_that_readers_would_see_as_text_is_told(engine: EngineName, written: str, column: int) -> None:
    _, problems = made(f"Of `[a] (b.md)`.\n\n{written}", engine)
    assert [(each.code, each.severity, each.place.line) for each in problems] == [("link-syntax", "warning", 3)]
    assert abs(problems[0].place.column - column) <= 1


MEANT = [
    "This [sic] (see below) is it.",
    "As \\[a](b) and `[a](b` say.",
    "    [a] (b.md)\n    [a](b",
    "An [a](b_(c).md 'x') link".replace("b_(c).md", "https://x.example/b_(c)"),
    "Text [1][2].",
    "[a][b]\n\n[b]: https://x.example/",
]


@pytest.mark.parametrize("written", MEANT)
def test_brackets_that_are_meant_are_not_told(engine: EngineName, written: str) -> None:
    assert made(written, engine)[1] == []


OPEN = [
    ("Water.\n\n<!-- a note\n\nMore.", 3, 1),
    ("Water.\n\n<div>\n\nMore.", 3, 1),
    ("Water <b>rose.\n\nMore.", 1, 7),
    ("<div><div>a</div>\n\nMore.", 1, 1),
]


@pytest.mark.parametrize(("written", "line", "column"), OPEN)
def test_html_that_never_ends_is_told(engine: EngineName, written: str, line: int, column: int) -> None:
    _, problems = made(written, engine)
    assert [(each.code, each.place.line, each.place.column) for each in problems] == [("html-not-closed", line, column)]


@pytest.mark.parametrize(
    "written", ["<!-- a -->x", "`<div>` and `<!--`", "```\n<div>\n<!--\n```", "<p>a\n\n<li>b\n\n<br>"]
)
def test_html_that_ends_by_itself_is_not_told(engine: EngineName, written: str) -> None:
    assert [each.code for each in made(written, engine)[1]] == []


@pytest.mark.parametrize("written", ["", "\n\n", "<!-- nothing -->"])
def test_an_empty_text_is_told(site: Site, written: str) -> None:
    site.article(body=written)
    assert [problem.code for problem in site.built().problems] == ["empty-text"]


OWN = [
    "https://gazette.example",
    "http://gazette.example",
    "https://www.gazette.example",
    "https://gazette.example:443",
]


@pytest.mark.parametrize("base", ["", "/blog"])
@pytest.mark.parametrize("origin", OWN)
def test_a_dead_link_by_the_sites_full_address_is_told(tmp_path: Path, origin: str, base: str) -> None:
    site = Site(tmp_path, config=CONFIG.replace("gazette.example", f"gazette.example{base}"))
    right = ["/", "/2022/03/rain/", "/2022/03/rain/#x", "/2022/03/rain", "/feed.xml", "/section/news/"]
    site.article("rain")
    site.article(
        body="\n\n".join(
            [f"[a page]({origin}{base}{path})" for path in (*right, "/2026/01/nowhere/")]
            + [f"[another]({origin}/elsewhere/)" if base else "[b](https://gazette.example.org/x/)"]
        )
    )
    assert [each.split(": ")[0] for each in said(site, "dead-link")] == [
        f"warning dead-link content/flood.md:{5 + 2 * len(right)}:10"
    ]


@pytest.mark.parametrize(
    "text", ["We know x<y and z>w here.", "a<b and c>d", "f(n)<max and m>min", "a<b 5 > 3", "1 < 2, i <3 u", "2<n>1"]
)
def test_what_a_sum_compares_is_text(engine: EngineName, text: str) -> None:
    found, problems = made(text, engine)
    assert (found.text_content().strip(), problems) == (text, [])


def test_tags_right_behind_a_word_are_tags(engine: EngineName) -> None:
    found, problems = made("H<sub>2</sub>O<b>x</b> y<br>z<details open><p>w</p></details>", engine)
    assert [element.tag for element in found.iter("sub", "b", "br", "details")] == ["sub", "b", "br", "details"]
    assert problems == []
    assert made("Water rose<my-tag>.", engine)[0].text_content().strip() == "Water rose."
