"""Problems of two that want one url, id, alias or slug, and of slugs that no name has. Reads disk to find lines."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import GroupKind
from newsgen.catalog.namesakes import Apart, Namesake
from newsgen.catalog.visibility import HeldBack
from newsgen.model.config import Config
from newsgen.model.gone import gone_path
from newsgen.model.names import name_key, usual_slug
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.urls import Claim, Clash
from newsgen.pages.renderer import RenderContext
from newsgen.reading.authors import AUTHORS
from newsgen.reading.config_file import place_in_config
from newsgen.site.options import CONFIG_FILE
from newsgen.site.sources import SiteRead

_KEYS: dict[GroupKind, str] = {"section": "sections", "tag": "tags"}
"""Of the config."""
_IN_TEXTS: dict[GroupKind, str] = {"section": "section", "tag": "tags", "author": "authors"}
"""Keys of front matter."""
_KEPT_BY_THE_SITE = "a page that the site makes itself"


def clash_problems(clashes: Iterable[Clash], read: SiteRead, config: Config, site: Path) -> Iterator[Problem]:
    """One of each, with the same as it is problem of the other file. site: its folder."""
    places = _Places(read, config, site)
    for clash in clashes:
        later, first = (places.of(claim, clash.value) for claim in (clash.later, clash.first))
        problem = _clash_problem(clash, later, first)
        if clash.first.path in ("", clash.later.path):
            yield problem
        else:
            turned = Clash(clash.value, clash.first, clash.later)
            yield replace(problem, other=replace(_clash_problem(turned, first, later), severity=problem.severity))


def _clash_problem(clash: Clash, here: Place, there: Place) -> Problem:
    value, later, first = clash.value, clash.later, clash.first
    is_of_two = first.path not in ("", later.path)
    if later.key == "id":
        return Problem("id-clash", here, f"the id '{value}' is that of {there}", "give one of them an `id` of its own")
    if later.key == "gone":
        what = f"`gone` has {value}, where a page stands" + (f": that of {there}" if is_of_two else "")
        return warning("alias-clash", here, what, "take it out of `gone`")
    if first.key == "gone":
        return warning("alias-clash", here, f"`gone` of {there} has the url {value}", "take it out there")
    if later.key == "aliases":
        what = f"a page stands at the alias {value}"
        if is_of_two:
            what = f"the alias {value} is also one of {there}" if first.key == "aliases" else f"{what}: that of {there}"
        return warning("alias-clash", here, what, "remove the alias")
    if first.key == "aliases":
        return warning("alias-clash", here, f"{there} has the url {value} for an alias", "remove the alias there")
    if is_of_two:
        what, fix = f"the url {value} is that of {there}", "give one of them another `slug`"
    else:
        what, fix = f"the url {value} is that of {_KEPT_BY_THE_SITE}", "give it another `slug`"
    return Problem("url-clash", here, what, fix)


def namesake_problems(apart: Apart, read: SiteRead, context: RenderContext) -> Iterator[Problem]:
    """Warn of each name where its first article has it; but not of an author who is not in `authors.yaml`, who has
    another problem."""
    listed = {author.name for author in read.authors.by_name_key.values()}
    config, places = context.config, _Places(read, context.config, context.site)
    for each in apart.namesakes:
        if each.kind == "author" and each.rival in listed and each.name not in listed:
            continue
        what = f"the {each.kind}s '{each.name}' and '{each.rival}' would have one slug: '{each.name}' has '{each.slug}'"
        place = places.of_key(f"{config.paths.content}/{each.source}", _IN_TEXTS[each.kind], each.name)
        yield warning("name-clash", place, what, _fix(each, config))


def _fix(each: Namesake, config: Config) -> str:
    usual = usual_slug(name_key(each.name))
    tail = each.slug.removeprefix(f"{usual}-")
    is_digest = tail != each.slug and len(tail) in (4, 8, 16, 32) and not set(tail) - set("0123456789abcdef")
    proposed = f"{usual}-2" if is_digest else each.slug  # that people can read
    own = f"{json.dumps(each.name, ensure_ascii=False)}: {{slug: {proposed}}}"
    where = f"{config.paths.content}/{AUTHORS}: `{own}`"
    if each.kind != "author":
        where = f"{CONFIG_FILE}: `{_KEYS[each.kind]}: {{{own}}}`"
    return f"write them alike if they are one, else give one a slug in {where}"


def unknown_names(context: RenderContext, catalog: Catalog, held_back: Iterable[HeldBack]) -> Iterator[Problem]:
    """Warn of names that the config gives a slug, and that no article has, held back or not."""
    sections = {name: each.slug for name, each in context.config.sections.items() if each.slug}
    tags = {name: each.slug for name, each in context.config.tags.items() if each.slug}
    if not sections and not tags:
        return
    hidden = {f"section:{held.text.section_slug}" for held in held_back}
    hidden |= {f"tag:{slug}" for held in held_back for slug in held.text.tag_slugs}
    kinds: tuple[tuple[Literal["section", "tag"], dict[str, str]], ...] = (("section", sections), ("tag", tags))
    for kind, names in kinds:
        for name, slug in names.items():
            if not catalog.index.line(f"{kind}:{slug}") and f"{kind}:{slug}" not in hidden:
                known = {group.slug.replace("-", "_"): group.title for group in catalog.groups(kind)}
                place = place_in_config(context.site / CONFIG_FILE, [_KEYS[kind], name], CONFIG_FILE)
                fix = did_you_mean(name, known, "write it as articles do", known)
                yield warning("unknown-key", place, f"'{_KEYS[kind]}': no article has the {kind} '{name}'", fix)


class _Places:
    """Where claims stand. Owns what was found in the texts that were looked into."""

    def __init__(self, read: SiteRead, config: Config, site: Path) -> None:
        self._read, self._config, self._site = read, config, site
        self._by_path: dict[str, dict[tuple[str, str], Place]] = {}

    def of(self, claim: Claim, value: str) -> Place:
        """Of the key, or of the one alias; the start of a file whose name made it."""
        if claim.key == "gone":
            gone = self._config.gone
            number = next((number for number, each in enumerate(gone) if gone_path(each) == value), 0)
            return place_in_config(self._site / CONFIG_FILE, ["gone", number, ""], CONFIG_FILE)
        return self.of_key(claim.path, claim.key, value)

    def of_key(self, path: str, key: str, value: str) -> Place:
        """Of a value of a key in a text, else of the key."""
        source = path.removeprefix(f"{self._config.paths.content}/")
        if not key or source not in self._read.sources.texts:
            return Place(path or CONFIG_FILE)
        if path not in self._by_path:
            from newsgen.reading.read_article import places_of_keys  # few sites have a clash, and it takes long

            self._by_path[path] = places_of_keys(self._read.sources.texts[source], path, self._config)
        places = self._by_path[path]
        return places.get((key, value)) or places.get((key, "")) or Place(path)
