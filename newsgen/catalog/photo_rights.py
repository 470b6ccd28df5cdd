"""Which photos may be shown: what the config, the credit and the time make of them. Pure."""

import re

from msgspec.structs import replace

from newsgen.model.article import Photo, Withheld
from newsgen.model.config import PhotosConfig
from newsgen.model.entry import Entry

_CREDITED = re.compile(
    r"©|\b(?:courtesy(?: of)?|credit:)|\b(?:photo(?:s|graphs?)?|images?|pictures?|foto|φωτογραφ\w+)\s*(?:by|:|/|©)",
    re.IGNORECASE,
)


def is_credited(photo: Photo) -> bool:
    """A caption may hold the credit."""
    return bool(photo.credit.strip() or _CREDITED.search(photo.caption))


def with_rightful_photos(entries: list[Entry], photos: PhotosConfig, now: float) -> list[Entry]:
    """now: in seconds since 1970."""
    is_all_shown = photos.expired == photos.uncredited == "show"
    return entries if is_all_shown else [as_shown(entry, photos, now) for entry in entries]


def as_shown(entry: Entry, photos: PhotosConfig, now: float) -> Entry:
    """Without its photo where that is withheld, and without the photo's file, unless the text shows that too."""
    why = _why_withheld(entry.photo, entry.rights_until, photos, now) if entry.photo else ""
    if not entry.photo or not why:
        return entry
    way = photos.expired if why == "expired" else photos.uncredited
    is_ours = bool(entry.files) and entry.photo.url == f"/{entry.files[0][0]}"
    files = entry.files[1:] if is_ours else entry.files
    return replace(entry, photo=None, files=files, withheld=why if way == "placeholder" else "")


def _why_withheld(photo: Photo, rights_until: float, photos: PhotosConfig, now: float) -> Withheld:
    if photos.expired != "show" and rights_until <= now:
        return "expired"
    return "uncredited" if photos.uncredited != "show" and not is_credited(photo) else ""
