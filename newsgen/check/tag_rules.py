"""Tags that are one tag, spelt in several ways. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from newsgen.check.site_context import SiteContext
from newsgen.model.entry import Entry
from newsgen.model.names import identity, usual_slug
from newsgen.model.problem import Problem, warning

OFTEN = 5
"""How many times more often the likely spelling must be used before one letter's difference counts as a slip."""
MANY = 50
"""Tags so alike are numbered, or someone's joke."""
LONG = 6
"""Letters: shorter names of one letter's difference are often two names."""


class Variant(Struct, frozen=True):
    """A tag of an article, and how it is likely meant. count: articles with the likely one.

    is_same: whether both have one page, so that only the spelling differs.
    """

    entry: Entry
    written: str
    likely: str
    count: int
    is_same: bool


def tag_variants(edition: SiteContext) -> Iterator[Problem]:
    for variant in variants(edition.articles):
        uses = f"{variant.count} article{'s' if variant.count > 1 else ''}"
        what = f"the tag '{variant.written}' is written '{variant.likely}' in {uses}"
        mend = "write it so too (--fix does)" if variant.is_same else f"did you mean '{variant.likely}'?"
        yield warning("tag-variant", edition.at(variant.entry, f"tags {variant.written}"), what, mend)


def variants(articles: Sequence[Entry]) -> Iterator[Variant]:
    """The spelling that most articles have is the likely one; of two that are as frequent, the one that came first."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in articles:
        for tag in entry.tags:
            spellings[identity(tag)][tag] += 1
    likely = {who: max(counts, key=counts.__getitem__) for who, counts in spellings.items()}
    totals = {who: counts.total() for who, counts in spellings.items()}
    slips = slips_of(totals, {who: in_words(tag) for who, tag in likely.items()})
    if not slips and len(likely) == sum(map(len, spellings.values())):
        return
    for entry in articles:
        for tag in entry.tags:
            who = identity(tag)
            meant = likely[slips.get(who, who)]
            if meant != tag:
                count = totals[slips[who]] if who in slips else spellings[who][meant]
                yield Variant(entry, tag, meant, count, who not in slips)


def in_words(tag: str) -> str:
    """In small letters, with spaces for hyphens."""
    return " ".join(tag.casefold().replace("-", " ").replace("_", " ").split())


def slips_of(
    totals: Mapping[str, int], words: Mapping[str, str], shortest: int = LONG, often: int = OFTEN
) -> dict[str, str]:
    """Rare names that are a letter away from a frequent one, and that one: by what both are when a letter is left out.

    totals, words: by identity. Names with one slug have a warning of their own (name-clash). shortest: letters of the
    frequent one; often: how many times more often it must be used.
    """
    near: dict[str, list[str]] = defaultdict(list)
    for who, key in words.items():
        if len(key) >= shortest - 1 and not any(letter.isdigit() for letter in key):
            for shorter in {key, *(key[:at] + key[at + 1 :] for at in range(1, len(key)))}:
                near[shorter].append(who)
    found: dict[str, str] = {}
    for alike in near.values():
        for rare in alike if len(alike) <= MANY else ():
            for usual in alike:
                if (
                    len(words[usual]) >= shortest
                    and usual_slug(rare) != usual_slug(usual)
                    and _is_slip(words[rare], words[usual])
                    and totals[usual] >= max(often * totals[rare], totals.get(found.get(rare, ""), 0))
                ):
                    found[rare] = usual
    return found


def _is_slip(rare: str, usual: str) -> bool:
    """One letter more, less or other, or two swapped. An `s` at the end may be meant."""
    if rare == usual or rare + "s" == usual or rare == usual + "s":
        return False
    if len(rare) != len(usual):
        return True
    different = [at for at in range(len(rare)) if rare[at] != usual[at]]
    swapped = len(different) == 2 and different[1] == different[0] + 1
    return len(different) == 1 or (swapped and sorted(rare) == sorted(usual))
