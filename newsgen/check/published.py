"""What the last build put out, and what changed of it without a word: lost urls and silent edits. Reads disk."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from newsgen.catalog.catalog import LoadText
from newsgen.check.build_problems import published_texts
from newsgen.check.context import SiteContext
from newsgen.engine.cache import CachedTexts, DamagedCacheError, reading
from newsgen.engine.dependencies import Dependencies
from newsgen.model.article import Article, PlainPage
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem, warning
from newsgen.model.urls import route
from newsgen.model.words import changed_words
from newsgen.reading.sanitize import plain_text
from newsgen.site.lost_urls import (
    LostUrl,
    Now,
    Pages,
    broken_texts,
    lost_url_problems,
    newly_lost,
    page_of_text,
    still_lost,
)
from newsgen.site.planning import SitePlan
from newsgen.site.site_cache import SiteCache
from newsgen.site.sources import SiteRead
from newsgen.site.version import code_version


class Published(Struct, frozen=True):
    """entries: of all texts, by source. cache_file: where the texts are. lost: urls that builds before it had lost."""

    pages: Pages = {}
    entries: Mapping[str, Entry] = {}
    cache_file: Path = Path()
    lost: tuple[LostUrl, ...] = ()


def published_before(cache_file: Path) -> Published:
    """Return what the last build put out; nothing where there is none, or where its cache can't be relied on."""
    try:
        with reading(cache_file, code_version()) as cache:
            site_cache = SiteCache(cache)
            state = site_cache.state.get()
            if state is None:
                return Published()
            entries = dict(site_cache.entries.all())
            files = Dependencies(cache).files().items()
            pages = {output: page for output, known in files if (page := page_of_text(known.plan))}
            return Published(pages, entries, cache_file, site_cache.lost_urls.get() or ())
    except (DamagedCacheError, OSError):
        return Published()


def lost_urls(
    before: Published, read: SiteRead, plan: SitePlan, site: SiteContext
) -> tuple[tuple[LostUrl, ...], Iterator[Problem]]:
    """Return the urls at which the next build would put nothing any more, and the problem of each."""
    config, texts = plan.context.config, read.entries
    after = Now(
        plan.pages.keys(), texts, broken_texts(read.cached), published_texts(plan), plan.context.moment, config.gone
    )
    gone = {output: page for output, page in before.pages.items() if output not in after.outputs}
    lost = still_lost([*before.lost, *newly_lost(gone, before.entries.values(), config.base_path)], after)
    return lost, lost_url_problems(lost, after, site.content, "error", lambda name: site.at(texts[name], "aliases"))


def silent_edits(before: Published, site: SiteContext, text: LoadText, max_words: int) -> Iterator[Problem]:
    """Articles that changed by more than `max_words`, and don't say so. text: gives one as it is now."""
    old_texts: CachedTexts[Article | PlainPage] = CachedTexts(before.cache_file, "texts", Article | PlainPage)
    try:
        for entry in site.articles:
            old = before.entries.get(entry.source)
            if old is None or old.content == entry.content or route(old.url).output not in before.pages:
                continue
            changed = _silently_changed(old_texts.get(old.source), text(entry.source))
            if changed > max_words:
                what = f"the published text is changed by {changed} words, and doesn't say so"
                fix = "add `updated:`, and what was wrong to `corrections`"
                yield warning("silent-edit", site.at(entry, "body"), what, fix)
    except DamagedCacheError:  # a build is writing it just now
        return
    finally:
        old_texts.close()


def _silently_changed(old: Article | PlainPage, new: Article | PlainPage) -> int:
    """Count the words that were written or taken out, whichever are more; 0 where the article says that it was
    changed."""
    if not isinstance(old, Article) or not isinstance(new, Article):
        return 0
    if new.updated != old.updated or len(new.corrections) > len(old.corrections):
        return 0
    return changed_words(*(plain_text(text.body.html, is_sanitized=True).casefold() for text in (old, new)))
