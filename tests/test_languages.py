"""`lang` and `dir`: what a reader's browser takes each text's language and direction to be."""

import json
from pathlib import Path

import pytest
from lxml import etree, html

from newsgen.pages.accessible import direction, lang_attributes
from tests.sites import Site

ENGLISH = 'site: {title: G, url: "https://g.example", language: en}\n'
ARABIC = 'site: {title: G, url: "https://g.example", language: ar}\n'
TITLES = {"bridge": "en", "rain": "el", "flood": "ar", "drought": "he"}


def a_site(folder: Path, config: str = ENGLISH) -> Site:
    site = Site(folder, config=config)
    for number, (name, lang) in enumerate(TITLES.items()):
        site.article(
            name, title=f"Title {name}", summary=f"Summary {name}", date=f"2022-03-0{number + 1}T10:00", lang=lang,
            section="News", tags="[Water]", must_read="true", type="opinion", authors="[Nina Vale]",
            body="[[read-also: bridge]]\n\nBody.", corrections="[{text: Corrected}]",
        )  # fmt: skip
    site.write("content/pages/about.md", "---\ntitle: About\nlang: fa\n---\nWe.\n")
    site.built()
    return site


def effective(element: html.HtmlElement, name: str, otherwise: str) -> str:
    """The attribute of the element or of the nearest one around it that has it."""
    return next((each.get(name) for each in (element, *element.iterancestors()) if each.get(name)), otherwise)


def texts(page: str) -> list[tuple[str, str, str]]:
    """Each text of a page's body with its language and direction."""
    body = html.document_fromstring(page).find("body")
    return [
        (element.text.strip(), effective(element, "lang", ""), effective(element, "dir", "ltr"))
        for element in body.iter()
        if isinstance(element.tag, str) and element.text and element.text.strip()
    ]


WAY = {"en": "ltr", "el": "ltr", "ar": "rtl", "he": "rtl"}


@pytest.mark.parametrize("config", [ENGLISH, ARABIC])
@pytest.mark.parametrize("path", ["/", "/section/news/", "/tag/water/", "/author/nina-vale/", "/archive/2022/03/"])
def test_every_card_of_a_list_is_in_its_own_language(tmp_path: Path, config: str, path: str) -> None:
    own = "en" if config == ENGLISH else "ar"
    seen = set()
    for text, lang, way in texts(a_site(tmp_path, config).page(path)):
        name = text.split()[-1]
        expected = TITLES[name] if text.startswith(("Title", "Summary")) else own
        assert (lang, way) == (expected, WAY[expected]), text
        seen.add(text)
    assert {f"Title {name}" for name in TITLES} <= seen


@pytest.mark.parametrize("name", TITLES)
@pytest.mark.parametrize("config", [ENGLISH, ARABIC])
def test_on_an_articles_page_all_is_in_its_own_language(tmp_path: Path, config: str, name: str) -> None:
    site = a_site(tmp_path, config)
    own = "en" if config == ENGLISH else "ar"
    page = site.page(f"/2022/03/{name}/")
    root = html.document_fromstring(page)
    assert root.get("lang") == TITLES[name]
    assert (root.get("dir") or "ltr") == WAY[TITLES[name]]
    for text, lang, way in texts(page):
        if text.startswith(("Title", "Summary")):
            expected = TITLES[text.split()[-1]]
        else:
            expected = TITLES[name] if text in ("Body.", "Corrected") else own
        assert (lang, way) == (expected, WAY[expected]), text


def test_a_plain_page_is_in_its_own_language(tmp_path: Path) -> None:
    page = a_site(tmp_path).page("/about/")
    assert '<html lang="fa" dir="rtl" data-zone="UTC">' in page
    found = {text: (lang, way) for text, lang, way in texts(page)}
    assert found["We."] == ("fa", "rtl")
    assert found["Latest News" if "Latest News" in found else "Archive"] == ("en", "ltr")


def test_feeds_say_the_language_of_each_article(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    atom = etree.fromstring(site.page("atom.xml").encode())
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [entry.get(lang) for entry in atom.findall("a:entry", spaces)] == ["he", "ar", "el", None]
    contents = [item["content_html"] for item in json.loads(site.page("feed.json"))["items"]]
    starts = ['<div lang="he" dir="rtl">', '<div lang="ar" dir="rtl">', '<div lang="el">', "<p"]
    assert [content.startswith(start) for content, start in zip(contents, starts, strict=True)] == [True] * 4


def test_a_site_of_one_language_says_it_once(tmp_path: Path) -> None:
    site = Site(tmp_path, config=ENGLISH)
    site.article("rain", date="2022-03-01")
    site.article(body="[[read-also: rain]]", lang="en")
    site.built()
    for path in ("/", "/2022/03/flood/", "/section/news/"):
        assert site.page(path).count(" lang=") == 1
        assert " dir=" not in site.page(path)


@pytest.mark.parametrize(
    ("language", "way"),
    [
        ("en", "ltr"), ("ar", "rtl"), ("ar-Latn", "ltr"), ("he-IL", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("yi", "rtl"),
        ("ckb", "rtl"), ("ps", "rtl"), ("dv", "rtl"), ("ug", "rtl"), ("sd", "rtl"), ("pa", "ltr"), ("pa-PK", "rtl"),
        ("az", "ltr"), ("az-Arab", "rtl"), ("az-arab-IR", "rtl"), ("ku", "ltr"), ("xx", "ltr"), ("zh-Hant", "ltr"),
    ],
)  # fmt: skip
def test_the_direction_is_that_of_the_script(language: str, way: str) -> None:
    assert direction(language) == way


def test_attributes_are_said_where_they_differ() -> None:
    assert lang_attributes("el", "en") == ' lang="el"'
    assert lang_attributes("ar", "en") == ' lang="ar" dir="rtl"'
    assert lang_attributes("en", "ar") == ' lang="en" dir="ltr"'
    assert lang_attributes("EN", "en") == lang_attributes("", "en") == ""
