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
    """Imports within functions and for types count, too."""
    graph = grimp.build_graph("newsgen", cache_dir=None)
    TopologicalSorter({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}).prepare()
    assert not [file for file in MODULES if "import_module" in file.read_text(encoding="utf-8")]


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
