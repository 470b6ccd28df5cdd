"""Urls that were put out for texts and at which nothing stands any more. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.visibility import Moment, why_held_back
from newsgen.model.entry import CachedText, Entry
from newsgen.model.gone import is_gone
from newsgen.model.problem import Place, Problem, Severity, errors
from newsgen.site.messages import url_of

_OF_TEXTS = ("article", "plain", "redirect")
Pages = Mapping[str, tuple[str, str]]
"""Kind and subject of pages that come of texts, by output path."""


class LostUrl(Struct, frozen=True, array_like=True, gc=False):
    """source, id, title, published: of the text that it led to. heir: source of the one that should take readers on,
    "" where that isn't clear."""

    output: str
    kind: str
    source: str
    id: str
    title: str
    published: str
    heir: str = ""

    @property
    def url(self) -> str:
        return url_of(self.output)


class Now(Struct, frozen=True):
    """What there will be. outputs: paths of all pages. texts: by source. broken: sources with an error: until it is put
    right nobody can tell where they will stand. put_out: texts that have a page; others: sources of more that have one
    and were not looked at. gone: as the config has it."""

    outputs: Set[str]
    texts: Mapping[str, Entry]
    broken: Set[str]
    put_out: tuple[Entry, ...]
    moment: Moment
    gone: tuple[str, ...] = ()
    others: Set[str] = frozenset()


def broken_texts(cached: Mapping[str, CachedText]) -> frozenset[str]:
    return frozenset(source for source, each in cached.items() if each.entry is None or errors(each.problems))


def page_of_text(plan: str) -> tuple[str, str] | None:
    """Kind and subject of a page that comes of a text, by its key; None for others."""
    kind, _, rest = plan.partition(" ")
    return (kind, rest.rpartition(" ")[0]) if kind in _OF_TEXTS else None


def newly_lost(gone: Pages, before: Iterable[Entry], base: str) -> Iterator[LostUrl]:
    """What expires goes on purpose, and lists may come and go. gone: pages that were put out and will not be. before:
    texts as they were put out. base: the site's path."""
    if not gone:
        return
    by_subject: dict[str, Entry] = {}
    for entry in before:
        by_subject[entry.id] = by_subject[base + entry.url] = entry
    for output, (kind, subject) in sorted(gone.items()):
        if old := by_subject.get(subject):
            yield LostUrl(output, kind, old.source, old.id, old.title, old.published)


def still_lost(lost: Iterable[LostUrl], now: Now) -> tuple[LostUrl, ...]:
    """Those at which nothing stands, and that are not gone on purpose; each with its heir, once, by its path."""
    by_output = {each.output: each for each in lost if each.output not in now.outputs}
    if not by_output:
        return ()
    heir_of = heirs_among(now.put_out)
    there = {entry.source for entry in now.put_out} | now.others
    found = []
    for _, each in sorted(by_output.items()):
        text = now.texts.get(each.source)
        if (text and why_held_back(text, now.moment) == "expired") or is_gone(each.url, now.gone):
            continue
        found.append(replace(each, heir=heir_of(each) or (each.heir if each.heir in there else "")))
    return tuple(found)


def heirs_among(texts: Iterable[Entry]) -> Callable[[Entry | LostUrl], str]:
    """Give what finds the source of the one of these texts that an earlier text became; "" for none."""
    sources = {identity: text.source for text in texts for identity in _identities(text)}
    return lambda earlier: next((sources[each] for each in _identities(earlier) if each in sources), "")


def _identities(text: Entry | LostUrl) -> tuple[tuple[str, ...], ...]:
    """By which a text is known again, the surest first: its id, its file, its headline and date."""
    return ("id", text.id), ("source", text.source), ("headline", text.title, text.published)


def lost_url_problems(
    lost: Iterable[LostUrl], now: Now, content: str, severity: Severity, at: Callable[[str], Place] | None = None
) -> Iterator[Problem]:
    """Not of texts with an error: they have a problem already, and may be there again when it is put right. at: where
    aliases stand, or would, in the text at a source."""
    for each in lost:
        if each.source in now.broken:
            continue
        source = each.heir or each.source
        place = at(source) if at and each.heir else Place(f"{content}/{source}")
        fix = "let another article have it in its `aliases`, or name it under `gone` in config.yaml"
        if each.heir:
            fix = "add it to `aliases`: `newsgen check --fix` does"
        yield Problem("lost-url", place, f"the url {each.url} is lost: {_why(each, now)}", fix, severity)


def _why(lost: LostUrl, now: Now) -> str:
    text = now.texts.get(lost.source)
    if reason := why_held_back(text, now.moment) if text else None:
        return "its text is a draft now" if reason == "draft" else f"its text is {reason} now"
    if not lost.heir:
        return "its text is gone"
    return "the alias was taken out" if lost.kind == "redirect" and lost.heir == lost.source else "its text moved"
