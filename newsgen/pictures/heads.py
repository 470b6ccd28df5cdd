"""What a picture is, by its head alone: no pixel is ever decoded. Reads disk.

Apart from the rest because Pillow takes long to import.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import BinaryIO
from warnings import catch_warnings, simplefilter

from PIL import AvifImagePlugin, GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

MOST_PIXELS = 16_384 * 16_384
"""As many as the decoders of AVIF and WebP take; cameras of 200 megapixels stay below."""
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow warns from there on, and refuses more than twice as many
_PLUGINS = {
    "JPEG": JpegImagePlugin,
    "PNG": PngImagePlugin,
    "GIF": GifImagePlugin,
    "WebP": WebPImagePlugin,
    "AVIF": AvifImagePlugin,
}
"""The formats that browsers show. What is imported need not be searched for among all that Pillow reads."""
_ROTATED = {5, 6, 7, 8}
_ORIENTATION = 0x0112
_START = 1024
_SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "JPEG": (b"\xff\xd8\xff",),
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "TIFF": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "BMP": (b"BM",),
    "Photoshop": (b"8BPS",),
    "PostScript": (b"%!PS", b"\xc5\xd0\xd3\xc6"),
    "PDF": (b"%PDF",),
    "ICO": (b"\0\0\1\0",),
    "DDS": (b"DDS ",),
    "PPM": tuple(b"P%d%c" % (number, space) for number in range(1, 8) for space in b" \t\n\r#"),
    "JPEG XL": (b"\xff\x0a", b"\0\0\0\x0cJXL "),
    "JPEG 2000": (b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"),
}
"""How files of a kind begin."""
_HEIC = (b"hei", b"hev", b"mif", b"msf")
"""How the brands of its makers begin. Source: ISO/IEC 23008-12."""
_MARKUP = {"SVG": b"<svg", "HTML": b"<html"}
_PNG_WANTED = (b"IHDR", b"eXIf")
_PNG_TEXTS = (b"XML:com.adobe.xmp\0", b"Raw profile type exif\0")
_NO_PIXELS = b"\0\0\0\0IDAT\x35\xaf\x06\x1e"
_LONGEST_KEY = max(map(len, _PNG_TEXTS))
_LONGEST = 16 * 1024 * 1024
"""Bytes of one chunk of metadata that are read."""
_MOST_CHUNKS = 1_000_000


def read_picture(file: BinaryIO) -> tuple[int, int, str] | str:
    """Return width and height, in pixels as shown, and the media type of a picture, or what is wrong with it, in words;
    a remedy may follow a semicolon."""
    start = file.read(_START)
    kind = _kind(start)
    if not start:
        return "the file is empty"
    if not kind:
        return "it is damaged, or of another kind than its name says"
    if kind not in _PLUGINS:
        best = "JPEG" if kind == "HEIC" else "JPEG, PNG, GIF, WebP or AVIF"
        return f"it is of another kind than its name says: {kind}; save it as {best}"
    try:
        with head(file) as picture:
            width, height = picture.size
            with suppress(Exception):  # broken metadata break no picture
                if exif(picture).get(_ORIENTATION) in _ROTATED:
                    width, height = height, width
            media_type = "image/jpeg" if picture.format == "MPO" else Image.MIME[picture.format or ""]
            return width, height, media_type
    except Image.DecompressionBombError:
        return f"it has more than {MOST_PIXELS // 10**6} million pixels; make it smaller"
    except Exception:  # Pillow's decoders raise errors of any kind at what is damaged
        return "it is damaged; save it anew, or name another picture"


@contextmanager
def head(file: BinaryIO) -> Iterator[Image.Image]:
    """Open a picture of which only the head may be asked for. Raises any exception at what is damaged."""
    file.seek(0)
    kind = _kind(file.read(_START))
    file.seek(0)
    with catch_warnings():
        simplefilter("ignore")
        with Image.open(_without_pixels(file) if kind == "PNG" else file, formats=[kind.upper()]) as picture:
            yield picture


def exif(picture: Image.Image) -> Image.Exif:
    """The metadata that the head has. Pillow's own way for PNG decodes all pixels in search of more."""
    return Image.Image.getexif(picture)


def _kind(start: bytes) -> str:
    """The kind of a file by how it begins; "" for an unknown one."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WebP"
    if start[4:8] == b"ftyp":
        brands = start[8 : int.from_bytes(start[:4])]
        return "AVIF" if b"avif" in brands or b"avis" in brands else "HEIC" if brands[:3] in _HEIC else ""
    for kind, signatures in _SIGNATURES.items():
        if start.startswith(signatures):
            return kind
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return next((kind for kind, sign in _MARKUP.items() if sign in start.lower()), "XML")
    return ""


def _without_pixels(file: BinaryIO) -> BytesIO:
    """Return a PNG of which what tells of size, orientation and makers comes first, wherever it stood, and no pixels
    follow. Raises ValueError where pixels are missing. Source: PNG, third edition, "Chunk layout"."""
    wanted: list[bytes] = []
    names: set[bytes] = set()
    for name, key, at, length in _chunks(file):
        if not names and name != b"IHDR":
            raise ValueError("the size is missing")
        names.add(name)
        if length <= _LONGEST and (name in _PNG_WANTED or key.startswith(_PNG_TEXTS)):
            file.seek(at)
            wanted.append(file.read(length))
    if b"IDAT" not in names:
        raise ValueError("the pixels are missing")
    return BytesIO(_SIGNATURES["PNG"][0] + b"".join(wanted) + _NO_PIXELS)


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes, int, int]]:
    """Give the chunks of a PNG: name, the beginning of what it holds, where it starts, its length in all. Raises
    ValueError where pixels are cut off."""
    size, at = file.seek(0, 2), len(_SIGNATURES["PNG"][0])
    for _ in range(_MOST_CHUNKS):
        file.seek(at)
        start = file.read(8 + _LONGEST_KEY)
        name, length = start[4:8], 12 + int.from_bytes(start[:4])
        if at + length > size and name == b"IDAT":
            raise ValueError("the pixels are cut off")
        if at + length > size or name == b"IEND":
            return
        yield name, start[8:], at, length
        at += length
