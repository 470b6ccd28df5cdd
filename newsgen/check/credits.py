"""What a picture's own file says: who made it, and whether it tells where: IPTC, XMP and EXIF. Reads disk.

Apart from the rules because Pillow takes long to import, and few pictures are ever looked at.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from msgspec import Struct

_IPTC = {"maker": [(2, 80)], "credit": [(2, 110), (2, 115)], "copyright": [(2, 116)]}
"""By-line; credit line and source; copyright notice. Source: IPTC Photo Metadata Standard 2021.1, IIM properties."""
_XMP = {"maker": ["creator"], "credit": ["Credit", "Source"], "copyright": ["rights"]}
_EXIF = {"maker": 0x013B, "copyright": 0x8298}
_GPS, _LATITUDE_AND_LONGITUDE = 0x8825, {2, 4}
"""Source: CIPA DC-008, "Exif", GPS attribute information."""


LONG = 200
"""Characters of a name that are read."""


class PictureSays(Struct, frozen=True):
    """makers, credits, copyrights: names as the file has them, each once. has_place: whether it tells where
    it was taken."""

    makers: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    copyrights: tuple[str, ...] = ()
    has_place: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return self.makers + self.credits + self.copyrights


NOTHING_SAID = PictureSays()


def said_by(file: str) -> PictureSays:
    """Nothing where the file is damaged: that has its own problem."""
    from newsgen.reading.pictures import head

    found: dict[str, list[str]] = {"maker": [], "credit": [], "copyright": []}
    places: list[bool] = []
    # What strangers put into a picture may be broken in any way that Pillow and an XML parser can stumble over.
    with suppress(Exception), open(file, "rb") as opened, head(opened) as picture:
        for part in (_iptc, _xmp, _exif):
            with suppress(Exception):
                for kind, name in part(picture):
                    found[kind].append(name)
        for tells in (_exif_place, _xmp_place):
            with suppress(Exception):
                places.append(tells(picture))
    makers, credit, copyrights = (_each_once(found[kind]) for kind in ("maker", "credit", "copyright"))
    return PictureSays(makers, credit, copyrights, has_place=any(places))


def _iptc(picture: Any) -> Iterator[tuple[str, str]]:
    from PIL.IptcImagePlugin import getiptcinfo

    said = getiptcinfo(picture) or {}
    for kind, keys in _IPTC.items():
        for key in keys:
            values = said.get(key, [])
            for value in values if isinstance(values, list) else [values]:
                yield kind, value.decode("utf-8", "replace")


def _xmp(picture: Any) -> Iterator[tuple[str, str]]:
    said = picture.getxmp().get("xmpmeta", {}).get("RDF", {}).get("Description", {})
    for description in said if isinstance(said, list) else [said]:
        for kind, keys in _XMP.items():
            for key in keys:
                yield from ((kind, text) for text in _texts(description.get(key)))


def _exif(picture: Any) -> Iterator[tuple[str, str]]:
    from newsgen.reading.pictures import exif

    said = exif(picture)
    yield from ((kind, str(said[tag])) for kind, tag in _EXIF.items() if said.get(tag))


def _exif_place(picture: Any) -> bool:
    from newsgen.reading.pictures import exif

    return bool(exif(picture).get_ifd(_GPS).keys() & _LATITUDE_AND_LONGITUDE)


def _xmp_place(picture: Any) -> bool:
    return any(sign in str(picture.getxmp()) for sign in ("GPSLatitude", "GPSLongitude"))


def _texts(value: Any) -> Iterator[str]:
    """Of an XMP property: a text, or a list of them in its own wrappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key in ("Seq", "Alt", "Bag", "li", "text"):
            yield from _texts(value.get(key))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(name for written in names if (name := " ".join(written[:LONG].replace("\0", " ").split())))
    )
