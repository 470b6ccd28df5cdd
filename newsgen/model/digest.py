"""Content digests, as they stand in file names and ids. Pure."""

from hashlib import blake2b


def digest(content: bytes) -> str:
    """32 hexadecimal characters."""
    return blake2b(content, digest_size=16).hexdigest()


def short_digest(content: bytes) -> str:
    """8 hexadecimal characters: enough to tell the versions of one file apart."""
    return blake2b(content, digest_size=4).hexdigest()
