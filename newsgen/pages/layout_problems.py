"""What is wrong when a layout fails: where, what, and the name that may be meant. Reads disk."""

import re
import traceback
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.utils import missing

from newsgen.bundled import BUNDLED, bundled
from newsgen.model.problem import Code, Place, Problem, did_you_mean, nearest_file

DOCS = "see the layouts page of the docs"
OF_A_PAGE = ("page", "article")
_BLOCKS = ("block", "if", "for", "macro", "call", "filter", "with", "autoescape", "trans", "set")
"""Tags that always want an end; `set` does only without a value."""
_NOT_IN = re.compile(r"'(?:\w+\.)*(\w+?)(?:View)? object' has no attribute (.*)")
"""Of an ArticleView, a Card, ...: its class's name is what layouts call it."""


class Missing(StrictUndefined):
    """A name that is not there. Its error's arguments: the message, the name, and what it was looked for in, Jinja's
    `missing` for a variable."""

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        super().__init__(hint, obj, name, self._error)  # type: ignore[arg-type]

    def _error(self, message: str) -> UndefinedError:
        error = UndefinedError(message)
        error.args += (str(self._undefined_name), self._undefined_obj)
        return error


class UnknownAssetError(LookupError):
    """There is no asset of that name. Its arguments: the name, and what to do."""


def layout_problem(error: Exception, env: Environment, layout: str, site: Path, page: str) -> Problem:
    """Return what a failing layout did wrong, at its file and line. site: the folder that paths are shown relative to.
    layout: of the page. page: the page's url, and the file of the text that is on it."""
    code: Code = "layout-error"
    frames = traceback.extract_tb(error.__traceback__)  # Jinja gives its frames the layout's file and line
    ours = [(frame.filename, frame.lineno or 1) for frame in frames if not frame.filename.endswith((".py", ">"))]
    file, line = ours[-1] if ours else (layout, 1)
    name, what, fix = "", f"{type(error).__name__}: {error}", "mend the layout"
    if isinstance(error, TemplateSyntaxError):
        name, fix = _nearest_part(error, env)
        written = error.filename or error.name or layout
        if "needs to be closed" in (error.message or "") and not fix and (opened := _opened(error, env)):
            line, name = opened
            what, fix = f"the `{name}` that begins here is never closed", f"add {{% end{name} %}} where it ends"
            return Problem("layout-syntax", _place(written, line, site, name), what, fix)
        return Problem("layout-syntax", _place(written, error.lineno, site, name), f"{error.message}", fix or DOCS)
    if isinstance(error, TemplateNotFound):
        code, name = "layout-missing", str(error.name or "")
        what = f"there is no layout '{name}'"
        fix = nearest_file(name, env.list_templates(), "write it, or mend its name")
    if isinstance(error, UndefinedError):
        code, message = "layout-undefined", error.message or ""
        what = _NOT_IN.sub(lambda found: f"there is no {found[2]} in {found[1].lower()}", message)
        name, fix = _nearest_name(error, f"{DOCS} for what there is")
    if isinstance(error, UnknownAssetError):
        name, fix = error.args
        what = f"there is no asset '{name}'"
    return Problem(code, _place(file, line, site, name), f"{what} (making {page})", fix)


def _opened(error: TemplateSyntaxError, env: Environment) -> tuple[int, str] | None:
    """The line and the tag of the innermost block that was open where Jinja gave up."""
    opened: list[tuple[int, str]] = []
    is_tag = False
    for line, kind, value in env.lex(error.source or ""):
        if is_tag and kind == "name":
            if value.startswith("end"):
                if not opened or opened[-1][1] != value.removeprefix("end"):
                    break
                opened.pop()
            elif value in _BLOCKS and (value != "set" or "is 'set'" in (error.message or "")):
                opened.append((line, value))
        is_tag = kind == "block_begin" or (is_tag and kind == "whitespace")
    return opened[-1] if opened else None


def _nearest_part(error: TemplateSyntaxError, env: Environment) -> tuple[str, str]:
    """The filter or test that is not there, and the one that may be meant."""
    message = error.message or ""
    tag = re.search(r"unknown tag '(\w+)'", message)
    if tag and tag[1].removeprefix("end") not in _BLOCKS:
        return tag[1], did_you_mean(tag[1], (*_BLOCKS, *(f"end{each}" for each in _BLOCKS)), DOCS)
    unknown = re.match(r"No (filter|test) named '(.*)'", message)
    if not unknown:
        return "", ""
    return unknown[2], did_you_mean(unknown[2], list(env.filters if unknown[1] == "filter" else env.tests), "")


def _nearest_name(error: UndefinedError, otherwise: str) -> tuple[str, str]:
    """The name of what is not there, and the one that may be meant: of what it was looked for in."""
    if len(error.args) < 3:
        return "", otherwise
    _, name, within = error.args
    parts = {part for frame in traceback.extract_tb(error.__traceback__) for part in Path(frame.filename).parts}
    if within is missing and name in OF_A_PAGE and "fragments" in parts:
        return name, "a fragment is the same on many pages, so it knows none of them"
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename[-3:] != ".py")
    variables = {known for frame in frames for known in frame.f_locals}  # Jinja gives its frames the layout's variables
    fields = within if isinstance(within, dict) else getattr(within, "__struct_fields__", ())
    known = variables if within is missing else fields
    return name, did_you_mean(name, (each for each in known if each != name), otherwise)


def _place(file: str, line: int, site: Path, name: str = "") -> Place:
    """Return a place, at the column of `name` if this stands in the line, else at that of the first letter."""
    path = Path(file)
    if not path.is_absolute():
        return Place(f"layouts/{file}", line)
    try:
        written = path.read_text(encoding="utf-8", errors="replace").split("\n")[line - 1]
    except (OSError, IndexError):
        written = ""
    found = re.search(rf"\b{re.escape(name)}\b", written) if name else re.search(r"\S", written)
    column = found.start() + 1 if found else 1
    for folder, called in ((site, ""), (bundled(), BUNDLED)):
        if path.is_relative_to(folder):
            return Place(called + path.relative_to(folder).as_posix(), line, column)
    return Place(path.as_posix(), line, column)
