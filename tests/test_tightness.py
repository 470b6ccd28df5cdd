"""What each kind of edit makes anew, as a table to be read: `golden/rebuilt.txt`. More than is there is a failing test.

`NEWSGEN_BLESS=1 .venv/bin/python -m pytest tests/test_tightness.py` takes the present table for right.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from newsgen.model.urls import route
from newsgen.site import Options, Report, build
from tests.histories import QUICK_DISK, Output, files_in
from tests.newsroom import EXTENDED, Newsroom, Text, bundled_layout, picture, write_sources

pytestmark = pytest.mark.usefixtures("quick_builds")

GOLDEN = Path(__file__).parent / "golden" / "rebuilt.txt"
HEAD = """\
What one edit of a small newspaper makes anew, beside nothing else:
  ~ changed   + new   - gone   = made anew, and the same as before
Fragments are frozen unless the heading says other.
"""
STORY = "world/flood.md"
Edit = Callable[[Newsroom], None]


def gazette(delivery: str = "frozen") -> Newsroom:
    """Three sections over four months; most lists are longer than what is shown of them."""
    room = Newsroom(Path())
    room.config |= {
        "fragments": {"delivery": delivery},
        "latest": {"count": 2},
        "related": {"count": 2},
        "must_read": {"count": 1},
        "feeds": {"count": 3},
        "photos": {"expired": "placeholder"},
    }
    for number, (section, tag) in enumerate([("world", "Rain"), ("sport", "Volos"), ("town", "Council")] * 2):
        matter = {"title": f"Old {number}", "date": f"2021-1{number % 2}-0{number + 1}", "tags": [tag], "author": "Bob"}
        room.texts[f"{section}/old-{number}.md"] = Text(matter)
    room.files["content/authors.yaml"] = b"bob: {name: Bob, role: Reporter}\ncleo: {name: Cleo, role: Reporter}\n"
    room.files["layouts/note.html"] = b"<p>Note.</p>"
    room.files["layouts/longread.html"] = (
        b'{% extends "article.html" %}{% from "macros/ours.html" import shout %}'
        b'{% block article_footer %}{{ shout(article.title) }}{% include "note.html" %}{% endblock %}'
        b'{% block head %}{{ super() }}<link rel="stylesheet" href="{{ asset("own.css") }}">{% endblock %}'
    )
    room.texts["town/fair.md"] = Text(
        {"title": "Fair", "date": "2022-03-06T14:15", "tags": ["Council"], "author": "Bob"}
    )
    room.files["content/photos/c.png"] = picture(7, "grey")
    change(room, "sport/old-1.md", photo={"src": "/photos/c.png", "rights_until": "2022-03-08T11:30:00Z"})
    change(room, "world/vote.md", layout="longread")
    change(room, STORY, summary="Water in the streets.")
    return room


def change(room: Newsroom, path: str, body: str = "", **matter: Any) -> None:
    text = room.texts[path]
    room.texts[path] = Text(text.matter | matter, body or text.body)


def add(room: Newsroom) -> None:
    matter = {"title": "Quake", "date": "2022-03-08T11:00", "tags": ["Rain"], "author": "Cleo"}
    room.texts["world/quake.md"] = Text(matter)


def delete(room: Newsroom) -> None:
    del room.texts["world/vote.md"]


def move(room: Newsroom, new: str) -> None:
    room.texts[new] = room.texts.pop("sport/match.md")


def rename_section(room: Newsroom) -> None:
    for path in [path for path in room.texts if path.startswith("town/")]:
        room.texts[path.replace("town/", "city/")] = room.texts.pop(path)


def file(path: str, content: str | bytes) -> Edit:
    def write(room: Newsroom) -> None:
        room.files[path] = content if isinstance(content, bytes) else content.encode()

    return write


def clock(instant: str) -> Edit:
    def turn(room: Newsroom) -> None:
        room.now = datetime.fromisoformat(instant)

    return turn


def setting(**keys: Any) -> Edit:
    return lambda room: room.config.update(keys)


EDITS: dict[str, Edit] = {
    "nothing": lambda room: None,
    "a body": lambda room: change(room, STORY, "Water fell.\n"),
    "a body whose first words are the summary": lambda room: change(room, "town/market.md", "Closed.\n"),
    "a summary": lambda room: change(room, STORY, summary="Water in the houses."),
    "the body of a plain page": lambda room: change(room, "pages/about.md", "Write to us.\n"),
    "a title": lambda room: change(room, STORY, title="Deluge"),
    "the title of an old article": lambda room: change(room, "town/market.md", title="Fair on Monday"),
    "the title of a plain page": lambda room: change(room, "pages/about.md", title="Who we are"),
    "a tag more": lambda room: change(room, "world/vote.md", tags=["Council", "Volos"]),
    "a tag that nothing has": lambda room: change(room, "world/vote.md", tags=["Council", "Ballot"]),
    "another author": lambda room: change(room, "world/vote.md", author="Cleo"),
    "another section": lambda room: change(room, "sport/match.md", section="Town"),
    "a section renamed": rename_section,
    "a file moved within its section": lambda room: move(room, "sport/deep/match.md"),
    "a file renamed": lambda room: move(room, "sport/final.md"),
    "another time of the day": lambda room: change(room, "sport/match.md", date="2022-02-20T13:00"),
    "another month": lambda room: change(room, "sport/match.md", date="2022-01-20"),
    "an update": lambda room: change(room, "world/vote.md", updated="2022-03-08T10:00"),
    "must read": lambda room: change(room, "sport/match.md", must_read=True),
    "no more breaking": lambda room: change(room, "sport/cup.md", breaking=False),
    "an article that was paid for": lambda room: change(room, "sport/cup.md", type="sponsored", breaking=False),
    "noindex": lambda room: change(room, "world/vote.md", noindex=True),
    "an alias": lambda room: change(room, "world/vote.md", aliases=["/old/vote/"]),
    "a draft published": lambda room: change(room, "town/bridge.md", draft=False),
    "an article added": add,
    "an article deleted": delete,
    "a layout of one article": file("layouts/longread.html", EXTENDED.replace("bundled/", "")),
    "the layout of articles": file("layouts/article.html", EXTENDED + "{% block breadcrumb %}{% endblock %}"),
    "the layout of sections": file(
        "layouts/section.html", '{% extends "listing.html" %}{% block main %}{% endblock %}'
    ),
    "an include": file("layouts/note.html", "<p>Notice.</p>"),
    "a macro": file("layouts/macros/ours.html", "{% macro shout(text) %}<i>{{ text }}</i>{% endmacro %}"),
    "a bundled macro": file("layouts/macros/cards.html", bundled_layout("macros/cards.html", "BREAKING:", "JUST IN:")),
    "a fragment's layout": file("layouts/fragments/latest.html", "<ol>{{ cards | length }}</ol>"),
    "a style sheet of one layout": file("assets/own.css", "p { margin: 1em }"),
    "the style sheet of every page": file("assets/main.css", "p { margin: 1em }"),
    "an asset that nobody shows": file("assets/paper.txt", "Paper."),
    "a photo": file("content/photos/b.png", picture(6, "blue")),
    "a photo in a body": file("content/photos/a.png", picture(6, "blue")),
    "a right to show a photo that ends one day": lambda room: change(
        room, "sport/match.md", photo={"src": "/photos/b.png", "rights_until": "2030-01-01"}
    ),
    "a right to show a photo that has ended": lambda room: change(
        room, "sport/match.md", photo={"src": "/photos/b.png", "rights_until": "2022-03-08"}
    ),
    "an author's role": file(
        "content/authors.yaml", "bob: {name: Bob, role: Reporter}\ncleo: {name: Cleo, role: Editor}\n"
    ),
    "an author's name": file(
        "content/authors.yaml", "bob: {name: Bob, role: Reporter}\ncleo: {name: Cleo C., role: Reporter}\n"
    ),
    "the site's title": lambda room: room.config["site"].update(title="The Herald"),
    "a setting of the theme": setting(theme={"accent": "#a3182d"}),
    "fewer latest": setting(latest={"count": 1}),
    "breaking news that ends": clock("2022-03-08T14:00+00:00"),
    "a scheduled article that appears": clock("2022-03-08T16:30+00:00"),
    "an article that leaves the news sitemap": clock("2022-03-08T12:30+00:00"),
    "a time at which a photo may still be shown": clock("2022-03-08T11:00+00:00"),
    "time in which nothing happens": clock("2022-03-08T12:01+00:00"),
}
DELIVERIES: dict[str, tuple[str, Edit]] = {
    f"{what} ({delivery})": (delivery, edit)
    for delivery in ("inline", "fetch", "ssi", "esi")
    for what, edit in [("an article added", add), ("no more breaking", EDITS["no more breaking"])]
}


class Paper:
    """A newspaper that was built once, to be edited in copies. Owns its folder."""

    def __init__(self, folder: Path, delivery: str) -> None:
        self._folder, self._delivery = folder / delivery, delivery
        write_sources(self._folder, gazette(delivery).sources())
        assert self._build(self._folder, gazette(delivery)).built
        self._before = files_in(self._folder / "output")

    def rebuilt(self, edit: Edit) -> str:
        """The lines of the table."""
        room, place = gazette(self._delivery), self._folder.with_name("edited")
        edit(room)
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self._folder, place)
        for path in gazette(self._delivery).sources().keys() - room.sources().keys():
            (place / path).unlink()
        write_sources(place, room.sources())
        report = self._build(place, room)
        assert report.built, report.problems
        return "\n".join(lines(report, self._before, files_in(place / "output")))

    @staticmethod
    def _build(folder: Path, room: Newsroom) -> Report:
        return build(Options(source=folder, now=room.now))


def lines(report: Report, before: Output, after: Output) -> list[str]:
    made = {route(url).output for url in report.rendered}
    changed = {path for path in after if before.get(path) != after[path]}
    assert set(report.written.written) == changed
    assert {path for path in changed - made if not path.startswith("assets/")} == set()
    marks = dict.fromkeys(before.keys() - after.keys(), "-") | dict.fromkeys(made, "=")
    marks |= {path: "~" if path in before else "+" for path in changed}
    return [f"{mark} {path.removesuffix('index.html') or '/'}" for path, mark in sorted(marks.items())]


@pytest.fixture(scope="module")
def papers() -> Iterator[Callable[[str], Paper]]:
    with TemporaryDirectory(dir=QUICK_DISK) as folder:
        known: dict[str, Paper] = {}
        yield lambda delivery: known.get(delivery) or known.setdefault(delivery, Paper(Path(folder), delivery))


def blessed() -> dict[str, str]:
    _, *parts = GOLDEN.read_text(encoding="utf-8").split("\n## ")
    return {heading: text.strip() for heading, _, text in (part.partition("\n") for part in parts)}


@pytest.mark.parametrize("name", [*EDITS, *DELIVERIES])
def test_an_edit_makes_anew_what_it_changes_and_nothing_else(name: str, papers: Callable[[str], Paper]) -> None:
    delivery, edit = DELIVERIES.get(name) or ("frozen", EDITS[name])
    found = papers(delivery).rebuilt(edit)
    if os.environ.get("NEWSGEN_BLESS"):
        table = (blessed() if GOLDEN.exists() else {}) | {name: found}
        parts = [f"## {heading}\n{table[heading]}\n" for heading in [*EDITS, *DELIVERIES] if heading in table]
        GOLDEN.write_text("\n".join([HEAD, *parts]), encoding="utf-8")
    assert found == blessed()[name]


def test_the_table_has_no_other_edits() -> None:
    assert list(blessed()) == [*EDITS, *DELIVERIES]
