"""Articles are data, some of them from strangers: whatever they say, it runs nothing and leads nowhere it must not."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest

from newsgen.site import Report
from tests.markup import dangerous_tokens, dangers, scheme, shapes, xml
from tests.payloads import hostile, own
from tests.sites import Site

CONFIG = """\
site: {title: The Gazette, url: "https://gazette.example", timezone: Europe/Athens}
markdown: {engine: commonmark}
menu: [News]
feeds: {count: 1000, tags: false, authors: false}
"""
LENIENT = CONFIG + "problems: {wrong-value: warning, bad-alias: warning, bad-slug: warning, url-clash: warning}\n"
PAYLOADS = hostile()
TEXTS = ("title", "subtitle", "summary", "section", "caption", "credit", "alt", "tag", "author", "correction", "extra")
FORMED = (("src", "canonical", "alias"), ("credit_url", "slug", "lang"), ("license", "id", "layout", "type"))
"""What has a form, in groups such that a refused value takes no other with it."""
MANY = 240


def article(**given: str) -> str:
    """An article with everything that front matter may say, as JSON, which is YAML too."""
    told = {name: f"Some {name}" for name in TEXTS} | {"body": "Water rose."} | given
    photo = {key: told[key] for key in ("alt", "caption", "credit")}
    photo |= {key: given[key] for key in ("credit_url", "license") if key in given}
    matter: dict[str, object] = {
        "title": told["title"],
        "date": "2022-03-08T10:20:00+02:00",
        "updated": "2022-03-08T10:30:00+02:00",
        "subtitle": told["subtitle"],
        "summary": told["summary"],
        "section": told["section"],
        "tags": [told["tag"], "Rain"],
        "authors": [told["author"]],
        "photo": {"src": told.get("src", "https://pictures.example/a.jpg")} | photo,
        "corrections": [{"text": told["correction"], "date": "2022-03-08"}],
        "breaking": True,
        "must_read": True,
        "extra": {"note": told["extra"], told["extra"]: 1},
        told["extra"]: "x",
    }
    matter |= {key: given[key] for key in ("canonical", "slug", "lang", "id", "layout", "type") if key in given}
    if "alias" in given:
        matter["aliases"] = [given["alias"], "/old/" + given["alias"]]
    return f"---\n{as_yaml(matter)}\n---\n{told['body']}\n"


def as_yaml(value: object) -> str:
    """JSON, but for the two line ends that YAML has and JSON has not."""
    written = json.dumps(value, ensure_ascii=False)
    return written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def fill(site: Site, name: str, slots: tuple[str, ...], payloads: list[str]) -> None:
    """An article for every payload: each payload stands once in each slot, beside different ones in the others."""
    for number in range(len(payloads)):
        given = {slot: payloads[(number + 7 * turn) % len(payloads)] for turn, slot in enumerate(slots)}
        site.write(f"content/{name}-{number:03}.md", article(**given))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a site puts out whose articles have everything and mean well."""
    site = Site(tmp_path_factory.mktemp("harmless"), config=CONFIG)
    for number, kind in enumerate(("news", "opinion", "news", "news", "news", "news")):
        given = {"type": kind, "credit_url": "/a/", "license": "/b/", "alias": f"/old-{number}/", "lang": "el"}
        site.write(f"content/story-{number}.md", article(**given, canonical="https://other.example/"))
    site.built()
    return site.output()


SET = re.compile(r"[\"'“”‘’′″–—…\s]|--|\.\.\.|</?i\b[^>]*>")


@pytest.fixture(scope="module")
def hostile_texts(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("texts"), config=CONFIG)
    fill(site, "story", TEXTS, PAYLOADS)
    site.built()
    return site


@pytest.fixture(scope="module")
def hostile_forms(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Report]:
    site = Site(tmp_path_factory.mktemp("forms"), config=LENIENT)
    for slots in FORMED:
        fill(site, slots[0], slots, PAYLOADS[:MANY])
    return site, site.built()


def pages(output: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    return ((path, content.decode()) for path, content in output.items() if path.endswith(".html"))


def found_dangers(output: dict[str, bytes]) -> dict[str, list[str]]:
    return {path: found for path, page in pages(output) if (found := dangers(page))}


def found_in_tokens(output: dict[str, bytes]) -> dict[str, list[str]]:
    """The same with another parser, which is slower: of the articles' own pages."""
    own_pages = ((path, page) for path, page in pages(output) if path.startswith("2022/"))
    return {path: found for path, page in own_pages if (found := dangerous_tokens(page))}


def known_shapes(output: dict[str, bytes]) -> set[tuple[str, str]]:
    return set[tuple[str, str]]().union(*(shapes(page) for _, page in pages(output)))


OF_LONG_LISTS = {("span", "aria-label"), ("li", "aria-hidden")}
"""Their numbers."""


def new_shapes(output: dict[str, bytes], known: set[tuple[str, str]]) -> dict[str, set[tuple[str, str]]]:
    return {path: new for path, page in pages(output) if (new := shapes(page) - known - OF_LONG_LISTS)}


def item_bodies(output: dict[str, bytes]) -> Iterator[str]:
    """The HTML in the site's three feeds."""
    for item in json.loads(output["feed.json"])["items"]:
        yield item["content_html"]
    yield from (str(text) for text in xml(output["feed.xml"]).xpath("//*[local-name()='encoded']/text()"))
    yield from (str(text) for text in xml(output["atom.xml"]).xpath("//*[local-name()='content'][@type]/text()"))


def xml_shapes(output: dict[str, bytes]) -> set[tuple[str, str]]:
    found = set()
    for path, content in output.items():
        if path.endswith(".xml"):
            for element in xml(content).iter():
                assert isinstance(element.tag, str), (path, element)
                found |= {(element.tag, ""), *((element.tag, str(name)) for name in element.attrib)}
    return found


def test_there_are_two_hundred_payloads_and_more() -> None:
    assert len(own()) > 150
    assert len(PAYLOADS) > 400


def test_no_text_in_front_matter_adds_an_element_or_an_attribute_to_any_page(
    hostile_texts: Site, harmless: dict[str, bytes]
) -> None:
    output = hostile_texts.output()
    assert found_dangers(output) == {}
    assert found_in_tokens(output) == {}
    assert new_shapes(output, known_shapes(harmless)) == {}


def test_no_text_in_front_matter_adds_anything_to_a_feed_or_a_sitemap(
    hostile_texts: Site, harmless: dict[str, bytes]
) -> None:
    output = hostile_texts.output()
    assert xml_shapes(output) <= xml_shapes(harmless)
    items = json.loads(output["feed.json"])["items"]
    assert len(items) == len(xml(output["feed.xml"]).findall("channel/item")) == len(PAYLOADS)
    assert {key for item in items for key in item} == {
        key for item in json.loads(harmless["feed.json"])["items"] for key in item
    }


def test_a_title_is_in_the_feeds_as_typed(hostile_texts: Site) -> None:
    """But for what typography sets, and emphasis."""
    typed = {SET.sub("", text) for text in PAYLOADS if "&" not in text}
    titles = {SET.sub("", item["title"]) for item in json.loads(hostile_texts.page("feed.json"))["items"]}
    assert sorted(typed - titles) == []


def test_no_value_that_has_a_form_gets_out_of_its_place(
    hostile_forms: tuple[Site, Report], harmless: dict[str, bytes]
) -> None:
    output = hostile_forms[0].output()
    assert found_dangers(output) == {}
    assert found_in_tokens(output) == {}
    assert new_shapes(output, known_shapes(harmless)) == {}
    assert xml_shapes(output) <= xml_shapes(harmless)
    assert json.loads(output["feed.json"])["items"]


def test_a_link_in_front_matter_is_a_web_address_or_a_path_or_refused(hostile_forms: tuple[Site, Report]) -> None:
    """Each payload was in each of these slots once; what is not refused has a safe scheme."""
    _, report = hostile_forms
    unsafe = [text for text in PAYLOADS[:MANY] if scheme(text) not in ("", "http", "https")]
    for start in ("'canonical'", "'photo.credit_url'", "'photo.license'", "the photo"):
        refused = [problem for problem in report.problems if problem.what.startswith(start)]
        assert len(refused) >= len(unsafe) > 10


def test_no_article_reaches_a_file_outside_the_output_folder(hostile_forms: tuple[Site, Report]) -> None:
    site, _ = hostile_forms
    assert sorted(path.name for path in site.folder.iterdir()) == [".newsgen", "config.yaml", "content", "output"]
    assert [path.name for path in site.folder.parent.iterdir() if path.name.startswith(("etc", "x"))] == []
    names = [part for path in site.output() for part in path.split("/")]
    assert [name for name in names if len(name.encode()) > 200 or normalize("NFC", name) != name] == []


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_a_body_runs_nothing_in_any_page_or_feed(tmp_path: Path, engine: str) -> None:
    site = Site(tmp_path, config=CONFIG.replace("commonmark", engine))
    for number, text in enumerate(PAYLOADS):
        body = f"{text}\n\nRain {text} fell.\n\n- {text}\n\n> {text}"
        site.write(f"content/story-{number:03}.md", article(body=body))
    site.built()
    output = {path: content for path, content in site.output().items() if path.startswith(("2022/", "feed", "atom"))}
    assert found_dangers(output) == {}
    assert found_in_tokens(output) == {}
    assert [found for text in item_bodies(output) if (found := dangers(text))] == []


def test_no_text_about_an_author_adds_an_element_or_an_attribute(tmp_path: Path, harmless: dict[str, bytes]) -> None:
    site = Site(tmp_path, config=LENIENT)
    about = {
        f"author-{number}": {"name": text, "role": text, "bio": text, "email": text, "links": [text], "photo": text}
        for number, text in enumerate(PAYLOADS)
    }
    site.write("content/authors.yaml", as_yaml(about))
    for number, name in enumerate(about):
        site.write(f"content/story-{number:03}.md", article(author=name))
    site.built()
    authors = {path: content for path, content in site.output().items() if path.startswith("author/")}
    assert len(authors) >= len(PAYLOADS)
    assert found_dangers(authors) == {}
    expected = known_shapes(harmless) | {("ul", ""), ("a", "rel"), ("p", "class")}
    assert new_shapes(authors, expected) == {}


def test_template_syntax_is_never_run(site: Site) -> None:
    template = "{{ 7*7 }} {% raw %} {# note #} {{ config.site.url }}"
    site.write("content/flood.md", article(**dict.fromkeys((*TEXTS, "body"), template)))
    site.built()
    page = site.page("/2022/03/flood/")
    assert page.count(template) > 10
    assert "49" not in re.sub(r"/assets/\S+", "", page.replace(template, ""))
    assert json.loads(site.page("feed.json"))["items"][0]["title"] == template
    assert [problem.code for problem in site.built().problems].count("shortcode") == 2  # of the body: `raw`, `config`


def test_html_of_articles_is_let_through_where_the_config_trusts_their_folder(site: Site) -> None:
    for name in ("staff/a", "staff/deep/b", "staffers/c", "guests/d"):
        site.article(name, body="<p onclick='x'>Hello</p>")
    site.edit("config.yaml", "commonmark}", 'commonmark, trusted: ["staff/**"]}')
    report = site.built()
    trusted = {name for name in "abcd" if "onclick" in site.page(f"/2022/03/{name}/")}
    assert trusted == {"a", "b"}
    assert [str(problem.place) for problem in report.problems] == [
        "content/guests/d.md:5:4",
        "content/staffers/c.md:5:4",
    ]


def test_html_of_all_articles_is_let_through_where_the_config_trusts_all(site: Site) -> None:
    site.article(body="<p onclick='x'>Hello</p>")
    site.edit("config.yaml", "commonmark}", "commonmark, html: trusted}")
    assert site.built().problems == ()
    assert "<p onclick='x'>Hello</p>" in site.page("/2022/03/flood/")


def test_no_article_can_say_that_it_is_trusted(site: Site) -> None:
    site.article(body="<p onclick='x'>Hello</p>", markdown="{html: trusted}", html="trusted", trusted="true")
    site.built()
    assert "onclick" not in site.page("/2022/03/flood/")


OUTSIDE = [
    "../secret.pdf",
    "../../../../../../../etc/passwd",
    "/etc/passwd",
    "file:///etc/passwd",
    "link.pdf",
    "way/secret.pdf",
]


def secret_beside(site: Site) -> None:
    """Files next to the site, and symlinks to them in it."""
    beside, content, assets = site.folder.parent, site.folder / "content", site.folder / "assets"
    (beside / "secret.pdf").write_bytes(b"SECRET")
    (beside / "secret.md").write_text("---\ntitle: SECRET\ndate: 2022-03-07\n---\nSECRET")
    (beside / "secret.yaml").write_text("maria: {name: SECRET}")
    (content / "authors.yaml").symlink_to(beside / "secret.yaml")
    assets.mkdir()
    for folder in (content, assets):
        (folder / "link.pdf").symlink_to(beside / "secret.pdf")
        (folder / "link.md").symlink_to(beside / "secret.md")
        (folder / "way").symlink_to(beside)


def test_nothing_outside_the_site_is_read(tmp_path: Path) -> None:
    site = Site(made(tmp_path / "deep" / "site"))
    secret_beside(site)
    for number, path in enumerate(OUTSIDE):
        site.article(f"photo-{number}", photo=f"{{src: '{path}'}}", author="maria")
        body = f"![a]({path}) [b]({path}) <video src='{path}'></video>\n\n[[read-also: {path}]]"
        site.article(f"body-{number}", body=body)
    site.article("asset", photo="{src: /link.pdf}", body="![a](/assets/link.pdf) [b](/way/secret.pdf)")
    report = site.built()
    assert [path for path, content in site.output().items() if b"SECRET" in content or b"root:" in content] == []
    assert [str(problem.place) for problem in report.problems if problem.code == "symlink"] == [
        *(f"assets/{name}:1:1" for name in ("link.md", "link.pdf", "way")),
        *(f"content/{name}:1:1" for name in ("authors.yaml", "link.md", "link.pdf", "way")),
    ]
    assert sum(problem.code == "photo" for problem in report.problems) == len(OUTSIDE) + 1


def test_symlinks_that_go_round_in_circles_are_told(site: Site) -> None:
    site.article("a/flood")
    site.article("b/rain")
    for path, target in (
        ("loop.md", "loop.md"),
        ("a/b", "../b"),
        ("b/a", "../a"),
        ("all", "."),
        ("gone.md", "nowhere.md"),
    ):
        os.symlink(target, site.folder / "content" / path)
    report = site.built()
    assert report.articles == 2
    assert {str(problem) for problem in report.problems} == {
        *(
            f"content/{path}:1:1: this symlink leads to no file (remove it; a folder is read where it stands)"
            for path in ("loop.md", "a/b", "b/a", "gone.md")
        ),
        "content/all:1:1: this symlink leads out of the content folder (put the file itself there)",
    }


@pytest.mark.parametrize(
    "alias",
    ["/../../x", "..", "/a/../../x/", "/%2e%2e/x/", "C:\\x", "/a\\b/", "/%5c..%5cx/", "/a%00b/", "/", "?p=1", "C:/old"],
)
def test_an_alias_that_leads_anywhere_but_below_the_site_is_refused(site: Site, alias: str) -> None:
    site.article(aliases=f"['{alias}']")
    assert [problem.code for problem in site.build().problems] == ["bad-alias"]


def test_a_section_with_dots_stays_in_its_place_in_the_permalink(site: Site) -> None:
    site.edit("config.yaml", "markdown:", 'permalink: "/{section}/{lang}/{slug}/"\nmarkdown:')
    site.article(section="../../..", lang="el")
    site.article("rain", section="a/../../b")
    site.built()
    assert sorted(path for path in site.output() if path.endswith(("flood/index.html", "rain/index.html"))) == [
        "5112cf0b/el/flood/index.html",
        "a-b/en/rain/index.html",
    ]


def made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
