"""Layouts as they were compiled, kept between builds. Reads and writes disk, beside no site.

Compiled code is run. So it is not kept in `.newsgen/`, which others may hand over with a site, but in a folder of the
user's own that nobody else can write to (Jinja makes it, and refuses one that is not so).
"""

from contextlib import suppress
from hashlib import blake2b

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket


class CompiledLayouts(FileSystemBytecodeCache):
    """One file for each layout of each folder; one that was made of another source or otherwise counts for nothing."""

    def __init__(self, made_with: bytes) -> None:
        super().__init__(pattern="newsgen-%s.cache")
        self._made_with = made_with

    def get_source_checksum(self, source: str) -> str:
        return blake2b(source.encode("utf-8", "surrogatepass"), key=self._made_with).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_layouts(version: bytes, config: bytes) -> BytecodeCache | None:
    """version: of all that compiles; config: its digest, since filters of constants are evaluated by then.

    None where there is no such folder.
    """
    try:
        return CompiledLayouts(blake2b(version + config, digest_size=16).digest())
    except (OSError, RuntimeError):
        return None
