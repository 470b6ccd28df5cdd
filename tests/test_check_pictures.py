"""Pictures that tell too much, or are too large to go out: what `newsgen check` says of their files."""

import pytest

from tests.checks import located, picture, put, said
from tests.sites import CONFIG, Site

PHOTO = "{src: flood.jpg, alt: A street, credit: Maria P}"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="39,21.7N"/></rdf:RDF></x:xmpmeta>'
)


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")])
def test_a_picture_that_tells_where_it_was_taken_is_told(kind: str, ending: str, site: Site) -> None:
    site.article(photo=PHOTO.replace("jpg", ending), summary="x")
    put(site, {f"content/flood.{ending}": located(kind)})
    for renditions, who in (("true", "who has the repository, not readers,"), ("false", "readers")):
        site.write("config.yaml", f"{CONFIG}pictures: {{renditions: {renditions}}}\n")
        assert said(site) == [
            f"warning photo-location content/flood.md:4:14: the file of 'flood.{ending}' tells where it was taken "
            f"(GPS), and {who} can read it (save it without location)"
        ]


def test_a_place_in_xmp_is_one_too(site: Site) -> None:
    site.article(photo=PHOTO)
    put(site, {"content/flood.jpg": picture(xmp=XMP)})
    assert [line.split()[1] for line in said(site)] == ["photo-location"]


def test_a_picture_in_the_text_or_on_a_plain_page_is_told_at_its_name(site: Site) -> None:
    site.article(body="Rain.\n\n![A street](photos/street.jpg)")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n![A street](../photos/street.jpg)\n")
    put(site, {"content/photos/street.jpg": located()})
    places = [line.split()[2] for line in said(site, "photo-location")]
    assert places == ["content/flood.md:7:20:", "content/pages/about.md:4:23:"]


def test_a_picture_that_loses_its_location_is_told_no_more(site: Site) -> None:
    site.article(photo=PHOTO)
    put(site, {"content/flood.jpg": located()})
    assert said(site)
    put(site, {"content/flood.jpg": picture()})
    assert said(site) == []


def test_a_picture_of_many_pixels_or_bytes_is_told(site: Site) -> None:
    site.article(photo=PHOTO)
    put(site, {"content/flood.jpg": picture(6000, 4000)})
    assert said(site) == []
    site.write("config.yaml", f"{CONFIG}pictures: {{renditions: false}}\n")
    (told,) = said(site, "photo-too-large")
    assert "content/flood.md:4:14: 'flood.jpg' has " in told
    assert " MB and 6000 x 4000 pixels, and is put out as it is (make it smaller" in told
    put(site, {"content/flood.jpg": picture() + b"\0" * 4_000_000})
    assert "'flood.jpg' has 4.0 MB and 1200 x 675 pixels" in said(site, "photo-too-large")[0]


def test_the_config_says_how_large_a_picture_may_be(site: Site) -> None:
    as_they_are = f"{CONFIG}pictures: {{renditions: false}}\n"
    site.write("config.yaml", as_they_are)
    site.article(photo=PHOTO)
    put(site, {"content/flood.jpg": picture()})
    assert said(site) == []
    site.write("config.yaml", as_they_are + "photos: {max_pixels: 800000}\n")
    assert [line.split()[1] for line in said(site)] == ["photo-too-large"]
    site.write("config.yaml", as_they_are + "photos: {max_bytes: 1000}\n")
    assert [line.split()[1] for line in said(site)] == ["photo-too-large"]
