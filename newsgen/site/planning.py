"""A site checked and planned: all that is known before pages are made. Reads layouts."""

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from msgspec import Struct

from newsgen.catalog.changes import Past
from newsgen.catalog.facts import HeldBack, Moment, sorted_out
from newsgen.catalog.identity import addressed
from newsgen.catalog.rights import with_rightful_photos
from newsgen.model.config import Config
from newsgen.model.digest import digest_of
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem, did_you_mean
from newsgen.model.urls import is_elsewhere
from newsgen.pages.desk import Grounds
from newsgen.pages.layouts import unknown_layouts
from newsgen.pages.plan import Page, plan
from newsgen.reading.reading import unknown_authors
from newsgen.site.options import CONFIG_FILE, Folders
from newsgen.site.past import State
from newsgen.site.sources import SiteRead
from newsgen.site.workshop import Bench, Tools, Workshop, bench, opened


class Planned(Struct, frozen=True):
    """by_url: unquoted, without the site's path. problems: of the plan, not of what was read. state: of this build, as
    far as it is known before pages are made; past: what the next one compares with."""

    workshop: Workshop
    grounds: Grounds
    bench: Bench
    pages: list[Page]
    by_url: dict[str, Page]
    held_back: list[HeldBack]
    problems: list[Problem]
    past: Past
    state: State


def planned(read: SiteRead, config: Config, moment: Moment, folders: Folders, tools: Tools | None = None) -> Planned:
    """tools: of an earlier plan of the same folders, as long as they are still good."""
    tools = tools or Tools.of(folders.memory, folders.layouts)
    entries = read.entries
    visible, held_back = sorted_out(entries.values(), moment)
    visible = with_rightful_photos(visible, config.photos, moment.now)
    articles = [entry for entry in visible if entry.kind == "article"]
    plain = [entry for entry in visible if entry.kind == "plain"]
    settled, clashes = addressed(articles, config.permalink, config.site.language, config.paths.content)
    known = read.authors.known
    shop = Workshop(config, moment, settled, plain, known, folders.site, folders.layouts, folders.memory)
    catalog, tracer = opened(shop, tools)
    assets = {name: read.shelf.asset(name) for name in read.shelf.assets()}
    pages, page_clashes = plan(catalog, config, _files(visible, read, assets))
    urls = ((page.route.url, page) for page in pages)
    by_url = {unquote(url) if "%" in url else url: page for url, page in urls}
    grounds = Grounds(assets, frozenset(by_url), _held_back_names(held_back))
    made = bench(shop, catalog, tracer, tools, grounds)
    problems = [
        *clashes,
        *page_clashes,
        *_missing_assets(config, assets),
        *unknown_authors(articles, known, config.paths.content),
        *unknown_layouts(visible, config.paths.content, made.desk.layouts),
    ]
    renamed = {entry.source: entry for entry in settled if entry is not entries[entry.source]}
    tables = {facet: digest_of(value) for facet, value in catalog.tables().items()}
    layouts = made.desk.layouts.digests()
    state = State(_everywhere(config, made), moment, known, tables, layouts, assets, renamed, {})
    return Planned(
        shop, grounds, made, pages, by_url, held_back, problems, Past(entries | renamed, moment, known, tables), state
    )


def _files(visible: Iterable[Entry], read: SiteRead, assets: Mapping[str, str]) -> dict[str, str]:
    """What is put out as it is: its name among the sources by output path."""
    shown = {output: name for entry in visible for output, name in entry.files}
    return shown | read.authors.files | {output: f"assets/{name}" for name, output in assets.items()}


def _everywhere(config: Config, made: Bench) -> bytes:
    """The digest of what layouts know on every page."""
    known = made.desk.layouts.globals
    return digest_of([config, made.desk.site, known["menu"], known["sections"]])


def _held_back_names(held_back: Iterable[HeldBack]) -> dict[str, str]:
    """Why, by all that a link might call it."""
    names: dict[str, str] = {}
    for held in held_back:
        for name in (held.text.source, held.text.url, held.text.slug, held.text.name):
            names.setdefault(name, held.reason)
    return names


def problems_of(read: SiteRead, plan: Planned, content: str) -> list[Problem]:
    """All that is known before pages are made. A draft may be unfinished: it is not warned of."""
    drafts = {f"{content}/{held.text.source}" for held in plan.held_back if held.reason == "draft"}
    found = (problem for problem in read.problems() if problem.severity == "error" or problem.place.path not in drafts)
    return [*found, *plan.problems]


def _missing_assets(config: Config, assets: Mapping[str, str]) -> list[Problem]:
    """Pictures that the config names."""
    named = {"site.logo": config.site.logo, "site.publisher.logo": config.site.publisher.logo}
    return [
        Problem(
            "missing-asset",
            Place(CONFIG_FILE),
            f"'{key}': there is no asset '{name}'",
            did_you_mean(name, assets, "put it into the assets folder"),
        )
        for key, name in named.items()
        if name and not is_elsewhere(name) and name.removeprefix("/").removeprefix("assets/") not in assets
    ]
