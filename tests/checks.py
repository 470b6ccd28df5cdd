"""Checking a site in tests: what is said of it, in short. Reads and writes disk."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from newsgen.check import CheckOptions, CheckResult, check
from newsgen.site.options import Options
from tests.sites import NOW, Site


def checked(site: Site, now: datetime = NOW, wanted: CheckOptions | None = None, **options: Any) -> CheckResult:
    return check(Options(source=site.folder, now=now, **options), wanted)


def said(
    site: Site, code: str = "", now: datetime = NOW, wanted: CheckOptions | None = None, **options: Any
) -> list[str]:
    """Each problem of that code, or of any: `warning photo-alt content/flood.md:4:8: what (how to mend it)`."""
    found = checked(site, now, wanted, **options).problems
    return [f"{each.severity} {each.code} {each}" for each in found if code in ("", each.code)]


def picture(width: int = 1200, height: int = 675, **saved: Any) -> bytes:
    """A JPEG. saved: what Pillow is told beside, such as its EXIF."""
    file = BytesIO()
    Image.new("RGB", (width, height), "navy").save(file, "JPEG", **saved)
    return file.getvalue()


def exif(**names: str) -> bytes:
    """artist, copyright: as EXIF has them."""
    tags = Image.Exif()
    for name, value in names.items():
        tags[{"artist": 0x013B, "copyright": 0x8298}[name]] = value
    return tags.tobytes()


def located(kind: str = "JPEG", width: int = 1200, height: int = 675) -> bytes:
    """A picture whose EXIF says that it was taken in Volos. kind: as Pillow calls it."""
    tags = Image.Exif()
    tags[0x8825] = {1: "N", 2: (39.0, 21.0, 42.0), 3: "E", 4: (22.0, 56.0, 31.0)}
    file = BytesIO()
    Image.new("RGB", (width, height), "navy").save(file, kind, exif=tags.tobytes())
    return file.getvalue()


def put(site: Site, files: dict[str, str | bytes]) -> None:
    for path, content in files.items():
        site.write(path, content)


def names_below(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
