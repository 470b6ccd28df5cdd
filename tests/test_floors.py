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

pytestmark = pytest.mark.quick  # although it names what starts programs
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
WORDS_OF_OUR_OWN = set(
    """
    aside begun bench board bound coming crew desk edition facts grounds identity kept known learnt left looked loose
    making manuscripts memory mend mending newsstand noted outlook press proof sense settled sheets shelf sketches slots
    spares spool standing standstill store told tools twins vocabulary weighed withdrawn wording workshop
    """.split()
)
"""Words that are in no name of a module, class, function or argument."""
NO_NAMES = {"Archive", "rank", "rights", "MANY"}
"""What is no such name, and no constant's, by itself: `photo_rights` is right."""


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


def test_floors_import_only_downwards_and_in_no_circle(capsys: pytest.CaptureFixture[str]) -> None:
    """In a circle imports within functions and for types count, too, and modules whose names stand in strings."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floors = {name for contract in settings["contracts"] for floor in contract["layers"] for name in floor.split(" | ")}
    parts = {f"newsgen.{file.stem}" for file in (ROOT / "newsgen").iterdir() if file.suffix == ".py" or file.is_dir()}
    without = {"newsgen.__init__", "newsgen.__main__", "newsgen.__pycache__", "newsgen.py", "newsgen.bundled"}
    assert floors == parts - without
    ended = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert ended == 0, capsys.readouterr().out
    graph = grimp.build_graph("newsgen", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    for file in MODULES:
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        imports[module] |= set(re.findall(r"[\"'](newsgen\.[\w.]+)[\"']", file.read_text(encoding="utf-8")))
    TopologicalSorter(imports).prepare()


def test_names_are_words_that_others_would_guess_and_no_two_modules_or_classes_share_one() -> None:
    """Others: somebody from Hugo, Django or Ninja."""
    found, unique = [], Counter(file.stem for file in MODULES if file.stem not in ("__init__", "__main__"))
    for file in MODULES:
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        classes = [node.name for node in nodes if isinstance(node, ast.ClassDef)]
        functions = [node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        arguments = [node.arg for node in nodes if isinstance(node, ast.arg)]
        constants = [node.id for node in nodes if isinstance(node, ast.Name) and node.id.isupper()]
        names = [file.stem, file.parent.name, *classes, *functions, *arguments]
        found += [(file.name, name) for name in names if not WORDS_OF_OUR_OWN.isdisjoint(words(name))]
        found += [(file.name, name) for name in (*names, *constants) if name in NO_NAMES]
        unique.update(classes)
    assert found == []
    assert [name for name, count in unique.items() if count > 1] == []


def words(name: str) -> list[str]:
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_")


def test_the_first_line_of_a_module_says_whether_it_touches_the_world() -> None:
    for file in MODULES:
        said, touched = first_line(file), imported(file) & OUTSIDE
        assert said, f"{file} does not say what it is"
        assert "Pure" not in said or not touched, f"{file} is said to be pure, and uses {touched}"
        assert EFFECTS.search(said.lower()) or not touched, f"{file} does not say that it uses {touched}"
