"""What a picture's own file says: who made it, and whether it tells where. Reads disk.

Pillow takes long to import, and few pictures are ever looked at: so who wants this imports it only then.
"""

from contextlib import suppress

from newsgen.pictures.embedded_metadata import EmbeddedMetadata, read_metadata
from newsgen.pictures.heads import exif, head

_GPS, _LATITUDE_AND_LONGITUDE = 0x8825, {2, 4}
"""Source: CIPA DC-008, "Exif", GPS attribute information."""
Names = tuple[str, ...]


def metadata_of(file: str) -> tuple[Names, Names, Names, bool]:
    """The makers, credits and copyrights that the head of a picture names, each once, and whether it tells where it was
    taken. Nothing is found where the file is damaged: that has its own problem."""
    metadata, places = EmbeddedMetadata(), [False]
    # What strangers put into a picture may be broken in any way that Pillow and an XML parser can stumble over.
    with suppress(Exception), open(file, "rb") as opened, head(opened) as picture:
        metadata = read_metadata(picture)
        with suppress(Exception):
            places.append(bool(exif(picture).get_ifd(_GPS).keys() & _LATITUDE_AND_LONGITUDE))
        with suppress(Exception):
            places.append(any(sign in str(picture.getxmp()) for sign in ("GPSLatitude", "GPSLongitude")))
    credits = tuple(dict.fromkeys(filter(None, (metadata.credit, metadata.source))))
    return metadata.creators, credits, tuple(filter(None, [metadata.copyright])), any(places)
