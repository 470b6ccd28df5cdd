"""Published texts that were changed without saying so. Reads disk."""

from collections.abc import Iterator

from newsgen.check.published import Published
from newsgen.check.site_context import SiteContext
from newsgen.engine.store import DamagedMemoryError, TextStore
from newsgen.model.article import Article, PlainPage
from newsgen.model.problem import Problem, warning
from newsgen.model.urls import route
from newsgen.model.words import changed_words
from newsgen.reading.sanitize import plain_text
from newsgen.site.workshop import TextSource


def silent_edits(before: Published, edition: SiteContext, texts: TextSource, most: int) -> Iterator[Problem]:
    """Articles that changed by more than `most` words. texts: as they are now."""
    old_texts: TextStore[Article | PlainPage] = TextStore(before.memory, "texts", Article | PlainPage)
    try:
        for entry in edition.articles:
            old = before.entries.get(entry.source)
            if old is None or old.content == entry.content or route(old.url).output not in before.pages:
                continue
            changed = _silently_changed(old_texts.get(old.source), texts.get(entry.source))
            if changed > most:
                what = f"the published text is changed by {changed} words, and doesn't say so"
                mend = "add `updated:`, and what was wrong to `corrections`"
                yield warning("silent-edit", edition.at(entry, "body"), what, mend)
    except DamagedMemoryError:  # a build is writing it just now
        return
    finally:
        old_texts.close()


def _silently_changed(old: Article | PlainPage, new: Article | PlainPage) -> int:
    """How many words were written or taken out, whichever are more; 0 where the article says that it was changed."""
    if not isinstance(old, Article) or not isinstance(new, Article):
        return 0
    if new.updated != old.updated or len(new.corrections) > len(old.corrections):
        return 0
    return changed_words(_words(old), _words(new))


def _words(article: Article) -> str:
    return plain_text(article.body.html, is_sanitized=True).casefold()
