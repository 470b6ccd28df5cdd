"""The recipes of docs/layouts.md, taken from the page itself, in a real site on every kind of page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, meta
from PIL import Image

from newsgen.bundled import bundled
from tests.documents import Example, code, examples, rows, section, text
from tests.sites import Site

LAYOUTS = "docs/layouts.md"
CONFIG = """\
site: {title: The Gazette, url: "https://gazette.example", timezone: Europe/Athens, language: en-GB}
markdown: {engine: commonmark}
listing: {per_page: 1}
fragments: {must_read: fetch}
gone: [/withdrawn/]
"""
CONTENT = """
    -- content/world-news/flood.md --
    ---
    title: Flood in Volos
    date: 2022-03-07T10:20:00+02:00
    author: Maria P
    tags: [Rain]
    photo: flood.png
    breaking: {until: 2022-03-09}
    extra: {mood: calm}
    must_read: true
    aliases: [/old/flood/]
    ---
    Water rose.
    -- content/world-news/2022-03-01-dam.md --
    ---
    title: Dam report
    author: Maria P
    tags: [Rain]
    layout: longread
    extra: {dossier: The river}
    ---
    The dam holds.
    -- content/world-news/2022-02-20-snow.md --
    ---
    title: Snow on the hills
    author: Maria P
    tags: [Rain]
    ---
    It snowed.
    -- content/pages/about.md --
    ---
    title: About us
    ---
    Who we are.
    -- assets/own.css --
    h1 { color: red }
    -- assets/own.js --
    document.title += "!"
"""
PAGES = {
    "front.html": "/",
    "article.html": "/2022/03/flood/",
    "longread.html": "/2022/03/dam/",
    "section.html": "/section/world-news/",
    "tag.html": "/tag/rain/",
    "author.html": "/author/maria-p/",
    "archive.html": "/archive/",
    "month.html": "/archive/2022/03/",
    "plain.html": "/about/",
    "404.html": "/404.html",
    "gone.html": "/withdrawn/",
}
"""A page by its layout: every kind that has a head of its own."""
OTHERS = {"redirect.html": "/old/flood/", "robots.txt": "/robots.txt"}
OLDER = ("/section/world-news/page/1/", "/tag/rain/page/1/", "/author/maria-p/page/1/", "/2022/02/snow/")
ALL_PAGES = (*PAGES.values(), *OLDER)
EFFECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "layouts/article.html": (r"Do you know more\? Write to", ("/2022/03/flood/", "/2022/03/dam/", "/2022/02/snow/")),
    "layouts/longread.html": ("Part of our dossier: The river", ("/2022/03/dam/",)),
    "layouts/base.html": (
        r'<link rel="stylesheet" href="/assets/own\.\w{8}\.css">\s*<script src="/assets/own\.\w{8}\.js"',
        ALL_PAGES,
    ),
    "layouts/fragments/headlines.html": ("", ()),
}
"""What each recipe shows, and on which pages. That of a fragment is seen where it is used."""


def recipes() -> list[Example]:
    return [example for example in examples("jinja", "yaml") if example.document == LAYOUTS and example.file]


def gazette(folder: Path) -> Site:
    site = Site(folder, CONTENT, CONFIG)
    Image.new("RGB", (3, 2)).save(folder / "content" / "world-news" / "flood.png")
    return site


def follow(site: Site, recipe: Example) -> None:
    site.write(recipe.file, (CONFIG if recipe.file == "config.yaml" else "") + recipe.code)


def shows(site: Site, file: str) -> set[str]:
    effect, _ = EFFECTS[file]
    return {url for url in ALL_PAGES if re.search(effect, site.page(url))}


def test_every_recipe_has_an_effect_to_look_for() -> None:
    assert {recipe.file for recipe in recipes()} == set(EFFECTS)


@pytest.mark.parametrize("recipe", [recipe for recipe in recipes() if EFFECTS[recipe.file][0]], ids=lambda it: it.file)
def test_a_recipe_alone_has_its_effect_on_every_page_that_it_is_for(recipe: Example, tmp_path: Path) -> None:
    site = gazette(tmp_path)
    follow(site, recipe)
    site.built()
    assert shows(site, recipe.file) == set(EFFECTS[recipe.file][1])


def test_all_recipes_together_have_their_effects(tmp_path: Path) -> None:
    site = gazette(tmp_path)
    for recipe in recipes():
        follow(site, recipe)
    report = site.built()
    assert [str(problem) for problem in report.problems] == []
    assert {file: shows(site, file) for file, (effect, _) in EFFECTS.items() if effect} == {
        file: set(urls) for file, (effect, urls) in EFFECTS.items() if effect
    }


def snippets() -> list[str]:
    """All examples that are parts of a layout: blocks without a file's name, and code in a line."""
    blocks = [example for example in examples("jinja") if example.document == LAYOUTS and not example.file]
    lines = sorted(span for span in code(text(LAYOUTS)) if span.startswith(("{{", "{%")))
    return [*(example.code for example in blocks), *lines]


def variables_of(layout: str) -> set[str]:
    """Those that the docs promise for a layout, besides the common ones."""
    for row in rows(section(LAYOUTS, "Which layout makes which page")):
        if layout in code(row[0]):
            return {span for span in code(row[2]) if span != "page"}
    return variables_of("article.html") if layout == "longread.html" else set()


def common_variables() -> set[str]:
    tables = section(LAYOUTS, "Variables of every page") + section(LAYOUTS, "Functions")
    return {span.partition("(")[0] for row in rows(tables) for span in code(row[0]) if "." not in span} | {"card"}


def wanted(snippet: str) -> set[str]:
    """The variables that are not on every page."""
    environment = Environment(autoescape=True)
    environment.filters = dict.fromkeys(re.findall(r"\|\s*(\w+)", snippet), str)
    return meta.find_undeclared_variables(environment.parse(snippet)) - common_variables()


def fitting(layout: str) -> list[str]:
    given = variables_of(layout)
    found = [snippet for snippet in snippets() if wanted(snippet) <= given]
    return [each for each in found if "page" not in each] if layout == "robots.txt" else found


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site in which every layout has all snippets in it that its variables suffice for."""
    site = gazette(tmp_path_factory.mktemp("filled"))
    site.write("config.yaml", CONFIG + "theme: {accent: red}\n")
    site.article("view", title="What the river wants", date="2022-01-02T10:00", type="opinion")
    for recipe in recipes():
        if recipe.file.startswith("layouts/fragments/"):
            follow(site, recipe)
    for layout in (*PAGES, *OTHERS):
        parts = "".join(f"[[part {at}]]{each}[[end]]\n" for at, each in enumerate(fitting(layout)))
        parts = "{% set card = latest(1)[0] %}" + parts
        base = "article.html" if layout == "longread.html" else layout
        if layout in PAGES:
            whole = f'{{% extends "bundled/{base}" %}}{{% block head %}}{{{{ super() }}}}{parts}{{% endblock %}}'
        else:
            whole = (bundled() / "layouts" / layout).read_text(encoding="utf-8") + parts
        site.write(f"layouts/{layout}", whole)
    site.built()
    return site


@pytest.mark.parametrize("layout", [*PAGES, *OTHERS])
def test_every_snippet_works_on_every_page_that_has_its_variables(layout: str, filled: Site) -> None:
    page = filled.page((PAGES | OTHERS)[layout])
    parts = re.findall(r"\[\[part (\d+)\]\](.*?)\[\[end\]\]", page, re.DOTALL)
    assert [int(at) for at, _ in parts] == list(range(len(fitting(layout))))


def test_every_snippet_shows_something_somewhere(filled: Site) -> None:
    unseen = set(snippets())
    for layout, url in (PAGES | OTHERS).items():
        parts = re.findall(r"\[\[part \d+\]\](.*?)\[\[end\]\]", filled.page(url), re.DOTALL)
        unseen -= {snippet for snippet, shown in zip(fitting(layout), parts, strict=True) if shown.strip()}
    assert unseen == set()
