"""What a save in the preview looks at and tells of, however young or wrong other texts are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image

from newsgen.reading import scan
from newsgen.serve.dashboard import dashboard
from newsgen.serve.preview import Preview
from tests.serving import PATIENCE, previewing, serving
from tests.sites import CONFIG, NOW, Site

FLOOD, DAM = "/2021/03/flood/", "/2021/03/dam/"
FILES = """
-- content/flood.md --
---
title: Flood in Volos
date: 2021-03-07T10:20:00+02:00
---
Water rose.
-- content/dam.md --
---
title: The dam holds
date: 2021-03-06T08:00:00+02:00
---
Water.
"""
YOUNG, OLD = 3600 * 10**9, 0
"""Nanoseconds for which a file is too young: each one, or none."""


@pytest.fixture
def paper(in_memory: Path) -> Site:
    return Site(in_memory, FILES)


@pytest.fixture
def young(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "GRANULARITY", YOUNG)


def page(preview: Preview, path: str) -> str:
    return preview.shown(path).content.decode()


def picture(colour: str) -> bytes:
    written = BytesIO()
    Image.new("RGB", (8, 8), colour).save(written, "PNG")
    return written.getvalue()


def test_a_save_looks_at_what_was_saved_alone_and_a_rest_at_what_was_young(
    paper: Site, young: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that nobody told of lies between the start and the first watch of the files."""
    with previewing(paper.folder, lambda: NOW) as preview:
        paper.edit("content/dam.md", "Water.", "Dry.")
        paper.edit("content/flood.md", "Water rose.", "Water fell.")
        preview.notice({paper.folder / "content/flood.md"})
        assert "Water fell." in page(preview, FLOOD)
        assert "Dry." not in page(preview, DAM)
        assert preview.rest() is None  # still young
        monkeypatch.setattr(scan, "GRANULARITY", OLD)
        change = preview.rest()
        assert change and change.files == ("content/dam.md",)
        assert "Dry." in page(preview, DAM)
        assert preview.rest() is None


def test_a_rest_after_files_grew_old_tells_of_nothing_where_nothing_changed(
    paper: Site, young: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.write("content/sea.png", picture("blue"))
    paper.edit("content/flood.md", "Water rose.", "![The sea](sea.png)")
    with previewing(paper.folder, lambda: NOW) as preview:
        monkeypatch.setattr(scan, "GRANULARITY", OLD)
        assert preview.rest() is None
        assert not preview.changes


def test_a_picture_that_is_replaced_again_and_again_is_shown_as_it_is(paper: Site, young: None) -> None:
    shown = set()
    paper.edit("content/flood.md", "Water rose.", "![The sea](sea.png)")
    paper.write("content/sea.png", picture("blue"))
    with previewing(paper.folder, lambda: NOW) as preview:
        for colour in ("red", "green", "tan"):
            paper.write("content/sea.png", picture(colour))
            preview.notice({paper.folder / "content/sea.png"})
            paper.build()
            assert page(preview, FLOOD) == paper.page(FLOOD)
            shown.add(page(preview, FLOOD))
    assert len(shown) == 3


def test_a_picture_that_comes_or_goes_is_noticed_in_the_texts_that_want_it(paper: Site) -> None:
    paper.edit("content/flood.md", "Water rose.", "![The sea](sea.png)")
    with previewing(paper.folder, lambda: NOW) as preview:
        for is_there in (True, False, True):
            if is_there:
                paper.write("content/sea.png", picture("blue"))
            else:
                paper.delete("content/sea.png")
            preview.notice({paper.folder / "content/sea.png"})
            paper.build()
            assert page(preview, FLOOD) == paper.page(FLOOD)
            assert [each.code for each in preview.live_site.problems.all()] == ["missing-file"] * (not is_there)


@pytest.fixture
def broken(paper: Site) -> Site:
    """Three hundred texts with a warning each, then thirty with an error."""
    for number in range(300):
        paper.article(f"n{number:03}", date="2021-03-01", title=f"Story {number}", kicker="x")
    for number in range(30):
        paper.article(f"x{number:02}", date="2021-03-01", title="[")
    return paper


def test_few_of_many_errors_are_told_of_those_of_what_was_saved_first(broken: Site) -> None:
    with serving(broken.folder, "--now", NOW.isoformat()) as running:
        reader = running.open(FLOOD)
        first = reader.hears()
        assert (len(first["errors"]), first["error_count"]) == (10, 30)
        broken.edit("content/x29.md", "title: [", "title: [[")
        news = reader.waits_for(lambda news: news["errors"][0]["place"].startswith("content/x29.md:"))
        assert (len(news["errors"]), news["error_count"]) == (10, 30)
        broken.edit("content/x29.md", "title: [[", "title: Mended")
        news = reader.waits_for(lambda news: news["error_count"] == 29)
        assert news["errors"][0]["place"].startswith("content/x00.md:")
        running.process.terminate()
        printed = "".join(iter(lambda: running.printed.get(timeout=PATIENCE), ""))
    after = printed.partition("content/x29.md: ")[2]
    assert "19 more errors: `newsgen check` prints all of them" in after


def test_the_board_shows_errors_before_warnings_and_counts_what_is_more(broken: Site) -> None:
    with previewing(broken.folder, lambda: NOW) as preview:
        shown = dashboard(preview, []).decode()
    assert "30 errors, 300 warnings" in shown
    assert [shown.count(f"content/{first}") for first in "xn"] == [30, 170]
    assert shown.index("content/x29.md") < shown.index("content/n000.md")
    assert "and 130 more: `newsgen check` prints all of them" in shown


def test_the_board_lists_no_thousands_of_drafts(paper: Site) -> None:
    for number in range(210):
        paper.article(f"d{number:03}", date="2021-03-01", title=f"Draft {number}", draft="true")
    with previewing(paper.folder, lambda: NOW) as preview:
        shown = dashboard(preview, []).decode()
    assert shown.count("content/d") + shown.count("<code>d") == 200
    assert "and 10 more" in shown


def test_problems_follow_what_is_saved_text_by_text(broken: Site) -> None:
    def codes(preview: Preview, *names: str) -> list[str]:
        """What is wrong with the articles whose names begin so."""
        starts = tuple(f"content/{name}" for name in names)
        return [each.code for each in preview.live_site.problems.all() if each.place.path.startswith(starts)]

    with previewing(broken.folder, lambda: NOW) as preview:
        preview.rest()
        for name, before, after, left in [
            ("n001", "kicker: x", "noindex: true", []),
            ("n002", "kicker: x", "draft: true\nkicker: x", []),  # a draft may be unfinished
            ("n003", "Water rose.", "Water fell.", ["unknown-key"]),
            ("x01", "title: [", "title: Mended", []),
            ("x02", "title: [", "title: Mended\nkicker: x", ["unknown-key"]),
        ]:
            broken.edit(f"content/{name}.md", before, after)
            preview.notice({broken.folder / f"content/{name}.md"})
            assert codes(preview, name) == left, name
        broken.delete("content/n004.md")
        preview.notice({broken.folder / "content/n004.md"})
        broken.write("config.yaml", CONFIG + "problems: {unknown-key: error}\n")
        preview.notice({broken.folder / "config.yaml"})
        assert codes(preview, "n004") == []
        assert preview.errors()[1] == 28 + 297 + 1


def test_a_story_that_is_scheduled_while_the_preview_waits_is_shown_in_time(paper: Site) -> None:
    with serving(paper.folder) as running:
        reader = running.open("/")
        reader.hears()
        soon = datetime.now(UTC) + timedelta(seconds=1.5)
        paper.article("soon", title="Soon enough", date=soon.isoformat())
        reader.waits_for(lambda news: [saved["held_back"] for saved in news["saved"]])
        assert "Soon enough" not in running.page("/")
        reader.waits_for(lambda news: not news["saved"])
        assert "Soon enough" in running.page("/")


def test_a_change_of_the_clock_is_not_undone_by_a_rest_meanwhile(paper: Site) -> None:
    resting: list[Thread] = []

    def clock() -> datetime:
        """Is looked at while a change is taken."""
        if resting and not resting[0].ident:
            resting[0].start()
        return NOW + timedelta(hours=len(resting))

    with previewing(paper.folder, clock) as preview:
        resting.append(Thread(target=preview.rest))
        preview.notice(frozenset())
        resting[0].join()
        assert preview.live_site.options.now == NOW + timedelta(hours=1)


def test_the_board_may_be_looked_at_while_pages_are_made(paper: Site) -> None:
    for number in range(40):
        paper.article(f"n{number:03}", date="2021-03-01", title=f"Story {number}", tags=f"[t{number}]")
    failed: list[Exception] = []
    with previewing(paper.folder, lambda: NOW) as preview:

        def look() -> None:
            try:
                while looking:
                    dashboard(preview, [])
            except Exception as error:
                failed.append(error)

        looking = [True]
        thread = Thread(target=look)
        thread.start()
        for round_of in range(8):
            for number in range(40):
                preview.shown(f"/2021/03/n{number:03}/")
            paper.edit("content/flood.md", f"Water {round_of - 1 if round_of else 'rose.'}", f"Water {round_of}")
            preview.notice({paper.folder / "content/flood.md"})
        looking.clear()
        thread.join()
    assert not failed
