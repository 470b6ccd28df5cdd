"""What editors get wrong in config.yaml: told at its place, with the nearest right word, before anything is read."""

# ruff: noqa: E501 - a message is quoted whole

from __future__ import annotations

import pytest

from tests.sites import Site

S = 'site: {title: The Gazette, url: "https://gazette.example"}\n'
KNOWN = (
    "site, permalink, markdown, fragments, search, ellipsis, home, latest, related, must_read, listing, breaking, feeds, photos, pictures, "
    "comments, menu, sections, tags, front_matter, defaults, limits, broken, check, gone, ignore, problems, theme, paths"
)
WRONG: dict[str, tuple[str | bytes, str]] = {
    "no byte": ("", "empty-file 1:1: the file is empty (write it, or delete it)"),
    "comments only": ("# mine\n", "missing-key 1:1: the key 'site' is missing (add `site:` with `title` and `url`)"),
    "no site": ("menu: []\n", "missing-key 1:1: the key 'site' is missing (add `site:` with `title` and `url`)"),
    "a site that says nothing": (
        "site:\n",
        "missing-key 1:6: the key 'site' is missing (add `site:` with `title` and `url`)",
    ),
    "a site that is text": ("site: Gazette\n", "wrong-value 1:7: 'site': expected a group of keys, got text"),
    "no title": (
        "site: {url: 'https://a.example'}\n",
        "missing-key 1:7: 'site' lacks the key 'title' (add `title: ...`)",
    ),
    "no url": ("site:\n  title: Gazette\n", "missing-key 2:3: 'site' lacks the key 'url' (add `url: ...`)"),
    "an empty title": ("site: {title: '', url: 'https://a.example'}\n", "wrong-value 1:15: 'site.title': it is empty"),
    "a url without scheme": (
        "site: {title: Gazette, url: gazette.example}\n",
        "wrong-value 1:29: 'site.url': this text has a form that is not taken (write https://gazette.example)",
    ),
    "a url that is none": (
        "site: {title: Gazette, url: 'https://[a/'}\n",
        "wrong-value 1:29: 'site.url': 'https://[a/' is not the address of a site (write it as https://example.org)",
    ),
    "a url with a query": (
        "site: {title: Gazette, url: 'https://a.example/?b'}\n",
        "wrong-value 1:29: 'site.url': 'https://a.example/?b' is not the address of a site (write it as https://example.org)",
    ),
    "a language that is none": (
        "site: {title: Gazette, url: 'https://a.example', language: in Greek}\n",
        "wrong-value 1:60: 'site.language': this text has a form that is not taken (a language tag: en, el, pt-BR)",
    ),
    "a city for a timezone": (
        "site: {title: Gazette, url: 'https://a.example', timezone: Athens}\n",
        "wrong-value 1:60: there is no timezone 'Athens' (did you mean 'Europe/Athens'?)",
    ),
    "a misspelt timezone": (
        "site: {title: Gazette, url: 'https://a.example', timezone: Europe/Athns}\n",
        "wrong-value 1:60: there is no timezone 'Europe/Athns' (did you mean 'Europe/Athens'?)",
    ),
    "a path for a timezone": (
        "site: {title: Gazette, url: 'https://a.example', timezone: ../../etc/passwd}\n",
        "wrong-value 1:60: there is no timezone '../../etc/passwd' (an IANA name such as Europe/Athens)",
    ),
    "a misspelt key": (
        S + "permlink: /{slug}/\n",
        "unknown-key 2:1: unknown key 'permlink' (did you mean 'permalink'?)",
    ),
    "a key that no one knows": (S + "xyzzy: 1\n", f"unknown-key 2:1: unknown key 'xyzzy' (known are {KNOWN})"),
    "a key that is a number": (S + "2022: 1\n", f"unknown-key 2:1: unknown key '2022' (known are {KNOWN})"),
    "a misspelt key of the site": (
        "site: {title: Gazette, url: 'https://a.example', tagine: x}\n",
        "unknown-key 1:50: 'site' has no key 'tagine' (did you mean 'tagline'?)",
    ),
    "a misspelt part of the permalink": (
        S + "permalink: '/{year}/{slog}/'\n",
        "wrong-value 2:12: the permalink has no part 'slog' (did you mean 'slug'?)",
    ),
    "a permalink without slug": (
        S + "permalink: '/slug/'\n",
        "wrong-value 2:12: the permalink '/slug/' can't be used (start with /, have {slug}, end in / or .html)",
    ),
    "a permalink that leads out": (
        S + "permalink: '/../{slug}/'\n",
        "wrong-value 2:12: the permalink '/../{slug}/' can't be used (start with /, have {slug}, end in / or .html)",
    ),
    "a permalink with another ending": (
        S + "permalink: '/{slug}.php'\n",
        "wrong-value 2:12: the permalink '/{slug}.php' can't be used (start with /, have {slug}, end in / or .html)",
    ),
    "a word for a number": (
        S + "listing: {per_page: many}\n",
        "wrong-value 2:21: 'listing.per_page': expected a whole number, got text",
    ),
    "too small a number": (
        S + "listing: {per_page: 0}\n",
        "wrong-value 2:21: 'listing.per_page': expected a whole number of at least 1",
    ),
    "too large a number": (
        S + "latest: {count: 5000}\n",
        "wrong-value 2:17: 'latest.count': expected a whole number of at most 1000",
    ),
    "a number for a group": (S + "listing: 20\n", "wrong-value 2:10: 'listing': expected a group of keys, got text"),
    "neither yes nor no": (
        S + "feeds: {tags: perhaps}\n",
        "wrong-value 2:15: 'feeds.tags': expected true or false, got text",
    ),
    "an unknown engine": (
        S + "markdown: {engine: pandoc}\n",
        "wrong-value 2:20: 'markdown.engine': it can't be 'pandoc' (one of commonmark, markdown)",
    ),
    "an unknown delivery": (
        S + "fragments: {delivery: pigeon}\n",
        "wrong-value 2:12: 'fragments': it can't be 'pigeon' (one of esi, fetch, frozen, inline, ssi)",
    ),
    "text for a list": (
        S + "markdown: {trusted: staff}\n",
        "wrong-value 2:21: 'markdown.trusted': expected a list, got text (folders whose HTML alone is trusted: staff/**)",
    ),
    "a link of the menu without url": (
        S + "menu: [{title: News}]\n",
        "missing-key 2:8: 'menu' lacks the key 'url' (add `url: ...`)",
    ),
    "a span of time in words": (
        S + "breaking: {ttl: an hour}\n",
        "wrong-value 2:17: 'breaking.ttl': this text has a form that is not taken (how long `breaking: true` lasts: 6h)",
    ),
    "a span of time without end": (
        S + "breaking: {ttl: 99999999w}\n",
        "wrong-value 2:17: 'breaking.ttl': this text has a form that is not taken (how long `breaking: true` lasts: 6h)",
    ),
    "a time limit of nothing": (
        S + "limits: {article_seconds: 0}\n",
        "wrong-value 2:27: 'limits.article_seconds': expected a number above 0.0 (how long one article may take to render before it is given up)",
    ),
    "a code that no problem has": (
        S + "problems: {foto: off}\n",
        "unknown-key 2:12: 'problems' has no key 'foto' (did you mean 'photo'?)",
    ),
    "a severity that is none": (
        S + "problems: {photo: fatal}\n",
        "wrong-value 2:11: 'problems': it can't be 'fatal' (one of error, warning, off)",
    ),
    "a comment form that posts nowhere": (
        S + "comments: {provider: form}\n",
        "wrong-value 2:11: the comment form has no endpoint (set `comments.endpoint` to the form service's https address)",
    ),
    "a comment form that runs": (
        S + "comments: {provider: form, endpoint: 'javascript:alert(1)'}\n",
        "wrong-value 2:38: the comment form has no endpoint (set `comments.endpoint` to the form service's https address)",
    ),
    "front matter for a folder that is wrong": (
        S + "defaults:\n  - path: news\n    values:\n      type: column\n",
        "wrong-value 5:13: 'type': it can't be 'column' (one of analysis, live, news, opinion, sponsored)",
    ),
    "a tab": ("site:\n\ttitle: Gazette\n", "yaml 2:1: a tab stands where YAML wants spaces (indent with spaces)"),
    "an open quote": ("site:\n  title: 'Gazette\n", "yaml 2:10: a quote is opened and never closed (close the quote)"),
    "an alias": ("site: &a {title: a}\n", "yaml 1:7: a value can't start with '&' (put the whole value into quotes)"),
    "a list": ("- site\n", "wrong-value 1:1: the file is not a list of keys (write `key: value`)"),
    "text": ("Gazette\n", "wrong-value 1:1: the file is not a list of keys (write `key: value`)"),
    "Latin 1": (
        "site: {title: Café}".encode("latin-1"),
        "not-utf-8 1:18: the byte 0xE9 is not UTF-8 (save the file as UTF-8)",
    ),
    "a NUL": ("site: \0", "nul-character 1:7: the file holds a NUL character (save it as text)"),
}


def told(site: Site) -> list[str]:
    report = site.build()
    assert not report.built
    return [
        f"{problem.code} {problem.place.line}:{problem.place.column}: {str(problem).removeprefix(f'{problem.place}: ')}"
        for problem in report.problems
    ]


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_in_the_config_is_told_at_its_place_with_its_remedy(site: Site, name: str) -> None:
    site.article()
    site.write("config.yaml", WRONG[name][0])
    assert told(site) == [WRONG[name][1]]


def test_all_mistakes_of_the_config_are_told_at_once_in_order(site: Site) -> None:
    site.write("config.yaml", S + "permlink: x\nlisting: {per_page: 0}\nfeeds: 3\nmarkdown: {engine: pandoc}\n")
    assert [line.split(": ")[0] for line in told(site)] == [
        "unknown-key 2:1",
        "wrong-value 3:21",
        "wrong-value 4:8",
        "wrong-value 5:20",
    ]


def test_a_broken_config_leaves_the_last_good_output_as_it_was(site: Site) -> None:
    site.article()
    site.built()
    before = site.output()
    site.write("config.yaml", "site: {title: 'Gazette\n")
    assert not site.build().built
    assert site.output() == before


def test_a_key_of_the_config_that_stands_twice_is_a_warning(site: Site) -> None:
    site.write("config.yaml", S + "menu: []\nmenu: []\n")
    site.article()
    assert [str(problem) for problem in site.built().problems] == [
        "config.yaml:3:1: the key 'menu' stands twice (keep one of them)"
    ]
    assert not site.build(strict=True).built


@pytest.mark.parametrize(("text", "code"), [("\ufeff" + S, "byte-order-mark"), (S.replace("\n", "\r\n"), "line-ends")])
def test_the_config_may_come_from_windows(site: Site, text: str, code: str) -> None:
    site.write("config.yaml", text)
    site.article()
    assert [(problem.code, problem.severity) for problem in site.built().problems] == [(code, "warning")]


def test_front_matter_for_a_folder_that_no_one_knows_is_a_warning(site: Site) -> None:
    site.write("config.yaml", S + "defaults:\n  - path: news\n    values: {sektion: Sport}\n")
    site.article()
    assert [str(problem) for problem in site.built().problems] == [
        "config.yaml:4:14: 'defaults.values' has the unknown key 'sektion' (did you mean 'section'?)"
    ]


def test_a_logo_that_is_not_there_is_an_error(site: Site) -> None:
    site.write("config.yaml", S.replace("}", ", logo: gazette.svg}"))
    site.article()
    assert [problem.code for problem in site.build().problems] == ["missing-asset"]


def test_theme_values_reach_layouts_as_typed(site: Site) -> None:
    site.write("config.yaml", S + "theme: {country: no, time: 12:30:45, version: 1.10, number: 7, dark: true}\n")
    site.write(
        "layouts/front.html",
        "{{ theme.country }} {{ theme.time }} {{ theme.version }} {{ theme.number + 1 }} {{ theme.dark }}",
    )
    site.article()
    site.built()
    assert site.page("/") == "no 12:30:45 1.10 8 True"


@pytest.mark.parametrize(
    "folder", [".", "content", "content/out", "assets/", "layouts/../layouts", ".git", ".newsgen/x"]
)
def test_the_output_folder_is_not_among_the_sources(site: Site, folder: str) -> None:
    site.write("config.yaml", S + f"paths: {{output: {folder}}}\n")
    site.article()
    assert told(site) == [
        f"wrong-value 2:17: 'paths.output': '{folder}' is also one of the site's sources (give the output a folder of its own)"
    ]
