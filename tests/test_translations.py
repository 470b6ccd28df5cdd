"""The words that readers meet: bundled catalogs are whole, and a site's own come before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from lxml import html

from newsgen.bundled import bundled
from newsgen.pages.layouts import environment
from newsgen.pages.translations import FOLDER, Translations, catalog_names, read_catalog
from tests.sites import CONFIG, Site

LANGUAGES = ("el", "de", "fr", "es", "it", "pt", "tr", "ar", "he", "uk", "ru", "zh", "ja")
LAYOUTS = bundled() / "layouts"
KEYWORDS = {"_": None, "text": None, "message": None, "ngettext": (1, 2)}


def asked() -> Iterator[tuple[str, ...]]:
    """The messages of the bundled layouts and of newsgen itself."""
    python = (Path(__file__).parents[1] / "newsgen" / "pages").glob("*.py")
    for method, files in (("jinja2", LAYOUTS.rglob("*.html")), ("python", python)):
        for file in files:
            with file.open("rb") as source:
                for _, message, _, _ in extract(method, source, KEYWORDS):
                    yield message if isinstance(message, tuple) else (message,)


def ids(catalog: Catalog) -> set[tuple[str, ...]]:
    return {(each.id,) if isinstance(each.id, str) else tuple(each.id) for each in catalog if each.id}


def template() -> Catalog:
    return read_po(StringIO((LAYOUTS / FOLDER / "messages.pot").read_text(encoding="utf-8")))


def in_greek(folder: Path, catalog: str = "", language: str = "el") -> Site:
    site = Site(folder, config=CONFIG.replace("Athens}", f"Athens, language: {language}}}"))
    for number in range(4):
        site.article(
            f"a{number}", f"Κείμενο.\n\n[[read-also: a{(number + 1) % 4}]]\n", title=f"Τίτλος {number}", section="Νέα",
            date=f"2022-03-0{number + 1}T10:00", tags="[Νερό]", authors="[Μαρία, Νίκος, Άννα]",
            must_read="true", type=("analysis", "opinion", "live", "news")[number], updated="2022-03-08T10:00",
            breaking="true" if number == 3 else "", corrections="[{text: Διόρθωση}]",
        )  # fmt: skip
    if catalog:
        site.write(f"layouts/locale/{language}.po", catalog)
    return site


def test_translators_are_given_every_message() -> None:
    assert set(asked()) <= ids(template())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bundled_catalog_translates_every_message(language: str) -> None:
    layouts = environment((LAYOUTS,))
    catalog, problems = read_catalog(f"{FOLDER}{language}.po", layouts)
    assert catalog is not None
    assert (problems, ids(catalog)) == ([], ids(template()))
    assert str(catalog.locale) == language
    text = Translations(language, layouts)
    assert len({text.plural("{count} article", "{count} articles", count) for count in (1, 2, 5, 11, 100)}) == 5


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("el", ["el"]),
        ("pt-br", ["pt", "pt-BR", "pt_BR"]),
        ("zh-Hans", ["zh", "zh-Hans", "zh_Hans"]),
        ("zh-TW", ["zh-TW", "zh_TW"]),
        ("sr-Latn-RS", ["sr-Latn", "sr_Latn", "sr-RS", "sr_RS", "sr-Latn-RS", "sr_Latn_RS"]),
    ],
)
def test_a_language_is_served_by_catalogs_in_its_script(language: str, names: list[str]) -> None:
    assert catalog_names(language) == [f"locale/{name}.po" for name in names]


def test_a_site_is_in_its_own_language(tmp_path: Path) -> None:
    """No text, nor what is read aloud, is English: letters of the Latin alphabet are in names alone."""
    site = in_greek(tmp_path)
    assert site.built().problems == ()
    for path in (tmp_path / "output").rglob("*.html"):
        body = html.document_fromstring(path.read_text(encoding="utf-8")).find("body")
        spoken = [
            value for each in body.iter() for name in ("aria-label", "placeholder", "alt") if (value := each.get(name))
        ]
        texts = [each for each in body.itertext() if not each.strip().startswith(("http", "/"))]
        latin = re.findall(r"[A-Za-z]{2,}", " ".join([*texts, *spoken]))
        names = set("The Gazette RSS Atom JSON Feed WhatsApp Facebook Live mail Bluesky Telegram".split())
        assert set(latin) <= names, path


def test_names_plurals_and_numbers_are_those_of_the_language(tmp_path: Path) -> None:
    site = in_greek(tmp_path)
    site.write("layouts/404.html", '{{ ngettext("{count} article", "{count} articles", 12500) }} {{ 12500 | number }}')
    site.built()
    assert site.page("/404.html") == "12.500 άρθρα 12.500"
    (authors,) = html.document_fromstring(site.page("/2022/03/a1/")).find_class("authors")
    assert " ".join(authors.text_content().split()) == "Κείμενο: Μαρία, Νίκος και Άννα"


def test_a_catalog_of_the_site_comes_first(tmp_path: Path) -> None:
    site = in_greek(tmp_path, 'msgid "Latest News"\nmsgstr "Μόλις <τώρα>"\n')
    site.built()
    assert "Μόλις &lt;τώρα&gt;</h2>" in site.page("/2022/03/a0/")
    assert "ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ:" in site.page("/2022/03/a0/")
    site.write("layouts/locale/el.po", 'msgid "Latest News"\nmsgstr "Τώρα"\n')
    assert site.built().rendered
    assert "Τώρα</h2>" in site.page("/2022/03/a0/")
    site.delete("layouts/locale/el.po")
    site.built()
    assert site.output() == fresh(site)


def fresh(site: Site) -> dict[str, bytes]:
    """What a build without a cache puts out."""
    site.built(cache_dir=str(site.folder.parent / "cache"))
    return site.output()


def test_a_site_may_have_a_language_that_is_not_bundled(tmp_path: Path) -> None:
    site = in_greek(tmp_path, 'msgid "Latest News"\nmsgstr "Laatste nieuws"\n', "nl")
    (problem,) = site.built().problems
    assert (problem.code, problem.severity, problem.place.path) == ("translation", "warning", "layouts/locale/nl.po")
    assert "'nl' of 'AUDIO:', 'About the author', 'About this site' and " in problem.what
    assert "Laatste nieuws</h2>" in site.page("/2022/03/a0/")
    assert "Must Read</h2>" in site.page("/2022/03/a0/")
    messages = "".join(f'msgid "{each}"\nmsgstr "{each}"\n\n' for (each, *more) in ids(template()) if not more)
    plural = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n' + "".join(
        f'msgid "{one}"\nmsgid_plural "{many}"\nmsgstr[0] "{one}"\nmsgstr[1] "{many}"\n\n'
        for (one, *more) in ids(template()) for many in more
    )  # fmt: skip
    site.write("layouts/locale/nl.po", 'msgid ""\nmsgstr ""\n' + plural + messages)
    assert site.built().problems == ()


def test_what_a_layout_of_the_site_asks_for_is_missed(tmp_path: Path) -> None:
    site = in_greek(tmp_path)
    site.write("layouts/404.html", '{{ _("Weather") }}{{ _("Home") }}')
    (problem,) = site.built().problems
    assert problem.what == "there is no translation into 'el' of 'Weather': readers meet English"
    site.write("layouts/locale/el.po", 'msgid "Weather"\nmsgstr "Καιρός"\n')
    assert site.built().problems == ()
    assert site.page("/404.html") == "ΚαιρόςΑρχική"


@pytest.mark.parametrize("translation", ["Από", "Από {name}", "Από {names", "Από {names} {0}"])
def test_a_translation_with_other_braces_is_not_used(translation: str, tmp_path: Path) -> None:
    site = in_greek(tmp_path, f'msgid "Home"\nmsgstr "Σπίτι"\n\nmsgid "By {{names}}"\nmsgstr "{translation}"\n')
    (problem,) = site.built().problems
    assert (problem.code, problem.severity, str(problem.place)) == (
        "translation",
        "warning",
        "layouts/locale/el.po:4:1",
    )
    assert "Κείμενο: " in site.page("/2022/03/a0/")
    assert "Σπίτι" in site.page("/2022/03/a0/")


@pytest.mark.parametrize(
    "catalog",
    ['msgid "Home"\nmsgstr "Σπίτι"\n\nmgsid "x"\n', 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n>>;\\n"\n'],
)
def test_what_is_no_catalog_stops_the_build(catalog: str, tmp_path: Path) -> None:
    site = in_greek(tmp_path, catalog)
    report = site.build()
    assert not report.built
    assert [problem.code for problem in report.problems] == ["translation"]


def test_what_was_paid_for_says_so_in_feeds_cards_and_links(tmp_path: Path) -> None:
    site = in_greek(tmp_path)
    site.article("paid", title="Λάδι", type="sponsored", date="2022-03-08T10:00")
    site.built()
    for path in ("/feed.xml", "/atom.xml", "/feed.json", "/2022/03/paid/"):
        assert "Χορηγούμενο: Λάδι" in site.page(path)
    site.write("layouts/locale/el.po", 'msgid "Sponsored: {title}"\nmsgstr "Διαφήμιση: {title}"\n')
    site.built()
    assert "Διαφήμιση: Λάδι" in site.page("/feed.xml")
    assert site.output() == fresh(site)


def hreflang(site: Site, path: str) -> dict[str, str]:
    head = html.document_fromstring(site.page(path)).find("head")
    return {each.get("hreflang"): each.get("href") for each in head.xpath("link[@hreflang]")}


def test_an_article_and_its_translations_lead_to_each_other(tmp_path: Path) -> None:
    site = Site(tmp_path)
    for lang, title in (("", "Flood"), ("el", "Πλημμύρα"), ("ar", "فيضان"), ("xx", "Xx")):
        site.article(f"flood{lang}", title=title, lang=lang, translation_key="flood")
    site.article("alone", title="Alone", translation_key="alone", lang="el")
    site.article("none", title="None")
    site.built()
    base = "https://gazette.example/2022/03/flood"
    expected = {"en": f"{base}/", "el": f"{base}el/", "ar": f"{base}ar/", "xx": f"{base}xx/", "x-default": f"{base}/"}
    for name in ("flood", "floodel", "floodar"):
        assert hreflang(site, f"/2022/03/{name}/") == expected
    assert hreflang(site, "/2022/03/alone/") == hreflang(site, "/2022/03/none/") == {}
    (switch,) = html.document_fromstring(site.page("/2022/03/floodel/")).find_class("languages")
    links = [(each.text, each.get("lang"), each.get("dir"), each.get("href")) for each in switch.iter("a")]
    assert sorted(links, key=str) == [
        ("English", "en", None, "/2022/03/flood/"),
        ("xx", "xx", None, "/2022/03/floodxx/"),
        ("العربية", "ar", "rtl", "/2022/03/floodar/"),
    ]
    site.delete("content/floodar.md")
    site.built()
    assert "ar" not in hreflang(site, "/2022/03/flood/")
    assert site.output() == fresh(site)
