"""Each rule of `newsgen check`: an article that breaks it, and one that doesn't."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from shutil import copy, copytree
from time import perf_counter

import pytest
from msgspec import Struct

from newsgen.check import Wanted
from newsgen.check.rules import OF_ARTICLES, OF_TEXTS, OF_THE_SITE
from newsgen.site.starting import start
from tests.broken_articles import BROKEN
from tests.broken_articles import CONFIG as BROKEN_CONFIG
from tests.checks import exif, picture, put, said
from tests.conftest import shared
from tests.documents import ROOT
from tests.sites import CONFIG, Site

WORDS = " ".join(f"word{number}" for number in range(80))
OTHERS = " ".join(f"other{number}" for number in range(80))


def art(body: str = "Water rose.", **matter: str) -> str:
    """An article that no rule complains of, but for what is told here."""
    lines = {"title": "Flood in Volos", "date": "2022-03-07T10:20:00+02:00"} | matter
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items() if value) + f"---\n{body}\n"


def with_photo(says: str = "alt: A street, credit: Maria P", **saved: object) -> dict[str, str | bytes]:
    return {"content/flood.md": art(photo=f"{{src: flood.jpg, {says}}}"), "content/flood.jpg": picture(**saved)}  # type: ignore[arg-type]


class Case(Struct):
    """rule: its name. bad: files of a site that breaks it; said: all that is said of it; good: of one that doesn't."""

    rule: str
    code: str
    bad: dict[str, str | bytes]
    said: list[str]
    good: dict[str, str | bytes]


def one(bad: str, good: str) -> tuple[dict[str, str | bytes], dict[str, str | bytes]]:
    return {"content/flood.md": bad}, {"content/flood.md": good}


def case(rule: str, code: str, bad: str, told: str | list[str], good: str) -> Case:
    """Of one article. told: from the line on, without the file."""
    lines = [f"warning {code} content/flood.md:{line}" for line in ([told] if isinstance(told, str) else told)]
    return Case(rule, code, {"content/flood.md": bad}, lines, {"content/flood.md": good})


CASES = [
    case(
        "long_headline",
        "long-headline",
        art(title="x" * 111),
        "2:8: the headline has 111 characters; search results and cards cut it (shorten it to 110)",
        art(title="x" * 110),
    ),
    case(
        "shouting",
        "shouting",
        art(title="FLOOD WATER RISES HIGHER"),
        "2:8: the headline is all in capitals (write it as a sentence)",
        art(title="NATO, UNESCO, WHO"),
    ),
    case(
        "breaking_word",
        "breaking-word",
        art(title='"BREAKING: Flood in Volos"'),
        "2:8: the headline starts with 'BREAKING:'; it stays there when the news is old"
        " (take it out and say `breaking: true` (--fix does))",
        art(title="Breaking bread in Volos", breaking="true"),
    ),
    case(
        "missing_summary",
        "missing-summary",
        art(WORDS),
        "2:8: there is no summary; cards and search engines get the text's first words (add `summary: ...`)",
        art(f"Rain.\n\n<!--more-->\n\n{WORDS}"),
    ),
    Case(
        "photo_credit",
        "photo-credit",
        with_photo("alt: A street", exif=exif(artist="Maria P")),
        ["warning photo-credit content/flood.md:4:8: the photo has no credit (its own file says 'Maria P')"],
        with_photo(),
    ),
    Case(
        "photo_conflict",
        "photo-conflict",
        with_photo("alt: A street, credit: Photo by Nikos K", exif=exif(artist="Maria Papa")),
        [
            "warning photo-conflict content/flood.md:4:48: the credit 'Photo by Nikos K' names nobody whom the photo's"
            " own file names: 'Maria Papa' (mend the credit, or the file's metadata)"
        ],
        with_photo("alt: A street, credit: 'M. PAPA | Gazette'", exif=exif(artist="Maria Papa")),
    ),
    Case(
        "photo_alt",
        "photo-alt",
        with_photo("credit: Maria P"),
        [
            "warning photo-alt content/flood.md:4:8: the photo has no alternative text"
            " (add `alt:`: what it shows, for who can't see it)"
        ],
        with_photo(),
    ),
    Case(
        "small_photo",
        "small-photo",
        with_photo(width=599),
        [
            "warning small-photo content/flood.md:4:8: the photo has 599 x 675 pixels, too few for a large card"
            " (take one of 600 x 315 or more)"
        ],
        with_photo(width=600, height=315),
    ),
    Case(
        "picture_alt",
        "photo-alt",
        {
            "content/flood.md": art("![A *street*](flood.jpg)\n\nText. ![](flood.jpg)\n\n<img src='flood.jpg'>"),
            "content/flood.jpg": picture(),
        },
        [
            "warning photo-alt content/flood.md:7:7: 2 pictures in the text have no alternative text"
            " (![what it shows](...))",
        ],
        {"content/flood.md": art("![A street](flood.jpg)"), "content/flood.jpg": picture()},
    ),
    case(
        "date_order",
        "date-order",
        art(updated="2022-03-07T09:00:00+02:00"),
        "4:10: 'updated' is before the date of publication (put it right, or remove it)",
        art(updated="2022-03-07T11:00:00+02:00", expires="2022-04-01"),
    ),
    case(
        "never_seen",
        "date-order",
        art(expires="2022-03-07T10:20:00+02:00"),
        "4:10: 'expires' is not after the date of publication: no one will ever see this (put it right, or remove it)",
        art(expires="2022-03-09"),
    ),
    case(
        "breaking_time",
        "breaking-time",
        art(breaking="{until: 2022-03-07T10:00:00+02:00}"),
        "4:19: this breaking news is over before it is published (put `until` right, or remove `breaking`)",
        art(breaking="{until: 2022-03-07T18:00:00+02:00}"),
    ),
    case(
        "breaking_time",
        "breaking-time",
        art(breaking="{until: 2022-03-12T18:00:00+02:00}"),
        "4:19: this is breaking news for 5 days (a few hours are usual)",
        art(breaking="true"),
    ),
    case(
        "correction_date",
        "correction-date",
        art(corrections="[{text: It was Tuesday.}]"),
        "4:15: this correction doesn't say when it was made (add `date:` to it)",
        art(corrections="[{text: It was Tuesday., date: 2022-03-08}]"),
    ),
    case(
        "heading_levels",
        "heading-levels",
        art("## The *old* town\n\nThe port’s end.\n\n#### The port’s end\n\nText.\n\n# All of it"),
        [
            "9:6: the heading 'The port’s end' is of level 4, below one of level 2 (write it with ###)",
            "13:3: the heading 'All of it' is of level 1, which is the headline's own (begin with ##)",
        ],
        art("### The old town\n\n#### The port\n\n## All of it\n\n```\n# no heading\n```"),
    ),
    case(
        "link_text",
        "link-text",
        art("Of the port [click here](https://one.example/).\n\nThe report is [here](https://two.example/)."),
        [
            "5:13: the link 'click here' doesn't say where it leads (name what is there)",
            "7:15: the link 'here' doesn't say where it leads (name what is there)",
        ],
        art("Here is [the report](https://two.example/) on the port."),
    ),
    Case(
        "duplicate_headlines",
        "duplicate-headline",
        {"content/flood.md": art(), "content/again.md": art(date="2022-03-08", title="Flood  in VOLOS", slug="again")},
        [
            "warning duplicate-headline content/again.md:2:8: the headline is also that of content/flood.md"
            " (tell what is new in this one)"
        ],
        {"content/flood.md": art(), "content/again.md": art(date="2022-01-08")},
    ),
    Case(
        "duplicate_texts",
        "duplicate-text",
        {
            "content/flood.md": art(f"Water rose.\n\n{WORDS}", summary="Rain."),
            "content/again.md": art(f"{WORDS} It rose.", date="2022-01-08", title="Water", summary="Rain."),
        },
        [
            "warning duplicate-text content/flood.md:6:1: about 95% of the text is also in content/again.md"
            " (remove one, or say `canonical: ...`)"
        ],
        {
            "content/flood.md": art(f"{WORDS} {OTHERS}", summary="Rain."),
            "content/again.md": art(f"{OTHERS}", date="2022-01-08", title="Water", summary="Rain."),
        },
    ),
    Case(
        "tag_variants",
        "tag-variant",
        {
            **{f"content/{day}.md": art(title=f"Day {day}", tags="[Ukraine]") for day in range(5)},
            "content/case.md": art(title="Case", tags="[Rain, ukraine]"),
            "content/slip.md": art(title="Slip", tags="\n  - Rain\n  - Ukrain"),
        },
        [
            "warning tag-variant content/case.md:4:14: the tag 'ukraine' is written 'Ukraine' in 5 articles"
            " (write it so too (--fix does))",
            "warning tag-variant content/slip.md:6:5: the tag 'Ukrain' is written 'Ukraine' in 6 articles"
            " (did you mean 'Ukraine'?)",
        ],
        {
            **{
                f"content/{day}.md": art(title=f"Day {day}", tags="[Zambia, Election, Budget 2021, Iran]")
                for day in range(9)
            },
            "content/true.md": art(title="True", tags="[Gambia, Elections, Budget 2022, Iraq]"),
        },
    ),
    case(
        "far_dates",
        "far-date",
        art(date="2062-03-07"),
        "3:7: the date, 2062-03-07, is 14608 days ahead (if it is meant, write it as `scheduled:`)",
        art(date="", scheduled="2062-03-07"),
    ),
    case(
        "orphan_aliases",
        "orphan-alias",
        art(aliases="[/old/, /2022/03/flood/]"),
        "4:18: the alias '/2022/03/flood/' is the article's own url (remove it)",
        art(aliases="[/old/]"),
    ),
    case(
        "orphan_aliases",
        "orphan-alias",
        art(expires="2022-03-08", aliases="[/old/]"),
        "5:10: the article has expired, and '/old/' with it (let another article have the alias)",
        art(expires="2022-03-09", aliases="[/old/]"),
    ),
    Case(
        "unused_photos",
        "unused-photo",
        {"content/flood.md": art(), "content/photos/old.jpg": picture(), "content/table.csv": "a,b"},
        ["warning unused-photo content/photos/old.jpg:1:1: no article shows this picture (remove it, or show it)"],
        {"content/flood.md": art("![A street](photos/old.jpg)", draft="true"), "content/photos/old.jpg": picture()},
    ),
    case(
        "insecure_links",
        "insecure-link",
        art("See [the report](http://one.example/) and [the map](http://two.example/)."),
        "5:18: the link 'http://one.example/', and 1 more is not https (most sites have it: try https://)",
        art("See [the report](http://one.example/).", date="2021-03-01"),
    ),
    Case(
        "expired_rights",
        "photo-rights",
        with_photo("alt: A street, credit: Maria P, rights_until: 2022-03-08"),
        [
            "warning photo-rights content/flood.md:4:8: the right to show this photo ended on 2022-03-08"
            " (take another photo, or renew it)"
        ],
        with_photo("alt: A street, credit: Maria P, rights_until: 2022-03-09"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.code}")
def test_a_rule_says_what_is_wrong_and_where(case: Case, site: Site) -> None:
    put(site, case.bad)
    assert said(site, case.code) == case.said


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.code}")
def test_a_rule_lets_be_what_is_right(case: Case, site: Site) -> None:
    put(site, case.good)
    assert said(site) == []


def test_every_rule_has_a_case() -> None:
    assert {rule.__name__ for rule in (*OF_ARTICLES, *OF_TEXTS, *OF_THE_SITE)} == {case.rule for case in CASES}


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_rules_know_the_html_of_either_engine(engine: str, a_site: Callable[..., Site]) -> None:
    body = "## Town\n\n#### Port\n\n[Here](https://one.example/) ![](flood.jpg)"
    site = a_site("", config=CONFIG.replace("engine: commonmark", f"engine: {engine}"))
    put(site, {"content/flood.md": art(body), "content/flood.jpg": picture()})
    assert [line.split()[1] for line in said(site)] == ["heading-levels", "link-text", "photo-alt"]


def test_all_that_a_photos_file_names_may_be_its_credit(site: Site) -> None:
    """The IPTC's reference photo has its names in IIM and in XMP."""
    photo = shared("fixtures/images/IPTC-PhotometadataRef-Std2021.1.jpg")
    site.write("content/flood.jpg", photo.read_bytes())
    for credit in ("Creator1", "Source", "Credit Line"):
        site.write("content/flood.md", art(photo=f"{{src: flood.jpg, alt: A street, credit: {credit}}}"))
        assert said(site, "photo-conflict") == []
    site.edit("content/flood.md", "credit: Credit Line", "caption: None")
    assert said(site) == [
        "warning photo-credit content/flood.md:4:8: the photo has no credit"
        " (its own file says 'Credit Line (ref2021.1) | Source (ref2021.1)')"
    ]


@pytest.mark.parametrize(
    ("caption", "codes"),
    [
        ("The old town. Photo by Maria P", []),
        ("The old town (image courtesy of the port)", []),
        ("© Gazette", []),
        ("The photo that won", ["photo-credit"]),
    ],
)
def test_a_credit_may_stand_in_the_caption(caption: str, codes: list[str], site: Site) -> None:
    put(site, with_photo(f"alt: A street, caption: '{caption}'"))
    assert [line.split()[1] for line in said(site)] == codes


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">
<dc:creator><rdf:Seq><rdf:li>Eleni Karavia</rdf:li></rdf:Seq></dc:creator></rdf:Description>
<rdf:Description photoshop:Credit="Lantern" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"/>
</rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize(("credit", "codes"), [("E. Karavia", []), ("The Lantern", []), ("Nikos", ["photo-conflict"])])
def test_names_in_xmp_alone_count(credit: str, codes: list[str], site: Site) -> None:
    put(site, with_photo(f"alt: A street, credit: {credit}", xmp=XMP.encode()))
    assert [line.split()[1] for line in said(site)] == codes


def test_a_damaged_or_hostile_picture_names_nobody(site: Site) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"a" * 100 + b'">]><x:xmpmeta>&a;</x:xmpmeta>'
    put(site, with_photo("alt: A street", xmp=bomb))
    assert [line.partition("(")[2] for line in said(site, "photo-credit")] == ["add `credit:` to the photo)"]


def test_a_picture_that_is_replaced_is_looked_at_again(site: Site) -> None:
    put(site, with_photo())
    assert said(site) == []
    site.write("content/flood.jpg", picture(exif=exif(artist="Nikos Kala")))
    assert [line.split()[1] for line in said(site)] == ["photo-conflict"]


def test_what_has_expired_is_not_read_for_mistakes_any_more(site: Site) -> None:
    site.article(title="FLOOD WATER RISES HIGHER", expires="2022-03-08")
    assert said(site) == []


def test_drafts_are_checked_where_that_is_wanted(site: Site) -> None:
    site.article(title="FLOOD WATER RISES HIGHER", draft="true")
    assert said(site) == []
    assert [line.split()[1] for line in said(site, drafts=True)] == ["shouting"]


def test_what_is_scheduled_is_checked_before_readers_see_it(site: Site) -> None:
    site.article(title="FLOOD WATER RISES HIGHER", date="2022-03-09")
    assert [line.split()[1] for line in said(site)] == ["shouting"]


@pytest.fixture
def paper(tmp_path: Path) -> Site:
    """A site for which there are no files yet."""
    paper = Site.__new__(Site)
    paper.folder = tmp_path / "paper"
    return paper


def test_the_sample_newspaper_has_nothing_to_mend(paper: Site) -> None:
    for part in ("content", "assets"):
        copytree(ROOT / part, paper.folder / part)
    copy(ROOT / "config.yaml", paper.folder)
    assert said(paper, now=datetime.fromisoformat("2026-11-24T15:00+02:00")) == []


def test_a_new_site_has_nothing_to_mend(paper: Site) -> None:
    start(paper.folder)
    assert said(paper, now=datetime.fromisoformat("2026-11-24T15:00+02:00")) == []


# Texts of strangers


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_article_breaks_no_check(name: str, site: Site) -> None:
    content, told = BROKEN[name]
    site.write("config.yaml", BROKEN_CONFIG)
    site.write("content/news/flood.md", content)
    assert {line.split()[1] for line in told} <= {line.split()[1] for line in said(site)}


NAUGHTY = json.loads(shared("fixtures/naughty-strings/blns.json").read_text())


def test_naughty_strings_break_no_check(site: Site) -> None:
    for number, text in enumerate(NAUGHTY):
        quoted = json.dumps(text)
        site.write(
            f"content/{number}.md",
            f"---\ntitle: {quoted}\ndate: 2022-03-07\ntags: [{quoted}]\naliases: [{quoted}]\n"
            f"photo: {{src: flood.jpg, alt: {quoted}, credit: {quoted}}}\n"
            f"---\n# {text}\n\n[{text}]({text})\n\n{text}\n",
        )
    site.write("content/flood.jpg", picture(exif=exif(artist="Maria Papa")))
    said(site, wanted=Wanted(fix=True))


HOSTILE = {
    "pictures that never end": "<img " * 80_000,
    "open headings": "<h1>" * 50_000,
    "many headings": "# a\n\n" * 60_000,
    "many links": "[here](https://one.example/) " * 8_000,
    "many links elsewhere": " ".join(f"[it](https://{number}.example/)" for number in range(12_000, 0, -1)),
    "open brackets": "![" * 100_000,
    "one word": "a" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nobodys_text_stalls_a_check(name: str, site: Site) -> None:
    """Reading it is the build's work, and has a time limit of its own."""
    site.article(body=HOSTILE[name])
    said(site)
    (site.folder / ".newsgen" / "check" / "notes.msgpack").unlink()
    started = perf_counter()
    said(site)
    assert perf_counter() - started < 8


def test_of_one_rule_a_text_has_twenty_problems_at_most(site: Site) -> None:
    site.article(body="[here](https://one.example/) " * 30)
    assert len(said(site, "link-text")) == 20


def test_a_thousand_tags_that_look_alike_stall_no_check(site: Site) -> None:
    tags = ", ".join(f"volos{chr(number)}" for number in range(0x4E00, 0x4E00 + 5000))
    site.article(tags=f"[{tags}]")
    started = perf_counter()
    said(site)
    assert perf_counter() - started < 8


def test_a_note_that_is_written_before_its_mention_has_its_place(a_site: Callable[..., Site]) -> None:
    """In the page it stands at the end."""
    site = a_site("", config=CONFIG.replace("engine: commonmark", "engine: markdown"))
    site.article(body="[^1]: See [here](https://one.example/).\n\nIt rose[^1], [more](https://two.example/).")
    assert [line.split()[2] for line in said(site, "link-text")] == [
        "content/flood.md:5:11:",
        "content/flood.md:7:14:",
    ]
