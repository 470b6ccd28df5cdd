"""The floors of newsgen: which part may import which, and which modules may touch the world."""

import ast
import re
import tomllib
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "newsgen").rglob("*.py"))
OUTSIDE = {
    *("os", "pathlib", "shutil", "tempfile", "fcntl", "sqlite3"),
    *("subprocess", "multiprocessing", "threading", "concurrent"),
    *("socket", "http", "urllib.request", "httpx", "requests"),
}
"""What reads or writes disk, starts processes or talks to others."""
EFFECTS = re.compile(
    r"\b(reads?|writes?|starts?|looks at) (and writes )?(disk|processes|the system|the network)|\bprint"
)
NOT_IN_NAMES = set(
    """
    aside begun bench board bound coming crew desk edition grounds kept known learnt left looked loose making
    manuscripts memory mend mending newsstand noted outlook proof settled sheets shelf sketches slots spares spool
    standing standstill store told tools twins vocabulary weighed withdrawn workshop
    """.split()
)
"""Words, of names of modules, classes, functions and arguments."""
NO_NAMES = {"Archive", "rank", "press", "sense", "rights", "identity", "facts", "wording", "MANY"}

every_module = pytest.mark.parametrize("file", MODULES, ids=[str(file.relative_to(ROOT)) for file in MODULES])


def first_line(file: Path) -> str:
    return (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def imported(file: Path) -> set[str]:
    """The modules that a file imports, anywhere in it, and the packages that these are in."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names | {name.partition(".")[0] for name in names}


def test_floors_import_only_downwards(capsys: pytest.CaptureFixture[str]) -> None:
    ended = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert ended == 0, capsys.readouterr().out


def test_no_module_imports_in_a_circle() -> None:
    """Imports within functions and for types count, too, and modules whose names stand in strings."""
    graph = grimp.build_graph("newsgen", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    for file in MODULES:
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        imports[module] |= set(re.findall(r"[\"'](newsgen\.[\w.]+)[\"']", file.read_text(encoding="utf-8")))
    TopologicalSorter(imports).prepare()


def test_no_name_is_a_word_of_our_own() -> None:
    """But one that somebody from Hugo, Django or Ninja would guess."""
    found = []
    for file in MODULES:
        names = [file.stem]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                names.append(node.name)
            if isinstance(node, ast.arg):
                names.append(node.arg)
        found += [(file.name, name) for name in names if not NOT_IN_NAMES.isdisjoint(_words(name)) or name in NO_NAMES]
    assert found == []


def _words(name: str) -> list[str]:
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_")


def test_no_two_modules_or_classes_have_one_name() -> None:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in MODULES]
    classes = Counter(node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    modules = Counter(file.stem for file in MODULES if file.stem not in ("__init__", "__main__"))
    assert [name for name, count in (classes + modules).items() if count > 1] == []


def test_every_part_has_a_floor() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floors = {name for contract in settings["contracts"] for floor in contract["layers"] for name in floor.split(" | ")}
    parts = {f"newsgen.{file.stem}" for file in (ROOT / "newsgen").iterdir() if file.suffix == ".py" or file.is_dir()}
    without = {"newsgen.__init__", "newsgen.__main__", "newsgen.__pycache__", "newsgen.py", "newsgen.bundled"}
    assert floors == parts - without


@every_module
def test_every_module_says_what_it_is(file: Path) -> None:
    assert first_line(file)


@every_module
def test_a_module_that_is_pure_touches_nothing_outside(file: Path) -> None:
    assert "Pure" not in first_line(file) or imported(file) & OUTSIDE == set()


@every_module
def test_a_module_that_touches_the_world_says_so_in_its_first_line(file: Path) -> None:
    assert EFFECTS.search(first_line(file).lower()) or imported(file) & OUTSIDE == set()
