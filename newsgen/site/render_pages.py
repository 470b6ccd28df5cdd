"""Rendering pages, in this process or in workers: the unit of work and what it needs. Reads disk."""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import msgspec
from jinja2 import TemplateError
from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.catalog import Catalog, LoadText
from newsgen.catalog.groups import Naming
from newsgen.catalog.index import Index, Load, no_entry
from newsgen.engine.cache import CachedTexts, DamagedCacheError
from newsgen.engine.output import FileState, Stager
from newsgen.engine.tracing import Question, Trace, Tracer
from newsgen.model.article import Article, PlainPage
from newsgen.model.digest import content_digest
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem
from newsgen.pages.asking import Digests
from newsgen.pages.layout_problems import UnknownAssetError, layout_problem
from newsgen.pages.layouts import LayoutEnvironment, environment
from newsgen.pages.plan import Page
from newsgen.pages.renderer import RenderContext, Renderer
from newsgen.pictures.renditions import PictureError
from newsgen.site.options import CONFIG_FILE


class Loaders(Struct):
    """What gives texts, layouts and the entries of articles that were not looked at; it outlives a Renderer."""

    text: LoadText
    layouts: LayoutEnvironment
    entry: Load = no_entry
    close: Callable[[], None] = lambda: None

    @classmethod
    def of(cls, cache: Path, layouts: tuple[Path, ...]) -> "Loaders":
        texts: CachedTexts[Article | PlainPage] = CachedTexts(cache, "texts", Article | PlainPage)
        entries: CachedTexts[Entry] = CachedTexts(cache, "entries", Entry)

        def close() -> None:
            texts.close()
            entries.close()

        return cls(texts.get, environment(layouts), entries.get, close)


class LiveTexts:
    """Texts beside builds: new ones, which it owns, packed, and those of the cache. again: reads one that it lacks."""

    def __init__(self, cache_file: Path, again: Callable[[str], bytes] | None = None) -> None:
        self._cached: CachedTexts[Article | PlainPage] = CachedTexts(
            cache_file, "texts", Article | PlainPage, is_live=True
        )
        self._again = again
        self._decoder: msgspec.msgpack.Decoder[Article | PlainPage] = msgspec.msgpack.Decoder(Article | PlainPage)
        self._newer: dict[str, bytes] = {}

    def put(self, texts: dict[str, bytes]) -> None:
        self._newer |= texts

    def get(self, source: str, /) -> Article | PlainPage:
        """Raises LookupError for a text that can't be read any more, DamagedCacheError where there is no `again`."""
        if source not in self._newer:
            try:
                return self._cached.get(source)
            except DamagedCacheError:  # a build of another version, or one without a cache, began it anew
                if self._again is None:
                    raise
                self._newer[source] = self._again(source)
        if not (packed := self._newer[source]):
            del self._newer[source]
            raise LookupError(source)
        return self._decoder.decode(packed)

    def close(self) -> None:
        self._cached.close()


class RenderedPage(Struct, frozen=True, array_like=True):
    """A page that was rendered. content: None where its layout failed; the last problem says why. digest: of the
    content. Once it is staged it has no content any more, but, unless its layout failed, the state of its file.
    is_staged: whether this holds other bytes than what stands in its place."""

    problems: tuple[Problem, ...]
    trace: Trace
    seconds: float
    content: bytes | None
    digest: bytes
    state: FileState | None = None
    is_staged: bool = False


class StagedBatch(Struct, frozen=True, array_like=True):
    pages: tuple[RenderedPage, ...]
    questions: dict[int, Question]
    costs: dict[str, tuple[int, float]]


LAYOUT_FAILURES = (
    TemplateError, UnknownAssetError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError,
    RecursionError, StopIteration,
)  # fmt: skip
"""What a layout may raise."""
batch_decoder = msgspec.msgpack.Decoder(StagedBatch)


def opened(context: RenderContext, loaders: Loaders, index: Index | None = None) -> tuple[Catalog, Tracer]:
    """Return the catalog of what is visible, and what it notes its reads with. index: where it is made already."""
    tracer, naming = Tracer(Digests()), Naming(context.config, context.authors, context.slugs)
    fresh = {entry.source: entry for entry in context.articles}
    index = index or Index(context.segments, context.names, loaders.entry, fresh, context.moment.now)
    plain_pages, text = context.plain_pages, loaders.text
    return Catalog(index, plain_pages, naming, context.config, context.moment, text, tracer.note), tracer


def load_renderer(context: RenderContext) -> Renderer:
    """Make a Renderer in a process that shares nothing with the one that the context comes from."""
    loaders = Loaders.of(context.cache, context.layouts)
    catalog, tracer = opened(context, loaders)
    return Renderer(context, catalog, loaders.layouts, tracer)


def stage_batch(stager: Stager, renderer: Renderer, pages: Sequence[tuple[Page, FileState | None]]) -> bytes:
    """Render and stage pages, the unit of work; return a StagedBatch, packed. pages: with each what stands in its
    place, where that is sure."""
    staged = []
    for page, previous in pages:
        made = render_page(renderer, page)
        if made.content is not None:
            state, is_staged = stager.put(page.route.output, made.content, made.digest, previous)
            made = replace(made, content=None, digest=b"", state=state, is_staged=is_staged)
        staged.append(made)
    costs = {name: (int(calls), seconds) for name, (calls, seconds) in renderer.costs.items()}
    renderer.costs.clear()
    return msgspec.msgpack.encode(StagedBatch(tuple(staged), renderer.tracer.news(), costs))


def render_page(renderer: Renderer, page: Page) -> RenderedPage:
    from newsgen.pages.registry import MAKERS  # a build with nothing to make starts sooner

    started = perf_counter()
    renderer.problems = []
    renderer.tracer.begin()
    content: bytes | None = None
    try:
        content = MAKERS[page.kind](renderer, page)
    except LAYOUT_FAILURES as error:
        renderer.problems.append(
            layout_problem(error, renderer.layouts, page.kind, renderer.context.site, _page_in_words(renderer, page))
        )
    except (PictureError, OSError) as error:
        renderer.problems.append(_undrawn(page, error))
    problems, trace = tuple(renderer.problems), renderer.tracer.trace()
    return RenderedPage(problems, trace, perf_counter() - started, content, content_digest(content or b""))


def _undrawn(page: Page, error: Exception) -> Problem:
    if page.kind == "rendition":
        place = Place(page.subject.partition("|")[0])
        return Problem("photo", place, f"no smaller picture can be made: {error}", "save it anew")
    return Problem("photo", Place(CONFIG_FILE), f"{page.route.url} can't be drawn: {error}", "give it another font")


def _page_in_words(renderer: Renderer, page: Page) -> str:
    """Return what was being rendered, as a problem names it: the url, and the file of the text that is on the page."""
    question = {"article": renderer.catalog.article, "plain": renderer.catalog.plain_page}.get(page.kind)
    text = question(page.subject) if question else None
    file = f" of {renderer.config.paths.content}/{text.source}" if isinstance(text, Article | PlainPage) else ""
    return page.route.url + file
