"""`check`: running it and printing what it found, for people, for programs and for GitHub."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Literal

import click
from msgspec.structs import replace

from newsgen.check import CheckError, CheckOptions, CheckResult, check
from newsgen.check import baseline as baselines
from newsgen.cli.build_command import problem_row, progress_line
from newsgen.cli.print_problems import (
    QUOTE_LINES,
    SCREEN,
    count,
    print_json,
    print_problems,
    problem_lines,
    taken_for_errors,
)
from newsgen.model.problem import Problem, errors, printable
from newsgen.site.options import Options

Format = Literal["text", "json", "github"]
SHOWN_FIXED = 5
"""Files that a terminal gets the names of."""
_IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_TEXT | str.maketrans({":": "%3A", ",": "%2C"})
"""Source: GitHub, actions/toolkit, packages/core/src/command.ts."""


def run_check(
    options: Options,
    *,
    format: Format,
    fix: bool,
    external: bool,
    baseline: Path | None,
    write_baseline: Path | None,
    files: tuple[Path, ...],
    quiet: bool,
) -> int:
    """Return the exit code: 0, or 1 where there are errors; with strict also where there are warnings. What a baseline
    has, or is written to one, counts for neither."""
    if write_baseline and files:
        raise click.UsageError("--write-baseline writes the problems of the whole site: name no files with it")
    try:
        reported = baselines.read_baseline(baseline) if baseline else None
        with progress_line(quiet=quiet or format != "text") as progress:
            found = check(options, CheckOptions(files, fix, external), progress)
    except CheckError as error:
        raise click.UsageError(str(error)) from None
    if write_baseline and found.is_whole:
        reported = baselines.write_baseline(write_baseline, found.problems)
    for note in found.notes:
        click.echo(note, err=True)
    new = found.problems
    if reported and found.is_whole:
        new = _only_new(new, reported, is_whole=not files, quiet=quiet)
    if format == "json":
        rows, left_out = list(map(problem_row, new)), len(found.problems) - len(new)
        print_json({"texts": found.texts, "problems": rows, "fixed": found.fixed, "known": left_out})
    elif format == "github":
        _print_github(new, options)
    else:
        _print_text(replace(found, problems=new), options, quiet=quiet)
    return 1 if errors(new, strict=options.strict) else 0


def _only_new(
    problems: Sequence[Problem], reported: baselines.Reported, *, is_whole: bool, quiet: bool
) -> tuple[Problem, ...]:
    """is_whole: whether all of the site was looked at, so that what is no longer wrong can be told."""
    new, fixed = baselines.compare(problems, reported)
    if len(new) < len(problems) and not quiet:
        click.echo(f"{count(len(problems) - len(new), 'problem')} of the baseline left out.", err=True)
    if is_whole and fixed and not quiet:
        click.echo(f"{count(fixed, 'problem')} of the baseline fixed: --write-baseline takes them out.", err=True)
    return new


def _print_text(found: CheckResult, options: Options, *, quiet: bool) -> None:
    """Print file by file, with the lines that they are about if there are few; then how many of which kind. A terminal
    gets a screen: of what would be longer, the kinds."""
    problems, is_terminal = found.problems, sys.stdout.isatty()
    by_file = [] if is_terminal and len(problems) > SCREEN else list(_by_file(problems, options))
    is_gathered = bool(problems) and (not by_file or (is_terminal and len(by_file) > SCREEN))
    if is_gathered:
        print_problems(
            problems, options.source, strict=options.strict, all_printed_by="`newsgen check | less`", err=False
        )
    for line in () if is_gathered else by_file:
        click.echo(line)
    if quiet:
        return
    shown = found.fixed[:SHOWN_FIXED] if is_terminal else found.fixed
    for path in shown:
        click.echo(f"fixed: {printable(path)}")
    if len(shown) < len(found.fixed):
        click.echo(f"fixed: {len(found.fixed) - len(shown):,} more")
    counts = Counter((each.code, each.severity) for each in problems)
    for (code, severity), number in () if is_gathered else sorted(counts.items()):
        click.echo(f"{number:>6,}  {severity:<8} {code}")
    serious = len(errors(problems))
    warnings = f"{count(len(problems) - serious, 'warning')}{taken_for_errors(problems, strict=options.strict)}"
    click.echo(f"{count(found.texts, 'text')}: {count(serious, 'error')}, {warnings}.")


def _by_file(problems: Sequence[Problem], options: Options) -> Iterator[str]:
    """Give the lines of each problem, and an empty one behind each file."""
    with_quotes = len(problems) <= SCREEN // (QUOTE_LINES + 1)
    for _, of_file in groupby(problems, key=lambda problem: problem.place.path):
        for problem in of_file:
            site, strict = options.source, options.strict
            yield from problem_lines(problem, site, strict=strict, with_quote=with_quotes, with_code=True)
        yield ""


def _print_github(problems: Sequence[Problem], options: Options) -> None:
    """GitHub counts paths from the repository's folder, in which a job's steps run, and the site may be below it."""
    for problem in problems:
        place = problem.place
        level = "error" if options.strict else problem.severity
        path = os.path.relpath(options.source / place.path).translate(_IN_PROPERTY)
        where = f"file={path},line={place.line},col={place.column}"
        what = str(problem).removeprefix(f"{place}: ").translate(_IN_TEXT)
        click.echo(f"::{level} {where},title={problem.code}::{what}")
