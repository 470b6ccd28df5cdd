"""A check, readable aloud. Reads disk; writes into `.newsgen/check/` what the next one need not find out again.

It has a memory and a lock of its own there, so that a build may be under way meanwhile.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from time import perf_counter

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.visibility import why_held_back
from newsgen.check.asked import asked_about, refuse_missing
from newsgen.check.check_texts import CheckContext, note_key, proofread
from newsgen.check.dead_links import dead_links_of, layout_problems, put_out
from newsgen.check.external import Manners, NoHttpxError, dead_outward
from newsgen.check.findings import TextFindings, keep, noted_before
from newsgen.check.first_check import learn_from_builds
from newsgen.check.fix_files import fixed
from newsgen.check.fixes import Addition, Edit, safe_edits
from newsgen.check.leaks import held_back_of, leaks
from newsgen.check.lost_url_fixes import additions_for, link_edits, moved_files
from newsgen.check.published import Published, published_before
from newsgen.check.rules import problems_of_all
from newsgen.check.scheduled_clashes import coming_clashes
from newsgen.check.silent_edits import silent_edits
from newsgen.check.site_context import Noted, SiteContext
from newsgen.engine.lock import locked
from newsgen.engine.store import Store, remove
from newsgen.model.config import Config, duration
from newsgen.model.digest import digest_of
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem, in_reading_order, weighed
from newsgen.reading.media_names import PICTURES
from newsgen.site.failing import unusable
from newsgen.site.lost_urls import LostUrl, Now, broken_texts, lost_url_problems, newly_lost, still_lost
from newsgen.site.options import WAITING, Folders, Options, Progress, Task, configured, in_zone, silent
from newsgen.site.past import Archive
from newsgen.site.planning import Planned, planned, problems_of
from newsgen.site.sources import SiteRead, read_site
from newsgen.site.standstill import scanned
from newsgen.site.version import code_version
from newsgen.site.writable import with_cache


class Wanted(Struct, frozen=True):
    """What a check is to look at. files: problems of these files and folders alone; () for all. fix: mend what is safe.

    external: how links out of the site are to be asked for; None: not at all.
    """

    files: tuple[Path, ...] = ()
    fix: bool = False
    external: Manners | None = None


class Checked(Struct, frozen=True):
    """What a check found. texts: how many there are. edits: that would mend some of it. fixed: files that were.

    notes: what is to be known besides, in sentences. known: how many problems of a baseline are left out.
    is_whole: False where the config can't be read, so that nothing else was looked at.
    """

    problems: tuple[Problem, ...]
    texts: int = 0
    edits: tuple[Edit | Addition, ...] = ()
    fixed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    known: int = 0
    is_whole: bool = True


class Round(Struct, frozen=True):
    """One check under way. build: where builds have the site's memory and output; place: where checks have theirs."""

    options: Options
    wanted: Wanted
    config: Config
    build: Folders
    place: Path
    progress: Progress

    @property
    def folders(self) -> Folders:
        """The site's, with a memory of the check's own."""
        return replace(self.build, memory=self.place / "memory.sqlite")


def check(options: Options, wanted: Wanted | None = None, progress: Progress = silent) -> Checked:
    """Raises OSError where the disk fails, NoHttpxError, NoSuchFileError."""
    wanted = wanted or Wanted()
    config, problems = configured(options)
    if config is None:
        return Checked(tuple(in_reading_order(problems)), is_whole=False)
    options = in_zone(options, config)
    build = Folders.of(options, config)
    place = with_cache(build, is_needed=False).check
    now = Round(options, wanted, config, build, place, progress)
    _refuse_missing(now)
    with locked(now.place / "lock", lambda holder: progress(f"{WAITING} {holder}", 0, 0)):
        found = _checked(now, problems)
        if wanted.fix and (mended := fixed(build.site, found.problems, found.edits)):
            again = _checked(now, problems)
            found = replace(again, fixed=mended, notes=(*found.notes, *again.notes))
    return found


def _refuse_missing(now: Round) -> None:
    """Raises NoSuchFileError."""
    if all(map(os.path.lexists, now.wanted.files)):
        return
    content = now.config.paths.content
    there, before = scanned(now.config, now.build).texts, published_before(now.build.memory).entries
    gone = [f"{content}/{source}" for source in before if source not in there]
    refuse_missing(now.wanted.files, (f"{content}/{source}" for source in there), gone, now.build.site)


def _checked(now: Round, of_config: list[Problem]) -> Checked:
    try:
        found = _looked_at(now)
    except (OSError, NoHttpxError):
        raise
    except Exception as error:  # of the memory or of newsgen itself: see site/building.py
        remove(now.folders.memory)
        for notes in now.place.glob("*.msgpack"):
            notes.unlink()
        found = _looked_at(now)
        file = now.place / now.build.failure.name
        note = unusable(error, "The memory of the last check", "everything was read anew", file)
        found = replace(found, notes=(note,))
    problems = [*weighed(of_config, now.config.problems), *found.problems]
    problems = in_reading_order(asked_about(problems, now.wanted.files, now.build.site))
    told = {(problem.code, problem.place.path) for problem in problems}
    edits = (edit for edit in found.edits if (edit.code, edit.place.path) in told)
    return replace(found, problems=tuple(problems), edits=tuple(edits))


def _looked_at(now: Round) -> Checked:
    folders = now.folders
    with Store(folders.memory, code_version()) as store:
        archive = Archive(store)
        learn_from_builds(store, now.build.memory)
        task = Task(now.options, now.config, folders, [], now.progress, perf_counter())
        read = read_site(task, archive, None, scanned(now.config, folders))
        archive.forget_superseded({})
        plan = planned(read, now.config, now.options.moment, folders)
        try:
            return _judged(now, read, plan)
        finally:
            plan.bench.texts.close()


def _judged(now: Round, read: SiteRead, plan: Planned) -> Checked:
    """Without what the config or an article turns off, and without edits where nothing is to be mended."""
    config, moment, entries = now.config, now.options.moment, read.entries
    checked = [each for each in entries.values() if why_held_back(each, moment) in (None, "scheduled")]
    expired = [each for each in entries.values() if why_held_back(each, moment) == "expired"]
    pointed_at = [entry for entry in expired if entry.aliases or entry.expires <= entry.time]
    notes = _noted(now, read, plan, [*checked, *pointed_at])
    edition = _edition(now, read, (checked, expired), notes.texts)
    before = published_before(now.build.memory)
    after = _after(read, plan, config)
    lost = still_lost([*before.lost, *_newly_lost(before, after, config)], after)
    found = [
        *problems_of(read, plan, config.paths.content),
        *coming_clashes(checked, read, plan),
        *notes.layouts[1],
        *(problem for each in notes.links.found.values() for problem in each),
        *(problem for entry in checked for problem in notes.texts[entry.source].problems),
        *problems_of_all(edition),
        *lost_url_problems(
            lost, after, edition.content, "error", lambda source: edition.at(entries[source], "aliases")
        ),
        *silent_edits(before, edition, plan.bench.texts, config.check.edited_words),
        *_leaks(now, entries.values(), plan),
        *_dead_outward(now, edition),
    ]
    problems = tuple(_unsilenced(weighed(found, config.problems), edition))
    if not now.wanted.fix:
        return Checked(problems, len(read.sources.texts))
    moved = moved_files(before.entries, lost, entries)
    edits = (
        *safe_edits(edition, duration(config.breaking.ttl)),
        *additions_for(lost, entries, edition.content),
        *link_edits(notes.links.found, notes.texts, moved, edition.content),
    )
    return Checked(problems, len(read.sources.texts), edits)


def _after(read: SiteRead, plan: Planned, config: Config) -> Now:
    """What the next build will put out."""
    return Now(
        plan.pages.keys(), read.entries, broken_texts(read.kept), put_out(plan), plan.workshop.moment, config.gone
    )


def _newly_lost(before: Published, after: Now, config: Config) -> Iterator[LostUrl]:
    gone = {output: page for output, page in before.pages.items() if output not in after.outputs}
    return newly_lost(gone, before.entries.values(), config.base_path)


def _leaks(now: Round, entries: Iterable[Entry], plan: Planned) -> Iterator[Problem]:
    visible = put_out(plan)
    held_back = held_back_of(entries, visible, now.options.moment.now)
    return leaks(held_back, visible, now.build.output, now.build.site, now.place / "scanned.msgpack")


def _dead_outward(now: Round, edition: SiteContext) -> Iterator[Problem]:
    manners = now.wanted.external
    if manners:
        now.progress("asking other sites", 0, 0)
    return dead_outward(edition, now.place / "external.msgpack", manners) if manners else iter(())


def _noted(now: Round, read: SiteRead, plan: Planned, entries: list[Entry]) -> TextFindings:
    """Of these texts, as the last check noted it where nothing changed; kept for the next one."""
    file = now.place / "notes.msgpack"
    before = noted_before(file, f"{code_version()} {digest_of([now.config.defaults, now.config.photos]).hex()}")
    wanted = {entry.source: (entry, note_key(read.kept[entry.source].digest, entry)) for entry in entries}
    known = before.texts
    texts = {
        source: known[source] for source, (_, key) in wanted.items() if source in known and known[source].key == key
    }
    stale = [each for source, each in wanted.items() if source not in texts]
    desk = CheckContext(now.config, read.sources, now.folders.memory)
    for source, noted in proofread(desk, stale, now.options.jobs):
        texts[source] = noted
        now.progress("proofreading", len(texts), len(wanted))
    depends = digest_of([plan.state.everywhere, plan.state.layouts, plan.state.assets])
    layouts = before.layouts if before.layouts[0] == depends else (depends, layout_problems(plan))
    links = dead_links_of(plan, texts, before.links, {entry.source for entry, _ in stale})
    notes = TextFindings(before.version, texts, layouts, links)
    if notes != before:
        keep(file, notes)
    return notes


def _edition(
    now: Round, read: SiteRead, entries: tuple[list[Entry], list[Entry]], noted: Mapping[str, Noted]
) -> SiteContext:
    """entries: those to check, and those that have expired."""
    shown = {name for kept in read.kept.values() if kept.entry for _, name in kept.entry.files}
    pictures = [name for name in read.sources.files if name.startswith("content/") and _is_picture(name)]
    return SiteContext(
        content=now.config.paths.content,
        zone=now.config.site.zone,
        now=now.options.moment.now,
        checked=sorted(entries[0], key=lambda entry: (entry.time, entry.source)),
        expired=entries[1],
        noted=noted,
        pictures=sorted(pictures),
        shown=shown | set(read.authors.files.values()),
    )


def _is_picture(name: str) -> bool:
    return Path(name).suffix.lower() in PICTURES


def _unsilenced(problems: list[Problem], edition: SiteContext) -> list[Problem]:
    """Without those warnings that an article's own front matter turns off; an error is the config's to weigh."""
    off = {f"{edition.content}/{source}": noted.silenced for source, noted in edition.noted.items() if noted.silenced}
    return [
        problem
        for problem in problems
        if problem.severity == "error" or problem.code not in off.get(problem.place.path, ())
    ]
