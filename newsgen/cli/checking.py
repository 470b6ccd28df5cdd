"""`check`: running it and printing what it found, for people, for programs and for GitHub."""

import os
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Literal

import click
import msgspec
from msgspec.structs import replace

from newsgen.check import Checked, Manners, NoHttpxError, Wanted, check
from newsgen.check.baseline import Baseline, BaselineError, baseline_of, compared, read_baseline
from newsgen.check.baseline import write_baseline as store_baseline
from newsgen.cli.building import instant, problem_row, progress_line
from newsgen.cli.problems import QUOTE, SCREEN, count, quote_lines
from newsgen.model.problem import Problem, errors
from newsgen.model.quote import printable
from newsgen.site.options import Options, usual_jobs

Format = Literal["text", "json", "github"]
_COLOURS = {"error": "red", "warning": "yellow"}
_IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_TEXT | str.maketrans({":": "%3A", ",": "%2C"})
"""Source: GitHub, actions/toolkit, packages/core/src/command.ts."""


def run_check(
    *,
    source: Path,
    cache_dir: str,
    format: Format,
    strict: bool,
    fix: bool,
    external: bool,
    now: str | None,
    drafts: bool,
    jobs: int | None,
    baseline: Path | None,
    write_baseline: Path | None,
    files: tuple[Path, ...],
) -> int:
    """The exit code: 0, or 1 where there are errors; with strict also where there are warnings.

    What a baseline has, or is written to one, counts for neither.
    """
    known = _known(baseline) if baseline else None
    if write_baseline and files:
        raise click.UsageError("--write-baseline writes the problems of the whole site: name no files with it")
    options = Options(
        source=source,
        now=instant(now),
        drafts=drafts,
        strict=strict,
        jobs=jobs or usual_jobs(),
        cache_dir=cache_dir,
    )
    wanted = Wanted(files, fix, Manners() if external else None)
    try:
        with progress_line(quiet=format != "text") as progress:
            found = check(options, wanted, progress)
    except NoHttpxError:
        raise click.UsageError("--external needs httpx: pip install 'newsgen[external]'") from None
    if write_baseline and found.is_whole:
        known = baseline_of(found.problems)
        store_baseline(write_baseline, known)
    for note in found.notes:
        click.echo(note, err=True)
    if known and found.is_whole:
        found = _only_new(found, known, is_whole=not files)
    _PRINTERS[format](found, strict, source)
    return 1 if errors(found.problems, strict=strict) else 0


def _known(file: Path) -> Baseline:
    try:
        return read_baseline(file)
    except BaselineError as error:
        raise click.UsageError(f"{file}:1:1: {error} (--write-baseline {file} writes it anew)") from None


def _only_new(found: Checked, known: Baseline, *, is_whole: bool) -> Checked:
    """is_whole: whether all of the site was looked at, so that what is no longer wrong can be told."""
    split = compared(found.problems, known)
    if split.known:
        click.echo(f"{count(split.known, 'problem')} of the baseline left out.", err=True)
    if is_whole and split.gone:
        click.echo(f"{count(split.gone, 'problem')} of the baseline fixed: --write-baseline takes them out.", err=True)
    return replace(found, problems=split.new, known=split.known)


def _print_text(found: Checked, strict: bool, source: Path) -> None:
    """File by file, with the lines that they are about if there are few; then how many of which kind."""
    with_quotes = len(found.problems) <= SCREEN // (QUOTE + 1)
    for _, of_file in groupby(found.problems, key=lambda problem: problem.place.path):
        for problem in of_file:
            place = click.style(printable(str(problem.place)), fg=_COLOURS["error" if strict else problem.severity])
            click.echo(f"{place}{printable(_told(problem))} {click.style(f'[{problem.code}]', dim=True)}")
            for line in quote_lines(problem.place, source) if with_quotes else ():
                click.echo(line)
        click.echo()
    for path in found.fixed:
        click.echo(f"mended: {printable(path)}")
    for (code, severity), number in sorted(Counter((each.code, each.severity) for each in found.problems).items()):
        click.echo(f"{number:>6,}  {severity:<8} {code}")
    serious = len(errors(found.problems))
    warnings = len(found.problems) - serious
    click.echo(f"{count(found.texts, 'text')}: {count(serious, 'error')}, {count(warnings, 'warning')}.")


def _print_json(found: Checked, strict: bool, source: Path) -> None:
    rows = {
        "texts": found.texts,
        "problems": [problem_row(problem) for problem in found.problems],
        "fixed": list(found.fixed),
        "known": found.known,
    }
    click.echo(msgspec.json.format(msgspec.json.encode(rows)).decode())


def _print_github(found: Checked, strict: bool, source: Path) -> None:
    """GitHub counts paths from the repository's folder, in which a job's steps run, and the site may be below it."""
    for problem in found.problems:
        place = problem.place
        level = "error" if strict else problem.severity
        path = os.path.relpath(source / place.path).translate(_IN_PROPERTY)
        where = f"file={path},line={place.line},col={place.column}"
        click.echo(f"::{level} {where},title={problem.code}::{_told(problem).removeprefix(': ').translate(_IN_TEXT)}")


def _told(problem: Problem) -> str:
    """All but the place."""
    return str(problem)[len(str(problem.place)) :]


_PRINTERS: dict[Format, Callable[[Checked, bool, Path], None]] = {
    "text": _print_text,
    "json": _print_json,
    "github": _print_github,
}
