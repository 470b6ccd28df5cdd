"""Pictures by their heads alone: size, orientation and kind, whatever the file is called and however it is broken."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from tests import sites
from tests.checks import exif, said
from tests.conftest import shared

CONFIG = f"{sites.CONFIG}pictures: {{renditions: false}}\n"
KINDS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}
OTHERS = ["TIFF", "BMP", "ICO", "PPM", "EPS", "PDF", "DDS", "JPEG2000"]
NAMELESS = ["TGA", "PCX", "SGI"]
DAMAGED = "it is damaged (save it anew, or name another picture)"
TOO_LARGE = "it has more than 268 million pixels (make it smaller)"
ANOTHER = "of another kind than its name says"
ROTATED = 6
XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Lantern"/>
</rdf:RDF></x:xmpmeta>"""


class Site(sites.Site):
    """One that puts pictures out as they are."""

    def __init__(self, folder: Path, files: str = "", config: str = CONFIG) -> None:
        super().__init__(folder, files, config)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def drawn(kind: str, mode: str = "RGB", size: tuple[int, int] = (640, 320), **saved: Any) -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, kind, **saved)
    return file.getvalue()


def turned(kind: str, value: int, **saved: Any) -> bytes:
    """With an orientation, except where the format has none."""
    return drawn(kind, **saved) if kind == "GIF" else drawn(kind, **saved, exif=orientation(value))


def orientation(value: int = ROTATED) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = value
    return tags


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *, before: bytes = b"", after: bytes = b"", pixels: bytes = b"") -> bytes:
    """A PNG with chunks before and after its pixels, of which there are none."""
    size = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + size + before + chunk(b"IDAT", pixels) + after + chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    """The JPEG of a small picture that says to be larger."""
    small = drawn("JPEG", size=(64, 32))
    at = small.index(b"\xff\xc0") + 5
    return small[:at] + struct.pack(">HH", height, width) + small[at + 4 :]


def told(site: Site, pictures: Mapping[str, bytes]) -> dict[str, tuple[int, int] | str]:
    """Of each picture, as an article's photo: its size as its page tells it, or what the only problem says."""
    for number, (name, content) in enumerate(pictures.items()):
        site.write(f"content/{number}/{name}", content)
        site.article(f"{number}/story{number}", photo=f"{{src: {name}, alt: A street, credit: Maria P}}")
    problems = site.built().problems
    assert all(
        (each.code, each.severity, each.place.line, each.place.column) == ("photo", "warning", 4, 14)
        for each in problems
    )
    said = {each.place.path.split("/")[1]: f"{each.what} ({each.fix})" for each in problems}
    assert len(said) == len(problems)
    return {name: said.get(str(number)) or size(site, number) for number, name in enumerate(pictures)}


def size(site: Site, number: int) -> tuple[int, int]:
    width, height = (meta(site, number, f"og:image:{side}") for side in ("width", "height"))
    return int(width), int(height)


def meta(site: Site, number: int, name: str) -> str:
    return site.page(f"/2022/03/story{number}/").partition(f'<meta property="{name}" content="')[2].partition('"')[0]


def unsaid(name: str) -> str:
    return f"the photo '{name}' can't be used: "


@pytest.mark.parametrize("form", ["jpg", "png"])
def test_a_photo_of_a_large_camera_is_taken(form: str, site: Site) -> None:
    make = {"jpg": jpeg_of, "png": png}[form]
    sizes = [(11_648, 8_736), (16_320, 12_240), (16_384, 16_384)]
    pictures = {f"{width}.{form}": make(width, height) for width, height in sizes}
    assert list(told(site, pictures).values()) == sizes
    assert said(site, "photo") == []


def test_more_pixels_than_browsers_show_are_told_with_the_limit(site: Site) -> None:
    pictures = {"a.jpg": jpeg_of(16_385, 16_385), "b.jpg": jpeg_of(65_500, 65_500), "c.png": png(2**31 - 1, 2**31 - 1)}
    assert told(site, pictures) == {name: unsaid(name) + TOO_LARGE for name in pictures}
    assert len(said(site, "photo")) >= len(pictures)


def test_width_and_height_are_those_that_are_shown(site: Site) -> None:
    pictures = {
        f"{value}.{ending}": turned(kind, value) for kind, ending in KINDS.items() for value in (1, 3, 5, 6, 7, 8)
    }
    assert told(site, pictures) == {
        name: (320, 640) if name[0] in "5678" and not name.endswith("gif") else (640, 320) for name in pictures
    }


def test_a_png_tells_its_orientation_on_either_side_of_its_pixels(site: Site) -> None:
    tags = orientation().tobytes()
    profile = f"\nexif\n{len(tags):8}\n{tags.hex()}\n".encode()
    chunks = {
        "eXIf": chunk(b"eXIf", tags[6:]),
        "tEXt": chunk(b"tEXt", b"Raw profile type exif\0" + profile),
        "zTXt": chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(profile)),
    }
    pictures = {f"before-{form}.png": png(640, 320, before=held) for form, held in chunks.items()}
    pictures |= {f"after-{form}.png": png(640, 320, after=held) for form, held in chunks.items()}
    assert told(site, pictures) == dict.fromkeys(pictures, (320, 640))


def test_no_pixel_of_a_png_is_decoded(site: Site) -> None:
    """What stands for its pixels can't be decoded."""
    assert told(site, {"a.png": png(9_400, 9_400, pixels=b"no pixels")}) == {"a.png": (9_400, 9_400)}


def test_a_png_names_its_maker_on_either_side_of_its_pixels(site: Site) -> None:
    artist = chunk(b"eXIf", exif(artist="Maria Papa")[6:])
    agency = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.encode())
    for number, picture in enumerate(
        [png(1200, 675, before=artist), png(1200, 675, after=artist), png(1200, 675, after=agency)]
    ):
        site.write(f"content/{number}.png", picture)
        site.article(f"story{number}", photo=f"{{src: {number}.png, alt: A street}}")
    site.built()
    for number, name in enumerate(["Maria Papa", "Maria Papa", "Lantern"]):
        page = site.folder / f"output/2022/03/story{number}/index.html"
        assert f"PHOTO: {name}" in page.read_text(encoding="utf-8")


def test_a_file_of_another_kind_is_none_of_our_pictures(site: Site) -> None:
    pictures = {f"{kind}.{ending}": drawn(kind) for kind in OTHERS for ending in ("jpg", "png", "webp")}
    for name, what in told(site, pictures).items():
        assert str(what).startswith(f"{unsaid(name)}it is {ANOTHER}: ")
        assert str(what).endswith("(save it as JPEG, PNG, GIF, WebP or AVIF)")


def test_a_file_that_tells_no_kind_is_none_either(site: Site) -> None:
    pictures = {f"{kind}.jpg": drawn(kind) for kind in NAMELESS}
    assert told(site, pictures) == {
        name: f"{unsaid(name)}it is damaged, or {ANOTHER} (name another picture)" for name in pictures
    }


def test_what_a_file_is_instead_is_told(site: Site) -> None:
    files = {
        "Photoshop": b"8BPS\0\x01" + b"\0" * 40,
        "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40,
        "HEIC of a burst": b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + b"\0" * 40,
        "JPEG XL": b"\xff\x0a" + b"\0" * 40,
        "SVG": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "SVG of Windows": b"\xef\xbb\xbf\n<svg/>",
        "HTML": b"<!DOCTYPE html>\n<html><title>404 Not found</title></html>",
        "XML": b"<rss/>",
    }
    for name, what in told(site, {f"{kind}.jpg": content for kind, content in files.items()}).items():
        assert f"it is {ANOTHER}: {name[:-4].partition(' of')[0]} (" in str(what)


def test_a_picture_is_put_out_under_the_ending_of_its_kind(site: Site) -> None:
    pictures = {f"{kind}.{ending}": drawn(kind) for kind in KINDS for ending in [*KINDS.values(), "JPEG"]}
    for number, (name, what) in enumerate(told(site, pictures).items()):
        kind, _, called = name.partition(".")
        is_right = called.lower().replace("jpeg", "jpg") == KINDS[kind]
        right = called.lower() if is_right else KINDS[kind]
        assert meta(site, number, "og:image").endswith(f".{right}")
        assert meta(site, number, "og:image:type") == f"image/{kind.lower()}"
        warned = f"the picture '{name}' is {ANOTHER}: {kind} (end its name in .{KINDS[kind]})"
        assert what == ((640, 320) if is_right else warned)


def sound() -> dict[str, tuple[str, bytes]]:
    """Pictures that are right, though they come near to what is not: each with its ending."""
    frames = [Image.new("RGB", (640, 320), colour) for colour in ("red", "blue")]
    animated = {"save_all": True, "append_images": frames[1:]}
    phone = BytesIO()
    frames[0].save(phone, "MPO", **animated)
    film = BytesIO()
    frames[0].save(film, "WEBP", **animated)
    loop = BytesIO()
    frames[0].save(loop, "GIF", **animated)
    moving = BytesIO()
    frames[0].save(moving, "PNG", **animated)
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "x" * 5_000_000, zip=True)
    return {
        "a phone's JPEG of two pictures": ("jpg", phone.getvalue()),
        "an animated WebP": ("webp", film.getvalue()),
        "an animated GIF": ("gif", loop.getvalue()),
        "an animated PNG": ("png", moving.getvalue()),
        "a JPEG in four colours": ("jpg", drawn("JPEG", "CMYK")),
        "a grey JPEG": ("jpg", drawn("JPEG", "L")),
        "a progressive JPEG": ("jpg", drawn("JPEG", progressive=True)),
        "a JPEG with a large colour profile": ("jpg", drawn("JPEG", icc_profile=b"\0" * 3_000_000)),
        "a JPEG with a second one behind it": ("jpg", drawn("JPEG") + drawn("JPEG")),
        "a JPEG with broken EXIF": ("jpg", drawn("JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")),
        "a PNG with broken EXIF": ("png", png(640, 320, before=chunk(b"eXIf", b"II*\0\xff\xff\xff\xff"))),
        "a PNG of 16 bits": ("png", drawn("PNG", "I;16")),
        "a PNG with a palette": ("png", drawn("PNG", "P")),
        "a PNG with a text that swells": ("png", drawn("PNG", pnginfo=notes)),
        "a PNG without its end": ("png", drawn("PNG")[:-12]),
        "a PNG with bytes behind it": ("png", drawn("PNG") + b"\n" * 99),
        "a GIF with bytes behind it": ("gif", drawn("GIF") + b"\0" * 99),
        "a name in capitals": ("JPG", drawn("JPEG")),
    }


def test_a_sound_picture_is_taken(site: Site) -> None:
    pictures = {f"{what}.{ending}": content for what, (ending, content) in sound().items()}
    assert told(site, pictures) == dict.fromkeys(pictures, (640, 320))
    assert said(site, "photo") == []


def test_a_damaged_picture_is_told_at_the_photo(site: Site) -> None:
    pictures = {
        "start.jpg": b"\xff\xd8\xff",
        "zero.jpg": jpeg_of(0, 0),
        "zero.png": png(0, 0),
        "flat.png": png(640, 0),
        "start.png": b"\x89PNG\r\n\x1a\n",
        "headless.png": png(640, 320).replace(b"IHDR", b"CgBI"),
        "cut.png": png(640, 320, pixels=b"x" * 99)[:-60],
        "start.gif": b"GIF89a",
        "zero.gif": b"GIF89a\0\0\0\0\0\0\0",
        "a.webp": b"RIFF\x0a\0\0\0WEBPVP8 " + b"\0" * 40,
        "b.webp": b"RIFF\x0a\0\0\0WEBPVP8X" + b"\xff" * 40,
        "c.webp": b"RIFF\x0a\0\0\0WEBPNONE" + b"\0" * 40,
        "a.avif": b"\0\0\0\x18ftypavif\0\0\0\0mif1miaf" + b"\xff" * 40,
    }
    found = told(site, pictures)
    assert str(found.pop("b.webp")).removeprefix(unsaid("b.webp")) in (DAMAGED, TOO_LARGE)
    assert found == {name: f"{unsaid(name)}{DAMAGED}" for name in found}


def test_next_to_nothing_is_no_picture(site: Site) -> None:
    nothing, little = "the file is empty (name another picture)", f"it is damaged, or {ANOTHER} (name another picture)"
    assert told(site, {"a.jpg": b"", "b.jpg": b"\0", "c.png": b"\xff"}) == {
        "a.jpg": unsaid("a.jpg") + nothing,
        "b.jpg": unsaid("b.jpg") + little,
        "c.png": unsaid("c.png") + little,
    }


def test_a_picture_that_is_cut_off_or_garbled_is_that_articles_matter_alone(site: Site) -> None:
    """Whichever are damaged, all texts come out, and nothing else is said."""
    pictures = {}
    for kind, ending in KINDS.items():
        whole = turned(kind, 1, size=(64, 32))
        for part in range(16):
            pictures[f"cut{part}.{ending}"] = whole[: len(whole) * part // 16]
        for at in range(0, len(whole), len(whole) // 40 + 1):
            pictures[f"garbled{at}.{ending}"] = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = told(site, pictures)
        assert len(said(site, "photo")) == sum(isinstance(what, str) for what in found.values())
    assert all(isinstance(found[f"cut{part}.png"], str) for part in range(12))


def test_the_damaged_pictures_of_a_suite_are_told(site: Site) -> None:
    """PngSuite's files that begin with an x are broken, all others are right."""
    for file in sorted(shared("fixtures/images/pngsuite").glob("*.png")):
        site.write(f"content/{file.name}", file.read_bytes())
        site.article(file.stem, photo=f"{{src: {file.name}, alt: A street}}")
    damaged = {Path(problem.place.path).stem for problem in site.built().problems}
    assert damaged == {file.stem for file in shared("fixtures/images/pngsuite").glob("x*.png")}


@pytest.mark.parametrize("engine", ["commonmark", "markdown"])
def test_all_who_show_pictures_are_told_the_same(engine: str, site: Site) -> None:
    """An article's photo, a picture in a text and in a plain page, an author's picture, the logo."""
    config = CONFIG.replace("Athens}", "Athens, logo: logo.png}").replace("engine: commonmark", f"engine: {engine}")
    site.write("config.yaml", config)
    for name in ("content/a.jpg", "assets/logo.png"):
        site.write(name, drawn("TIFF"))
    site.write("content/b.jpg", drawn("PNG"))
    site.write("content/authors.yaml", "maria: {name: Maria, photo: a.jpg}\nyannis: {name: Yannis, photo: b.jpg}\n")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n![A](../a.jpg)\n\n![B](../b.jpg)\n")
    site.article(photo="{src: a.jpg, alt: A}", body="![A](a.jpg)\n\n![B](b.jpg)")
    another, fix = (
        f"it is {ANOTHER}: TIFF (save it as JPEG, PNG, GIF, WebP or AVIF)",
        f"is {ANOTHER}: PNG (end its name in .png)",
    )
    assert site.problems() == [
        f"config.yaml:1:1: 'site.logo': 'logo.png' can't be used: {another}",
        f"content/authors.yaml:1:29: the photo 'a.jpg' can't be used: {another}",
        f"content/authors.yaml:2:31: the picture 'b.jpg' {fix}",
        f"content/flood.md:4:14: the photo 'a.jpg' can't be used: {another}",
        f"content/flood.md:6:6: 'a.jpg' can't be used: {another}",
        f"content/flood.md:8:6: the picture 'b.jpg' {fix}",
        f"content/pages/about.md:4:6: '../a.jpg' can't be used: {another}",
        f"content/pages/about.md:6:6: the picture '../b.jpg' {fix}",
    ]
    assert {Path(name).suffix for name in site.output() if Path(name).stem.startswith("b.")} == {".png"}


@pytest.mark.parametrize("name", ["drawing.svg", "report.pdf"])
def test_what_only_a_browser_shows_is_no_photo(name: str, site: Site) -> None:
    """Feeds and social networks have no use for it; a text may show it."""
    site.write(f"assets/{name}", b"<svg/>")
    site.article(photo=f"{{src: /{name}}}", body=f"![A](/{name})")
    assert site.problems() == [
        f"content/flood.md:4:14: the photo '/{name}' can't be used: it is not a picture of a kind that feeds and social"
        " networks show (take a JPEG, PNG, GIF, WebP or AVIF)"
    ]
