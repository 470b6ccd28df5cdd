"""What CONTRIBUTING.md says of new questions and new keys, carried out on a copy of newsgen, with builds before and
after an edit."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import Site

ROOT = Path(__file__).parents[1]
QUESTION = '''
    @question(oldest=())
    def oldest(self, count: int) -> tuple[Card, ...]:
        """Of all articles, the first ones."""
        return tuple(self._card(position) for position in self._whole("all")[:count])
'''
OWN_PAGE = {
    "newsgen/model/article.py": [
        ('    summary: str = ""\n    subtitle: str = ""\n', '    town: str = ""\n'),
        ('    published: datetime\n    subtitle: str = ""\n', '    town: str = ""\n'),
    ],
    "newsgen/reading/articles.py": [("        published=published,\n", '        town=values.get("town", ""),\n')],
    "newsgen/pages/views.py": [("    subtitle: str\n", "    town: str\n")],
    "layouts/article.html": [("<h1>{{ article.title }}</h1>\n", "<p>From {{ article.town }}.</p>\n")],
}
CARDS = {
    "newsgen/model/article.py": [
        *OWN_PAGE["newsgen/model/article.py"],
        ("    section: Group\n", '    town: str = ""\n'),
    ],
    "newsgen/reading/articles.py": OWN_PAGE["newsgen/reading/articles.py"],
    "newsgen/model/entry.py": [('    section_slug: str = ""\n', '    town: str = ""\n')],
    "layouts/macros/cards.html": [('<div class="card-text">\n', "<p>From {{ card.town }}.</p>\n")],
}
"""What is added behind which lines, by file."""
ASKING = "{% for card in oldest(2 if page.title == 'Two' else 1) %}{{ card.title }} {% endfor %}"


class Copy:
    """A copy of newsgen, and a site that is built with it. Owns both. touched: what was added to of newsgen's."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.report, self.site = folder / "copy", folder / "report.json", Site(folder / "site")
        self.touched: set[str] = set()
        for name in ("newsgen", "layouts", "assets", "starter"):
            shutil.copytree(ROOT / name, self.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for number, name in enumerate(("flood", "dam", "match"), 1):
            self.site.article(name, title=name.capitalize(), date=f"2022-03-0{number}", section="News")

    def add(self, file: str, behind: str, lines: str) -> None:
        path = self.folder / file
        content = path.read_text(encoding="utf-8")
        assert content.count(behind) == 1, (file, behind)
        self.touched |= {file, innermost(content, behind)} if file.startswith("newsgen/") else set()
        path.write_text(content.replace(behind, behind + lines), encoding="utf-8")

    def carry_out(self, recipe: dict[str, list[tuple[str, str]]]) -> None:
        for file, additions in recipe.items():
            for behind, lines in additions:
                self.add(file, behind, lines)

    def run(self) -> subprocess.CompletedProcess[str]:
        now = ["--now", "2022-03-08T12:00:00+00:00"]
        command = [sys.executable, "-m", "newsgen", "build", "--report", str(self.report), *now]
        place = os.environ | {"PYTHONPATH": str(self.folder)}
        return subprocess.run(command, cwd=self.site.folder, env=place, capture_output=True, text=True, check=False)

    def made(self) -> dict[str, str]:
        """The urls of the pages that a build makes, each with the reason."""
        done = self.run()
        assert done.returncode == 0, done.stderr
        return {page["url"]: page["reason"] for page in json.loads(self.report.read_text())["made"]}

    def assert_clean(self) -> None:
        """A clean build leaves what is there."""
        there = self.site.output()
        shutil.rmtree(self.site.folder / ".newsgen")
        shutil.rmtree(self.site.folder / "output")
        self.made()
        assert self.site.output() == there


def innermost(content: str, behind: str) -> str:
    """The name of the class or function that has these lines."""
    line = content[: content.index(behind)].count("\n") + 1
    nodes = ast.walk(ast.parse(content))
    within = [node for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef) and _has(node, line)]
    return max(within, key=lambda node: node.lineno).name


def _has(node: ast.ClassDef | ast.FunctionDef, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or 0)


def rows() -> dict[str, set[str]]:
    """What CONTRIBUTING names, by what is wanted."""
    lines = [line for line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    split = [line.split(" | ", 1) for line in lines]
    return {wanted.removeprefix("| "): set(re.findall(r"`([^`]+)`", where)) for wanted, where in split}


def named(wanted: str) -> set[str]:
    """What of newsgen's code a row names."""
    return {name for name in rows()[wanted] if name.startswith("newsgen/") or name.isidentifier()}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_a_question_is_one_method_and_makes_only_the_pages_anew_that_it_has_another_answer_for(copy: Copy) -> None:
    copy.add("newsgen/catalog/catalog.py", '        return self._newest("all", count)\n', QUESTION)
    assert copy.touched - {"newest"} == named("a question that layouts may ask") - {"Catalog"}
    for name in ("One", "Two"):
        copy.site.write(f"content/pages/{name.lower()}.md", f"---\ntitle: {name}\n---\nWe.\n")
    copy.site.write("layouts/plain.html", ASKING)
    copy.made()
    assert (copy.site.page("/one/"), copy.site.page("/two/")) == ("Flood ", "Flood Dam ")
    copy.site.article("race", title="Race", date="2022-03-04", section="News")
    assert plain_pages(copy.made()) == {}
    copy.site.article("dam", title="Weir", date="2022-03-02", section="News")
    assert plain_pages(copy.made()) == {"/two/": "the answer to oldest(2) changed"}
    assert (copy.site.page("/one/"), copy.site.page("/two/")) == ("Flood ", "Flood Weir ")
    copy.site.article("flood", title="Flood", date="2022-03-01", section="News", subtitle="Again")
    assert plain_pages(copy.made()) == {}
    copy.assert_clean()


def plain_pages(made: dict[str, str]) -> dict[str, str]:
    return {url: reason for url, reason in made.items() if url in ("/one/", "/two/")}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (QUESTION.replace("    @question(oldest=())\n", ""), "'oldest' is undefined"),
        (QUESTION.replace("oldest=()", ""), "'oldest' is undefined"),
        (QUESTION.replace("oldest=()", "latest=()"), "there are two questions latest"),
        (QUESTION.replace("def oldest", "def newest"), "there are two questions newest"),
        (QUESTION.replace("count: int", "*, count: int"), "Catalog.oldest must take each argument by position"),
    ],
)
def test_a_question_that_lacks_something_is_an_error_at_once(question: str, said: str, copy: Copy) -> None:
    copy.add("newsgen/catalog/catalog.py", '        return self._newest("all", count)\n', question)
    copy.site.write("layouts/404.html", '{% extends "bundled/404.html" %}{% block head %}{{ oldest(1) }}{% endblock %}')
    done = copy.run()
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
    assert not (copy.site.folder / "output").exists()


def test_a_key_for_the_own_page_is_in_four_files(copy: Copy) -> None:
    assert len(OWN_PAGE) <= 4
    copy.carry_out(OWN_PAGE)
    assert copy.touched == named("a front matter key")
    copy.site.article("dam", title="Dam", date="2022-03-02", section="News", town="Volos")
    copy.made()
    assert "<p>From Volos.</p>" in copy.site.page("/2022/03/dam/")
    copy.site.article("dam", title="Dam", date="2022-03-02", section="News", town="Larissa")
    made = copy.made()
    assert made["/2022/03/dam/"] == "the text of '2022-03-02-dam' changed"
    assert {"/", "/section/news/", "/2022/03/match/"}.isdisjoint(made)
    assert "<p>From Larissa.</p>" in copy.site.page("/2022/03/dam/")
    copy.assert_clean()


def test_a_key_that_cards_show_is_in_four_files_too(copy: Copy) -> None:
    assert len(CARDS) <= 4
    copy.carry_out(CARDS)
    as_above = named("a front matter key") - {"newsgen/pages/views.py", "ArticleView"}
    assert copy.touched == as_above | named("a front matter key that cards show") - {"ArticleView"}
    copy.site.article("dam", title="Dam", date="2022-03-02", section="News", town="Volos")
    copy.made()
    assert "<p>From Volos.</p>" in copy.site.page("/section/news/")
    copy.site.article("dam", title="Dam", date="2022-03-02", section="News", town="Larissa")
    assert {"/2022/03/dam/", "/section/news/", "/2022/03/match/"} <= copy.made().keys()
    assert "<p>From Larissa.</p>" in copy.site.page("/section/news/")


def test_what_the_recipes_name_is_there() -> None:
    names = set().union(*rows().values())
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "newsgen").rglob("*.py"))
    defined = {
        name for name in names if re.search(rf"\b(def|class) {re.escape(name)}\b|^{re.escape(name)}\b.* =", code, re.M)
    }
    files = {name for name in names if (ROOT / name).exists()}
    assert names - defined - files == {"@question(name_in_layouts=())"}
    assert len(defined) >= 10
    assert len(files) >= 15
    assert rows().keys() >= {
        "a question that layouts may ask", "a front matter key", "a front matter key that cards show",
        "a field of the feeds", "a check that `newsgen check` alone makes", "a kind of page", "a fragment", "a command",
    }  # fmt: skip
