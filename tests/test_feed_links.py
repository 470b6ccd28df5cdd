"""Links of a body in feeds: each can be followed from anywhere, and none is printed as text."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree, html

from newsgen.model.urls import joined
from tests.sites import Site

OWN = "https://g.example/blog/2022/03/flood/"
BODY = """
## Damage

A note[^1] and [down](#damage) and [top](#) and [here]() and <a title="a > b" href='#damage'>raw</a>.

[Query](?q=1&r=2#x) [beside](../rain/) [root](/about/) [article](rain.md#now) [host](//cdn.example/x?a=1&b=2)
[away](https://else.example/?a&b) [mail](mailto:a@g.example).

<img src="//cdn.example/p.png" alt=""> <q cite="https://else.example/#b">x</q> <code>&lt;a href="#damage"&gt;</code>

[[read-also: rain]]

[^1]: The note & its text.
"""
LINKS = [
    OWN + "#damage", OWN, OWN, OWN + "#damage",
    OWN + "?q=1&r=2#x", "https://g.example/blog/2022/03/rain/", "https://g.example/blog/about/",
    "https://g.example/blog/2022/03/rain/#now", "https://cdn.example/x?a=1&b=2",
    "https://else.example/?a&b", "mailto:a@g.example",
    "https://g.example/blog/2022/03/rain/",
]  # fmt: skip


@pytest.fixture(params=["markdown", "commonmark"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    config = f'site: {{title: G, url: "https://g.example/blog/"}}\nmarkdown: {{engine: {request.param}}}\n'
    found = Site(tmp_path, config=config)
    found.article("rain", title="Rain", date="2022-03-01", body="## Now\n\nRain.")
    found.write("content/pages/about.md", "---\ntitle: About\n---\nWe.\n")
    found.article(body=BODY)
    found.built()
    return found


def contents(site: Site) -> list[str]:
    """The flood's HTML as each of the three feeds has it, by readers of their own."""
    namespaces = {"content": "http://purl.org/rss/1.0/modules/content/", "atom": "http://www.w3.org/2005/Atom"}
    rss, atom = (etree.fromstring(site.page(name).encode()) for name in ("feed.xml", "atom.xml"))
    newest: dict[str, Any] = json.loads(site.page("feed.json"))["items"][0]
    found = [
        rss.xpath("string(//item[1]/content:encoded)", namespaces=namespaces),
        atom.xpath("string(//atom:entry[1]/atom:content)", namespaces=namespaces),
        newest["content_html"],
    ]
    return [str(text) for text in found]


def test_every_link_of_a_body_can_be_followed_from_a_feed(site: Site) -> None:
    for content in contents(site):
        links = list(html.fragment_fromstring(content, "div").iter("a"))
        plain = [link.get("href") for link in links if not (link.get("class") or "").startswith("footnote")]
        assert plain == LINKS
        notes = [link.get("href") for link in links if (link.get("class") or "").startswith("footnote")]
        assert notes == [OWN + "#fn-1", OWN + "#fnref-1"]


def test_no_tag_of_a_body_is_printed_as_text_in_a_feed(site: Site) -> None:
    for content in contents(site):
        shown = html.fragment_fromstring(content, "div").text_content()
        assert shown.count("<a") == 1  # the one that is typed as code
        assert "&lt;" not in shown
        assert shown.count("href=") == 1
    for name in ("feed.xml", "atom.xml"):
        parsed = feedparser.parse(site.page(name))
        assert not parsed.bozo
        assert parsed.entries[0].content[0].value.count('href="https://g.example/blog/2022/03/flood/#') == 4


def test_pictures_and_sources_of_a_feed_are_absolute(site: Site) -> None:
    for content in contents(site):
        found = html.fragment_fromstring(content, "div")
        assert [picture.get("src") for picture in found.iter("img")] == ["https://cdn.example/p.png"]
        assert [quote.get("cite") for quote in found.iter("q")] == ["https://else.example/#b"]


def test_a_page_keeps_its_own_anchors(site: Site) -> None:
    page = html.document_fromstring(site.page("/2022/03/flood/"))
    links = [link.get("href") for link in page.find_class("body")[0].iter("a")]
    assert {"#damage", "#fn-1", "#fnref-1"} <= set(links)
    assert not any(urlsplit(link).netloc == "g.example" for link in links)


def test_a_trusted_text_is_made_absolute_too(tmp_path: Path) -> None:
    site = Site(tmp_path, config='site: {title: G, url: "https://g.example"}\nmarkdown: {html: trusted}\n')
    pictures = "<img srcset='/a.jpg 1x, b.jpg 2x' src=c.jpg alt=''>"
    site.article(body=f"<a class=x href=#y id=y>here</a>\n\n<div data-x='href=\"#z\"'>{pictures}</div>")
    site.built()
    (link,) = html.fragment_fromstring(contents(site)[2], "div").iter("a")
    assert link.get("href") == "https://g.example/2022/03/flood/#y"
    (picture,) = html.fragment_fromstring(contents(site)[2], "div").iter("img")
    assert picture.get("srcset") == "https://g.example/a.jpg 1x, https://g.example/2022/03/flood/b.jpg 2x"
    assert "data-x='href=\"#z\"'" in contents(site)[2]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("#", "/a/b/"), ("?", "/a/b/"), ("?#c", "/a/b/#c"), ("c#", "/a/b/c"), ("c?#", "/a/b/c"),
        ("c?d?#", "/a/b/c?d?"), ("c#d?", "/a/b/c#d?"), ("c##", "/a/b/c##"), ("../?c#d#", "/a/?c#d#"),
        ("", "/a/b/"), ("//h.example?", "//h.example"),
    ],
)  # fmt: skip
def test_an_empty_query_or_fragment_is_none_whatever_the_version_of_python(written: str, meant: str) -> None:
    assert joined("/a/b/", written) == meant
