"""A check, readable aloud. Reads disk; writes into `.newsgen/check/` what the next one need not find out again.

It reads what builds remember and leaves it as it is, so that a build may be under way meanwhile. Only where there is
nothing it reads all texts and remembers them.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from time import perf_counter

from msgspec import Struct
from msgspec.structs import replace

from newsgen.catalog.visibility import why_held_back
from newsgen.check.build_problems import published_texts, scheduled_clashes
from newsgen.check.context import SiteContext, TextFindings
from newsgen.check.findings import update_findings
from newsgen.check.fixes import Edit, fix_files, link_fixes, lost_url_fixes, moved_files, safe_fixes
from newsgen.check.published import leaks, lost_urls, published_before, silent_edits
from newsgen.check.rules import problems_of_site
from newsgen.engine.lock import locked
from newsgen.model.config import duration
from newsgen.model.entry import Entry, shown_files
from newsgen.model.problem import Problem, in_reading_order, with_severity
from newsgen.model.urls import stem
from newsgen.pages.layouts import environment
from newsgen.reading.media_files import PICTURES
from newsgen.reading.read_texts import readers
from newsgen.site.building import first_read
from newsgen.site.cache_folder import scratch_folder, unusable, with_cache
from newsgen.site.options import WAITING, Folders, Options, Progress, Task, configured, in_zone, silent
from newsgen.site.planning import SitePlan, planned, problems_of
from newsgen.site.render_pages import LiveTexts, Loaders
from newsgen.site.sources import SiteRead, read_beside, scanned

NEAR = 3
"""Files that are named at most for one that is not there."""


class CheckError(Exception):
    """What a check is asked for can't be done; why, in words."""


def is_public(address: str) -> bool:
    """Articles may come from strangers, and must not make this machine talk to its neighbours."""
    return ip_address(address).is_global


class CheckOptions(Struct, frozen=True):
    """What a check is to look at. files: problems of these files and folders alone; () for all. fix: what is safe.
    external: ask for links out of the site; pause: seconds between two requests to one host; may_ask: which
    addresses."""

    files: tuple[Path, ...] = ()
    fix: bool = False
    external: bool = False
    pause: float = 0.5
    may_ask: Callable[[str], bool] = is_public


class CheckResult(Struct, frozen=True):
    """What a check found. texts: how many there are. edits: that would fix some of it. fixed: files that were. notes:
    what else there is to say, in sentences. is_whole: False where the config can't be read, so that nothing else was
    looked at."""

    problems: tuple[Problem, ...]
    texts: int = 0
    edits: tuple[Edit, ...] = ()
    fixed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_whole: bool = True


def check(options: Options, wanted: CheckOptions | None = None, progress: Progress = silent) -> CheckResult:
    """Check a site. Raises OSError where the disk fails, CheckError."""
    wanted = wanted or CheckOptions()
    config, problems = configured(options)
    if config is None:
        return CheckResult(tuple(in_reading_order(problems)), is_whole=False)
    options = in_zone(options, config)
    folders = Folders.of(options, config)
    writable = with_cache(folders, is_needed=False)
    folders = replace(folders, check=writable.check, failure=writable.check / writable.failure.name)
    task = Task(options, config, folders, problems, progress, perf_counter())
    if not all(map(os.path.lexists, wanted.files)):
        _refuse_missing(task, wanted.files)
    with locked(folders.check / "lock", lambda holder: progress(f"{WAITING} {holder}", 0, 0)):
        found = _check(task, wanted, writable)
        if wanted.fix and (fixed := fix_files(folders.site, found.problems, found.edits)):
            again = _check(task, wanted, writable)
            found = replace(again, fixed=fixed, notes=(*found.notes, *again.notes))
    return found


def _check(task: Task, wanted: CheckOptions, writable: Folders) -> CheckResult:
    """Check the files that are asked about. writable: where the first reading of a site is remembered."""
    try:
        found = _check_once(task, wanted, writable)
    except (OSError, CheckError):
        raise
    except Exception as error:  # of the cache or of newsgen itself: see site/building.py
        found = _check_anew(task, wanted)
        note = unusable(error, "The cache of the last build", "everything was read anew", task.folders.failure)
        found = replace(found, notes=(note,))
    site = task.folders.site
    problems = [*with_severity(task.problems, task.config.problems), *found.problems]
    problems = in_reading_order(_problems_of_files(problems, wanted.files, site))
    reported = {(problem.code, problem.place.path) for problem in problems}
    edits = (edit for edit in found.edits if (edit.code, edit.place.path) in reported)
    return replace(found, problems=tuple(problems), edits=tuple(edits))


def _check_anew(task: Task, wanted: CheckOptions) -> CheckResult:
    """Check without anything that was remembered."""
    for file in task.folders.check.glob("*.msgpack"):
        file.unlink()
    with scratch_folder(task.folders.check / "anew") as place:
        anew = task.folders.cached_in(place)
        return _check_once(replace(task, folders=replace(task.folders, cache_file=anew.cache_file)), wanted, anew)


def _check_once(task: Task, wanted: CheckOptions, writable: Folders) -> CheckResult:
    config, folders = task.config, task.folders
    task.progress("reading", 0, 0)
    beside = read_beside(config, folders, lambda media_files: readers(config, media_files, task.options.jobs))
    read, new = beside or (first_read(replace(task, folders=writable)), {})
    texts = LiveTexts(folders.cache_file if beside else writable.cache_file)
    texts.put({source: text for source, text in new.items() if text})
    try:
        loaders = Loaders(texts.get, environment(folders.layouts))
        return _find_problems(task, wanted, read, planned(read, config, task.options.moment, folders, loaders))
    finally:
        texts.close()


def _find_problems(task: Task, wanted: CheckOptions, read: SiteRead, plan: SitePlan) -> CheckResult:
    """Return all problems but those that the config or an article turns off, and edits where something is to be
    fixed."""
    config, moment, entries, folders = task.config, task.options.moment, read.entries, task.folders
    checked = [each for each in entries.values() if why_held_back(each, moment) in (None, "scheduled")]
    expired = [each for each in entries.values() if why_held_back(each, moment) == "expired"]
    pointed_at = [entry for entry in expired if entry.aliases or entry.expires <= entry.time]
    findings = update_findings(task, read, plan, [*checked, *pointed_at])
    site = _site_context(task, read, checked, expired, findings.texts)
    before = published_before(folders.cache_file)
    lost, lost_problems = lost_urls(before, read, plan, site)
    found = [
        *problems_of(read, plan, config.paths.content),
        *scheduled_clashes(checked, read, plan),
        *findings.layouts[1],
        *(problem for of_text in findings.dead_links[1].values() for problem in of_text),
        *(problem for entry in checked for problem in findings.texts[entry.source].problems),
        *problems_of_site(site),
        *lost_problems,
        *silent_edits(before, folders.cache_file, site, plan.loaders.text, config.check.edited_words),
        *leaks(entries.values(), published_texts(plan), moment.now, folders),
        *_dead_external_links(task, wanted, site),
    ]
    problems = tuple(_without_silenced(with_severity(found, config.problems), site))
    if not wanted.fix:
        return CheckResult(problems, len(read.sources.texts))
    edits = (
        *safe_fixes(site, duration(config.breaking.ttl)),
        *lost_url_fixes(lost, entries, site.content),
        *link_fixes(site, findings.dead_links[1], moved_files(before[1], lost, entries)),
    )
    return CheckResult(problems, len(read.sources.texts), edits)


def _site_context(
    task: Task, read: SiteRead, checked: list[Entry], expired: list[Entry], findings: Mapping[str, TextFindings]
) -> SiteContext:
    pictures = {name for name in read.sources.files if Path(name).suffix.lower() in PICTURES}
    shown = {name for entry in read.entries.values() for _, name in shown_files(entry)}
    shown |= {
        *read.authors.files.values(),
        *(each.photo.name for each in read.authors.by_name_key.values() if each.photo),
    }
    return SiteContext(
        content=task.config.paths.content,
        zone=task.config.site.zone,
        now=task.options.moment.now,
        checked=sorted(checked, key=lambda entry: (entry.time, entry.source)),
        expired=expired,
        findings=findings,
        unused_pictures=sorted(name for name in pictures - shown if name.startswith("content/")),
    )


def _dead_external_links(task: Task, wanted: CheckOptions, site: SiteContext) -> Iterator[Problem]:
    if not wanted.external:
        return
    try:
        import httpx  # noqa: F401

        from newsgen.check.external import dead_external_links
    except ImportError:
        raise CheckError("--external needs httpx: pip install 'newsgen[external]'") from None
    task.progress("asking other sites", 0, 0)
    yield from dead_external_links(site, task.folders.check / "external.msgpack", wanted.pause, wanted.may_ask)


def _without_silenced(problems: Iterable[Problem], site: SiteContext) -> Iterator[Problem]:
    """Leave out the warnings that an article's own front matter turns off; only the config may turn an error off."""
    off = {f"{site.content}/{source}": found.silenced for source, found in site.findings.items() if found.silenced}
    for problem in problems:
        if problem.severity == "error" or problem.code not in off.get(problem.place.path, ()):
            yield problem


def _problems_of_files(problems: Iterable[Problem], files: Sequence[Path], site: Path) -> Iterator[Problem]:
    """Give the problems of these files and folders, or all. What two files have a part in is told of the one asked
    about."""
    asked = [Path(os.path.abspath(file)) for file in files]
    asked += [file.resolve() for file in asked]

    def is_asked(path: str) -> bool:
        return not asked or any((site / path).is_relative_to(file) for file in asked)

    for problem in problems:
        other = problem.other
        if is_asked(problem.place.path):
            yield problem
        elif other and is_asked(other.place.path):
            yield replace(other, severity=problem.severity, other=replace(problem, other=None))


def _refuse_missing(task: Task, files: Sequence[Path]) -> None:
    """Raise CheckError for a file that is not there, and was not when the last build put out its text."""
    content, site = task.config.paths.content, task.folders.site
    texts = scanned(task.config, task.folders).texts
    _, published, _ = published_before(task.folders.cache_file)
    gone = [site / content / source for source in published if source not in texts]
    missing = (file for file in files if not os.path.lexists(file))
    wrong = [file for file in missing if not any(path.is_relative_to(os.path.abspath(file)) for path in gone)]
    if wrong:
        there = sorted(f"{content}/{source}" for source in texts)
        raise CheckError("; ".join(f"there is no '{file}' ({_nearby(file, there, site)})" for file in wrong))


def _nearby(file: Path, texts: Collection[str], site: Path) -> str:
    by_name: dict[str, list[str]] = {}
    for path in texts:
        by_name.setdefault(stem(path), []).append(os.path.relpath(site / path))
    names = get_close_matches(stem(file.name), by_name, n=NEAR, cutoff=0.6)
    near = [path for name in names for path in by_name[name]][:NEAR]
    return f"near it are {', '.join(near)}" if near else "paths count from the folder where you are"
