"""`newsgen init`: a small newspaper, what publishes it, and what editors want."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from newsgen.cli.init_command import HOSTS
from newsgen.model.article import ArticleType, FrontMatter, PhotoMatter
from tests.crawl import dead_links
from tests.documents import ROOT, text
from tests.terminals import on_terminal
from tests.test_commands import newsgen, wrong

EVERYWHERE = """
    .gitignore .pre-commit-config.yaml .vscode/extensions.json .vscode/settings.json config.yaml
    content/_archetypes/default.md content/_archetypes/opinion.md content/authors.yaml
    content/news/2026-03-04-council-votes-on-the-weir.md content/news/2026-03-09-mill-bridge-opens.md
    content/opinion/2026-03-08-in-praise-of-going-round.md content/pages/about.md content/photos/mill-bridge.jpg
    frontmatter.json schemas/article.json schemas/authors.json schemas/config.json
""".split()
OF_HOST = {
    "none": [],
    "github": [".github/workflows/publish.yml"],
    "cloudflare": [".github/workflows/publish.yml", "assets/_root/_headers"],
    "s3": [".github/workflows/publish.yml"],
    "netlify": ["netlify.toml", "netlify/keep-newsgen/index.js", "netlify/keep-newsgen/manifest.yml"],
}
WORKFLOWS = ["github", "cloudflare", "s3"]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    assert newsgen("init", str(tmp_path / "paper")).exit_code == 0
    return tmp_path / "paper"


def files(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("host", OF_HOST)
def test_init_makes_a_newspaper_that_builds_without_a_warning(host: str, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "paper"
    started = newsgen("init", str(folder), "--host", host)
    assert started.exit_code == 0
    assert "newsgen serve" in started.output
    assert ("To publish: " in started.output) == (host != "none")
    assert files(folder) == sorted([*EVERYWHERE, *OF_HOST[host]])
    built = newsgen("build", "-s", str(folder), "-q", "--strict", "--jobs", "1")
    assert (built.exit_code, built.output) == (0, "")
    assert dead_links(folder / "output", "") == []


def test_the_hosts_are_those_that_there_are_files_for() -> None:
    assert {*HOSTS, "none"} == set(OF_HOST)
    assert {folder.name for folder in (ROOT / "starter/hosts").iterdir()} == set(HOSTS)


def test_the_newspaper_has_three_articles_a_photo_and_a_correction(paper: Path) -> None:
    built = newsgen("build", "-s", str(paper), "--jobs", "1")
    assert built.output.startswith("3 articles, ")
    pages = "".join(file.read_text(encoding="utf-8") for file in (paper / "output").rglob("index.html"))
    assert [words for words in ("PHOTO: Ida Marrow", "READ ALSO", "It will have 41") if words not in pages] == []


def test_git_passes_over_what_is_built(paper: Path) -> None:
    assert (paper / ".gitignore").read_text() == "/output/\n/.newsgen/\n"


@pytest.mark.parametrize("there", ["notes.txt", ".hidden", "config.yaml"])
def test_init_leaves_a_folder_that_is_not_empty_alone(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("mine")
    refused = newsgen("init", str(tmp_path))
    assert refused.exit_code == 2
    assert "not empty" in refused.stderr
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {there: "mine"}


def test_init_does_not_take_a_file_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "paper").write_text("mine")
    assert newsgen("init", str(tmp_path / "paper")).exit_code == 2
    assert (tmp_path / "paper").read_text() == "mine"


def test_a_new_repository_of_git_counts_as_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    before = files(tmp_path / ".git")
    monkeypatch.chdir(tmp_path)
    started = newsgen("init", ".")
    assert started.exit_code == 0
    assert files(tmp_path / ".git") == before
    assert "Next: newsgen serve" in started.output
    assert (tmp_path / "config.yaml").is_file()


@pytest.mark.parametrize(("answer", "is_made"), [("\n", True), ("n\n", False)])
def test_a_repository_is_offered_where_there_is_none(answer: str, is_made: bool, tmp_path: Path) -> None:
    answers = [("It is in no repository of Git yet: make one? [Y/n]: ", answer)]
    code, _ = on_terminal(["init", "paper"], tmp_path, answers, GIT_CONFIG_GLOBAL=os.devnull)
    assert (code, (tmp_path / "paper/.git").is_dir()) == (0, is_made)


def test_elsewhere_init_says_how_a_repository_is_made(tmp_path: Path) -> None:
    paper = tmp_path / "my paper"
    assert f"no repository of Git yet: git init '{paper}' makes one." in newsgen("init", str(paper)).output
    assert not (paper / ".git").exists()


def test_a_folder_in_a_repository_needs_none_of_its_own(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    assert "no repository" not in newsgen("init", str(tmp_path / "paper")).output


# Publishing


@cache
def workflow(host: str) -> Any:
    found = yaml.load((ROOT / f"starter/hosts/{host}/.github/workflows/publish.yml").read_text(), yaml.BaseLoader)
    return found["jobs"]["publish"]


@pytest.mark.parametrize("host", WORKFLOWS)
def test_a_workflow_builds_strictly_with_what_earlier_builds_learnt(host: str) -> None:
    steps = workflow(host)["steps"]
    caching = [step for step in steps if step.get("uses", "").startswith("actions/cache/")]
    assert [(step["uses"], step["with"]["path"]) for step in caching] == [
        ("actions/cache/restore@v6", ".newsgen\noutput"),
        ("actions/cache/save@v6", ".newsgen\noutput"),
    ]
    assert caching[-1] is steps[-1]  # what was not published is not remembered as published
    assert caching[1]["with"]["key"].startswith(caching[0]["with"]["restore-keys"])
    (build,) = [step["run"] for step in steps if step.get("name") == "Build"]
    assert "newsgen build --strict" in build
    after = steps[[step.get("name") for step in steps].index("Build") :]
    assert {step["if"] for step in after} == {"steps.due.outputs.due == 'true'"}


def test_the_workflows_differ_only_in_who_may_what_and_in_how_they_deploy() -> None:
    steps = [workflow(host)["steps"][:6] for host in WORKFLOWS]
    assert steps[0] == steps[1] == steps[2]
    assert steps[0][-1]["name"] == "Build"


def test_all_workflows_and_the_docs_use_the_same_versions_of_actions() -> None:
    written = [file.read_text() for file in (ROOT / "starter/hosts").rglob("*.yml")] + [text("docs/hosting.md")]
    used = {use for words in written for use in re.findall(r"uses: (\S+)@(v\d+)", words)}
    assert len(used) == len({action for action, _ in used}) >= 6


def run_step(paper: Path, name: str, **environment: str) -> str:
    """What a step of the workflow tells the ones after it."""
    (script,) = [step["run"] for step in workflow("github")["steps"] if step.get("name") == name]
    told = paper / "told"
    told.write_text("")
    own = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "GITHUB_OUTPUT": str(told)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    subprocess.run(command, cwd=paper, env=os.environ | own | environment, check=True, timeout=60)
    return told.read_text()


def test_a_scheduled_run_publishes_only_if_something_is_due(paper: Path) -> None:
    scheduled = {"GITHUB_EVENT_NAME": "schedule"}
    article = paper / "content/news/later.md"
    article.write_text("---\ntitle: Later\ndate: 2999-01-01\n---\nLater.\n")
    assert run_step(paper, "Is anything due?", GITHUB_EVENT_NAME="push") == "due=true\n"
    assert run_step(paper, "Is anything due?", **scheduled) == "due=true\n"
    run_step(paper, "Build")
    assert (paper / "output/index.html").is_file()
    assert run_step(paper, "Is anything due?", **scheduled) == "due=false\n"
    assert run_step(paper, "Is anything due?", GITHUB_EVENT_NAME="push") == "due=true\n"
    (paper / ".newsgen/published").write_text("2026-01-01T00:00:00Z\n")
    assert run_step(paper, "Is anything due?", **scheduled) == "due=true\n"
    for text_file in (paper / "content").rglob("*.md"):
        text_file.unlink()
    assert run_step(paper, "Is anything due?", **scheduled) == "due=false\n"


def test_netlify_keeps_what_earlier_builds_learnt() -> None:
    folder = ROOT / "starter/hosts/netlify"
    settings = tomllib.loads((folder / "netlify.toml").read_text())
    assert "newsgen build --strict" in settings["build"]["command"]
    assert [plugin["package"] for plugin in settings["plugins"]] == ["/netlify/keep-newsgen"]
    script = (
        "const plugin = require('./index.js'); const done = [];"
        "const cache = {restore: path => done.push('restore ' + path), save: path => done.push('save ' + path)};"
        "const utils = {cache};"
        "plugin.onPreBuild({utils}); plugin.onPostBuild({utils}); console.log(done.join())"
    )
    done = subprocess.run(
        ["node", "-e", script], cwd=folder / "netlify/keep-newsgen", capture_output=True, text=True, check=True
    )
    assert done.stdout == "restore ./.newsgen,./output,save ./.newsgen,./output\n"


# Editors


def test_the_schemas_are_named_for_editors(paper: Path) -> None:
    for file in (paper / "config.yaml", paper / "content/authors.yaml"):
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", file.read_text())
        assert named
        assert (file.parent / named[1]).is_file()
    for kind in ("config", "article", "authors"):
        assert (paper / "schemas" / f"{kind}.json").read_text() == newsgen("schema", kind).output


def test_vs_code_is_told_which_schema_is_whose(paper: Path) -> None:
    settings = json.loads((paper / ".vscode/settings.json").read_text())
    for schema, file in settings["yaml.schemas"].items():
        assert (paper / schema).is_file()
        assert (paper / file).is_file()
    assert "redhat.vscode-yaml" in json.loads((paper / ".vscode/extensions.json").read_text())["recommendations"]


def test_what_it_starts_with_is_right_by_the_schemas(paper: Path) -> None:
    assert wrong("config", (paper / "config.yaml").read_text()) == []
    assert wrong("authors", (paper / "content/authors.yaml").read_text()) == []
    articles = sorted((paper / "content").glob("[no]*/*.md"))
    assert len(articles) == 3
    assert [line for file in articles for line in wrong("article", file.read_text().split("---\n")[1])] == []


def test_front_matters_fields_are_keys_of_ours(paper: Path) -> None:
    (kind,) = json.loads((paper / "frontmatter.json").read_text())["frontMatter.taxonomy.contentTypes"]
    fields = {field["name"]: field for field in kind["fields"]}
    assert set(fields) <= set(FrontMatter.__struct_fields__)
    assert {field["name"] for field in fields["photo"]["fields"]} <= set(PhotoMatter.__struct_fields__)
    assert set(fields["type"]["choices"]) == set(get_args(ArticleType))


@pytest.mark.parametrize("kind", ["", "opinion"])
def test_its_archetypes_begin_articles_without_problems(kind: str, paper: Path) -> None:
    options = ["--kind", kind] if kind else []
    begun = newsgen("new", "Rain: at last", "-s", str(paper), "--section", "News", "--author", "Ida Marrow", *options)
    assert begun.exit_code == 0
    built = newsgen("build", "-s", str(paper), "--drafts", "--strict", "--future", "--jobs", "1", "-q")
    assert (built.exit_code, built.output) == (0, "")


# Before a commit


def test_the_hooks_check_the_files_of_content() -> None:
    (offered,) = yaml.safe_load(text(".pre-commit-hooks.yaml"))
    (own,) = yaml.safe_load(text("starter/.pre-commit-config.yaml"))["repos"][0]["hooks"]
    for hook in (offered, own):
        assert (hook["id"], hook["entry"]) == ("newsgen-check", "newsgen check")
        takes = re.compile(hook["files"])
        assert takes.search("content/news/2026-03-09-flood.md")
        assert takes.search("content/a.markdown")
        assert not takes.search("docs/content/a.md")
        assert not takes.search("content/photos/a.jpg")
