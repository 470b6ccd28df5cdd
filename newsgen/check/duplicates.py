"""Rules on headlines and texts that there are twice. Pure.

The minhash of a text holds the smallest hashes of its shingles (runs of words). Those of two texts together are a fair
sample of both, so the share that they have in common is about that of the texts. Source: Broder, "On the resemblance
and containment of documents", 1997.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from heapq import nsmallest
from itertools import accumulate, combinations
from zlib import crc32

from newsgen.check.context import SiteContext
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem, warning
from newsgen.model.words import pieces

A_MONTH = 30 * 86400.0
"""Seconds within which two articles of one headline are taken for each other; a column may keep its name for years."""
RUN = 5
"""Words; letters of a script that has no spaces between words."""
SIZE = 64
"""Hashes. The estimate is off by about 1 / sqrt(SIZE)."""
FEW_WORDS = 50
"""Words below which two texts are alike by chance."""
ALIKE = 0.8
_PROBES, _SHARED = 8, 3
"""Hashes by which candidates are found, and how many of them they must share: two texts that are ALIKE share about
seven, two of the same press office two at times."""
_COMMON = 30
"""Texts that share a hash, above which it comes from words that stand below every text."""
_BYTES = 4
"""Of a hash: bytes in this order compare as their numbers do."""


def duplicate_headlines(site: SiteContext) -> Iterator[Problem]:
    """The problem is the later article's."""
    latest: dict[str, Entry] = {}
    for entry in site.articles:
        headline = " ".join(entry.title.casefold().split())
        other = latest.get(headline)
        if other and entry.time - other.time < A_MONTH:
            what = f"the headline is also that of {site.content}/{other.source}"
            yield warning("duplicate-headline", site.at(entry, "title"), what, "tell what is new in this one")
        latest[headline] = entry


def duplicate_texts(site: SiteContext) -> Iterator[Problem]:
    """The problem is the later article's, and names the one that is most like it."""
    hashes = {entry.source: found.minhash for entry in site.articles if (found := site.findings.get(entry.source))}
    nearest: dict[str, tuple[float, str]] = {}
    for earlier, later, share in alike(hashes):
        nearest[later] = max(nearest.get(later, (0.0, "")), (share, earlier))
    for entry in site.articles:
        if entry.source in nearest:
            share, other = nearest[entry.source]
            what = f"about {share:.0%} of the text is also in {site.content}/{other}"
            yield warning("duplicate-text", site.at(entry, "body"), what, "remove one, or say `canonical: ...`")


def minhash(text: str) -> bytes:
    """Return b"" for a text of few words."""
    words = [word.encode() for word in pieces(text.casefold())]
    if len(words) < FEW_WORDS:
        return b""
    joined = b" ".join(words)
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    runs = zip(starts, starts[RUN:], strict=False)
    hashes = {crc32(joined[start : end - 1]) for start, end in runs}
    return b"".join(each.to_bytes(_BYTES, "big") for each in nsmallest(SIZE, hashes))


def likeness(one: bytes, other: bytes) -> float:
    """Return a number from 0 to 1."""
    first, second = set(_hashes(one)), set(_hashes(other))
    sample = set(nsmallest(SIZE, first | second))
    return len(sample & first & second) / len(sample)


def alike(minhashes: Mapping[str, bytes]) -> Iterator[tuple[str, str, float]]:
    """The pairs of those that are ALIKE, the one that comes first in `minhashes` first, and how alike they are."""
    sharing: dict[bytes, list[str]] = defaultdict(list)
    for name, packed in minhashes.items():
        for each in _hashes(packed)[:_PROBES]:
            sharing[each].append(name)
    pairs: Counter[tuple[str, str]] = Counter()
    for names in sharing.values():
        if 1 < len(names) <= _COMMON:
            pairs.update(combinations(names, 2))
    for (one, other), shared in pairs.items():
        if shared >= _SHARED and (share := likeness(minhashes[one], minhashes[other])) >= ALIKE:
            yield one, other, share


def _hashes(packed: bytes) -> list[bytes]:
    return [packed[at : at + _BYTES] for at in range(0, len(packed), _BYTES)]
