"""Rules on tags that are spelt in several ways, and on sections that are likely another one, mistyped. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from newsgen.check.context import SiteContext
from newsgen.model.entry import Entry
from newsgen.model.names import name_key, usual_slug
from newsgen.model.problem import Problem, warning

OFTEN = 5
"""How many times more often the likely spelling must be used before one letter's difference counts as a slip."""
MAX_ALIKE = 50
"""More tags so alike are numbered, or someone's joke."""
SHORTEST_TAG = 6
"""Letters: shorter names of one letter's difference are often two names."""
SHORTEST_SECTION = 4
"""There are few sections, so even short ones are rarely alike."""
OFTEN_SECTION = 10
_BETWEEN = re.compile(r"\s*[,;|]\s*")


def tag_variants(site: SiteContext) -> Iterator[Problem]:
    for entry, tag, likely, count, is_same in variants(site.articles):
        what = f"the tag '{tag}' is written '{likely}' in {count} article{'s' if count > 1 else ''}"
        fix = "write it so too (--fix does)" if is_same else f"did you mean '{likely}'?"
        yield warning("tag-variant", site.at(entry, f"tags {tag}"), what, fix)


def variants(articles: Sequence[Entry]) -> Iterator[tuple[Entry, str, str, int, bool]]:
    """Tags of an article, each with how it is likely meant, how many articles have that one, and whether both have one
    page, so that only the spelling differs. The spelling that most articles have is the likely one; of two that are as
    frequent, the one that came first."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in articles:
        for tag in entry.tags:
            spellings[name_key(tag)][tag] += 1
    likely = {who: max(counts, key=counts.__getitem__) for who, counts in spellings.items()}
    totals = {who: counts.total() for who, counts in spellings.items()}
    slips = _slips_of(totals, {who: _in_words(tag) for who, tag in likely.items()})
    if not slips and len(likely) == sum(map(len, spellings.values())):
        return
    for entry in articles:
        for tag in entry.tags:
            who = name_key(tag)
            meant = likely[slips.get(who, who)]
            if meant != tag:
                count = totals[slips[who]] if who in slips else spellings[who][meant]
                yield entry, tag, meant, count, who not in slips


def section_variants(site: SiteContext) -> Iterator[Problem]:
    """`Nwes` beside 40 of News. Those that differ in case or hyphens alone are one section."""
    totals = Counter(name_key(entry.section) for entry in site.articles)
    shown = {name_key(entry.section): entry.section for entry in site.articles}
    slips = _slips_of(totals, {who: _in_words(name) for who, name in shown.items()}, SHORTEST_SECTION, OFTEN_SECTION)
    for entry in site.articles if slips else ():
        if usual := slips.get(name_key(entry.section)):
            what = f"the section '{entry.section}' is '{shown[usual]}' in {totals[usual]} articles"
            yield warning("section-variant", site.at(entry, "section"), what, f"did you mean '{shown[usual]}'?")


def joint_sections(site: SiteContext) -> Iterator[Problem]:
    """`Culture, World` where Culture is a section: an article has one."""
    totals = Counter(name_key(entry.section) for entry in site.articles)
    for entry in site.articles:
        first, *others = _BETWEEN.split(entry.section)
        if others and totals[name_key(entry.section)] < totals[name_key(first)]:
            what = f"the section '{entry.section}' is one of its own, beside '{first}'"
            fix = f"write `section: {first}`, and the rest as tags"
            yield warning("section-variant", site.at(entry, "section"), what, fix)


def _in_words(tag: str) -> str:
    """Return a name in small letters, with spaces for hyphens."""
    return " ".join(tag.casefold().replace("-", " ").replace("_", " ").split())


def _slips_of(
    totals: Mapping[str, int], words: Mapping[str, str], shortest: int = SHORTEST_TAG, often: int = OFTEN
) -> dict[str, str]:
    """Rare names that are a letter away from a frequent one, and that one: by what both are when a letter is left out.
    totals, words: by name key. Names with one slug have a warning of their own (name-clash). shortest: letters of the
    frequent one; often: how many times more often it must be used."""
    near: dict[str, list[str]] = defaultdict(list)
    for who, key in words.items():
        if len(key) >= shortest - 1 and not any(letter.isdigit() for letter in key):
            for shorter in {key, *(key[:at] + key[at + 1 :] for at in range(1, len(key)))}:
                near[shorter].append(who)
    found: dict[str, str] = {}
    for alike in near.values():
        for rare in alike if len(alike) <= MAX_ALIKE else ():
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
    """Whether there is one letter more, less or other, or two are swapped. An `s` at the end may be meant."""
    if rare == usual or rare + "s" == usual or rare == usual + "s":
        return False
    if len(rare) != len(usual):
        return True
    different = [at for at in range(len(rare)) if rare[at] != usual[at]]
    swapped = len(different) == 2 and different[1] == different[0] + 1
    return len(different) == 1 or (swapped and sorted(rare) == sorted(usual))
