"""Urls that are live and would vanish with the next build. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Set

from msgspec import Struct

from newsgen.catalog.facts import Moment, why_held_back
from newsgen.check.edition import Edition
from newsgen.check.mending import Addition
from newsgen.check.published import Published
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem
from newsgen.site.wording import url_of


class LostUrl(Struct, frozen=True):
    """old: the text that it leads to. heir: who should take readers on, if that is clear."""

    url: str
    old: Entry
    heir: Entry | None
    why: str


class Now(Struct, frozen=True):
    """What there will be. outputs: paths of all pages; texts: by source; put_out: those of them that have a page.

    broken: sources with an error: until it is put right nobody can tell where they will stand.
    """

    outputs: Set[str]
    texts: Mapping[str, Entry]
    put_out: tuple[Entry, ...]
    moment: Moment
    broken: Set[str] = frozenset()


def lost_urls(before: Published, now: Now, base: str) -> Iterator[LostUrl]:
    """What expires goes on purpose, and lists may come and go. base: the site's path."""
    gone = before.pages.keys() - now.outputs
    if not gone:
        return
    by_subject = {entry.id: entry for entry in before.entries.values()}
    by_subject |= {base + entry.url: entry for entry in before.entries.values()}
    heirs = _heirs(now)
    for output in sorted(gone):
        kind, subject = before.pages[output]
        old = by_subject.get(subject)
        same = now.texts.get(old.source) if old else None
        reason = why_held_back(same, now.moment) if same else None
        if old is None or reason == "expired" or old.source in now.broken:
            continue
        heir = next((heirs[name] for name in _names(old) if name in heirs), None)
        yield LostUrl(url_of(output), old, heir, _why(kind, reason, heir))


def _heirs(now: Now) -> dict[tuple[str, ...], Entry]:
    return {name: entry for entry in now.put_out for name in _names(entry)}


def _names(entry: Entry) -> tuple[tuple[str, ...], ...]:
    """By which a text is known again, the surest first: its id, its file, its headline and date."""
    return ("id", entry.id), ("source", entry.source), ("headline", entry.title, entry.published)


def _why(kind: str, reason: str | None, heir: Entry | None) -> str:
    if reason:
        return "its text is a draft now" if reason == "draft" else f"its text is {reason} now"
    if heir is None:
        return "its text is gone"
    return "the alias was taken out" if kind == "redirect" else "its text moved"


def lost_url_problems(lost: Iterable[LostUrl], edition: Edition) -> Iterator[Problem]:
    for each in lost:
        what = f"the url {each.url} is live and would vanish: {each.why}"
        mend = "add it to `aliases` (--fix does)" if each.heir else "let another article have it in its `aliases`"
        place = edition.at(each.heir, "aliases") if each.heir else Place(f"{edition.content}/{each.old.source}")
        yield Problem("lost-url", place, what, mend)


def aliases_for(lost: Iterable[LostUrl], content: str) -> Iterator[Addition]:
    for each in lost:
        if each.heir:
            yield Addition("lost-url", f"{content}/{each.heir.source}", "aliases", f'"{each.url}"', is_list=True)
