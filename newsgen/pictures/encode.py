"""Making renditions: a picture read once, upright, in sRGB and 8 bits, then cut, scaled and written. Reads disk."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import SEEK_END, BytesIO
from mmap import ACCESS_READ, mmap
from typing import Any, BinaryIO
from warnings import catch_warnings, simplefilter

from msgspec import Struct
from PIL import Image, ImageCms
from PIL.JpegImagePlugin import JpegImageFile

from newsgen.pictures.embedded_metadata import EmbeddedMetadata, exif_of, iptc_segment, read_metadata, xmp_of
from newsgen.pictures.heads import exif, head
from newsgen.pictures.renditions import Focus, PictureError, Size, crop

MOST_BYTES = 100_000_000
MOST_PIXELS = 18_000_000
"""Of a picture that is decoded whole: that of WebP takes twenty bytes for each, 360 MB."""
MOST_PROGRESSIVE_PIXELS = 40_000_000
"""Of a JPEG that is painted several times over: six bytes for each."""
MOST_JPEG_PIXELS = 200_000_000
"""Of a JPEG that is decoded line by line, at a half, a quarter or an eighth of its size."""
MOST_PAINTED = 600_000_000
"""Pixels of a progressive JPEG times its scans, of which encoders write about ten: each takes as long as one JPEG."""
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""One that ends what is painted: not a restart, nor a byte of the picture itself. Source: ITU-T T.81, table B.1."""
_START_OF_SCAN, _END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"
_ORIENTATION = 0x0112
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/avif": "AVIF"}


class Opened(Struct, frozen=True):
    """A picture that may be decoded. orientation: as EXIF has it. It was read from another object: one whose EXIF was
    asked for refers to itself, and its pixels would stay in memory until the collector comes."""

    picture: Image.Image
    metadata: EmbeddedMetadata
    orientation: Any


class Pixels(Struct, frozen=True):
    """A picture as it is shown, not larger than wanted."""

    image: Image.Image
    metadata: EmbeddedMetadata


def encoded(pixels: Pixels, size: Size, focus: Focus | None, media_type: str, quality: int) -> bytes:
    """A rendition: of this size, cut around the focus where its shape is another one."""
    with catch_warnings():
        simplefilter("ignore")
        image = pixels.image
        box = crop(image.size, size, focus)
        if size != image.size or box != (0, 0, *image.size):
            image = image.resize(size, Image.Resampling.LANCZOS, box, reducing_gap=2.0)
        file = BytesIO()
        _as_format(image, media_type).save(file, _FORMATS[media_type], **_options(media_type, quality, pixels.metadata))
        return file.getvalue()


@lru_cache(maxsize=1)  # renditions of one picture are made one after the other
def pixels_of(file: str, largest: int, stat: tuple[int, ...] = ()) -> Pixels:
    """The pixels of a picture, at most `largest` wide and high. stat: of the file, which tells when it is another one.
    Raises PictureError, OSError."""
    with opened(file) as found:
        return Pixels(_upright(found, largest), found.metadata)


def mean_colour(file: str) -> str:
    """The colour that stands in the place of a picture until it has come, as #rrggbb, "" of one that moves. All of it
    is decoded, so that nothing is expected of a damaged one. Raises PictureError, OSError."""
    with opened(file) as found:
        if getattr(found.picture, "is_animated", False):
            return ""
        mean = _upright(found, 1).convert("RGBA")
        red, green, blue, _ = (int(value) for value in mean.getpixel((0, 0)))  # type: ignore[union-attr]
        return f"#{red:02x}{green:02x}{blue:02x}"


@contextmanager
def opened(file: str) -> Iterator[Opened]:
    """Raises PictureError, OSError."""
    with open(file, "rb") as stream:
        try:
            with catch_warnings():
                simplefilter("ignore")
                with head(stream) as beginning:
                    metadata, size, kind = read_metadata(beginning), beginning.size, beginning.format or ""
                    orientation = _orientation(beginning)
                _check(stream, kind in ("JPEG", "MPO"), size)
                stream.seek(0)
                # what follows the first picture in an MPO, such as its depth, is for nobody to see
                with JpegImageFile(stream) if kind == "MPO" else Image.open(stream, formats=[kind]) as picture:
                    yield Opened(picture, metadata, orientation)
        except (PictureError, MemoryError):
            raise
        except Exception as error:  # Pillow's decoders raise errors of any kind at what is damaged
            raise PictureError("it is damaged; save it anew") from error


def _check(stream: BinaryIO, is_jpeg: bool, size: Size) -> None:
    """Raises PictureError for what would take too much memory or time."""
    pixels = size[0] * size[1]
    if (length := stream.seek(0, SEEK_END)) > MOST_BYTES:
        raise PictureError(f"it has {length // 10**6} MB, more than {MOST_BYTES // 10**6}; make it smaller")
    scans = _scans(stream) if is_jpeg else 0
    most = MOST_PIXELS if not scans else MOST_JPEG_PIXELS if scans == 1 else MOST_PROGRESSIVE_PIXELS
    if pixels > most:
        raise PictureError(f"it has more than {most // 10**6} million pixels; make it smaller")
    if pixels * scans > max(MOST_PAINTED, most):
        raise PictureError(f"it is painted {scans} times over; save it anew")


def _scans(stream: BinaryIO) -> int:
    """How often a JPEG is painted over: one that is not progressive once."""
    scans, at = 0, 2
    with mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        while (found := _MARKER.search(content, at)) and found[0] != _END_OF_IMAGE:
            scans += found[0] == _START_OF_SCAN
            at = found.end() + max(2, int.from_bytes(content[found.end() : found.end() + 2]))
    return scans


def _orientation(beginning: Image.Image) -> Any:
    with suppress(Exception):  # broken metadata break no picture
        return exif(beginning).get(_ORIENTATION)
    return None


def _upright(found: Opened, largest: int) -> Image.Image:
    picture = found.picture
    picture.draft(None if picture.mode == "CMYK" else "RGB", (largest, largest))  # JPEG decodes at 1/2, 1/4, 1/8
    picture.load()
    image = _eight_bits(picture)
    scale = largest / max(image.size)
    if scale < 1:
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = _turned(_in_srgb(image, picture.info.get("icc_profile")), found.orientation)
    image.info = {}  # Pillow would write the profile again, which is no longer the picture's
    return image


def _turned(image: Image.Image, orientation: Any) -> Image.Image:
    """Source: CIPA DC-008, "Exif", tag Orientation."""
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def _eight_bits(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be scaled: grey, RGB, RGBA, or CMYK as it was printed."""
    if picture.mode in ("L", "RGB", "RGBA", "CMYK"):
        return picture
    if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off at 255
        return picture.convert("I").point(lambda value: value / 257).convert("L")
    if picture.mode == "F":
        return picture.convert("L")
    has_alpha = "A" in picture.mode or "a" in picture.mode or "transparency" in picture.info
    return picture.convert("RGBA" if has_alpha else "L" if picture.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Without a profile the colours count as sRGB. One that can't be used is left out."""
    if profile and image.mode in ("RGB", "CMYK", "L"):
        with suppress(Exception):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            mode = "L" if image.mode == "L" else "RGB"
            if mode == "L":
                return image
            return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode) or image
    return image.convert("RGB") if image.mode == "CMYK" else image


_SRGB = ImageCms.createProfile("sRGB")


def _as_format(image: Image.Image, media_type: str) -> Image.Image:
    """JPEG has no transparency: what is behind it is white."""
    if media_type != "image/jpeg" or image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _options(media_type: str, quality: int, metadata: EmbeddedMetadata) -> dict[str, Any]:
    own = {"exif": exif_of(metadata), "xmp": xmp_of(metadata)}
    match media_type:
        case "image/jpeg":
            extra = {"extra": iptc_segment(metadata), "progressive": True, "optimize": True, "comment": b""}
            return own | extra | {"quality": quality}
        case "image/png":
            return {"optimize": False, "pnginfo": _png_texts(metadata), "exif": own["exif"]}
        case "image/webp":
            return own | {"quality": quality, "method": 4}
        case _:
            return own | {"quality": quality, "speed": 8, "max_threads": 1}


def _png_texts(metadata: EmbeddedMetadata) -> Any:
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    if packet := xmp_of(metadata):
        texts.add_itxt("XML:com.adobe.xmp", packet.decode())
    return texts
