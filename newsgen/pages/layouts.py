"""The Jinja environment of layouts. Reads disk, and writes disk beside no site: layouts as they were compiled."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import Environment, nodes
from jinja2.bccache import Bucket, BytecodeCache, FileSystemBytecodeCache
from jinja2.environment import Template, TemplateModule
from jinja2.exceptions import TemplateAssertionError, TemplateNotFound, TemplateSyntaxError
from jinja2.loaders import ChoiceLoader, FileSystemLoader, PrefixLoader

from newsgen.model.article import Card
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem, nearest_file, warning
from newsgen.pages.layout_code import LayoutCode
from newsgen.pages.layout_problems import Missing
from newsgen.reading.scan import is_layout, layout_files

_INTERNAL = re.compile(r"_|(?:gi|cr|ag|f|tb|func|im|co)_|(?:mro|format|format_map)$")
"""Names by which a template could reach Python's own machinery; none of them is ever in a view."""
OF_OTHER_PAGES = frozenset(
    "404.html archive.html article.html author.html authors.html base.html corrections.html front.html gone.html"
    " listing.html month.html plain.html redirect.html section.html sections.html tag.html tags.html".split()
)
"""Layouts that want other variables than a text has; the usual one of a text is among them, and is taken anyway."""


class LayoutEnvironment(Environment):
    """Jinja without a way into Python: layouts can neither run programs nor read the environment. Names that are
    written out are refused when a layout is compiled, which costs nothing when it is rendered; names that are made up
    while it is rendered come through `getitem`, in filters too."""

    code_generator_class = LayoutCode
    note: Callable[[str], None] = staticmethod(lambda name: None)
    """It is called with the name of each layout that is asked for, whether or not it is there."""
    once: Callable[[Any, Callable[[], Any]], Any] = staticmethod(lambda key, make: make())
    """It makes a thing once, and records for all who use it what making it asked."""
    of_cards: Mapping[str, Callable[[str], Any]] = {}
    """What a card has besides its fields, by its article's id: asked for only by layouts that show it."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the environment's own, as they are: Jinja's chain of both is slow to copy, as each page does."""
        return super().make_globals(d) if d else self.globals

    def _load_template(self, name: str, globals: Any) -> Template:
        self.note(name)
        return super()._load_template(name, globals)

    def imported(self, name: str, parent: str | None) -> TemplateModule:
        """Return the macros of a layout, made once: all layouts have the same globals and filters."""
        layout = self.get_template(name, parent)
        module: TemplateModule = self.once(("module", layout.name), layout.make_module)
        return module

    def forget(self, names: Collection[str]) -> None:
        """Forget layouts whose files changed."""
        stale = {*names, *(f"bundled/{name}" for name in names)}
        self.cache = {key: layout for key, layout in (self.cache or {}).items() if key[1] not in stale}
        self.__dict__.pop("digests", None)

    @cached_property
    def digests(self) -> dict[str, bytes]:
        """The digest of each layout's source, by its name: of those that were there at the first look, as they were
        when they were last forgotten."""
        digests = {}
        for name in self.list_templates():
            source = name  # for a layout that can't be decoded, which can't be rendered anyway
            with suppress(TemplateSyntaxError, TemplateNotFound):
                source = self.loader.get_source(self, name)[0] if self.loader else ""
            digests[name] = blake2b(source.encode(), digest_size=8).digest()
        return digests

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        for node in source.find_all(nodes.Getattr):
            if _INTERNAL.match(node.attr):
                what = f"the name '{node.attr}' can't be used in layouts"
                raise TemplateAssertionError(what, node.lineno, name, filename)
        return super()._generate(source, name, filename, defer_init)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look up what the thing itself doesn't have: layouts ask that first."""
        if attribute in self.of_cards and isinstance(obj, Card) and not hasattr(obj, attribute):
            return self.of_cards[attribute](obj.id)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str) and _INTERNAL.match(argument) and not (isinstance(obj, dict) and argument in obj):
            return self.undefined(obj=obj, name=argument)
        if isinstance(obj, Card) and isinstance(argument, str) and argument in self.of_cards:
            return self.getattr(obj, argument)
        return super().getitem(obj, argument)


class LayoutLoader(FileSystemLoader):
    """Opens only files that `layout_files` finds nothing wrong with. One that can't be decoded can't be compiled."""

    def list_templates(self) -> list[str]:
        """List the layouts of the folder. Raises OSError where it can't be read."""
        return sorted(name for name, wrong in layout_files(Path(*self.searchpath)) if not wrong)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if not is_layout(Path(*self.searchpath), template):
            raise TemplateNotFound(template)
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError:
            raise TemplateSyntaxError("this layout is not UTF-8", 1, template) from None


class CompiledLayouts(FileSystemBytecodeCache):
    """Layouts as they were compiled: a file for each of each folder, which counts for nothing once its source changed.
    Compiled code is run. So it is not kept in `.newsgen/`, which others may hand over with a site, but in a folder of
    the user's own that nobody else can write to (Jinja makes it, and refuses one that is not so)."""

    def __init__(self, made_with: bytes) -> None:
        super().__init__(pattern="newsgen-%s.cache")
        self._made_with = made_with

    def get_source_checksum(self, source: str) -> str:
        return blake2b(source.encode(), key=self._made_with).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_layouts(version: bytes, config: bytes) -> BytecodeCache | None:
    """Return where compiled layouts are cached; None where there is no such folder. version: of all that compiles;
    config: its digest, since filters of constants are evaluated by then."""
    try:
        return CompiledLayouts(blake2b(version + config, digest_size=16).digest())
    except (OSError, RuntimeError):
        return None


def environment(folders: Sequence[Path]) -> LayoutEnvironment:
    """Make an environment for the layouts in folders, the site's own first. Those of the last folder are `bundled/...`
    too, so that a layout can extend the one that it stands in for."""
    env = LayoutEnvironment(
        loader=ChoiceLoader([*map(LayoutLoader, folders), PrefixLoader({"bundled": LayoutLoader(folders[-1])})]),
        autoescape=True,
        undefined=Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    del env.filters["attr"], env.filters["xmlattr"]
    return env


def layout_file(name: str) -> str:
    """Return the file that a text means by its layout: `layout: longread` is longread.html."""
    return name.removesuffix(".html") + ".html"


def chosen_layout(name: str, usual: str, layouts: Collection[str]) -> str:
    """The layout that a text asks for, or the usual one: where there is none of that name, or it is of other pages."""
    file = layout_file(name)
    return file if name and file in layouts and file not in OF_OTHER_PAGES else usual


def unknown_layouts(texts: Iterable[Entry], content: str, env: Environment) -> list[Problem]:
    """Report texts that ask for a layout which they don't get. content: how problems call the content folder."""
    layouts = frozenset(env.list_templates())
    otherwise = "the usual layout is taken; write it, or remove the key"
    own = [name for name in layouts - OF_OTHER_PAGES if "/" not in name and name.endswith(".html")]
    return [
        warning(
            "unknown-layout",
            Place(f"{content}/{text.source}", *text.layout_at),
            f"there is no layout '{layout_file(text.layout)}' for a text",
            nearest_file(text.layout, own, otherwise),
        )
        for text in texts
        if text.layout
        and layout_file(text.layout) not in ("article.html", "plain.html")
        and not chosen_layout(text.layout, "", layouts)
    ]
