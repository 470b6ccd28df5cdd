"""What was put out and what stands in the output folder: lost urls, silent edits, leaks. Reads and writes disk.

A build leaks nothing that is held back. Traces of it come from elsewhere: a build with drafts into the folder that is
deployed, a headline that was typed into a list by hand, a picture in `assets/`.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from html import escape
from pathlib import Path

from newsgen.catalog.catalog import LoadText
from newsgen.check.build_problems import published_texts
from newsgen.check.context import SiteContext
from newsgen.check.saved_files import save, saved
from newsgen.engine.cache import CachedTexts, DamagedCacheError, reading
from newsgen.engine.dependencies import Dependencies
from newsgen.engine.output import stat_of
from newsgen.model.article import Article, PlainPage
from newsgen.model.entry import Entry, shown_files
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.urls import route
from newsgen.model.words import changed_words
from newsgen.reading.punctuation import straight
from newsgen.reading.sanitize import plain_text
from newsgen.site import lost_urls as urls
from newsgen.site.lost_urls import LostUrl, Pages, page_of_text
from newsgen.site.options import Folders
from newsgen.site.planning import SitePlan
from newsgen.site.site_cache import SiteCache
from newsgen.site.sources import SiteRead
from newsgen.site.version import code_version

Published = tuple[Pages, Mapping[str, Entry], tuple[LostUrl, ...]]
"""What a build put out for texts, the entries of all texts by source, and the urls that were lost before."""
_TEXTS = frozenset((".html", ".xml", ".json", ".txt", ".js", ".css", ".csv", ".webmanifest"))
_ENDING = re.compile(r"(?:-\d+x\d+(?:-\d+-\d+)?)?\.\w+$")
"""Of an output path, with the size of a rendition."""
_TELLING = 15
"""Letters: a shorter headline may stand anywhere."""
Scanned = tuple[frozenset[bytes], dict[str, tuple[int, ...]]]
"""What was looked for, and the stat of each file that has none of it."""


def published_before(cache_file: Path) -> Published:
    """What the last build put out; nothing where there is none, or where its cache can't be relied on."""
    with suppress(DamagedCacheError, OSError), reading(cache_file, code_version()) as cache:
        site_cache = SiteCache(cache)
        if site_cache.state.get() is not None:
            files = Dependencies(cache).files().items()
            pages = {output: page for output, file in files if (page := page_of_text(file.plan))}
            return pages, dict(site_cache.entries.all()), site_cache.lost_urls.get() or ()
    return {}, {}, ()


def lost_urls(
    before: Published, read: SiteRead, plan: SitePlan, site: SiteContext
) -> tuple[tuple[LostUrl, ...], Iterator[Problem]]:
    """The urls at which the next build would put nothing any more, and the problem of each."""
    config, texts, (pages, entries, lost) = plan.context.config, read.entries, before
    broken, put_out = urls.broken_texts(read.cached), published_texts(plan)
    after = urls.Now(plan.pages.keys(), texts, broken, put_out, plan.context.moment, config.gone)
    gone = {output: page for output, page in pages.items() if output not in after.outputs}
    lost = urls.still_lost([*lost, *urls.newly_lost(gone, entries.values(), config.base_path)], after)
    found = urls.lost_url_problems(lost, after, site.content, "error", lambda name: site.at(texts[name], "aliases"))
    return lost, found


def silent_edits(
    before: Published, cache_file: Path, site: SiteContext, text: LoadText, max_words: int
) -> Iterator[Problem]:
    """Articles that changed by more than `max_words`, and don't say so. text: gives one as it is now."""
    pages, entries, _ = before
    old_texts: CachedTexts[Article | PlainPage] = CachedTexts(cache_file, "texts", Article | PlainPage)
    with closing(old_texts), suppress(DamagedCacheError):  # a build is writing it just now
        for entry in site.articles:
            old = entries.get(entry.source)
            if old is None or old.content == entry.content or route(old.url).output not in pages:
                continue
            changed = _silently_changed(old_texts.get(old.source), text(entry.source))
            if changed > max_words:
                what = f"the published text is changed by {changed} words, and doesn't say so"
                fix = "add `updated:`, and what was wrong to `corrections`"
                yield warning("silent-edit", site.at(entry, "body"), what, fix)


def _silently_changed(old: Article | PlainPage, new: Article | PlainPage) -> int:
    """Count the words that were written or taken out, whichever are more; 0 where the article says that it was
    changed."""
    if not isinstance(old, Article) or not isinstance(new, Article):
        return 0
    if new.updated != old.updated or len(new.corrections) > len(old.corrections):
        return 0
    return changed_words(*(plain_text(text.body.html, is_sanitized=True).casefold() for text in (old, new)))


def leaks(texts: Iterable[Entry], visible: Collection[Entry], now: float, folders: Folders) -> Iterator[Problem]:
    """Files that betray a text. texts: all, of which drafts and what is scheduled are looked for; what has expired was
    public once. visible: what names these is no secret."""
    output, saved_file = folders.output, folders.check / "scanned.msgpack"
    secrets = _secrets(texts, visible, now)
    if not secrets or not output.is_dir():
        return
    before: Scanned = saved(saved_file, Scanned) or (frozenset(), {})
    new = {secret: entry for secret, entry in secrets.items() if secret not in before[0]}
    clean: dict[str, tuple[int, ...]] = {}
    for file in (Path(place, name) for place, _, names in os.walk(output) for name in names):
        path, stat = file.relative_to(output).as_posix(), stat_of(str(file))
        to_find = new if before[1].get(path) == stat else secrets
        content = file.read_bytes() if to_find and file.suffix in _TEXTS else b""
        found = secrets.get(os.fsencode(_ENDING.sub("", path))) or next(
            (to_find[each] for each in to_find if each in content), None
        )
        if found is None:
            clean[path] = stat
            continue
        place = Place(file.relative_to(folders.site).as_posix() if file.is_relative_to(folders.site) else str(file))
        what = f"this file tells of '{found.title}', which is held back"
        yield Problem("embargo-leak", place, what, f"remove it before you publish; the text is {found.source}")
    if new or clean != before[1]:
        save(saved_file, (frozenset(secrets), clean))


def _secrets(texts: Iterable[Entry], visible: Collection[Entry], now: float) -> dict[bytes, Entry]:
    """What betrays each: its headline as shown, as typed and as HTML has it, its path, its pictures' paths."""
    shown = {entry.source for entry in visible}
    held_back = (entry for entry in texts if entry.source not in shown and entry.expires > now)
    secrets = {secret: entry for entry in held_back for secret in _secrets_of(entry)}
    public = {secret for entry in visible for secret in _secrets_of(entry)} if secrets else set()
    return {secret: entry for secret, entry in secrets.items() if secret not in public}


def _secrets_of(entry: Entry) -> Iterator[bytes]:
    if len(entry.title) >= _TELLING:
        for title in {entry.title, straight(entry.title)}:
            yield from {title.encode(), escape(title).encode(), escape(title, quote=False).encode()}
    if len(entry.url) >= _TELLING:
        yield entry.url.encode()
    yield from (_ENDING.sub("", output).encode() for output, _ in shown_files(entry))
