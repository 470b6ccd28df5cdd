"""Feeds: RSS, Atom and JSON Feed as readers parse them, with whatever a writer may type."""

import html
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup
from msgspec.structs import replace

from newsgen.model.article import Author, Group, Photo
from newsgen.pages.escaping import absolute_url, rfc822, rfc3339
from newsgen.pages.feeds import ATOM, CONTENT, DUBLIN_CORE, MEDIA, Feed, atom, json_feed, rss, tag_uri
from newsgen.pages.views import ArticleView

NAUGHTY_STRINGS = Path(__file__).parents[1] / "../shared/fixtures/naughty-strings/blns.json"
NAMESPACES = {"atom": ATOM, "content": CONTENT, "dc": DUBLIN_CORE, "media": MEDIA}
ATHENS = timezone(timedelta(hours=2))
MORNING = datetime(2022, 3, 7, 10, 20, tzinfo=ATHENS)
URL = "https://news.example/feed"

Written = Callable[[Feed, str], bytes]

RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r" \d\d:\d\d:\d\d [+-]\d{4}"
)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
HOSTILE = [
    "</script><script>alert(1)</script>",
    "]]>",
    "<![CDATA[ x ]]>",
    "<!-- x -->",
    "\"double\" 'single' `back`",
    "&amp; &lt; &#0; &nope;",
    "NUL \x00 bell \x07 escape \x1b",
    "tab\tline\nreturn\rboth\r\n",
    "lone \ud800 and \udfff surrogates",
    "noncharacters \ufffe \uffff",
    "\u2028 \u2029 \u0085 \x7f \U0001f4f0 \U0010ffff",
    "%s {0} {{ site }} ${x} $(x)",
    " \t\n ",
]

any_text = st.text(st.characters() | st.sampled_from("<>&\"']\r\n\x00\x1b\ud800\udfff\ufffe\u2028%"), max_size=40)
any_moment = st.builds(
    lambda instant, fraction, offset: datetime.fromtimestamp(instant, timezone(timedelta(seconds=offset))).replace(
        microsecond=fraction
    ),
    st.integers(-2_500_000_000, 7_000_000_000),  # the years 1890 to 2190
    st.integers(0, 999_999),
    st.integers(-86_399, 86_399),
)


def naughty_strings() -> list[str]:
    assert NAUGHTY_STRINGS.exists(), f"{NAUGHTY_STRINGS} is not there: the shared fixtures are missing"
    return [*HOSTILE, *json.loads(NAUGHTY_STRINGS.read_text("utf-8"))]


def in_xml(text: str) -> str:
    """What of a text an XML 1.0 document can hold (production 2, Char)."""
    allowed = ((0x9, 0xA), (0xD, 0xD), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
    return "".join(letter for letter in text if any(low <= ord(letter) <= high for low, high in allowed))


def in_utf8(text: str) -> str:
    return "".join(letter for letter in text if not 0xD800 <= ord(letter) <= 0xDFFF)


def a_group(title: str) -> Group:
    return Group(title, "x", "/x/")


def an_entry(
    number: int = 1, section: str = "News", tags: Sequence[str] = ("China", "Russia"), **changes: Any
) -> ArticleView:
    entry = ArticleView(
        id=str(number),
        url=f"/2022/03/wang-{number}/",
        title="China – Russia: “Our cooperation”",
        summary="Mr Wang & Mr Lavrov <met>",
        body=Markup('<p>They <a href="https://news.example/a/?b=1&amp;c=2">met</a> &amp; spoke.</p>'),
        published=MORNING,
        authors=(Author(name="Maria Papadopoulou", slug="maria", url="/author/maria/"),),
        section=a_group(section),
        tags=tuple(map(a_group, tags)),
        photo=Photo(
            url="/assets/wang.jpg",
            alt="Mr Wang at a desk",
            caption="Mr Wang in Beijing",
            credit="Ministry | Flickr",
            width=1200,
            height=800,
            media_type="image/jpeg",
        ),
        subtitle="",
        words=4,
        corrections=(),
        reading_minutes=1,
        headings=(),
        contents=False,
        extra={},
    )
    return replace(entry, **changes)


def a_feed(*entries: ArticleView, **changes: Any) -> Feed:
    feed = Feed(
        id="https://news.example/",
        title="The Example",
        description="News & views",
        home="https://news.example/",
        origin="https://news.example",
        authority="news.example",
        language="en",
        publisher="Example Media",
        entries=entries,
    )
    return replace(feed, **changes)


FEEDS = {
    "full": a_feed(an_entry(1), an_entry(2, updated=MORNING + timedelta(hours=3)), an_entry(3)),
    "bare": a_feed(
        an_entry(summary="", authors=(), section="", tags=(), photo=None, body=Markup()),
        description="",
    ),
    "empty": a_feed(),
    "hostile": a_feed(*(an_entry(number, title=text, body=Markup(text)) for number, text in enumerate(HOSTILE))),
}
every_feed = pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)


def parsed(document: bytes) -> Any:
    parser = etree.XMLParser(recover=False, resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(document, parser)


def texts(parent: Any, path: str) -> list[str]:
    return [found.text or "" for found in parent.findall(path, NAMESPACES)]


def text(parent: Any, path: str) -> str:
    (only,) = texts(parent, path)
    return only


def is_absolute(url: str) -> bool:
    return url.isascii() and urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).netloc)


# Whole documents


@every_feed
def test_rss_has_all_that_rss_2_0_asks_for(feed: Feed) -> None:
    document = rss(feed, URL)
    assert document.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n')
    root = parsed(document)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    assert text(channel, "title")
    assert text(channel, "description")
    assert is_absolute(text(channel, "link"))
    (itself,) = channel.findall("atom:link", NAMESPACES)
    assert dict(itself.attrib) == {"href": URL, "rel": "self", "type": "application/rss+xml"}
    assert all(RFC_822.fullmatch(date) for date in texts(channel, ".//pubDate") + texts(channel, "lastBuildDate"))
    items = channel.findall("item")
    assert len(items) == len(feed.entries)
    for item in items:
        assert is_absolute(text(item, "link"))
        assert item.find("guid").get("isPermaLink") == "false"
        assert len(item.findall("title")) == len(item.findall("pubDate")) == 1
        assert texts(item, "dc:creator")
    guids = texts(channel, "item/guid")
    assert len(set(guids)) == len(guids)


@every_feed
def test_atom_has_all_that_rfc_4287_asks_for(feed: Feed) -> None:
    document = atom(feed, URL)
    assert document.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n')
    root = parsed(document)
    assert root.tag == f"{{{ATOM}}}feed"
    entries = root.findall("atom:entry", NAMESPACES)
    assert len(entries) == len(feed.entries)
    for part in (root, *entries):
        assert text(part, "atom:id")
        assert len(part.findall("atom:title", NAMESPACES)) == 1
        assert RFC_3339.fullmatch(text(part, "atom:updated"))
        assert text(part, "atom:author/atom:name")
        (alternate,) = part.findall("atom:link[@rel='alternate']", NAMESPACES)
        assert is_absolute(alternate.get("href"))
        assert all(category.get("term") for category in part.findall("atom:category", NAMESPACES))
    (itself,) = root.findall("atom:link[@rel='self']", NAMESPACES)
    assert itself.get("href") == URL
    assert len(root.findall("atom:link", NAMESPACES)) == 2
    ids = texts(root, "atom:id") + texts(root, "atom:entry/atom:id")
    assert len(set(ids)) == len(ids)


@every_feed
def test_json_feed_has_all_that_version_1_1_asks_for(feed: Feed) -> None:
    document = json.loads(json_feed(feed, URL))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["title"] == feed.title
    assert document["feed_url"] == URL
    assert is_absolute(document["home_page_url"])
    assert len(document["items"]) == len(feed.entries)
    assert len({item["id"] for item in document["items"]}) == len(feed.entries)
    for item in document["items"]:
        assert "content_html" in item
        assert is_absolute(item["url"])
        assert RFC_3339.fullmatch(item["date_published"])


@every_feed
@pytest.mark.parametrize(("written", "version"), [(rss, "rss20"), (atom, "atom10")])
def test_feedparser_finds_no_fault(feed: Feed, written: Written, version: str) -> None:
    found = feedparser.parse(io.BytesIO(written(feed, URL)))
    assert found.bozo == 0
    assert found.version == version
    assert [entry.id for entry in found.entries] == [
        f"tag:news.example,2022-03-07:{entry.id}" for entry in feed.entries
    ]
    assert [entry.link for entry in found.entries] == [f"https://news.example{entry.url}" for entry in feed.entries]


@every_feed
@pytest.mark.parametrize("written", [rss, atom, json_feed])
def test_a_feed_is_the_same_bytes_every_time(feed: Feed, written: Written) -> None:
    assert written(feed, URL) == written(replace(feed), URL)


# What an entry says


def test_an_rss_item_carries_the_whole_article() -> None:
    (item,) = parsed(rss(a_feed(an_entry()), URL)).findall("channel/item")
    assert text(item, "title") == "China – Russia: “Our cooperation”"
    assert text(item, "link") == "https://news.example/2022/03/wang-1/"
    assert text(item, "guid") == "tag:news.example,2022-03-07:1"
    assert text(item, "pubDate") == "Mon, 07 Mar 2022 10:20:00 +0200"
    assert text(item, "content:encoded") == an_entry().body
    assert text(item, "description") == "Mr Wang &amp; Mr Lavrov &lt;met&gt;", "it is HTML by the rules of RSS"
    assert texts(item, "category") == ["News", "China", "Russia"]
    assert texts(item, "dc:creator") == ["Maria Papadopoulou"]


def test_an_atom_entry_carries_the_whole_article() -> None:
    updated = MORNING + timedelta(hours=3)
    (entry,) = parsed(atom(a_feed(an_entry(updated=updated)), URL)).findall("atom:entry", NAMESPACES)
    assert text(entry, "atom:title") == "China – Russia: “Our cooperation”"
    assert text(entry, "atom:published") == "2022-03-07T10:20:00+02:00"
    assert text(entry, "atom:updated") == "2022-03-07T13:20:00+02:00"
    assert text(entry, "atom:summary") == "Mr Wang & Mr Lavrov <met>", "it is text, not HTML"
    assert text(entry, "atom:content") == an_entry().body
    assert entry.find("atom:content", NAMESPACES).get("type") == "html"
    assert text(entry, "atom:author/atom:name") == "Maria Papadopoulou"
    assert text(entry, "atom:author/atom:uri") == "https://news.example/author/maria/"
    topics = [category.get("term") for category in entry.findall("atom:category", NAMESPACES)]
    assert topics == ["News", "China", "Russia"]


def test_a_json_item_carries_the_whole_article() -> None:
    updated = MORNING + timedelta(hours=3)
    document = json.loads(json_feed(a_feed(an_entry(updated=updated, lang="el")), URL))
    assert document["items"] == [
        {
            "id": "tag:news.example,2022-03-07:1",
            "url": "https://news.example/2022/03/wang-1/",
            "title": "China – Russia: “Our cooperation”",
            "content_html": an_entry().body,
            "summary": "Mr Wang & Mr Lavrov <met>",
            "image": "https://news.example/assets/wang.jpg",
            "date_published": "2022-03-07T10:20:00+02:00",
            "date_modified": "2022-03-07T13:20:00+02:00",
            "authors": [{"name": "Maria Papadopoulou", "url": "https://news.example/author/maria/"}],
            "tags": ["News", "China", "Russia"],
            "language": "el",
        }
    ]
    del document["items"]
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Example",
        "home_page_url": "https://news.example/",
        "feed_url": URL,
        "description": "News & views",
        "authors": [{"name": "Example Media", "url": "https://news.example/"}],
        "language": "en",
    }


@pytest.mark.parametrize(("written", "path"), [(rss, "channel/item/"), (atom, "atom:entry/")])
def test_a_photo_comes_with_its_credit(written: Written, path: str) -> None:
    root = parsed(written(a_feed(an_entry()), URL))
    (media,) = root.findall(path + "media:content", NAMESPACES)
    assert dict(media.attrib) == {
        "url": "https://news.example/assets/wang.jpg",
        "medium": "image",
        "type": "image/jpeg",
        "width": "1200",
        "height": "800",
    }
    assert text(media, "media:title") == "Mr Wang at a desk"
    assert text(media, "media:description") == "Mr Wang in Beijing"
    assert text(media, "media:credit") == "Ministry | Flickr"
    assert dict(media.find("media:credit", NAMESPACES).attrib) == {
        "role": "photographer",
        "scheme": "urn:ebu",
    }


@pytest.mark.parametrize("written", [rss, atom])
def test_a_photo_of_which_little_is_known_says_no_more(written: Written) -> None:
    entry = an_entry(photo=Photo(url="https://cdn.example/φωτο 1.jpg", alt="A desk"))
    (media,) = parsed(written(a_feed(entry), URL)).iter(f"{{{MEDIA}}}content")
    assert dict(media.attrib) == {
        "url": "https://cdn.example/%CF%86%CF%89%CF%84%CE%BF%201.jpg",
        "medium": "image",
    }
    assert [(child.tag, child.text) for child in media] == [
        (f"{{{MEDIA}}}title", "A desk"),
        (f"{{{MEDIA}}}description", "A desk"),
    ]


@pytest.mark.parametrize("written", [rss, atom, json_feed])
def test_a_url_that_runs_a_program_stays_out(written: Written) -> None:
    entry = an_entry(
        photo=Photo(url="javascript:alert(1)"),
        authors=(Author(name="M", slug="m", url=" javascript:alert(1)".strip()),),
    )
    assert b"javascript" not in written(a_feed(entry), URL)


def test_an_article_without_a_byline_is_the_publishers() -> None:
    feed = a_feed(an_entry(authors=()))
    assert texts(parsed(rss(feed, URL)), "channel/item/dc:creator") == ["Example Media"]
    assert texts(parsed(atom(feed, URL)), "atom:entry/atom:author/atom:name") == ["Example Media"]


def test_a_feed_was_last_changed_when_the_newest_of_its_entries_was() -> None:
    late = MORNING + timedelta(days=2)
    feed = a_feed(an_entry(1, published=MORNING + timedelta(days=1)), an_entry(2, updated=late))
    assert text(parsed(rss(feed, URL)), "channel/lastBuildDate") == "Wed, 09 Mar 2022 10:20:00 +0200"
    assert text(parsed(atom(feed, URL)), "atom:updated") == "2022-03-09T10:20:00+02:00"


def test_an_empty_feed_knows_no_clock() -> None:
    assert b"lastBuildDate" not in rss(a_feed(), URL)
    assert text(parsed(atom(a_feed(), URL)), "atom:updated") == "1970-01-01T00:00:00+00:00"


def test_an_entry_in_another_language_says_so() -> None:
    feed = a_feed(an_entry(1), an_entry(2, lang="en"), an_entry(3, lang="el"))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    root = parsed(atom(feed, URL))
    assert root.get(lang) == "en"
    assert [entry.get(lang) for entry in root.findall("atom:entry", NAMESPACES)] == [None, None, "el"]
    items = parsed(rss(feed, URL)).findall("channel/item")
    assert [texts(item, "dc:language") for item in items] == [[], [], ["el"]]


def test_the_newspaper_itself_is_described() -> None:
    channel = parsed(rss(a_feed(), URL)).find("channel")
    assert [text(channel, name) for name in ("title", "description", "language")] == [
        "The Example",
        "News & views",
        "en",
    ]
    root = parsed(atom(a_feed(), URL))
    assert [text(root, f"atom:{name}") for name in ("id", "title", "subtitle")] == [
        "https://news.example/",
        "The Example",
        "News & views",
    ]
    assert text(root, "atom:author/atom:name") == "Example Media"


def test_a_topic_that_is_section_and_tag_is_named_once() -> None:
    entry = an_entry(section="China", tags=("China", "Russia", "Russia"))
    assert texts(parsed(rss(a_feed(entry), URL)), "channel/item/category") == ["China", "Russia"]


def test_a_body_that_is_markup_is_escaped_like_any_text() -> None:
    entry = an_entry(body=Markup("<p>A &amp; B</p>"))
    assert text(parsed(rss(a_feed(entry), URL)), "channel/item/content:encoded") == "<p>A &amp; B</p>"
    assert json.loads(json_feed(a_feed(entry), URL))["items"][0]["content_html"] == "<p>A &amp; B</p>"


def test_an_author_is_shown_with_their_picture() -> None:
    maria = Author(name="Maria", slug="maria", url="/author/maria/", photo=Photo(url="/assets/maria.jpg"))
    (item,) = json.loads(json_feed(a_feed(an_entry(authors=(maria,))), URL))["items"]
    assert item["authors"][0]["avatar"] == "https://news.example/assets/maria.jpg"


# Ids, urls and dates


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("/a/b.jpg", "https://news.example/a/b.jpg"),
        ("a/b.jpg", "https://news.example/a/b.jpg"),
        ("https://cdn.example/b.jpg?w=1&h=2#x", "https://cdn.example/b.jpg?w=1&h=2#x"),
        ("//cdn.example/b.jpg", "https://cdn.example/b.jpg"),
        ("http://[::1]:8000/a b", "http://[::1]:8000/a%20b"),
        ("/100%/ä\ud800<\x00>", "https://news.example/100%25/%C3%A4%3C%00%3E"),
        ("https://bücher.example:80/ü", "https://xn--bcher-kva.example:80/%C3%BC"),
        ("https:///nowhere", ""),
        ("///nowhere", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_urls_can_be_followed_from_anywhere_or_are_left_out(url: str, absolute: str) -> None:
    assert absolute_url(url, "https://news.example") == absolute


def test_a_tag_uri_is_minted_as_rfc_4151_says() -> None:
    assert tag_uri("News.example", MORNING, "wang") == "tag:news.example,2022-03-07:wang"
    assert tag_uri("bücher.example", MORNING, "α β#c") == "tag:xn--bcher-kva.example,2022-03-07:%CE%B1%20%CE%B2%23c"


def test_a_tag_uri_has_the_day_of_utc_so_that_the_zone_may_change() -> None:
    just_after_midnight = datetime(2022, 3, 7, 0, 30, tzinfo=ATHENS)
    assert tag_uri("news.example", just_after_midnight, "x") == "tag:news.example,2022-03-06:x"
    assert tag_uri("news.example", just_after_midnight.astimezone(UTC), "x") == "tag:news.example,2022-03-06:x"


@settings(derandomize=True)
@given(any_text, any_moment)
def test_a_tag_uri_is_a_uri_whatever_the_id(article_id: str, published: datetime) -> None:
    minted = tag_uri("news.example", published, article_id)
    assert re.fullmatch(r"tag:news\.example,\d{4}-\d\d-\d\d:([\w\-.~!$&'()*+,;=:@/?]|%[0-9A-F]{2})*", minted, re.A)


@settings(derandomize=True)
@given(any_moment)
def test_dates_name_the_same_instant_in_the_forms_that_readers_know(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert RFC_822.fullmatch(rfc822(moment))
    assert parsedate_to_datetime(rfc822(moment)) == whole
    assert RFC_3339.fullmatch(rfc3339(moment))
    assert datetime.fromisoformat(rfc3339(moment)) == whole


def test_a_date_without_a_zone_is_refused_rather_than_read_by_the_machines_own() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        rfc3339(MORNING.replace(tzinfo=None))


# Whatever a writer may type


def entry_of(hostile: str, number: int = 1) -> ArticleView:
    photo = Photo(url="/p.jpg", alt=hostile, caption=hostile, credit=hostile, media_type=hostile)
    return an_entry(
        number,
        title=hostile,
        summary=hostile,
        body=Markup(hostile),
        authors=(Author(name=hostile, slug="x", url="/x/"),),
        section=hostile,
        tags=(),
        photo=photo,
    )


def assert_rss_says(item: Any, typed: str) -> None:
    """An empty element may also be left out."""
    kept = in_xml(typed)
    assert text(item, "title") == kept
    assert html.unescape("".join(texts(item, "description"))) == html.unescape(html.escape(kept))
    for path in ("content:encoded", "dc:creator", "category"):
        assert texts(item, path) in ([kept], [] if not kept else [kept]), path
    media = item.find("media:content", NAMESPACES)
    assert (media.get("type") or "") == kept
    for path in ("media:title", "media:description", "media:credit"):
        assert "".join(texts(media, path)) == kept


def assert_atom_says(entry: Any, typed: str) -> None:
    kept = in_xml(typed)
    for path in ("atom:title", "atom:author/atom:name"):
        assert text(entry, path) == kept
    for path in ("atom:summary", "atom:content", "media:content/media:credit"):
        assert "".join(texts(entry, path)) == kept
    assert "".join(category.get("term", "") for category in entry.findall("atom:category", NAMESPACES)) == kept


def assert_json_says(item: Any, typed: str) -> None:
    kept = in_utf8(typed)
    assert item["title"] == item["content_html"] == item["authors"][0]["name"] == kept
    assert item.get("summary", "") == kept


def assert_feeds_say(feed: Feed, typed: list[str]) -> None:
    for item, said in zip(parsed(rss(feed, URL)).findall("channel/item"), typed, strict=True):
        assert_rss_says(item, said)
    for entry, said in zip(parsed(atom(feed, URL)).findall("atom:entry", NAMESPACES), typed, strict=True):
        assert_atom_says(entry, said)
    for item, said in zip(json.loads(json_feed(feed, URL))["items"], typed, strict=True):
        assert_json_says(item, said)


def test_naughty_strings_survive_and_break_out_of_nothing() -> None:
    typed = naughty_strings()
    assert len(typed) > 400
    feed = a_feed(*(entry_of(text, number) for number, text in enumerate(typed)))
    assert_feeds_say(feed, typed)
    for written in (rss, atom):
        assert feedparser.parse(io.BytesIO(written(feed, URL))).bozo == 0


@settings(derandomize=True, deadline=None)
@given(any_text)
def test_any_text_survives_and_breaks_out_of_nothing(typed: str) -> None:
    assert_feeds_say(a_feed(entry_of(typed)), [typed])


@pytest.mark.parametrize("typed", HOSTILE)
def test_the_newspapers_own_words_are_escaped_too(typed: str) -> None:
    feed = a_feed(title=typed, description=typed, publisher=typed, language=typed)
    kept = in_xml(typed)
    channel = parsed(rss(feed, URL)).find("channel")
    for name in ("title", "description", "language"):
        assert text(channel, name) == kept
    root = parsed(atom(feed, URL))
    for name in ("title", "subtitle", "author/atom:name"):
        assert text(root, f"atom:{name}") == kept


@settings(derandomize=True, deadline=None)
@given(any_text)
def test_any_photo_url_is_made_one_or_left_out(path: str) -> None:
    for url in (path, "/" + path, "https://cdn.example/" + path, "https://" + path):
        entry = an_entry(photo=Photo(url=url))
        for media in parsed(rss(a_feed(entry), URL)).iter(f"{{{MEDIA}}}content"):
            assert re.fullmatch(r"(?i)https?://[!-~]+", media.get("url"))
            assert not set('<>"{}|\\^`') & set(media.get("url"))


def test_feeds_are_fast() -> None:
    """The budget is 1 s for 100 feeds of 20 entries of 5 KB; a tenth of them here."""
    body = "<p>Ένα κείμενο με <a href='https://news.example/'>link</a> &amp; words.</p>\n" * 65
    feed = a_feed(*(an_entry(number, body=Markup(body)) for number in range(20)))
    start = perf_counter()
    for _ in range(10):
        rss(feed, URL)
    assert perf_counter() - start < 0.5
