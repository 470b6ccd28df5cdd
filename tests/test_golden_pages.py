"""Whole pages of a small site as they are, kept in tests/golden: a change of looks shows in a change's diff.

`NEWSGEN_BLESS=1 .venv/bin/python -m pytest tests/test_golden_pages.py` takes the present pages for right.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.sites import Site

GOLDEN = Path(__file__).parent / "golden"
PAGES = {
    "article.html": "/2022/03/flood/",
    "front.html": "/",
    "section.html": "/section/news/",
    "author.html": "/author/maria/",
    "plain.html": "/about/",
    "feed.xml": "/feed.xml",
    "atom.xml": "/atom.xml",
    "feed.json": "/feed.json",
    "sitemap.xml": "/sitemaps/2022-03.xml",
    "robots.txt": "/robots.txt",
}
CONFIG = """\
site:
  title: The Gazette
  url: https://gazette.example/paper
  tagline: All the news of Volos
  timezone: Europe/Athens
  publisher: {name: Gazette Press, email: desk@gazette.example, founded: "1999"}
markdown: {engine: commonmark}
menu: [News, {title: About, url: /about/}]
comments: {provider: form, endpoint: "https://forms.example/f/1"}
"""
FILES = """
-- content/authors.yaml --
maria: {name: Maria Papadopoulou, role: Reporter, bio: Writes about rivers., url: "https://maria.example/"}
nikos: {name: Nikos K.}
-- content/pages/about.md --
---
title: About us
summary: Who we are.
---
We are *the Gazette*.
-- content/2022-03-01-drought.md --
---
title: Drought ends
author: Maria Papadopoulou
section: News
tags: [Rivers, Weather]
must_read: true
---
It rained.
-- content/2022-03-05-bridge.md --
---
title: Bridge closed
author: Nikos K.
section: News
tags: [Rivers]
type: analysis
---
Nobody may cross. It is closed until the water falls, said the mayor, and then for a week more.
-- content/2022-03-07-flood.md --
---
title: 'Flood in "Volos" & <beyond>'
subtitle: The river rose in the night
date: 2022-03-07T10:20:00+02:00
updated: 2022-03-07T14:00:00+02:00
authors: [Maria Papadopoulou, Nikos K.]
section: News
tags: [Rivers, Weather]
breaking: {until: 2022-03-09T00:00:00Z}
photo: {src: flood.png, alt: Water in a street, caption: The old town., credit: Eva P. | Gazette, license: "https://creativecommons.org/licenses/by/4.0/"}
corrections: [{date: 2022-03-07T15:00, text: The river is the Krafsidonas.}]
---
Water rose by [two metres](2022-03-05-bridge.md).

![A map](flood.png)

[[read-also: drought]]

## What now

| where | metres |
| --- | ---: |
| Centre | 2.1 |
"""
_HASH = re.compile(r"\.[0-9a-f]{8}((?:-\d+x\d+)?\.(?:css|js|svg|png|webp))")


@pytest.fixture
def gazette(a_site: Callable[..., Site]) -> Site:
    site = a_site(FILES, CONFIG)
    Image.new("RGB", (40, 30), "navy").save(site.folder / "content/flood.png")
    assert site.built().problems == ()
    return site


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_it_was_blessed(gazette: Site, name: str) -> None:
    page = _HASH.sub(r".HASH\1", gazette.page(PAGES[name]))
    if os.environ.get("NEWSGEN_BLESS"):
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_text(page, encoding="utf-8")
    assert page == (GOLDEN / name).read_text(encoding="utf-8")
