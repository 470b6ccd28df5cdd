"""What a picture's own file says: who made it, and whether it tells where: IPTC, XMP and EXIF. Reads disk.

Pillow takes long to import, and few pictures are ever looked at: so who wants this imports it only then.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from PIL.IptcImagePlugin import getiptcinfo

from newsgen.pictures.heads import exif, head

_IPTC = {"maker": [(2, 80)], "credit": [(2, 110), (2, 115)], "copyright": [(2, 116)]}
"""By-line; credit line and source; copyright notice. Source: IPTC Photo Metadata Standard 2021.1, IIM properties."""
_XMP = {"maker": ["creator"], "credit": ["Credit", "Source"], "copyright": ["rights"]}
_EXIF = {"maker": 0x013B, "copyright": 0x8298}
_GPS, _LATITUDE_AND_LONGITUDE = 0x8825, {2, 4}
"""Source: CIPA DC-008, "Exif", GPS attribute information."""
Names = tuple[str, ...]
MAX_LENGTH = 200
"""Characters of a name that are read."""


def metadata_of(file: str) -> tuple[Names, Names, Names, bool]:
    """The makers, credits and copyrights that the head of a picture names, each once, and whether it tells where it was
    taken. Nothing is found where the file is damaged: that has its own problem."""
    names: dict[str, dict[str, None]] = {"maker": {}, "credit": {}, "copyright": {}}
    places: list[bool] = []
    # What strangers put into a picture may be broken in any way that Pillow and an XML parser can stumble over.
    with suppress(Exception), open(file, "rb") as opened, head(opened) as picture:
        for names_in in (_iptc, _xmp, _exif):
            with suppress(Exception):
                for kind, written in names_in(picture):
                    if name := " ".join(written[:MAX_LENGTH].replace("\0", " ").split()):
                        names[kind][name] = None
        with suppress(Exception):
            places.append(bool(exif(picture).get_ifd(_GPS).keys() & _LATITUDE_AND_LONGITUDE))
        with suppress(Exception):
            places.append(any(sign in str(picture.getxmp()) for sign in ("GPSLatitude", "GPSLongitude")))
    makers, credit, copyrights = map(tuple, names.values())
    return makers, credit, copyrights, any(places)


def _iptc(picture: Any) -> Iterator[tuple[str, str]]:
    found = getiptcinfo(picture) or {}
    for kind, keys in _IPTC.items():
        for key in keys:
            values = found.get(key, [])
            for value in values if isinstance(values, list) else [values]:
                yield kind, value.decode("utf-8", "replace")


def _xmp(picture: Any) -> Iterator[tuple[str, str]]:
    found = picture.getxmp().get("xmpmeta", {}).get("RDF", {}).get("Description", {})
    for description in found if isinstance(found, list) else [found]:
        for kind, keys in _XMP.items():
            for key in keys:
                yield from ((kind, text) for text in _texts(description.get(key)))


def _texts(value: Any) -> Iterator[str]:
    """The texts of an XMP property, which is one, or a list of them in its own wrappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key in ("Seq", "Alt", "Bag", "li", "text"):
            yield from _texts(value.get(key))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _exif(picture: Any) -> Iterator[tuple[str, str]]:
    found = exif(picture)
    yield from ((kind, str(found[tag])) for kind, tag in _EXIF.items() if found.get(tag))
