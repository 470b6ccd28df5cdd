"""A small newsroom: a site that is held in memory and written to disk, and what may stand in it. Writes disk."""

import itertools
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from msgspec import Struct
from PIL import Image

from newsgen.bundled import bundled

Sources = dict[str, bytes]
"""A site's files by path below its folder."""
DELIVERIES = ("inline", "frozen", "ssi", "esi", "fetch")
EXTENDED = '{% extends "bundled/article.html" %}'


class Text(Struct, frozen=True):
    """An article or plain page. matter: front matter; a value of None is left out."""

    matter: dict[str, Any]
    body: str = "Water rose.\n"

    def source(self) -> bytes:
        return f"---\n{as_yaml(self.matter)}---\n{self.body}".encode()


def as_yaml(tree: dict[str, Any]) -> str:
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in tree.items() if value is not None)
    return "".join(lines)


def picture(width: int, colour: str) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (width, 3), colour).save(drawn, "png")
    return drawn.getvalue()


def bundled_layout(name: str, before: str, after: str) -> str:
    text = (bundled() / "layouts" / name).read_text(encoding="utf-8")
    assert before in text
    return text.replace(before, after)


TEXTS = {
    "world/flood.md": Text({"title": "Flood", "date": "2022-03-07T10:20", "tags": ["Rain", "Volos"], "author": "Ann"}),
    "world/2022-03-06-storm.md": Text(
        {"title": "Storm", "tags": ["Rain"], "authors": ["Ann", "Bob"], "photo": "../photos/a.png"},
        "First.\n\n## The old town\n\nSee [flood](flood.md).\n",
    ),
    "world/vote.md": Text(
        {"title": "Vote", "date": "2022-02-10", "tags": ["Council"], "author": "Bob", "must_read": True},
        "All voted.\n\n[[read-also: flood]]\n",
    ),
    "sport/cup.md": Text(
        {"title": "Cup", "date": "2022-03-08T09:00", "tags": ["Volos"], "author": "Bob", "breaking": True}
    ),
    "sport/match.md": Text(
        {"title": "Match", "date": "2022-02-20", "aliases": ["/old/match/"], "photo": {"src": "/photos/b.png"}},
        "Two goals, [the storm](../world/2022-03-06-storm.md#the-old-town) or not.\n\n![Goal](../photos/a.png)\n",
    ),
    "sport/race.md": Text({"title": "Race", "date": "2022-03-08T18:00", "author": "Cleo", "tags": ["Volos"]}),
    "town/market.md": Text({"title": "Market", "date": "2021-12-24", "tags": ["Council"], "author": "Cleo"}),
    "town/bridge.md": Text({"title": "Bridge", "date": "2022-03-01T08:00", "draft": True, "tags": ["Rain"]}),
    "pages/about.md": Text(
        {"title": "About us", "summary": "Who we are"}, "Write of the [flood](../world/flood.md).\n"
    ),
}
CONFIG = {
    "site": {"title": "The Gazette", "url": "https://gazette.example", "timezone": "Europe/Athens"},
    "markdown": {"engine": "commonmark"},
    "listing": {"per_page": 2},
}
FILES = {
    "content/photos/a.png": picture(4, "red"),
    "content/photos/b.png": picture(5, "green"),
    "layouts/macros/ours.html": b"{% macro shout(text) %}<b>{{ text }}!</b>{% endmacro %}",
    "assets/own.css": b"p { margin: 0 }",
    "assets/paper.css": b'@import "print/print.css"; a { color: red }',
    "assets/print/print.css": b"b { background: url(../sign.png) }",
    "assets/sign.png": picture(3, "red"),
    "assets/app.js": b'import "./lib/one.js"',
    "assets/lib/one.js": b'import "./two.js"; import "../app.js"',
    "assets/lib/two.js": b'import("./one.js")',
}
MATTER: dict[str, Sequence[Any]] = {
    "title": ["Flood", "Quake", "Ωμέγα & Co", "Fire: “a night”", "Rain"],
    "subtitle": ["Schools stay closed", None],
    "summary": ["In short.", None],
    "tags": [
        ["Rain"],
        ["Volos", "Council"],
        [],
        ["rain", "Night Sky"],
        ["Council", "Rain", "Volos"],
        ["Vólos"],
        ["Rain+", "Volos"],
        ["RAIN", "#Rain"],
        ["Rain"],
    ],
    "author": ["Ann", "Bob", "ann-a", "Dora", "Bób", "Ann", "BOB", "Ánn", "bób"],
    "section": ["World", "Sport", "Town", "Late News", None, "Spórt", "TOWN", "World!", None],
    "date": ["2021-12-31", "2022-02-15", "2022-03-01T08:00", "2022-03-06T12:30", "2022-03-08T11:00", "2022-03-09"],
    "updated": ["2022-03-08T10:00", None],
    "expires": ["2022-03-08T15:00", "2022-03-01", None],
    "type": ["news", "opinion", "live", "sponsored"],
    "lang": ["el", None],
    "photo": [
        "../photos/a.png",
        "../photos/b.png",
        "../photos/gone.png",
        {"src": "/photos/b.png", "alt": "B"},
        {"src": "/photos/a.png", "credit": "Cleo", "rights_until": "2022-03-08T17:00"},
        {"src": "/photos/b.png", "rights_until": "2022-03-10"},
        None,
    ],
    "breaking": [True, {"until": "2022-03-09T10:00+02:00"}, None],
    "must_read": [True, None],
    "pin": ["front", {"until": "2022-03-08T16:00"}, None],
    "weight": [1, 2, None],
    "translation_key": ["flood", None],
    "series": ["The river", "Floods", None],
    "draft": [True, None],
    "noindex": [True, None],
    "contents": [True, False, None],
    "comments": ["closed", False, None],
    "aliases": [["/old/shared/"], ["/old/one.html", "/old/two/"], ["/about/"], None],
    "canonical": ["https://other.example/x/", None],
    "layout": ["longread", "nosuch", None],
    "corrections": [[{"date": "2022-03-08", "text": "It was Tuesday."}], None],
    "extra": [{"mood": "calm"}, {"mood": "tense"}, None],
    "mood": ["calm", None],
}
BODIES = [
    "Water fell.\n",
    "Water rise.\n",
    "Now ![B](../photos/b.png) and [the old town](#the-old-town).\n\n## The old town\n\nNote[^1].\n\n[^1]: Here.\n",
    "## Another heading\n\n<script>alert(1)</script> <b>Bold</b>, “quoted”.\n",
    '<iframe src="/about/"></iframe>\n\n<iframe src="https://maps.example.org/x" class="map-a"></iframe>\n',
    "Short.\n\n<!--more-->\n\n" + "Long and longer. " * 40 + "\n",
]
SETTINGS: dict[str, Sequence[Any]] = {
    "latest.count": [1, 2, 5, 0],
    "latest.excerpt": [0, 20],
    "ellipsis": ["…", "..."],
    "related.count": [1, 3],
    "related.newer": ["7d", False, "1d"],
    "must_read.count": [1, 2],
    "breaking.ttl": ["1h", "3d"],
    "listing.per_page": [1, 3, 20],
    "feeds.count": [1, 3],
    "feeds.tags": [True, False],
    "feeds.authors": [True, False],
    "menu": [["Sport", "World"], ["Town", {"title": "About", "url": "/about/"}], []],
    "sections": [
        {"world": {"title": "The World", "description": "Elsewhere"}},
        {"sport": {"title": "Games"}},
        {"Spórt": {"slug": "games", "title": "Other games"}, "world": {"slug": "abroad"}},
        {},
    ],
    "tags": [{"Rain+": {"slug": "more-rain"}}, {"Vólos": {"slug": "volos-2"}, "rain": {"slug": "volos"}}, {}],
    "permalink": ["/{section}/{slug}.html", "/{year}/{month}/{slug}/", "/{year}-{month}-{day}-{slug}.html"],
    "theme": [{"accent": "#a3182d"}, {"series": "The river"}, {"share": ["mail"]}, {}],
    "markdown": [
        {"engine": "commonmark", "embeds": ["maps.example.org"], "classes": ["map-*"]},
        {"engine": "markdown"},
        {"engine": "commonmark", "html": "trusted"},
        {"engine": "commonmark"},
    ],
    "site.title": ["The Herald", "The Gazette"],
    "site.tagline": ["News from the bay", ""],
    "site.url": ["https://example.org/paper/", "https://gazette.example"],
    "site.language": ["el", "en-GB"],
    "site.timezone": ["UTC", "Asia/Tokyo"],
    "site.logo": ["logo.svg", ""],
    "site.publisher": [{"name": "Gazette Press", "email": "desk@gazette.example"}, {}],
    "photos": [
        {"expired": "placeholder"},
        {"expired": "hide", "uncredited": "placeholder"},
        {"uncredited": "hide"},
        {},
    ],
    "comments": [{"provider": "form", "endpoint": "https://forms.example/f"}, {"provider": "none"}],
    "defaults": [[{"path": "sport", "values": {"type": "opinion", "tags": ["Games"]}}], []],
    "gone": [["/about/", "/old/**"], ["/old/two/", "/withdrawn/"], []],
    "ignore": [["town/**"], []],
    "problems": [{"dead-link": "off"}, {"dead-link": "error"}, {}],
}
OTHER_FILES: dict[str, Sequence[str | bytes | None]] = {
    "layouts/article.html": [
        EXTENDED + '{% block article_footer %}{{ super() }}<p>{{ theme.get("series", "") }}</p>{% endblock %}',
        EXTENDED + '{% from "macros/ours.html" import shout %}'
        '{% block head %}{{ super() }}<link rel="stylesheet" href="{{ asset("own.css") }}">{% endblock %}'
        '{% block article_footer %}{{ shout(article.title) }}{% include "note.html" ignore missing %}{% endblock %}',
        EXTENDED + '{% block article_footer %}{% for cards in [in_section("sport", 2), in_tag("rain", 3),'
        ' by_author("bob", 1), related(article.id, 2), latest(1), must_read(1), breaking()] %}{% for card in cards %}'
        "{{ card.title }} {{ card.section.title }} {{ card.authors | length }}, {% endfor %}{% endfor %}"
        "{{ config.listing.per_page }} {{ sections | length }}{% endblock %}",
        None,
    ],
    "layouts/base.html": [
        '{% extends "bundled/base.html" %}{% block head %}{{ asset("app.js") }} {{ asset("paper.css") }}{% endblock %}',
        '{% extends "bundled/base.html" %}{% block head %}<meta name="x" content="{{ feeds | length }}">{% endblock %}',
        None,
    ],
    "layouts/note.html": ["<p>Note.</p>", "<p>Another {{ latest(1)[0].title if latest(1) }}.</p>", None],
    "layouts/longread.html": ['{% extends "article.html" %}{% block breadcrumb %}Long{% endblock %}', None],
    "layouts/fragments/latest.html": [
        "<ol>{% for card in cards %}<li>{{ card.title }}</li>{% endfor %}</ol>",
        '{% from "macros/ours.html" import shout %}{% for card in cards %}{{ shout(card.summary) }}{% endfor %}',
        None,
    ],
    "layouts/fragments/story.html": [
        "{% for card in cards %}<p>{{ card.title }} {{ card.tags | length }} {{ card.extra }}</p>{% endfor %}",
        None,
    ],
    "layouts/fragments/masthead.html": ["<p>{% for link in menu %}{{ link.title }} {% endfor %}</p>", None],
    "layouts/fragments/read_also.html": ["<p>{{ cards[0].title }} {{ cards[0].published | date }}</p>", None],
    "layouts/macros/cards.html": [bundled_layout("macros/cards.html", "BREAKING:", "JUST IN:"), None],
    "layouts/macros/ours.html": ["{% macro shout(text) %}<i>{{ text | excerpt(9) }}</i>{% endmacro %}"],
    "layouts/front.html": [
        '{% extends "bundled/front.html" %}{% block head %}{% for card in latest(4) %}{{ card.extra.get("mood") }}'
        '{{ card.tags | map(attribute="title") | join(",") }}{% endfor %}{% endblock %}',
        '{% extends "bundled/front.html" %}{% block head %}{{ tags() | map(attribute="title") | join(",") }}'
        ' {{ authors() | map(attribute="name") | join(",") }}{% endblock %}',
        None,
    ],
    "layouts/plain.html": [
        '{% extends "bundled/plain.html" %}{% block head %}{{ plain.extra.get("mood") }}{% endblock %}',
        None,
    ],
    "layouts/section.html": ['{% extends "listing.html" %}{% block listing_header %}Ours{% endblock %}', None],
    "layouts/robots.txt": ["User-agent: *\n{{ sitemaps[0] }}\n", None],
    "layouts/404.html": ['{% extends "base.html" %}{% block main %}{{ must_read(1) | length }}{% endblock %}', None],
    "layouts/redirect.html": ['<!doctype html><a href="{{ target }}">Moved</a></html>\n', None],
    "assets/main.css": ["body { color: red }", "body { color: tan }", None],
    "assets/paper.css": ['@import "own.css"; a { color: tan }', '@import "own.css"; @import "print/print.css"; b {}'],
    "assets/own.css": [
        "p { margin: 1 }",
        '@import "main.css"; @import "paper.css"; p { background: url(sign.png) }',
        "p { mask: url(no.png) }",
    ],
    "assets/print/print.css": ["b { background: url(/assets/sign.png#x) }", "b { margin: 0 }", None],
    "assets/sign.png": [picture(3, "blue"), picture(4, "red"), None],
    "assets/lib/one.js": ['import "./two.js"', 'import "../app.js"; import(`./${x}.js`)', None],
    "assets/lib/two.js": ["let two", 'import "./one.js"; import "./three.js"', None],
    "assets/lib/three.js": ["let three", 'import "./two.js"', None],
    "assets/_root/CNAME": ["gazette.example", "herald.example", None],
    "content/authors.yaml": [
        as_yaml({"ann-a": {"name": "Ann", "role": "Editor"}, "bob": {"name": "Bob"}, "cleo": {"name": "Cleo"}}),
        as_yaml({"ann": {"name": "Ann A", "bio": "Since 2014", "photo": "photos/a.png"}, "bob": {"role": "Sport"}}),
        as_yaml({"Bób": {"role": "Guest"}, "Bob": {"name": "Bob", "slug": "robert"}, "ann": {"name": "Ánn"}}),
        None,
    ],
    "content/photos/a.png": [picture(6, "blue"), picture(4, "tan"), None],
    "content/photos/b.png": [picture(5, "black"), b"no picture", None],
    "content/pages/legal/privacy.md": [
        Text({"title": "Privacy", "aliases": ["/privacy.html"]}).source(),
        Text({"title": "Your privacy", "slug": "data", "noindex": True}, "We keep [nothing](../about.md).\n").source(),
        None,
    ],
}
BROKEN: list[dict[str, str]] = [
    {"content/world/broken.md": "---\ndate: 2022-03-07\n---\nNo title.\n"},
    {"content/world/broken.md": "---\ntitle: 'Open\n---\n"},
    {"layouts/article.html": "{% if %}"},
    {"layouts/fragments/story.html": "{{ cards[0].titel }}"},
    {"layouts/section.html": '{% include "nowhere.html" %}'},
    {"content/authors.yaml": "[1, 2"},
    {"content/world/twin-a.md": "---\ntitle: A\nslug: twin\ndate: 2022-03-07\n---\n"}
    | {"content/world/twin-b.md": "---\ntitle: B\nslug: twin\ndate: 2022-03-07\n---\n"},
    {"config.yaml": "site: {title: The Gazette}\n"},
]
BROKEN_TEXTS = [
    "---\ntitle: 'Open\ndate: 2022-03-07\n---\nWater.\n",
    "---\ntitle: Dated\ndate: 2022-33-07\n---\nWater.\n",
    "---\ntitle: Perhaps\ndate: 2022-03-06\nslug: a/b\n---\nWater.\n",
    "",
]
INSTANTS = ["08T06:00", "08T12:00", "08T15:30", "08T18:30", "09T09:00", "10T13:00", "16T12:00"]


class Newsroom:
    """The site in `folder` as its people have it now. broken: files that stand in place of others until mended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts, self.files, self.config = dict(TEXTS), dict(FILES), json.loads(json.dumps(CONFIG))
        self.broken: Sources = {}
        self.now = datetime(2022, 3, 8, 12, tzinfo=UTC)
        self.drafts = self.future = False
        self.numbers = itertools.count(1)
        self.is_built = False
        self._on_disk: Sources = {}
        self._clock = 1_646_000_000

    def sources(self) -> Sources:
        texts = {f"content/{path}": text.source() for path, text in self.texts.items()}
        return {"config.yaml": as_yaml(self.config).encode(), **texts, **self.files, **self.broken}

    def save(self) -> None:
        """Writes what differs, so that other files keep their times; dated back, as if people had taken theirs."""
        wanted = self.sources()
        for path in self._on_disk.keys() - wanted.keys():
            (self.folder / path).unlink()
        changed = {path: text for path, text in wanted.items() if self._on_disk.get(path) != text}
        write_sources(self.folder, changed)
        self._clock += 1
        for path in changed:
            os.utime(self.folder / path, (self._clock, self._clock))
        self._on_disk = wanted

    def article(self, which: int) -> str:
        """The path of one, below content/; a new one if there is none."""
        paths = sorted(path for path in self.texts if not path.startswith("pages/"))
        if not paths:
            self.add("town", Text({"title": "The last", "date": "2022-03-04"}))
            return self.article(which)
        return paths[which % len(paths)]

    def add(self, folder: str, text: Text) -> None:
        self.texts[f"{folder}/new-{next(self.numbers)}.md"] = text

    def any_file(self, folder: str, which: int) -> Path | None:
        files = sorted(file for file in (self.folder / folder).rglob("*") if file.is_file())
        return files[which % len(files)] if files else None


def write_sources(folder: Path, sources: Sources) -> None:
    for path, text in sources.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text)
