"""A site's own layouts: how they build on the bundled ones, and what is said of one that fails."""

import pytest

from tests.sites import Site


def test_a_layout_may_extend_the_bundled_one_that_it_stands_in_for(site: Site) -> None:
    site.article()
    site.write(
        "layouts/article.html",
        '{% extends "bundled/article.html" %}{% block article_footer %}{{ super() }}<p>Our own</p>{% endblock %}',
    )
    site.built()
    page = site.page("/2022/03/flood/")
    assert "<p>Water rose.</p>" in page
    assert "<p>Our own</p>" in page


def test_a_layout_that_extends_itself_is_a_problem(site: Site) -> None:
    site.article()
    site.write("layouts/article.html", '{% extends "article.html" %}')
    assert str(site.problem("layout-error").place) == "layouts/article.html:1:1"


@pytest.mark.parametrize("layout", ["redirect", "front", "plain.html", "base"])
def test_an_article_can_not_take_the_layout_of_another_kind_of_page(site: Site, layout: str) -> None:
    site.article(layout=layout)
    report = site.built()
    assert [problem.code for problem in report.problems] == (["unknown-layout"] if layout != "plain.html" else [])
    assert "<h1>Flood in Volos</h1>" in site.page("/2022/03/flood/")
