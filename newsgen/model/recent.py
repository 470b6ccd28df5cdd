"""Bounding what is kept of what was made. Pure."""

from itertools import islice
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def newer_half(kept: dict[K, V]) -> dict[K, V]:
    """What was put in last."""
    return dict(islice(kept.items(), len(kept) // 2, None))
