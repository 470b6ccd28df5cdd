"""The build, readable aloud: the only place that joins the parts. Reads and writes disk."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import TemplateError
from msgspec import Struct, field
from msgspec.structs import replace

from newsgen.bundled import bundled
from newsgen.catalog.catalog import Catalog
from newsgen.catalog.facts import HeldBack, NextChange, next_change, sorted_out, sorted_out_pages
from newsgen.catalog.identity import addressed
from newsgen.engine.batches import in_batches
from newsgen.engine.manifest import Manifest
from newsgen.engine.output import FileContent, Written, put_out, remove_all
from newsgen.model.article import Article, PlainPage
from newsgen.model.config import Config, Paths
from newsgen.model.problem import (
    Place,
    Problem,
    did_you_mean,
    errors,
    in_reading_order,
    weighed,
)
from newsgen.model.urls import is_elsewhere
from newsgen.pages.asking import Ask, asker
from newsgen.pages.desk import Desk, UnknownAssetError
from newsgen.pages.layouts import environment, layout_problem, unknown_layouts
from newsgen.pages.links import LinkCheck
from newsgen.pages.making import make
from newsgen.pages.plan import Page, plan
from newsgen.reading.assets import Assets, inventory
from newsgen.reading.reading import Content, read
from newsgen.reading.site_data import read_config

CONFIG_FILE = "config.yaml"
Progress = Callable[[str, int, int], None]
"""Told of what is being done: the stage, how much is done, of how much."""


class Options(Struct, frozen=True, kw_only=True):
    """How to build. output, base_url: "" for what the config says. jobs: worker processes.

    now: in its own zone, or without one in the site's.
    """

    source: Path
    now: datetime
    output: str = ""
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    jobs: int = 1
    strict: bool = False


class Report(Struct, frozen=True, kw_only=True):
    """What a build did. articles: visible ones; seconds: of wall time. built: False where problems stopped it."""

    built: bool
    problems: tuple[Problem, ...]
    articles: int = 0
    pages: int = 0
    rendered: tuple[str, ...] = ()
    written: Written = field(default_factory=Written)
    held_back: tuple[HeldBack, ...] = ()
    next_change: NextChange | None = None
    seconds: float = 0.0


class Prepared(Struct, frozen=True):
    """A site read, checked and planned: all that is known before anything is rendered."""

    config: Config
    folders: "Folders"
    content: Content
    catalog: Catalog
    pages: list[Page]
    desk: Desk
    held_back: list[HeldBack]
    problems: list[Problem]


def build(options: Options, progress: Progress = lambda stage, done, total: None) -> Report:
    """Raises OSError where the disk fails."""
    started = time.perf_counter()
    config, problems = configured(options)
    if config is None:
        return _refused(problems)
    options = _in_zone(options, config)
    if mixed_up := _mixed_up(Folders.of(options, config)):
        return _refused(problems + mixed_up)
    site = prepare(options, config, progress)
    problems = in_reading_order(weighed(problems + site.problems, config.problems))
    if errors(problems, strict=options.strict):
        return _refused(problems, site.held_back)
    rendered, failed = _render(site, options.jobs, progress)
    if failed:
        return _refused(problems + failed, site.held_back)
    progress("writing", 0, len(rendered))
    written = put_out(rendered, site.folders.output, Manifest(site.folders.memory, site.folders.output))
    made = [page.route.url for page in site.pages if page.kind != "file"]
    return Report(
        built=True,
        problems=tuple(problems),
        articles=site.catalog.count(),
        pages=len(made),
        rendered=tuple(made),
        written=written,
        held_back=tuple(site.held_back),
        next_change=next_change(site.content.articles, options.now),
        seconds=time.perf_counter() - started,
    )


def prepare(options: Options, config: Config, progress: Progress) -> Prepared:
    """Reads, settles, plans and checks; every problem that can be known without rendering."""
    progress("reading", 0, 0)
    folders = Folders.of(options, config)
    content, unread = read(folders.content, folders.assets, config, options.jobs)
    assets = inventory(folders.assets)
    visible, held_back = sorted_out(content.articles, options.now, drafts=options.drafts, future=options.future)
    plain, held_pages = sorted_out_pages(content.pages, drafts=options.drafts)
    settled, clashes = addressed(visible, config.permalink, config.site.language, config.paths.content)
    catalog = Catalog(settled, plain, content.authors, config, options.now)
    pages, page_clashes = plan(catalog, config, content.files | assets.files)
    layouts, ask = environment(folders.layouts), asker(catalog)
    held_back += held_pages
    problems = _but_of_drafts(unread, held_back, config.paths.content)
    problems += [*clashes, *page_clashes, *_missing_assets(config, assets)]
    problems += [*_dead_links(pages, held_back, config, ask), *unknown_layouts(content.layouts, layouts)]
    desk = Desk(config, ask, layouts, assets.outputs, content.media)
    return Prepared(config, folders, content, catalog, pages, desk, held_back, problems)


def coming_change(options: Options) -> tuple[NextChange | None, list[Problem]]:
    """The next instant at which a build's output would differ; problems where the config can't be read."""
    config, problems = configured(options)
    if config is None:
        return None, problems
    options, folders = _in_zone(options, config), Folders.of(options, config)
    content, _ = read(folders.content, folders.assets, config, options.jobs)
    return next_change(content.articles, options.now), []


def clean(options: Options) -> int:
    """Removes what builds put out. How many files. A site whose config can't be read has its usual folders."""
    config, _ = configured(options)
    folders = Folders.of(options, config)
    return remove_all(folders.output, Manifest(folders.memory, folders.output))


class Folders(Struct, frozen=True):
    """Where things are. layouts, assets: the site's own first, then the bundled ones."""

    site: Path
    content: Path
    layouts: tuple[Path, ...]
    assets: tuple[Path, ...]
    output: Path
    memory: Path

    @classmethod
    def of(cls, options: Options, config: Config | None) -> "Folders":
        site = options.source.resolve()
        paths = config.paths if config else Paths()
        output = (Path(options.output) if options.output else site / paths.output).resolve()
        return cls(
            site=site,
            content=site / paths.content,
            layouts=_each_once(site / paths.layouts, bundled() / "layouts"),
            assets=_each_once(site / paths.assets, bundled() / "assets"),
            output=output,
            memory=site / ".newsgen",
        )


def configured(options: Options) -> tuple[Config | None, list[Problem]]:
    """The site's config with what the command line changes."""
    config, problems = read_config(options.source / CONFIG_FILE, CONFIG_FILE)
    if config is not None and options.base_url:
        authority = config.authority
        site = replace(config.site, url=options.base_url, authority=authority)
        config = replace(config, site=site)
    return config, problems


def now_from(text: str | None, environ: dict[str, str]) -> datetime:
    """The instant of a build: `--now`, else SOURCE_DATE_EPOCH, else the clock. Raises ValueError.

    Without a zone if `text` has none: then it is meant in the site's.
    """
    if text:
        return datetime.fromisoformat(text)
    if epoch := environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC)


def _in_zone(options: Options, config: Config) -> Options:
    return options if options.now.tzinfo else replace(options, now=options.now.replace(tzinfo=config.site.zone))


def usual_jobs() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _render(site: Prepared, jobs: int, progress: Progress) -> tuple[dict[str, FileContent], list[Problem]]:
    """The content of every output path, or the problems of layouts that fail: each failing layout line once."""
    pages, desk, root = site.pages, site.desk, site.folders.site
    rendered: dict[str, FileContent] = {page.route.output: Path(page.subject) for page in pages if page.kind == "file"}
    failed: dict[Place, Problem] = {}
    made = [page for page in pages if page.kind != "file"]
    for batch in in_batches(lambda some: [_made(desk, page, root) for page in some], made, jobs):
        progress("rendering", len(rendered), len(pages))
        for path, content in batch:
            if isinstance(content, Problem):
                failed.setdefault(content.place, content)
            else:
                rendered[path] = content
    return rendered, list(failed.values())


def _made(desk: Desk, page: Page, root: Path) -> tuple[str, bytes | Problem]:
    try:
        return page.route.output, make(desk, page)
    except (
        TemplateError,
        UnknownAssetError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        return page.route.output, layout_problem(error, page.kind, root, page.route.url)


def _dead_links(pages: list[Page], held_back: list[HeldBack], config: Config, ask: Ask) -> list[Problem]:
    check = LinkCheck(pages, held_back, config, ask)
    problems: list[Problem] = []
    for page in pages:
        text = ask(Catalog.article if page.kind == "article" else Catalog.plain_page, page.subject)
        if isinstance(text, Article | PlainPage):
            problems += check.problems(text.source, text.body, config.base_path + page.route.url)
    return problems


def _but_of_drafts(problems: list[Problem], held_back: list[HeldBack], content: str) -> list[Problem]:
    """A draft may be unfinished: it is not warned of."""
    drafts = {f"{content}/{held.text.source}" for held in held_back if held.reason == "draft"}
    return [problem for problem in problems if problem.severity == "error" or problem.place.path not in drafts]


def _mixed_up(folders: "Folders") -> list[Problem]:
    """The output folder must not be, hold or lie in one of the sources."""
    sources = (folders.site, folders.content, *folders.layouts, *folders.assets)
    holds = any(source.is_relative_to(folders.output) for source in sources)
    lies_in = any(folders.output.is_relative_to(source) for source in sources[1:])
    what = f"the output folder {folders.output} is also one of the site's sources"
    mend = "give it a folder of its own, by `paths.output` or --output"
    return [Problem("wrong-value", Place(CONFIG_FILE), what, mend)] if holds or lies_in else []


def _missing_assets(config: Config, assets: Assets) -> list[Problem]:
    """Pictures that the config names."""
    named = {"site.logo": config.site.logo, "site.publisher.logo": config.site.publisher.logo}
    return [
        Problem(
            "missing-asset",
            Place(CONFIG_FILE),
            f"'{key}': there is no asset '{name}'",
            did_you_mean(name, assets.outputs, "put it into the assets folder"),
        )
        for key, name in named.items()
        if name and not is_elsewhere(name) and name.removeprefix("/").removeprefix("assets/") not in assets.outputs
    ]


def _refused(problems: list[Problem], held_back: list[HeldBack] | None = None) -> Report:
    return Report(built=False, problems=tuple(in_reading_order(problems)), held_back=tuple(held_back or ()))


def _each_once(*folders: Path) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(folder.resolve() for folder in folders))
