"""What pages there will be: every output path exactly once. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import accumulate
from typing import Literal

import msgspec
from msgspec import Struct

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.groups import INDEXES, GroupKind, ListKind
from newsgen.model import gone
from newsgen.model.article import ArticleType
from newsgen.model.config import FRAGMENTS
from newsgen.model.entry import Entry
from newsgen.model.gone import gone_outputs, gone_urls
from newsgen.model.problem import Place, Problem
from newsgen.model.urls import Claim, Clash, Route, route, route_key
from newsgen.pictures.social_cards import social_card, style

FeedFormat = Literal["rss", "atom", "json_feed"]
Kind = Literal[
    "front", "article", "section", "tag", "author", "month", "archive", "sections", "tags", "authors", "corrections",
    "plain", "not_found", "gone", "redirect", "rss", "atom", "json_feed", "sitemap_index", "sitemap", "news_sitemap",
    "robots", "gone_map", "fragment", "file", "rendition", "social_card", "icon",
]  # fmt: skip
FEEDS: dict[FeedFormat, tuple[str, str, str]] = {
    "rss": ("feed.xml", "RSS", "application/rss+xml"),
    "atom": ("atom.xml", "Atom", "application/atom+xml"),
    "json_feed": ("feed.json", "JSON Feed", "application/feed+json"),
}
"""File, name and media type of each format."""
MAX_OUTPUT_BYTES = 200
MAX_URLS = 50_000
"""How many urls a sitemap may have. Source: sitemaps.org, "Sitemaps XML format"."""
CONFIG = "config.yaml"
HOME = "home"
"""The facet of the blocks that the config lists, which only the front page has."""
Labelled = Callable[[str, ArticleType], str]
NamedList = tuple[ListKind, str]
"""The kind and the slug of a group, or a month as YYYY-MM."""
FilePage = tuple[Literal["file", "rendition", "icon"], str]
"""What is put out beside pages: the kind and the subject."""
OF_FILES = ("file", "rendition")
DRAWN = ("rendition", "social_card")
NOT_TEXT = ("file", "icon", *DRAWN)
"""Kinds that are no pages to read."""


class Page(Struct, frozen=True, gc=False):
    """One file to put out.

    subject: what it is about: an article's id, a group's slug, a month as YYYY-MM, a sitemap's month or `pages`, a
    plain page's source, a feed's `kind/slug` ("" for the site), a fragment's name, the url that a redirect leads
    to, a file's name among the sources, the key of a rendition or a card, an icon's digest.
    number: of a listing page, from the oldest, 0 for the front of a listing; of a sitemap's parts, from 0.
    """

    route: Route
    kind: Kind
    subject: str = ""
    number: int = 0

    @property
    def key(self) -> str:
        """What is equal for the same page of two builds."""
        return f"{self.kind} {self.subject} {self.number}"

    @classmethod
    def of(cls, output: str, key: str) -> "Page":
        """The page of that key, `is_usual` by it and its output path. Raises ValueError."""
        kind, _, rest = key.partition(" ")
        subject, _, number = rest.rpartition(" ")
        is_folder = kind not in OF_FILES and f"/{output}".endswith("/index.html")
        url = "/" + (output.removesuffix("index.html") if is_folder else output)
        return cls(Route(url, output), msgspec.convert(kind, Kind), subject, int(number))

    @property
    def is_usual(self) -> bool:
        """Whether its url is the usual one of its output path."""
        return self.kind in OF_FILES or not self.route.url.endswith("/index.html")


def all_lists(catalog: Catalog) -> list[NamedList]:
    sections, tags = catalog.groups("section"), catalog.groups("tag")
    found: list[NamedList] = [("section", group.slug) for group in sections]
    found += [("tag", group.slug) for group in tags]
    found += [("author", author.slug) for author in catalog.authors()]
    return [*found, *(("month", month) for month in catalog.months())]


def plan(
    catalog: Catalog,
    texts: Sequence[Entry],
    lists: Iterable[NamedList],
    files: Mapping[str, FilePage],
    labelled: Labelled,
) -> tuple[dict[str, Page], list[Problem], list[Clash]]:
    """The pages of some texts, lists and files, by output path, and those of the site as a whole. texts: articles
    first. lists: those that have no articles have no pages. files: by output path. labelled: how titles of the kinds of
    articles are shown on social cards."""
    wanted = list(_wanted(catalog, texts, lists, files, labelled))
    problems = [problem for page, source in wanted for problem in _too_long(page, source)]
    pages, clashes = _without_clashes(wanted)
    return {page.route.output: page for page in pages}, problems, clashes


def sorted_by_time(pages: Iterable[Page], catalog: Catalog) -> list[Page]:
    """Sort pages by the newest article on each: those made one after the other then mostly show the same ones."""
    positions, members, per_page = catalog.index.positions, catalog.index.line, catalog.config.listing.per_page

    def newest(page: Page) -> int:
        if page.kind == "article":
            return positions.get(page.subject, -1)
        if page.kind in ("section", "tag", "author"):
            line = members(f"{page.kind}:{page.subject}")
            return line[page.number * per_page - 1] if line else -1
        line = members(f"month:{page.subject}") if page.kind in ("month", "sitemap") else ()
        return line[-1] if line else -1

    return sorted(pages, key=newest)


def linked_outputs(pages: Mapping[str, str], gone: Iterable[str]) -> frozenset[str]:
    """Output paths of the pages that links may lead to: not of those that only say that something was removed. pages:
    their keys, by output path; gone: as the config has it."""
    removed = {output for output in gone_outputs(gone) if pages.get(output, "").startswith("gone ")}
    return frozenset(pages.keys() - removed if removed else pages)


def output_at(url: str, outputs: Set[str]) -> str | None:
    """The output path of the page at a url, unquoted and without the site's path, if it is one of `outputs`."""
    path = url.removeprefix("/")
    output = route(path).output
    return output if path != url and not path.startswith("/") and output in outputs else None


def are_free(pages: Iterable[Page], taken: Iterable[str]) -> bool:
    """Say whether no page clashes with a file that is put out. taken: output paths."""
    keys = f"\n{route_key(chr(10).join(taken))}\n"
    return not any(
        f"\n{page.route.key}\n" in keys
        or f"\n{page.route.key}/" in keys
        or any(f"\n{folder}\n" in keys for folder in accumulate(page.route.key.split("/")[:-1], "{}/{}".format))
        for page in pages
    )


def _without_clashes(wanted: list[tuple[Page, str]]) -> tuple[list[Page], list[Clash]]:
    """Leave out pages whose paths, or folders, are the path of another, or that are in the place of its folder. wanted:
    each with its source. Of folders that others are in already none is a page's path."""
    taken: dict[str, tuple[Page, str]] = {}
    folders: dict[str, tuple[Page, str]] = {}
    clashes: list[Clash] = []
    for page, source in wanted:
        key, new = page.route.key, []
        rival, above = taken.get(key) or folders.get(key), key.rpartition("/")[0]
        while rival is None and above and above not in folders:
            rival = taken.get(above)
            new.append(above)
            above = above.rpartition("/")[0]
        if rival:
            clashes += _clash(page, source, *rival)
            continue
        taken[key] = page, source
        folders |= dict.fromkeys(new, (page, source))
    return [page for page, _ in taken.values()], clashes


def _clash(page: Page, source: str, rival: Page, its_source: str) -> list[Clash]:
    """Return the clash; none if the site's own robots.txt takes the bundled one's place, or two texts show a file."""
    if rival.kind in OF_FILES and page.kind in (*OF_FILES, "robots", "icon"):
        return []
    if source == CONFIG and page.kind != "gone":
        page, source, rival, its_source = rival, its_source, page, source
    return [Clash(page.route.url, _claim(page, source), _claim(rival, its_source))]


def _claim(page: Page, source: str) -> Claim:
    """Return who wants a page."""
    if source == CONFIG:
        return Claim(CONFIG, "gone") if page.kind == "gone" else Claim()
    return Claim(source, "" if page.kind in OF_FILES else "aliases" if page.kind == "redirect" else "slug")


def _wanted(
    catalog: Catalog,
    texts: Sequence[Entry],
    lists: Iterable[NamedList],
    files: Mapping[str, FilePage],
    labelled: Labelled,
) -> Iterator[tuple[Page, str]]:
    """Give pages in order of precedence, each with the source that wants it: of two for one path the first has it."""
    config, content = catalog.config, catalog.config.paths.content
    listed = [(kind, name, count) for kind, name in lists if (count := catalog.listed(kind, name))]
    for output, (kind, subject) in files.items():
        yield Page(Route("/" + output, output), kind, subject), CONFIG if kind == "icon" else subject
    yield Page(route("/"), "front"), CONFIG
    yield from ((page, CONFIG) for page in _machine_pages(catalog, listed))
    for entry in texts:
        yield Page(route(entry.url), entry.kind, entry.id), f"{content}/{entry.source}"
    yield from ((page, CONFIG) for page in _listings(catalog, listed))
    if config.pictures.cards:
        yield from ((page, CONFIG) for page in _social_cards(catalog, texts, listed, labelled))
    for entry in texts:
        for alias in entry.aliases:
            if alias != entry.url:
                yield Page(route(alias), "redirect", config.base_path + entry.url), f"{content}/{entry.source}"
    for url in gone_urls(config.gone):
        yield Page(route(url), "gone"), CONFIG


def _machine_pages(catalog: Catalog, listed: Iterable[tuple[ListKind, str, int]]) -> Iterator[Page]:
    config = catalog.config
    yield Page(Route("/404.html", "404.html"), "not_found")
    yield Page(Route("/robots.txt", "robots.txt"), "robots")
    yield Page(Route("/sitemap.xml", "sitemap.xml"), "sitemap_index")
    yield Page(Route("/news-sitemap.xml", "news-sitemap.xml"), "news_sitemap")
    if config.gone:
        yield Page(route(f"/{gone.PAGE}"), "gone")
        yield Page(route(f"/{gone.MAP}"), "gone_map")
    for name in FRAGMENTS:
        if config.delivery_of(name) in ("ssi", "esi", "fetch"):
            yield Page(route(fragment_url(name)), "fragment", name)
    months = ((month, count) for kind, month, count in listed if kind == "month")
    for subject, urls in (("pages", catalog.other_urls()), *months):
        for number in range(-(-urls // MAX_URLS)):
            yield Page(route(sitemap_url(subject, number)), "sitemap", subject, number)
    has_feeds = {"section": True, "tag": config.feeds.tags, "author": config.feeds.authors}
    groups = (f"{kind}/{slug}" for kind, slug, _ in listed if has_feeds.get(kind))
    for subject in ("", *groups):
        for feed, (file, _, _) in FEEDS.items():
            yield Page(route(f"/{subject}/{file}" if subject else f"/{file}"), feed, subject)


def fragment_url(name: str) -> str:
    """Return the url of a fragment's file, without the site's base path."""
    return f"/_fragments/{name}.html"


def sitemap_url(name: str, number: int) -> str:
    """Return the url of a part of a sitemap, without the site's base path. number: from 0."""
    return f"/sitemaps/{name}-{number + 1}.xml" if number else f"/sitemaps/{name}.xml"


def _listings(catalog: Catalog, listed: Iterable[tuple[ListKind, str, int]]) -> Iterator[Page]:
    """Of each the front, the full pages, and behind them a way on to the front: so a full page's links never change.
    Of a month one page."""
    yield Page(route("/archive/"), "archive")
    yield from (Page(route(INDEXES[kind]), kind) for kind in catalog.indexes())
    for kind, name, total in listed:
        if kind == "month":
            yield Page(route(month_url(name)), "month", name)
            continue
        full = full_pages(total, catalog.config.listing.per_page)
        for number in range(full + 1):
            yield Page(route(listing_url(kind, name, number)), kind, name, number)
        if full:
            front = catalog.config.base_path + listing_url(kind, name, 0)
            yield Page(route(listing_url(kind, name, full + 1)), "redirect", front)


def _social_cards(
    catalog: Catalog, texts: Iterable[Entry], listed: Iterable[tuple[ListKind, str, int]], labelled: Labelled
) -> Iterator[Page]:
    """Of articles without a photo, plain pages, sections, and the front page, whose card other lists have, too."""
    names, look = catalog.index.names, style(catalog.config)
    shown = [("/", "", "")]
    for entry in texts:
        if entry.kind == "plain":
            shown.append((entry.url, entry.title, ""))
        elif not entry.photo:
            section = names.groups[f"section:{entry.section_slug}"].title
            shown.append((entry.url, labelled(entry.title, entry.type), section))
    for kind, name, _ in listed:
        if kind == "section":
            shown.append((listing_url(kind, name, 0), names.groups[f"{kind}:{name}"].title, ""))
    for url, headline, kicker in shown:
        card = social_card(url, headline, kicker, look)
        yield Page(Route("/" + card.output, card.output), "social_card", card.key)


def full_pages(total: int, per_page: int) -> int:
    """How many pages of a listing are full. The newest are on its front: never less than a page's worth, once there is
    one."""
    return max(total // per_page - 1, 0)


def listing_url(kind: GroupKind, name: str, number: int) -> str:
    """Return the url of a page of a listing, without the site's base path."""
    return f"/{kind}/{name}/page/{number}/" if number else f"/{kind}/{name}/"


def month_url(month: str) -> str:
    """Return the url of a month's page, without the site's base path. month: as YYYY-MM."""
    return f"/archive/{month.replace('-', '/')}/"


def _too_long(page: Page, source: str) -> list[Problem]:
    output = page.route.output
    if len(output) <= (MAX_OUTPUT_BYTES if output.isascii() else MAX_OUTPUT_BYTES // 4):
        return []
    name = max(output.split("/"), key=lambda part: len(part.encode()))
    if len(name.encode()) <= MAX_OUTPUT_BYTES and len(output.encode()) < 1000:
        return []
    return [Problem("path-too-long", Place(source), f"the path of {page.route.url[:60]}... is too long", "shorten it")]
