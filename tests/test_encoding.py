"""Pictures as they are decoded and written: upright, in sRGB, in eight bits; what is too much is refused."""

from __future__ import annotations

import gc
import random
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from newsgen.pictures.encode import MOST_BYTES, encoded, mean_colour, opened, pixels_of
from newsgen.pictures.renditions import MEDIA_TYPES, PictureError

RED, BLUE = (200, 30, 30), (30, 30, 200)
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}


def halves(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """A picture that is red at the left and blue at the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def saved(folder: Path, name: str, image: Image.Image, **options: object) -> str:
    file = folder / name
    image.save(file, FORMATS[name.rpartition(".")[2]], **options)
    return str(file)


def is_near(pixel: object, colour: tuple[int, int, int], most: int = 30) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= most for one, other in zip(pixel[:3], colour, strict=True))


def made_of(file: str, size: tuple[int, int], media_type: str = "image/png") -> Image.Image:
    content = encoded(pixels_of(file, 2000), size, None, media_type, 90)
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_shown_upright(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = made_of(
        saved(tmp_path, "a.jpg", halves(), exif=exif, quality=95), (20, 10) if orientation < 5 else (10, 20)
    )
    left, right = image.getpixel((1, 1)), image.getpixel((image.width - 2, image.height - 2))
    begins_blue = orientation in (2, 3, 7, 8)
    assert is_near(left, BLUE if begins_blue else RED)
    assert is_near(right, RED if begins_blue else BLUE)
    assert image.getexif().get(0x0112) is None


@pytest.mark.parametrize("media_type", dict.fromkeys(MEDIA_TYPES.values()))
@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("grey.jpg", halves("L")),
        ("cmyk.jpg", halves("CMYK")),
        ("palette.png", halves("P")),
        ("bits.png", halves("1")),
        ("grey-alpha.png", halves("LA")),
        ("alpha.png", halves("RGBA")),
        ("alpha.webp", halves("RGBA")),
        ("plain.avif", halves()),
        ("deep.png", Image.new("I;16", (40, 20), 40_000)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_any_mode_becomes_any_format(tmp_path: Path, name: str, image: Image.Image, media_type: str) -> None:
    made = made_of(saved(tmp_path, name, image), (20, 10), media_type).convert("RGB")
    assert made.size == (20, 10)
    if name == "deep.png":
        assert is_near(made.getpixel((10, 5)), (156, 156, 156), 3)
    elif name not in ("grey.jpg", "bits.png", "grey-alpha.png"):
        assert is_near(made.getpixel((3, 5)), RED)
        assert is_near(made.getpixel((16, 5)), BLUE)


def test_transparency_stays_or_becomes_white(tmp_path: Path) -> None:
    file = saved(tmp_path, "a.png", Image.new("RGBA", (40, 20), (0, 0, 0, 0)))
    for media_type in ("image/png", "image/webp", "image/avif"):
        pixel = made_of(file, (20, 10), media_type).convert("RGBA").getpixel((5, 5))
        assert isinstance(pixel, tuple)
        assert pixel[3] == 0
    assert is_near(made_of(file, (20, 10), "image/jpeg").getpixel((5, 5)), (255, 255, 255), 2)


def test_colours_of_a_profile_become_those_of_srgb(tmp_path: Path) -> None:
    linear = ImageCms.createProfile("XYZ")
    profile = ImageCms.ImageCmsProfile(linear).tobytes()
    usable = made_of(saved(tmp_path, "a.png", halves(), icc_profile=profile), (20, 10))
    assert "icc_profile" not in usable.info
    broken = made_of(saved(tmp_path, "b.png", halves(), icc_profile=b"no profile"), (20, 10))
    assert is_near(broken.getpixel((3, 5)), RED)
    assert "icc_profile" not in broken.info


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    file = saved(tmp_path, "a.jpg", halves(size=(600, 400)))
    for media_type in dict.fromkeys(MEDIA_TYPES.values()):
        once = encoded(pixels_of(file, 2000), (300, 200), (50, 50), media_type, 75)
        pixels_of.cache_clear()
        assert encoded(pixels_of(file, 2000), (300, 200), (50, 50), media_type, 75) == once


def test_the_colour_is_the_mean(tmp_path: Path) -> None:
    colour = mean_colour(saved(tmp_path, "a.png", halves()))
    assert is_near(tuple(bytes.fromhex(colour[1:])), (115, 30, 115), 4)


def test_what_moves_has_no_colour(tmp_path: Path) -> None:
    frames = [halves(), halves().rotate(180)]
    for name in ("a.webp", "a.png"):
        assert mean_colour(saved(tmp_path, name, frames[0], save_all=True, append_images=frames[1:])) == ""


def test_what_follows_the_first_picture_in_a_jpeg_is_not_seen(tmp_path: Path) -> None:
    """As telephones save depth and brightness."""
    file = tmp_path / "a.jpg"
    halves().save(file, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), "white")])
    assert mean_colour(str(file))
    assert is_near(made_of(str(file), (20, 10)).getpixel((3, 5)), RED)


def chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)


def png_of(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels and has few."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    file = BytesIO()
    halves(size=size).save(file, "JPEG", **options)
    return file.getvalue()


def promising(content: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its head."""
    at = max(content.find(b"\xff\xc0"), content.find(b"\xff\xc2"))
    return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]


def painted(times: int) -> bytes:
    """A progressive JPEG whose last scan comes so often."""
    content = jpeg((64, 64), progressive=True)
    at = content.rindex(b"\xff\xda")
    return content[:at] + (content[at:-2]) * times + content[-2:]


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("wide.png", png_of(8_000, 8_000), "it has more than 18 million pixels; make it smaller"),
        ("short.png", png_of(100, 100), "it is damaged; save it anew"),
        ("large.jpg", promising(jpeg(), 16_000, 16_000), "it has more than 200 million pixels; make it smaller"),
        (
            "progressive.jpg",
            promising(jpeg((64, 64), progressive=True), 8_000, 8_000),
            "it has more than 40 million pixels; make it smaller",
        ),
        ("painted.jpg", promising(painted(400), 6_000, 6_000), "it is painted 409 times over; save it anew"),
        ("cut.jpg", jpeg((400, 200))[:-600], "it is damaged; save it anew"),
        ("empty.jpg", b"", "it is damaged; save it anew"),
        ("text.jpg", b"\xff\xd8\xff" + b"words" * 100, "it is damaged; save it anew"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_is_damaged_or_too_much_is_refused(tmp_path: Path, name: str, content: bytes, wrong: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PictureError) as raised:
        mean_colour(str(tmp_path / name))
    assert str(raised.value) == wrong


def test_a_file_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg())
    with file.open("r+b") as long:
        long.truncate(MOST_BYTES + 1)  # a hole: it takes no disk
    with pytest.raises(PictureError, match="100 MB, more than 100; make it smaller"):
        mean_colour(str(file))


def test_thumbnails_are_no_scans(tmp_path: Path) -> None:
    """A camera's JPEG has one in its head, which has a start of a scan, too."""
    exif = Image.Exif()
    exif[0x010E] = "x"
    content = jpeg(exif=exif.tobytes() + jpeg((8, 8)) * 50)
    (tmp_path / "a.jpg").write_bytes(content)
    assert mean_colour(str(tmp_path / "a.jpg"))


def test_no_change_of_a_byte_raises_anything_else(tmp_path: Path) -> None:
    """More of them: `python -m tests.hostile_pictures`."""
    chance, file = random.Random(7), tmp_path / "a"
    for content in (
        jpeg((90, 60), progressive=True),
        *(Path(saved(tmp_path, f"a.{kind}", halves())).read_bytes() for kind in FORMATS),
    ):
        for _ in range(40):
            damaged = bytearray(content)
            for _ in range(chance.randrange(1, 4)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            file.write_bytes(damaged[: chance.choice([len(damaged), chance.randrange(1, len(damaged))])])
            try:
                mean_colour(str(file))
                with opened(str(file)) as found:
                    assert found.picture.size
            except PictureError as error:
                assert str(error)


def test_pixels_are_gone_once_nobody_wants_them(tmp_path: Path) -> None:
    """Without waiting for the collector, which comes seldom: else a worker would hold many pictures."""
    file = saved(tmp_path, "a.jpg", halves(size=(46, 22)), exif=Image.Exif())
    pixels_of.cache_clear()
    gc.collect()
    gc.disable()
    try:
        pixels_of(file, 2000)
        pixels_of.cache_clear()
        assert not [each for each in gc.get_objects() if isinstance(each, Image.Image) and each.size == (46, 22)]
    finally:
        gc.enable()
