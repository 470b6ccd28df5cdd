"""A newspaper with everything that one can have, read by those who use no mouse, no screen or little light.

By axe's rules for WCAG 2.2 AA, the size of targets among them, and by those for what is best, on every kind of page, at
three widths, by day and by night.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

from tests.crawl import dead_links
from tests.sites import Site
from tests.test_file_names import photographs, served
from tests.test_reader import AXE, colour, show
from tests.test_sample_newspaper import CHECKER

CONFIG = """\
site:
  title: The Gazette
  url: https://gazette.example
  tagline: News of Volos
  publisher: {name: Gazette Ltd, url: "https://ltd.example", email: news@gazette.example}
listing: {per_page: 2}
markdown: {engine: %s, trusted: [staff/**]}
comments: {provider: form, endpoint: "https://forms.example/f/1"}
photos: {uncredited: placeholder}
feeds: {tags: true, authors: true}
theme: {footer: [{title: About, url: /about/}]}
"""
CELLS = " | ".join(f"Column number {number}" for number in range(30))
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
BODY = f"""\
Water rose[^1] and `fell`. See [the ministry](https://ministry.example/), [the dam](live.md) and [below](#second).

| {CELLS} |
|{" --- |" * 30}
| {" | ".join("1,234,567" for _ in range(30))} |

| Ward | Votes |
| ---- | ----- |
| East | 1,234 |

| Ward | Votes |
| ---- | ----- |
| West | 4,321 |

## First

<table><caption>Turnout by ward</caption><tr><th>Ward</th><th>Turnout</th></tr><tr><td>East</td><td>71</td></tr></table>

```python
print("{"a long line of code that is wider than any telephone " * 4}")
```

    {"an indented line of code that is wider than any telephone " * 4}

<iframe src="https://www.youtube-nocookie.com/embed/a"></iframe>

<iframe src="https://www.youtube-nocookie.com/embed/b" title=""></iframe>

<iframe src="https://flo.uri.sh/visualisation/1/embed" title="Water levels since 1908"></iframe>

https://www.youtube.com/watch?v=dQw4w9WgXcQ

https://mastodon.social/@gazette/115000000000000001

Amid <iframe src="https://flo.uri.sh/visualisation/2/embed"></iframe> text.

> We stay.
>
> — Maria P., mayor

~~~quote
text: We stay
by: Maria P., mayor
~~~

~~~quote
text: We will never go
~~~

[[read-also: sponsored]]

[[read-also: opinion]]

## Second {{#second}}

> {LONG} rose to {"9" * 80}.

- [ ] Close the dam
- [x] Open the dam

1. One
    - Two

<details><summary>More of it</summary>Here.</details>

<figure><img src="p.jpg" alt="A street"><figcaption>The street. PHOTO: Ministry</figcaption></figure>

Term
: What it means

{LONG * 3}

- - -

https://a.example/{"x" * 200}

<mark>Marked</mark>, H<sub>2</sub>O, <kbd>Ctrl</kbd>, <abbr title="World">W</abbr>, ~~gone~~,
 <small>small</small>, <del>out</del>.

[^1]: A note with [a link](https://note.example/) that is rather long, so that it takes more than a line of the page.
"""
PHOTO = "{src: p.jpg, alt: A street, caption: The street, credit: Ministry, " + (
    "credit_url: 'https://m.example/', license: CC BY 4.0}"
)
PAGES = {
    "front": "/",
    "everything": "/2022/03/everything/",
    "everything, trusted": "/2022/03/trusted/",
    "live": "/2022/03/live/",
    "opinion": "/2022/03/opinion/",
    "sponsored": "/2022/03/sponsored/",
    "without photo": "/2022/03/old-1/",
    "section": "/section/news/",
    "section, page 1": "/section/news/page/1/",
    "tag": "/tag/rain/",
    "author": "/author/maria-p/",
    "archive": "/archive/",
    "sections": "/section/",
    "tags": "/tag/",
    "authors": "/author/",
    "corrections": "/archive/corrections/",
    "month": "/archive/2022/03/",
    "plain": "/about/",
    "not found": "/404.html",
}
READ = [("markdown", page) for page in PAGES] + [
    ("commonmark", page) for page in ("everything", "everything, trusted", "live", "sponsored", "plain")
]
"""By engine; all that a page has besides a text is the same with both."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": TAGS, "rules": {"target-size": {"enabled": True}}}
COLOURS = ["color-contrast", "link-in-text-block"]
"""Night changes nothing else; so all rules are for one width."""
BY_NIGHT = {"runOnly": COLOURS}
LOOKS: dict[int, dict[str, Any]] = {
    375: {"light": ALL, "dark": BY_NIGHT},
    768: {"light": ALL, "dark": BY_NIGHT},
    1280: {"light": ALL, "dark": ALL},
}
BEST = {
    "heading-order", "region", "landmark-one-main", "landmark-unique", "landmark-banner-is-top-level", "accesskeys",
    "page-has-heading-one", "empty-heading", "image-redundant-alt", "skip-link", "tabindex", "table-duplicate-name",
}  # fmt: skip
"""Some of the rules for what is best."""
RUN = """const done = arguments[1]; axe.run(document, arguments[0]).then(found => done({
ran: [...found.passes, ...found.violations, ...found.incomplete, ...found.inapplicable].map(rule => rule.id),
broken: found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 300))])}))"""


def write(site: Site, engine: str) -> None:
    site.write("config.yaml", CONFIG % engine)
    site.write("content/p.jpg", photographs(600, 400))
    site.write("content/staff/p.jpg", photographs(600, 400))
    author = "Maria P: {role: Editor, bio: Writes., email: m@g.example, links: ['https://m.example/m'], photo: p.jpg}\n"
    site.write("content/authors.yaml", author)
    site.write(
        "content/pages/about.md",
        f"---\ntitle: About\nsummary: What we are.\n---\n{BODY.split('[[')[0].replace('(#second)', '(#first)')}",
    )
    usual = {"section": "News", "tags": "[Rain, Volos]", "authors": "[Maria P]", "photo": PHOTO}
    for number in range(1, 5):
        site.article(f"old-{number}", date=f"2022-03-0{number}", section="News", tags="[Rain]", must_read="true")
    corrected = {"corrections": "[{date: 2022-03-08, text: 'It was Tuesday.'}]", "updated": "2022-03-08T09:00"}
    for name in ("everything", "staff/trusted"):
        site.article(
            name, BODY, **usual, **corrected, contents="true", subtitle="All of it", title=f"{LONG} and {name}"
        )
    for hour, kind in enumerate(("news", "analysis", "opinion", "live")):
        breaking = {"date": f"2022-03-08T0{hour}:00", "breaking": "{until: 2022-03-09}", "type": kind}
        site.article(kind, "Text.", **usual | breaking, title=f"An {kind} article")
    site.article("sponsored", BODY, **usual | {"date": "2022-03-08T10:00"}, type="sponsored", title="Buy a boat")
    site.article("paid", "Text.", date="2022-03-08T11:00", type="sponsored", title="Buy a car", section="News")


@pytest.fixture(scope="module")
def newspaper(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Its address and its folder."""
    site = Site(tmp_path_factory.mktemp("site"))
    write(site, request.param)
    site.built()
    with served(site.folder / "output") as host:
        yield f"http://127.0.0.1:{host.port}", site.folder / "output"


@pytest.mark.parametrize(("newspaper", "page"), READ, indirect=["newspaper"])
def test_everybody_can_read_it(newspaper: tuple[str, Path], browser: webdriver.Chrome, page: str) -> None:
    axe, found = AXE.read_text(encoding="utf-8"), []
    for width, schemes in LOOKS.items():
        show(browser, newspaper[0] + PAGES[page], width)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        browser.execute_script(axe)
        for scheme, rules in schemes.items():
            colour(browser, scheme)
            result = browser.execute_async_script(RUN, rules)
            assert set(result["ran"]) >= ({*COLOURS} if rules == BY_NIGHT else {*COLOURS, *BEST})
            found += [(width, scheme, *rule) for rule in result["broken"]]
    assert found == []


@pytest.mark.parametrize("newspaper", ["markdown", "commonmark"], indirect=True)
def test_its_pages_are_valid_html_and_no_link_is_dead(newspaper: tuple[str, Path]) -> None:
    command = ["java", "-jar", str(CHECKER), "--skip-non-html", "--format", "json", str(newspaper[1])]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    messages = [message for message in json.loads(ended.stderr)["messages"] if message["type"] == "error"]
    assert sorted({(message["url"][-40:], message["message"]) for message in messages}) == []
    assert dead_links(newspaper[1], "") == []
