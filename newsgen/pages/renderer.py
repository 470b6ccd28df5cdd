"""What pages are made from, and what makes them: fragments, `ask`, the site as layouts know it. Reads disk for layouts.

A Renderer is made once a build and handed to each page's maker.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Concatenate, ParamSpec, TypeVar
from unicodedata import normalize

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.catalog import Catalog
from newsgen.catalog.index import Names, Segments
from newsgen.catalog.questions import OF_FACETS, QUESTIONS, QuestionError
from newsgen.catalog.visibility import Moment
from newsgen.engine.tracing import Tracer
from newsgen.model.article import Author, Card, Group, Photo
from newsgen.model.config import FRAGMENTS, Config, Delivery, MenuLink
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem, nearest_file
from newsgen.model.urls import ascii_url, at_base, is_elsewhere, url_of_file
from newsgen.pages.accessible import lang_attributes
from newsgen.pages.asking import layout_questions
from newsgen.pages.escaping import absolute_url
from newsgen.pages.filters import filters
from newsgen.pages.layout_problems import UnknownAssetError
from newsgen.pages.layouts import LayoutEnvironment, chosen_layout, layout_file
from newsgen.pages.plan import FEEDS, fragment_url, output_at
from newsgen.pages.theme import custom_properties, theme_settings
from newsgen.pages.translations import Translations
from newsgen.pages.views import Icon, Link, SiteView
from newsgen.pictures.icons import FAVICON, LARGE, MANIFEST, TOUCH_ICON, Logo, own_icon
from newsgen.pictures.renditions import SHAPES, Picture, picture, sizes
from newsgen.pictures.social_cards import style

P = ParamSpec("P")
R = TypeVar("R")
INCLUDES = {"ssi": '<!--#include virtual="{url}" -->\n', "esi": '<esi:include src="{url}"/>\n'}
"""Sources: nginx, ngx_http_ssi_module; W3C Note, ESI Language Specification 1.0."""


SVG_ICON = "favicon.svg"


def asset_name(written: str) -> str:
    """Return the name below the assets folder of an asset that the config names."""
    return normalize("NFC", written).removeprefix("/").removeprefix("assets/")


class RenderContext(Struct, frozen=True):
    """All that pages are made from, as plain data, which other processes can be sent.

    pictures: the folder of renditions; picture_files: the pictures' paths, by their names among the sources.
    tall_logos: names of assets. own_svg_icon: whether the site brings its own favicon.svg.
    articles, plain_pages: visible ones that were looked at; segments, names: the index of all. authors: by name key;
    slugs: as Naming has them. site: the folder of the site; layouts: folders, as `environment` has them; cache: where
    the texts and the other entries are. assets: output path by name below `assets/`. linked: output paths of the
    pages that links may lead to. held_back: why, by all that a link might call what is held back.
    """

    config: Config
    moment: Moment
    articles: list[Entry] = []
    plain_pages: list[Entry] = []
    segments: Segments = {}
    names: Names = Names()
    authors: dict[str, Author] = {}
    slugs: dict[str, str] = {}
    site: Path = Path()
    layouts: tuple[Path, ...] = ()
    cache: Path = Path()
    pictures: Path = Path()
    logo: Logo = Logo()
    tall_logos: frozenset[str] = frozenset()
    own_svg_icon: bool = False
    picture_files: Mapping[str, str] = {}
    assets: Mapping[str, str] = {}
    linked: frozenset[str] = frozenset()
    held_back: Mapping[str, str] = {}


class Renderer:
    """Renders layouts. Owns their globals, and what is known of the page that is being made. catalog: notes its reads
    with the tracer."""

    def __init__(self, context: RenderContext, catalog: Catalog, layouts: LayoutEnvironment, tracer: Tracer) -> None:
        self.context, self.catalog, self.layouts, self.tracer = context, catalog, layouts, tracer
        self.config = config = context.config
        self.base, self.origin, self.theme = config.base_path, config.origin, theme_settings(config.theme)
        self._layout_files = frozenset(layouts.list_templates())
        self._placed: Mapping[str, tuple[Card, ...]] = {}
        self._is_front = False
        self.card_style = style(config)
        self._places = sizes(config.pictures) | SHAPES
        self.problems: list[Problem] = []
        self.costs: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0.0])
        self.site, self.own_feeds = self._site_view(), self.feeds("/")
        self.translations = Translations(config.site.language, layouts)
        self.text, self.labelled = self.translations.text, self.translations.labelled
        self.menu, self.sections = self._menu(), self._sections()
        self.menu_urls = frozenset(link.url for link in self.menu)
        self.take_layouts()

    def take_layouts(self) -> None:
        """Let layouts ask this one, whichever Renderer they asked until now."""
        layouts, config, tracer = self.layouts, self.config, self.tracer
        ask: Callable[..., Any] = self.ask
        layouts.note = lambda name: tracer.note_shared(f"layout:{name}")
        layouts.once = tracer.once
        layouts.of_cards = {"tags": partial(ask, Catalog.tags), "extra": partial(ask, Catalog.extra)}
        layouts.filters |= filters(config)
        layouts.globals |= layout_questions(ask) | {
            "site": self.site,
            "config": replace(config, home=()),
            "theme": config.theme,
            "menu": self.menu,
            "sections": self.sections,
            "feeds": self.own_feeds,
            "fetches": any(config.delivery_of(name) == "fetch" for name in FRAGMENTS),
            "fragment": self.fragment,
            "asset": self.asset,
            "url": self.url,
            "lang": self.lang,
            "picture": self.picture,
            "_": self.translations.html,
            "ngettext": self.translations.plural,
        }

    def ask(self, question: Callable[Concatenate[Catalog, P], R], *arguments: P.args, **_: P.kwargs) -> R:
        """`ask(Catalog.latest, 5)`: the only way by which a page learns of other articles. Raises QuestionError for
        what is no question: later builds could not ask it again."""
        asked: Callable[..., R] = question
        if asked in OF_FACETS:
            return asked(self.catalog, *arguments)
        if QUESTIONS.get(asked.__name__) is not asked:
            raise QuestionError(f"write @question() before {asked.__qualname__}")
        return self.tracer.ask(asked.__name__, arguments, partial(asked, self.catalog))

    def render(self, layout: str, placed: Mapping[str, tuple[Card, ...]] | None = None, **variables: Any) -> bytes:
        """Render a page. placed: the cards of fragments that it shows in its own way."""
        self._placed, self._is_front = placed or {}, layout == "front.html"
        return self._timed(layout, variables).encode()

    def layout_named(self, name: str, usual: str) -> str:
        """Return the layout of a text that asks for `name`."""
        if name:
            self.tracer.note_shared(f"layout:{layout_file(name)}")
        return chosen_layout(name, usual, self._layout_files)

    def fragment(self, name: str, cards: tuple[Card, ...] | None = None, **options: Hashable) -> Markup:
        """Render `fragments/NAME.html` for these cards and options, as a part of the page. Without cards: those that
        this page has for it, in the way in which the config wants it delivered; one that comes from a file knows no
        options. Rendered once for all pages that show the same."""
        delivery = "inline" if self._is_front or cards is not None else self.config.delivery_of(name)
        if delivery in INCLUDES:
            return Markup(INCLUDES[delivery].format(url=self.url(fragment_url(name))))
        if cards is None:
            cards = self._placed[name] if name in self._placed else self.usual_cards(name, delivery)
        if delivery == "fetch":
            html = self._fragment(name, cards, {})
            return Markup(f'<div class="fragment" data-fragment="{self.url(fragment_url(name))}">{html}</div>\n')
        return self._fragment(name, cards, options)

    def usual_cards(self, name: str, delivery: Delivery = "inline", extra: int = 0) -> tuple[Card, ...]:
        """Return the cards of a fragment on a page that has none of its own, `extra` more than usual. What is breaking
        can't be frozen."""
        counts = {"latest": self.config.latest.count, "must_read": self.config.must_read.count}
        if count := counts.get(name, 0):
            return self.ask(Catalog.latest if name == "latest" else Catalog.must_read, count + extra)
        return self.ask(Catalog.breaking) if name == "breaking" and delivery == "inline" else ()

    def fragment_file(self, name: str) -> bytes:
        """Render a shared fragment as a file; if it is fetched, with an extra card, since a page leaves out its own."""
        extra = 1 if self.config.delivery_of(name) == "fetch" else 0
        return self._fragment(name, self.usual_cards(name, extra=extra), {}).encode()

    def _fragment(self, name: str, cards: tuple[Card, ...], options: dict[str, Hashable]) -> Markup:
        key = ("fragment", name, len(cards), *[card.id for card in cards], *options, *options.values())
        return self.tracer.once(key, lambda: Markup(self._timed(f"fragments/{name}.html", {"cards": cards, **options})))

    def _timed(self, layout: str, variables: Mapping[str, Any]) -> str:
        started = perf_counter()
        self.translations.note()
        text = self.layouts.get_template(layout).render(variables)
        cost = self.costs[layout]
        cost[0] += 1
        cost[1] += perf_counter() - started
        return text

    def asset(self, name: str) -> str:
        """Return the root-relative url of a file below `assets/`. Raises UnknownAssetError."""
        name = normalize("NFC", name)
        self.tracer.note_shared(f"asset:{name}")
        if name not in self.context.assets:
            raise UnknownAssetError(name, nearest_file(name, self.context.assets, "put it into the assets folder"))
        return self.base + url_of_file(self.context.assets[name])

    def picture(self, photo: Photo, place: str) -> Picture:
        """The picture in the sizes that a place has, which the config names. Raises LookupError for an unknown one."""
        return picture(photo, self._places[place], self.config.pictures, self.base)

    def has_page(self, *urls: str) -> bool:
        """Say whether one of the root-relative urls, unquoted, is that of a page."""
        paths = [url.removeprefix(self.base) for url in urls]
        for path in paths:
            self.tracer.note(f"url:{path}")
        return any(output_at(path, self.context.linked) for path in paths)

    def why_held_back(self, names: Iterable[str]) -> str:
        """Say why what one of these names calls is held back; "" where nothing is."""
        for name in (name.removeprefix(self.base) if name.startswith("/") else name for name in names):
            self.tracer.note(f"held:{name}")
            if name in self.context.held_back:
                return self.context.held_back[name]
        return ""

    def feeds(self, folder: str, of: str = "") -> tuple[Link, ...]:
        """The feeds in a folder of the site. of: what they are of, "" for the site."""
        of = f"{of}: " if of else ""
        return tuple(Link(of + name, self.base + folder + file, type) for file, name, type in FEEDS.values())

    def absolute(self, path: str) -> str:
        """Return the url, which can be followed from anywhere, of a path of the site without its base path."""
        return absolute_url(self.url(path), self.origin)

    def url(self, path: str) -> str:
        return path if is_elsewhere(path) else at_base(path, self.base)

    def lang(self, language: str, around: str = "") -> Markup:
        """Return the attributes of what is in a language, within another; around: "" for the site's."""
        return lang_attributes(language, around or self.site.language)

    def _picture(self, name: str) -> str:
        """A picture named in the config: an asset, or an address elsewhere. "" where the asset is missing."""
        asset = asset_name(name)
        return ascii_url(name) if is_elsewhere(name) else self.asset(asset) if asset in self.context.assets else ""

    def _publisher_logo(self, name: str) -> str:
        """The large icon in place of what search engines can't show: an SVG, a small picture, none."""
        is_fit = asset_name(name) in self.context.tall_logos or (is_elsewhere(name) and not name.endswith(".svg"))
        return self._picture(name) if is_fit else self._icon(LARGE)

    def _icon(self, name: str) -> str:
        return self.base + url_of_file(own_icon(name, self.context.assets) or name)

    def _icons(self) -> Iterator[Icon]:
        """The site's own SVG last: browsers take the last one that they can show."""
        yield Icon("icon", self._icon(FAVICON), sizes="48x48")
        if self.context.own_svg_icon:
            yield Icon("icon", self.asset(SVG_ICON), "image/svg+xml")
        yield Icon("apple-touch-icon", self._icon(TOUCH_ICON))
        yield Icon("manifest", self._icon(MANIFEST))

    def _site_view(self) -> SiteView:
        site = self.config.site
        return SiteView(
            title=site.title,
            tagline=site.tagline,
            description=site.description,
            language=site.language,
            timezone=site.timezone,
            home=self.base + "/",
            logo=self._picture(self.theme.logo or site.logo),
            publisher=replace(site.publisher, logo=self._publisher_logo(site.publisher.logo or site.logo)),
            icons=tuple(self._icons()),
            style=custom_properties(self.theme),
        )

    def _sections(self) -> tuple[Group, ...]:
        """Return all sections: those in the menu in its order, then the rest by title."""
        entries = (self.ask(Catalog.section, entry) for entry in self.config.menu if isinstance(entry, str))
        named = [group.slug for group in entries if group]
        found = self.ask(Catalog.groups, "section")
        return tuple(sorted(found, key=lambda group: named.index(group.slug) if group.slug in named else len(named)))

    def _menu(self) -> tuple[Link, ...]:
        """The config's links; a section without articles is left out. Without a menu: every section."""
        entries = self.config.menu or tuple(group.slug for group in self.ask(Catalog.groups, "section"))
        links = []
        for entry in entries:
            if isinstance(entry, MenuLink):
                links.append(Link(entry.title, self.url(entry.url)))
            elif group := self.ask(Catalog.section, entry):
                links.append(Link(group.title, group.url))
        return tuple(links)
