"""Sketches of texts: a few numbers that tell how alike two are. Pure.

A sketch holds the smallest hashes of a text's shingles (runs of words). Those of two texts together are a fair sample
of both, so the share that they have in common is about that of the texts. Source: Broder, "On the resemblance and
containment of documents", 1997.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from heapq import nsmallest
from itertools import accumulate, combinations
from struct import Struct as Layout
from zlib import crc32

from newsgen.model.words import pieces

RUN = 5
"""Words; letters of a script that has no spaces between words."""
SIZE = 64
"""Hashes. The estimate is off by about 1 / sqrt(SIZE)."""
FEW = 50
"""Words below which two texts are alike by chance."""
ALIKE = 0.8
_PROBES, _SHARED = 8, 3
"""Hashes by which candidates are found, and how many of them they must share: two texts that are ALIKE share about
seven, two of the same press office two at times."""
_COMMON = 30
"""Texts that share a hash, above which it comes from words that stand below every text."""
_HASH = Layout(">I")


def sketch(text: str) -> bytes:
    """b"" for a text of few words."""
    words = [word.encode() for word in pieces(text.casefold())]
    if len(words) < FEW:
        return b""
    joined = b" ".join(words)
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    runs = zip(starts, starts[RUN:], strict=False)
    hashes = {crc32(joined[start : end - 1]) for start, end in runs}
    return b"".join(map(_HASH.pack, nsmallest(SIZE, hashes)))


def likeness(one: bytes, other: bytes) -> float:
    """From 0 to 1."""
    first, second = set(_hashes(one)), set(_hashes(other))
    sample = set(nsmallest(SIZE, first | second))
    return len(sample & first & second) / len(sample)


def alike(sketches: Mapping[str, bytes]) -> Iterator[tuple[str, str, float]]:
    """The pairs of those that are ALIKE, the one that comes first in `sketches` first, and how alike they are."""
    sharing: dict[bytes, list[str]] = defaultdict(list)
    for name, packed in sketches.items():
        for at in range(0, min(len(packed), _PROBES * _HASH.size), _HASH.size):
            sharing[packed[at : at + _HASH.size]].append(name)
    pairs: Counter[tuple[str, str]] = Counter()
    for names in sharing.values():
        if 1 < len(names) <= _COMMON:
            pairs.update(combinations(names, 2))
    for (one, other), shared in pairs.items():
        if shared >= _SHARED and (share := likeness(sketches[one], sketches[other])) >= ALIKE:
            yield one, other, share


def _hashes(packed: bytes) -> Iterator[int]:
    return (number for (number,) in _HASH.iter_unpack(packed))
