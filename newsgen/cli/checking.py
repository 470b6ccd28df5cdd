"""`check`: running it and printing what it found, for people, for programs and for GitHub."""

import os
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Literal

import click
import msgspec

from newsgen.check import Checked, Manners, NoHttpxError, Wanted, check
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
    format: Format,
    strict: bool,
    fix: bool,
    external: bool,
    now: str | None,
    drafts: bool,
    jobs: int | None,
    files: tuple[Path, ...],
) -> int:
    """The exit code: 0, or 1 where there are errors; with strict also where there are warnings."""
    options = Options(source=source, now=instant(now), drafts=drafts, strict=strict, jobs=jobs or usual_jobs())
    wanted = Wanted(files, fix, Manners() if external else None)
    try:
        with progress_line(quiet=format != "text") as progress:
            found = check(options, wanted, progress)
    except NoHttpxError:
        raise click.UsageError("--external needs httpx: pip install 'newsgen[external]'") from None
    _PRINTERS[format](found, strict, source)
    return 1 if errors(found.problems, strict=strict) else 0


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
