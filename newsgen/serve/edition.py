"""A site at one moment of its writing: what was read and what is planned of it. Reads disk.

What is broken stays as it last was: a text, the config. Its problems are told beside.
"""

from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.changes import is_in_place
from newsgen.catalog.facts import NextChange, is_breaking, next_change
from newsgen.catalog.rights import as_shown
from newsgen.model.config import Config
from newsgen.model.entry import Entry, instant
from newsgen.model.problem import Problem, in_reading_order, weighed
from newsgen.site.options import Folders, Options
from newsgen.site.planning import Planned, planned, problems_of
from newsgen.site.sources import SiteRead
from newsgen.site.workshop import Tools


class Edition(Struct, frozen=True):
    """options.now: the time that it shows. shown: sources of what has a page. unpublished: why readers would not see an
    article yet, in words, by its id."""

    options: Options
    config: Config
    folders: Folders
    read: SiteRead
    plan: Planned
    shown: frozenset[str]
    unpublished: dict[str, str]
    problems: tuple[Problem, ...]

    def breaking(self) -> list[Entry]:
        entries = self.plan.bench.catalog.entries()
        return [entry for entry in entries if is_breaking(entry, self.options.moment.now)]

    def next_change(self) -> NextChange | None:
        return next_change(self.read.entries.values(), self.options.moment, self.config.photos)


def edition(options: Options, config: Config, config_problems: list[Problem], read: SiteRead, tools: Tools) -> Edition:
    folders = Folders.of(options, config)
    plan = planned(read, config, options.moment, folders, tools)
    shop = plan.workshop
    visible = [*shop.articles, *shop.plain_pages]
    return Edition(
        options=options,
        config=config,
        folders=folders,
        read=read,
        plan=plan,
        shown=frozenset(entry.source for entry in visible) - plan.state.settled.keys(),
        unpublished=dict(_unpublished(visible, options.moment.now, config.site.zone)),
        problems=_problems(config, config_problems, read, plan),
    )


def edited(before: Edition, read: SiteRead, fresh: Collection[str], config_problems: list[Problem]) -> Edition | None:
    """The next one where only words of some texts changed, made in the place of the one before; None where more did.

    fresh: the sources that were read again.
    """
    if not _is_same_but_texts(before.read, read) or not before.shown.issuperset(fresh):
        return None
    entries = [(before.read.kept[source].entry, read.kept[source].entry) for source in fresh]
    if not all(old and new and is_in_place(old, new) and _is_rightful(new, before) for old, new in entries):
        return None
    bench = before.plan.bench
    for _, new in entries:
        if new:
            bench.catalog.put(new)
    bench.tracer.forget()
    return replace(before, read=read, problems=_problems(before.config, config_problems, read, before.plan))


def _is_rightful(entry: Entry, edition: Edition) -> bool:
    """Whether it is shown with all that it has."""
    return as_shown(entry, edition.config.photos, edition.options.moment.now) is entry


def with_good_texts(before: SiteRead, read: SiteRead, fresh: Collection[str]) -> SiteRead:
    """Texts that can't be read now are shown as they last could. fresh: the sources that were read again."""
    pairs = ((source, before.kept.get(source), read.kept[source]) for source in fresh)
    good = {source: replace(new, entry=old.entry) for source, old, new in pairs if old and old.entry and not new.entry}
    return replace(read, kept=read.kept | good) if good else read


def _is_same_but_texts(before: SiteRead, read: SiteRead) -> bool:
    return (
        before.kept.keys() == read.kept.keys()
        and before.sources.files is read.sources.files  # equal stats of young files tell nothing
        and before.authors == read.authors
    )


def _problems(config: Config, of_config: list[Problem], read: SiteRead, plan: Planned) -> tuple[Problem, ...]:
    found = [*of_config, *problems_of(read, plan, config.paths.content)]
    return tuple(in_reading_order(weighed(found, config.problems)))


def _unpublished(entries: list[Entry], now: float, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    for entry in entries:
        if entry.draft:
            yield entry.id, "Draft"
        elif entry.time > now:
            when = instant(entry.time).astimezone(zone)
            yield entry.id, f"Scheduled for {when:%Y-%m-%d %H:%M %Z}"
