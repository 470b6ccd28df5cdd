"""What becomes of a writer's mistakes: `golden/mistakes.txt` has those that are told of, with every word that is said,
`golden/understood.txt` those that come out as they were meant. Both have what readers get.

`NEWSGEN_BLESS=1 .venv/bin/python -m pytest tests/test_writers_mistakes.py` takes what happens now for right.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from newsgen.check.published import published_before
from newsgen.model.entry import NEVER, Entry
from newsgen.model.problem import Problem
from tests.checks import checked, picture
from tests.mistakes import CONFIG, TOLD, UNDERSTOOD, Mistake, golden
from tests.sites import Site

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
AUTHORS = "maria: {name: Maria Papadopoulou}\nyannis: {name: Yannis K}\n"
USUAL = {
    "title": "Flood",
    "published": "2026-11-26T00:00:00+02:00",
    "section": "News",
    "type": "news",
    "body": "<p>Water rose.</p>",
}
"""What readers get of an article without a mistake."""
_HASH = re.compile(r"\.[0-9a-f]{8,}(?=\.)")
_ALL = {**TOLD, **UNDERSTOOD}


def told(problem: Problem) -> str:
    """`2:8 error yaml: what (how to mend it)`."""
    place = f"{problem.place.line}:{problem.place.column}"
    return f"{place} {problem.severity} {problem.code}: {str(problem).removeprefix(f'{problem.place}: ')}"


def shown(entry: Entry, body: str) -> Iterator[str]:
    """What readers get of an article, as far as it is not the usual."""
    photo = entry.photo
    found = {
        **{name: getattr(entry, name) for name in ("title", "published", "updated", "section", "type", "lang")},
        "summary": entry.summary if body == USUAL["body"] and entry.summary != "Water rose." else "",
        "authors": " | ".join(entry.authors),
        "tags": " | ".join(entry.tags),
        "photo": " | ".join([photo.url, photo.alt, photo.credit, photo.caption]) if photo else "",
        "breaking until": in_utc(entry.breaking_until) if entry.breaking_until else "",
        "expires": in_utc(entry.expires) if entry.expires != NEVER else "",
        "must read": "true" if entry.must_read else "",
        "aliases": " ".join(entry.aliases),
        "body": body,
    }
    differing = {name: value for name, value in found.items() if value and value != USUAL.get(name)}
    yield from (_HASH.sub("", f"= {name}: {value}") for name, value in (differing or {"the usual": "no"}).items())


def in_utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """With all mistakes at once, and some articles without any."""
    site = Site(tmp_path_factory.mktemp("mistakes"), config=CONFIG)
    site.write("content/authors.yaml", AUTHORS)
    site.write("content/news/photos/flood.jpg", picture())
    site.write("content/news/photos/scan.tiff", b"II*\0")
    site.write("content/news/photos/scan.pdf", b"%PDF")
    site.write("content/news/photos/iphone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    for number in range(12):
        site.article(f"culture/{number}", title=f"Concert {number}", tags="[Weather]", summary="x", date="2026-10-01")
    site.article("news/flood", date="2026-11-26")
    site.article("news/a-draft", draft="true")
    for mistake in _ALL.values():
        site.write(mistake.file, mistake.text)
    return site


@pytest.fixture(scope="module")
def said(site: Site) -> dict[str, list[str]]:
    """Of each file what a check says of it, and what readers get from a build without those that have errors."""
    found: dict[str, list[str]] = {mistake.file: [] for mistake in _ALL.values()}
    wrong = set()
    for problem in checked(site, NOW).problems:
        found.setdefault(problem.place.path, []).append(told(problem))
        wrong |= {problem.place.path} if problem.severity == "error" else set()
    for path in wrong & {mistake.file for mistake in _ALL.values()}:
        site.delete(path)
    report = site.built(now=NOW)
    for held in report.held_back:
        when = f", {held.when.isoformat()}" if held.when else ""
        found.setdefault(f"content/{held.text.source}", []).append(f"= held back: {held.reason}{when}")
    bodies = {item["url"]: item["content_html"].strip() for item in json.loads(site.page("feed.json"))["items"]}
    (memory,) = (site.folder / ".newsgen").glob("build-*.sqlite")
    _, entries, _ = published_before(memory)
    for source, entry in entries.items():
        if (url := f"https://gazette.example{entry.url}") in bodies:
            found.setdefault(f"content/{source}", []).extend(shown(entry, bodies[url]))
    return found


@pytest.mark.parametrize("mistake", _ALL.values(), ids=_ALL.keys())
def test_what_is_said_and_published_is_what_we_mean(said: dict[str, list[str]], mistake: Mistake) -> None:
    now = "".join(f"{line}\n".replace("\n", "\n  ").rstrip(" ") for line in said[mistake.file])
    if os.environ.get("NEWSGEN_BLESS"):
        table = golden("mistakes.txt" if mistake.name in TOLD else "understood.txt")
        text = table.read_text(encoding="utf-8")
        table.write_text(text.replace(mistake.entry(mistake.said), mistake.entry(now)), encoding="utf-8")
        return
    assert mistake.said == now


def test_nothing_but_what_was_meant_is_published_without_a_word() -> None:
    """To be read: whoever blesses a table says so of each text in it."""
    assert [mistake.name for mistake in TOLD.values() if not mistake.messages] == []
    assert [mistake.name for mistake in UNDERSTOOD.values() if mistake.messages] == []
    assert len(TOLD) > 400
    assert len(UNDERSTOOD) > 90
