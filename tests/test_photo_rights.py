"""Photos that may not be shown: taken out of a site when the right ends, or while nobody is credited."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsgen.serve.preview import Preview
from newsgen.site.options import Options, configured
from tests.checks import picture
from tests.serving import serving
from tests.sites import CONFIG, NOW, Site

pytestmark = pytest.mark.usefixtures("quick_builds")

ENDS = datetime(2022, 3, 8, 16, tzinfo=UTC)
JUST_BEFORE = ENDS - timedelta(seconds=1)
RIGHTS = "{src: photos/dam.jpg, alt: A wall, credit: Maria P, rights_until: 2022-03-08T18:00}"
UNCREDITED = "{src: photos/dam.jpg, alt: A wall}"
FLOOD = "/2022/03/flood/"
GONE = '<p class="no-photo">This photo is no longer available.</p>'
NOT_THERE = '<p class="no-photo">This photo is not available.</p>'


def paper(folder: Path, photos: str = "{expired: placeholder}", photo: str = RIGHTS, body: str = "Water rose.") -> Site:
    site = Site(folder, config=CONFIG + f"photos: {photos}\n")
    site.write("content/photos/dam.jpg", picture())
    site.article(photo=photo, body=body, must_read="true", tags="[Rain]", author="Ann")
    site.article("quake", title="Quake", date="2022-03-06", tags="[Rain]")
    return site


def mentions(site: Site) -> set[str]:
    """The files that are the photo, or name it."""
    return {path for path, content in site.output().items() if "dam." in path or b"dam." in content}


def test_a_photo_leaves_the_whole_site_when_the_right_to_show_it_ends(in_memory: Path) -> None:
    site = paper(in_memory)
    site.built(now=JUST_BEFORE)
    shown = mentions(site)
    pages = {"index.html", "2022/03/flood/index.html", "tag/rain/index.html", "2022/03/quake/index.html"}
    assert {*pages, "feed.xml", "atom.xml", "feed.json", "sitemaps/2022-03.xml"} < shown
    site.built(now=ENDS)
    assert mentions(site) == set()
    placeholders = [path for path, content in site.output().items() if b"no longer available" in content]
    assert placeholders == ["2022/03/flood/index.html"]
    page = site.page(FLOOD)
    assert page.count(GONE) == 1
    assert 'og:image" content="https://gazette.example/cards/flood-' in page
    assert page.count("ImageObject") == page.count("#logo") > 0
    gone = site.output()
    site.built(now=ENDS, forget=True)
    assert site.output() == gone
    site.built(now=JUST_BEFORE)
    assert mentions(site) == shown


def test_a_bare_date_is_the_beginning_of_that_day_on_the_site(in_memory: Path) -> None:
    site = paper(in_memory, photo=RIGHTS.replace("T18:00", ""))
    midnight = datetime(2022, 3, 7, 22, tzinfo=UTC)
    site.built(now=midnight - timedelta(seconds=1))
    assert GONE not in site.page(FLOOD)
    site.built(now=midnight)
    assert GONE in site.page(FLOOD)


@pytest.mark.parametrize(
    ("photos", "photo"), [("{}", RIGHTS), ("{}", UNCREDITED), ("{expired: placeholder}", UNCREDITED)]
)
def test_a_photo_is_shown_unless_the_config_says_otherwise(photos: str, photo: str, in_memory: Path) -> None:
    site = paper(in_memory, photos, photo)
    site.built(now=ENDS)
    assert '<img src="/assets/dam.' in site.page(FLOOD)
    assert "no-photo" not in site.page(FLOOD)


@pytest.mark.parametrize(("key", "photo"), [("expired", RIGHTS), ("uncredited", UNCREDITED)])
def test_it_can_be_left_out_without_a_placeholder(key: str, photo: str, in_memory: Path) -> None:
    site = paper(in_memory, f"{{{key}: hide}}", photo)
    site.built(now=ENDS)
    assert mentions(site) == set()
    assert "no-photo" not in site.page(FLOOD)


def test_a_photo_without_a_credit_waits_for_one(in_memory: Path) -> None:
    site = paper(in_memory, "{uncredited: placeholder}", UNCREDITED)
    site.built()
    assert mentions(site) == set()
    assert NOT_THERE in site.page(FLOOD)
    site.edit("content/flood.md", "alt: A wall", "alt: A wall, caption: Courtesy of the ministry")
    site.built()
    assert '<img src="/assets/dam.' in site.page(FLOOD)


@pytest.mark.parametrize("other", ["{src: photos/dam.jpg, credit: Maria P}", ""])
def test_its_file_stays_as_long_as_a_text_shows_it(other: str, in_memory: Path) -> None:
    site = paper(in_memory, body="" if other else "![A wall](photos/dam.jpg)")
    if other:
        site.article("quake", title="Quake", photo=other)
    site.built(now=ENDS)
    assert GONE in site.page(FLOOD)
    assert [path for path in site.output() if "dam." in path]


def test_the_text_shows_other_pictures_when_the_photo_is_elsewhere(in_memory: Path) -> None:
    photo = RIGHTS.replace("photos/dam.jpg", "https://pictures.example/wall.jpg")
    site = paper(in_memory, photo=photo, body="![A wall](photos/dam.jpg)")
    site.built(now=ENDS)
    assert GONE in site.page(FLOOD)
    assert [path for path in site.output() if "dam." in path]
    assert not [path for path, content in site.output().items() if b"pictures.example" in content]


def test_the_next_change_is_the_end_of_the_right(in_memory: Path) -> None:
    site = paper(in_memory)
    site.edit("content/flood.md", "2022-03-07T10:20:00+02:00", "2021-03-07")
    site.edit("content/quake.md", "2022-03-06", "2021-03-06")
    assert site.next_change("15:59") == ("2022-03-08T16:00", "'Flood in Volos' loses its photo")
    site.built()
    before = site.output()
    assert site.built(now=JUST_BEFORE).made == ()
    assert site.output() == before
    site.built(now=ENDS)
    assert site.output() != before


def test_nothing_changes_by_the_clock_where_the_photo_stays(in_memory: Path) -> None:
    site = paper(in_memory, "{}")
    assert site.next_change("15:59")[1] == "'Flood in Volos' leaves the news sitemap"


def test_an_end_that_is_no_date_stops_the_build(in_memory: Path) -> None:
    site = paper(in_memory, photo=RIGHTS.replace("2022-03-08T18:00", "soon"))
    assert [problem.partition(" (")[0] for problem in site.problems()] == [
        "content/flood.md:4:74: 'photo.rights_until' can't be 'soon': not a date that newsgen knows"
    ]


def test_the_preview_takes_it_out_at_that_instant(in_memory: Path) -> None:
    site, times = paper(in_memory), [JUST_BEFORE]
    options = Options(source=site.folder, now=JUST_BEFORE, jobs=1)
    config, problems = configured(options)
    assert config
    preview = Preview(options, config, problems, lambda: times[-1])
    try:
        coming = preview.live_site.next_change()
        assert coming
        assert (coming.when, coming.why) == (ENDS, "'Flood in Volos' loses its photo")
        assert b"dam." in preview.shown(FLOOD).content
        times.append(ENDS)
        assert preview.notice(())
        assert GONE.encode() in preview.shown(FLOOD).content
        assert b"dam." not in preview.shown("/").content
    finally:
        preview.close()


def test_the_preview_follows_the_writer(in_memory: Path) -> None:
    site = paper(in_memory, "{expired: placeholder, uncredited: placeholder}", UNCREDITED)
    with serving(site.folder, "--now", NOW.isoformat()) as preview:
        reader = preview.open(FLOOD)
        reader.hears()
        assert NOT_THERE in preview.page(FLOOD)
        for old, new, is_shown in (
            ("A wall}", "A wall, credit: Maria P}", True),
            ("credit: Maria P}", "credit: Maria P, rights_until: 2022-03-08}", False),
            ("2022-03-08}", "2022-03-09}", True),
            ("credit: Maria P", "credit: ''", False),
        ):
            site.edit("content/flood.md", old, new)
            reader.hears()
            assert ('<img src="/assets/dam.' in preview.page(FLOOD)) == is_shown
            assert ("no-photo" in preview.page(FLOOD)) != is_shown
