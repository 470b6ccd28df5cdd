"""The pages that list all sections, tags, authors and corrections; the ways between pages of a list and of a series."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import html

from tests.sites import CONFIG, Site


@pytest.fixture
def paper(a_site: Callable[..., Site]) -> Site:
    site = a_site("", config=CONFIG + "listing: {per_page: 2}\n")
    for number in range(1, 8):
        matter = {"section": "Sport" if number % 2 else "Εθνικά", "authors": f"[Ann, Bob {number % 2}]"}
        matter["tags"] = "[Rain, Étretat, Ήλιος]" if number == 1 else "[Rain]"
        site.article(f"s{number}", title=f"Story {number}", date=f"2022-03-0{number}", **matter)
    return site


def links(site: Site, path: str, where: str) -> list[tuple[str, str]]:
    page = html.document_fromstring(site.page(path))
    return [(" ".join(each.text_content().split()), each.get("href")) for each in page.xpath(f"//main//{where}")]


def test_all_sections_stand_with_their_newest_stories(paper: Site) -> None:
    paper.built()
    assert links(paper, "/section/", "h2/a") == [("Sport", "/section/sport/"), ("Εθνικά", "/section/ethnika/")]
    stories = [title for title, _ in links(paper, "/section/", "ol[@class='lines']//a")]
    assert stories == ["Story 7", "Story 5", "Story 3", "Story 6", "Story 4", "Story 2"]


def test_all_tags_stand_by_their_first_letters(paper: Site) -> None:
    paper.built()
    assert [title for title, _ in links(paper, "/tag/", "h2")] == ["R", "É", "Ή"]
    found = links(paper, "/tag/", "ul[@class='tags']//a")
    assert found == [("Rain", "/tag/rain/"), ("Étretat", "/tag/etretat/"), ("Ήλιος", "/tag/ilios/")]
    crumbs = html.document_fromstring(paper.page("/tag/rain/")).find_class("breadcrumb")[0]
    assert crumbs.xpath(".//a/@href") == ["/", "/tag/"]


def test_all_authors_stand_with_what_they_do(paper: Site) -> None:
    paper.write("content/authors.yaml", "Ann: {role: Editor}\n")
    paper.built()
    people = html.document_fromstring(paper.page("/author/")).find_class("person")
    found = [" ".join(each.text_content().split()) for each in people]
    assert found == ["Ann Editor", "Bob 0", "Bob 1"]


def test_all_corrections_stand_the_newest_first(paper: Site) -> None:
    paper.built()
    assert "archive/corrections/index.html" not in paper.output()
    assert "/archive/corrections/" not in paper.page("/")
    corrected = "[{text: Undated}, {date: 2022-03-06, text: Later}]"
    paper.article("s1", title="Story 1", date="2022-03-01", corrections=corrected)
    paper.article("s2", title="S", date="2022-03-02", lang="el", corrections="[{date: 2022-03-05, text: Earlier}]")
    paper.built()
    found = html.document_fromstring(paper.page("/archive/corrections/")).find_class("correction")
    assert [each.xpath("string(p[last()])") for each in found] == ["Later", "Earlier", "Undated"]
    assert [each.xpath("string(.//h2/a/@href)") for each in found] == ["/2022/03/s1/", "/2022/03/s2/", "/2022/03/s1/"]
    assert [each.xpath("string(p[last()]/@lang)") for each in found] == ["", "el", ""]
    assert "/archive/corrections/" in paper.page("/")
    paper.edit("content/s2.md", "Earlier", "Rather early")
    paper.built()
    assert "Rather early" in paper.page("/archive/corrections/")
    assert "https://gazette.example/archive/corrections/" in paper.page("/sitemaps/pages.xml")


def test_what_there_is_none_of_has_no_page(a_site: Callable[..., Site]) -> None:
    site = a_site("")
    site.article()
    site.built()
    assert not {"tag/index.html", "author/index.html", "archive/corrections/index.html"} & site.output().keys()
    assert "section/index.html" in site.output()
    assert "/tag/" not in site.page("/")


def test_the_first_page_of_a_list_links_to_all_by_number_and_others_to_their_neighbours(paper: Site) -> None:
    paper.built()
    first = links(paper, "/tag/rain/", "nav[@class='pager']//a")
    assert first == [("2", "/tag/rain/page/2/"), ("3", "/tag/rain/page/1/"), ("Older articles", "/tag/rain/page/2/")]
    assert links(paper, "/tag/rain/page/2/", "nav[@class='pager']//a") == [
        ("Newer articles", "/tag/rain/page/3/"),
        ("Newest articles", "/tag/rain/"),
        ("Older articles", "/tag/rain/page/1/"),
    ]
    assert links(paper, "/tag/rain/page/1/", "nav[@class='pager']//a")[-1] == ("Newest articles", "/tag/rain/")
    (numbers,) = html.document_fromstring(paper.page("/tag/rain/")).find_class("pager-numbers")
    assert numbers.xpath("string(.//*[@aria-current='page'])") == "1"


def test_a_long_list_has_its_first_numbers_and_the_last_one(a_site: Callable[..., Site]) -> None:
    site = a_site("", config=CONFIG + "listing: {per_page: 1}\n")
    for number in range(1, 13):
        site.article(f"s{number}", date=f"2022-02-{number:02}", section="Sport")
    site.built()
    numbers = links(site, "/section/sport/", "ol[@class='pager-numbers']//a")
    assert [number for number, _ in numbers] == ["2", "3", "4", "5", "6", "12"]
    assert numbers[-1][1] == "/section/sport/page/1/"


def test_the_parts_of_a_series_list_each_other(a_site: Callable[..., Site]) -> None:
    site = a_site("")
    site.article("alone", title="Alone", series="The hills", date="2022-02-20")
    for number, written in enumerate(("The river", "[the River, more]", "The  river!")):
        site.article(f"s{number}", title=f"Part {number}", series=written, date=f"2022-02-0{number + 1}")
    site.built()
    assert html.document_fromstring(site.page("/2022/02/alone/")).find_class("series") == []
    (box,) = html.document_fromstring(site.page("/2022/02/s1/")).find_class("series")
    assert " ".join(box.findtext("summary/strong").split()) == "the River"
    assert box.xpath("string(summary/span)") == "Part 2 of 3"
    assert box.xpath(".//a/@href") == ["/2022/02/s0/", "/2022/02/s2/"]
    assert box.xpath("string(.//*[@aria-current])") == "Part 1"
    site.article("s3", title="Part 3", series="The river", date="2022-02-04")
    site.built()
    assert "Part 2 of 4" in site.page("/2022/02/s1/")
