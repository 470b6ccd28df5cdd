"""What a picture's own file says: who made it, and whether it tells where. Reads disk.

Pillow takes long to import, and few pictures are ever looked at: so who wants this imports it only then.
"""

from contextlib import suppress

from newsgen.pictures.heads import exif, head
from newsgen.pictures.rights import Rights, rights_in

_GPS, _LATITUDE_AND_LONGITUDE = 0x8825, {2, 4}
"""Source: CIPA DC-008, "Exif", GPS attribute information."""
Names = tuple[str, ...]


def metadata_of(file: str) -> tuple[Names, Names, Names, bool]:
    """The makers, credits and copyrights that the head of a picture names, each once, and whether it tells where it was
    taken. Nothing is found where the file is damaged: that has its own problem."""
    rights, places = Rights(), [False]
    # What strangers put into a picture may be broken in any way that Pillow and an XML parser can stumble over.
    with suppress(Exception), open(file, "rb") as opened, head(opened) as picture:
        rights = rights_in(picture)
        with suppress(Exception):
            places.append(bool(exif(picture).get_ifd(_GPS).keys() & _LATITUDE_AND_LONGITUDE))
        with suppress(Exception):
            places.append(any(sign in str(picture.getxmp()) for sign in ("GPSLatitude", "GPSLongitude")))
    credits = tuple(dict.fromkeys(filter(None, (rights.credit, rights.source))))
    return rights.creators, credits, tuple(filter(None, [rights.copyright])), any(places)
