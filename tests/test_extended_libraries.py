"""Libraries that newsgen extends by names that they may change have an upper bound, and what to look at is told."""

import ast
import inspect
import sys
import tomllib
from collections import defaultdict
from functools import cache
from importlib import import_module
from importlib.metadata import packages_distributions, version
from pathlib import Path
from pkgutil import walk_packages

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import newsgen

ROOT = Path(__file__).parents[1]
OPEN = {"click", "httpx", "watchdog"}
"""What is extended of these is what their documentation says may be: commands, transports, handlers of events."""
LOOKED_AT = {
    "Jinja2": (
        "<3.2",
        "what jinja2/compiler.py writes for frames, attributes, calls, blocks, includes and imports, to which "
        "LayoutCode adds; how jinja2/environment.py loads, keeps and compiles templates (LayoutEnvironment)",
    ),
    "MarkupSafe": ("<3.1", "whether `_escape_inner` still takes a str and gives an escaped str"),
    "Markdown": (
        "<3.12",
        "how markdown/core.py calls a parser of blocks and its processors; the patterns of "
        "markdown/extensions/attr_list.py; which processors are registered under which names",
    ),
}
"""The versions of each whose insides newsgen was made for, and where to look before that is raised."""


@cache
def extended() -> dict[str, set[str]]:
    """By library the names of its own that newsgen puts something in place of, or uses although they are private."""
    owners = packages_distributions()
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module in map(import_module, modules()):
        for name, kind in inspect.getmembers(module, inspect.isclass):
            for base in kind.__mro__[1:] if kind.__module__ == module.__name__ else ():
                names = vars(kind).keys() & vars(base).keys()
                if is_foreign(base.__module__) and (replaced := {each for each in names if each[:2] != "__"}):
                    library = owners[base.__module__.partition(".")[0]][0]
                    found[library] |= {f"{module.__name__}.{name}.{each}" for each in replaced}
        tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and is_foreign(node.module):
                private = {each.name for each in node.names if each.name.startswith("_")}
                if private:
                    library = owners[node.module.partition(".")[0]][0]
                    found[library] |= {f"{module.__name__}: {each}" for each in private}
    return {library: names for library, names in found.items() if library not in OPEN}


def modules() -> list[str]:
    names = [module.name for module in walk_packages(newsgen.__path__, "newsgen.")]
    return [name for name in names if name != "newsgen.__main__"]


def is_foreign(module: str) -> bool:
    """msgspec's classes are data: what is replaced of them is their fields."""
    top = module.partition(".")[0]
    return top not in sys.stdlib_module_names and top not in ("newsgen", "msgspec")


def requirements() -> dict[str, SpecifierSet]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {each.name: each.specifier for each in map(Requirement, project["dependencies"])}


def test_each_library_that_is_extended_was_looked_at() -> None:
    assert extended().keys() == LOOKED_AT.keys()


@pytest.mark.parametrize("library", LOOKED_AT)
def test_no_version_is_taken_that_nobody_looked_at(library: str) -> None:
    bound, look_at = LOOKED_AT[library]
    known = requirements()
    bounds = {str(each) for each in known[library.lower()] if each.operator.startswith("<")}
    used = "\n  ".join(sorted(extended()[library]))
    words = (
        f"newsgen extends {library} by names that may change. Before the bound is raised look at {look_at}:\n  {used}"
    )
    assert bounds == {bound}, words
    assert version(library) in known[library.lower()], words
