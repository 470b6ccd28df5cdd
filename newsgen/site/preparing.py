"""What a build needs besides its texts, got while they are read. Reads disk and the store."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from newsgen.engine.store import Store
from newsgen.model.config import Config
from newsgen.model.digest import digest_of
from newsgen.site.options import Folders

if TYPE_CHECKING:
    from newsgen.site.render_pages import Loaders

FIRST = ("base.html", "article.html")
"""Layouts that are sure to be wanted."""


class Preparation:
    """Owns what was got; what isn't there yet when it is wanted is got then. Use it as a context."""

    def __init__(self, config: Config, folders: Folders, store: Store) -> None:
        self._config, self._folders, self._store = config, folders, store

    def __enter__(self) -> "Preparation":
        return self

    def __exit__(self, *_: object) -> None:
        if "loaders" in self.__dict__:
            self.loaders.texts.close()

    @cached_property
    def loaders(self) -> "Loaders":
        from newsgen.pages.compiled_layouts import compiled_layouts
        from newsgen.site.render_pages import Loaders

        loaders = Loaders.of(self._folders.memory, self._folders.layouts)
        version = self._store.marks.get("version") or b""
        loaders.layouts.bytecode_cache = compiled_layouts(version, digest_of(self._config))
        return loaders

    def steps(self) -> Iterator[None]:
        """Gets one thing after the other. A layout that can't be compiled is told of when it is wanted."""
        from jinja2 import TemplateError

        from newsgen.pages.filters import filters

        layouts = self.loaders.layouts
        layouts.filters |= filters(self._config)  # their names are looked up when a layout is compiled
        for name in _likely_first(layouts.list_templates()):
            with suppress(TemplateError, OSError, RecursionError):
                layouts.get_template(name)
            yield


def _likely_first(layouts: Iterable[str]) -> list[str]:
    """Those of nearly every page, then their parts."""
    known = (name for name in layouts if not name.startswith("bundled/"))
    return sorted(known, key=lambda name: (name not in FIRST, "/" not in name, name))
