"""Rules on a text: its headline and summary, its headings, links and Markdown, and its aliases. Pure."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import zip_longest
from unicodedata import east_asian_width

from newsgen.check.context import ArticleContext, SiteContext
from newsgen.model.article import Article
from newsgen.model.problem import Problem, warning
from newsgen.model.urls import split_url
from newsgen.model.words import is_spaceless
from newsgen.reading.engines import engine
from newsgen.reading.sanitize import plain_text

MAX_LENGTH = 110
"""Characters, of which those of East Asia take the room of two. Google asked for no more in NewsArticle until 2023, and
says since that longer ones may be cut."""
BREAKING = re.compile(
    r"(?:breaking(?: news)?|just in|έκτακτο|εκτακτο|eilmeldung|última hora)\s*[:|–—-]\s*", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+")
LOUD_WORDS = 3
SHORT_TEXT = 60
"""Words."""
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
YEAR = 365 * 86400.0
_LOCAL = ("localhost", "127.0.0.1", "::1")
_PIECE = re.compile(r"<!--.*?-->|</?([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>|[^\s<]+|<", re.DOTALL)
_NOTE = re.compile(r'<div class="footnote-definition".*?</div>', re.DOTALL)
_NOTES = '<div class="footnote">'


def long_headline(article: Article, context: ArticleContext) -> Iterator[Problem]:
    length = len(article.title)
    wide = sum(not each.isascii() and east_asian_width(each) in "WF" for each in article.title)
    if length + wide > MAX_LENGTH:
        what = f"the headline has {length} characters; search results and cards cut it"
        room = MAX_LENGTH if wide < length / 2 else MAX_LENGTH // 2
        yield warning("long-headline", context.at("title"), what, f"shorten it to {room}")


def shouting(article: Article, context: ArticleContext) -> Iterator[Problem]:
    """Two words in capitals may be the names of two ministries, and more with commas between them a list of acronyms;
    three that follow each other and nothing else are neither, of whatever length. Most scripts have no capitals, and an
    acronym between their words shouts at nobody."""
    title = article.title
    in_a_row = max(len(_LETTERS.findall(part)) for part in title.split(","))
    is_loud = in_a_row >= LOUD_WORDS and title.isupper() and all(map(str.isupper, _LETTERS.findall(title)))
    if is_loud and not is_spaceless(title):
        yield warning("shouting", context.at("title"), "the headline is all in capitals", "write it as a sentence")


def breaking_word(article: Article, context: ArticleContext) -> Iterator[Problem]:
    if found := BREAKING.match(article.title):
        what = f"the headline starts with '{found[0].strip()}'; it stays there when the news is old"
        yield warning("breaking-word", context.at("title"), what, "take it out and say `breaking: true` (--fix does)")


def missing_summary(article: Article, context: ArticleContext) -> Iterator[Problem]:
    """A text of few words is its own summary."""
    if not article.summary and article.body.words > SHORT_TEXT:
        what = "there is no summary; cards and search engines get the text's first words"
        yield warning("missing-summary", context.at("title"), what, "add `summary: ...`")


def heading_levels(context: ArticleContext) -> Iterator[Problem]:
    """A text begins below the page's own headline: with level 2; a first heading of level 3 is common, and let be."""
    before, end = 0, 0
    for heading in _HEADING.finditer(context.text.body.html):
        level = int(heading[1])
        if level == 1 or (before and level > before + 1):
            words = _words(heading[2])
            place, end = context.where_heading(level, words, end)
            wrong = "which is the headline's own" if level == 1 else f"below one of level {before}"
            fix = "begin with ##" if level == 1 else f"write it with {'#' * (before + 1)}"
            yield warning("heading-levels", place, f"the heading '{words[:40]}' is of level {level}, {wrong}", fix)
        before = level


def link_text(context: ArticleContext) -> Iterator[Problem]:
    end = 0
    for link in _LINK.finditer(context.text.body.html):
        words = _words(link[2])
        if words.casefold().strip(" .!»›>→…") in _SAYS_NOTHING:
            place, end = context.where(f"[{words}" if f"[{words}" in context.typed else words, end)
            yield warning("link-text", place, f"the link '{words}' doesn't say where it leads", "name what is there")


def outward_urls(html: str) -> list[str]:
    """The urls that lead out of the site, each once, in order."""
    tags = (_HREF.search(link[1]) for link in _LINK.finditer(html))
    urls = (unescape(found[1] or found[2] or "") for found in tags if found)
    return list(dict.fromkeys(url for url in urls if url.startswith(("http://", "https://"))))


def insecure_links(site: SiteContext) -> Iterator[Problem]:
    """There is one problem a text, and none of more than a year ago: what an old story links to was often never
    anywhere else."""
    for entry in site.checked:
        found = site.findings.get(entry.source)
        if found is None or site.now - entry.time > YEAR:
            continue
        links = [link for link in found.outward if _is_insecure(link.target)]
        if links:
            others = f", and {len(links) - 1} more" if len(links) > 1 else ""
            what = f"the link '{links[0].target[:60]}'{others} is not https"
            yield warning(
                "insecure-link", site.at_link(entry.source, links[0]), what, "most sites have it: try https://"
            )


def _is_insecure(url: str) -> bool:
    parts = split_url(url)
    return parts.scheme == "http" and parts.hostname not in _LOCAL


def orphan_aliases(site: SiteContext) -> Iterator[Problem]:
    """Aliases that lead nowhere: to the article's own url, or to an article that is gone by now."""
    for entry in site.checked:
        if entry.url in entry.aliases:
            what = f"the alias '{entry.url}' is the article's own url"
            yield warning("orphan-alias", site.at(entry, f"aliases {entry.url}"), what, "remove it")
    for entry in site.expired:
        if entry.aliases:
            what = f"the article has expired, and '{entry.aliases[0]}' with it"
            yield warning("orphan-alias", site.at(entry, "aliases"), what, "let another article have the alias")


def engine_difference(context: ArticleContext) -> Iterator[Problem]:
    """The problem is at the first place that differs. Notes stand elsewhere in each engine; that is left alone."""
    ours, others = (_structure(engine(name)(context.typed)) for name in ("markdown", "commonmark"))
    if ours == others:
        return
    same = next(nth for nth, (our, other) in enumerate(zip_longest(ours, others)) if our != other)
    at = _end_of_words(context.typed, [piece for piece in ours[:same] if not piece.startswith("<")])
    what = "the engines `markdown` and `commonmark` read this differently"
    yield warning("engine-difference", context.at_index(at), what, "write it as GitHub reads it")


def _structure(html: str) -> list[str]:
    """Return tags by their names, and words."""
    html = _NOTE.sub("", html).partition(_NOTES)[0].replace("<tbody>\n</tbody>", "")
    return [
        f"<{'/' if piece[0][1] == '/' else ''}{piece[1].lower()}>" if piece[1] else unescape(piece[0])
        for piece in _PIECE.finditer(html)
    ]


def _end_of_words(text: str, words: list[str]) -> int:
    """Return where the text goes on behind these words; those that are written otherwise there are passed over."""
    at = 0
    for word in words:
        found = text.find(word, at, at + 500)
        at = found + len(word) if found >= 0 else at
    return at + len(text[at:]) - len(text[at:].lstrip())


def _words(html: str) -> str:
    return " ".join(unescape(plain_text(html, is_sanitized=True)).split())
