"""What layouts may ask of cards and of the whole site, and that a page that asks is made again when it changes."""

from __future__ import annotations

import pytest

from tests.sites import Site

FRONT = '{% extends "bundled/front.html" %}{% block main %}|PART|{% endblock %}'
CARDS = "{% for card in latest(5) %}PART;{% endfor %}"
PARTS = {
    "tags of a card": ("{{ card.tags | map(attribute='title') | join(',') }}", "Rain,Volos;Rain;"),
    "urls of tags": ("{{ card.tags[0].url }}", "/tag/rain/;/tag/rain/;"),
    "extra of a card": ("{{ card.extra.get('mood', '') }}", "calm;;"),
    "extra by item": ("{{ card['extra']['mood'] if 'mood' in card['extra'] }}", "calm;;"),
}


@pytest.fixture
def two(site: Site) -> Site:
    """Two articles: the newer one has two tags and a mood."""
    site.article("flood", summary="Wet.", tags="[Rain, Volos]", extra="{mood: calm}", author="Maria P")
    site.article("dam", title="Dam", date="2022-03-06", tags="[Rain]", author="Ann")
    return site


def front(site: Site, part: str) -> str:
    site.write("layouts/front.html", FRONT.replace("PART", part))
    site.built()
    return site.page("/").split("|")[1]


@pytest.mark.parametrize(("part", "shown"), PARTS.values(), ids=PARTS)
def test_a_card_has_its_tags_and_its_extra(part: str, shown: str, two: Site) -> None:
    assert front(two, CARDS.replace("PART", part)) == shown


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("{% for tag in tags() %}{{ tag.title }} {{ tag.url }} {% endfor %}", "Rain /tag/rain/ Volos /tag/volos/ "),
        ("{% for author in authors() %}{{ author.name }} {{ author.url }} {% endfor %}",
         "Ann /author/ann/ Maria P /author/maria-p/ "),
        ('{{ latest(5) | map(attribute="tags") | map("length") | join(",") }}', "2,1"),
        ('{{ latest(5) | map(attribute="extra.mood", default="-") | join(",") }}', "calm,-"),
        ('{% for card in latest(5) | selectattr("tags") %}{{ card.title }};{% endfor %}', "Flood in Volos;Dam;"),
    ],
)  # fmt: skip
def test_layouts_have_lists_of_all(part: str, shown: str, two: Site) -> None:
    assert front(two, part) == shown


def test_a_plain_page_has_its_extra(site: Site) -> None:
    site.article()
    site.write("content/pages/about.md", "---\ntitle: About\nextra: {phone: 123, address: {town: Volos}}\n---\nUs.\n")
    site.write(
        "layouts/plain.html",
        '{% extends "bundled/plain.html" %}'
        "{% block head %}|{{ plain.extra.phone }} {{ plain.extra.address.town }}|{% endblock %}",
    )
    assert [str(problem) for problem in site.built().problems] == []
    assert site.page("/about/").split("|")[1] == "123 Volos"
    site.edit("content/pages/about.md", "Volos", "Athens")
    site.built()
    assert site.page("/about/").split("|")[1] == "123 Athens"


@pytest.mark.parametrize("name", ["__class__", "__init__", "_tags"])
def test_a_card_leads_nowhere_else(name: str, two: Site) -> None:
    two.write("layouts/front.html", FRONT.replace("PART", "{{ latest(1)[0][NAME] }}".replace("NAME", f"'{name}'")))
    assert not two.build().built


def remade(site: Site, part: str, path: str, before: str, after: str) -> tuple[bool, str]:
    """Whether the front page was made again after an edit of a text, and what it shows then."""
    front(site, part)
    site.edit(path, before, after)
    report = site.built()
    return "/" in report.rendered, site.page("/").split("|")[1]


EXTRA = CARDS.replace("PART", "{{ card.extra.get('mood', '') }}")
TAGS = CARDS.replace("PART", "{{ card.tags | map(attribute='title') | join(',') }}")
ALL_TAGS = "{{ tags() | map(attribute='title') | join(',') }}"
ALL_AUTHORS = "{{ authors() | map(attribute='name') | join(',') }}"
EDITS = {
    "extra": (EXTRA, "flood", "calm", "tense", "tense;;"),
    "tags": (TAGS, "flood", "Rain, Volos", "Rain", "Rain;Rain;"),
    "a tag's other spelling": (TAGS, "dam", "[Rain]", "[RAIN]", "RAIN,Volos;RAIN;"),
    "a tag of none": (ALL_TAGS, "flood", ", Volos", "", "Rain"),
    "an author of none": (ALL_AUTHORS, "dam", "author: Ann\n", "", "Maria P"),
    "an author's other name": (ALL_AUTHORS, "dam", "Ann", "Bob", "Bob,Maria P"),
}


@pytest.mark.parametrize(("part", "name", "before", "after", "shown"), EDITS.values(), ids=EDITS)
def test_a_page_that_asks_is_made_again(part: str, name: str, before: str, after: str, shown: str, two: Site) -> None:
    assert remade(two, part, f"content/{name}.md", before, after) == (True, shown)


def test_the_other_spelling_of_a_tag_is_on_the_cards_of_all_old_articles(site: Site) -> None:
    """Which a build need not look at for any other reason."""
    for day in range(1, 6):
        site.article(f"flood-{day}", title=f"Flood {day}", date=f"2022-01-0{day}", tags="[rain]")
    assert front(site, TAGS) == "rain;" * 5
    site.built()
    site.edit("content/flood-1.md", "[rain]", "[Rain]")
    site.built()
    assert site.page("/").split("|")[1] == "Rain;" * 5


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("{{ latest(5) | length }}", "calm", "tense"),
        (EXTRA, "Water rose", "Water fell"),
        ("{{ latest(5) | length }}", "[Rain, Volos]", "[Rain]"),
    ],
)
def test_a_page_that_does_not_ask_stays(part: str, before: str, after: str, two: Site) -> None:
    two.write("layouts/fragments/masthead.html", "")
    assert not remade(two, part, "content/flood.md", before, after)[0]
