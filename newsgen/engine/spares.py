"""Spare copies of what was put out, by content: a page whose file is lost needn't be made again. Reads and writes disk.

Where the system allows it a spare is a hard link and takes no space. Then who changes the file changes the spare too,
so it is looked at before it is used.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from newsgen.engine.output import file_digest, link_or_copy


class Spares:
    """Owns its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root = f"{folder}/"
        _remove_symlinks(folder)

    def keep(self, file: str | Path, digest: bytes) -> None:
        """Raises OSError."""
        spare = self._spare(digest)
        with suppress(FileExistsError):
            try:
                link_or_copy(file, spare)
            except FileNotFoundError:
                os.makedirs(os.path.dirname(spare), exist_ok=True)
                link_or_copy(file, spare)

    def find(self, digest: bytes) -> str:
        """A file that holds the bytes; "" where there is none."""
        spare = self._spare(digest)
        try:
            return spare if not os.path.islink(spare) and file_digest(spare) == digest else ""
        except OSError:
            return ""

    def drop(self, digests: Iterable[bytes]) -> None:
        for digest in digests:
            with suppress(OSError):
                os.unlink(self._spare(digest))

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _spare(self, digest: bytes) -> str:
        name = digest.hex()
        return f"{self._root}{name[:2]}/{name[2:]}"


def _remove_symlinks(folder: Path) -> None:
    """Of a folder from elsewhere: through them others' files would be written."""
    if folder.is_symlink():
        folder.unlink()
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_symlink():
                os.unlink(entry)
