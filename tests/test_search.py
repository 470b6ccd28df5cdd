"""Searching: the index is of the pages that are put out, made when they change, and a browser finds by it."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.conftest import visit
from tests.sites import CONFIG, Site
from tests.test_file_names import served

SEARCH = CONFIG + "search: pagefind\n"
ENTRY = "_pagefind/pagefind-entry.json"


@pytest.fixture
def paper(tmp_path: Path) -> Site:
    site = Site(tmp_path / "paper", config=SEARCH)
    site.article("flood", "The river rose over the quay.", title="Flood in Volos", section="News")
    site.article("olives", "Growers expect a late harvest.", title="Olives", date="2022-03-06", section="News")
    site.article("secret", "The quay is haunted.", title="Secret", date="2022-03-05", noindex="true")
    site.write("content/pages/about.md", "---\ntitle: About us\n---\nWe print on Mondays.\n")
    site.built()
    return site


def index(site: Site) -> dict[str, bytes]:
    return {path: content for path, content in site.output().items() if path.startswith("_pagefind")}


@contextmanager
def runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Counts how often Pagefind is run."""
    found: list[str] = []
    run = subprocess.run

    def counted(command: list[str], **more: Any) -> Any:
        found.append(command[2])
        return run(command, **more)

    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", counted)
        yield found


def test_the_index_is_made_again_only_when_texts_change(paper: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = index(paper)
    assert ENTRY in before
    with runs(monkeypatch) as made:
        paper.built()
        paper.write("assets/own.css", "a { color: red }")
        paper.built()
        assert made == []
        paper.edit("content/olives.md", "late", "early")
        paper.built()
        assert made == ["pagefind"]
    assert index(paper) != before
    paper.edit("content/olives.md", "early", "late")
    paper.built()
    assert index(paper) == before


def test_an_index_after_changes_is_that_of_a_clean_build(paper: Site) -> None:
    paper.delete("content/olives.md")
    paper.article("vote", "All voted.", title="Vote", date="2022-03-07T12:00")
    paper.built()
    changed = paper.output()
    paper.built(cache_dir=str(paper.folder.parent / "cache"))
    assert paper.output() == changed


@pytest.mark.parametrize("damage", ["entry", "a piece", "a byte less"])
def test_an_index_that_is_not_whole_is_made_again(damage: str, paper: Site) -> None:
    before = index(paper)
    piece = next(path for path in before if path.endswith(".pf_index"))
    if damage == "a byte less":
        paper.write(f"output/{piece}", before[piece][:-1])
    else:
        paper.delete(f"output/{ENTRY if damage == 'entry' else piece}")
    paper.built()
    assert index(paper) == before


def test_what_others_put_there_stays(paper: Site) -> None:
    paper.write("output/_pagefind/theirs.txt", "Theirs")
    paper.edit("content/olives.md", "late", "early")
    paper.built()
    paper.write("config.yaml", CONFIG)
    paper.built(forget=True)
    assert index(paper) == {"_pagefind/theirs.txt": b"Theirs"}
    paper.write("config.yaml", SEARCH)
    (problem,) = paper.build().problems
    assert problem.what == "newsgen did not make the folder _pagefind of the output, where its search index belongs"
    assert index(paper) == {"_pagefind/theirs.txt": b"Theirs"}


def test_without_search_there_is_no_index_page_or_link(paper: Site) -> None:
    assert 'href="/search/"' in paper.page("/")
    paper.write("config.yaml", CONFIG)
    paper.built()
    assert index(paper) == {}
    assert "search/index.html" not in paper.output()
    assert "pagefind" not in paper.page("/2022/03/flood/")
    assert 'href="/search/"' not in paper.page("/")


def test_what_goes_wrong_is_told_and_the_last_index_stays(paper: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = index(paper)
    paper.edit("content/olives.md", "late", "early")
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", "/bin/false")
        report = paper.build()
    assert report.built
    assert [(problem.code, problem.severity) for problem in report.problems] == [("search", "error")]
    assert "early" in paper.page("/2022/03/olives/")
    assert index(paper) == before
    assert paper.built().problems == ()
    assert index(paper) != before


def test_a_build_wants_the_package(paper: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    paper.edit("content/olives.md", "late", "early")
    monkeypatch.setattr(importlib.metadata, "version", missing)
    report = paper.build()
    assert not report.built
    (problem,) = report.problems
    assert (problem.code, problem.fix) == ("search", "install it: `pip install 'newsgen[search]'`")
    assert "late" in paper.page("/2022/03/olives/")
    paper.edit("content/olives.md", "early", "late")
    monkeypatch.undo()
    paper.built()
    monkeypatch.setattr(importlib.metadata, "version", missing)
    (problem,) = paper.build().problems  # of a build with nothing else to do
    assert problem.code == "search"


def found(browser: webdriver.Chrome) -> list[tuple[str, str]]:
    lines = "return [...document.querySelectorAll('main .line a')].map(each => [each.textContent, each.pathname])"
    return [(title, path) for title, path in browser.execute_script(lines)]


def waited(browser: webdriver.Chrome, done: Callable[[], Any]) -> None:
    WebDriverWait(browser, 15, 0.05).until(lambda _: done())


@pytest.mark.parametrize("base", ["", "/paper"])
def test_readers_find_what_is_said_in_texts(base: str, tmp_path: Path, browser: webdriver.Chrome) -> None:
    site = Site(tmp_path / "site", config=SEARCH)
    site.article("flood", "The river rose over the quay.", title="Flood in Volos", section="News")
    site.article("olives", "Growers expect a late harvest.", title="Olives", date="2022-03-06", section="News")
    site.article("secret", "The quay is haunted.", title="Secret", date="2022-03-05", noindex="true")
    site.article("limani", "Το λιμάνι έκλεισε.", title="Λιμάνι", date="2022-03-04", lang="el")
    output = tmp_path / "host"
    site.built(output=str(output) + base, base_url=f"https://gazette.example{base}/")
    with served(output) as host:
        visit(browser, f"http://127.0.0.1:{host.port}{base}/search/")
        assert browser.switch_to.active_element.get_attribute("id") == "search-text"
        browser.switch_to.active_element.send_keys("quay")
        waited(browser, lambda: found(browser) == [("Flood in Volos", f"{base}/2022/03/flood/")])
        status = browser.find_element(By.CSS_SELECTOR, "[role=status]")
        waited(browser, lambda: status.text == "Results: 1")
        assert browser.current_url.endswith("?q=quay")
        field = browser.find_element(By.ID, "search-text")
        field.send_keys(Keys.CONTROL + "a")
        field.send_keys("olives", Keys.ENTER)  # which stands in the sidebar of the other page, too
        waited(browser, lambda: found(browser) == [("Olives", f"{base}/2022/03/olives/")])
        visit(browser, f"http://127.0.0.1:{host.port}{base}/search/?q=harvest")
        waited(browser, lambda: found(browser) == [("Olives", f"{base}/2022/03/olives/")])
        visit(browser, f"http://127.0.0.1:{host.port}{base}/search/?q=λιμάνι")
        waited(browser, lambda: found(browser) == [("Λιμάνι", f"{base}/2022/03/limani/")])
        asked = browser.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
        assert [each for each in asked if not each.startswith(f"http://127.0.0.1:{host.port}/")] == []


def test_a_reader_is_told_where_there_is_no_index(paper: Site, browser: webdriver.Chrome) -> None:
    paper.delete("output/_pagefind/pagefind.js")
    with served(paper.folder / "output") as host:
        visit(browser, f"http://127.0.0.1:{host.port}/search/?q=quay")
        status = browser.find_element(By.CSS_SELECTOR, "[role=status]")
        waited(browser, lambda: "The archive leads to every article" in status.text)


def test_without_scripting_the_archive_is_offered(paper: Site, browser: webdriver.Chrome) -> None:
    with served(paper.folder / "output") as host:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            browser.get(f"http://127.0.0.1:{host.port}/search/")
            said = browser.find_element(By.TAG_NAME, "main").text
        finally:
            browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert "Searching needs JavaScript." in said
