"""What can be mended without asking anyone. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from newsgen.check.headline_rules import BREAKING
from newsgen.check.site_context import SiteContext
from newsgen.check.tag_rules import variants
from newsgen.model.entry import Entry
from newsgen.model.problem import Code, Place


class Edit(Struct, frozen=True):
    """What stands at a place, perhaps behind a quote, and what is to stand there. code: of what it mends."""

    code: Code
    place: Place
    before: str
    after: str


class Addition(Struct, frozen=True):
    """A key for the front matter of a file; to a list that is there already the value is added.

    value: as YAML and TOML both write it.
    """

    code: Code
    path: str
    key: str
    value: str
    is_list: bool = False

    @property
    def place(self) -> Place:
        return Place(self.path)


def safe_edits(edition: SiteContext, breaking: timedelta) -> Iterator[Edit | Addition]:
    """breaking: how long breaking news are usually."""
    for variant in variants(edition.articles):
        if variant.is_same:
            place = edition.at(variant.entry, f"tags {variant.written}")
            yield Edit("tag-variant", place, variant.written, variant.likely)
    for entry in edition.articles:
        yield from _without_breaking(edition, entry, breaking)


def _without_breaking(edition: SiteContext, entry: Entry, usual: timedelta) -> Iterator[Edit | Addition]:
    """What is breaking still says so by its key."""
    found = BREAKING.match(entry.title)
    if not found or found[0] == entry.title:
        return
    place = edition.at(entry, "title")
    yield Edit("breaking-word", place, found[0], "")
    if not entry.breaking_until and edition.now < entry.time + usual.total_seconds():
        yield Addition("breaking-word", place.path, "breaking", "true")
