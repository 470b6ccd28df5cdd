"""The front page of blocks: which stories stand in which, and each only once. Writes disk."""

from collections import Counter
from collections.abc import Callable
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from newsgen.model.article import Group
from newsgen.model.home import usual_home
from tests.checks import picture
from tests.newsroom import as_yaml
from tests.sites import CONFIG, Site

SECTIONS = ("World", "Sport", "Culture")
LINKS = "//*[contains(@class, 'card-title') or contains(@class, 'line-title')]/a/@href"
OF = st.sampled_from([{}, {"section": "sport"}, {"tag": "rain"}, {"author": "ann"}, {"section": "none"}])
COUNT = st.fixed_dictionaries({"count": st.integers(1, 9)})
MERGED = st.builds(lambda of, count: of | count, OF, COUNT)
BLOCK = st.one_of(
    st.sampled_from(["1+list", "1+2", "1+4"]).map(lambda shape: {"hero": {"shape": shape}}),
    MERGED.map(lambda strip: {"strip": strip}),
    st.sampled_from([{"opinion": {}}, {"topics": {}}, {"html": {"code": "<hr>"}}]),
    MERGED.map(lambda block: {"lead_and_list": block}),
    COUNT.map(lambda latest: {"latest": latest}),
    COUNT.map(lambda must_read: {"must_read": must_read}),
)


def fill(site: Site, count: int = 24) -> None:
    for number in range(count):
        site.write(
            f"content/s{number}.md",
            f"---\ntitle: Story {number}\ndate: 2022-03-0{1 + number // 9}T0{number % 9}:00\nauthor: Ann\n"
            f"section: {SECTIONS[number % 3]}\ntags: [Rain]\nmust_read: {str(number % 4 == 0).lower()}\n"
            f"type: {'sponsored' if number % 5 == 4 else 'news'}\n---\nWords.\n",
        )


def blocks(site: Site) -> list[list[str]]:
    """The stories of each block of the front page."""
    site.build()
    main = html.fromstring(site.output()["index.html"].decode()).find(".//main")
    assert main is not None
    found = [[href.strip("/").rpartition("/")[2] for href in block.xpath(f".{LINKS}")] for block in main]
    return [block for block in found if block]


@given(home=st.lists(BLOCK, min_size=1, max_size=8))
@settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_no_story_stands_twice_whatever_the_blocks(home: list[object], a_site: Callable[..., Site]) -> None:
    site = a_site("", config=f"{CONFIG}\n{as_yaml({'home': home})}")
    fill(site)
    shown = Counter(chain.from_iterable(blocks(site)))
    assert [story for story, times in shown.items() if times > 1] == []


def test_blocks_stand_in_the_order_of_the_config(a_site: Callable[..., Site]) -> None:
    home = "home:\n- must_read: {count: 1}\n- strip: {section: sport, count: 2}\n- hero: {shape: 1+4}\n"
    site = a_site("", config=f"{CONFIG}\n{home}")
    fill(site)
    assert blocks(site) == [["s20"], ["s22", "s19"], ["s23", "s21", "s18", "s17", "s16"]]


@pytest.mark.parametrize("count", [0, 1, 3, 9])
def test_the_usual_front_page_shows_each_story_once(count: int, site: Site) -> None:
    fill(site, count)
    shown = Counter(chain.from_iterable(blocks(site)))
    assert set(shown.values()) <= {1}
    assert len(shown) == count


def test_what_is_sponsored_leads_nothing(a_site: Callable[..., Site]) -> None:
    site = a_site("", config=f"{CONFIG}\nhome:\n- lead_and_list: {{section: world, count: 3}}\n- latest: {{}}\n")
    fill(site, 9)
    site.write("content/ad.md", "---\ntitle: Ad\ndate: 2022-03-07T09:00\nsection: World\ntype: sponsored\n---\nBuy.\n")
    first, latest = blocks(site)
    assert first[-1] == "ad"
    assert "ad" not in latest


def test_opinion_has_the_portrait_and_the_name_of_who_writes(a_site: Callable[..., Site]) -> None:
    site = a_site("", config=f"{CONFIG}\nhome: [opinion: {{count: 2}}]\n")
    fill(site, 6)
    site.write("content/authors.yaml", "ann: {name: Ann, photo: ann.jpg}\n")
    site.write("content/ann.jpg", picture(width=300, height=300))
    for name in ("dam", "port"):
        site.write(
            f"content/{name}.md", f"---\ntitle: {name}\ndate: 2022-03-01\nauthor: Ann\ntype: opinion\n---\nSo.\n"
        )
    assert sorted(chain.from_iterable(blocks(site))) == ["dam", "port"]
    page = site.output()["index.html"].decode()
    assert page.count('<p class="kicker"><a href="/author/ann/">Ann</a></p>') == 2
    assert 'srcset="/assets/ann.' in page


def test_topics_are_those_that_are_named_or_the_most_frequent(a_site: Callable[..., Site]) -> None:
    site = a_site("", config=f"{CONFIG}\nhome:\n- topics: {{tags: [dam]}}\n- topics: {{count: 2}}\n")
    for number, tags in enumerate(["[Dam, Rain]", "[Rain, Port]", "[Rain, Port]"]):
        site.article(f"a{number}", title=f"Story {number}", tags=tags)
    site.build()
    page = html.fromstring(site.output()["index.html"].decode())
    found = [topics.xpath(".//li//text()") for topics in page.xpath("//nav[contains(@class, 'topics')]")]
    assert found == [["Dam"], ["Rain", "Port"]]


def test_a_newsletter_is_a_form_of_the_service(a_site: Callable[..., Site]) -> None:
    site = a_site("", config=f"{CONFIG}\nhome: [newsletter: {{endpoint: 'https://two.example/n', field: address}}]\n")
    site.build()
    (form,) = html.fromstring(site.output()["index.html"].decode()).xpath("//form")
    assert (form.get("action"), form.get("method")) == ("https://two.example/n", "post")
    assert form.xpath(".//input[@type='email']/@name") == ["address"]


@pytest.mark.parametrize(
    ("home", "told"),
    [
        ("{latest: {}, hero: {}}", "'home': block 1 is hero and latest (give each block a list item of its own"),
        ("{}", "'home': block 1 is none (give each"),
        (
            "strip: {section: wrld}",
            "'home': block 1 is of the section 'wrld', which has no articles (did you mean 'world'?",
        ),
    ],
)
def test_what_is_wrong_with_a_block_is_told(home: str, told: str, a_site: Callable[..., Site]) -> None:
    site = a_site("", config=f"{CONFIG}\nhome: [{home}]\n")
    fill(site, 3)
    (problem,) = site.problems()
    assert problem.startswith(f"config.yaml:1:1: {told}")


def test_three_kinds_of_block_are_usual() -> None:
    sections = [Group(title=name, slug=name.lower(), url=f"/{name.lower()}/") for name in SECTIONS]
    assert {block.kind for block in usual_home(sections)} == {"hero", "latest", "lead_and_list", "strip", "must_read"}


PLACED = {"old": {"pin": "front"}, "older": {"pin": "{until: 2022-03-08T15:00}"}, "oldest": {"weight": "2"}}


def placed(site: Site) -> None:
    fill(site, 12)
    for number, (name, matter) in enumerate(PLACED.items()):
        site.article(name, title=name.title(), date=f"2022-02-0{9 - number}", section="Sport", **matter)


def test_what_is_pinned_leads_until_its_end_then_come_weights(a_site: Callable[..., Site]) -> None:
    home = "[hero: {}, strip: {section: sport, count: 2}, latest: {count: 3}]"
    site = a_site("", config=f"{CONFIG}\nhome: {home}\n")
    placed(site)
    first, second, third = blocks(site)
    assert first == ["old", "older", "oldest"]
    assert second == ["s10", "s7"]
    assert third == ["s11", "s8", "s6"]
    assert site.next_change("12:00") == ("2022-03-08T13:00", "'Older' is no longer on top of the front page")
    site.write("content/oldest.md", "---\ntitle: O\ndate: 2022-02-07\nsection: Sport\nweight: 2\npin: front\n---\nX\n")
    site.write("content/s3.md", "---\ntitle: S\ndate: 2022-03-01\nsection: Culture\nweight: -1\n---\nX\n")
    assert blocks(site)[0] == ["oldest", "old", "older"]
    site.edit("content/oldest.md", "pin: front", "pin: false")
    assert [blocks(site)[0], blocks(site)[1]] == [["old", "older", "s3"], ["oldest", "s10"]]


def test_a_weight_counts_in_blocks_of_its_section_tag_and_author(a_site: Callable[..., Site]) -> None:
    home = "[strip: {tag: dam, count: 2}, lead_and_list: {author: bob, count: 2}, strip: {section: world, count: 2}]"
    site = a_site("", config=f"{CONFIG}\nhome: {home}\n")
    for number in range(6):
        matter = {"weight": str(number % 2 and number), "tags": "[Dam]" if number < 3 else "[Rain]"}
        author = "Bob" if number > 2 else "Ann"
        site.article(f"s{number}", title=f"S {number}", date=f"2022-03-0{number + 1}", authors=author, **matter)
    assert blocks(site)[:2] == [["s1", "s2"], ["s3", "s5"]]


def test_what_was_paid_for_is_not_put_before_others(a_site: Callable[..., Site]) -> None:
    site = a_site("", config=f"{CONFIG}\nhome: [hero: {{}}]\n")
    fill(site, 6)
    site.article("paid", type="sponsored", pin="front", weight="1", date="2022-02-01")
    told = [line for line in site.problems() if "paid.md" in line]
    assert [line.partition(": ")[2].partition(" (")[0] for line in told] == [
        "'pin': a sponsored article can't be put before others",
        "'weight': a sponsored article can't be put before others",
    ]
    assert "paid" not in blocks(site)[0]


def test_breaking_news_has_a_block_while_it_is_that(a_site: Callable[..., Site]) -> None:
    site = a_site("", config=f"{CONFIG}\nhome: [breaking: {{count: 2}}, latest: {{count: 2}}]\n")
    fill(site, 4)
    site.article("now", title="Now", breaking="{until: 2022-03-09}", date="2022-03-08T10:00")
    assert blocks(site) == [["now"], ["s3", "s2"]]
    site.write("content/now.md", "---\ntitle: Now\ndate: 2022-03-08T10:00\n---\nX\n")
    assert blocks(site) == [["now", "s3"]]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("{}", "cards columns-4 shape-3-2"),
        ("{columns: 2, pictures: beside, shape: '16:9'}", "cards columns-2 shape-16-9 pictures-beside"),
        ("{pictures: none, shape: '1:1'}", "cards columns-4 shape-1-1"),
    ],
)
def test_a_strip_has_its_pictures_where_it_wants_them(
    settings: str, expected: str, a_site: Callable[..., Site]
) -> None:
    site = a_site("", config=f"{CONFIG}\nhome: [strip: {settings}]\n")
    site.write("content/p.jpg", picture(600, 400))
    site.article(photo="{src: p.jpg, alt: A}")
    site.built()
    (cards,) = html.fromstring(site.page("/")).xpath("//section[contains(@class, 'strip')]/div")
    assert cards.get("class") == expected
    assert len(cards.xpath(".//img")) == ("none" not in settings)


def test_blocks_may_stand_in_a_file_of_their_own(a_site: Callable[..., Site]) -> None:
    site = a_site("")
    fill(site, 6)
    site.write("layouts/home.yaml", "home:\n- latest: {count: 2}\n- strip: {section: sport, count: 1}\n")
    assert blocks(site) == [["s5", "s3"], ["s4"]]
    site.write("layouts/home.yaml", "home:\n- latest: {count: 1}\n")
    assert blocks(site) == [["s5"]]
    site.write("config.yaml", f"{CONFIG}\nhome: [latest: {{count: 3}}]\n")
    assert blocks(site) == [["s5", "s3", "s2"]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("home:\n- latest: {cuont: 2}\n", "layouts/home.yaml:2:"),
        ("- latest: {}\n", "layouts/home.yaml:1:1: the file is not a list of keys"),
        ("hme: []\n", "layouts/home.yaml:1:1: unknown key 'hme' (write `home:` alone)"),
        ("home: [\n", "layouts/home.yaml:"),
    ],
)
def test_what_is_wrong_in_that_file_is_told_there(text: str, told: str, a_site: Callable[..., Site]) -> None:
    site = a_site("")
    site.write("layouts/home.yaml", text)
    (problem,) = site.problems()
    assert problem.startswith(told)


def test_other_blocks_are_a_change_of_the_front_page_alone(a_site: Callable[..., Site]) -> None:
    site = a_site("", config=f"{CONFIG}\nhome: [latest: {{}}]\n")
    fill(site, 6)
    site.built()
    site.edit("config.yaml", "latest: {}", "hero: {}")
    report = site.built()
    assert [page.url for page in report.made] == ["/"]
    assert len(blocks(site)[0]) == 3
