"""Old addresses, as archives write them, and what stands at them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sites import Site

SiteAt = Callable[..., Site]


@pytest.fixture
def site_at(tmp_path: Path) -> SiteAt:
    """A site at a url, with an article that has these aliases."""

    def make(url: str, *aliases: str) -> Site:
        site = Site(tmp_path, config=f'site: {{title: G, url: "{url}"}}\n')
        site.article(aliases="[" + ", ".join(f'"{alias}"' for alias in aliases) + "]")
        return site

    return make


def redirects(site: Site) -> set[str]:
    return {path for path, page in site.output().items() if b'http-equiv="refresh"' in page and "page/" not in path}


def test_an_old_address_leads_here_from_below_the_site(site_at: SiteAt) -> None:
    site = site_at("https://g.example/blog/", "https://g.example/blog/old/", "/blog/older/", "/oldest/")
    assert not site.built().problems
    assert redirects(site) == {"old/index.html", "older/index.html", "oldest/index.html"}
    assert "https://g.example/blog/2022/03/flood/" in site.page("/old/")


@pytest.mark.parametrize(
    "alias",
    [
        "/blog/old/",
        "/blog/old",
        "blog/old",
        "/old/",
        "old",
        "https://g.example/blog/old/",
        "http://g.example/blog/old",
        "https://g.example:443/blog/old/",
        "http://g.example:80/blog/old/",
        "//g.example/blog/old/",
        "g.example/blog/old/",
        "HTTPS://G.EXAMPLE/blog/old/",
        "https://www.g.example/blog/old/",
        "www.g.example/blog/old/",
        "https://g.example./blog/old/",
        "https://g.example/blog/old/#comments",
        "/blog/old/#comments",
        "https://g.example/%62log/%6fld/",
        "https://g.example//blog/old/",
        " https://g.example/blog/old/ ",
    ],
)
def test_an_address_of_the_site_is_its_path(site_at: SiteAt, alias: str) -> None:
    site = site_at("https://g.example/blog/", alias)
    assert not site.built().problems
    assert redirects(site) == {"old/index.html"}


@pytest.mark.parametrize(
    ("alias", "why"),
    [
        ("https://other.example/x/", "is not of this site"),
        ("//other.example/x/", "is not of this site"),
        ("https://other.g.example/x/", "is not of this site"),
        ("https://g.example:8080/blog/x/", "is not of this site"),
        ("https://g.example:99999999/blog/x/", "is not of this site"),
        ("https://g.example@other.example/blog/x/", "is not of this site"),
        ("ftp://g.example/blog/x/", "is not of this site"),
        ("javascript:alert(1)", "is not of this site"),
        ("mailto:a@g.example", "is not of this site"),
        ("http://[", "is no path on this site"),
        ("/q.php?id=5", "has a query, which files can't answer"),
        ("https://g.example/blog/?p=123", "has a query, which files can't answer"),
        ("https://g.example/x/", "lies outside of the site"),
        ("https://g.example/blogger/x/", "lies outside of the site"),
        ("https://g.example/blog/", "is no path on this site"),
        ("/blog", "is no path on this site"),
        ("#top", "is no path on this site"),
        ("/blog/../x/", "is no path on this site"),
    ],
)
def test_any_other_address_is_left_out_with_a_warning(site_at: SiteAt, alias: str, why: str) -> None:
    site = site_at("https://g.example/blog/", alias, "/kept/")
    (problem,) = site.built().problems
    assert (problem.code, problem.severity) == ("bad-alias", "warning")
    assert str(problem) == f"content/flood.md:4:11: the alias '{alias}' {why} (write the old path: /2020/old-name/)"
    assert redirects(site) == {"kept/index.html"}


def test_a_path_that_begins_like_the_sites_is_another(site_at: SiteAt) -> None:
    site = site_at("https://g.example/blog", "/blogger/x/")
    site.built()
    assert redirects(site) == {"blogger/x/index.html"}


@pytest.mark.parametrize(
    ("url", "alias"),
    [
        ("https://www.g.example", "https://g.example/old/"),
        ("https://xn--jxalpdlp.example", "https://\u03b4\u03bf\u03ba\u03b9\u03bc\u03ae.example/old/"),
        ("https://\u03b4\u03bf\u03ba\u03b9\u03bc\u03ae.example", "https://xn--jxalpdlp.example/old/"),
        ("http://g.example:8080", "http://g.example:8080/old/"),
        ("https://g.example", "https://g.example/old/"),
    ],
)
def test_hosts_are_alike_in_both_spellings(site_at: SiteAt, url: str, alias: str) -> None:
    site = site_at(url, alias)
    site.built()
    assert redirects(site) == {"old/index.html"}


def test_where_the_site_is_put_out_for_a_look_its_own_host_still_counts(site_at: SiteAt) -> None:
    site = site_at("https://g.example", "https://g.example/old/")
    assert not site.built(base_url="https://staging.example").problems
    assert redirects(site) == {"old/index.html"}


def test_a_site_that_moved_takes_its_aliases_anew(site_at: SiteAt) -> None:
    site = site_at("https://g.example/blog", "https://g.example/blog/old/")
    site.built()
    site.edit("config.yaml", "/blog", "/news")
    assert [problem.code for problem in site.built().problems] == ["bad-alias"]
    assert redirects(site) == set()
