"""The preview in a real browser: what a writer sees after saving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait

from tests.conftest import visit
from tests.documents import ROOT
from tests.serving import Running, serving
from tests.sites import CONFIG, NOW, Site

FLOOD = "/2022/03/flood/"
FILES = """
-- content/flood.md --
---
title: Flood in Volos
date: 2022-03-07T10:20:00+02:00
---
Water rose.

{filler}
-- content/dam.md --
---
title: The dam holds
date: 2022-03-06T08:00:00+02:00
---
Water.
""".format(filler="\n\n".join(f"Paragraph {number} of the story." for number in range(60)))
COMMENTING = CONFIG + 'comments: {provider: form, endpoint: "https://forms.example/f/1"}\n'
SHADOW = "document.querySelector('newsgen-preview').shadowRoot"


class Window:
    """A browser that shows a page of a preview."""

    def __init__(self, browser: webdriver.Chrome, running: Running, path: str) -> None:
        self._browser = browser
        visit(browser, running.address + path)
        self.run("window.neverLoadedAgain = true")

    def run(self, script: str) -> Any:
        return self._browser.execute_script(script)

    def waits_for(self, condition: str) -> None:
        """A condition in JavaScript."""
        WebDriverWait(self._browser, 20, 0.02).until(lambda _: self.run(f"return {condition}"), condition)

    def shows(self, text: str) -> None:
        self.waits_for(f"document.body.innerText.includes({text!r})")

    @property
    def overlay(self) -> str:
        found: str = self.run(f"const e = {SHADOW}.querySelector('.errors'); return e.hidden ? '' : e.innerText")
        return found


@pytest.fixture
def paper(in_memory: Path) -> Site:
    site = Site(in_memory, FILES, COMMENTING)
    for name in ("layouts/article.html", "assets/main.css"):
        site.write(name, (ROOT / name).read_text(encoding="utf-8"))
    return site


@pytest.fixture
def preview(paper: Site) -> Iterator[Running]:
    with serving(paper.folder, "--now", NOW.isoformat()) as running:
        yield running


@pytest.fixture
def window(browser: webdriver.Chrome, preview: Running) -> Iterator[Window]:
    yield Window(browser, preview, FLOOD)
    browser.get("about:blank")  # closes what listens


EDITS: dict[str, tuple[Callable[[Site], object], str]] = {
    "a body": (
        lambda site: site.edit("content/flood.md", "Water rose.", "Water fell."),
        "document.body.innerText.includes('Water fell.')",
    ),
    "a paragraph more": (
        lambda site: site.edit("content/flood.md", "Water rose.", "Water rose.\n\nAnd more.\n\nAnd more again."),
        "document.body.innerText.includes('And more again.')",
    ),
    "a title": (
        lambda site: site.edit("content/flood.md", "Flood in Volos", "Deluge"),
        "document.querySelector('h1').innerText == 'Deluge' && document.title.startsWith('Deluge')",
    ),
    "another's title": (
        lambda site: site.edit("content/dam.md", "The dam holds", "The dam breaks"),
        "document.body.innerText.includes('The dam breaks')",
    ),
    "a layout": (
        lambda site: site.edit("layouts/article.html", "<article", '<p id="ours">Ours</p><article'),
        "document.getElementById('ours') != null",
    ),
    "a style sheet": (
        lambda site: site.write("assets/main.css", "body { background: rgb(1, 2, 3) }"),
        "getComputedStyle(document.body).backgroundColor == 'rgb(1, 2, 3)'",
    ),
    "the config": (
        lambda site: site.edit("config.yaml", "The Gazette", "The Herald"),
        "document.title.endsWith('The Herald')",
    ),
    "a new article": (
        lambda site: site.article("newest", date="2022-03-08T11:00:00+00:00", title="Newest of all"),
        "document.body.innerText.includes('Newest of all')",
    ),
    "an article less": (
        lambda site: site.delete("content/dam.md"),
        "!document.body.innerText.includes('The dam holds')",
    ),
}


@pytest.mark.parametrize(("edit", "condition"), EDITS.values(), ids=EDITS.keys())
def test_what_is_saved_is_put_in_place(
    paper: Site, window: Window, edit: Callable[[Site], object], condition: str
) -> None:
    window.run(
        "document.getElementById('comment-text').value = 'half a comment'; scrollTo({top: 300, behavior: 'instant'})"
    )
    edit(paper)
    window.waits_for(condition)
    assert window.run("return document.getElementById('comment-text').value") == "half a comment"
    assert window.run("return scrollY") >= 300  # more, if something came above what is read
    assert window.run("return window.neverLoadedAgain") is True


def test_the_page_is_loaded_again_where_a_script_changes(paper: Site, window: Window) -> None:
    paper.edit("layouts/article.html", "<article", "<script>window.isNew = 1</script><article")
    window.waits_for("window.isNew == 1")
    assert window.run("return window.neverLoadedAgain ?? null") is None


def test_the_page_of_a_deleted_article_is_gone_and_comes_back(paper: Site, window: Window) -> None:
    text = (paper.folder / "content/flood.md").read_text(encoding="utf-8")
    paper.delete("content/flood.md")
    window.waits_for("!document.body.innerText.includes('Water rose.')")
    paper.write("content/flood.md", text)
    window.shows("Water rose.")


BREAKAGES = {
    "the front matter": ("content/flood.md", "title: Flood in Volos", "title: [Flood in Volos", "content/flood.md:"),
    "a layout": ("layouts/article.html", "<article", "{% if %}<article", "layouts/article.html:"),
    "the config": ("config.yaml", "site: {title", "site: {titel", "titel"),
}


@pytest.mark.parametrize(("path", "good", "bad", "told"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_what_is_broken_is_told_over_the_page_until_it_is_mended(
    paper: Site, window: Window, path: str, good: str, bad: str, told: str
) -> None:
    paper.edit(path, good, bad)
    window.waits_for(f"!{SHADOW}.querySelector('.errors').hidden")
    assert told in window.overlay
    assert window.run(f"return {SHADOW}.querySelector('pre mark') != null")
    assert "Water rose." in window.run("return document.body.innerText")
    paper.edit(path, bad, good)
    window.waits_for(f"{SHADOW}.querySelector('.errors').hidden")
    assert window.run("return window.neverLoadedAgain") is True


def test_another_article_that_is_saved_is_offered(paper: Site, window: Window) -> None:
    paper.edit("content/dam.md", "Water.", "Much water.")
    window.waits_for(f"!{SHADOW}.querySelector('.toast').hidden")
    assert window.run(f"return {SHADOW}.querySelector('.toast a').href").endswith("/2022/03/dam/")


def test_a_draft_that_is_saved_is_said_to_be_held_back(paper: Site, window: Window) -> None:
    paper.article("secret", title="A secret", draft="true")
    window.waits_for(f"!{SHADOW}.querySelector('.toast').hidden")
    said = window.run(f"return {SHADOW}.querySelector('.toast').innerText")
    assert "Saved: A secret, held back: a draft (--drafts shows it)" in said
    assert window.run(f"return {SHADOW}.querySelector('.toast a')") is None


def test_a_preview_that_was_started_again_is_found(paper: Site, browser: webdriver.Chrome) -> None:
    with serving(paper.folder, "--now", NOW.isoformat()) as running:
        window, port = Window(browser, running, FLOOD), running.port
        window.run("window.events = 0")
    paper.edit("content/flood.md", "Water rose.", "Water fell.")
    with serving(paper.folder, "--now", NOW.isoformat(), "--port", str(port)):
        window.shows("Water fell.")
        browser.get("about:blank")


def test_a_ribbon_says_what_is_no_story_yet(paper: Site, browser: webdriver.Chrome) -> None:
    paper.article("secret", title="A secret", draft="true")
    with serving(paper.folder, "--now", NOW.isoformat(), "--drafts") as running:
        window = Window(browser, running, "/2022/03/secret/")
        window.waits_for(f"{SHADOW}.querySelector('.ribbon').innerText == 'Draft'")
        browser.get("about:blank")
