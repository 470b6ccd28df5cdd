"""Content digests, as they stand in file names and ids. Pure."""

from collections.abc import Iterable
from hashlib import blake2b, sha256

import msgspec

_DIGEST_BYTES = 16


def content_digest(content: bytes | memoryview) -> bytes:
    """The first half of SHA-256, which most processors of today have built in."""
    return joint_digest((content,))


def joint_digest(parts: Iterable[bytes | memoryview]) -> bytes:
    """The content digest of what comes in parts."""
    found = sha256()
    for part in parts:
        found.update(part)
    return found.digest()[:_DIGEST_BYTES]


def digest(content: bytes) -> str:
    """Give the content digest in 32 hexadecimal characters."""
    return content_digest(content).hex()


def short_digest(content: bytes) -> str:
    """8 hexadecimal characters: enough to tell the versions of one file apart."""
    return blake2b(content, digest_size=4).hexdigest()


def digest_of(value: object) -> bytes:
    """Digest what msgspec can write, in 8 bytes. JSON tells times with their offset."""
    return blake2b(msgspec.json.encode(value), digest_size=8).digest()
