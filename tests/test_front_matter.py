"""Front matter from elsewhere drops in: every other name and form that is taken, and what is kept of the rest."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsgen.model.article import Article, Photo
from tests import reads
from tests.reads import Read

DATE = "2022-03-07T10:20:00+02:00"
WANG = "https://pictures.example/wang.jpg"
PUBLISHED = datetime.fromisoformat(DATE)
Reader = Callable[..., Read]
ArticleOf = Callable[..., Article]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Reads YAML front matter with a title and a date before it."""

    def reader(matter: str = "", body: str = "Water rose.", **keys: Any) -> Read:
        return reads.read(tmp_path, f"---\ntitle: Flood\ndate: {DATE}\n{matter}\n---\n{body}\n", **keys)

    return reader


@pytest.fixture
def article(read: Reader) -> ArticleOf:
    def reader(matter: str = "", body: str = "Water rose.", **keys: Any) -> Article:
        return reads.article(read(matter, body, **keys))

    return reader


@pytest.fixture
def undated(tmp_path: Path) -> ArticleOf:
    """Reads an article whose front matter has no `date` of its own."""

    def reader(matter: str = "", source: str = "news/flood.md") -> Article:
        return reads.article(reads.read(tmp_path, f"---\ntitle: Flood\n{matter}\n---\nWater rose.\n", source))

    return reader


def test_our_own_keys_are_read_as_they_are(article: ArticleOf) -> None:
    found = article(
        """slug: volos
subtitle: The river left its bed
summary: In short.
lang: el
type: analysis
authors: [Maria, Yannis]
section: Weather
tags: [Rain, Volos]
must_read: true
noindex: true
contents: false
comments: closed
aliases: [/old/]
canonical: https://elsewhere.example/flood
layout: longread
id: flood-1
updated: 2022-03-07T14:00:00+02:00
expires: 2023-01-01
corrections: [{date: 2022-03-08, text: It was Tuesday.}]"""
    )
    assert (found.slug, found.subtitle, found.summary, found.lang) == (
        "volos",
        "The river left its bed",
        "In short.",
        "el",
    )
    assert (found.type, found.authors, found.section, found.tags) == (
        "analysis",
        ("Maria", "Yannis"),
        "Weather",
        ("Rain", "Volos"),
    )
    assert (found.must_read, found.noindex, found.comments, found.id) == (True, True, "closed", "flood-1")
    assert found.contents is False
    assert (found.aliases, found.canonical, found.layout) == (
        ("/old/",),
        "https://elsewhere.example/flood",
        "longread",
    )
    assert found.updated == datetime.fromisoformat("2022-03-07T14:00:00+02:00")
    assert found.expires == datetime.fromisoformat("2023-01-01T00:00:00+02:00")
    assert [correction.text for correction in found.corrections] == ["It was Tuesday."]


@pytest.mark.parametrize(
    "key", ["must_read", "Must_Read", "MUST-READ", "must-read", "mustRead", "Must Read", "mustread"]
)
def test_keys_are_alike_in_any_case_with_hyphens_underscores_or_in_camel_case(key: str, article: ArticleOf) -> None:
    assert article(f"{key}: true").must_read


@pytest.mark.parametrize("extension", [".md", ".markdown"])
@pytest.mark.parametrize(
    "head",
    [
        '---\ntitle: Flood\ndate: 2022-03-07T10:20:00+02:00\ntags: ["Rain", "Volos"]\ndraft: true\n---\n',
        '+++\ntitle = "Flood"\ndate = 2022-03-07T10:20:00+02:00\ntags = ["Rain", "Volos"]\ndraft = true\n+++\n',
        "Title: Flood\nDate: 2022-03-07 10:20:00+02:00\nTags: Rain,\n  Volos\nStatus: draft\n\n",
    ],
    ids=["yaml", "toml", "pelican"],
)
def test_yaml_toml_and_pelicans_headers_say_the_same(head: str, extension: str, tmp_path: Path) -> None:
    found = reads.article(reads.read(tmp_path, f"{head}Water *rose*.\n", f"news/flood{extension}"))
    assert (found.title, found.published, found.tags, found.draft) == ("Flood", PUBLISHED, ("Rain", "Volos"), True)
    assert found.body.html.strip() == "<p>Water <em>rose</em>.</p>"


@pytest.mark.parametrize(
    "key",
    ["date", "published", "publishDate", "publish_date", "pubdate", "pubDate", "pub_date", "scheduled", "embargo"],
)
def test_the_date_has_many_names(key: str, undated: ArticleOf) -> None:
    assert undated(f"{key}: {DATE}").published == PUBLISHED


@pytest.mark.parametrize(("said", "draft"), [("false", True), ("no", True), ("true", False), ("yes", False)])
def test_published_may_be_a_yes_or_no_instead(said: str, draft: bool, article: ArticleOf) -> None:
    found = article(f"published: {said}")
    assert (found.draft, found.published) == (draft, PUBLISHED)


def test_a_bare_date_is_midnight_in_the_sites_timezone(undated: ArticleOf) -> None:
    found = undated("date: 2022-03-07").published
    assert (found.isoformat(), found.utcoffset()) == ("2022-03-07T00:00:00+02:00", timedelta(hours=2))


@pytest.mark.parametrize(
    ("source", "day", "slug"),
    [
        ("2022-03-07-flood-in-volos.md", "2022-03-07", "flood-in-volos"),
        ("_posts/2022-03-07-flood.markdown", "2022-03-07", "flood"),
        ("news/2022-3-7_flood.md", "2022-03-07", "flood"),
        ("2022/03/07/flood.md", "2022-03-07", "flood"),
        ("news/2022/03/flood.md", "2022-03-01", "flood"),
        ("2022/03/07/flood/index.md", "2022-03-07", "flood"),
        ("2022-03-07-flood/index.md", "2022-03-07", "flood"),
        ("2022/03/2022-03-09-flood.md", "2022-03-09", "flood"),
    ],
)
def test_without_a_date_the_file_name_or_the_path_tells_it(
    source: str, day: str, slug: str, undated: ArticleOf
) -> None:
    found = undated(source=source)
    assert (found.published.isoformat(), found.slug) == (f"{day}T00:00:00+02:00", slug)


@pytest.mark.parametrize(
    ("matter", "source", "day"),
    [
        ("path: 2025/02/20/x", "a.md", "2025-02-20"),
        ("url: /2025/02/20/x/", "news/a.md", "2025-02-20"),
        ("permalink: https://gazette.example/2025/02/x.html", "a.md", "2025-02-01"),
        ("save_as: news/2025-02-20-x/index.html", "a.md", "2025-02-20"),
        ("slug: 2025-02-20-x", "a.md", "2025-02-20"),
        ("url: /2025/02/20/x/", "2025-02-21-a.md", "2025-02-21"),
        ("url: /2025/02/20/x/", "2024/12/a.md", "2025-02-20"),
        ("url: /2025/02/20/x/\npubDate: 2025-02-22", "a.md", "2025-02-22"),
    ],
)
def test_without_a_date_an_old_address_tells_it(matter: str, source: str, day: str, undated: ArticleOf) -> None:
    assert str(undated(matter, source).published.date()) == day


@pytest.mark.parametrize(
    ("matter", "source", "told"),
    [
        ("", "2020-11-31-x.md", "1:1: the date in the file's name does not exist: that month has no day 31"),
        ("", "2020/13/x.md", "1:1: the date in the folders' names does not exist: there is no month 13"),
        (
            "url: /2020/11/31/x/",
            "x.md",
            "3:6: the date in '/2020/11/31/x/' does not exist: that month has no day 31",
        ),
    ],
)
def test_a_day_that_does_not_exist_is_told_as_that(matter: str, source: str, told: str, tmp_path: Path) -> None:
    found = reads.read(tmp_path, f"---\ntitle: Flood\n{matter}\n---\nWater rose.\n", source)
    assert [str(problem).removeprefix(f"content/{source}:").rpartition(" (")[0] for problem in found.problems] == [told]
    assert found.article is None


@pytest.mark.parametrize("key", ["updated", "lastmod", "lastMod", "modified", "last_modified_at", "lastModifiedAt"])
def test_when_it_was_updated_has_many_names(key: str, article: ArticleOf) -> None:
    assert article(f"{key}: 2022-03-08T09:00:00Z").updated == datetime.fromisoformat("2022-03-08T09:00:00Z")


@pytest.mark.parametrize(
    "key", ["expires", "expiryDate", "expirydate", "expiry_date", "unpublishdate", "unpublishDate"]
)
def test_when_it_expires_has_many_names(key: str, article: ArticleOf) -> None:
    assert article(f"{key}: 2022-03-08T09:00:00Z").expires == datetime.fromisoformat("2022-03-08T09:00:00Z")


@pytest.mark.parametrize(
    "matter",
    [
        "authors: [Maria P, Yannis M]",
        "authors: Maria P, Yannis M",
        "author: [Maria P, Yannis M]",
        "author: Maria P, Yannis M",
        "author: Maria P; Yannis M",
        "byline: Maria P; Yannis M",
        "Author: 'Maria P ;Yannis M'",
    ],
)
def test_authors_are_a_list_or_one_text(matter: str, article: ArticleOf) -> None:
    assert article(matter).authors == ("Maria P", "Yannis M")


def test_with_semicolons_an_authors_name_may_hold_a_comma(article: ArticleOf) -> None:
    assert article("author: Papa, Maria; Meli, Yannis").authors == ("Papa, Maria", "Meli, Yannis")


@pytest.mark.parametrize(
    ("matter", "section", "tags"),
    [
        ("section: Weather", "Weather", ()),
        ("category: Weather", "Weather", ()),
        ("category: [Weather, Rain]", "Weather", ("Rain",)),
        ("categories: Weather", "Weather", ()),
        ("categories: [Weather, Rain, Volos]", "Weather", ("Rain", "Volos")),
        ("categories: Weather, Rain", "Weather", ("Rain",)),
        ("categories: [Weather, Rain]\ntags: [Volos]", "Weather", ("Volos", "Rain")),
        ("section: News\ncategories: [Weather, Rain]", "News", ("Weather", "Rain")),
        ("section: News\ntopics: [Rain]", "News", ("Rain",)),
        ("section: News\ntags: Rain, Volos", "News", ("Rain", "Volos")),
        ("section: News\ntags: Rain; Volos", "News", ("Rain", "Volos")),
    ],
)
def test_categories_are_a_section_and_tags(
    matter: str, section: str, tags: tuple[str, ...], article: ArticleOf
) -> None:
    found = article(matter)
    assert (found.section, found.tags) == (section, tags)


def test_zolas_taxonomies_are_read(tmp_path: Path) -> None:
    text = (
        '+++\ntitle = "Flood"\ndate = 2022-03-07\n'
        '[taxonomies]\ntags = ["Rain"]\ncategories = ["Weather", "Volos"]\nauthors = ["Maria P"]\n+++\nRose.'
    )
    found = reads.article(reads.read(tmp_path, text))
    assert (found.section, found.tags, found.authors) == ("Weather", ("Rain", "Volos"), ("Maria P",))


@pytest.mark.parametrize(
    ("source", "section"),
    [
        ("world-news/flood.md", "World news"),
        ("2022/03/flood.md", "News"),
        ("culture/2022/flood.md", "Culture"),
        ("_posts/culture/flood.md", "Culture"),
        ("flood.md", "News"),
    ],
)
def test_without_a_section_its_folder_is_one(source: str, section: str, article: ArticleOf) -> None:
    assert article(source=source).section == section


@pytest.mark.parametrize("key", ["summary", "description", "excerpt", "blurb", "deck"])
def test_the_summary_has_many_names(key: str, article: ArticleOf) -> None:
    assert article(f"{key}: Water rose in Volos.").summary == "Water rose in Volos."


def test_what_stands_before_the_more_mark_is_the_summary(article: ArticleOf) -> None:
    body = "Water **rose** in Volos.\n\n<!--more-->\n\nThen it fell."
    assert article(body=body).summary == "Water rose in Volos."
    assert article("summary: In short.", body).summary == "In short."


def test_a_summary_that_is_html_is_read_as_its_words(article: ArticleOf) -> None:
    assert article("excerpt: '<p>Water &amp; <b>mud</b></p>'").summary == "Water & mud"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("**Water rises**&mdash;in Volos", "Water rises—in Volos"),
        ("Of *one* and ***two***, _Moby Dick_ too", "Of one and two, Moby Dick too"),
        ("See [the map](https://map.example/a_b) now", "See the map now"),
        ("<em>Water</em> and **mud**", "Water and mud"),
        ("5 * 3 * 2, *.py and *.md, a*b*c, f*** off", "5 * 3 * 2, *.py and *.md, a*b*c, f*** off"),
        ("__init__ of snake_case_name", "__init__ of snake_case_name"),
        ("Volos [sic] (Thessaly)", "Volos [sic] (Thessaly)"),
    ],
)
def test_a_summary_in_markdown_is_read_as_its_words(written: str, words: str, article: ArticleOf) -> None:
    assert article(f"summary: '{written}'").summary == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Calm <em>and</em> flexible", "Calm and flexible"),
        ("CO<sub>2</sub> &amp; H<SUB>2</SUB>O", "CO2 & H2O"),
        ("What <b> means", "What <b> means"),
        ("Is a<b or b>c? 5 * 3", "Is a<b or b>c? 5 * 3"),
        ("&lt;b&gt;x&lt;/b&gt;", "<b>x</b>"),
    ],
)
def test_a_title_loses_tags_of_emphasis_alone(written: str, words: str, tmp_path: Path) -> None:
    text = f"---\ndate: 2022-03-07\ntitle: '{written}'\n---\nWater rose.\n"
    assert reads.article(reads.read(tmp_path, text)).title == words


def test_what_is_said_of_a_photo_is_plain_text(article: ArticleOf) -> None:
    photo = article(
        "image: https://a.example/b.jpg\nimage_figcaption: '<a href=\"/x/\">A ship</a> of [the Navy](/y/) &amp; us'"
    ).photo
    assert photo is not None
    assert photo.caption == "A ship of the Navy & us"


@pytest.mark.parametrize(
    ("status", "draft"),
    [("draft", True), ("hidden", True), ("skip", True), ("Draft", True), ("published", False)],
)
def test_a_status_says_whether_it_is_a_draft(status: str, draft: bool, article: ArticleOf) -> None:
    assert article(f"status: {status}").draft is draft


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("slug", "old-name"),
        ("permalink", "/2014/05/old-name/"),
        ("permalink", "old-name.html"),
        ("url", "/old-name"),
        ("url", "https://gazette.example/news/old-name/"),
        ("path", "news/old-name"),
        ("save_as", "news/old-name/index.html"),
        ("save_as", "news/old-name.html"),
    ],
)
def test_an_address_from_elsewhere_gives_the_slug(key: str, written: str, article: ArticleOf) -> None:
    assert article(f"{key}: {written}").slug == "old-name"


@pytest.mark.parametrize("key", ["aliases", "redirect_from", "redirectFrom", "redirectto"])
@pytest.mark.parametrize(
    ("written", "aliases"),
    [
        ("[/old/, /older.html]", ("/old/", "/older.html")),
        ("/old/", ("/old/",)),
        ("old/name", ("/old/name/",)),
    ],
)
def test_old_addresses_are_aliases(key: str, written: str, aliases: tuple[str, ...], article: ArticleOf) -> None:
    assert article(f"{key}: {written}").aliases == aliases


def test_a_template_is_a_layout(article: ArticleOf) -> None:
    assert article("template: longread.html").layout == "longread.html"


@pytest.mark.parametrize(
    "matter",
    [
        "photo: wang.jpg",
        "photo: {src: wang.jpg}",
        "image: wang.jpg",
        "image: {path: wang.jpg}",
        "image: {url: wang.jpg}",
        "cover: {image: wang.jpg}",
        "featured_image: wang.jpg",
        "featuredImage: wang.jpg",
        "previewimage: wang.jpg",
    ],
)
def test_the_photo_has_many_names(matter: str, article: ArticleOf) -> None:
    assert article(matter.replace("wang.jpg", WANG)).photo == Photo(url=WANG)


@pytest.mark.parametrize(
    ("matter", "part"),
    [
        ("photo_credit: Ministry | Flickr", {"credit": "Ministry | Flickr"}),
        ("image_credit: 'PHOTO: Ministry'", {"credit": "Ministry"}),
        ("photo_caption: Mr Wang", {"caption": "Mr Wang"}),
        ("image_caption: Mr Wang", {"caption": "Mr Wang"}),
        ("image_figcaption: Mr Wang", {"caption": "Mr Wang"}),
        ("photo_alt: A man", {"alt": "A man"}),
        ("image_alt: A man", {"alt": "A man"}),
        ("image_description: A man", {"alt": "A man"}),
    ],
)
@pytest.mark.parametrize("name", ["photo", "image", "featured_image"])
def test_a_photos_parts_may_stand_beside_it(name: str, matter: str, part: dict[str, str], article: ArticleOf) -> None:
    assert article(f"{name}: {WANG}\n{matter}").photo == Photo(url=WANG, **part)  # type: ignore[arg-type]


def test_a_cover_brings_its_parts(article: ArticleOf) -> None:
    found = article(f"cover: {{image: {WANG}, alt: A man, caption: Mr Wang, credit: Ministry}}")
    assert found.photo == Photo(url=WANG, alt="A man", caption="Mr Wang", credit="Ministry")


def test_our_own_key_wins_over_its_other_names(article: ArticleOf) -> None:
    found = article("author: Other\nauthors: [Maria]\ndescription: Other.\nsummary: Ours.\npermalink: /x/\nslug: ours")
    assert (found.authors, found.summary, found.slug) == (("Maria",), "Ours.", "ours")


def test_unknown_keys_are_kept_with_their_types_and_warned_of_with_the_nearest_known_name(read: Reader) -> None:
    found = read("breaking_news: true\nmood: calm\nrank: 3\nfirst_seen: 2022-03-01")
    assert found.article is not None
    assert found.article.extra["breaking_news"] is True
    assert (found.article.extra["mood"], found.article.extra["rank"]) == ("calm", 3)
    assert [(p.code, p.severity, p.place.line, p.what, p.fix) for p in found.problems][:2] == [
        ("unknown-key", "warning", 4, "unknown key 'breaking_news'", "did you mean 'breaking'?"),
        ("unknown-key", "warning", 5, "unknown key 'mood'", "layouts find it in article.extra"),
    ]


@pytest.mark.parametrize("container", ["params", "extra", "Params"])
def test_params_and_extra_are_where_own_keys_belong(container: str, article: ArticleOf) -> None:
    assert article(f"{container}: {{mood: calm, stars: 3}}").extra == {"mood": "calm", "stars": 3}


def test_a_toml_table_named_extra_is_kept(tmp_path: Path) -> None:
    text = '+++\ntitle = "Flood"\ndate = 2022-03-07\n[extra]\nmood = "calm"\nstars = 3\n+++\nRose.'
    assert reads.article(reads.read(tmp_path, text)).extra == {"mood": "calm", "stars": 3}


DEFAULTS = [
    {"path": "news/local/**", "values": {"tags": ["Volos"], "author": "Local desk"}},
    {"path": "**", "values": {"author": "The desk", "comments": False, "type": "analysis"}},
    {"path": "news/**", "values": {"section": "News of the day", "author": "News desk"}},
]


@pytest.mark.parametrize(
    ("source", "section", "authors", "tags"),
    [
        ("news/local/flood.md", "News of the day", ("Local desk",), ("Volos",)),
        ("news/flood.md", "News of the day", ("News desk",), ()),
        ("culture/flood.md", "Culture", ("The desk",), ()),
    ],
)
def test_a_specific_folders_defaults_go_before_a_general_ones(
    source: str, section: str, authors: tuple[str, ...], tags: tuple[str, ...], article: ArticleOf
) -> None:
    found = article(source=source, defaults=DEFAULTS)
    assert (found.section, found.authors, found.tags) == (section, authors, tags)
    assert (found.comments, found.type) == ("false", "analysis")


def test_the_article_itself_goes_before_its_folders_defaults(article: ArticleOf) -> None:
    found = article("byline: Maria P\nsection: Weather", source="news/local/flood.md", defaults=DEFAULTS)
    assert (found.authors, found.section, found.tags) == (("Maria P",), "Weather", ("Volos",))


def test_defaults_reach_plain_pages_too(read: Reader) -> None:
    found = read(source="pages/about.md", defaults=[{"path": "pages/**", "values": {"noindex": True}}])
    assert found.page is not None
    assert found.page.noindex
