"""Every kind of problem has its code, its heading in the docs and a test that provokes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import newsgen
from newsgen.model.problem import Code
from tests.mistakes import TOLD
from tests.test_config_errors import WRONG
from tests.test_layout_errors import FAILING

PRODUCT, DOCS, TESTS = Path(newsgen.__file__).parent, Path(__file__).parents[1] / "docs", Path(__file__).parent
CODES: tuple[str, ...] = get_args(Code)
IN_TABLES = {
    *(code for mistake in TOLD.values() for _, _, _, code, _ in mistake.messages),
    *(line.split()[0] for _, line in WRONG.values()),
    *(line.split()[1].removesuffix(":") for line in FAILING.values()),
}


def literals(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        yield from (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is str)


def test_each_code_stands_once_in_its_place_by_the_alphabet() -> None:
    assert list(CODES) == sorted(set(CODES))


def test_the_docs_have_a_heading_for_each_code_and_no_other() -> None:
    text = (DOCS / "problems.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == list(CODES)


def test_the_product_uses_each_code() -> None:
    """The type checker sees to it that it uses no other; the registry itself names each once."""
    used = list(literals(PRODUCT))
    assert [code for code in CODES if used.count(code) < 2] == []


def test_a_test_provokes_each_code() -> None:
    elsewhere = {code for text in literals(TESTS) for code in CODES if f" {code} " in f" {text} "}
    assert [code for code in CODES if code not in IN_TABLES | elsewhere] == []
    assert len(IN_TABLES) > 30


def test_what_is_told_is_short_and_ends_without_a_stop() -> None:
    told = [words for mistake in TOLD.values() for *_, words in mistake.messages]
    assert [line for line in told if not line or line.endswith(".") or len(line) > 200] == []
