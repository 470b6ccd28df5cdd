"""The pictures and other files that are put out as they are: found, measured, named by their content. Reads disk."""

import mimetypes
import posixpath
import re
import signal
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote

from msgspec.structs import replace

from newsgen.model.article import Article, MediaFile, Photo, PlainPage, Reference
from newsgen.model.config import PicturesConfig
from newsgen.model.digest import digest, joint_digest
from newsgen.model.entry import Measured
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.slugs import MAX_BYTES, slug
from newsgen.model.urls import ascii_url, is_elsewhere, split_url, url_of_file
from newsgen.pictures.renditions import MEDIA_TYPES, PictureError, of_renditions
from newsgen.reading.asset_links import ASSETS, extension_of, links_in, may_link
from newsgen.reading.scan import AS_THEY_ARE, File, shown_name
from newsgen.reading.written_paths import kind_hint, path_hint

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
_CLEAN = re.compile(r"[a-z0-9_@](?:[a-z0-9._@-]*[a-z0-9_@-])?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
"""Of Windows, whatever follows the dot. Source: Microsoft, "Naming Files, Paths, and Namespaces"."""


def output_name(name: str, measured: Measured) -> str:
    """Return the path of a file below the output folder: an asset keeps its path, what an article brings its name.

    Every part of it can stand in a url and on any disk as it is, and two that differ in case alone are one. A picture
    of another kind than its name says gets the ending of its kind, by which hosts tell browsers what it is.
    """
    if name.startswith(ASSETS + AS_THEY_ARE):
        return name.removeprefix(ASSETS + AS_THEY_ARE)
    path = posixpath.splitext(name)[0]
    extension = right_ending(name, measured)
    if name.startswith(ASSETS):
        clean = "/".join(map(_clean, path.split("/")))
    else:
        clean = ASSETS + _unreserved(slug(posixpath.basename(path)))
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


_CONTENT = "content/"
_PAGE_ENDINGS = {".md", ".markdown", ".html", ".htm"}
NO_RENDITIONS = PicturesConfig(renditions=False)
_PIECE = 1 << 20
"""Bytes that are read at once: a film need not fit into memory."""


class MediaFiles:
    """The files that there are, each measured once. Owns what was measured and what was looked for. cached: what was
    measured before, by name; it counts where the file's stat is still the same. pictures: what is made of them."""

    def __init__(
        self, files: Mapping[str, File], cached: Mapping[str, Measured], pictures: PicturesConfig = NO_RENDITIONS
    ) -> None:
        self.files, self.pictures = files, pictures
        self._cached = cached
        self.measured: dict[str, Measured] = {}
        self.read_files: dict[str, str] = {}
        self._folders: dict[str, list[str]] = {}

    def all_measured(self) -> dict[str, Measured]:
        """All that was ever measured of the files that there are, for the next ones."""
        return {name: found for name in self.files if (found := self.measured.get(name) or self._cached.get(name))}

    def news(self) -> list[tuple[str, Measured]]:
        """What was measured and is not as it is in the cache."""
        return [(name, new) for name, new in self.measured.items() if self._cached.get(name) != new]

    def gone(self) -> list[str]:
        """The names of files that are in the cache and not there any more."""
        return [name for name in self._cached if name not in self.files]

    def measure(self, name: str) -> Measured | None:
        """Measure a file; None for one that is not there. One that can't be read is wrong, and read again the next
        time."""
        file = self.files.get(name)
        if file is None:
            return None
        if name not in self.measured:
            cached = self._cached.get(name)
            is_same = cached is not None and cached.stat == file.stat and bool(file.stat)
            is_enough = cached is not None and (cached.is_decoded or not cached.width or not self.pictures.renditions)
            if cached is None or not (is_same and is_enough):
                cached = _measured(name, file, is_decoded=self.pictures.renditions)
            self.measured[name] = cached
        return self.measured[name]

    def digest(self, name: str) -> str:
        """The digest of a file, or of the names in a folder (`content/photos/`); "" for one that is not there."""
        if name.endswith("/"):
            return digest("\n".join(self._beside(name)).encode())
        measured = self.measure(name)
        return measured.digest if measured else ""

    def find(self, target: str, source: str) -> tuple[str, Measured] | str:
        """The name of the file that `target` means in the text at `source`, or what is wrong with it, in words."""
        missing = ""
        for path in _paths(target):
            if "\0" in path:
                return "its name holds a NUL character"
            names = _names(path, source)
            for name in names:
                self.read_files[name] = self.digest(name)
                if measured := self.measure(name):
                    return _unwanted(name) or measured.wrong or (name, measured)
            missing = missing or names[0]
        if not missing:
            return "it lies outside the site"
        folder = posixpath.dirname(missing) + "/"
        self.read_files[folder] = self.digest(folder)
        others = [shown_name(other) for other in self._beside(folder)]
        return f"there is no such file; {did_you_mean(posixpath.basename(missing), others, 'check its path')}"

    def assets(self) -> list[str]:
        """The names of all assets."""
        return [name.removeprefix(ASSETS) for name in self.files if name.startswith(ASSETS)]

    def _beside(self, folder: str) -> list[str]:
        """The names of the files in a folder."""
        if not self._folders:
            for name in sorted(self.files):
                self._folders.setdefault(posixpath.dirname(name) + "/", []).append(posixpath.basename(name))
        return self._folders.get(folder, [])


def _unwanted(name: str) -> str:
    """Why a file is not put out; "" for one that is."""
    extension = extension_of(name)
    if extension in MEDIA or name.startswith(ASSETS):
        return ""
    what = f"files of the kind '{extension or posixpath.basename(name)}' are not put out for an article"
    return "; ".join(filter(None, (what, kind_hint(name))))


def resolved(
    photo: Photo, source: str, media_files: MediaFiles, place: Place
) -> tuple[Photo | None, list[Problem], list[tuple[str, str]]]:
    """The photo as the site will serve it, or None where it can't; and its output path with its file's name, where no
    renditions are made of it."""
    if is_elsewhere(photo.url):
        if split_url(photo.url).scheme not in ("http", "https"):
            what = "; ".join(filter(None, ("its address is not http or https", path_hint(photo.url))))
            return None, [_no_photo(photo, what, place)], []
        return replace(photo, url=ascii_url(photo.url)), [], []
    found = media_files.find(photo.url, source)
    if isinstance(found, str):
        return None, [_no_photo(photo, found, place)], []
    name, measured = found
    if measured.width is None:
        kinds = "it is not a picture of a kind that feeds and social networks show"
        return None, [_no_photo(photo, f"{kinds}; take a JPEG, PNG, GIF, WebP or AVIF", place)], []
    has_renditions, shown, output = _put_out(name, measured, media_files.pictures)
    size = {"width": shown.width, "height": shown.height, "media_type": shown.media_type, "colour": shown.colour}
    problems = [*misnamed(photo.url, name, measured, place), *_as_is(photo.url, measured, media_files.pictures, place)]
    said = {"credit": photo.credit or shown.credit, "alt": photo.alt or shown.alt}
    photo = replace(photo, url=url_of_file(output), name=name if has_renditions else "", **size, **said)
    return photo, problems, [] if has_renditions else [(output, name)]


def _put_out(name: str, measured: Measured, pictures: PicturesConfig) -> tuple[bool, Measured, str]:
    """Whether renditions of a picture are put out, what is known of the largest one or of the file, and its path."""
    has_renditions = pictures.renditions and bool(measured.colour) and not name.startswith(ASSETS + AS_THEY_ARE)
    shown = of_renditions(measured, pictures) if has_renditions else measured
    return has_renditions, shown, output_name(name, shown)


def _as_is(written: str, measured: Measured, pictures: PicturesConfig, place: Place) -> list[Problem]:
    """A warning for a picture of which no renditions can be made."""
    if not measured.as_is or not pictures.renditions:
        return []
    what, _, fix = measured.as_is.partition("; ")
    return [warning("photo", place, f"the picture '{written}' is put out as it is: {what}", fix)]


def _no_photo(photo: Photo, wrong: str, place: Place) -> Problem:
    """wrong: in words, what is wrong with it; a remedy may follow a semicolon."""
    what, _, fix = wrong.partition("; ")
    fix = path_hint(photo.url) or fix or "name another picture"
    return warning("photo", place, f"the photo '{photo.url}' can't be used: {what}", fix)


def misnamed(written: str, name: str, measured: Measured, place: Place) -> list[Problem]:
    """A warning for a picture of another kind than its name says. It is shown all the same."""
    right = right_ending(name, measured)
    if name.endswith(right):
        return []
    kind = measured.media_type.removeprefix("image/").upper()
    what = f"the picture '{written}' is of another kind than its name says: {kind}"
    return [warning("photo", place, what, f"end its name in {right}")]


def body_media(
    owner: Article | PlainPage, media_files: MediaFiles, path: str
) -> tuple[dict[int, MediaFile], list[Problem], list[tuple[str, str]]]:
    """The files that a body shows or links to by the reference's number, those that it misses, and the names of the
    files that are put out as they are."""
    media: dict[int, MediaFile] = {}
    problems, files = [], []
    for number, reference in enumerate(owner.body.references):
        if not means_file(reference):
            continue
        place = Place(path, reference.line, reference.column)
        found = media_files.find(reference.target, owner.source)
        if reference.kind == "poster" and not isinstance(found, str) and found[1].width is None:
            found = "it is no picture; name one that shows what the film is about"
        if isinstance(found, str):
            what, _, fix = found.partition("; ")
            fix = path_hint(unquote(reference.target)) or fix
            problems.append(warning("missing-file", place, f"'{reference.target}' can't be used: {what}", fix))
        else:
            name, measured = found
            problems += misnamed(reference.target, name, measured, place)
            fragment = split_url(reference.target).fragment
            part = "" if name.endswith(unquote(fragment)) else fragment
            has_renditions, shown, output = False, measured, output_name(name, measured)
            if reference.kind == "picture":
                has_renditions, shown, output = _put_out(name, measured, media_files.pictures)
                problems += _as_is(reference.target, measured, media_files.pictures, place)
            size = shown.width, shown.height
            known = (name, shown.colour) if has_renditions else ("", "")
            media[number] = MediaFile(output, shown.media_type, *size, part, *known, reference.size)
            files += [] if has_renditions else [(output, name)]
    return media, list(dict.fromkeys(problems)), files  # a film is named twice: played, and linked to


def means_file(reference: Reference) -> bool:
    """Whether a text brings along what it refers to; else that is a page."""
    if reference.kind in ("picture", "poster", "media"):
        return True
    if reference.kind != "link":
        return False
    path = split_url(reference.target).path
    extension = extension_of(path)
    if extension in MEDIA:
        return True
    is_page = path.endswith("/") or extension in _PAGE_ENDINGS
    return bool(path) and not is_page and extension_of(reference.target) in MEDIA


def _paths(target: str) -> list[str]:
    """The paths that a writer may mean, NFC: a url, whose #fragment and ?query are none of the file's name, or the
    name as it is."""
    if not any(sign in target for sign in "%#?"):
        return [normalize("NFC", target)]
    meant = (target, unquote(split_url(target).path), unquote(target))
    return [normalize("NFC", path) for path in dict.fromkeys(meant) if path]


def _names(path: str, source: str) -> list[str]:
    """What a path may mean: `/assets/x.jpg` and `/x.jpg` x.jpg of an assets folder, else a file below the content
    folder; others count from the article's own folder, else from the content folder. "" for what lies outside."""
    if path.startswith("/"):
        bare = posixpath.normpath(path).lstrip("/")
        return [ASSETS + bare.removeprefix(ASSETS), ASSETS + AS_THEY_ARE + bare, _in_content(bare)]
    inside = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    return [_in_content(inside), _in_content(posixpath.normpath(path))]


def _in_content(path: str) -> str:
    return "" if path == ".." or path.startswith("../") else _CONTENT + path


def _measured(name: str, file: File, *, is_decoded: bool) -> Measured:
    """is_decoded: whether pictures are."""
    extension = extension_of(file.path)
    media_type = PICTURES.get(extension) or mimetypes.guess_type(file.path)[0] or "application/octet-stream"
    try:
        if may_link(name):
            content = Path(file.path).read_bytes()
            return Measured(file.stat, digest(content), media_type, links=links_in(file.path, content))
        with open(file.path, "rb") as opened:
            found = Measured(file.stat, joint_digest(iter(partial(opened.read, _PIECE), b"")).hex(), media_type)
            if extension not in PICTURES:
                return found
            from newsgen.pictures.embedded_metadata import read_metadata
            from newsgen.pictures.heads import head, read_picture

            opened.seek(0)
            picture = read_picture(opened)
            if isinstance(picture, str):
                return replace(found, wrong=picture)
            with head(opened) as beginning:
                said = read_metadata(beginning)
    except OSError as error:
        return Measured((), "", "application/octet-stream", wrong=f"it can't be read: {error.strerror}")
    credit = said.credit or ", ".join(said.creators) or said.source or said.copyright
    found = replace(found, width=picture[0], height=picture[1], media_type=picture[2], credit=credit, alt=said.alt)
    is_tried = is_decoded and found.media_type in MEDIA_TYPES.values()
    return _decoded(found, file.path) if is_tried else replace(found, is_decoded=is_decoded)


def _decoded(found: Measured, file: str) -> Measured:
    """With the colour of a picture, or why it has none."""
    from newsgen.pictures.encode import mean_colour

    left, _ = signal.setitimer(signal.ITIMER_PROF, 0)  # its limits bound its time, which is not the text's
    try:
        return replace(found, is_decoded=True, colour=mean_colour(file))
    except (PictureError, OSError, MemoryError) as error:
        return replace(found, is_decoded=True, as_is=str(error) or "it takes too much memory; make it smaller")
    finally:
        signal.setitimer(signal.ITIMER_PROF, left)
