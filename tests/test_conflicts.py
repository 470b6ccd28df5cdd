"""What Git leaves of a merge is never published, wherever it stands; what merely looks like it is."""

from pathlib import Path

import pytest

from tests.sites import CONFIG, Site


@pytest.fixture(params=["markdown", "commonmark"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    """An empty site, once for each Markdown engine."""
    return Site(tmp_path, config=CONFIG.replace("commonmark", request.param))


CONFLICTS = {
    "whole": ("One.\n\n<<<<<<< HEAD\nRose.\n=======\nFell.\n>>>>>>> main\n", 7),
    "of a rebase": ("<<<<<<< HEAD\nRose.\n=======\nFell.\n>>>>>>> 3f2a1b9 (Mend)\n", 5),
    "diff3": ("<<<<<<< ours\nRose.\n||||||| 3f2a1b9\nWas.\n=======\nFell.\n>>>>>>> theirs\n", 5),
    "the first line alone": ("One.\n<<<<<<< HEAD\nRose.\n", 6),
    "the first line, bare": ("<<<<<<<\nRose.\n", 5),
    "the base alone": ("One.\n||||||| merged common ancestors\nRose.\n", 6),
    "without its first line": ("Rose.\n=======\nFell.\n>>>>>>> fix\n", 6),
    "the last line alone": ("One.\n\n>>>>>>> origin/fix\n", 7),
    "the last line alone, a commit": ("One.\n>>>>>>> 3f2a1b9\n", 6),
    "the last line alone, a stash": ("One.\n>>>>>>> Stashed changes\n", 6),
    "in a list": ("- a\n<<<<<<< HEAD\n- b\n=======\n- c\n>>>>>>> x\n", 6),
    "within a fence that is never closed": ("One.\n\n```\n<<<<<<< HEAD\n", 8),
}


@pytest.mark.parametrize("body", CONFLICTS)
def test_a_conflict_in_a_text_is_an_error_at_its_line(site: Site, body: str) -> None:
    text, line = CONFLICTS[body]
    for ends in ("\n", "\r\n"):
        site.article(body=text)
        file = site.folder / "content/flood.md"
        file.write_bytes(file.read_bytes().replace(b"\n", ends.encode()))
        report = site.build()
        assert not report.built
        assert [str(each.place) for each in report.problems if each.code == "merge-conflict"] == [
            f"content/flood.md:{line}:1"
        ]


HEADS = {
    "a key": "---\n<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> x\ndate: 2022-03-07\n---\nRose.\n",
    "a value in a block": "---\ntitle: A\nsummary: |\n<<<<<<< HEAD\n  A\n---\nRose.\n",
    "the fence": "<<<<<<< HEAD\n---\ntitle: A\n=======\n---\ntitle: B\n>>>>>>> x\ndate: 2022-03-07\n---\nRose.\n",
    "TOML": '+++\n<<<<<<< HEAD\ntitle = "A"\n=======\ntitle = "B"\n>>>>>>> x\n+++\nRose.\n',
    "headers": "Title: A\n<<<<<<< HEAD\nDate: 2022-03-07\n\nRose.\n",
}


@pytest.mark.parametrize("head", HEADS)
def test_a_conflict_in_front_matter_is_told_as_one(site: Site, head: str) -> None:
    site.write("content/flood.md", HEADS[head])
    line = 1 + HEADS[head].split("\n").index("<<<<<<< HEAD")
    (problem,) = site.build().problems
    assert (problem.code, problem.severity, problem.place.line) == ("merge-conflict", "error", line)


@pytest.mark.parametrize("file", ["config.yaml", "content/authors.yaml"])
def test_a_conflict_in_the_sites_own_files_is_told_as_one(site: Site, file: str) -> None:
    site.article()
    site.write(file, "<<<<<<< HEAD\nsite: {title: A}\n=======\nsite: {title: B}\n>>>>>>> x\n")
    assert [problem.code for problem in site.build().problems] == ["merge-conflict"]


INNOCENT = {
    "a heading": "Rain\n=======\n\nWater rose.",
    "a heading above a quote": "Rain\n=======\n\n>>>>>>> deep",
    "a quote in quotes": "> a\n>>>>>>> deep\n\nWater rose.",
    "a quote that starts deep": "One.\n\n>>>>>>> deep",
    "a fence": "One.\n\n```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main\n```\n",
    "a fence of tildes": "~~~ diff\n<<<<<<< HEAD\n>>>>>>> main\n~~~\n\nRose.",
    "indented code": "One.\n\n    <<<<<<< HEAD\n    >>>>>>> main\n",
    "a pre element": "One.\n\n<pre>\n<<<<<<< HEAD\n>>>>>>> main\n</pre>\n",
    "inline": "Look for `<<<<<<< HEAD`, and for <<<<<<< too.",
    "a long row": "One.\n\n<<<<<<<<<<<<<<<<<<<<\n\n>>>>>>>>>> x",
    "an empty row": "| a | b |\n|---|---|\n|||||||\n",
}


@pytest.mark.parametrize("body", INNOCENT)
def test_what_looks_like_a_marker_may_be_published(site: Site, body: str) -> None:
    site.article(body=INNOCENT[body])
    assert "merge-conflict" not in {problem.code for problem in site.built().problems}
