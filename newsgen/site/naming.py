"""Problems of names with one slug, and of slugs for names that no article has. Reads disk to find lines."""

import json
from collections.abc import Iterable, Iterator
from typing import Literal

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import GroupKind
from newsgen.catalog.namesakes import Apart, Namesake
from newsgen.catalog.visibility import HeldBack
from newsgen.model.config import Config
from newsgen.model.entry import Entry
from newsgen.model.names import name_key, usual_slug
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.pages.renderer import RenderContext
from newsgen.reading.authors import AUTHORS
from newsgen.reading.config_file import place_in_config
from newsgen.site.options import CONFIG_FILE
from newsgen.site.sources import SiteRead

_KEYS: dict[GroupKind, str] = {"section": "sections", "tag": "tags"}
"""Of the config."""
_IN_TEXTS: dict[GroupKind, str] = {"section": "section", "tag": "tags", "author": "authors"}
"""Keys of front matter."""


def namesake_problems(apart: Apart, read: SiteRead, context: RenderContext) -> Iterator[Problem]:
    """Warn of each name where its first article has it; but not of an author who is not in `authors.yaml`, who has
    another problem."""
    listed = {author.name for author in read.authors.by_name_key.values()}
    config, places = context.config, dict[str, dict[tuple[str, str], Place]]()
    for each in apart.namesakes:
        if each.kind == "author" and each.rival in listed and each.name not in listed:
            continue
        what = f"the {each.kind}s '{each.name}' and '{each.rival}' would have one slug: '{each.name}' has '{each.slug}'"
        path, key = f"{config.paths.content}/{each.source}", _IN_TEXTS[each.kind]
        if path not in places:
            from newsgen.reading.read_article import places_of_keys  # few sites have a clash, and it takes long

            places[path] = places_of_keys(read.sources.texts[each.source], path, config)
        place = places[path].get((key, each.name)) or places[path].get((key, "")) or Place(path)
        yield warning("name-clash", place, what, _fix(each, config))


def _fix(each: Namesake, config: Config) -> str:
    usual = usual_slug(name_key(each.name))
    own = f"{json.dumps(each.name, ensure_ascii=False)}: {{slug: {_proposed(each.slug, usual)}}}"
    where = f"{config.paths.content}/{AUTHORS}: `{own}`"
    if each.kind != "author":
        where = f"{CONFIG_FILE}: `{_KEYS[each.kind]}: {{{own}}}`"
    return f"write them alike if they are one, else give one a slug in {where}"


def _proposed(slug: str, usual: str) -> str:
    """Return a slug that people can read."""
    tail = slug.removeprefix(f"{usual}-")
    is_digest = tail != slug and len(tail) in (4, 8, 16, 32) and not set(tail) - set("0123456789abcdef")
    return f"{usual}-2" if is_digest else slug


def unknown_names(context: RenderContext, catalog: Catalog, held_back: Iterable[HeldBack]) -> Iterator[Problem]:
    """Warn of names that the config gives a slug, and that no article has, held back or not."""
    sections = {name: each.slug for name, each in context.config.sections.items() if each.slug}
    tags = {name: each.slug for name, each in context.config.tags.items() if each.slug}
    if not sections and not tags:
        return
    hidden = {slug for held in held_back for slug in (f"section:{held.text.section_slug}", *_tags(held.text))}
    kinds: tuple[tuple[Literal["section", "tag"], dict[str, str]], ...] = (("section", sections), ("tag", tags))
    for kind, names in kinds:
        for name, slug in names.items():
            if f"{kind}:{slug}" not in catalog.index.lines and f"{kind}:{slug}" not in hidden:
                known = {group.slug.replace("-", "_"): group.title for group in catalog.groups(kind)}
                place = place_in_config(context.site / CONFIG_FILE, [_KEYS[kind], name], CONFIG_FILE)
                fix = did_you_mean(name, known, "write it as articles do", known)
                yield warning("unknown-key", place, f"'{_KEYS[kind]}': no article has the {kind} '{name}'", fix)


def _tags(text: Entry) -> Iterator[str]:
    return (f"tag:{slug}" for slug in text.tag_slugs)
