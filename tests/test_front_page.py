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
