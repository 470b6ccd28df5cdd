"""Rules on an article's headline and summary. Pure."""

import re
from collections.abc import Iterator

from newsgen.check.proofs import Proof
from newsgen.model.article import Article
from newsgen.model.problem import Problem, warning

LONGEST = 110
"""Characters. Google asked for no more in NewsArticle until 2023, and says since that longer ones may be cut."""
BREAKING = re.compile(
    r"(?:breaking(?: news)?|just in|έκτακτο|εκτακτο|eilmeldung|última hora)\s*[:|–—-]\s*", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{4,}")


def long_headline(article: Article, proof: Proof) -> Iterator[Problem]:
    length = len(article.title)
    if length > LONGEST:
        what = f"the headline has {length} characters; search results and cards cut it"
        yield warning("long-headline", proof.at("title"), what, f"shorten it to {LONGEST}")


def shouting(article: Article, proof: Proof) -> Iterator[Problem]:
    """Two words in capitals may be the names of two ministries; three whole ones and nothing else are not."""
    if article.title.isupper() and len(_WORD.findall(article.title)) > 2:
        yield warning("shouting", proof.at("title"), "the headline is all in capitals", "write it as a sentence")


def breaking_word(article: Article, proof: Proof) -> Iterator[Problem]:
    if found := BREAKING.match(article.title):
        what = f"the headline starts with '{found[0].strip()}'; it stays there when the news is old"
        yield warning("breaking-word", proof.at("title"), what, "take it out and say `breaking: true` (--fix does)")


def missing_summary(article: Article, proof: Proof) -> Iterator[Problem]:
    """A text of few words is its own summary."""
    if not article.summary and article.body.words > SHORT:
        what = "there is no summary; cards and search engines get the text's first words"
        yield warning("missing-summary", proof.at("title"), what, "add `summary: ...`")


SHORT = 60
"""Words."""
