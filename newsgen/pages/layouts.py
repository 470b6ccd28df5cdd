"""The Jinja environment of layouts, and what is wrong when one of them fails. Reads disk."""

import re
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context

from newsgen.model.problem import Place, Problem, warning

_INTERNAL = re.compile(r"_|(?:gi|cr|ag|f|tb|func|im|co)_|(?:mro|format|format_map)$")
"""Names by which a template could reach Python's own machinery; none of them is ever in a view."""


class GuardedCode(CodeGenerator):
    """Refuses internal names when a layout is compiled, which costs nothing when it is rendered."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if _INTERNAL.match(node.attr):
            self.fail(f"the name '{node.attr}' can't be used in layouts", node.lineno)
        super().visit_Getattr(node, frame)


class Layout(Template):
    """A template whose macros are made once, since all layouts have the same globals."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return super()._get_default_module()


class LayoutEnvironment(Environment):
    """Jinja without a way into Python: layouts can neither run programs nor read the environment."""

    code_generator_class = GuardedCode
    template_class = Layout

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str) and not isinstance(obj, dict) and _INTERNAL.match(argument):
            return self.undefined(obj=obj, name=argument)
        return super().getitem(obj, argument)


def environment(folders: Sequence[Path]) -> LayoutEnvironment:
    """folders: where layouts are looked for, the site's own first; those of the last are `bundled/...` too, so that a
    layout can extend the one that it stands in for."""
    env = LayoutEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folders), PrefixLoader({"bundled": FileSystemLoader(folders[-1])})]),
        autoescape=True,
        undefined=StrictUndefined,
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


def unknown_layouts(named: Mapping[str, tuple[str, Place]], env: Environment) -> list[Problem]:
    """Of texts that ask for a layout that is not there; they get the usual one. named: layout and place by text."""
    known = frozenset(env.list_templates())
    mend = "the usual layout is taken; write it, or remove the key"
    return [
        warning("unknown-layout", place, f"there is no layout '{layout_file(name)}'", mend)
        for name, place in named.values()
        if layout_file(name) not in known
    ]


def layout_problem(error: Exception, layout: str, site: Path, page_url: str) -> Problem:
    """What a failing layout did wrong, at its file and line. site: the folder that paths are shown relative to."""
    if isinstance(error, TemplateSyntaxError):
        place = _place(error.filename or error.name or layout, error.lineno, site)
        return Problem("layout-syntax", place, f"{error.message}", "see the layouts page of the docs")
    place = _place(*_failing_line(error, layout), site)
    if isinstance(error, TemplateNotFound):
        return Problem("layout-missing", place, f"there is no layout '{error.name}'", "write it, or mend its name")
    if isinstance(error, UndefinedError):
        what = f"{error.message} (making {page_url})"
        return Problem("layout-undefined", place, what, "see the layouts page of the docs for what there is")
    what = f"{type(error).__name__}: {error} (making {page_url})"
    return Problem("layout-error", place, what, "mend the layout")


def _failing_line(error: Exception, layout: str) -> tuple[str, int]:
    """The innermost line that is a layout's: Jinja gives its frames the template's file and line."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if not frame.filename.endswith((".py", ">"))]
    return (ours[-1].filename, ours[-1].lineno or 1) if ours else (layout, 1)


def _place(file: str, line: int, site: Path) -> Place:
    path = Path(file)
    if not path.is_absolute():
        return Place(f"layouts/{file}", line)
    if path.is_relative_to(site):
        return Place(path.relative_to(site).as_posix(), line)
    return Place(f"(bundled)/layouts/{path.name}", line)
