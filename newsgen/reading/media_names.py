"""How files are called that are put out as they are, and what an article may bring along. Pure."""

import posixpath
import re

from newsgen.model.entry import Measured
from newsgen.model.slugs import MAX_BYTES, slug
from newsgen.reading.scan import AS_THEY_ARE

PICTURES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
"""Media types by the endings of names."""
OTHER_MEDIA = {".pdf", ".mp3", ".m4a", ".ogg", ".mp4", ".webm", ".csv", ".xlsx", ".ods", ".zip", ".vtt"}
MEDIA = PICTURES.keys() | OTHER_MEDIA
"""What an article may bring along. Not among them: whatever a browser would run as a page of the site (SVG, HTML)."""
_ASSETS = "assets/"
_CLEAN = re.compile(r"[a-z0-9_@](?:[a-z0-9._@-]*[a-z0-9_@-])?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
"""Of Windows, whatever follows the dot. Source: Microsoft, "Naming Files, Paths, and Namespaces"."""


def output_name(name: str, measured: Measured) -> str:
    """Return the path of a file below the output folder: an asset keeps its path, what an article brings its name.

    Every part of it can stand in a url and on any disk as it is, and two that differ in case alone are one. A picture
    of another kind than its name says gets the ending of its kind, by which hosts tell browsers what it is.
    """
    if name.startswith(_ASSETS + AS_THEY_ARE):
        return name.removeprefix(_ASSETS + AS_THEY_ARE)
    path = posixpath.splitext(name)[0]
    extension = right_ending(name, measured)
    if name.startswith(_ASSETS):
        clean = "/".join(map(_clean, path.split("/")))
    else:
        clean = _ASSETS + _unreserved(slug(posixpath.basename(path)))
    return f"{clean}.{measured.digest[:8]}{'.' if extension else ''}{_clean(extension[1:])}"


def right_ending(name: str, measured: Measured) -> str:
    """The ending of a file's name, or for a picture of another kind that of its kind."""
    extension = posixpath.splitext(name)[1]
    if measured.width is None or PICTURES.get(extension.lower()) == measured.media_type:
        return extension
    return next(ending for ending, media_type in PICTURES.items() if media_type == measured.media_type)


def _clean(part: str) -> str:
    """A part of a path in small letters; a slug of it where it has other than those, digits and the usual signs."""
    lower = part.lower()
    is_clean = not lower or (_CLEAN.fullmatch(lower) and len(lower) <= MAX_BYTES)
    return _unreserved(lower if is_clean else slug(part))


def _unreserved(part: str) -> str:
    return _RESERVED.sub(r"\g<0>_", part) if _RESERVED.match(part) else part
