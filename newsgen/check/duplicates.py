"""Headlines and texts that there are twice. Pure."""

from collections.abc import Iterator

from newsgen.check.minhash import alike
from newsgen.check.site_context import SiteContext
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem, warning

SOON = 30 * 86400.0
"""Seconds within which two articles of one headline are taken for each other; a column may keep its name for years."""


def duplicate_headlines(edition: SiteContext) -> Iterator[Problem]:
    """Of the later article."""
    latest: dict[str, Entry] = {}
    for entry in edition.articles:
        headline = " ".join(entry.title.casefold().split())
        other = latest.get(headline)
        if other and entry.time - other.time < SOON:
            what = f"the headline is also that of {edition.content}/{other.source}"
            yield warning("duplicate-headline", edition.at(entry, "title"), what, "tell what is new in this one")
        latest[headline] = entry


def duplicate_texts(edition: SiteContext) -> Iterator[Problem]:
    """Of the later article, with the one that is most like it."""
    sketches = {entry.source: noted.sketch for entry in edition.articles if (noted := edition.noted.get(entry.source))}
    nearest: dict[str, tuple[float, str]] = {}
    for earlier, later, share in alike(sketches):
        nearest[later] = max(nearest.get(later, (0.0, "")), (share, earlier))
    for entry in edition.articles:
        if entry.source in nearest:
            share, other = nearest[entry.source]
            what = f"about {share:.0%} of the text is also in {edition.content}/{other}"
            yield warning("duplicate-text", edition.at(entry, "body"), what, "remove one, or say `canonical: ...`")
