"""Rules on headings and links in a text. Pure."""

import re
from collections.abc import Iterator
from html import unescape

from newsgen.check.article_context import Proof
from newsgen.model.problem import Problem, warning
from newsgen.reading.sanitize import plain_text

_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(r"\bhref=\"([^\"]*)\"|\bhref='([^']*)'")
_SAYS_NOTHING = frozenset(
    (
        "click here|here|click|this|link|this link|the link|read more|more|more here|see here|read here|this page|"
        "this article|continue reading|learn more|find out more|εδώ|πατήστε εδώ|κλικ εδώ|περισσότερα|δείτε εδώ|"
        "διαβάστε περισσότερα|hier|mehr|weiterlesen|ici|cliquez ici|lire la suite|aquí|haga clic aquí|leer más"
    ).split("|")
)
"""What a screen reader's list of links, or a search engine, learns nothing from."""


def heading_levels(proof: Proof) -> Iterator[Problem]:
    """A text begins below the page's own headline: with level 2; a first heading of level 3 is common, and let be."""
    before, end = 0, 0
    for heading in _HEADING.finditer(proof.text.body.html):
        level = int(heading[1])
        if level == 1 or (before and level > before + 1):
            words = _words(heading[2])
            place, end = proof.where_heading(level, words, end)
            wrong = "which is the headline's own" if level == 1 else f"below one of level {before}"
            mend = "begin with ##" if level == 1 else f"write it with {'#' * (before + 1)}"
            yield warning("heading-levels", place, f"the heading '{words[:40]}' is of level {level}, {wrong}", mend)
        before = level


def link_text(proof: Proof) -> Iterator[Problem]:
    end = 0
    for link in _LINK.finditer(proof.text.body.html):
        words = _words(link[2])
        if words.casefold().strip(" .!»›>→…") in _SAYS_NOTHING:
            place, end = proof.where(f"[{words}" if f"[{words}" in proof.typed else words, end)
            yield warning("link-text", place, f"the link '{words}' doesn't say where it leads", "name what is there")


def outward(html: str) -> list[str]:
    """The urls that lead out of the site, each once, in order."""
    tags = (_HREF.search(link[1]) for link in _LINK.finditer(html))
    urls = (unescape(found[1] or found[2] or "") for found in tags if found)
    return list(dict.fromkeys(url for url in urls if url.startswith(("http://", "https://"))))


def _words(html: str) -> str:
    return " ".join(unescape(plain_text(html, is_sanitized=True)).split())
