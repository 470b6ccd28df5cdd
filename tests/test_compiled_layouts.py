"""Layouts are compiled once, and what was compiled is kept where nobody else can put code."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsgen.pages.layouts import LayoutEnvironment
from tests.histories import COMPILE
from tests.sites import Site


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The names of the layouts that are compiled from now on, in a temporary folder that nobody has used."""
    names: list[str] = []
    generate = LayoutEnvironment._generate

    def noted(env: LayoutEnvironment, source: Any, name: str | None, *more: Any, **options: Any) -> str:
        names.append(name or "")
        return generate(env, source, name, *more, **options)

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(LayoutEnvironment, "_generate", noted)
    monkeypatch.setattr(LayoutEnvironment, "compile", COMPILE)
    return names


@pytest.fixture
def paper(in_memory: Path, compiled: list[str]) -> Site:
    site = Site(in_memory)
    site.write("layouts/macros/pager.html", "{% macro pager(page) %}{{ 'a' | absolute }}{% endmacro %}")
    site.article()
    site.built()
    assert {"base.html", "article.html", "macros/pager.html"} <= set(compiled)
    compiled.clear()
    return site


def kept(site: Site) -> Path:
    (folder,) = Path(tempfile.gettempdir()).iterdir()
    return folder


def test_a_build_compiles_no_layout_again(paper: Site, compiled: list[str]) -> None:
    paper.article(body="Water fell.")
    paper.built()
    assert "Water fell." in paper.page("/2022/03/flood/")
    assert {"base.html", "article.html", "macros/pager.html"}.isdisjoint(compiled)


def cut_off(folder: Path) -> None:
    for file in folder.iterdir():
        os.truncate(file, file.stat().st_size // 2)


CHANGES: dict[str, tuple[Callable[[Site], object], set[str]]] = {
    "a layout": (lambda site: site.edit("layouts/macros/pager.html", "'a'", "'b'"), {"macros/pager.html"}),
    "the config, which filters of constants depend on": (
        lambda site: site.edit("config.yaml", "gazette.example", "herald.example"),
        {"macros/pager.html", "base.html", "article.html"},
    ),
    "what was kept, cut off": (
        lambda site: cut_off(kept(site)),
        {"macros/pager.html", "base.html", "article.html"},
    ),
}


@pytest.mark.parametrize(("change", "again"), CHANGES.values(), ids=CHANGES)
def test_it_compiles_what_changed(
    paper: Site, compiled: list[str], change: Callable[[Site], object], again: set[str]
) -> None:
    change(paper)
    paper.article(body="Water fell.", tags="[Rain]")
    for number in range(40):
        paper.article(f"rain-{number}", title=f"Rain {number}", tags="[Rain]")
    paper.built()
    assert again <= set(compiled)


def test_nobody_else_can_put_code_there(paper: Site, compiled: list[str], tmp_path: Path) -> None:
    folder = kept(paper)
    assert (folder.stat().st_mode & 0o777, folder.stat().st_uid) == (0o700, os.getuid())
    folder.rename(tmp_path / "somebody's")
    folder.symlink_to(tmp_path / "somebody's")
    paper.article(body="Water fell.")
    paper.built()
    assert {"base.html", "article.html"} <= set(compiled)
