"""What changed between two builds, as the facets that their catalogs are read by. Pure."""

from collections.abc import Mapping

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.index import Note, lines_of
from newsgen.catalog.visibility import is_over, state_at, why_held_back
from newsgen.model.entry import Entry
from newsgen.model.names import author_slug, name_key

Texts = Mapping[str, Entry]
BEFORE_ALL = float("-inf")
_OF_THE_PAGE_ALONE = frozenset("content files rights_until layout layout_at authors_at aliases".split())
_CARD = tuple(name for name in Entry.__struct_fields__ if name not in _OF_THE_PAGE_ALONE)
"""What other pages may see of an article."""


def touched(before: Catalog, after: Catalog, texts: Texts, new_texts: Texts) -> dict[str, set[float]]:
    """The facets that differ, with the points in time at which they do; 0 for those that are one thing. texts,
    new_texts: all that may differ, by source, with the ids and urls that they were given."""
    found: dict[str, set[float]] = {}

    def touch(facet: str, point: float = 0.0) -> None:
        found.setdefault(facet, set()).add(point)

    tables, new_tables = before.tables(), after.tables()
    for facet in tables.keys() | new_tables.keys():
        if tables.get(facet) != new_tables.get(facet):
            touch(facet)
    people, new_people = before.naming.authors, after.naming.authors
    renamed = {who for who in people.keys() | new_people.keys() if people.get(who) != new_people.get(who)}
    sections = {facet.removeprefix("group:section:") for facet in found if facet.startswith("group:section:")}
    both = tables.keys() & new_tables.keys()
    respelt = {facet.removeprefix("writer:") for facet in both & found.keys() if facet.startswith("writer:")}
    is_same_view = (before.moment.drafts, before.moment.future) == (after.moment.drafts, after.moment.future)
    since = min(before.moment.now, after.moment.now) if is_same_view else BEFORE_ALL
    for source in dict.fromkeys([*new_texts, *texts]):
        old, new = texts.get(source), new_texts.get(source)
        shown = old or new
        is_timed = shown and not is_over(shown, since)
        if old != new or (shown and is_timed and state_at(shown, before.moment) != state_at(shown, after.moment)):
            _touch(old, new, before, after, touch)
        if shown and renamed and not renamed.isdisjoint(map(name_key, shown.authors)):
            _touch_all(shown, before, touch)
            _touch_all(shown, after, touch)
        elif shown and (
            shown.section_slug in sections or any(author_slug(name, new_people) in respelt for name in shown.authors)
        ):
            _touch_card(shown, touch)
    return found


def _lines(entry: Entry | None, catalog: Catalog) -> set[str]:
    """What is held back or no article stands in none."""
    if entry is None or entry.kind != "article" or why_held_back(entry, catalog.moment):
        return set()
    return {"all", *lines_of(entry, catalog.moment.now, catalog.naming.authors)}


def _touch(old: Entry | None, new: Entry | None, before: Catalog, after: Catalog, touch: Note) -> None:
    """What the news sitemap may list is told by a line alone."""
    was_held, was_breaking, *_ = state_at(old, before.moment) if old else ("", False)
    is_held, is_breaking, *_ = state_at(new, after.moment) if new else ("", False)
    old_lines, new_lines = _lines(old, before), _lines(new, after)
    is_same_place = bool(old and new and (old.id, old.time) == (new.id, new.time))
    for line in old_lines ^ new_lines if is_same_place else old_lines | new_lines:
        for entry, lines in ((old, old_lines), (new, new_lines)):
            if entry and line in lines:
                touch(line, entry.time)
    if (was_held, was_breaking) != (is_held, is_breaking) or _card_of(old) != _card_of(new):
        for entry in (old, new):
            if entry:
                _touch_card(entry, touch)
                # All that a link may call it, and that of a link to what is held back.
                for name in (f"source:{entry.source}", f"slug:{entry.slug}", f"name:{entry.name}"):
                    touch(name)
                for name in (entry.source, entry.url, entry.slug, entry.name):
                    touch(f"held:{name}")
    if was_held != is_held or not old or not new or old.content != new.content or old.id != new.id:
        for entry in (old, new):
            if entry:
                touch(f"article:{entry.id}")


def _touch_all(entry: Entry, catalog: Catalog, touch: Note) -> None:
    _touch_card(entry, touch)
    for line in _lines(entry, catalog):
        if line.startswith("author:"):
            touch(line, entry.time)


def _touch_card(entry: Entry, touch: Note) -> None:
    """A month's line is read with its cards."""
    touch(f"card:{entry.id}")
    touch(f"month:{entry.month}", entry.time)


def _card_of(entry: Entry | None) -> tuple[object, ...]:
    return tuple(getattr(entry, name) for name in _CARD) if entry else ()
