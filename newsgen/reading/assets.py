"""The files of the assets folders and the names they are put out by. Reads disk."""

import os
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

from msgspec import Struct

from newsgen.model.digest import short_digest

AS_THEY_ARE = "_root/"
"""Files in this folder are put out at the site's root under their own names: CNAME, favicon.ico."""


class Assets(Struct, frozen=True):
    """outputs: output path by name below the assets folder; files: path on disk by output path."""

    outputs: dict[str, str]
    files: dict[str, str]


def inventory(folders: tuple[Path, ...]) -> Assets:
    """folders: the site's own first; its files win over others of the same name. Symlinks are not followed."""
    found: dict[str, Path] = {}
    for folder in folders:
        for name, file in _walk(folder):
            found.setdefault(name, file)
    outputs = {name: output_name(name, file.read_bytes()) for name, file in sorted(found.items())}
    return Assets(outputs, {outputs[name]: str(found[name]) for name in outputs})


def output_name(name: str, content: bytes) -> str:
    """Below the output folder, of a file by its name below the assets folder."""
    if name.startswith(AS_THEY_ARE):
        return name.removeprefix(AS_THEY_ARE)
    path, extension = os.path.splitext(name)
    return f"assets/{path}.{short_digest(content)}{extension}"


def _walk(folder: Path, prefix: str = "") -> Iterator[tuple[str, Path]]:
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        name = prefix + normalize("NFC", entry.name)
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), name + "/")
        elif entry.is_file(follow_symlinks=False) and (not entry.name.startswith(".") or name.startswith(AS_THEY_ARE)):
            yield name, Path(entry.path)
