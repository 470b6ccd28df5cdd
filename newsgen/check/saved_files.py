"""Files that are written at once or not at all, and what checks keep in them. Reads and writes disk."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from newsgen.engine.cache import DamagedCacheError, packed, unpacked


def saved(file: Path, kind: Any) -> Any:
    """Return what `save` put there, of that type; None if it can't be read."""
    with suppress(OSError, DamagedCacheError):
        return unpacked(file.name, file.read_bytes(), msgspec.msgpack.Decoder(kind))
    return None


def save(file: Path, value: object) -> None:
    """Write a value as MessagePack behind a checksum. Raises OSError."""
    replace_whole(file, packed(file.name, value))


def replace_whole(file: Path, content: bytes) -> None:
    """Replace a file's content; a symlink stays one. Raises OSError."""
    target = Path(os.path.realpath(file))
    beside = target.with_name(f".{target.name[:80]}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        with suppress(FileNotFoundError):
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
