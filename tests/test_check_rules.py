"""The rules of `newsgen check`: what they let be, and where they look twice."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from shutil import copy, copytree
from time import perf_counter

import pytest
from msgspec import Struct

from newsgen.check import CheckOptions
from newsgen.check.rules import ARTICLE_RULES, SITE_RULES, TEXT_RULES
from newsgen.cli.init_command import start
from tests.checks import exif, picture, put, said
from tests.conftest import shared
from tests.documents import ROOT
from tests.sites import CONFIG, Site
from tests.test_messages import CASES

WORDS = " ".join(f"word{number}" for number in range(80))
OTHERS = " ".join(f"other{number}" for number in range(80))


def art(body: str = "Water rose.", **matter: str) -> str:
    """An article that no rule complains of, but for what is told here."""
    lines = {"title": "Flood in Volos", "date": "2022-03-07T10:20:00+02:00"} | matter
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items() if value) + f"---\n{body}\n"


def with_photo(says: str = "alt: A street, credit: Maria P", **saved: object) -> dict[str, str | bytes]:
    return {"content/flood.md": art(photo=f"{{src: flood.jpg, {says}}}"), "content/flood.jpg": picture(**saved)}  # type: ignore[arg-type]


class Right(Struct):
    """A site of which a rule says nothing, though it comes near. rule: its name; code: of what it would say."""

    rule: str
    code: str
    files: dict[str, str | bytes]


def right(rule: str, code: str, article: str) -> Right:
    return Right(rule, code, {"content/flood.md": article})


RIGHT = [
    right("long_headline", "long-headline", art(title="x" * 110)),
    right("shouting", "shouting", art(title="NATO, UNESCO, WHO")),
    right("breaking_word", "breaking-word", art(title="Breaking bread in Volos", breaking="true")),
    right("missing_summary", "missing-summary", art(f"Rain.\n\n<!--more-->\n\n{WORDS}")),
    Right("photo_credit", "photo-credit", with_photo()),
    Right(
        "photo_conflict",
        "photo-conflict",
        with_photo("alt: A street, credit: 'M. PAPA | Gazette'", exif=exif(artist="Maria Papa")),
    ),
    Right("photo_alt", "photo-alt", with_photo()),
    Right("photo_location", "photo-location", with_photo(exif=exif(artist="Maria P"))),
    Right("photo_too_large", "photo-too-large", with_photo()),
    Right("small_photo", "small-photo", with_photo(width=800, height=315)),
    Right(
        "picture_alt",
        "photo-alt",
        {"content/flood.md": art("![A street](flood.jpg)"), "content/flood.jpg": picture()},
    ),
    Right(
        "file_date",
        "file-date",
        {
            "content/2022-03-01-flood.md": art(),
            "content/2022-01-01-dam.md": art(title="The dam holds", date="2022-01-05", embargo="2022-03-05"),
        },
    ),
    right("date_order", "date-order", art(updated="2022-03-07T11:00:00+02:00", expires="2022-04-01")),
    right("never_seen", "date-order", art(expires="2022-03-09")),
    right("updates_to_come", "date-order", art(updated="2022-03-08")),
    right("joint_sections", "section-variant", art(section='"Arts, Culture"')),
    right("breaking_time", "breaking-time", art(breaking="{until: 2022-03-07T18:00:00+02:00}")),
    right("correction_date", "correction-date", art(corrections="[{text: It was Tuesday., date: 2022-03-08}]")),
    right(
        "heading_levels",
        "heading-levels",
        art("### The old town\n\n#### The port\n\n## All of it\n\n```\n# no heading\n```"),
    ),
    right(
        "engine_difference",
        "engine-difference",
        art("*Rain*[^1] &c. {no} -- ~~it~~ - a < b\n- [x] c\n  - d\n\n[^1]: e\n\n<b>f@g.example</b>"),
    ),
    right("link_text", "link-text", art("Here is [the report](https://two.example/) on the port.")),
    Right(
        "duplicate_headlines",
        "duplicate-headline",
        {"content/flood.md": art(), "content/again.md": art(date="2022-01-08")},
    ),
    Right(
        "duplicate_texts",
        "duplicate-text",
        {
            "content/flood.md": art(f"{WORDS} {OTHERS}", summary="Rain."),
            "content/again.md": art(f"{OTHERS}", date="2022-01-08", title="Water", summary="Rain."),
        },
    ),
    Right(
        "tag_variants",
        "tag-variant",
        {
            **{
                f"content/{day}.md": art(title=f"Day {day}", tags="[Zambia, Election, Budget 2021, Iran]")
                for day in range(9)
            },
            "content/true.md": art(title="True", tags="[Gambia, Elections, Budget 2022, Iraq]"),
        },
    ),
    Right(
        "section_variants",
        "section-variant",
        {
            **{f"content/{day}.md": art(title=f"Day {day}", section="News") for day in range(9)},
            **{f"content/view-{day}.md": art(title=f"View {day}", section="Sport") for day in range(9)},
            "content/slip.md": art(title="Slip", section="Nwes"),
            "content/more.md": art(title="More", section="Sports"),
        },
    ),
    right("far_dates", "far-date", art(date="", scheduled="2062-03-07")),
    right("orphan_aliases", "orphan-alias", art(expires="2022-03-09", aliases="[/old/]")),
    Right(
        "unused_photos",
        "unused-photo",
        {
            "content/flood.md": art("![A street](photos/old.jpg)", draft="true"),
            "content/photos/old.jpg": picture(),
            "content/table.csv": "a,b",
        },
    ),
    right("insecure_links", "insecure-link", art("See [the report](http://one.example/).", date="2021-03-01")),
    Right("expired_rights", "photo-rights", with_photo("alt: A street, credit: Maria P, rights_until: 2022-03-09")),
]
"""Sites that break the rules are in `golden/messages.txt`, with what is said of them."""


@pytest.mark.parametrize("right", RIGHT, ids=lambda right: right.rule)
def test_a_rule_lets_be_what_is_right(right: Right, site: Site) -> None:
    put(site, right.files)
    assert said(site) == []


def test_every_rule_has_a_site_that_is_right_and_one_that_is_not() -> None:
    assert {rule.__name__ for rule in (*ARTICLE_RULES, *TEXT_RULES, *SITE_RULES)} == {right.rule for right in RIGHT}
    wrong = Counter(case.code for case in CASES)
    assert [code for code, rules in Counter(right.code for right in RIGHT).items() if wrong[code] < rules] == []


def test_a_heading_is_pointed_at_among_words_that_are_the_same(site: Site) -> None:
    site.write("content/flood.md", art("## The *old* town\n\nThe port’s end.\n\n#### The port’s end"))
    assert [line.split()[2] for line in said(site, "heading-levels")] == ["content/flood.md:9:6:"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("A *wide*\n\n[b](https://c.example){: .d}", "7:3"),
        ('Rain.\n\n<div markdown="1">\n*fell*\n</div>', "7:1"),
        ("- a\n- [x]\n- c", "6:1"),
    ],
)
def test_it_is_told_where_the_engines_begin_to_differ(body: str, place: str, site: Site) -> None:
    site.write("content/flood.md", art(body))
    assert [line.split()[2] for line in said(site, "engine-difference")] == [f"content/flood.md:{place}:"]


def test_a_slip_of_one_letter_is_told_with_the_usual_tag(site: Site) -> None:
    for day in range(5):
        site.write(f"content/{day}.md", art(title=f"Day {day}", tags="[Ukraine]"))
    site.write("content/slip.md", art(title="Slip", tags="\n  - Rain\n  - Ukrain"))
    assert said(site) == [
        "warning tag-variant content/slip.md:6:5: the tag 'Ukrain' is written 'Ukraine' in 5 articles"
        " (did you mean 'Ukraine'?)"
    ]


def test_a_mistyped_section_is_told_with_the_usual_one(site: Site) -> None:
    for number in range(40):
        site.write(f"content/{number}.md", art(title=f"Day {number}", section="News"))
    site.write("content/slip.md", art(title="Slip", section="Nwes"))
    told = "the section 'Nwes' is 'News' in 40 articles (did you mean 'News'?)"
    assert said(site) == [f"warning section-variant content/slip.md:4:10: {told}"]


@pytest.mark.parametrize(
    ("date", "is_configured"),
    [("2021-03-07", True), ("2022-02-07", True), ("2022-03-01", False), ("2022-03-20", False)],
)
def test_a_date_that_is_not_the_file_names_is_told(date: str, is_configured: bool, site: Site) -> None:
    site.write("content/2022-03-07-flood.md", art(date=date))
    assert ("file-date" in " ".join(said(site))) == is_configured


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
    assert said(site, "photo-credit") == []


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


@pytest.mark.parametrize(
    ("body", "width", "is_told"),
    [
        ("```figure\nsrc: port.jpg\nalt: Port\nwidth: wide\n```", 767, True),
        ("```figure\nsrc: port.jpg\nalt: Port\nwidth: wide\n```", 768, False),
        ("```figure\nsrc: port.jpg\nalt: Port\nwidth: full\n```", 1100, True),
        ("```gallery\n- {src: port.jpg, alt: Port}\n```", 300, True),
        ("![Port](port.jpg)", 300, False),
    ],
)
def test_a_picture_too_small_for_its_place_is_told(body: str, width: int, is_told: bool, site: Site) -> None:
    put(site, {"content/flood.md": art(body), "content/port.jpg": picture(width=width, height=200)})
    assert [line.split()[1] for line in said(site)] == ["small-photo"] * is_told


def test_a_photo_that_lies_fills_its_place(site: Site) -> None:
    put(site, with_photo(width=600, height=400))
    assert [line.split("pixels, ")[1].split(" (")[0] for line in said(site)] == ["and its place is 688 wide"]
    site.write("content/flood.jpg", picture(width=600, height=900))
    assert said(site) == []


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
    said(site, wanted=CheckOptions(fix=True))


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
    (site.folder / ".newsgen" / "check" / "findings.msgpack").unlink()
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
