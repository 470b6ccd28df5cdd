"""The signs of notes stand in bodies and nowhere else; with both Markdown engines."""

import json
from pathlib import Path

import pytest

from newsgen.model.config import EngineName, MarkdownConfig
from newsgen.reading.article_body import body
from newsgen.reading.engines import engine
from newsgen.reading.markdown_text import MarkdownText
from newsgen.reading.punctuation import ENGLISH
from tests.sites import CONFIG, Site

ENGINES: list[EngineName] = ["markdown", "commonmark"]
TURNOUT = "Turnout fell to 31%[^1] in 2025[^2].\n\n[^1]: Of all.\n[^2]: And *again*.\n"
PLAIN = "Turnout fell to 31% in 2025."


@pytest.fixture(params=ENGINES)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    return Site(tmp_path, config=CONFIG.replace("commonmark", request.param))


def test_nothing_that_tells_of_a_text_has_its_signs_of_notes(site: Site) -> None:
    site.article(body=TURNOUT)
    site.article("rain", body="Rain.", date="2022-03-01")
    site.built()
    page = site.page("/2022/03/flood/")
    assert f'<meta name="description" content="{PLAIN}">' in page
    assert f'<meta property="og:description" content="{PLAIN}">' in page
    assert f'"description":"{PLAIN}"' in page
    assert PLAIN in site.page("/")
    assert PLAIN in site.page("/2022/03/rain/")
    assert json.loads(site.page("feed.json"))["items"][0]["summary"] == PLAIN
    assert f"<summary>{PLAIN}</summary>" in site.page("atom.xml")
    assert f"<description>{PLAIN}</description>" in site.page("feed.xml")
    assert not any("31%1" in site.page(name) for name in ("feed.xml", "atom.xml", "feed.json"))


def test_a_teaser_has_no_signs_of_notes(site: Site) -> None:
    site.article(body="Turnout fell to 31%[^1] in 2025[^2].\n\n[^1]: Of all.\n\n<!--more-->\n\nMore.\n\n[^2]: Again.\n")
    site.built()
    assert json.loads(site.page("feed.json"))["items"][0]["summary"] == PLAIN


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    ("text", "opening", "words"),
    [
        (TURNOUT, PLAIN, 10),
        ("One [^a] two[^a] three.\n\n[^a]: Note.\n", "One two three.", 4),
        ("[^a]: Note.\n\nOne[^a].\n", "One.", 2),
        ("- One[^a]\n- two\n\n[^a]: Note.\n", "One two", 3),
        ("CO<sup>2</sup> and 2<sup>nd</sup> place\n", "CO2 and 2nd place", 4),
        ("As typed[^nowhere].\n", "As typed[^nowhere].", 2),
    ],
)
def test_openings_and_counts_are_of_words_alone(name: EngineName, text: str, opening: str, words: int) -> None:
    found, _ = body(MarkdownText("a.md", text, 1), MarkdownConfig(engine=name), ENGLISH)
    assert (found.opening, found.words) == (opening, words)


@pytest.mark.parametrize("name", ENGINES)
def test_a_heading_with_a_note_has_the_id_of_its_words(name: EngineName) -> None:
    assert '<h2 id="turnout-in-2025">' in engine(name)("## Turnout in 2025[^1]\n\nIt fell.\n\n[^1]: Of all.\n")
