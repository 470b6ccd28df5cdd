"""Which renditions there are of a picture, what they are called, and how a page offers them. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from posixpath import splitext

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.article import Photo, shown_photo
from newsgen.model.config import PicturesConfig, PictureSize
from newsgen.model.digest import digest
from newsgen.model.entry import Entry, Measured

ENCODER = 1
"""Counted up when the same recipe gives other bytes."""
MEDIA_TYPES = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".avif": "image/avif"
}  # fmt: skip
"""Of which renditions are made, by the ending."""
USUAL_FOCUS, OF_PORTRAITS = (50, 50), (50, 33)
"""The points that are seen where no other is wanted, in percent: the middle; of what is higher than wide, above it."""
SIZES = {
    "lead": PictureSize((400, 640, 960, 1280), "(width < 62rem) 85vw, 43rem", "16:9"),
    "card": PictureSize((160, 320, 480, 640), "(width < 40rem) 28vw, (width < 62rem) 45vw, 19rem", "3:2"),
    "photo": PictureSize((480, 800, 1200, 1600), "(width < 48rem) 100vw, 43rem"),
    "body": PictureSize((480, 800, 1200), "(width < 48rem) 100vw, 43rem"),
    "gallery": PictureSize((320, 480, 800), "(width < 42rem) 50vw, 21rem"),
    "wide": PictureSize((480, 800, 1200, 1600), "(width < 50rem) 100vw, 48rem"),
    "full": PictureSize((480, 960, 1440, 1920), "(width < 76rem) 100vw, 72rem"),
    "portrait": PictureSize((96, 192, 288), "9rem", "1:1"),
}
"""The places of the bundled layouts."""
IN_TEXTS = ("body", "gallery", "wide", "full")
SHAPES = {ratio: PictureSize((1200,), ratio=ratio) for ratio in ("16:9", "4:3", "1:1")}
"""Those that search engines ask for, of photos, in the picture's own format. Source: Google, "Article structured
data"."""
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(rem|px)")
Size = tuple[int, int]
Focus = tuple[int, int]
"""Where the point stands that must be seen, in percent of width and height."""


class PictureError(Exception):
    """Nothing can be made of a picture; why, in words."""


class Rendition(Struct, frozen=True, gc=False):
    """One file that is made of a picture. output: below the output folder. name: of the picture among the sources.
    focus: None where nothing is cut off."""

    output: str
    name: str
    size: Size
    focus: Focus | None
    media_type: str

    @property
    def key(self) -> str:
        """What a page is about that is this rendition."""
        focus = f"{self.focus[0]},{self.focus[1]}" if self.focus else ""
        return f"{self.name}|{self.size[0]}x{self.size[1]}|{focus}|{self.media_type}"

    @classmethod
    def of(cls, output: str, key: str) -> "Rendition":
        name, size, focus, media_type = key.rsplit("|", 3)
        width, height = map(int, size.split("x"))
        x, y = map(int, focus.split(",")) if focus else (0, 0)
        return cls(output, name, (width, height), (x, y) if focus else None, media_type)


class Source(Struct, frozen=True):
    """A picture in another format than its own. srcset: urls with their widths."""

    media_type: str
    srcset: str


class Picture(Struct, frozen=True):
    """A picture as a layout puts it into a place: the other formats, the best first, and what an `<img>` has. width,
    height: of the largest one for that place, None where unknown. colour: that stands there until it has come."""

    sources: tuple[Source, ...]
    src: str
    srcset: str
    sizes: str
    width: int | None
    height: int | None
    colour: str


def recipe(pictures: PicturesConfig) -> str:
    """What all names of renditions depend on beside the picture and their sizes."""
    return digest(repr((ENCODER, pictures.quality, pictures.largest)).encode())


def of_renditions(measured: Measured, pictures: PicturesConfig) -> Measured:
    """The largest rendition of a picture: its size, and the digest that its name has."""
    width, height = measured.width or 1, measured.height or 1
    scale = min(1.0, pictures.largest / max(width, height))
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    return replace(measured, width=wide, height=high, digest=digest(f"{measured.digest} {recipe(pictures)}".encode()))


def sizes(pictures: PicturesConfig) -> dict[str, PictureSize]:
    return SIZES | pictures.sizes


def css_width(size: PictureSize) -> int:
    """How many CSS pixels a place is wide in a large window, of 16 to a rem; 0 where that hangs on the window."""
    found = _LENGTH.fullmatch(size.sizes.rpartition(",")[2].strip())
    return round(float(found[1]) * (16 if found[2] == "rem" else 1)) if found else 0


def renditions(photo: Photo, places: Iterable[PictureSize], pictures: PicturesConfig) -> Iterator[Rendition]:
    """All that are put out of a picture for these places, the largest first; none of one that stays as it is."""
    if photo.name and photo.width and photo.height:
        main = photo.url.removeprefix("/")
        yield Rendition(main, photo.name, (photo.width, photo.height), None, MEDIA_TYPES[splitext(main)[1]])
        for place in places:
            yield from _for_place(photo, main, place, pictures)


def of_photos(pictures: PicturesConfig) -> list[PictureSize]:
    """The places of articles' photos; a size that the site names itself may be for them, whatever its name."""
    others = {*IN_TEXTS, "portrait"} - {"gallery", "wide", "full"}.intersection(pictures.sizes)
    return [*(place for name, place in sizes(pictures).items() if name not in others), *SHAPES.values()]


def renditions_of(entry: Entry, pictures: PicturesConfig) -> Iterator[Rendition]:
    """All that a text shows."""
    if entry.photo:
        yield from renditions(entry.photo, of_photos(pictures), pictures)
    for file in entry.pictures:
        yield from renditions(shown_photo(file), [sizes(pictures)[file.size]], pictures)


def picture(photo: Photo, size: PictureSize, pictures: PicturesConfig, base: str) -> Picture:
    """The picture for a place; one of which there are no renditions as it is. base: the site's own path."""
    if not photo.name or not photo.width or not photo.height:
        return Picture((), photo.url, "", "", photo.width, photo.height, photo.colour)
    found = list(_for_place(photo, photo.url.removeprefix(base).removeprefix("/"), size, pictures))
    sets = {
        media_type: ", ".join(f"{base}/{each.output} {each.size[0]}w" for each in group)
        for media_type, group in groupby(found, attrgetter("media_type"))
    }
    largest = found[-1]
    srcset = sets.pop(largest.media_type)
    sources = tuple(Source(*each) for each in sets.items())
    return Picture(sources, f"{base}/{largest.output}", srcset, size.sizes, *largest.size, photo.colour)


def crop(of: Size, size: Size, focus: Focus | None) -> tuple[float, float, float, float]:
    """The largest part of a picture that has the shape of `size`, with the focus as near to its middle as can be: left,
    top, right, bottom."""
    width, height = of
    wanted_height, wanted_width = width * size[1] / size[0], height * size[0] / size[1]
    if focus is None or not _is_cut(of, size):
        return 0, 0, width, height
    if wanted_height < height:
        top = min(max(height * focus[1] / 100 - wanted_height / 2, 0), height - wanted_height)
        return 0, top, width, top + wanted_height
    left = min(max(width * focus[0] / 100 - wanted_width / 2, 0), width - wanted_width)
    return left, 0, left + wanted_width, height


def _is_cut(of: Size, size: Size) -> bool:
    """Whether the shapes differ by more than a pixel."""
    return abs(of[0] * size[1] / size[0] - of[1]) >= 1 + of[1] / size[1]


def _for_place(photo: Photo, main: str, size: PictureSize, pictures: PicturesConfig) -> Iterator[Rendition]:
    """By format, the picture's own last. main: output path of the largest rendition."""
    stem, ending = splitext(main)
    own, usual = (photo.width or 1, photo.height or 1), MEDIA_TYPES[ending]
    default = OF_PORTRAITS if own[1] > own[0] else USUAL_FOCUS
    point = photo.focus or default
    formats = () if size in SHAPES.values() else pictures.formats
    others = [media_type for each in formats if (media_type := f"image/{each}") != usual]
    found = _sizes_of(own, size)
    for media_type in (*others, usual):
        to = ending if media_type == usual else f".{media_type.removeprefix('image/')}"
        # who doesn't know the other formats is rare enough for half as many
        for wide, high in found[(len(found) + 1) % 2 :: 2] if others and media_type == usual else found:
            if (wide, high) == own and media_type == usual:
                yield Rendition(main, photo.name, own, None, usual)
                continue
            focus = point if _is_cut(own, (wide, high)) else None
            at = f"-{point[0]}-{point[1]}" if focus and point != default else ""
            yield Rendition(f"{stem}-{wide}x{high}{at}{to}", photo.name, (wide, high), focus, media_type)


def _sizes_of(own: Size, size: PictureSize) -> list[Size]:
    """The sizes in which a picture is offered for a place: none larger than what the picture has of that shape."""
    across, down = map(int, size.ratio.split(":")) if size.ratio else own
    most = max(1, min(own[0], own[1] * across // down))
    widths = [each for each in sorted(size.widths) if each < most]
    if len(widths) < len(size.widths):
        widths.append(most)
    return [(each, max(1, round(each * down / across))) for each in widths]
