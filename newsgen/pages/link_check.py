"""Checking that what bodies link to is there. Pure."""

from collections.abc import Iterable
from urllib.parse import unquote

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.links import MARKDOWN, Target, is_source_path, places
from newsgen.model.article import Article, Card, PlainPage, Reference
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url, stem
from newsgen.pages.body_html import NAMED, resolved_path
from newsgen.pages.plan import Page
from newsgen.pages.renderer import Renderer
from newsgen.reading.media_files import means_file
from newsgen.reading.path_hints import path_hint

TO_TEXTS = frozenset(("link", "article", "read_also", "headline"))
"""Kinds of references that lead to texts and other pages."""
BY_FOLDER = "mend its path; paths count from the article's own folder"


def dead_links(renderer: Renderer, text: Article | PlainPage, page: Page) -> list[Problem]:
    """Report links of a text that lead nowhere. page: its own."""
    url = renderer.base + page.route.url
    pointers = [each for each in text.body.references if each.kind in TO_TEXTS and not means_file(each)]
    return [problem for pointer in pointers for problem in _of_link(renderer, text, pointer, url)]


def dead_links_on(renderer: Renderer, page: Page) -> list[Problem]:
    """Report links that lead nowhere on any page, without rendering it."""
    question = {"article": Catalog.article, "plain": Catalog.plain_page}.get(page.kind)
    text = renderer.ask(question, page.subject) if question else None
    return dead_links(renderer, text, page) if isinstance(text, Article | PlainPage) else []


def _of_link(renderer: Renderer, text: Article | PlainPage, pointer: Reference, url: str) -> list[Problem]:
    written, source = pointer.target, text.source
    place = Place(f"{renderer.config.paths.content}/{source}", pointer.line, pointer.column)
    hint = path_hint(unquote(written), renderer.config.paths.content)
    if pointer.kind == "article":
        target = renderer.ask(Catalog.named, written, source)
        if isinstance(target, Target):
            return _of_anchor(renderer, split_url(written).fragment, target, place)
        path = written.partition("#")[0]
        names = (*places(path, source), *(name for ending in MARKDOWN for name in places(path + ending, source)), path)
        return [_dead(renderer, f"the link '{written}' leads to no article", names, place, hint or BY_FOLDER)]
    if pointer.kind in NAMED:
        if isinstance(renderer.ask(Catalog.read_also, written, source), Card):
            return []
        paths = [path for ending in MARKDOWN for path in places(written + ending, source)]
        names = (*places(written, source), *paths, written, slug(written))
        return [_dead(renderer, f"READ ALSO '{written}' leads to no article", names, place, hint or BY_FOLDER)]
    if is_source_path(written):
        target = renderer.ask(Catalog.link, written, source)
        if not isinstance(target, Target):
            names = places(unquote(split_url(written).path), source)
            return [_dead(renderer, f"the link '{written}' leads to no article", names, place, hint or BY_FOLDER)]
        return _of_anchor(renderer, split_url(written).fragment, target, place)
    path = unquote(split_url(resolved_path(written, url, renderer.base)).path)
    if renderer.has_page(path, path + "/", path.removesuffix("index.html")):
        return []
    what = f"the link '{written}' leads to no page of the site"
    return [_dead(renderer, what, (path, path + "/"), place, hint or _elsewhere(renderer, path, source))]


def _elsewhere(renderer: Renderer, path: str, source: str) -> str:
    """Return what to do about a link, by an address that the site would have under another `permalink` perhaps."""
    name = stem(path.rstrip("/"))
    article = renderer.ask(Catalog.read_also, name, source) if name else None
    if not isinstance(article, Card):
        return "mend its path"
    return f"did you mean '{article.url}'? Or let `permalink` in config.yaml make the addresses that links use"


def _of_anchor(renderer: Renderer, fragment: str, target: Target, place: Place) -> list[Problem]:
    if not fragment:
        return []
    anchors = renderer.ask(Catalog.anchors, target.id)
    if unquote(fragment) in anchors:
        return []
    fix = did_you_mean(fragment, anchors, "link to the id of one of its headings")
    return [warning("dead-anchor", place, f"the article has no '#{fragment}'", fix)]


def _dead(renderer: Renderer, what: str, names: Iterable[str], place: Place, otherwise: str) -> Problem:
    """Report a link, and say if it leads to something that is held back. names: what it may call that."""
    reason = renderer.why_held_back(names)
    return warning("dead-link", place, what, f"it is held back: {reason}" if reason else otherwise)
