"""What a build needs besides its texts, got while they are read. Reads disk and the store."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from newsgen.engine.memory import Memory
from newsgen.engine.store import Store
from newsgen.site.options import Folders
from newsgen.site.standing import Standing

if TYPE_CHECKING:
    from newsgen.site.workshop import Tools

FIRST = ("base.html", "article.html")
"""Layouts that are sure to be wanted."""


class Preparation:
    """Owns what was got; who wants something of it that isn't there yet waits for it."""

    def __init__(self, folders: Folders, store: Store) -> None:
        self._folders, self._store = folders, store

    @cached_property
    def standing(self) -> Standing:
        return Standing.of(self._folders.output, Memory(self._store))

    @cached_property
    def tools(self) -> "Tools":
        from newsgen.site.workshop import Tools

        return Tools.of(self._folders.memory, self._folders.layouts)

    def steps(self) -> Iterator[None]:
        """Gets one thing after the other. A layout that can't be compiled is told of when it is wanted."""
        import_module("newsgen.site.rebuilding")
        yield
        _ = self.standing
        yield
        from jinja2 import TemplateError

        layouts = self.tools.layouts
        for name in sorted(layouts.list_templates(), key=lambda name: (name not in FIRST, "/" not in name, name)):
            with suppress(TemplateError, OSError, RecursionError):
                layouts.get_template(name)
            yield
