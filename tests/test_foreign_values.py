"""Values that keys of ours have elsewhere are understood or warned of; they never stop a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsgen.model.article import Article
from tests import reads
from tests.reads import Read
from tests.sites import Site


def read(folder: Path, matter: str) -> Read:
    return reads.read(folder, f"---\ntitle: Flood\ndate: 2022-03-07\n{matter}\n---\nWater rose.\n")


def article(folder: Path, matter: str) -> Article:
    return reads.article(read(folder, matter))


@pytest.mark.parametrize("written", ["post", "page", "posts", "article", "blog", "[post]", "{a: b}", "1"])
@pytest.mark.parametrize("key", ["type", "comments", "lang", "layout", "breaking", "must_read"])
def test_a_value_from_elsewhere_is_at_most_a_warning_at_its_place(key: str, written: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"{key}: {written}")
    assert found.article
    assert {(each.severity, each.place.line, each.place.column) for each in found.problems} <= {
        ("warning", 4, len(key) + 3)
    } or (key, written) == ("breaking", "{a: b}")


@pytest.mark.parametrize("matter", ["type: post", "kind: page", "layout: post", "layout: default", "lang: English"])
def test_it_is_told_when_a_site_is_built(matter: str, site: Site) -> None:
    key, _, value = matter.partition(": ")
    site.article(**{key: value})
    assert [problem.severity for problem in site.built().problems] == ["warning"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Opinion", "opinion"),
        ("NEWS", "news"),
        ("Op-Ed", "opinion"),
        ("liveblog", "live"),
        ("Advertorial", "sponsored"),
    ],
)
def test_a_type_may_be_in_any_case_and_in_other_words(written: str, meant: str, tmp_path: Path) -> None:
    assert article(tmp_path, f"type: {written}").type == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Closed", "closed"),
        ("open", "true"),
        ("enabled", "true"),
        ("disabled", "false"),
        ("none", "false"),
        ("No", "false"),
    ],
)
def test_comments_may_be_in_any_case_and_in_other_words(written: str, meant: str, tmp_path: Path) -> None:
    assert article(tmp_path, f"comments: {written}").comments == meant


@pytest.mark.parametrize(("written", "meant"), [("en_US", "en-US"), ("el_GR.UTF-8", "el-GR"), ("pt-BR", "pt-BR")])
def test_a_language_may_have_an_underscore(written: str, meant: str, tmp_path: Path) -> None:
    assert article(tmp_path, f"lang: {written}").lang == meant


@pytest.mark.parametrize(
    "written", ["post", "layouts/post.njk", "../../layouts/post.astro", "post.liquid", "blog/post", "post.html.erb"]
)
def test_a_layout_may_be_a_path_of_another_generators(written: str, tmp_path: Path) -> None:
    assert article(tmp_path, f"layout: {written}").layout == "post"


def test_what_is_ours_alone_is_still_an_error(tmp_path: Path) -> None:
    assert [problem.severity for problem in read(tmp_path, "breaking: {untl: 2022-03-08}").problems] == ["error"]
    assert [problem.severity for problem in read(tmp_path, "noindex: perhaps").problems] == ["error"]
