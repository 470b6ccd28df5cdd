"""`newsgen layouts`: which layouts there are, copies of them, and what became of those."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import Result

from newsgen.bundled import bundled
from newsgen.model.digest import digest
from tests.sites import Site
from tests.test_commands import newsgen

ALL = sorted(file.relative_to(bundled() / "layouts").as_posix() for file in (bundled() / "layouts").rglob("*.*"))


def layouts(site: Site, *arguments: str) -> Result:
    return newsgen("layouts", *arguments, "-s", str(site.folder))


def told(site: Site, name: str) -> str:
    """What the list says of a layout."""
    found = {line.split()[0]: line.partition(" ")[2].strip() for line in layouts(site).stdout.splitlines()}
    return found[name]


def of_an_older_one(site: Site, name: str) -> None:
    """As if the bundled one were another one than it was when it was copied: what was then had one line more."""
    file = site.folder / "layouts" / name
    first, text = file.read_text().split("\n", 1)
    older = text + "{# gone since #}\n"
    head = re.sub(r"[0-9a-f]{16}", digest(older.encode())[:16], first)
    file.write_text(f"{head}\n{older}")


def test_the_list_has_every_bundled_layout(site: Site) -> None:
    lines = layouts(site).stdout.splitlines()
    assert sorted(lines) == ALL


def test_a_copy_of_every_layout_changes_no_page(site: Site) -> None:
    site.article(tags="[Rain]", breaking="{until: 2022-03-09}", must_read="true", aliases="[/old/]")
    site.article("dam", "[[read-also: flood]]", title="Dam", date="2022-03-06")
    site.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    site.built()
    before = site.output()
    result = layouts(site, "copy", *ALL)
    assert (result.exit_code, result.stderr) == (0, "")
    assert {Path(line).relative_to(site.folder / "layouts").as_posix() for line in result.stdout.split()} == set(ALL)
    site.built()
    assert site.output() == before
    assert {told(site, name) for name in ALL} == {"the site has a copy, which is the same"}


@pytest.mark.parametrize("name", ["article.html", "article", "layouts/article.html", "bundled/article.html"])
def test_a_layout_may_be_named_as_people_call_it(name: str, site: Site) -> None:
    assert layouts(site, "copy", name).exit_code == 0
    assert (site.folder / "layouts" / "article.html").is_file()


def test_nothing_is_overwritten(site: Site) -> None:
    site.write("layouts/article.html", "mine")
    result = layouts(site, "copy", "front.html", "article.html")
    assert result.exit_code == 2
    assert "layouts/article.html is there already; nothing was copied" in result.stderr
    assert (site.folder / "layouts" / "article.html").read_text() == "mine"
    assert not (site.folder / "layouts" / "front.html").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["copy", "artcle.html"], "there is no bundled layout 'artcle.html' (did you mean 'article.html'?)"),
        (["copy", "../config.yaml"], "there is no bundled layout '../config.yaml'"),
        (["copy"], "name a layout: `newsgen layouts copy article.html`"),
        (["diff", "front.html"], "the site has no layout of its own 'front.html'"),
    ],
)
def test_what_can_not_be_done_is_told(arguments: list[str], message: str, site: Site) -> None:
    result = layouts(site, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_list_tells_what_the_site_has_instead(site: Site) -> None:
    site.write("layouts/front.html", "<p>Mine</p>")
    site.write("layouts/base.html", '{# ours #}\n{% extends "bundled/base.html" %}')
    layouts(site, "copy", "article.html", "plain.html")
    site.edit("layouts/article.html", '{{ _("Related articles") }}', "More of this")
    assert told(site, "front.html") == "the site has its own"
    assert told(site, "base.html") == "the site extends it"
    assert told(site, "article.html") == "the site has a copy, changed since"
    assert told(site, "plain.html") == "the site has a copy, which is the same"
    assert told(site, "404.html") == ""


def test_a_copy_of_an_older_layout_is_told_and_shown(site: Site) -> None:
    layouts(site, "copy", "article.html", "plain.html")
    of_an_older_one(site, "article.html")
    of_an_older_one(site, "plain.html")
    site.edit("layouts/article.html", '{{ _("Related articles") }}', "More of this")
    assert told(site, "article.html") == (
        "the site has a copy of an older one, changed since; `newsgen layouts diff article.html` shows what differs"
    )
    assert "not changed since: delete it, and copy it again" in told(site, "plain.html")
    shown = layouts(site, "diff", "article.html").stdout.splitlines()
    assert shown[:2] == ["--- bundled/article.html", "+++ layouts/article.html"]
    changed = [line for line in shown[2:] if line[0] in "+-"]
    assert changed == [
        '-<h2 class="block-title">{{ _("Related articles") }}</h2>',
        '+<h2 class="block-title">More of this</h2>',
        "+{# gone since #}",
    ]


def test_other_line_ends_are_no_change(site: Site) -> None:
    layouts(site, "copy", "article.html")
    file = site.folder / "layouts" / "article.html"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert told(site, "article.html") == "the site has a copy, which is the same"
    assert "is the same as the bundled one." in layouts(site, "diff", "article.html").stdout


def test_copies_go_where_the_config_has_the_layouts(site: Site) -> None:
    site.edit("config.yaml", "markdown:", "paths: {layouts: theme}\nmarkdown:")
    assert layouts(site, "copy", "macros/cards.html").exit_code == 0
    assert (site.folder / "theme" / "macros" / "cards.html").is_file()
