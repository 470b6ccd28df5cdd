"""Which renditions there are of a picture, and what a page offers of them."""

from __future__ import annotations

import re
from posixpath import splitext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from newsgen.model.article import Photo
from newsgen.model.config import PicturesConfig, PictureSize
from newsgen.pictures.renditions import MEDIA_TYPES, SHAPES, SIZES, Rendition, crop, of_photos, picture, renditions

SIDE = some.integers(1, 5000)
PERCENT = some.integers(0, 100)
PLACES = some.sampled_from([*SIZES.values(), *SHAPES.values(), PictureSize((1, 7, 4000), ratio="3:1")])
FORMATS = some.sampled_from([(), ("webp",), ("avif", "webp")])
PHOTOS = some.builds(
    Photo,
    url=some.sampled_from(["/assets/rio.0a1b2c3d.jpg", "/assets/ä|b.0a1b2c3d.png", "/assets/x.0a1b2c3d.webp"]),
    name=some.sampled_from(["content/rio.jpg", "content/a|b c/ä.JPG"]),
    width=SIDE,
    height=SIDE,
    focus=some.none() | some.tuples(PERCENT, PERCENT),
    colour=some.just("#102030"),
)


def offered(made: str) -> list[tuple[str, int]]:
    """The urls of a `srcset` with their widths."""
    parts = [part.rsplit(" ", 1) for part in made.split(", ")] if made else []
    return [(url, int(width.removesuffix("w"))) for url, width in parts]


@given(PHOTOS, PLACES, FORMATS)
def test_what_a_page_offers_is_put_out_in_the_size_that_it_says(
    photo: Photo, place: PictureSize, formats: tuple[str, ...]
) -> None:
    config = PicturesConfig(formats=formats)  # type: ignore[arg-type]
    by_url = {f"/base/{each.output}": each for each in renditions(photo, [place], config)}
    made = picture(photo, place, config, "/base")
    assert made.src in by_url
    assert (made.width, made.height) == by_url[made.src].size
    sets = [(source.media_type, source.srcset) for source in made.sources] + [("", made.srcset)]
    for media_type, srcset in sets:
        for url, width in offered(srcset):
            assert by_url[url].size[0] == width
            assert by_url[url].media_type == (media_type or MEDIA_TYPES[splitext(photo.url)[1]])


@given(PHOTOS, PLACES)
def test_nothing_is_made_larger_or_of_another_shape(photo: Photo, place: PictureSize) -> None:
    assert photo.width
    assert photo.height
    across, down = map(int, place.ratio.split(":")) if place.ratio else (photo.width, photo.height)
    first, *others = renditions(photo, [place], PicturesConfig())
    assert first.size == (photo.width, photo.height)
    for each in others:
        width, height = each.size
        assert width <= photo.width
        assert height <= photo.height + 1
        assert abs(height - width * down / across) <= 1


@given(PHOTOS, FORMATS)
def test_two_renditions_of_one_name_are_one(photo: Photo, formats: tuple[str, ...]) -> None:
    """So a file that is there need not be made again, whoever shows it."""
    config = PicturesConfig(formats=formats)  # type: ignore[arg-type]
    found: dict[str, Rendition] = {}
    for each in renditions(photo, of_photos(config), config):
        assert found.setdefault(each.output, each) == each


@given(PHOTOS)
def test_a_key_says_all_of_a_rendition(photo: Photo) -> None:
    for each in renditions(photo, SIZES.values(), PicturesConfig(formats=("avif", "webp"))):
        assert Rendition.of(each.output, each.key) == each


@given(some.tuples(SIDE, SIDE), some.tuples(SIDE, SIDE), some.tuples(PERCENT, PERCENT))
def test_a_crop_lies_in_the_picture_and_around_its_focus(
    of: tuple[int, int], size: tuple[int, int], focus: tuple[int, int]
) -> None:
    left, top, right, bottom = crop(of, size, focus)
    assert 0 <= left < right <= of[0] + 1e-6
    assert 0 <= top < bottom <= of[1] + 1e-6
    assert left - 1e-6 <= of[0] * focus[0] / 100 <= right + 1e-6
    assert top - 1e-6 <= of[1] * focus[1] / 100 <= bottom + 1e-6
    assume(abs(of[0] * size[1] - of[1] * size[0]) > 2 * max(of) * max(size) / min(size))
    assert (left, right) == (0, of[0]) or (top, bottom) == (0, of[1])


@pytest.mark.parametrize(
    ("size", "focus", "wanted"),
    [
        ((1600, 900), None, "-1200x1200."),
        ((900, 1600), None, "-900x900."),
        ((1600, 900), (80, 10), "-900x900-80-10."),
        ((300, 200), None, "-200x200."),
    ],
)
def test_a_square_is_cut_around_the_point_that_must_be_seen(
    size: tuple[int, int], focus: tuple[int, int] | None, wanted: str
) -> None:
    photo = Photo(url="/assets/a.12345678.jpg", name="content/a.jpg", width=size[0], height=size[1], focus=focus)
    wide = min(1200, *size)
    (made,) = [each for each in renditions(photo, [SHAPES["1:1"]], PicturesConfig()) if each.size == (wide, wide)]
    assert wanted.replace("1200x1200", f"{wide}x{wide}") in made.output
    assert made.focus == (focus or ((50, 33) if size[1] > size[0] else (50, 50)))


def test_the_name_changes_with_the_recipe_of_encoders_alone() -> None:
    photo = Photo(url="/assets/a.12345678.jpg", name="content/a.jpg", width=1600, height=900)
    usual = {each.output for each in renditions(photo, SIZES.values(), PicturesConfig())}
    more = PicturesConfig(formats=("avif", "webp"), sizes={"wide": PictureSize((2000,))})
    assert usual < {each.output for each in renditions(photo, SIZES.values(), more)}
    assert all(re.fullmatch(r"assets/a\.12345678(-\d+x\d+)?\.(jpg|webp)", output) for output in usual)


def test_a_picture_of_which_there_are_no_renditions_is_offered_as_it_is() -> None:
    photo = Photo(url="https://elsewhere.example/a.jpg", alt="A", width=10, height=20)
    made = picture(photo, SIZES["lead"], PicturesConfig(), "/base")
    assert (made.src, made.srcset, made.sources, made.width, made.height) == (photo.url, "", (), 10, 20)
    assert list(renditions(photo, SIZES.values(), PicturesConfig())) == []
