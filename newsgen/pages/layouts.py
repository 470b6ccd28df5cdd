"""The Jinja environment of layouts, and what is wrong when one of them fails. Reads disk."""

import re
import traceback
from collections.abc import Callable, Collection, Iterable, MutableMapping, Sequence
from hashlib import blake2b
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateAssertionError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]

from newsgen.bundled import bundled
from newsgen.model.entry import Entry
from newsgen.model.problem import Code, Place, Problem, did_you_mean, warning

_INTERNAL = re.compile(r"_|(?:gi|cr|ag|f|tb|func|im|co)_|(?:mro|format|format_map)$")
"""Names by which a template could reach Python's own machinery; none of them is ever in a view."""
OF_OTHER_PAGES = frozenset(
    "404.html archive.html article.html author.html base.html front.html listing.html month.html plain.html"
    " redirect.html section.html tag.html".split()
)
"""Layouts that want other variables than a text has; the usual one of a text is among them, and is taken anyway."""
_NOT_IN = re.compile(r"'(?:\w+\.)*(\w+?)(?:View)? object' has no attribute (.*)")


BUNDLED = "(bundled)/"
"""How the paths of newsgen's own files begin in problems."""

DOCS = "see the layouts page of the docs"

_PLAIN_CALLABLES = frozenset([FunctionType, MethodType, Macro])


def escaped(value: Any) -> str:
    """Jinja's `escape` without a Markup around what is joined to the rest of a page at once."""
    if type(value) is str:
        return escaped_text(value)
    return value if type(value) is Markup else escape(value)


class MissingNameError(UndefinedError):
    """name: what is not there; within: what it was looked for in, Jinja's `missing` for a variable."""

    def __init__(self, message: str, name: str, within: object) -> None:
        super().__init__(message)
        self.name, self.within = name, within


class Missing(StrictUndefined):
    """Tells its error what was looked for, and in what."""

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        super().__init__(hint, obj, name, lambda message: MissingNameError(message or "", str(name), obj))  # type: ignore[arg-type]


class UnknownAssetError(LookupError):
    """name, mend: of an asset that is not there."""


class LayoutContext(Context):
    """Calls functions and macros straight away, unless they want the context."""

    def call(self, obj: Any, /, *arguments: Any, **options: Any) -> Any:
        if type(obj) not in _PLAIN_CALLABLES or hasattr(obj, "jinja_pass_arg"):
            return super().call(obj, *arguments, **options)
        options.pop("_loop_vars", None)
        options.pop("_block_vars", None)
        return obj(*arguments, **options)


class Layout(Template):
    """A template whose macros are made once, since all layouts have the same globals."""

    @classmethod
    def _from_namespace(cls, environment: Environment, namespace: Any, globals: Any) -> "Template":
        namespace["escape"] = escaped
        return super()._from_namespace(environment, namespace, globals)

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        environment = self.environment
        make = super()._get_default_module
        if not isinstance(environment, LayoutEnvironment):
            return make()
        return environment.once(("module", self.name), make)


class LayoutEnvironment(Environment):
    """Jinja without a way into Python: layouts can neither run programs nor read the environment.

    Names that are written out are refused when a layout is compiled, which costs nothing when it is rendered; names
    that are made up while it is rendered come through `getitem`, in filters too.
    """

    template_class = Layout
    context_class = LayoutContext
    note: Callable[[str], None] = staticmethod(lambda name: None)
    """Told of each layout that is asked for, whether or not it is there."""
    once: Callable[[Any, Callable[[], Any]], Any] = staticmethod(lambda key, make: make())
    """Makes a thing once, and records for all who use it what making it asked."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._loaded: dict[str, Template] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own, as they are: Jinja's chain of both is slow to copy, and is copied for each page."""
        return super().make_globals(d) if d else self.globals

    def _load_template(self, name: str, globals: Any) -> Template:
        self.note(name)
        if name not in self._loaded:
            self._loaded[name] = super()._load_template(name, globals)
        return self._loaded[name]

    def forget(self, names: Iterable[str]) -> None:
        """Layouts whose files changed."""
        for name in names:
            self._loaded.pop(name, None)
            self._loaded.pop(f"bundled/{name}", None)
        if self.cache is not None:
            self.cache.clear()

    def digests(self) -> dict[str, bytes]:
        """Of the source that each layout's name means."""
        return {name: blake2b(self._bytes(name), digest_size=8).digest() for name in self.list_templates()}

    def _bytes(self, name: str) -> bytes:
        """Of one that can't be decoded: of its name, since it can't be rendered anyway."""
        try:
            return self.loader.get_source(self, name)[0].encode() if self.loader else b""
        except (TemplateSyntaxError, TemplateNotFound):
            return name.encode()

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        for node in source.find_all(nodes.Getattr):
            if _INTERNAL.match(node.attr):
                what = f"the name '{node.attr}' can't be used in layouts"
                raise TemplateAssertionError(what, node.lineno, name, filename)
        return super()._generate(source, name, filename, defer_init)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str) and _INTERNAL.match(argument) and not (isinstance(obj, dict) and argument in obj):
            return self.undefined(obj=obj, name=argument)
        return super().getitem(obj, argument)


class LayoutLoader(FileSystemLoader):
    """A layout that can't be decoded is one that can't be compiled: a problem of that file."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError:
            raise TemplateSyntaxError("this layout is not UTF-8", 1, template) from None


def environment(folders: Sequence[Path]) -> LayoutEnvironment:
    """folders: where layouts are looked for, the site's own first; those of the last are `bundled/...` too, so that a
    layout can extend the one that it stands in for."""
    env = LayoutEnvironment(
        loader=ChoiceLoader([LayoutLoader(folders), PrefixLoader({"bundled": LayoutLoader(folders[-1])})]),
        autoescape=True,
        undefined=Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    del env.filters["attr"], env.filters["xmlattr"]
    return env


def layout_file(name: str) -> str:
    """`layout: longread` means the file longread.html."""
    return name.removesuffix(".html") + ".html"


def chosen_layout(name: str, usual: str, known: Collection[str]) -> str:
    """The layout that a text asks for, or the usual one: where there is none of that name, or it is of other pages."""
    file = layout_file(name)
    return file if name and file in known and file not in OF_OTHER_PAGES else usual


def unknown_layouts(texts: Iterable[Entry], content: str, env: Environment) -> list[Problem]:
    """Of texts that ask for a layout which they don't get. content: how problems call the content folder."""
    known = frozenset(env.list_templates())
    otherwise = "the usual layout is taken; write it, or remove the key"
    own = [name for name in known - OF_OTHER_PAGES if "/" not in name and name.endswith(".html")]
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
        and not chosen_layout(text.layout, "", known)
    ]


def nearest_file(name: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy by the file's bare name: folders and endings make all of them alike."""
    stems = {Path(file).stem: file for file in known}
    return did_you_mean(Path(name).stem, stems, otherwise, stems)


def layout_problem(error: Exception, env: Environment, layout: str, site: Path, making: str) -> Problem:
    """What a failing layout did wrong, at its file and line. site: the folder that paths are shown relative to.

    layout: of the page. making: the page's url, and the file of the text that is on it.
    """
    code: Code = "layout-error"
    file, line = _failing_line(error, layout)
    name, what, mend = "", f"{type(error).__name__}: {error}", "mend the layout"
    if isinstance(error, TemplateSyntaxError):
        name, mend = _nearest_part(error, env)
        place = _place(error.filename or error.name or layout, error.lineno, site, name)
        return Problem("layout-syntax", place, f"{error.message}", mend or DOCS)
    if isinstance(error, TemplateNotFound):
        code, name = "layout-missing", str(error.name or "")
        what = f"there is no layout '{name}'"
        mend = nearest_file(name, env.list_templates(), "write it, or mend its name")
    if isinstance(error, UndefinedError):
        code, what = "layout-undefined", _NOT_IN.sub(_not_in, error.message or "")
        name, mend = _nearest_name(error, f"{DOCS} for what there is")
    if isinstance(error, UnknownAssetError):
        name, mend = error.args
        what = f"there is no asset '{name}'"
    return Problem(code, _place(file, line, site, name), f"{what} (making {making})", mend)


def _nearest_part(error: TemplateSyntaxError, env: Environment) -> tuple[str, str]:
    """The filter or test that is not there, and the one that may be meant."""
    unknown = re.match(r"No (filter|test) named '(.*)'", error.message or "")
    if not unknown:
        return "", ""
    return unknown[2], did_you_mean(unknown[2], list(env.filters if unknown[1] == "filter" else env.tests), "")


def _nearest_name(error: UndefinedError, otherwise: str) -> tuple[str, str]:
    """The name of what is not there, and the one that may be meant: of what it was looked for in."""
    if not isinstance(error, MissingNameError):
        return "", otherwise
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename[-3:] != ".py")
    variables = {known for frame in frames for known in frame.f_locals}  # Jinja gives its frames the layout's variables
    within = error.within
    known = within if isinstance(within, dict) else getattr(within, "__struct_fields__", ())
    return error.name, did_you_mean(error.name, variables if within is missing else known, otherwise)


def _not_in(found: re.Match[str]) -> str:
    """Of an ArticleView, a Card, ...: its class's name is what layouts call it."""
    return f"there is no {found[2]} in {found[1].lower()}"


def _failing_line(error: Exception, layout: str) -> tuple[str, int]:
    """The innermost line that is a layout's: Jinja gives its frames the template's file and line."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if not frame.filename.endswith((".py", ">"))]
    return (ours[-1].filename, ours[-1].lineno or 1) if ours else (layout, 1)


def _place(file: str, line: int, site: Path, name: str = "") -> Place:
    """name: what the column is to be that of, if it stands in the line; else that of the first letter."""
    path = Path(file)
    if not path.is_absolute():
        return Place(f"layouts/{file}", line)
    column = _column(path, line, name)
    if path.is_relative_to(site):
        return Place(path.relative_to(site).as_posix(), line, column)
    own = bundled()
    is_ours = path.is_relative_to(own)
    return Place(BUNDLED + path.relative_to(own).as_posix() if is_ours else path.as_posix(), line, column)


def _column(file: Path, line: int, name: str) -> int:
    try:
        written = file.read_text(encoding="utf-8", errors="replace").split("\n")[line - 1]
    except (OSError, IndexError):
        return 1
    found = re.search(rf"\b{re.escape(name)}\b", written) if name else re.search(r"\S", written)
    return found.start() + 1 if found else 1
