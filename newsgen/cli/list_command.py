"""`list` and `next-change`: articles as they are now, and what the clock will change. Reads disk, no build; prints."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Literal

import click
import msgspec
from msgspec import Struct

from newsgen.catalog.visibility import is_breaking, next_change, sorted_out
from newsgen.cli.build_command import change_row
from newsgen.cli.print_problems import config_or_exit, print_found
from newsgen.engine.cache import DamagedCacheError, reading
from newsgen.model.article import Article, PlainPage
from newsgen.model.config import Config
from newsgen.model.entry import Entry, instant
from newsgen.model.problem import Problem, errors, with_severity
from newsgen.reading.read_texts import readers
from newsgen.site.messages import instant_in_words
from newsgen.site.options import Folders, Options, in_zone
from newsgen.site.site_cache import SiteCache
from newsgen.site.sources import SiteRead, read_now
from newsgen.site.version import code_version

Kind = Literal["drafts", "scheduled", "expired", "breaking", "corrected", "broken"]
REASONS = {"drafts": "draft", "scheduled": "scheduled", "expired": "expired"}
NONE = {
    "drafts": "No article is a draft.",
    "scheduled": "No article is scheduled.",
    "expired": "No article has expired.",
    "breaking": "Nothing is breaking.",
    "corrected": "No article has a correction.",
    "broken": "No article has an error.",
}
VERBS = {"expired": "expired ", "breaking": "until ", "corrected": "corrected "}
_text_decoder = msgspec.msgpack.Decoder(Article | PlainPage)


class ListedArticle(Struct, frozen=True):
    """An article of a list. when: what it is there for: published, expired, the end of breaking, the last correction.
    file: below the site's folder. published: None for a plain page. note: what was corrected, or is wrong."""

    file: str
    title: str
    published: datetime | None
    when: datetime | None
    note: str = ""


def run_next_change(options: Options, as_json: bool) -> None:
    config = config_or_exit(options)
    options = in_zone(options, config)
    read = read_now(config, Folders.of(options, config), options.jobs)
    change = next_change(read.entries.values(), options.moment, config.photos)
    if as_json:
        click.echo(msgspec.json.encode({"next_change": change_row(change)}).decode())
    elif change:
        click.echo(f"{instant_in_words(change.when, config.site.timezone)}: {change.why}.")
    else:
        click.echo("Nothing changes by the clock.")


def run_list(options: Options, kind: Kind, as_json: bool) -> None:
    config = config_or_exit(options)
    found = list_articles(kind, config, in_zone(options, config))
    print_found(found, as_json, _lines(found, kind, config.site.timezone))


def _lines(found: Sequence[ListedArticle], kind: Kind, zone: str) -> Iterator[str]:
    for article in found:
        if kind == "broken":  # whose note begins with the file
            yield f"published as it was: {article.title}" if article.title else "not published"
        else:
            verb, when = (VERBS.get(kind, ""), article.when) if article.when else ("dated ", article.published)
            yield f"{verb + instant_in_words(when, zone) if when else 'without a date'}: {article.title}"
            yield f"    {article.file}"
        if article.note:
            yield f"    {article.note}"
    if not found:
        yield NONE[kind]


def list_articles(kind: Kind, config: Config, options: Options) -> list[ListedArticle]:
    """The articles of a list, those that come next first: the nearest instant that is to come, else the latest that
    was."""
    folders, moment = Folders.of(options, config), options.moment
    read = read_now(config, folders, options.jobs)
    if kind == "broken":
        return _broken(read, config, folders, options)
    visible, held_back = sorted_out(read.entries.values(), moment)
    if kind == "corrected":
        found = _corrected(read, config, folders, options.jobs)
    elif kind == "breaking":
        breaking = (entry for entry in visible if is_breaking(entry, moment.now))
        found = (_listed(entry, instant(entry.breaking_until), config) for entry in breaking)
    else:
        found = (_listed(held.text, held.when, config) for held in held_back if held.reason == REASONS[kind])
    return sorted(found, key=_time, reverse=kind not in ("breaking", "scheduled"))


def _broken(read: SiteRead, config: Config, folders: Folders, options: Options) -> list[ListedArticle]:
    """Texts with errors, by file; what readers see of them is what the last build put out."""
    from newsgen.site.planning import planned  # which only this list needs

    plan = planned(read, config, options.moment, folders)
    plan.loaders.close()
    found = errors(with_severity([*read.problems(), *plan.problems], config.problems))
    wrong: dict[str, Problem] = {}
    for problem in sorted(found, key=lambda problem: problem.place):
        source = problem.place.path.removeprefix(f"{config.paths.content}/")
        if source in read.cached:
            wrong.setdefault(source, problem)
    published: dict[str, tuple[Entry, bytes]] = {}
    with suppress(DamagedCacheError, OSError), reading(folders.cache_file, code_version()) as cache:
        if state := SiteCache(cache).state.get():
            published = SiteCache(cache).published(wrong, state.moment)
    return [
        _listed(published[source][0], None, config, str(problem))
        if source in published
        else ListedArticle(problem.place.path, "", None, None, str(problem))
        for source, problem in wrong.items()
    ]


def _corrected(read: SiteRead, config: Config, folders: Folders, jobs: int) -> Iterator[ListedArticle]:
    may_be = []
    for source in read.entries:
        with suppress(OSError):
            if b"orrections" in (folders.content / source).read_bytes():
                may_be.append(source)
    for source, text in texts_now(may_be, read, config, jobs).items():
        if isinstance(text, Article) and text.corrections:
            dates = [correction.date for correction in text.corrections if correction.date]
            note = " ".join(correction.text for correction in text.corrections)
            yield _listed(read.entries[source], max(dates, default=None), config, note)


def texts_now(sources: Sequence[str], read: SiteRead, config: Config, jobs: int) -> dict[str, Article | PlainPage]:
    """The texts of these sources, read anew; those that can't be read are left out."""
    waiting = [(source, read.sources.texts[source]) for source in sources]
    batches = readers(config, read.media_files, jobs)(waiting) if waiting else ()
    texts = [text for batch, _ in batches for _, text in batch]
    return {source: _text_decoder.decode(text) for source, text in zip(sources, texts, strict=True) if text}


def _listed(entry: Entry, when: datetime | None, config: Config, note: str = "") -> ListedArticle:
    published = datetime.fromisoformat(entry.published) if entry.published else None
    return ListedArticle(f"{config.paths.content}/{entry.source}", entry.title, published, when, note)


def _time(found: ListedArticle) -> tuple[float, str]:
    when = found.when or found.published
    return (when.timestamp() if when else 0.0), found.file
