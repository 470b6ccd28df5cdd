"""A site checked and planned: all that is known before pages are made. Reads disk for layouts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from posixpath import splitext
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.assign_urls import addressed
from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import LIST_KINDS, Naming
from newsgen.catalog.index import Index, Names, lasting_lines_of, with_changes
from newsgen.catalog.namesakes import Apart, owners, resolved, with_distinct_slugs
from newsgen.catalog.visibility import HeldBack, Moment, sorted_out, with_rightful_photos
from newsgen.engine.tracing import Tracer
from newsgen.model.article import Author
from newsgen.model.config import Config, PhotosConfig, PicturesConfig
from newsgen.model.digest import digest_of
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem, did_you_mean, warning, with_day
from newsgen.model.urls import Clash, is_elsewhere
from newsgen.pages.layouts import unknown_layouts
from newsgen.pages.plan import OF_FILES, FilePage, NamedList, Page, all_lists, are_free, linked_outputs, plan
from newsgen.pages.renderer import SVG_ICON, RenderContext, Renderer, asset_name
from newsgen.pages.translations import FOLDER as CATALOGS
from newsgen.pages.translations import Translations, translation_problems
from newsgen.pictures.icons import LEAST_LOGO, Logo, icon_pages
from newsgen.pictures.renditions import MEDIA_TYPES, renditions, renditions_of, sizes
from newsgen.reading.authors import Authors, unknown_authors
from newsgen.reading.media_files import MediaFiles, misnamed
from newsgen.site.clashes import clash_problems, namesake_problems, unknown_names
from newsgen.site.options import CONFIG_FILE, Folders
from newsgen.site.render_pages import Loaders, opened
from newsgen.site.search_index import missing_pagefind
from newsgen.site.site_cache import SiteState, plan_digest
from newsgen.site.sources import SiteRead


class SitePlan(Struct, frozen=True):
    """pages: the keys of all, by output path. fresh: those that need not have been there before. problems: of the plan,
    not of what was read. before: the last build's catalog, None where there was none. entries: of the texts that were
    looked at, by source, as they are put out. state: of this build, as far as it is known before pages are made."""

    context: RenderContext
    renderer: Renderer
    loaders: Loaders
    pages: Mapping[str, str]
    fresh: Mapping[str, Page]
    held_back: list[HeldBack]
    problems: list[Problem]
    before: Catalog | None
    entries: Mapping[str, Entry]
    state: SiteState

    def page(self, output: str) -> Page:
        return self.fresh.get(output) or Page.of(output, self.pages[output])


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

    @property
    def texts(self) -> list[Entry]:
        return [*self.articles, *self.plain_pages]

    def files(self, read: SiteRead, assets: Mapping[str, str], config: Config) -> dict[str, FilePage]:
        """What is put out beside pages, by output path."""
        names = {output: name for entry in self.texts for output, name in entry.files}
        names |= read.authors.files | {output: f"assets/{name}" for name, output in assets.items()}
        made = self._renditions(read.authors, read.media_files.pictures)
        icons = icon_pages(config, asset_name(config.site.logo), assets)
        made |= {output: ("icon", subject) for output, subject in icons.items()}
        return made | {output: ("file", name) for output, name in names.items()}

    def _renditions(self, authors: Authors, pictures: PicturesConfig) -> dict[str, FilePage]:
        portraits, place = (author.photo for author in authors.by_name_key.values()), sizes(pictures)["portrait"]
        found = chain(
            *(renditions_of(entry, pictures) for entry in self.texts),
            *(renditions(photo, [place], pictures) for photo in portraits if photo),
        )
        return {each.output: ("rendition", each.key) for each in found}


def planned(
    read: SiteRead,
    config: Config,
    moment: Moment,
    folders: Folders,
    loaders: Loaders | None = None,
    old: SiteState | None = None,
) -> SitePlan:
    """The plan of a site of which all texts were looked at. loaders: of an earlier plan of the same folders, as long as
    they are still good. old: of the last build."""
    loaders = loaders or Loaders.of(folders.cache_file, folders.layouts)
    shown = VisibleTexts.of(read.entries.values(), moment, config.photos)
    apart = with_distinct_slugs(shown.were_public, Naming(config, read.authors.by_name_key))
    articles, clashes = named_and_addressed(shown.articles, apart, config)
    shown = replace(shown, articles=articles)
    naming = Naming(config, {**read.authors.by_name_key, **apart.authors}, apart.slugs)
    index = with_changes({}, Names(), (), articles, naming, moment.now, loaders.entry, read.cached)
    context = _render_context(read, shown, config, moment, folders, index, apart)
    catalog, tracer = opened(context, loaders, index)
    texts, files = [*catalog.entries(), *shown.plain_pages], shown.files(read, read.assets.outputs, config)
    labelled = Translations(config.site.language, loaders.layouts).labelled
    fresh, too_long, page_clashes = plan(catalog, texts, all_lists(catalog), files, labelled)
    pages = {output: page.key for output, page in fresh.items()}
    before = _past_catalog(read, config, old, loaders) if old else None
    done = _drawn(read, shown, context, catalog, tracer, loaders, pages, fresh, before)
    clashes += page_clashes
    clashing = clash_problems(clashes, read, config, folders.site)
    problems = [*clashing, *too_long, *namesake_problems(apart, read, context), *done.problems]
    is_plain = not clashes and not too_long and apart.is_clear and all(page.is_usual for page in fresh.values())
    return replace(done, problems=problems, state=replace(done.state, owners=apart.owners, is_plain=is_plain))


def replanned(
    read: SiteRead,
    config: Config,
    moment: Moment,
    folders: Folders,
    loaders: Loaders,
    old: SiteState,
    previous: Mapping[str, str],
) -> SitePlan | None:
    """The plan by the texts that may have changed since an earlier one: the cost is that of the change. None where that
    is not enough. old, previous: of the earlier one."""
    if read.authors.by_name_key != old.authors:
        return None
    naming, assets, entry = Naming(config, old.authors), read.assets.outputs, loaders.entry
    then = VisibleTexts.of(read.before.values(), old.moment, config.photos)
    now = VisibleTexts.of(read.entries.values(), moment, config.photos)
    index = with_changes(read.segments, old.names, then.articles, now.articles, naming, moment.now, entry, read.cached)
    _, clashes = addressed(now.articles, config.permalink, config.site.language, config.paths.content)
    owned, is_clear = owners(now.were_public, naming)
    is_owned_alike = is_clear and all(old.owners.get(line, who) == who for line, who in owned.items())
    if clashes or not is_owned_alike or len(index.positions) < len(index) or _is_renamed(old.names, index.names):
        return None
    context = _render_context(read, now, config, moment, folders, index)
    catalog, tracer = opened(context, loaders, index)
    before = _past_catalog(read, config, old, loaders)
    lists = _other_lists(then, now, naming)
    labelled = Translations(config.site.language, loaders.layouts).labelled
    had, _, _ = plan(before, then.texts, lists, then.files(read, old.assets, config), labelled)
    has, too_long, page_clashes = plan(catalog, now.texts, lists, now.files(read, assets, config), labelled)
    if too_long or page_clashes or not _fits(had, has, previous):
        return None
    fresh = {output: page for output, page in has.items() if previous.get(output) != page.key}
    pages = {**previous, **{output: page.key for output, page in fresh.items()}}
    for output in had.keys() - has.keys():
        del pages[output]
    done = _drawn(read, now, context, catalog, tracer, loaders, pages, fresh, before)
    if old.layouts.keys() != done.state.layouts.keys() or _catalogs(old.layouts) != _catalogs(done.state.layouts):
        return None
    state = replace(done.state, owners=old.owners | owned, is_plain=True)
    return replace(done, state=state)


def _catalogs(layouts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of translations, whose words social cards show."""
    return {name: digest for name, digest in layouts.items() if name.startswith(CATALOGS)}


def _past_catalog(read: SiteRead, config: Config, old: SiteState, loaders: Loaders) -> Catalog:
    """Of the last build's articles, for who asks which there were."""
    then = VisibleTexts.of(read.before.values(), old.moment, config.photos)
    index = Index(read.segments, old.names, loaders.entry)
    return Catalog(index, then.plain_pages, Naming(config, old.authors), config, old.moment, loaders.text)


def _is_renamed(old: Names, new: Names) -> bool:
    """Whether a section, a tag or an author has another name, which is on all cards of it then."""
    return any(old.groups[line] != new.groups[line] for line in old.groups.keys() & new.groups.keys()) or any(
        old.authors[name] != new.authors[name] for name in old.authors.keys() & new.authors.keys()
    )


def _other_lists(then: VisibleTexts, now: VisibleTexts, naming: Naming) -> list[NamedList]:
    """The sections, tags, authors and months that have more or fewer articles."""
    of_texts = ([lasting_lines_of(entry, naming.authors) for entry in texts.articles] for texts in (then, now))
    had, has = (Counter(chain.from_iterable(lines)) for lines in of_texts)
    lines = sorted(line for line in had.keys() | has.keys() if had[line] != has[line])
    return [(kind, line[len(kind) + 1 :]) for line in lines for kind in LIST_KINDS if line.startswith(f"{kind}:")]


def _fits(had: Mapping[str, Page], has: Mapping[str, Page], previous: Mapping[str, str]) -> bool:
    """Whether what is planned now takes no place of another page, and no file goes that another text may show. Which
    texts show an asset that changed is known: they were read again."""
    new = [page for output, page in has.items() if output not in had and previous.get(output) != page.key]
    gone = (page for output, page in had.items() if output not in has)
    is_shown = any(page.kind in OF_FILES and not page.key.startswith("file assets/") for page in gone)
    return not is_shown and all(page.is_usual for page in new) and (not new or are_free(new, previous))


def named_and_addressed(articles: list[Entry], apart: Apart, config: Config) -> tuple[list[Entry], list[Clash]]:
    """Each with slugs of its section and tags, a url and an id that are its own."""
    named = resolved(articles, Naming(config, {}, apart.slugs), config) if apart.slugs else articles
    return addressed(named, config.permalink, config.site.language, config.paths.content)


def _render_context(
    read: SiteRead,
    shown: VisibleTexts,
    config: Config,
    moment: Moment,
    folders: Folders,
    index: Index,
    apart: Apart | None = None,
) -> RenderContext:
    """All but the urls of pages."""
    apart = apart or Apart()
    return RenderContext(
        config=config,
        moment=moment,
        articles=shown.articles,
        plain_pages=shown.plain_pages,
        segments=index.segments,
        names=index.names,
        authors={**read.authors.by_name_key, **apart.authors},
        slugs=apart.slugs,
        site=folders.site,
        layouts=folders.layouts,
        cache=folders.cache_file,
        pictures=folders.pictures,
        **_icon_sources(read, config, folders),
        picture_files={
            name: file.path for name, file in read.sources.files.items() if splitext(name)[1].lower() in MEDIA_TYPES
        },
        assets=read.assets.outputs,
        held_back=_held_back_names(shown.held_back),
    )


def _icon_sources(read: SiteRead, config: Config, folders: Folders) -> dict[str, Any]:
    """What icons and the publisher's logo are made of."""
    files, logo = read.sources.files, Logo()
    names = dict.fromkeys(asset_name(name) for name in (config.site.logo, config.site.publisher.logo) if name)
    measured = {name: found for name in names if (found := read.media_files.measure(f"assets/{name}"))}
    if found := measured.get(asset_name(config.site.logo)):
        logo = Logo.of(files[f"assets/{asset_name(config.site.logo)}"].path, found.digest, found.width, found.height)
    svg = files.get(f"assets/{SVG_ICON}")
    return {
        "logo": logo,
        "tall_logos": frozenset(name for name, each in measured.items() if (each.height or 0) >= LEAST_LOGO),
        "own_svg_icon": svg is not None and not Path(svg.path).is_relative_to(folders.assets[-1]),
    }


def _drawn(
    read: SiteRead,
    shown: VisibleTexts,
    context: RenderContext,
    catalog: Catalog,
    tracer: Tracer,
    loaders: Loaders,
    pages: Mapping[str, str],
    fresh: Mapping[str, Page],
    before: Catalog | None,
) -> SitePlan:
    """The plan of a site in which nothing clashes. context: but for the urls of pages. pages, fresh, before: as it has
    them."""
    config, visible = context.config, shown.texts
    context = replace(context, linked=linked_outputs(pages, config.gone))
    renderer = Renderer(context, catalog, loaders.layouts, tracer)
    problems = [
        *_named_pictures(config, read.media_files),
        *_card_font(config, context.site),
        *(missing_pagefind() if config.search != "none" else ()),
        *_home(config, renderer),
        *unknown_authors(shown.articles, _listed(context.authors, read), config.paths.content),
        *unknown_names(context, catalog, shown.held_back),
        *unknown_layouts(visible, config.paths.content, renderer.layouts),
        *translation_problems(config.site.language, renderer.layouts, config.paths.layouts),
    ]
    return SitePlan(
        context=context,
        renderer=renderer,
        loaders=loaders,
        pages=pages,
        fresh=fresh,
        held_back=shown.held_back,
        problems=problems,
        before=before,
        entries=read.entries | {entry.source: entry for entry in visible},
        state=_state(renderer),
    )


def _state(renderer: Renderer) -> SiteState:
    """All but the owners of names."""
    context, layouts = renderer.context, renderer.layouts
    all_see = replace(context.config, broken="stop", home=())  # no page shows the one, only the front page the other
    return SiteState(
        config=plan_digest(context.config),
        everywhere=digest_of([all_see, renderer.site, layouts.globals["menu"], layouts.globals["sections"]]),
        moment=context.moment,
        authors=context.authors,
        names=renderer.catalog.index.names,
        owners={},
        layouts=layouts.digests,
        assets=dict(context.assets),
        home=digest_of(context.config.home),
    )


def _listed(authors: Mapping[str, Author], read: SiteRead) -> dict[str, Author]:
    """Those of `authors.yaml`, by all that they are called."""
    listed = {author.slug for who, author in authors.items() if who in read.authors.by_name_key}
    return {who: author for who, author in authors.items() if author.slug in listed}


def _held_back_names(held_back: Iterable[HeldBack]) -> dict[str, str]:
    """Why, by all that a link might call it."""
    names: dict[str, str] = {}
    for held in held_back:
        for name in (held.text.source, held.text.url, held.text.slug, held.text.name):
            names.setdefault(name, held.reason)
    return names


def problems_of(read: SiteRead, plan: SitePlan, content: str) -> list[Problem]:
    """All that is known before pages are made."""
    found = but_drafts(read.problems(), drafts_of(plan, content))
    return [*with_day(found, day_of(plan)), *plan.problems]


def day_of(plan: SitePlan) -> date:
    """On which it shows the site, as the site's clocks have it."""
    return datetime.fromtimestamp(plan.context.moment.now, plan.context.config.site.zone).date()


def drafts_of(plan: SitePlan, content: str) -> set[str]:
    """Their paths, as far as they are held back."""
    return {f"{content}/{held.text.source}" for held in plan.held_back if held.reason == "draft"}


def but_drafts(problems: Iterable[Problem], drafts: Set[str]) -> list[Problem]:
    """A draft may be unfinished: it is not warned of."""
    return [problem for problem in problems if problem.severity == "error" or problem.place.path not in drafts]


def _home(config: Config, renderer: Renderer) -> Iterator[Problem]:
    """What is wrong with the blocks of the front page."""
    place, known = Place(CONFIG_FILE), renderer.catalog.tables()
    for number, block in enumerate(config.home, start=1):
        if len(block.kinds) != 1:
            what = f"'home': block {number} is {' and '.join(block.kinds) or 'none'}"
            yield Problem("wrong-value", place, what, "give each block a list item of its own: `- latest: {}`")
            continue
        settings = getattr(block, block.kind)
        for kind, of in {"section": "group:section:", "tag": "group:tag:", "author": "writer:"}.items():
            name = getattr(settings, kind, "")
            if name and f"{of}{name}" not in known:
                found = [line.removeprefix(of) for line in known if line.startswith(of)]
                what = f"'home': block {number} is of the {kind} '{name}', which has no articles"
                yield warning("wrong-value", place, what, did_you_mean(name, found, "write its slug, as in urls"))


def _card_font(config: Config, site: Path) -> Iterator[Problem]:
    name = config.pictures.card_font
    if name and not (site / name).is_file():
        what = f"'pictures.card_font': there is no file '{name}'"
        yield Problem("missing-file", Place(CONFIG_FILE), what, "its path is counted from the site's folder")


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
