"""What the last build put out, and what became of it since. Reads disk."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from newsgen.catalog.facts import Moment, why_held_back
from newsgen.check.edition import Edition
from newsgen.check.mending import Addition
from newsgen.engine.memory import Memory
from newsgen.engine.store import DamagedMemoryError, Store, TextStore, reading
from newsgen.model.article import Article, PlainPage
from newsgen.model.entry import Entry
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.route import route
from newsgen.pages.plan import Page
from newsgen.reading.sanitize import plain_text
from newsgen.site.past import Archive, code_version
from newsgen.site.wording import url_of

_OF_TEXTS = ("article", "plain", "redirect")
_BEHIND_LISTING = re.compile(r"(?:section|tag|author)/[^/]+/page/\d+/index\.html")
"""A redirect that newsgen puts behind a listing's last full page, and may take away."""


class Published(Struct, frozen=True):
    """pages: kind and subject of the pages that come of texts, by output path. entries: of all texts, by source."""

    pages: Mapping[str, tuple[str, str]] = {}
    entries: Mapping[str, Entry] = {}
    memory: Path = Path()


class LostUrl(Struct, frozen=True):
    """heir: who should take readers on, if that is clear. why: it is gone."""

    url: str
    source: str
    heir: Entry | None
    why: str


def published_before(memory: Path) -> Published:
    """Nothing where there is no build, or where its memory can't be relied on."""
    try:
        with reading(memory, code_version()) as store:
            archive = Archive(store)
            state = archive.state()
            if state is None:
                return Published()
            entries = archive.entries(dict(archive.sources.all()), state.settled)
            return Published(_pages(store), entries, memory)
    except (DamagedMemoryError, OSError):
        return Published()


def _pages(store: Store) -> dict[str, tuple[str, str]]:
    found = {}
    for output, known in Memory(store).files().items():
        kind, _, rest = known.plan.partition(" ")
        if kind in _OF_TEXTS and not (kind == "redirect" and _BEHIND_LISTING.fullmatch(output)):
            found[output] = kind, rest.rpartition(" ")[0]
    return found


def lost_urls(
    before: Published, pages: Iterable[Page], entries: Mapping[str, Entry], put_out: Iterable[Entry], moment: Moment
) -> Iterator[LostUrl]:
    """Urls of texts that readers may know and that are about to vanish. What expires does so on purpose."""
    gone = before.pages.keys() - {page.route.output for page in pages}
    if not gone:
        return
    now = list(put_out)
    by_id, by_url = {entry.id: entry for entry in now}, {entry.url: entry for entry in now}
    by_source = {entry.source: entry for entry in now}
    by_headline = {(entry.title, entry.published): entry for entry in now}
    old_by_id = {entry.id: entry for entry in before.entries.values()}
    for output in sorted(gone):
        kind, subject = before.pages[output]
        if kind == "redirect":
            heir = next((entry for url, entry in by_url.items() if subject.endswith(url)), None)
            if heir:
                yield LostUrl(url_of(output), heir.source, heir, "the alias was taken out")
            continue
        old = old_by_id.get(subject)
        if old is None:
            continue
        same = entries.get(old.source)
        reason = why_held_back(same, moment) if same else None
        if reason == "expired":
            continue
        heir = by_id.get(old.id) or by_source.get(old.source) or by_headline.get((old.title, old.published))
        why = f"it is {reason} now" if reason else "the text moved" if heir else "the text is gone"
        yield LostUrl(url_of(output), heir.source if heir else old.source, None if reason else heir, why)


def lost_url_problems(lost: Iterable[LostUrl], edition: Edition) -> Iterator[Problem]:
    for each in lost:
        what = f"the url {each.url}, which is live, would vanish: {each.why}"
        mend = "add it to `aliases` (--fix does)" if each.heir else "let another article have it in its `aliases`"
        place = edition.at(each.heir, "aliases") if each.heir else Place(f"{edition.content}/{each.source}")
        yield Problem("lost-url", place, what, mend)


def aliases_for(lost: Iterable[LostUrl], content: str) -> Iterator[Addition]:
    for each in lost:
        if each.heir:
            yield Addition("lost-url", f"{content}/{each.heir.source}", "aliases", f'"{each.url}"', is_list=True)


def silent_edits(
    before: Published, edition: Edition, now_text: "TextStore[Article | PlainPage]", most: int
) -> Iterator[Problem]:
    """Articles whose published text is changed by more than `most` words, without saying so."""
    old_texts: TextStore[Article | PlainPage] = TextStore(before.memory, "texts", Article | PlainPage)
    try:
        for entry in edition.articles:
            old = before.entries.get(entry.source)
            if old is None or old.content == entry.content or route(old.url).output not in before.pages:
                continue
            changed = _silently_changed(old_texts.get(old.source), now_text.get(entry.source))
            if changed > most:
                what = f"the published text is changed by {changed} words, and doesn't say so"
                mend = "add `updated:`, and what was wrong to `corrections`"
                yield warning("silent-edit", edition.at(entry, "body"), what, mend)
    except DamagedMemoryError:  # a build is writing it just now, or had read this text when it was stopped
        return
    finally:
        old_texts.close()


def _silently_changed(old: Article | PlainPage, new: Article | PlainPage) -> int:
    """How many words, written or taken out; 0 where the article says that it was changed."""
    if not isinstance(old, Article) or not isinstance(new, Article):
        return 0
    if new.updated != old.updated or len(new.corrections) > len(old.corrections):
        return 0
    words, others = _words(old), _words(new)
    return max((words - others).total(), (others - words).total())


def _words(article: Article) -> Counter[str]:
    return Counter(plain_text(article.body.html).casefold().split())
