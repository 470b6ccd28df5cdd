"""The indices of a catalog, and which of them an article stands in. Pure.

A line is all articles of a kind, oldest first: `all`, `section:SLUG`, `tag:SLUG`, `author:SLUG`, `month:YYYY-MM`,
`must_read`, `breaking`, `recent`.
"""

from collections.abc import Mapping

from newsgen.catalog.facts import is_breaking, is_recent
from newsgen.model.article import Author
from newsgen.model.entry import Entry


def lines_of(entry: Entry, now: float, authors: Mapping[str, Author]) -> list[str]:
    """Of a visible article, besides `all`; each once. authors: those with details, who may have another slug there."""
    found = [f"section:{entry.section_slug}", f"month:{entry.month}"]
    found += [f"tag:{name}" for name in entry.tag_slugs]
    found += dict.fromkeys([f"author:{authors[name].slug if name in authors else name}" for name in entry.author_slugs])
    if entry.must_read:
        found.append("must_read")
    if is_breaking(entry, now):
        found.append("breaking")
    if is_recent(entry, now):
        found.append("recent")
    return found
