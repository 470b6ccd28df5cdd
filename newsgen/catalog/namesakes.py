"""Telling names apart whose slugs are the same: 李明 and 黎明, C++ and C. Pure.

What a name's slug is depends on all articles then. So a site that has such names is looked at as a whole at each build
(`is_clear`); slugs that the config or `authors.yaml` gives make that needless.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.groups import GroupKind, Naming, listed_as
from newsgen.model.article import Author
from newsgen.model.config import Config
from newsgen.model.entry import NEVER, Entry
from newsgen.model.names import capitals, has_words, name_key, suffixed
from newsgen.model.urls import filled, placeholders

KINDS: tuple[GroupKind, ...] = ("section", "tag", "author")


class Namesake(Struct, frozen=True):
    """A name that has another slug than it would have by itself, since `rival` has that. source: its first article."""

    kind: GroupKind
    name: str
    rival: str
    slug: str
    source: str


class Apart(Struct, frozen=True):
    """slugs: by kind and identity; authors: by name_key, in place of those that are known or beside them. is_clear:
    whether no two names have one slug; then `owners` tells whose name each line is by."""

    slugs: dict[str, str] = {}
    authors: dict[str, Author] = {}
    owners: dict[str, str] = {}
    namesakes: tuple[Namesake, ...] = ()
    is_clear: bool = True


class _Claim(Struct, frozen=True):
    """A name, as its oldest article has it, and the slug that it would have by itself. is_configured: by the config or
    `authors.yaml`. listed: who it is there."""

    kind: GroupKind
    who: str
    name: str
    slug: str
    is_configured: bool = False
    listed: Author | None = None
    time: float = NEVER
    source: str = ""

    @property
    def order(self) -> tuple[bool, bool, float, bool, str, str]:
        """Who has the slug comes first. Of two in articles of one time: the one that has no words to add."""
        return not self.is_configured, self.listed is None, self.time, has_words(self.name), self.source, self.who


def owners(articles: Sequence[Entry], naming: Naming) -> tuple[dict[str, str], bool]:
    """Whose name each line is by, and whether that is so of all: of each line there is but one."""
    found = {f"author:{author.slug}": listed_as(author) for author in naming.authors.values()}
    is_clear = len(found) == len({listed_as(author) for author in naming.authors.values()})
    for kind in KINDS:
        for name in set(_names(kind, articles)):
            who = naming.who(kind, name)
            is_clear = found.setdefault(f"{kind}:{naming.slug(kind, name)}", who) == who and is_clear
    return found, is_clear


def with_distinct_slugs(articles: Sequence[Entry], naming: Naming) -> Apart:
    """articles: those shown, and those that were public before; the oldest of a name's counts."""
    found, is_clear = owners(articles, naming)
    if is_clear:
        return Apart(owners=found)
    slugs: dict[str, str] = {}
    people: dict[str, Author] = {}
    namesakes: list[Namesake] = []
    for kind in KINDS:
        claims = _claims(kind, articles, naming)
        taken = {claim.slug for claim in claims}
        for rivals in _rivals(claims):
            first, others, same = _sorted_out(rivals)
            chosen = {first: first.slug}
            for claim in others:
                chosen[claim] = next(name for name in suffixed(claim.name) if name not in taken)
                taken.add(chosen[claim])
                if claim.source:
                    namesakes.append(Namesake(kind, claim.name, first.name, chosen[claim], claim.source))
            if kind == "author":
                for claim, slug in chosen.items():
                    author = claim.listed or Author(name=claim.name, slug=slug, url="")
                    people[claim.who] = replace(author, slug=slug, url=f"/author/{slug}/")
                people |= {who: people[meant.who] for who, meant in same.items()}
            else:
                slugs |= {f"{kind}:{claim.who}": slug for claim, slug in chosen.items()}
                slugs |= {f"{kind}:{who}": chosen[meant] for who, meant in same.items()}
    listed = {name: people[who] for name, author in naming.authors.items() if (who := listed_as(author)) in people}
    return Apart(slugs, people | listed, namesakes=tuple(namesakes), is_clear=False)


def resolved(articles: Sequence[Entry], naming: Naming, config: Config) -> list[Entry]:
    """The articles with the slugs that their section and tags have now; a url may follow."""
    is_in_url = "section" in placeholders(config.permalink)
    return [_resolved(entry, naming, config, is_in_url=is_in_url) for entry in articles]


def _resolved(entry: Entry, naming: Naming, config: Config, *, is_in_url: bool) -> Entry:
    section = naming.slug("section", entry.section)
    tags = tuple(dict.fromkeys(naming.slug("tag", tag) for tag in entry.tags))
    if (section, tags) == (entry.section_slug, entry.tag_slugs):
        return entry
    url = entry.url
    if is_in_url and section != entry.section_slug:
        day, lang = datetime.fromisoformat(entry.published), entry.lang or config.site.language
        url = filled(config.permalink, day, entry.slug, section, lang)
    return replace(entry, section_slug=section, tag_slugs=tags, url=url)


def _names(kind: GroupKind, articles: Iterable[Entry]) -> Iterable[str]:
    if kind == "section":
        return (entry.section for entry in articles)
    return chain.from_iterable(entry.tags if kind == "tag" else entry.authors for entry in articles)


def _claims(kind: GroupKind, articles: Iterable[Entry], naming: Naming) -> list[_Claim]:
    found: dict[str, _Claim] = {}
    for entry in sorted(articles, key=lambda entry: (entry.time, entry.source)):
        for name in _names(kind, (entry,)):
            if (who := naming.who(kind, name)) not in found:
                listed = naming.listed(name) if kind == "author" else None
                found[who] = _claim(kind, name, listed, naming, entry.time, entry.source)
    for author in naming.authors.values() if kind == "author" else ():
        found.setdefault(listed_as(author), _claim(kind, author.slug, author, naming))
    return list(found.values())


def _claim(
    kind: GroupKind, name: str, listed: Author | None, naming: Naming, time: float = NEVER, source: str = ""
) -> _Claim:
    if listed:
        is_configured = naming.listed(listed.slug) == listed
        return _Claim(kind, listed_as(listed), listed.name, listed.slug, is_configured, listed, time, source)
    is_configured = kind != "author" and naming.is_configured(kind, name)
    return _Claim(kind, name_key(name), name, naming.slug(kind, name), is_configured, None, time, source)


def _rivals(claims: Iterable[_Claim]) -> Iterator[list[_Claim]]:
    """Those that want one slug, who is to have it first."""
    by_slug: dict[str, list[_Claim]] = {}
    for claim in claims:
        by_slug.setdefault(claim.slug, []).append(claim)
    for _, rivals in sorted(by_slug.items()):
        if len(rivals) > 1:
            yield sorted(rivals, key=lambda claim: claim.order)


def _sorted_out(rivals: list[_Claim]) -> tuple[_Claim, list[_Claim], dict[str, _Claim]]:
    """Who has the slug, the others, and by name key what is one of these in another spelling: in capitals, or the name
    of who is listed without one and has no articles else."""
    in_capitals: dict[str, _Claim] = {}
    for claim in rivals:
        if claim.who != (capital := capitals(claim.name)):
            in_capitals.setdefault(capital, claim)
    targets = {claim.who for claim in in_capitals.values()}
    others = [claim for claim in rivals if not claim.listed and claim.who not in targets]
    same = {claim.who: in_capitals[claim.who] for claim in others if claim.who in in_capitals}
    unlisted = (claim for claim in rivals if not claim.listed and claim.who not in same)
    nameless = (claim for claim in rivals if claim.listed and claim.listed.name == claim.slug and not claim.source)
    same |= {claim.who: listed for claim, listed in zip(unlisted, nameless, strict=False)}
    same = {who: same.get(claim.who, claim) for who, claim in same.items()}
    first, *others = [claim for claim in rivals if claim.who not in same]
    return first, others, same
