"""Bytes by number, in a file without a name: what would fill the memory by the end of a large build. Writes disk."""

import os
from collections.abc import Iterator, KeysView
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from weakref import finalize

_LENGTH_BITS = 24
_LENGTH = (1 << _LENGTH_BITS) - 1


class Spool:
    """Owns the file, which is made in the folder when it is first needed, and is gone with the spool."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._places: dict[int, int] = {}
        self._end = 0
        self._is_behind = False

    def __contains__(self, number: int) -> bool:
        return number in self._places

    def numbers(self) -> KeysView[int]:
        return self._places.keys()

    def all(self) -> Iterator[tuple[int, bytes]]:
        """By number, for tables are written fastest in the order of their keys. Raises OSError."""
        for number in sorted(self._places):
            yield number, self.get(number) or b""

    def put(self, number: int, content: bytes) -> None:
        """content: less than 16 MB. Raises OSError."""
        if self._file is None:
            self._file = TemporaryFile(dir=self._folder)  # noqa: SIM115 - it lives as long as the spool
            finalize(self, self._file.close)
        self._file.write(content)
        self._places[number] = self._end << _LENGTH_BITS | len(content)
        self._end += len(content)
        self._is_behind = True

    def get(self, number: int) -> bytes | None:
        place = self._places.get(number)
        if place is None or self._file is None:
            return None
        if self._is_behind:
            self._file.flush()
            self._is_behind = False
        return os.pread(self._file.fileno(), place & _LENGTH, place >> _LENGTH_BITS)
