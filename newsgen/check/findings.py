"""What the desk noted of each text, kept from one check to the next. Reads and writes disk.

One file of MessagePack behind a checksum: it is read and written whole, and a damaged one is as good as none.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from newsgen.check.dead_links import DeadLinks
from newsgen.check.site_context import Noted
from newsgen.engine.store import DamagedMemoryError, packed, unpacked
from newsgen.model.problem import Problem


class TextFindings(Struct, frozen=True, array_like=True):
    """version: of the rules. layouts: what is wrong with them, under a digest of all that they depend on."""

    version: str
    texts: Mapping[str, Noted] = {}
    layouts: tuple[bytes, tuple[Problem, ...]] = (b"", ())
    links: DeadLinks = DeadLinks()


def noted_before(file: Path, version: str) -> TextFindings:
    """Nothing where another version noted it, or the file is damaged."""
    found: TextFindings | None = kept_in(file, TextFindings)
    return found if found and found.version == version else TextFindings(version)


def kept_in(file: Path, kind: Any) -> Any:
    """What `keep` put there, of that type; None if it can't be read."""
    with suppress(OSError, DamagedMemoryError):
        return unpacked(file.read_bytes(), msgspec.msgpack.Decoder(kind))
    return None


def keep(file: Path, value: object) -> None:
    """At once or not at all. Raises OSError."""
    replace_whole(file, packed(value))


def replace_whole(file: Path, content: bytes) -> None:
    """A file's content, at once or not at all; a symlink stays one. Raises OSError."""
    target = Path(os.path.realpath(file))
    beside = target.with_name(f".{target.name[:80]}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        with suppress(FileNotFoundError):
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
