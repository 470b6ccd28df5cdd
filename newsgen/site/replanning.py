"""A site planned by what differs from an earlier plan: the cost is that of the change. Reads layouts."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.assign_urls import addressed
from newsgen.catalog.catalog import Catalog
from newsgen.catalog.indices import GroupKind, Indices, Naming
from newsgen.catalog.lines import lasting_lines_of
from newsgen.catalog.namesakes import owners
from newsgen.catalog.visibility import Moment
from newsgen.catalog.volume import Load, laid_beside
from newsgen.model.article import Author
from newsgen.model.config import Config
from newsgen.model.entry import Entry
from newsgen.pages.plan import Page, Part, are_free, plan
from newsgen.pages.renderer import Renderer
from newsgen.site.options import Task
from newsgen.site.past import BuildState
from newsgen.site.planning import Left, Pages, Planned, VisibleTexts, drawn, plan_of, render_context, with_urls
from newsgen.site.render_pages import Loaders, opened
from newsgen.site.sources import SiteRead


class _Side(Struct, frozen=True):
    """The archive as it was, or as it is now. shown, files: of what is loose."""

    shown: VisibleTexts
    indices: Indices
    files: Mapping[str, str]

    def part(self, groups: Mapping[GroupKind, Sequence[str]]) -> Part:
        return Part(self.shown.articles, self.shown.plain_pages, groups, self.files)

    def has_clashes(self, config: Config, naming: Naming, bound: Mapping[str, str]) -> bool:
        """Whether two articles have one id, two loose ones one url, or two names one slug. bound: owners of lines."""
        _, clashes = addressed(self.shown.articles, config.permalink, config.site.language, config.paths.content)
        of_loose, is_clear = owners(self.shown.were_public, naming)
        is_clear = is_clear and all(bound.get(line, who) == who for line, who in of_loose.items())
        return bool(clashes) or not is_clear or len(self.indices.positions) < len(self.indices.entries)


def replanned(read: SiteRead, old: BuildState, left: Left, task: Task, load: Load, loaders: Loaders) -> Planned | None:
    """load: gives a bound text's entry. None where everything has to be looked at."""
    bound, config, moment = read.bound, task.config, task.options.moment
    if bound is None or read.authors.by_identity != old.authors:
        return None
    naming, assets_now = Naming(config, old.authors), read.assets.outputs

    def laid(texts: Iterable[Entry], at: Moment, assets: Mapping[str, str]) -> _Side:
        shown = VisibleTexts.of(texts, at, config.photos)
        indices = laid_beside(bound.volume, shown.articles, read.withdrawn, naming, at.now, load)
        return _Side(shown, indices, shown.files(read, assets))

    then = laid(read.before.values(), old.moment, old.assets)
    now = laid(read.entries.values(), moment, assets_now)
    if now.has_clashes(config, naming, bound.volume.owners):
        return None
    before = Catalog(then.indices, then.shown.plain_pages, naming, config, old.moment, loaders.texts.get)
    context = render_context(read, now.shown, config, moment, task.folders)
    catalog, tracer = opened(context, loaders, now.indices)
    groups = _other_groups(then, now, old.authors)
    had, _, _ = plan(before, config, then.part(groups))
    has, too_long, clashes = plan(catalog, config, now.part(groups))
    if too_long or clashes or not _fits(had, has, left):
        return None
    fresh = {output: page for output, page in has.items() if _is_fresh(page, left)}
    pages = Pages(left, fresh, had.keys() - has.keys())
    renderer = Renderer(with_urls(context, pages), catalog, loaders.layouts, tracer)
    done = drawn(read, now.shown, renderer, loaders, pages)
    return replace(done, fresh=fresh) if old.layouts.keys() == done.state.layouts.keys() else None


def _other_groups(then: _Side, now: _Side, authors: Mapping[str, Author]) -> dict[GroupKind, Sequence[str]]:
    """The sections, tags and authors that have more or fewer articles."""
    articles = (*then.shown.articles, *now.shown.articles)
    lines = sorted({line for entry in articles for line in lasting_lines_of(entry, authors)})
    other = [line for line in lines if _count(line, then) != _count(line, now)]
    kinds: tuple[GroupKind, ...] = ("section", "tag", "author")
    return {kind: [line.partition(":")[2] for line in other if line.startswith(f"{kind}:")] for kind in kinds}


def _count(line: str, side: _Side) -> int:
    return len(side.indices.lines.get(line, ()))


def _is_fresh(page: Page, left: Left) -> bool:
    known = left.get(page.route.output)
    return known is None or plan_of(known) != page.key


def _fits(had: Mapping[str, Page], has: Mapping[str, Page], left: Left) -> bool:
    """Whether what is planned now takes no place of another page, and no file goes that another text may show."""
    new = [page for output, page in has.items() if output not in had and _is_fresh(page, left)]
    is_shown = any(page.kind == "file" for output, page in had.items() if output not in has)
    return not is_shown and all(page.is_told for page in new) and are_free(new, left)


def is_for_few(old: BuildState, new: BuildState) -> bool:
    """Whether no more differs than what a few pages show. A section's or an author's other name is on all cards."""
    if old.everywhere != new.everywhere:
        return False
    differing = (name for name in old.tables.keys() | new.tables.keys() if old.tables.get(name) != new.tables.get(name))
    return not any(
        name.startswith("group:section:") or (name.startswith("writer:") and name in old.tables and name in new.tables)
        for name in differing
    )
