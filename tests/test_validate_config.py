"""Config values of the right type that would run, lead out of the site or stand in newsgen's own way: each told at its place."""

# ruff: noqa: E501 - a message is quoted whole

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from newsgen.model.config import ShareNetwork
from newsgen.pages.filters import SHARE_ADDRESSES
from tests.sites import Site

S = 'site: {title: G, url: "https://g.example"}\n'


def told(site: Site) -> list[str]:
    report = site.build()
    assert not report.built
    assert {problem.place.path for problem in report.problems} == {"config.yaml"}
    return [str(problem).removeprefix("config.yaml:") for problem in report.problems]


@pytest.fixture
def with_config(site: Site) -> Site:
    site.article()
    return site


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
    ],
)
def test_an_address_that_runs_is_refused_wherever_the_config_has_one(with_config: Site, url: str) -> None:
    text = f"""\
site:
  title: G
  url: https://g.example
  publisher:
    url: "{url}"
    corrections_policy: "{url}"
    ethics_policy: "{url}"
    ownership: "{url}"
menu:
  - News
  - {{title: A, url: "{url}"}}
theme:
  footer: [{{title: A, url: /a/}}, {{title: A, url: "{url}"}}]
"""
    with_config.write("config.yaml", text)
    found = [line.split(": ")[0] for line in told(with_config)]
    assert found == ["5:10", "6:25", "7:20", "8:16", "11:21", "13:50"]


@pytest.mark.parametrize(
    "url", ["/a/", "a/", "#top", "https://a.example/?b#c", "mailto:a@g.example", "tel:+30", "//a.example/"]
)
def test_other_addresses_are_taken(with_config: Site, url: str) -> None:
    with_config.write(
        "config.yaml", S + f'menu: [{{title: A, url: "{url}"}}]\ntheme: {{footer: [{{title: A, url: "{url}"}}]}}\n'
    )
    with_config.built()


@pytest.mark.parametrize(
    "url",
    [
        "https://g.example:99999999",
        "https://g.example:x/",
        "https://g.example:0/",
        "https://user:password@g.example",
        "https://user@g.example/",
        "https://@g.example/",
        "https://:80/",
        "https://g.example/../x/",
        "https://g.example/./",
        "https://g.example\\\\@a.example/",
        "https://g.example/?a",
        "https://g.example/#a",
        "https://[::1",
    ],
)
def test_the_sites_own_address_is_a_host_and_a_path(with_config: Site, url: str) -> None:
    with_config.write("config.yaml", f'site:\n  title: G\n  url: "{url}"\n')
    (line,) = told(with_config)
    assert line.startswith("3:8: 'site.url': '")
    assert line.endswith("' is not the address of a site (write it as https://example.org)")


@pytest.mark.parametrize(
    "url", ["https://g.example", "http://g.example:8080/a/b/", "http://[::1]:80/", "https://δοκιμή.example/"]
)
def test_plain_addresses_are_taken(with_config: Site, url: str) -> None:
    with_config.write("config.yaml", f'site: {{title: G, url: "{url}"}}\n')
    with_config.built()


@pytest.mark.parametrize(
    ("permalink", "first"),
    [
        ("/assets/{slug}/", "assets"),
        ("/ASSETS/{slug}/", "assets"),
        ("/%61ssets/{slug}/", "assets"),
        ("/_newsgen/{slug}/", "_newsgen"),
        ("/_fragments/{slug}.html", "_fragments"),
        ("/tag/{slug}/", "tag"),
        ("/section/{section}/{slug}/", "section"),
        ("/author/{year}/{slug}/", "author"),
        ("/archive/{year}/{month}/{slug}/", "archive"),
        ("/sitemaps/{slug}/", "sitemaps"),
        ("/feed.xml/{slug}/", "feed.xml"),
        ("/404.html/{slug}/", "404.html"),
        ("/index.html/{slug}/", "index.html"),
        ("//assets/{slug}/", "assets"),
    ],
)
def test_articles_do_not_stand_among_newsgens_own_pages(with_config: Site, permalink: str, first: str) -> None:
    with_config.write("config.yaml", S + f'permalink: "{permalink}"\n')
    assert told(with_config) == [
        f"2:12: the permalink '{permalink}' begins with /{first}, where newsgen's own pages and files stand (begin with another name)"
    ]


@pytest.mark.parametrize("permalink", ["//evil.example/{slug}/", "/{slug}/../", "/a\\u0001/{slug}/", "/{slug}?x/"])
def test_a_permalink_is_a_path(with_config: Site, permalink: str) -> None:
    with_config.write("config.yaml", S + f'permalink: "{permalink}"\n')
    assert [line.split(": ")[0] for line in told(with_config)] == ["2:12"]


@pytest.mark.parametrize(
    "permalink", ["/news/{slug}/", "/{section}/{slug}/", "/{slug}.html", "/tags/{slug}/", "/archives/{slug}/"]
)
def test_other_permalinks_are_taken(with_config: Site, permalink: str) -> None:
    with_config.write("config.yaml", S + f'permalink: "{permalink}"\n')
    with_config.built()


@pytest.mark.parametrize("key", ["content", "layouts", "assets", "output"])
@pytest.mark.parametrize("folder", ["/etc", "..", "../../x", "a/../../x", "~/x"])
def test_folders_lie_within_the_site(with_config: Site, key: str, folder: str) -> None:
    with_config.write("config.yaml", S + f"paths:\n  {key}: {folder}\n")
    fix = "name a folder of the site" + ("; --output takes any" if key == "output" else "")
    assert told(with_config) == [f"3:{5 + len(key)}: 'paths.{key}': '{folder}' lies outside of the site ({fix})"]


def test_the_command_line_may_put_the_output_anywhere(
    with_config: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    output = tmp_path_factory.mktemp("elsewhere") / "out"
    assert with_config.build(output=str(output)).built
    assert (Path(output) / "index.html").is_file()


@pytest.mark.parametrize(
    ("theme", "line"),
    [
        ("footer: 3", "3:11: 'theme.footer': expected a list, got text"),
        ("footer: [a]", "3:12: 'theme.footer': expected a group of keys, got text"),
        ("footer: [{url: /a/}]", "3:12: 'theme.footer' lacks the key 'title' (add `title: ...`)"),
        ("wordmark: perhaps", "3:13: 'theme.wordmark': expected true or false, got text"),
        ("accent: [red]", "3:11: 'theme.accent': expected text, got a list (as CSS has it)"),
        ("share: mail", "3:10: 'theme.share': expected a list, got text"),
        (
            "share: [mail, twiter]",
            "3:17: 'theme.share': it can't be 'twiter' (one of bluesky, facebook, linkedin, mail, reddit, telegram, whatsapp, x)",
        ),
    ],
)
def test_what_the_bundled_theme_is_told_has_the_form_that_it_wants(with_config: Site, theme: str, line: str) -> None:
    with_config.write("config.yaml", S + f"theme:\n  {theme}\n")
    assert told(with_config) == [line]


def test_the_theme_knows_every_network() -> None:
    assert set(get_args(ShareNetwork)) == SHARE_ADDRESSES.keys()


def test_all_of_it_is_told_at_once(with_config: Site) -> None:
    with_config.write(
        "config.yaml",
        """\
site: {title: G, url: "https://a:b@g.example:99999999", timezone: Athens, authority: "a b"}
permalink: /assets/{slug}/
menu: [{title: A, url: "javascript:alert(1)"}]
theme: {footer: 3}
paths: {content: /etc, output: ../../x}
latest: {count: many}
limits: {article_seconds: 1e300}
""",
    )
    assert [line.split(": ")[0] for line in told(with_config)] == [
        "1:23", "1:67", "1:86", "2:12", "3:24", "4:17", "5:18", "5:32", "6:17", "7:27",
    ]  # fmt: skip


def test_a_site_that_is_wrong_itself_hides_nothing_else(with_config: Site) -> None:
    with_config.write("config.yaml", "site: {title: G}\npermalink: /assets/{slug}/\n")
    assert [line.split(": ")[0] for line in told(with_config)] == ["1:7", "2:12"]
