"""A site's own layouts: how they build on the bundled ones, and what is said of one that fails."""

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
