"""Rules on an article's headline and summary. Pure."""

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

from newsgen.check.context import ArticleContext
from newsgen.model.article import Article
from newsgen.model.problem import Problem, warning
from newsgen.model.words import is_spaceless

MAX_LENGTH = 110
"""Characters, of which those of East Asia take the room of two. Google asked for no more in NewsArticle until 2023, and
says since that longer ones may be cut."""
BREAKING = re.compile(
    r"(?:breaking(?: news)?|just in|έκτακτο|εκτακτο|eilmeldung|última hora)\s*[:|–—-]\s*", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
LOUD_WORDS = 3
SHORT_TEXT = 60
"""Words."""


def long_headline(article: Article, context: ArticleContext) -> Iterator[Problem]:
    length = len(article.title)
    wide = sum(not each.isascii() and east_asian_width(each) in "WF" for each in article.title)
    if length + wide > MAX_LENGTH:
        what = f"the headline has {length} characters; search results and cards cut it"
        room = MAX_LENGTH if wide < length / 2 else MAX_LENGTH // 2
        yield warning("long-headline", context.at("title"), what, f"shorten it to {room}")


def shouting(article: Article, context: ArticleContext) -> Iterator[Problem]:
    """Two words in capitals may be the names of two ministries, and more with commas between them a list of acronyms;
    three that follow each other and nothing else are neither, of whatever length.

    Most scripts have no capitals, and an acronym between their words shouts at nobody.
    """
    title = article.title
    in_a_row = max(len(_WORD.findall(part)) for part in title.split(","))
    is_loud = in_a_row >= LOUD_WORDS and title.isupper() and all(map(str.isupper, _WORD.findall(title)))
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
