"""A site checked and planned: all that is known before pages are made. Reads layouts."""

from collections.abc import Iterable, Iterator, KeysView, Mapping, Set
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.assign_urls import addressed
from newsgen.catalog.changes import Past
from newsgen.catalog.indices import Naming
from newsgen.catalog.namesakes import Apart, settled, told_apart
from newsgen.catalog.photo_rights import with_rightful_photos
from newsgen.catalog.visibility import HeldBack, Moment, sorted_out
from newsgen.engine.memory import Known
from newsgen.model.article import Author
from newsgen.model.config import Config, PhotosConfig
from newsgen.model.digest import digest_of
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem, did_you_mean, warning, with_day
from newsgen.model.urls import Clash, is_elsewhere
from newsgen.pages.layouts import unknown_layouts
from newsgen.pages.plan import Page, Urls, gone_pages, plan, whole
from newsgen.pages.renderer import RenderContext, Renderer, asset_name
from newsgen.reading.authors import unknown_authors
from newsgen.reading.media_files import MediaFiles, misnamed
from newsgen.site.clashes import clash_problems
from newsgen.site.naming import namesake_problems, unknown_names
from newsgen.site.options import CONFIG_FILE, Folders
from newsgen.site.past import BuildState
from newsgen.site.render_pages import Loaders, opened
from newsgen.site.sources import SiteRead

Left = Mapping[str, Known | Page]
"""What was there before, by output path: files that a build put out, or pages of an earlier plan."""


class Pages(Mapping[str, Page]):
    """Pages by output path: those that were there before, but for fresh ones and those that are gone."""

    def __init__(self, left: Left, fresh: Mapping[str, Page], gone: Iterable[str]) -> None:
        by_output: dict[str, Known | Page] = {**left, **fresh}
        for output in gone:
            del by_output[output]
        self.by_output: Left = by_output

    def __getitem__(self, output: str) -> Page:
        found = self.by_output[output]
        return found if isinstance(found, Page) else Page.of(output, found.plan)

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_output)

    def __len__(self) -> int:
        return len(self.by_output)

    def count(self) -> int:
        """Without files that are put out as they are."""
        return sum(not plan_of(each).startswith("file ") for each in self.by_output.values())

    def keys(self) -> KeysView[str]:
        return self.by_output.keys()


def plan_of(left: Known | Page) -> str:
    """Which page it is."""
    return left.key if isinstance(left, Page) else left.plan


class Planned(Struct, frozen=True):
    """pages: all, by output path; fresh: those of them that need not have been there before. problems: of the plan, not
    of what was read.

    state: of this build, as far as it is known before pages are made; past: what the next one compares with.
    has_clashes: whether some text has not got the url or id that it asks for, or two names would have one slug.
    """

    context: RenderContext
    renderer: Renderer
    loaders: Loaders
    pages: Pages
    fresh: Mapping[str, Page]
    held_back: list[HeldBack]
    problems: list[Problem]
    past: Past
    state: BuildState
    has_clashes: bool = False


class VisibleTexts(Struct, frozen=True):
    """Texts at a moment: what is visible of them, and why the rest isn't."""

    articles: list[Entry]
    plain_pages: list[Entry]
    held_back: list[HeldBack]

    @property
    def were_public(self) -> list[Entry]:
        """The articles that count when names are told apart. What expired counts, too, so that its going moves no
        page; what is a draft or to come does not, so that nothing tells of it."""
        expired = (held.text for held in self.held_back if held.reason == "expired")
        return [*self.articles, *(entry for entry in expired if entry.kind == "article" and entry.expires > entry.time)]

    @classmethod
    def of(cls, texts: Iterable[Entry], moment: Moment, photos: PhotosConfig) -> "VisibleTexts":
        visible, held_back = sorted_out(texts, moment)
        visible = with_rightful_photos(visible, photos, moment.now)
        articles = [entry for entry in visible if entry.kind == "article"]
        return cls(articles, [entry for entry in visible if entry.kind == "plain"], held_back)

    def files(self, read: SiteRead, assets: Mapping[str, str]) -> dict[str, str]:
        """What is put out as it is: its name among the sources by output path."""
        shown = {output: name for entry in (*self.articles, *self.plain_pages) for output, name in entry.files}
        return shown | read.authors.files | {output: f"assets/{name}" for name, output in assets.items()}


def planned(
    read: SiteRead, config: Config, moment: Moment, folders: Folders, loaders: Loaders | None = None
) -> Planned:
    """loaders: of an earlier plan of the same folders, as long as they are still good."""
    loaders = loaders or Loaders.of(folders.memory, folders.layouts)
    shown = VisibleTexts.of(read.entries.values(), moment, config.photos)
    apart = told_apart(shown.were_public, Naming(config, read.authors.by_identity))
    articles, clashes = named_and_addressed(shown.articles, apart, config)
    shown = replace(shown, articles=articles)
    context = render_context(read, shown, config, moment, folders, apart)
    catalog, tracer = opened(context, loaders)
    assets = read.assets.outputs
    every, too_long, page_clashes = plan(catalog, config, whole(catalog, shown.files(read, assets)))
    pages = Pages({}, every, ())
    context = with_urls(context, pages)
    renderer = Renderer(context, catalog, loaders.layouts, tracer)
    done = drawn(read, shown, renderer, loaders, pages)
    clashes += page_clashes
    clashing = clash_problems(clashes, read, config, folders.site)
    problems = [*clashing, *too_long, *namesake_problems(apart, read, context), *done.problems]
    return replace(done, problems=problems, has_clashes=bool(clashes or too_long) or not apart.is_clear)


def named_and_addressed(articles: list[Entry], apart: Apart, config: Config) -> tuple[list[Entry], list[Clash]]:
    """Each with slugs of its section and tags, a url and an id that are its own."""
    named = settled(articles, Naming(config, {}, apart.slugs), config) if apart.slugs else articles
    return addressed(named, config.permalink, config.site.language, config.paths.content)


def render_context(
    read: SiteRead, shown: VisibleTexts, config: Config, moment: Moment, folders: Folders, apart: Apart | None = None
) -> RenderContext:
    """All but the urls of pages."""
    apart = apart or Apart()
    return RenderContext(
        config=config,
        moment=moment,
        articles=shown.articles,
        plain_pages=shown.plain_pages,
        authors={**read.authors.by_identity, **apart.authors},
        slugs=apart.slugs,
        site=folders.site,
        layouts=folders.layouts,
        cache=folders.memory,
        assets=read.assets.outputs,
        held_back=_held_back_names(shown.held_back),
    )


def with_urls(context: RenderContext, pages: Mapping[str, Page]) -> RenderContext:
    """Tell which urls there are: those of the pages, but for what is gone."""
    return replace(context, urls=Urls(pages.keys(), gone_pages(pages, context.config.gone)))


def drawn(read: SiteRead, shown: VisibleTexts, renderer: Renderer, loaders: Loaders, pages: Pages) -> Planned:
    """The plan of a site in which nothing clashes, all pages of which are fresh."""
    context, catalog, layouts, entries = renderer.context, renderer.catalog, renderer.layouts, read.entries
    config, known, assets = context.config, context.authors, dict(context.assets)
    visible = [*shown.articles, *shown.plain_pages]
    problems = [
        *_named_pictures(config, read.media_files),
        *unknown_authors(shown.articles, _listed(known, read), config.paths.content),
        *unknown_names(context, catalog, shown.held_back),
        *unknown_layouts(visible, config.paths.content, layouts),
    ]
    renamed = {entry.source: entry for entry in shown.articles if entry is not entries[entry.source]}
    tables = {facet: digest_of(value) for facet, value in catalog.tables().items()}
    state = BuildState(_everywhere(renderer), context.moment, known, tables, layouts.digests(), assets, renamed, {})
    return Planned(
        context=context,
        renderer=renderer,
        loaders=loaders,
        pages=pages,
        fresh=pages,
        held_back=shown.held_back,
        problems=problems,
        past=Past(entries | renamed, context.moment, known, tables),
        state=state,
    )


def _listed(known: Mapping[str, Author], read: SiteRead) -> dict[str, Author]:
    """Those of `authors.yaml`, by all that they are called."""
    listed = {author.slug for who, author in known.items() if who in read.authors.by_identity}
    return {who: author for who, author in known.items() if author.slug in listed}


def _everywhere(renderer: Renderer) -> bytes:
    """The digest of what layouts know on every page."""
    known = renderer.layouts.globals
    shown = replace(renderer.config, broken="stop")  # which no page shows
    return digest_of([shown, renderer.site, known["menu"], known["sections"]])


def _held_back_names(held_back: Iterable[HeldBack]) -> dict[str, str]:
    """Why, by all that a link might call it."""
    names: dict[str, str] = {}
    for held in held_back:
        for name in (held.text.source, held.text.url, held.text.slug, held.text.name):
            names.setdefault(name, held.reason)
    return names


def problems_of(read: SiteRead, plan: Planned, content: str) -> list[Problem]:
    """All that is known before pages are made."""
    found = but_drafts(read.problems(), drafts_of(plan, content))
    return [*with_day(found, day_of(plan)), *plan.problems]


def day_of(plan: Planned) -> date:
    """On which it shows the site, as the site's clocks have it."""
    return datetime.fromtimestamp(plan.context.moment.now, plan.context.config.site.zone).date()


def drafts_of(plan: Planned, content: str) -> set[str]:
    """Their paths, as far as they are held back."""
    return {f"{content}/{held.text.source}" for held in plan.held_back if held.reason == "draft"}


def but_drafts(problems: Iterable[Problem], drafts: Set[str]) -> list[Problem]:
    """A draft may be unfinished: it is not warned of."""
    return [problem for problem in problems if problem.severity == "error" or problem.place.path not in drafts]


def _named_pictures(config: Config, media_files: MediaFiles) -> Iterator[Problem]:
    """What is wrong with the pictures that the config names."""
    place = Place(CONFIG_FILE)
    for key, written in (("site.logo", config.site.logo), ("site.publisher.logo", config.site.publisher.logo)):
        if not written or is_elsewhere(written):
            continue
        name = asset_name(written)
        measured = media_files.measure(f"assets/{name}")
        if measured is None:
            fix = did_you_mean(written, media_files.assets(), "put it into the assets folder")
            yield Problem("missing-asset", place, f"'{key}': there is no asset '{written}'", fix)
        elif measured.wrong:
            what, _, fix = measured.wrong.partition("; ")
            yield warning("photo", place, f"'{key}': '{written}' can't be used: {what}", fix or "name another picture")
        else:
            yield from misnamed(written, name, measured, place)
