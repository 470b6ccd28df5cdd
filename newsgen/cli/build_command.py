"""`build` and `clean`: running them and printing what came of it. Reads and writes disk."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from shutil import rmtree
from time import monotonic
from typing import TYPE_CHECKING, Any

import click
import msgspec

from newsgen.catalog.visibility import NextChange
from newsgen.cli.print_problems import count, print_problems, print_refusal
from newsgen.engine.cache import Cache, DamagedCacheError, remove
from newsgen.engine.dependencies import Dependencies, still_ours
from newsgen.engine.lock import locked
from newsgen.engine.output import remove_all
from newsgen.model.problem import Problem
from newsgen.site.building import build
from newsgen.site.messages import held_back_in_words, instant_in_words, reason_in_words
from newsgen.site.options import WAITING, Folders, Options, Progress, Report, configured, silent
from newsgen.site.version import code_version

if TYPE_CHECKING:
    from newsgen.site.verifying import Verification

SHOWN_HELD_BACK = 10
BROKEN = 3
"""The exit code of a build that held articles with errors back."""
SHOWN_PAGES = 5


def run_build(options: Options, *, verify: bool, report: Path | None, quiet: bool) -> int:
    """Return the exit code: 0, 1 where problems stopped the build or it differs from a clean one, 3 where articles with
    errors were held back."""
    with progress_line(quiet) as progress:
        done = build(options, progress)
        found: Verification | None = None
        if verify and done.built:
            from newsgen.site.verifying import verify_build

            found = verify_build(options, progress)
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_bytes(msgspec.json.format(msgspec.json.encode(report_rows(done, found))) + b"\n")
    print_problems(done.problems, options.source, strict=options.strict)
    if not done.built:
        print_refusal(done.problems, strict=options.strict)
    if not quiet:
        _print_summary(done, options)
    if found and not (quiet and found.is_equal):
        _print_verified(found)
    if not done.built or (found and not found.is_equal):
        return 1
    return BROKEN if done.broken else 0


def report_rows(done: Report, found: "Verification | None" = None) -> dict[str, Any]:
    """Return the report as docs/commands.md has it."""
    made = [page for page in done.made if page.is_page]
    costs = sorted(done.costs.items(), key=lambda cost: -cost[1][1])
    return {
        "built": done.built,
        "articles": done.articles,
        "pages": done.pages,
        "rendered": len(made),
        "made": [
            {"url": page.url, "reason": reason_in_words(page.reason), "seconds": round(page.seconds, 6)}
            for page in made
        ],
        "layouts": [{"layout": name, "calls": calls, "seconds": round(took, 6)} for name, (calls, took) in costs],
        "written": list(done.written.written),
        "unchanged": done.written.unchanged,
        "deleted": list(done.written.deleted),
        "seconds": round(done.seconds, 3),
        "next_change": change_row(done.next_change),
        "held_back": [
            {"source": held.text.source, "reason": held.reason, "when": held.when and held.when.isoformat()}
            for held in done.held_back
        ],
        "broken": [msgspec.to_builtins(text) for text in done.broken],
        "problems": [problem_row(problem) for problem in done.problems],
        "notes": list(done.notes),
        "verified": None if found is None else msgspec.to_builtins(found) | {"equal": found.is_equal},
    }


def change_row(change: NextChange | None) -> dict[str, str] | None:
    return {"when": change.when.isoformat(), "why": change.why} if change else None


def problem_row(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": place.path,
        "line": place.line,
        "column": place.column,
        "what": problem.what,
        "mend": problem.fix,
    }


def _print_summary(done: Report, options: Options) -> None:
    config, _ = configured(options)
    zone, content = (config.site.timezone, config.paths.content) if config else ("UTC", "content")
    held_back = ((held.text.source, held_back_in_words(held, zone)) for held in done.held_back)
    stays = {True: "its last good version stays", False: "it is not published"}
    broken = ((text.source, stays[text.is_shown]) for text in done.broken)
    for what, texts, number, names_all in (
        ("held back", held_back, len(done.held_back), "--report"),
        ("broken", broken, len(done.broken), "`newsgen list broken`"),
    ):
        for source, why in islice(texts, SHOWN_HELD_BACK):
            click.echo(f"{what}: {content}/{source}: {why}")
        if number > SHOWN_HELD_BACK:
            click.echo(f"{what}: {number - SHOWN_HELD_BACK} more ({names_all} names all of them)")
    for note in done.notes:
        click.echo(note)
    if not done.built:
        return
    written, made = done.written, sum(page.is_page for page in done.made)
    click.echo(
        f"{count(done.articles, 'article')}, {count(done.pages, 'page')}: {count(made, 'page')} rendered, "
        f"{count(len(written.written), 'file')} written, {written.unchanged:,} unchanged, "
        f"{len(written.deleted):,} deleted in {done.seconds:.1f} s."
    )
    kinds = Counter(problem.severity for problem in done.problems)
    if kinds:
        found = [count(kinds[severity], severity) for severity in ("error", "warning") if kinds[severity]]
        click.echo(f"{' and '.join(found)}, see above.")
    if done.next_change:
        when = instant_in_words(done.next_change.when, zone)
        click.echo(f"Next change by the clock: {when}: {done.next_change.why}.")


def _print_verified(found: "Verification") -> None:
    if found.is_equal:
        click.echo(
            f"Verified: {count(found.compared, 'file')} equal to those of a clean build, "
            f"{count(found.asked, 'question')} answered as remembered."
        )
        return
    for source in found.sources:
        click.echo(f"{source} was edited during the build", err=True)
    for path in found.files:
        click.echo(f"{path} differs from a clean build's", err=True)
    for question in found.questions:
        rest = len(question.pages) - SHOWN_PAGES
        pages = ", ".join(question.pages[:SHOWN_PAGES]) + (f" and {rest:,} more" if rest > 0 else "")
        click.echo(f"{question.question} is not answered as remembered, on {pages}", err=True)
    click.echo(
        f"{count(len(found.files), 'file')} and {count(len(found.questions), 'question')} differ from a clean build. "
        "Nothing was changed; `newsgen build --no-cache` mends it.",
        err=True,
    )


REFRESH = 0.1
"""Seconds after which the line of progress is written again."""


@contextmanager
def progress_line(quiet: bool) -> Iterator[Progress]:
    """A line that says what is being done, on a terminal only; elsewhere no more than for whom the build waits."""
    if quiet or not sys.stderr.isatty():
        yield silent if quiet else _waiting_only
        return
    from rich.console import Console
    from rich.live import Live

    shown = 0.0

    def show(stage: str, done: int, total: int) -> None:
        nonlocal shown
        if is_due := monotonic() - shown > REFRESH or stage.startswith(WAITING):
            shown = monotonic()
        live.update(f"{stage} {done:,} of {total:,}" if total else stage, refresh=is_due)

    # Without a thread that refreshes it: workers are forked meanwhile.
    with Live("starting", console=Console(stderr=True), auto_refresh=False, transient=True) as live:
        yield show


def _waiting_only(stage: str, done: int, total: int) -> None:
    if stage.startswith(WAITING):
        click.echo(stage, err=True)


def run_clean(options: Options, *, pictures: bool) -> None:
    click.echo(f"{count(clean(options, with_pictures=pictures), 'file')} removed.")


def clean(options: Options, *, with_pictures: bool = False) -> int:
    """Remove what builds put out and learnt, and what checks keep; return how many files of the output. with_pictures:
    also the renditions that are kept. A site with a broken config has its usual folders."""
    folders = Folders.of(options, configured(options)[0])
    rmtree(folders.check, ignore_errors=True)
    if with_pictures:
        rmtree(folders.pictures, ignore_errors=True)
    if not folders.cache_file.exists():
        return 0
    with locked(folders.lock, lambda holder: None):
        try:
            with Cache(folders.cache_file, code_version()) as cache:
                dependencies = Dependencies(cache)
                put_out: Iterable[str] = dependencies.files().keys() | dependencies.intended()
        except DamagedCacheError:
            put_out = still_ours(folders.cache_file)
        removed = remove_all(folders.output, put_out)
        remove(folders.cache_file)
    return removed
