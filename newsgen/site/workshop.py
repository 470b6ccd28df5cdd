"""Making pages, in this process or in workers: the unit of work and what it needs. Reads disk."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Protocol

import msgspec
from jinja2 import TemplateError
from msgspec import Struct

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.indices import Indices, Naming, indexed
from newsgen.catalog.lines import LinesOf, lines_of
from newsgen.catalog.visibility import Moment
from newsgen.engine.output import FileState, Stager
from newsgen.engine.store import TextStore
from newsgen.engine.tracing import Question, Trace, Tracer
from newsgen.model.article import Article, Author, PlainPage
from newsgen.model.config import Config
from newsgen.model.digest import content_digest
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem
from newsgen.pages.asking import Digests, asker
from newsgen.pages.desk import Desk, Grounds
from newsgen.pages.layout_problems import UnknownAssetError, layout_problem
from newsgen.pages.layouts import LayoutEnvironment, environment
from newsgen.pages.plan import Page


class Workshop(Struct, frozen=True):
    """All that pages are made from, as plain data. articles, plain_pages: visible ones. memory: where the texts are.

    authors: by identity; slugs: as Naming has them.
    """

    config: Config
    moment: Moment
    articles: list[Entry]
    plain_pages: list[Entry]
    authors: dict[str, Author]
    site: Path
    layouts: tuple[Path, ...]
    memory: Path
    slugs: dict[str, str] = {}


class TextSource(Protocol):
    """The texts by their source path."""

    def get(self, source: str, /) -> Article | PlainPage: ...

    def close(self) -> None: ...


class Tools(Struct):
    """What outlives a bench: the texts, and the layouts as far as they are compiled. lines: tells those of an entry."""

    texts: TextSource
    layouts: LayoutEnvironment
    lines: LinesOf = lines_of

    @classmethod
    def of(cls, memory: Path, layouts: tuple[Path, ...]) -> "Tools":
        return cls(TextStore(memory, "texts", Article | PlainPage), environment(layouts))


class Bench(Struct):
    """What a process makes pages with."""

    catalog: Catalog
    desk: Desk
    tracer: Tracer
    texts: TextSource
    site: Path


class Loading(Struct, frozen=True):
    """Makes a bench in a process that shares nothing with this one."""

    workshop: Workshop
    grounds: Grounds

    def __call__(self) -> Bench:
        tools = Tools.of(self.workshop.memory, self.workshop.layouts)
        catalog, tracer = opened(self.workshop, tools)
        return bench(self.workshop, catalog, tracer, tools, self.grounds)


class MadePage(Struct, frozen=True):
    """content: None where its layout failed; the last problem says why. digest: of the content."""

    content: bytes | None
    digest: bytes
    problems: tuple[Problem, ...]
    trace: Trace
    seconds: float


class StagedPage(Struct, frozen=True, array_like=True):
    """A page that was made and written. state: of its file, None where its layout failed. is_staged: whether it holds
    other bytes than what stands in its place."""

    state: FileState | None
    is_staged: bool
    problems: tuple[Problem, ...]
    trace: Trace
    seconds: float


class StagedBatch(Struct, frozen=True, array_like=True):
    pages: tuple[StagedPage, ...]
    questions: dict[int, Question]
    costs: dict[str, tuple[int, float]]


batch_decoder = msgspec.msgpack.Decoder(StagedBatch)


def opened(workshop: Workshop, tools: Tools, indices: Indices | None = None) -> tuple[Catalog, Tracer]:
    """indices: where these are known already, of other articles than the workshop's alone."""
    shop, tracer = workshop, Tracer(Digests())
    naming = Naming(shop.config, shop.authors, shop.slugs)
    indices = indices or indexed(shop.articles, naming, shop.moment.now, tools.lines)
    catalog = Catalog(indices, shop.plain_pages, naming, shop.config, shop.moment, tools.texts.get, tracer.note)
    return catalog, tracer


def bench(workshop: Workshop, catalog: Catalog, tracer: Tracer, tools: Tools, grounds: Grounds) -> Bench:
    desk = Desk(workshop.config, asker(catalog, tracer), tools.layouts, grounds, tracer)
    return Bench(catalog, desk, tracer, tools.texts, workshop.site)


def stage_batch(stager: Stager, bench: Bench, pages: Sequence[tuple[Page, FileState | None]]) -> bytes:
    """The unit of work: a StagedBatch, packed. With each page what stands in its place, where that is sure."""
    staged = tuple(_staged(stager, made_page(bench, page), page, known) for page, known in pages)
    costs = {name: (int(calls), seconds) for name, (calls, seconds) in bench.desk.costs.items()}
    bench.desk.costs.clear()
    return msgspec.msgpack.encode(StagedBatch(staged, bench.tracer.news(), costs))


def _staged(stager: Stager, made: MadePage, page: Page, known: FileState | None) -> StagedPage:
    if made.content is None:
        return StagedPage(None, False, made.problems, made.trace, made.seconds)
    state, is_staged = stager.put(page.route.output, made.content, made.digest, known)
    return StagedPage(state, is_staged, made.problems, made.trace, made.seconds)


def made_page(bench: Bench, page: Page) -> MadePage:
    from newsgen.pages.registry import make  # a build with nothing to make starts sooner

    started = perf_counter()
    desk = bench.desk
    desk.problems = []
    bench.tracer.begin()
    content: bytes | None = None
    try:
        content = make(desk, page)
    except (
        TemplateError,
        UnknownAssetError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        StopIteration,
    ) as error:
        desk.problems.append(layout_problem(error, desk.layouts, page.kind, bench.site, _making(bench, page)))
    digest = b"" if content is None else content_digest(content)
    return MadePage(
        content,
        digest,
        tuple(desk.problems),
        bench.tracer.trace(),
        perf_counter() - started,
    )


def _making(bench: Bench, page: Page) -> str:
    """What was being made, as a problem names it: the url, and the file of the text that is on the page."""
    question = {"article": bench.catalog.article, "plain": bench.catalog.plain_page}.get(page.kind)
    text = question(page.subject) if question else None
    file = f" of {bench.desk.config.paths.content}/{text.source}" if isinstance(text, Article | PlainPage) else ""
    return page.route.url + file
