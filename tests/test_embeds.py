"""What the config lets into articles besides: more hosts' frames, more classes; and frames of the site's own pages."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from newsgen.model.config import MarkdownConfig
from newsgen.reading.config_file import read_config
from newsgen.reading.sanitize import sanitized, with_own_frames
from tests.sites import CONFIG, Site

PAGE = "/2022/03/flood/"
SITE_URL = "https://gazette.example"


def frames(html: str) -> list[str]:
    """The urls of frames, and of those that wait for a click."""
    found = re.findall(r'<iframe[^>]*\ssrc="([^"]*)"|data-frame="([^"]*)"', html)
    return [own or json.loads(unescape(waiting))["src"] for own, waiting in found]


def let_in(url: str, *hosts: str) -> bool:
    written = f'<iframe src="{url}"></iframe>'
    return bool(frames(sanitized(written, with_own_frames(MarkdownConfig(embeds=hosts), SITE_URL))))


LET_IN = [
    ("https://maps.example.org/embed?x=1", ["maps.example.org"]),
    ("https://MAPS.example.org/", ["maps.Example.org"]),
    ("https://a.b.example.org/x", ["*.example.org"]),
    ("https://maps.example.org:8443/", ["maps.example.org:8443"]),
    ("https://xn--mxahbxey0c.example/", ["χάρτης.example", "xn--mxahbxey0c.example"]),
    ("https://www.youtube.com/embed/x", ["maps.example.org"]),
    ("/graphics/x/", []),
    ("/graphics/x/index.html?a=b#c", []),
    ("https://gazette.example/graphics/x/", []),
]


@pytest.mark.parametrize(("url", "hosts"), LET_IN)
def test_these_frames_are_let_in(url: str, hosts: list[str]) -> None:
    assert let_in(url, *hosts)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/", "http://maps.example.org/", "//maps.example.org/", "https://example.org/",
        "https://amaps.example.org.evil.example/", "https://maps.example.org.evil.example/",
        "https://maps.example.org@evil.example/", "https://evil.example/?.sub.test", "https://evil.example\\.sub.test/",
        "https://evil.example#.sub.test", "https://sub.test/", "https://evilsub.test/", "https:/maps.example.org/",
        "//evil.example/", "/\\evil.example/", "\\\\evil.example/", "/\t/evil.example/", "&#47;&#47;evil.example/",
        "/&#9;/evil.example", "javascript:alert(1)", "data:text/html,x", "graphics/x/", "", " ", "blob:https://x/y",
        "https://maps.example.org\\@evil.example/", "https://gazette.example.evil.example/", "/a\\b",
    ],
)  # fmt: skip
def test_all_other_frames_are_taken_out(url: str) -> None:
    assert not let_in(url, "maps.example.org", "*.sub.test")


def test_classes_are_let_in_by_name() -> None:
    allowed = MarkdownConfig(classes=("pull-quote", "chart-*"))
    written = '<p class="pull-quote chart-bar chart- chart wide pull-quote-x label">A</p>'
    assert sanitized(written, allowed) == '<p class="pull-quote chart-bar chart- wide">A</p>'
    assert sanitized(written, MarkdownConfig()) == '<p class="wide">A</p>'


BODY = """\
<iframe src="https://maps.example.org/x"></iframe>

<p class="pull-quote">Text</p>

<iframe src="https://evil.example/x"></iframe>

<p class="other">Text</p>
"""


@pytest.mark.parametrize("engine", ["commonmark", "markdown"])
def test_a_site_lets_in_what_its_config_names(engine: str, site: Site) -> None:
    named = f"{{engine: {engine}, embeds: [maps.example.org], classes: [pull-quote]}}"
    site.edit("config.yaml", "{engine: commonmark}", named)
    site.article(body=BODY)
    assert site.problems() == [
        "content/flood.md:9:1: <iframe> was taken out of the article's HTML"
        " (remove it, or name its host in `markdown.embeds` of the config)",
        "content/flood.md:11:4: class was taken out of the article's HTML"
        " (remove it, or name it in `markdown.classes` of the config)",
    ]
    assert frames(site.page(PAGE)) == ["https://maps.example.org/x"]
    assert '<p class="pull-quote">' in site.page(PAGE)


def test_texts_are_read_again_when_the_config_lets_in_more(site: Site) -> None:
    site.article(body=BODY)
    assert len(site.problems()) == 3
    site.edit("config.yaml", "{engine: commonmark}", "{engine: commonmark, embeds: [maps.example.org, evil.example]}")
    assert len(site.problems()) == 1
    assert len(frames(site.page(PAGE))) == 2


def own_frame(site: Site) -> None:
    site.write("assets/_root/graphics/x/index.html", "<!doctype html><title>Chart</title>")
    site.article(body='<iframe src="/graphics/x/"></iframe>\n\n<iframe src="/graphics/gone/"></iframe>')


def test_a_frame_of_the_sites_own_is_shown_and_checked(site: Site) -> None:
    own_frame(site)
    assert site.problems() == [
        "content/flood.md:7:14: the link '/graphics/gone/' leads to no page of the site (mend its path)"
    ]
    assert frames(site.page(PAGE)) == ["/graphics/x/", "/graphics/gone/"]
    site.write("assets/_root/graphics/gone/index.html", "")
    assert site.problems() == []


def test_a_frame_of_a_site_below_a_path_has_that_before_it(site: Site) -> None:
    site.edit("config.yaml", SITE_URL, SITE_URL + "/paper/")
    own_frame(site)
    site.built()
    assert frames(site.page(PAGE))[0] == "/paper/graphics/x/"
    assert "https://gazette.example/paper/graphics/x/" in site.page("/feed.xml")


def test_a_frame_may_show_a_document_of_the_site(site: Site) -> None:
    site.write("content/docs/plan.pdf", b"%PDF-1.4")
    site.article(body='<iframe src="/docs/plan.pdf"></iframe>')
    assert site.problems() == []
    assert re.fullmatch(r"/assets/plan\.\w{8}\.pdf", frames(site.page(PAGE))[0])


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("embeds: [https://maps.example.org/x]",
         "2:41: 'markdown.embeds': 'https://maps.example.org/x' is no host name (write it as maps.example.org)"),
        ("embeds: [maps.example.org/x]", "is no host name (write it as maps.example.org)"),
        ("embeds: ['*']", "'*' is no host name"),
        ("classes: ['.note']", "'markdown.classes': '.note' is not the name of a class"),
        ("classes: [a b]", "'a b' is not the name of a class"),
    ],
)  # fmt: skip
def test_what_is_no_host_or_class_is_told(setting: str, told: str, site: Site) -> None:
    site.write("config.yaml", CONFIG.replace("engine: commonmark", f"engine: commonmark, {setting}"))
    config, problems = read_config(site.folder / "config.yaml", "config.yaml")
    assert config is None
    (problem,) = map(str, problems)
    assert told in problem
