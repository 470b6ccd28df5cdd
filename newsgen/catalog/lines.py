"""The indices of a catalog, and which of them an article stands in. Pure.

A line is all articles of a kind, oldest first: `all`, `news` (those that nobody paid for), `section:SLUG`, `tag:SLUG`,
`author:SLUG`, `month:YYYY-MM`, `must_read`, `breaking`, `recent`.
"""

from collections.abc import Callable, Mapping

from newsgen.catalog.visibility import is_breaking, is_over, is_recent
from newsgen.model.article import Author
from newsgen.model.entry import Entry
from newsgen.model.names import author_slug

LinesOf = Callable[[Entry, float, Mapping[str, Author]], list[str]]


def lines_of(entry: Entry, now: float, authors: Mapping[str, Author]) -> list[str]:
    """Of a visible article, besides `all`; each once. authors: those with details, who may have another slug there."""
    return [*lasting_lines_of(entry, authors), *_passing_lines_of(entry, now)]


class Lines:
    """The same for who asks again and again. Owns what time does not change of the answers, as long as the authors are
    the same."""

    def __init__(self) -> None:
        self._authors: Mapping[str, Author] = {}
        self._lasting: dict[str, tuple[Entry, list[str]]] = {}

    def of(self, entry: Entry, now: float, authors: Mapping[str, Author]) -> list[str]:
        if authors != self._authors:
            self._authors = authors
            self._lasting.clear()
        known = self._lasting.get(entry.source)
        if known is None or known[0] is not entry:
            known = self._lasting[entry.source] = entry, lasting_lines_of(entry, authors)
        passing = _passing_lines_of(entry, now)
        return known[1] + passing if passing else known[1]


def lasting_lines_of(entry: Entry, authors: Mapping[str, Author]) -> list[str]:
    """Those that it stands in whatever the time is."""
    found = [f"section:{entry.section_slug}", f"month:{entry.month}"]
    found += [f"tag:{name}" for name in entry.tag_slugs]
    found += dict.fromkeys([f"author:{author_slug(name, authors)}" for name in entry.authors])
    if entry.type != "sponsored":
        found.append("news")
    if entry.must_read:
        found.append("must_read")
    return found


def _passing_lines_of(entry: Entry, now: float) -> list[str]:
    if is_over(entry, now):
        return []
    found = []
    if is_breaking(entry, now):
        found.append("breaking")
    if is_recent(entry, now):
        found.append("recent")
    return found
