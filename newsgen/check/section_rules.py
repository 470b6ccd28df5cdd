"""Sections that are likely another one, mistyped. Pure."""

import re
from collections import Counter
from collections.abc import Iterator

from newsgen.check.site_context import SiteContext
from newsgen.check.tag_rules import in_words, slips_of
from newsgen.model.names import identity
from newsgen.model.problem import Problem, warning

SHORT = 4
"""Letters of the shortest section that is looked at; there are few sections, so even short ones are rarely alike."""
OFTEN = 10
_BETWEEN = re.compile(r"\s*[,;|]\s*")


def section_variants(edition: SiteContext) -> Iterator[Problem]:
    """`Nwes` beside 40 of News. Those that differ in case or hyphens alone are one section."""
    totals = Counter(identity(entry.section) for entry in edition.articles)
    shown = {identity(entry.section): entry.section for entry in edition.articles}
    slips = slips_of(totals, {who: in_words(name) for who, name in shown.items()}, SHORT, OFTEN)
    for entry in edition.articles if slips else ():
        if usual := slips.get(identity(entry.section)):
            what = f"the section '{entry.section}' is '{shown[usual]}' in {totals[usual]} articles"
            yield warning("section-variant", edition.at(entry, "section"), what, f"did you mean '{shown[usual]}'?")


def joint_sections(edition: SiteContext) -> Iterator[Problem]:
    """`Culture, World` where Culture is a section: an article has one."""
    totals = Counter(identity(entry.section) for entry in edition.articles)
    for entry in edition.articles:
        first, *others = _BETWEEN.split(entry.section)
        if others and totals[identity(entry.section)] < totals[identity(first)]:
            what = f"the section '{entry.section}' is one of its own, beside '{first}'"
            mend = f"write `section: {first}`, and the rest as tags"
            yield warning("section-variant", edition.at(entry, "section"), what, mend)
