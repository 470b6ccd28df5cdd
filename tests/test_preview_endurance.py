"""A preview that runs all day: a thousand edits, half of them broken, while twenty readers load pages."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from newsgen.site import Options, build
from tests.documents import ROOT
from tests.histories import files_in
from tests.serving import PATIENCE, Running, serving
from tests.sites import CONFIG, NOW, Site

EDITS, READERS, ARTICLES, WARM = 1000, 20, 60, 500
PAUSE = 0.3
"""Seconds for which a reader looks at a page."""
GROWTH = 1.07
LAYOUT = (ROOT / "layouts/article.html").read_text(encoding="utf-8")
Edit = Callable[[Site, random.Random, int], None]


def sound(site: Site, chance: random.Random, number: int) -> None:
    """One of what a newsroom does; each is like no other before."""
    name = f"story-{chance.randrange(ARTICLES)}"
    day = f"2022-03-0{chance.randrange(1, 8)}T10:00:00+02:00"
    match chance.randrange(8):
        case 0 | 1 | 2:
            site.article(name, f"Words {number}.")
        case 3:
            site.article(name, f"Words {number}.", title=f"Title {number}", tags=f"[T{number % 7}]", date=day)
        case 4:
            (site.folder / f"content/{name}.md").unlink(missing_ok=True)
            site.article(f"new-{number % 9}", f"New {number}.", title=f"New {number}", date=day)
        case 5:
            site.write("layouts/article.html", f"{LAYOUT}{{# {number} #}}")
            site.article(name, f"After a layout {number}.")
        case 6:
            site.write("assets/extra.css", f"a {{ order: {number} }}")
        case _:
            site.write("config.yaml", CONFIG.replace("The Gazette", f"The Gazette {number}"))


def broken(site: Site, chance: random.Random, number: int) -> None:
    name = f"content/story-{chance.randrange(ARTICLES)}.md"
    match chance.randrange(6):
        case 0:
            site.write(name, f"---\ntitle: [{number}\n---\n")
        case 1:
            site.write(name, f"---\ntitle: {number}\n")
        case 2:
            site.write(name, b"---\ntitle: \xff\xfe%d\n---\n" % number)
        case 3:
            site.write(name, f"{'> ' * 3000}{number}")
        case 4:
            site.write("layouts/article.html", f"{LAYOUT}{{% if {number} %}}")
            site.write(name, f"---\ntitle: [{number}\n---\n")
        case _:
            site.write("config.yaml", "\n" * number + "site: {title: [\n")


def fix(site: Site, last: str) -> None:
    site.write("config.yaml", CONFIG)
    site.write("layouts/article.html", LAYOUT)
    for number in range(ARTICLES):
        site.article(f"story-{number}", f"In the end {number}.", title=f"Story {number}")
    site.article("last", title=last, date="2022-03-08T11:00:00+00:00")


def read_on(running: Running, end: Event, failures: list[str], seed: int) -> None:
    chance = random.Random(seed)
    while not end.wait(PAUSE):
        path = chance.choice(["/", "/feed.xml", "/_newsgen/", *(f"/2022/03/story-{number}/" for number in range(9))])
        status, content, _ = running.ask(path)
        is_configured = (
            status == 500 and b"/_newsgen/client.js" in content
        )  # a broken layout, of a page never seen before
        if not (status in (200, 404) or (is_configured and path != "/")) or (path == "/" and b"</html>" not in content):
            failures.append(f"{path}: {status}")


def test_a_thousand_edits_leave_it_as_it_was(in_memory: Path) -> None:
    site = Site(in_memory)
    fix(site, "The first of all")
    chance, end, failures = random.Random(4), Event(), list[str]()
    with serving(site.folder, "--now", NOW.isoformat()) as running:
        readers = [Thread(target=read_on, args=(running, end, failures, seed)) for seed in range(READERS)]
        for reader in readers:
            reader.start()
        try:
            warm = edited(site, running, chance)
        finally:
            end.set()
            for reader in readers:
                reader.join(PATIENCE)
        assert failures == []
        assert running.resident() < warm * GROWTH
        after = running.open("/2022/03/last/")
        after.hears()
        fix(site, "The last of all")
        after.waits_for(lambda news: not news["errors"] and "The last of all" in running.page("/2022/03/last/"))
        report = build(Options(source=site.folder, now=NOW, forget=True))
        assert report.built, report.problems
        for path, content in files_in(site.folder / "output").items():
            url = f"/{path.removesuffix('index.html')}"
            served = running.page(url).encode() if path.endswith(".html") else running.ask(url)[1]
            assert served == content, path


def edited(site: Site, running: Running, chance: random.Random) -> int:
    """How much memory the preview held when it was warm, in kilobytes."""
    desk, warm = running.open("/"), 0
    desk.hears()
    for number in range(EDITS):
        (sound if number % 2 else broken)(site, chance, number)
        desk.hears()
        if number == WARM:
            warm = running.resident()
    return warm
