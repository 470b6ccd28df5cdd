"""`list`: articles as they are now, without a build: held back, breaking, corrected or broken. Reads disk; prints."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import click
import msgspec
from msgspec import Struct

from newsgen.catalog.visibility import Moment, is_breaking, sorted_out
from newsgen.cli.print_problems import config_or_exit, print_json
from newsgen.engine.cache import DamagedCacheError, reading
from newsgen.model.article import Article, PlainPage
from newsgen.model.config import Config
from newsgen.model.entry import Entry, instant
from newsgen.model.problem import Problem, errors, with_severity
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_texts import read_texts, readers
from newsgen.reading.scan import scan
from newsgen.site.messages import instant_in_words
from newsgen.site.options import Folders, Options, in_zone
from newsgen.site.planning import planned
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
VERBS = {"scheduled": "", "expired": "expired ", "breaking": "until ", "corrected": "corrected ", "drafts": ""}
_text_decoder = msgspec.msgpack.Decoder(Article | PlainPage)


class ListedArticle(Struct, frozen=True):
    """An article of a list. when: what it is there for: published, expired, the end of breaking, the last correction.

    file: below the site's folder. published: None for a plain page. note: what was corrected, or is wrong.
    """

    file: str
    title: str
    published: datetime | None
    when: datetime | None
    note: str = ""


def run_list(options: Options, kind: Kind, as_json: bool) -> None:
    config = config_or_exit(options)
    options = in_zone(options, config)
    found = list_articles(kind, config, Folders.of(options, config), options.moment, options.jobs)
    if as_json:
        print_json(found)
        return
    for article in found:
        if kind == "broken":  # whose note begins with the file
            click.echo(f"published as it was: {article.title}" if article.title else "not published")
        else:
            click.echo(f"{_when(kind, article, config.site.timezone)}: {article.title}")
            click.echo(f"    {article.file}")
        if article.note:
            click.echo(f"    {article.note}")
    if not found:
        click.echo(NONE[kind])


def _when(kind: Kind, article: ListedArticle, zone: str) -> str:
    if article.when:
        return VERBS[kind] + instant_in_words(article.when, zone)
    return f"dated {instant_in_words(article.published, zone)}" if article.published else "without a date"


def list_articles(kind: Kind, config: Config, folders: Folders, moment: Moment, jobs: int) -> list[ListedArticle]:
    """Return the articles of a list, those that come next first: the nearest instant that is to come, else the latest
    that was."""
    read = read_now(config, folders, jobs)
    content = config.paths.content
    if kind == "broken":
        return _broken(read, config, folders, moment)
    if kind == "corrected":
        return sorted(_corrected(read, config, folders, jobs), key=_time, reverse=True)
    visible, held_back = sorted_out(list(read.entries.values()), moment)
    if kind == "breaking":
        breaking = (entry for entry in visible if is_breaking(entry, moment.now))
        return sorted((_listed(entry, instant(entry.breaking_until), content) for entry in breaking), key=_time)
    held = [_listed(held.text, held.when, content) for held in held_back if held.reason == REASONS[kind]]
    return sorted(held, key=_time, reverse=kind != "scheduled")


def _broken(read: SiteRead, config: Config, folders: Folders, moment: Moment) -> list[ListedArticle]:
    """Return texts with errors, by file; what readers see of them is what the last build put out."""
    plan = planned(read, config, moment, folders)
    plan.loaders.close()
    found = errors(with_severity([*read.problems(), *plan.problems], config.problems))
    content, wrong = config.paths.content, dict[str, Problem]()
    for problem in sorted(found, key=lambda problem: problem.place):
        source = problem.place.path.removeprefix(f"{content}/")
        if source in read.cached:
            wrong.setdefault(source, problem)
    published = _published(wrong, folders)
    return [
        _listed(entry, None, content, str(problem))
        if (entry := published.get(source))
        else ListedArticle(problem.place.path, "", None, None, str(problem))
        for source, problem in wrong.items()
    ]


def _published(sources: Iterable[str], folders: Folders) -> dict[str, Entry]:
    """Return what the last build put out of these sources."""
    try:
        with reading(folders.cache_file, code_version()) as cache:
            site_cache = SiteCache(cache)
            state = site_cache.state.get()
            found = site_cache.published(sources, state.moment) if state else {}
            return {source: entry for source, (entry, _) in found.items()}
    except (DamagedCacheError, OSError):
        return {}


def _corrected(read: SiteRead, config: Config, folders: Folders, jobs: int) -> Iterator[ListedArticle]:
    may_be = [source for source in read.entries if b"orrections" in _bytes(folders.content / source)]
    for source, text in texts_now(may_be, config, folders, jobs).items():
        if isinstance(text, Article) and text.corrections:
            dates = [correction.date for correction in text.corrections if correction.date]
            note = " ".join(correction.text for correction in text.corrections)
            yield _listed(read.entries[source], max(dates, default=None), config.paths.content, note)


def texts_now(names: Iterable[str], config: Config, folders: Folders, jobs: int) -> dict[str, Article | PlainPage]:
    """The texts of these sources, read anew; those that can't be read are left out."""
    sources = scan(folders.content, folders.assets, config.paths.content, config.ignore)
    found: dict[str, Article | PlainPage] = {}

    def take(reads: Sequence[tuple[str, object, bytes]]) -> None:
        found.update((source, _text_decoder.decode(text)) for source, _, text in reads if text)

    media_files = MediaFiles(sources.files, {})
    wanted = [name for name in names if name in sources.texts]
    read_texts(wanted, sources, media_files, readers(config, media_files, jobs), take)
    return found


def _listed(entry: Entry, when: datetime | None, content: str, note: str = "") -> ListedArticle:
    published = datetime.fromisoformat(entry.published) if entry.published else None
    return ListedArticle(f"{content}/{entry.source}", entry.title, published, when, note)


def _time(found: ListedArticle) -> tuple[float, str]:
    when = found.when or found.published
    return (when.timestamp() if when else 0.0), found.file


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
