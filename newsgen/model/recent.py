"""Bounding what is newest_last of what was made. Pure."""

from itertools import islice
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def newer_half(newest_last: dict[K, V]) -> dict[K, V]:
    """What was put in last."""
    return dict(islice(newest_last.items(), len(newest_last) // 2, None))
