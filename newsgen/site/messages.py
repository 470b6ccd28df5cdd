"""Pages, facets, instants and reasons as people say them, and the lines that problems are about. Reads disk."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from newsgen.bundled import BUNDLED, bundled
from newsgen.catalog.visibility import HeldBack
from newsgen.model.local_time import local
from newsgen.model.problem import Place, Quote, quote

_LINES = "the articles of {kind} '{name}'"
_FACETS = {
    "all": "which articles there are",
    "article": "the text of '{name}'",
    "asset": "the asset {name}",
    "author": _LINES,
    "authors": "who has written",
    "breaking": "what is breaking news",
    "card": "what is shown of '{name}' (title, url, date, summary, photo)",
    "corrected": "which articles were corrected",
    "group": "what {name} is called",
    "groups": "which {name}s there are",
    "home": "the blocks of the front page",
    "held": "whether '{name}' is held back",
    "layout": "the layout {name}",
    "month": _LINES,
    "months": "which months have articles",
    "must_read": "what is to be read first",
    "name": "which article's file is named '{name}'",
    "news": "which articles there are that nobody paid for",
    "opinion": "which articles are opinion",
    "pinned": "what is pinned",
    "plains": "which plain pages there are",
    "recent": "what is in the news sitemap",
    "section": _LINES,
    "series": "the parts of the series '{name}'",
    "slug": "which article has the slug '{name}'",
    "source": "which article's file is {name}",
    "tag": _LINES,
    "translation": "the translations '{name}'",
    "url": "whether there is a page {name}",
    "weighted": "which articles have a weight",
    "writer": "what is known of the author '{name}'",
}
_PAGES = {
    "archive": "The list of months",
    "sections": "The list of sections",
    "tags": "The list of tags",
    "authors": "The list of authors",
    "corrections": "The list of corrections",
    "article": "An article",
    "atom": "The Atom feed of {subject}",
    "author": "A list of the articles of author '{subject}'",
    "file": "A file that is put out as it is",
    "icon": "An icon of the site",
    "social_card": "A picture that stands for a page where it is shared",
    "rendition": "A picture that is made smaller",
    "fragment": "The fragment '{subject}', by itself",
    "front": "The front page",
    "gone": "The page for what was removed on purpose",
    "gone_map": "What tells nginx which urls were removed",
    "json_feed": "The JSON Feed of {subject}",
    "month": "The articles of the month {subject}",
    "news_sitemap": "The news sitemap",
    "not_found": "The page for what is not there",
    "plain": "A plain page",
    "redirect": "A redirect to {subject}",
    "robots": "What robots may read",
    "rss": "The RSS feed of {subject}",
    "section": "A list of the articles of section '{subject}'",
    "sitemap": "The sitemap of {subject}",
    "sitemap_index": "The list of sitemaps",
    "tag": "A list of the articles of tag '{subject}'",
}
MAX_BYTES = 4_000_000
"""Of a file that a line is quoted from."""
_QUESTION = re.compile(r"\w+\(")


def facet_in_words(facet: str) -> str:
    kind, _, name = facet.partition(":")
    return _FACETS[kind].format(kind=kind, name=name.replace(":", " ", 1)) if kind in _FACETS else facet


def reason_in_words(reason: str) -> str:
    """Say why a page was made: reason is a sentence as it is; else it names a question or a facet."""
    if _QUESTION.match(reason):
        return f"the answer to {reason} changed"
    is_facet = reason.partition(":")[0] in _FACETS
    return f"{facet_in_words(reason)} changed" if is_facet else reason


def held_back_in_words(held: HeldBack, zone: str) -> str:
    if held.when is None:
        return "a draft (--drafts shows it)"
    if held.reason == "scheduled":
        return f"scheduled for {instant_in_words(held.when, zone)} (--future shows it)"
    return f"expired on {instant_in_words(held.when, zone)}"


def instant_in_words(when: datetime, zone: str) -> str:
    """Write an instant with its offset and the site's zone, so that no one has to guess."""
    return f"{local(when, ZoneInfo(zone)):%Y-%m-%d %H:%M %z} ({zone})"


def page_in_words(kind: str, subject: str, number: int) -> str:
    """Say what a page is. subject, number: as a Page has them."""
    part = "part" if kind == "sitemap" else "page"
    page = f", {part} {number + (kind == 'sitemap')}" if number else ""
    return _PAGES[kind].format(subject=subject or "the site") + page


def url_of(output: str) -> str:
    """The url, without the site's path, of an output file."""
    is_index = output == "index.html" or output.endswith("/index.html")
    return "/" + (output.removesuffix("index.html") if is_index else output)


def quoted(place: Place, site: Path) -> Quote | None:
    """Quote the line of a place; None for the start of a file, which stands for all of it; for a file that can't be
    read or is not of the site."""
    if (place.line, place.column) == (1, 1):
        return None
    own = place.path.removeprefix(BUNDLED)
    root = site if own == place.path else bundled()
    file = (root / own).resolve()
    if not file.is_relative_to(root.resolve()):
        return None
    try:
        with file.open("rb") as opened:
            text = opened.read(MAX_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return None
    return quote(text.replace("\r\n", "\n").replace("\r", "\n"), place.line, place.column)
