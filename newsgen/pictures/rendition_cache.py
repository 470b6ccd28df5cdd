"""Renditions, cards and icons that were made once, by their names, which say of what and how. Reads and writes disk."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import get_ident

from newsgen.model.digest import content_digest
from newsgen.pictures.renditions import Rendition

DAY, KEPT = 86_400, 30 * 86_400


class RenditionCache:
    """folder: a file for each, behind the digest of what it holds. qualities: of the encoders, by media type; largest:
    pixels of the longer side of the largest rendition."""

    def __init__(self, folder: Path, qualities: Mapping[str, int], largest: int) -> None:
        self._folder, self._qualities, self._largest = folder, qualities, largest

    def get(self, rendition: Rendition, file: str) -> bytes:
        """file: the picture itself. Raises PictureError, OSError."""
        return cached(self._folder, rendition.output, lambda: self._made(rendition, file))

    def _made(self, rendition: Rendition, file: str) -> bytes:
        from newsgen.pictures.encode import encoded, pixels_of  # takes long, and mostly all renditions are there

        stat = os.stat(file)
        pixels = pixels_of(file, self._largest, (stat.st_size, stat.st_mtime_ns, stat.st_ino))
        quality = self._qualities.get(rendition.media_type, 0)
        return encoded(pixels, rendition.size, rendition.focus, rendition.media_type, quality)


def cached(folder: Path, output: str, make: Callable[[], bytes]) -> bytes:
    """What was made once for this name, or is made now. Raises what `make` raises."""
    file = folder / output.rpartition("/")[2]
    with suppress(OSError):
        found = file.read_bytes()
        if content_digest(found[DIGEST:]) == found[:DIGEST]:
            return found[DIGEST:]
    content = make()
    with suppress(OSError):  # it is made again the next time
        _keep(file, content_digest(content) + content)
    return content


def _keep(file: Path, content: bytes) -> None:
    """At once or not at all: others may write the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}-{get_ident()}")
    part.write_bytes(content)
    os.replace(part, file)


def prune(folder: Path, shown: Iterable[str], now: float) -> None:
    """Once a day: what nothing has shown for KEPT seconds goes. shown: names of renditions; now: seconds since 1970."""
    last = folder / "pruned"
    with suppress(OSError):  # no cache, or none that can be written: then it is as it is
        if last.exists() and last.stat().st_mtime > now - DAY:
            return
        last.touch()
        os.utime(last, (now, now))
        names = {last.name, *shown}
        for file in list(os.scandir(folder)):
            if file.name in names:
                os.utime(file.path, (now, now))
            elif file.stat().st_mtime < now - KEPT:
                os.unlink(file.path)


DIGEST = len(content_digest(b""))
