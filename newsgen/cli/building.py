"""`build` and `clean`: running them and printing what came of it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from newsgen.catalog.facts import HeldBack, NextChange
from newsgen.model.config import WebUrl
from newsgen.model.problem import Problem, errors
from newsgen.model.urls import split_url
from newsgen.site.building import build, clean, coming_change
from newsgen.site.options import Options, Progress, Report, configured, now_from, usual_jobs

SHOWN_HELD_BACK = 10


def run_build(
    *,
    source: Path,
    output: str,
    base_url: str,
    drafts: bool,
    future: bool,
    now: str | None,
    jobs: int | None,
    no_cache: bool,
    strict: bool,
    report: Path | None,
    quiet: bool,
) -> int:
    """The exit code: 0, or 1 where problems stopped the build. no_cache: nothing is cached between builds yet."""
    options = Options(
        source=source,
        now=instant(now),
        output=output,
        base_url=_web_url(base_url),
        drafts=drafts,
        future=future,
        jobs=jobs or usual_jobs(),
        strict=strict,
    )
    with _progress(quiet) as progress:
        done = build(options, progress)
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_bytes(msgspec.json.format(msgspec.json.encode(report_rows(done))) + b"\n")
    _print_problems(done, strict)
    if not quiet:
        _print_summary(done, options)
    return 0 if done.built else 1


def run_clean(source: Path, output: str) -> None:
    removed = clean(Options(source=source, now=instant(), output=output))
    click.echo(f"{_count(removed, 'file')} removed.")


def run_next_change(source: Path, now: str | None, as_json: bool) -> int:
    """The exit code: 0, or 1 where the config can't be read."""
    options = Options(source=source, now=instant(now), jobs=usual_jobs())
    change, problems = coming_change(options)
    if problems:
        _print_problems(Report(built=False, problems=tuple(problems)), strict=False)
        return 1
    if as_json:
        click.echo(msgspec.json.encode({"next_change": _change_row(change)}).decode())
    elif change:
        config, _ = configured(options)
        click.echo(f"{_shown(change.when, config.site.timezone if config else 'UTC')}: {change.why}.")
    else:
        click.echo("Nothing changes by the clock.")
    return 0


def report_rows(done: Report) -> dict[str, Any]:
    """The report as JSON has it: docs/commands.md."""
    return {
        "built": done.built,
        "articles": done.articles,
        "pages": done.pages,
        "rendered": len(done.rendered),
        "written": list(done.written.written),
        "unchanged": done.written.unchanged,
        "deleted": list(done.written.deleted),
        "seconds": round(done.seconds, 3),
        "next_change": _change_row(done.next_change),
        "held_back": [
            {
                "source": held.text.source,
                "reason": held.reason,
                "when": held.when and held.when.isoformat(),
            }
            for held in done.held_back
        ],
        "problems": [_problem_row(problem) for problem in done.problems],
    }


def _change_row(change: NextChange | None) -> dict[str, str] | None:
    return {"when": change.when.isoformat(), "why": change.why} if change else None


def _problem_row(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": place.path,
        "line": place.line,
        "column": place.column,
        "what": problem.what,
        "mend": problem.mend,
    }


def _print_problems(done: Report, strict: bool) -> None:
    """Errors last, where they are seen."""
    serious = errors(done.problems, strict=strict)
    for problem in done.problems:
        if problem not in serious:
            click.echo(click.style(str(problem.place), fg="yellow") + _rest(problem), err=True)
    for problem in serious:
        click.echo(click.style(str(problem.place), fg="red") + _rest(problem), err=True)
    if not done.built:
        warnings = len(done.problems) - len(serious)
        also = f" and {_count(warnings, 'warning')}" if warnings else ""
        click.echo(f"{_count(len(serious), 'error')}{also}: nothing was put out.", err=True)


def _rest(problem: Problem) -> str:
    return str(problem)[len(str(problem.place)) :]


def _print_summary(done: Report, options: Options) -> None:
    config, _ = configured(options)
    zone, content = (config.site.timezone, config.paths.content) if config else ("UTC", "content")
    for held in done.held_back[:SHOWN_HELD_BACK]:
        click.echo(f"held back: {content}/{held.text.source}: {_why(held, zone)}")
    if len(done.held_back) > SHOWN_HELD_BACK:
        click.echo(f"held back: {len(done.held_back) - SHOWN_HELD_BACK} more (--report names all of them)")
    if not done.built:
        return
    written = done.written
    click.echo(
        f"{_count(done.articles, 'article')}, {_count(done.pages, 'page')}: "
        f"{_count(len(written.written), 'file')} written, {written.unchanged:,} unchanged, "
        f"{len(written.deleted):,} deleted in {done.seconds:.1f} s."
    )
    warnings = len(done.problems)
    if warnings:
        click.echo(f"{_count(warnings, 'warning')}, see above.")
    if done.next_change:
        when = _shown(done.next_change.when, zone)
        click.echo(f"Next change by the clock: {when}: {done.next_change.why}.")


def _why(held: HeldBack, zone: str) -> str:
    if held.when is None:
        return "a draft (--drafts shows it)"
    if held.reason == "scheduled":
        return f"scheduled for {_shown(held.when, zone)} (--future shows it)"
    return f"expired on {_shown(held.when, zone)}"


def _shown(when: datetime, zone: str) -> str:
    """With its offset and the site's zone, so that no one has to guess."""
    from zoneinfo import ZoneInfo

    return f"{when.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %z} ({zone})"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def instant(text: str | None = None) -> datetime:
    """When a command takes itself to run. text: of `--now`."""
    try:
        return now_from(text, dict(os.environ))
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"--now or SOURCE_DATE_EPOCH: {error}") from None


def _web_url(text: str) -> str:
    try:
        if text and not split_url(msgspec.convert(text, WebUrl)).hostname:
            raise ValueError(text)
    except ValueError:
        raise click.UsageError(f"--base-url '{text}' is no web address such as https://example.org") from None
    return text


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress]:
    """A line that says what is being done, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda stage, done, total: status.update(f"{stage} {done:,} of {total:,}" if total else stage)
