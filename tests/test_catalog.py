"""The catalog: the questions that pages ask of all articles."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import GroupKind
from newsgen.catalog.visibility import Moment, next_change
from newsgen.model.article import Article, Author, Body, Card, Group, PlainPage
from newsgen.model.config import PhotosConfig
from tests import reads
from tests.catalogs import NOW, article, catalog, entry, ids


def test_the_latest_are_newest_first() -> None:
    found = catalog([article("b", "2022-03-02"), article("c", "2022-03-03"), article("a", "2022-03-01")])
    assert ids(found.latest(2)) == ["c", "b"]
    assert ids(found.latest(9)) == ["c", "b", "a"]
    assert found.latest(0) == ()


def test_of_two_published_at_once_the_order_is_always_the_same() -> None:
    two = [article("a"), article("b")]
    assert ids(catalog(two).latest(2)) == ids(catalog(reversed(two)).latest(2)) == ["b", "a"]


def test_published_is_an_instant_whatever_the_zone() -> None:
    found = catalog([article("east", "2022-03-07T10:00+09:00"), article("west", "2022-03-07T09:00-05:00")])
    assert ids(found.latest(2)) == ["west", "east"]


def test_what_is_left_out_makes_room_for_the_next() -> None:
    found = catalog(article(name, f"2022-03-0{day}") for day, name in enumerate("abcd", 1))
    assert ids(found.latest(2, ("d", "x"))) == ["c", "b"]


def breaking(tmp_path: Path, said: str, ttl: str = "6h") -> Article:
    text = f"---\ntitle: Flood\ndate: 2022-03-08T10:00:00+02:00\nbreaking: {said}\n---\nText.\n"
    return reads.article(reads.read(tmp_path, text, breaking={"ttl": ttl}))


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("true", "2022-03-08T16:00:00+02:00"),
        ("yes", "2022-03-08T16:00:00+02:00"),
        ("{until: 2022-03-08T18:00:00+02:00}", "2022-03-08T18:00:00+02:00"),
        ("{until: 2022-03-08T18:00}", "2022-03-08T18:00:00+02:00"),
    ],
)
def test_breaking_news_has_an_end(said: str, end: str, tmp_path: Path) -> None:
    flood, last = breaking(tmp_path, said), datetime.fromisoformat(end)
    assert ids(catalog([flood], last - timedelta(seconds=1)).breaking()) == [flood.id]
    assert catalog([flood], last).breaking() == ()
    assert not catalog([flood], last).latest(1)[0].breaking


def test_how_long_breaking_lasts_is_configured(tmp_path: Path) -> None:
    flood = breaking(tmp_path, "true", ttl="30m")
    assert flood.breaking_until == flood.published + timedelta(minutes=30)


def test_breaking_lasts_its_hours_when_the_clocks_change(tmp_path: Path) -> None:
    text = "---\ntitle: Flood\ndate: 2022-03-27T00:00\nbreaking: true\n---\nText.\n"
    flood = reads.article(reads.read(tmp_path, text))
    assert flood.breaking_until == datetime(2022, 3, 27, 4, tzinfo=UTC)


def test_what_was_never_breaking_is_not() -> None:
    assert catalog([article()]).breaking() == ()


def test_the_next_change_by_the_clock_is_the_earliest() -> None:
    later = article("later", "2022-03-09T08:00+00:00")
    ending = article("ending", "2022-03-08T06:00+00:00", breaking_until=datetime(2022, 3, 8, 13, tzinfo=UTC))
    change = next_change([entry(later), entry(ending)], Moment(NOW.timestamp()), PhotosConfig())
    assert change is not None
    assert (change.when, change.why) == (datetime(2022, 3, 8, 13, tzinfo=UTC), "'Ending' is no longer breaking")
    after = next_change([entry(later)], Moment(NOW.timestamp()), PhotosConfig())
    assert after is not None
    assert after.why == "'Later' is published"
    old = entry(article("old", "2020-01-01T00:00+00:00"))
    assert next_change([old], Moment(NOW.timestamp()), PhotosConfig()) is None


def test_must_read_is_what_editors_say_newest_first() -> None:
    found = catalog(
        [
            article("a", "2022-03-01", must_read=True),
            article("b", "2022-03-02"),
            article("c", "2022-03-03", must_read=True),
        ]
    )
    assert ids(found.must_read(4)) == ["c", "a"]
    assert ids(found.must_read(1)) == ["c"]
    assert ids(found.must_read(4, ("c",))) == ["a"]


@pytest.fixture
def paper() -> Catalog:
    return catalog(
        [
            article("a", "2022-01-31", section="News", tags=("China",), authors=("Maria P",)),
            article("b", "2022-02-01", section="Culture", tags=("China", "Film"), authors=("Yannis", "Maria P")),
            article("c", "2022-02-28", section="News", tags=("Film",), authors=()),
            article("d", "2022-03-01", section="News", tags=(), authors=("Yannis",)),
        ]
    )


@pytest.mark.parametrize(
    ("kind", "name", "articles"),
    [
        ("section", "news", ["d", "c", "a"]),
        ("section", "culture", ["b"]),
        ("tag", "china", ["b", "a"]),
        ("tag", "film", ["c", "b"]),
        ("author", "maria-p", ["b", "a"]),
        ("author", "yannis", ["d", "b"]),
    ],
)
def test_articles_are_listed_by_section_tag_and_author(
    kind: GroupKind, name: str, articles: list[str], paper: Catalog
) -> None:
    assert ids(paper.listing(kind, name)) == articles
    assert ids(paper.newest_listed(kind, name, 1)) == articles[:1]
    assert paper.listed(kind, name) == len(articles)


def test_a_part_of_a_listing_is_counted_from_the_oldest(paper: Catalog) -> None:
    assert ids(paper.listing("section", "news", 0, 2)) == ["c", "a"]
    assert ids(paper.listing("section", "news", 2, 4)) == ["d"]


def test_articles_are_listed_by_month(paper: Catalog) -> None:
    assert paper.months() == ["2022-03", "2022-02", "2022-01"]
    assert ids(paper.month("2022-02")) == ["c", "b"]
    assert paper.listed("month", "2022-02") == 2


def test_previous_and_next_are_within_the_section(paper: Catalog) -> None:
    assert [card and card.id for card in paper.neighbours("a")] == [None, "c"]
    assert [card and card.id for card in paper.neighbours("c")] == ["a", "d"]
    assert [card and card.id for card in paper.neighbours("d")] == ["c", None]
    assert paper.neighbours("b") == (None, None)


def test_spellings_of_a_tag_are_one_titled_as_its_oldest_article_has_it() -> None:
    found = catalog(
        [
            article("new", "2022-03-03", tags=("CAFÉ Society",)),
            article("old", "2022-03-01", tags=("Café society", "cafe-society")),
            article("middle", "2022-03-02", tags=("cafe society",)),
        ]
    )
    assert found.groups("tag") == [Group("Café society", "cafe-society", "/tag/cafe-society/")]
    assert ids(found.listing("tag", "cafe-society")) == ["new", "middle", "old"]
    assert [tag.title for tag in found.tags("new")] == ["Café society"]
    assert len(found.tags("old")) == 1


def test_a_sections_title_and_description_come_from_the_config() -> None:
    sections = {"news": {"title": "Daily News", "description": "What happened."}}
    (section,) = catalog([article(section="news")], sections=sections).groups("section")
    assert section == Group("Daily News", "news", "/section/news/", "What happened.")


def test_groups_and_authors_are_in_order_of_their_names_in_any_case() -> None:
    found = catalog([article(tags=("film", "Volos", "Zebra", "apple")), article(authors=("yannis", "Anna", "maria"))])
    assert [group.title for group in found.groups("tag")] == ["apple", "film", "Volos", "Zebra"]
    assert [author.name for author in found.authors()] == ["Anna", "maria", "yannis"]


def test_a_card_is_what_other_pages_show() -> None:
    long = "Water rose in the streets of Volos. " * 20
    (card,) = catalog([article("flood", tags=("Rain",), authors=("Maria P",), body=Body(opening=long))]).latest(1)
    assert isinstance(card, Card)
    assert (card.url, card.section.title) == ("/2022/03/flood/", "News")
    assert [author.url for author in card.authors] == ["/author/maria-p/"]
    assert len(card.summary) <= 200
    assert card.summary == "Water rose in the streets of Volos. " * 4 + "Water rose in the streets of Volos."


def test_every_url_is_below_the_sites_path() -> None:
    site = {"title": "x", "url": "https://x.example/paper/"}
    found = catalog([article("flood", tags=("Rain",), authors=("Maria P",))], site=site)
    (card,) = found.latest(1)
    assert card.url == "/paper/2022/03/flood/"
    assert card.section.url == "/paper/section/news/"
    assert card.authors[0].url == "/paper/author/maria-p/"
    assert found.tags("flood")[0].url == "/paper/tag/rain/"


def test_questions_about_what_is_gone_are_answered(paper: Catalog) -> None:
    assert paper.card("gone") is None
    assert paper.article("gone") is None
    assert paper.plain_page("pages/gone.md") is None
    assert paper.group("section", "gone") is None
    assert paper.group("tag", "gone") is None
    assert paper.author("gone") is None
    assert paper.why_related("gone", "a") is None
    assert paper.why_related("a", "gone") is None
    assert paper.link("gone.md", "a.md") is None
    assert paper.read_also("gone", "a.md") is None
    assert paper.related("gone", 5) == ()
    assert paper.tags("gone") == ()
    assert paper.neighbours("gone") == (None, None)
    assert paper.listing("tag", "gone") == ()
    assert paper.listing("tag", "gone", 20, 40) == ()
    assert paper.newest_listed("author", "gone", 5) == ()
    assert paper.listed("section", "gone") == 0
    assert paper.month("1999-01") == ()
    assert paper.listed("month", "1999-01") == 0


def test_an_empty_paper_answers_every_question() -> None:
    empty = catalog([])
    assert (empty.count(), list(empty.entries()), empty.months(), empty.authors()) == (0, [], [], [])
    assert (empty.latest(5), empty.breaking(), empty.must_read(4), empty.recent(9)) == ((), (), (), ())
    assert (empty.groups("section"), empty.groups("tag"), empty.plain_urls()) == ([], [], [])


def test_authors_of_one_slug_are_one() -> None:
    found = catalog([article(authors=("Maria P", "maria p"))])
    assert [author.name for author in found.authors()] == ["Maria P"]
    author = found.author("maria-p")
    assert isinstance(author, Author)
    assert author.url == "/author/maria-p/"


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("pages/about.md", "/about/"),
        ("pages/legal/privacy.md", "/legal/privacy/"),
        ("pages/legal/index.md", "/legal/"),
        ("pages/Legal Matters/privacy.markdown", "/legal-matters/privacy/"),
        ("pages/a/b/index.md", "/a/b/"),
    ],
)
def test_a_plain_page_is_found_where_its_folders_say(source: str, url: str, tmp_path: Path) -> None:
    page = reads.read(tmp_path, "---\ntitle: A page\n---\n", source).page
    assert isinstance(page, PlainPage)
    assert catalog([], plain_pages=[page]).plain_urls() == [(url, False)]


def test_the_news_sitemap_has_two_days_and_nothing_unlisted() -> None:
    found = catalog(
        [
            article("fresh", "2022-03-08T11:00+00:00"),
            article("just", "2022-03-06T12:00:01+00:00"),
            article("over", "2022-03-06T12:00:00+00:00"),
            article("unlisted", "2022-03-08T10:00+00:00", noindex=True),
            article("scheduled", "2022-03-08T13:00+00:00"),
        ]
    )
    assert ids(found.recent(1000)) == ["fresh", "just"]
