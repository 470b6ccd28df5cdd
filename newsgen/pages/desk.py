"""What every page is made with: the site as layouts know it, the layouts, the fragments, `ask`. Pure but for layouts.

A Desk is made once a build and handed to each page's maker.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from markupsafe import Markup
from msgspec.structs import replace

from newsgen.catalog.catalog import Catalog
from newsgen.model.article import Card, Group
from newsgen.model.config import Config, MenuLink
from newsgen.model.slugs import slug
from newsgen.model.urls import at_base, is_elsewhere
from newsgen.pages.asking import Ask
from newsgen.pages.escaping import absolute_url
from newsgen.pages.filters import filters
from newsgen.pages.layouts import LayoutEnvironment, chosen_layout
from newsgen.pages.plan import FEED_FILES
from newsgen.pages.views import Link, SiteView
from newsgen.reading.media import Media

T = TypeVar("T")
_MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json_feed": "application/feed+json"}
_FEED_NAMES = {"rss": "RSS", "atom": "Atom", "json_feed": "JSON Feed"}


class UnknownAssetError(Exception):
    """A layout or the config names an asset that is not there."""


class Desk:
    """assets: output path by name below `assets/`. media: the files that bodies refer to."""

    def __init__(
        self, config: Config, ask: Ask, layouts: LayoutEnvironment, assets: dict[str, str], media: Media
    ) -> None:
        self.config, self.ask, self.layouts, self.media = config, ask, layouts, media
        self.base, self.origin = config.base_path, config.origin
        self._assets = assets
        self._layout_files = frozenset(layouts.list_templates())
        self._made: dict[tuple[str, Any], Any] = {}
        self.site = self._site_view()
        layouts.filters |= filters(config)
        layouts.globals |= self._globals()

    def render(self, layout: str, **variables: Any) -> bytes:
        return self.layouts.get_template(layout).render(variables).encode()

    def layout_named(self, name: str, usual: str) -> str:
        """The layout of a text that asks for `name`."""
        return chosen_layout(name, usual, self._layout_files)

    def fragment(self, name: str, cards: tuple[Card, ...], **options: Hashable) -> Markup:
        """`fragments/NAME.html` for these cards and options, rendered once for all pages that show the same."""
        key = (tuple([card.id for card in cards]), *options.items())
        return self.once(name, key, lambda: self._fragment(name, cards, options))

    def _fragment(self, name: str, cards: tuple[Card, ...], options: dict[str, Hashable]) -> Markup:
        template = self.layouts.get_template(f"fragments/{name}.html")
        return Markup(template.render(options, cards=cards))

    def read_also(self, card: Card) -> str:
        return self.fragment("read_also", (card,)).strip()

    def asset(self, name: str) -> str:
        """The root-relative url of a file below `assets/`. Raises UnknownAssetError."""
        if name not in self._assets:
            raise UnknownAssetError(f"there is no asset '{name}'")
        return f"{self.base}/{self._assets[name]}"

    def once(self, what: str, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once a build for each `what` and `key`."""
        if (what, key) not in self._made:
            self._made[what, key] = make()
        made: T = self._made[what, key]
        return made

    def feeds(self, folder: str, of: str = "") -> tuple[Link, ...]:
        """The feeds in a folder of the site. of: what they are of, "" for the site."""
        return tuple(
            Link(
                f"{of}: {_FEED_NAMES[kind]}" if of else _FEED_NAMES[kind], self.base + folder + file, _MEDIA_TYPES[kind]
            )
            for kind, file in FEED_FILES.items()
        )

    def absolute(self, path: str) -> str:
        """A path of the site, without its base path, as it can be followed from anywhere."""
        return absolute_url(self.url(path), self.origin)

    def url(self, path: str) -> str:
        return path if is_elsewhere(path) else at_base(path, self.base)

    def _picture(self, name: str) -> str:
        """A picture named in the config: an asset, or an address elsewhere. "" where the asset is missing."""
        asset = name.removeprefix("/").removeprefix("assets/")
        return name if is_elsewhere(name) else self.asset(asset) if asset in self._assets else ""

    def _site_view(self) -> SiteView:
        site = self.config.site
        publisher = replace(site.publisher, logo=self._picture(site.publisher.logo or site.logo))
        return SiteView(
            title=site.title,
            tagline=site.tagline,
            description=site.description,
            language=site.language,
            timezone=site.timezone,
            home=self.base + "/",
            logo=self._picture(site.logo),
            publisher=publisher,
        )

    def _globals(self) -> dict[str, Any]:
        ask = self.ask
        questions: dict[str, Callable[..., Any]] = {
            "latest": lambda count: ask(Catalog.latest, count),
            "breaking": lambda: ask(Catalog.breaking),
            "must_read": lambda count: ask(Catalog.must_read, count),
            "related": lambda article_id, count: ask(Catalog.related, article_id, count),
            "in_section": lambda name, count: ask(Catalog.newest_listed, "section", name, count),
            "in_tag": lambda name, count: ask(Catalog.newest_listed, "tag", name, count),
            "by_author": lambda name, count: ask(Catalog.newest_listed, "author", name, count),
        }
        variables = {
            "site": self.site,
            "config": self.config,
            "theme": self.config.theme,
            "menu": self._menu(),
            "sections": self._sections(),
            "feeds": self.feeds("/"),
        }
        return variables | questions | {"fragment": self.fragment, "asset": self.asset, "url": self.url}

    def _sections(self) -> tuple[Group, ...]:
        """Those in the menu in its order, then the rest by title."""
        named = [slug(entry) for entry in self.config.menu if isinstance(entry, str)]
        found = self.ask(Catalog.groups, "section")
        return tuple(sorted(found, key=lambda group: named.index(group.slug) if group.slug in named else len(named)))

    def _menu(self) -> tuple[Link, ...]:
        """The config's links; a section without articles is left out. Without a menu: every section."""
        entries = self.config.menu or tuple(group.slug for group in self.ask(Catalog.groups, "section"))
        links = []
        for entry in entries:
            if isinstance(entry, MenuLink):
                links.append(Link(entry.title, self.url(entry.url)))
            elif isinstance(group := self.ask(Catalog.group, "section", slug(entry)), Group):
                links.append(Link(group.title, group.url))
        return tuple(links)
