"""The preview over the wire: what it serves, tells and refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsgen.serve.guard import is_ours
from newsgen.site import Options, build
from tests.histories import files_in
from tests.serving import PATIENCE, Running, previewing, serving
from tests.sites import CONFIG, NOW, Site

FLOOD, DAM = "/2022/03/flood/", "/2022/03/dam/"
FILES = """
-- content/flood.md --
---
title: Flood in Volos
date: 2022-03-07T10:20:00+02:00
section: World
tags: [Rain]
---
Water rose.

[The dam](dam.md)
-- content/dam.md --
---
title: The dam holds
date: 2022-03-06T08:00:00+02:00
section: World
tags: [Rain]
---
Water.
-- content/secret.md --
---
title: A secret
date: 2022-03-08T08:00:00+02:00
draft: true
---
Not yet.
-- content/tomorrow.md --
---
title: Tomorrow
date: 2022-03-09T08:00:00+02:00
---
Later.
-- content/pages/about.md --
---
title: About
---
Us.
-- assets/extra.css --
a { color: red }
"""
COMMENTING = CONFIG + 'comments: {provider: form, endpoint: "https://forms.example/f/1"}\n'
AT = ("--now", NOW.isoformat())


@pytest.fixture
def paper(in_memory: Path) -> Site:
    return Site(in_memory, FILES, COMMENTING)


@pytest.fixture
def preview(paper: Site) -> Iterator[Running]:
    with serving(paper.folder, *AT) as running:
        yield running


def clean_output(site: Site) -> dict[str, bytes]:
    report = build(Options(source=site.folder, now=NOW, forget=True))
    assert report.built, report.problems
    return dict(files_in(site.folder / "output"))


def test_every_file_is_served_as_a_build_puts_it_out(paper: Site, preview: Running) -> None:
    for path, content in clean_output(paper).items():
        url = "/" + path.removesuffix("index.html")
        status, served, headers = preview.ask(url)
        assert status == 200
        if headers["content-type"].startswith("text/html"):
            assert served.count(b"/_newsgen/client.js") == 1
            served = preview.ask(f"/_newsgen/page?path={url}")[1]
        assert served == content.replace(b"https://forms.example/f/1", b"/_newsgen/comments"), path


@pytest.mark.parametrize("delivery", ["ssi", "esi"])
def test_includes_are_filled_in(in_memory: Path, delivery: str) -> None:
    site = Site(in_memory, FILES, f"{CONFIG}fragments: {{delivery: {delivery}}}\n")
    with serving(site.folder, *AT) as running:
        page, fragment = running.page(FLOOD), running.page("/_fragments/latest.html")
    assert fragment in page
    assert "include" not in page


def test_a_site_below_a_path_is_there(in_memory: Path) -> None:
    site = Site(in_memory, FILES, CONFIG.replace("gazette.example", "gazette.example/paper"))
    with serving(site.folder, *AT) as running:
        assert running.ask(f"/paper{FLOOD}")[0] == 200
        assert running.ask(FLOOD)[0] == 404
        assert running.ask("/")[2]["location"] == "/paper/"


def test_an_address_without_its_slash_leads_on(preview: Running) -> None:
    assert preview.ask(FLOOD.removesuffix("/"))[2]["location"].endswith(FLOOD)
    assert preview.ask("/none")[0] == 404


def test_what_is_not_public_is_there_only_when_asked_for(paper: Site, preview: Running) -> None:
    assert preview.ask("/2022/03/secret/")[0] == 404
    with serving(paper.folder, *AT, "--drafts", "--future") as running:
        assert b'data-unpublished="Draft"' in running.ask("/2022/03/secret/")[1]
        assert b'data-unpublished="Scheduled for 2022-03-09 08:00 EET"' in running.ask("/2022/03/tomorrow/")[1]
        assert b'data-unpublished=""' in running.ask(FLOOD)[1]


def test_who_has_a_page_open_hears_of_what_changes_it(paper: Site, preview: Running) -> None:
    reader, other = preview.open(FLOOD), preview.open("/robots.txt")
    first, elsewhere = reader.hears(), other.hears()
    paper.edit("content/flood.md", "Water rose.", "Water fell.")
    news = reader.hears()
    assert news["digest"] != first["digest"]
    assert [(saved["title"], saved["url"], saved["held_back"]) for saved in news["saved"]] == [
        ("Flood in Volos", FLOOD, "")
    ]
    assert other.hears()["digest"] == elsewhere["digest"]
    assert "Water fell." in preview.page(FLOOD)
    paper.edit("content/dam.md", "The dam holds", "The dam breaks")
    assert reader.hears()["digest"] != news["digest"]
    assert "The dam breaks" in preview.page(FLOOD)
    assert "The dam holds" not in preview.page(FLOOD)


def test_who_saves_what_readers_do_not_see_yet_is_told_so(paper: Site, preview: Running) -> None:
    reader = preview.open(FLOOD)
    reader.hears()
    paper.edit("content/secret.md", "A secret", "A greater secret")
    (saved,) = reader.hears()["saved"]
    assert (saved["title"], saved["url"]) == ("A greater secret", "")
    assert saved["held_back"] == "a draft (--drafts shows it)"
    preview.process.terminate()
    told = "".join(iter(lambda: preview.printed.get(timeout=PATIENCE), ""))
    assert "held back: content/secret.md: a draft (--drafts shows it)" in told


def test_a_new_article_is_beside_old_ones_at_once(paper: Site, preview: Running) -> None:
    reader = preview.open(DAM)
    reader.hears()
    paper.article("newest", date="2022-03-08T11:00:00+00:00", title="Newest of all")
    reader.hears()
    assert "Newest of all" in preview.page(DAM)
    paper.delete("content/newest.md")
    reader.hears()
    assert "Newest of all" not in preview.page(DAM)


BREAKAGES = {
    "an article": ("content/flood.md", "title: Flood in Volos", "title: [", "content/flood.md:"),
    "the config": ("config.yaml", "title: The Gazette", "title: [", "config.yaml:1:"),
    "a layout": ("layouts/article.html", "{#", "{% if %}{#", "layouts/article.html:1:"),
}


@pytest.mark.parametrize(("path", "good", "bad", "place"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_what_is_broken_is_told_and_the_page_stays(paper: Site, path: str, good: str, bad: str, place: str) -> None:
    paper.write("layouts/article.html", "{# Ours. #}" + (Path("layouts/article.html").read_text(encoding="utf-8")))
    with serving(paper.folder, *AT) as preview:
        reader = preview.open(FLOOD)
        assert reader.hears()["errors"] == []
        before = preview.page(FLOOD)
        paper.edit(path, good, bad)
        (error, *_) = reader.waits_for(lambda news: news["errors"])["errors"]
        assert error["place"].startswith(place)
        assert error["what"]
        assert preview.page(FLOOD) == before
        paper.edit("content/dam.md", "Water.", "Dry.")
        assert reader.hears()["errors"]
        assert "Dry." in preview.page(DAM) or path.startswith("layouts")
        paper.edit(path, bad, good)
        assert reader.waits_for(lambda news: not news["errors"])
        assert "Dry." in preview.page(DAM)
    told = "".join(iter(lambda: preview.printed.get(timeout=PATIENCE), ""))
    assert place in told


def test_a_config_that_reads_articles_otherwise_is_followed(paper: Site, preview: Running) -> None:
    reader = preview.open(FLOOD)
    reader.hears()
    paper.edit("config.yaml", "Europe/Athens", "Asia/Tokyo")
    paper.edit("content/tomorrow.md", "2022-03-09T08:00:00+02:00", "2022-03-08T20:59")
    reader.waits_for(lambda news: news["saved"])
    assert "Later." in preview.page("/2022/03/tomorrow/")


def test_a_page_that_never_could_be_made_says_why_and_comes_back(paper: Site) -> None:
    layout = Path("layouts/article.html").read_text(encoding="utf-8")
    paper.write("layouts/article.html", layout + "{% if %}")
    with serving(paper.folder, *AT) as preview:
        status, content, _ = preview.ask(FLOOD)
        assert status == 500
        assert b"/_newsgen/client.js" in content
        reader = preview.open(FLOOD)
        assert reader.hears()["errors"]
        paper.write("layouts/article.html", layout)
        assert not reader.hears()["errors"]
        assert preview.ask(FLOOD)[0] == 200


@pytest.mark.parametrize("path", ["assets/extra.css", "assets/newer.css", "assets/linked.css"])
def test_a_save_of_an_asset_and_a_text_is_planned_by_what_differs(path: str, paper: Site) -> None:
    paper.write("layouts/404.html", '{{ asset("extra.css") }}')
    paper.write("assets/linked.css", "a { order: 1 }")
    with previewing(paper.folder, lambda: NOW) as preview:
        old = preview.live_site.plan.context.assets["extra.css"]
        if path == "assets/linked.css":
            paper.delete(path)
            (paper.folder / path).symlink_to("extra.css")
        else:
            paper.write(path, "a { color: tan }")
        paper.edit("content/flood.md", "Water rose.", "Water fell.")
        change = preview.notice({paper.folder / path, paper.folder / "content/flood.md"})
        assert change
        assert not change.is_whole
        for output, content in clean_output(paper).items():
            shown = preview.shown(f"/{output}")
            assert (Path(shown.file).read_bytes() if shown.file else shown.content) == content
        assert (preview.shown(f"/{old}").status == 404) == (path == "assets/extra.css")


def test_folders_that_come_later_are_followed(paper: Site, preview: Running) -> None:
    reader = preview.open("/")
    reader.hears()
    (paper.folder / "layouts").mkdir()
    paper.write("layouts/partials/x.html", "")
    paper.write("layouts/front.html", "<p>Our own front</p>")
    reader.waits_for(lambda news: "Our own front" in preview.page("/"))


def test_a_branch_that_is_checked_out_is_one_change(paper: Site, preview: Running) -> None:
    reader = preview.open("/")
    reader.hears()
    for number in range(100):
        paper.article(
            f"n{number:03}", title=f"Story {number}", date=f"2022-03-08T0{number % 10}:0{number // 10}:00+00:00"
        )
    heard = [reader.hears()]
    while preview.ask("/2022/03/n099/")[0] != 200:
        heard.append(reader.hears())
    assert len(heard) < 20


def test_the_desk_tells_what_an_editor_wants_to_know(paper: Site, preview: Running) -> None:
    reader = preview.open(FLOOD)
    reader.hears()
    paper.edit("content/dam.md", "title: The dam holds", "title: The dam breaks\nbreaking: {until: 2022-03-08T18:00}")
    reader.hears()
    paper.edit("content/flood.md", "dam.md", "lake.md")
    reader.hears()
    board = preview.ask("/_newsgen/")[1].decode()
    for told in ("A secret", "draft", "Tomorrow", "scheduled", "until 2022-03-08 18:00", "leads to no article"):
        assert told in board
    assert f'<a href="{FLOOD}">{FLOOD}</a>' in board
    assert "article.html" in board


def test_comments_stay_here(preview: Running) -> None:
    assert "https://forms.example" not in preview.ask(FLOOD)[1].decode()
    form = {"origin": preview.address, "host": f"localhost:{preview.port}"}
    status, content, _ = preview.ask(
        "/_newsgen/comments", "POST", "name=Ann&message=%3Cb%3EWell%3C%2Fb%3E+done", **form
    )
    assert (status, b"not to the real service" in content) == (200, True)
    assert b"&lt;b&gt;Well&lt;/b&gt; done" in preview.ask("/_newsgen/")[1]
    assert preview.ask("/_newsgen/comments", "POST", "x=" + "y" * 200_000, **form)[0] == 413


REFUSED: dict[str, dict[str, str]] = {
    "another name (DNS rebinding)": {"host": "evil.example"},
    "another name with our port": {"host": "evil.example:8000"},
    "no name": {"host": ""},
    "a page of another site": {"origin": "https://evil.example"},
    "a page of no site": {"origin": "null"},
    "another server of this machine": {"origin": "http://localhost:1"},
    "a script of another site": {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"},
    "a frame of another site": {
        "sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe",
    },
    "another server's script": {"sec_fetch_site": "same-site", "sec_fetch_mode": "cors"},
    "a socket of another site": {
        "origin": "https://evil.example", "connection": "upgrade", "upgrade": "websocket",
        "sec_websocket_version": "13", "sec_websocket_key": "AAAAAAAAAAAAAAAAAAAAAA==",
    },
}  # fmt: skip


def test_only_this_machine_and_its_own_pages_may_read_drafts(preview: Running) -> None:
    for why, headers in REFUSED.items():
        for path in (FLOOD, "/_newsgen/", "/_newsgen/events?path=/", f"/_newsgen/page?path={FLOOD}"):
            status, content, _ = preview.ask(path, **headers)
            assert status in (400, 403), why
            assert b"Flood" not in content
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert preview.ask(FLOOD, **link)[0] == 200
    headers = preview.ask(FLOOD)[2]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("localhost:8000", True), ("127.0.0.1", True), ("[::1]:8000", True), ("192.168.1.7:8000", True),
        ("desk.local:8000", True), ("localhost.evil.example", False), ("127.0.0.1.evil.example", False),
        ("evil.example:80", False), ("", False), (":8000", False),
    ],
)  # fmt: skip
def test_a_name_that_a_stranger_could_answer_for_is_not_ours(name: str, ours: bool) -> None:
    assert is_ours(name, "desk.local") is ours


OUTSIDE = [
    "/..%2f..%2f..%2fetc/passwd", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/..%5c..%5cwin",
    "/content/secret.md", "/config.yaml", "/.newsgen/lock", "/%00", f"{FLOOD}%00", "/2022/03/link/", "/assets/link.txt",
    "/_newsgen/page?path=../../config.yaml", "/_newsgen/page?path=%00", "/" + "x" * 30_000, "/%ff%fe", "/%F0%9F%92%A9",
]  # fmt: skip


def test_nothing_outside_the_site_is_served(in_memory: Path) -> None:
    site = Site(in_memory / "site", FILES)
    (in_memory / "outside.md").write_text("---\ntitle: Outside\ndate: 2022-03-07\n---\nouter words\n")
    (site.folder / "content/link.md").symlink_to(in_memory / "outside.md")
    (site.folder / "assets/link.txt").symlink_to(in_memory / "outside.md")
    with serving(site.folder, *AT) as preview:
        for path in OUTSIDE:
            status, content, _ = preview.ask(path)
            assert status in (400, 403, 404) or path.startswith("/_newsgen/page"), path
            assert not any(word in content for word in (b"root:", b"outer words", b"Not yet.", b'The Gazette", url'))
        reader = preview.open(FLOOD)
        reader.hears()
        (site.folder / "content/flood.md").unlink()
        (site.folder / "content/flood.md").symlink_to(in_memory / "outside.md")
        reader.hears()
        assert preview.ask(FLOOD)[0] == 404
        assert preview.ask("/")[0] == 200
