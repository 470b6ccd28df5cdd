"""The pictures and other files that articles show: found, measured, named by their content. Reads disk."""

import mimetypes
import os
import posixpath
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote
from warnings import catch_warnings, simplefilter

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image, UnidentifiedImageError

from newsgen.model.article import Article, Photo, PlainPage, Reference
from newsgen.model.digest import short_digest
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.slugs import slug
from newsgen.model.urls import is_elsewhere, split_url
from newsgen.reading.assets import AS_THEY_ARE, output_name
from newsgen.reading.scan import shown_name

PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"}
OTHER_MEDIA = {".pdf", ".mp3", ".m4a", ".ogg", ".mp4", ".webm", ".csv", ".xlsx", ".ods", ".zip", ".vtt"}
"""What an article may bring along. Not among them: whatever a browser would run as a page of the site (SVG, HTML)."""

_ROTATED = {5, 6, 7, 8}
_ORIENTATION = 0x0112


class MediaFile(Struct, frozen=True):
    """A file to put out. file: its path on disk; output: below the output folder; width, height: None if no picture."""

    file: str
    output: str
    media_type: str
    width: int | None = None
    height: int | None = None


Media = dict[str, dict[Reference, MediaFile]]
"""The files that texts refer to, by the text's source."""


class Shelf:
    """The files that have been asked for, each measured once. Owns the table.

    content, assets: the folders that files may come from; content_name: how problems call the first.
    """

    def __init__(self, content: Path, assets: tuple[Path, ...]) -> None:
        self.content = content
        self.assets = assets
        self.files: dict[Path, MediaFile | str] = {}

    def find(self, target: str, source: str) -> MediaFile | str:
        """The file that `target` means in the article at `source`, or what is wrong with it, in words."""
        path = unquote(split_url(target).path)
        if "\0" in path:
            return "its name holds a NUL character"
        places = self._rooted(path) if path.startswith("/") else self._relative(path, source)
        file = next((place for place, root in places if os.path.isfile(place) and _is_below(place, root)), None)
        if file is None:
            return self._missing(places)
        if file not in self.files:
            self.files[file] = _measured(file, self._name_as_asset(file))
        return self.files[file]

    def _relative(self, path: str, source: str) -> list[tuple[Path, Path]]:
        """From the article's own folder, else from the content folder."""
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        return [(self.content / inside, self.content), (self.content / path, self.content)]

    def _rooted(self, path: str) -> list[tuple[Path, Path]]:
        """`/assets/x.jpg` and `/x.jpg` are x.jpg of an assets folder; else a file below the content folder."""
        bare = posixpath.normpath(path).lstrip("/")
        names = (bare.removeprefix("assets/"), AS_THEY_ARE + bare)
        found = [(root / name, root) for name in names for root in self.assets]
        return [*found, (self.content / bare, self.content)]

    def _name_as_asset(self, file: Path) -> str:
        """Its name below the assets folder that it lies in; "" for one that an article brings along."""
        root = next((root for root in self.assets if _is_below(file, root)), None)
        return normalize("NFC", file.relative_to(root).as_posix()) if root and file.is_relative_to(root) else ""

    def _missing(self, places: list[tuple[Path, Path]]) -> str:
        place, root = places[0]
        if not _is_below(place, root):
            return "it lies outside the site"
        beside = os.listdir(place.parent) if os.path.isdir(place.parent) else []
        others = [shown_name(name) for name in beside if name != place.name]
        return f"there is no such file; {did_you_mean(place.name, others, 'check its path')}"


def with_photo(article: Article, shelf: Shelf, place: Place) -> tuple[Article, list[Problem]]:
    """The article with its photo's url and size, or without it where the file is not there."""
    if article.photo is None:
        return article, []
    photo, wrong = resolved(article.photo, article.source, shelf)
    return replace(article, photo=photo), photo_problems(article.photo.url, wrong, place)


def photo_problems(written: str, wrong: str, place: Place) -> list[Problem]:
    """wrong: in words, what is wrong with it; a remedy may follow a semicolon."""
    what, _, mend = wrong.partition("; ")
    said = f"the photo '{written}' can't be used: {what}"
    return [warning("photo", place, said, mend or "name another picture")] if wrong else []


def resolved(photo: Photo, source: str, shelf: Shelf) -> tuple[Photo | None, str]:
    """The photo as the site will serve it, or None and why."""
    if is_elsewhere(photo.url):
        safe = split_url(photo.url).scheme in ("http", "https")
        return (photo, "") if safe else (None, "its address is not http or https")
    found = shelf.find(photo.url, source)
    if isinstance(found, str):
        return None, found
    if found.width is None:
        return None, "it is not a picture"
    return replace(
        photo, url="/" + found.output, width=found.width, height=found.height, media_type=found.media_type
    ), ""


def body_media(owner: Article | PlainPage, shelf: Shelf, path: str) -> tuple[dict[Reference, MediaFile], list[Problem]]:
    """The files that a body shows or links to, and those that it misses."""
    found: dict[Reference, MediaFile] = {}
    problems = []
    for reference in owner.body.references:
        if not means_file(reference):
            continue
        media = shelf.find(reference.target, owner.source)
        if isinstance(media, MediaFile):
            found[reference] = media
        else:
            what = f"'{reference.target}' can't be used: {media}"
            problems.append(warning("missing-file", Place(path, reference.line, reference.column), what))
    return found, problems


def means_file(reference: Reference) -> bool:
    """Whether a text brings along what it refers to; else that is a page."""
    if reference.kind in ("picture", "media"):
        return True
    extension = posixpath.splitext(split_url(reference.target).path)[1].lower()
    return reference.kind == "link" and extension in PICTURES | OTHER_MEDIA


def _is_below(file: Path, root: Path) -> bool:
    """After symlinks are followed: nothing from outside is ever read."""
    return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root))


def _measured(file: Path, asset: str) -> MediaFile | str:
    """asset: its name as one, or "" for a file of an article, which may be of fewer kinds."""
    extension = file.suffix.lower()
    if extension not in PICTURES | OTHER_MEDIA and not asset:
        return f"files of the kind '{extension or file.name}' are not put out for an article"
    content = file.read_bytes()
    own = f"assets/{slug(file.stem)}.{short_digest(content)}{extension}"
    output = output_name(asset, content) if asset else own
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if extension not in PICTURES:
        return MediaFile(str(file), output, media_type)
    try:
        width, height, media_type = _size(file)
    except UnidentifiedImageError:
        return "it is damaged, or of another kind than its name says"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return f"it is damaged ({str(error).split(':')[0].split(' %')[0].lower()})"
    return MediaFile(str(file), output, media_type, width, height)


def _size(file: Path) -> tuple[int, int, str]:
    """Width and height as shown, media type. Only the head of the file is decoded."""
    with catch_warnings():
        simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file) as picture:
            width, height = picture.size
            if picture.getexif().get(_ORIENTATION) in _ROTATED:
                width, height = height, width
            return width, height, Image.MIME.get(picture.format or "", "image/jpeg")
