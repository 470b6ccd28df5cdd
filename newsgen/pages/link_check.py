"""Checking that what bodies link to is there. Pure."""

from urllib.parse import unquote

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.links import MARKDOWN, is_source_path, places
from newsgen.model.article import Article, PlainPage, Reference
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url, stem
from newsgen.pages.body_html import NAMED, resolved_path
from newsgen.pages.plan import Page
from newsgen.pages.renderer import Renderer
from newsgen.reading.media_files import means_file
from newsgen.reading.written_paths import path_hint

TO_TEXTS = frozenset(("link", "article", "read_also", "headline"))
"""Kinds of references that lead to texts and other pages."""


def dead_links(renderer: Renderer, text: Article | PlainPage, page: Page) -> list[Problem]:
    """Report links of a text that lead nowhere. page: its own."""
    url = renderer.base + page.route.url
    pointers = [each for each in text.body.references if each.kind in TO_TEXTS and not means_file(each)]
    return [problem for pointer in pointers for problem in _of_link(renderer, text, pointer, url)]


def dead_links_on(renderer: Renderer, page: Page) -> list[Problem]:
    """Report links that lead nowhere on any page, without rendering it."""
    question = {"article": Catalog.article, "plain": Catalog.plain_page}.get(page.kind)
    text = renderer.ask(question, page.subject) if question else None
    return dead_links(renderer, text, page) if text else []


def _of_link(renderer: Renderer, text: Article | PlainPage, pointer: Reference, url: str) -> list[Problem]:
    written, source = pointer.target, text.source
    place = Place(f"{renderer.config.paths.content}/{source}", pointer.line, pointer.column)
    fix = path_hint(unquote(written), renderer.config.paths.content)
    what, names = f"the link '{written}' leads to no article", list[str]()
    if pointer.kind in NAMED:
        if renderer.ask(Catalog.read_also, written, source):
            return []
        what, names = f"READ ALSO '{written}' leads to no article", [*_files(written, source), written, slug(written)]
    elif pointer.kind == "article" or is_source_path(written):
        question = Catalog.named if pointer.kind == "article" else Catalog.link
        target = renderer.ask(question, written, source)
        if target:
            fragment = split_url(written).fragment
            anchors = renderer.ask(Catalog.anchors, target.id) if fragment else ()
            if not fragment or unquote(fragment) in anchors:
                return []
            fix = did_you_mean(fragment, anchors, "link to the id of one of its headings")
            return [warning("dead-anchor", place, f"the article has no '#{fragment}'", fix)]
        path = written.partition("#")[0]
        is_named = pointer.kind == "article"
        names = [*_files(path, source), path] if is_named else [*places(unquote(split_url(written).path), source)]
    else:
        path = unquote(split_url(resolved_path(written, url, renderer.base)).path)
        if renderer.has_page(path, path + "/", path.removesuffix("index.html")):
            return []
        what, names = f"the link '{written}' leads to no page of the site", [path, path + "/"]
        fix = fix or _elsewhere(renderer, path, source)
    by_folder, reason = "mend its path; paths count from the article's own folder", renderer.why_held_back(names)
    return [warning("dead-link", place, what, f"it is held back: {reason}" if reason else fix or by_folder)]


def _files(name: str, source: str) -> list[str]:
    """Where a text of that name may be, with or without its ending."""
    return [place for ending in ("", *MARKDOWN) for place in places(name + ending, source)]


def _elsewhere(renderer: Renderer, path: str, source: str) -> str:
    """Return what to do about a link, by an address that the site would have under another `permalink` perhaps."""
    name = stem(path.rstrip("/"))
    article = renderer.ask(Catalog.read_also, name, source) if name else None
    if not article:
        return "mend its path"
    return f"did you mean '{article.url}'? Or let `permalink` in config.yaml make the addresses that links use"
