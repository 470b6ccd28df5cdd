"""Printing problems, on one screen, with the lines that they are about."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from newsgen.model.config import Config
from newsgen.model.problem import Place, Problem, errors, in_reading_order
from newsgen.model.quote import printable
from newsgen.site.options import Options, configured

SCREEN = 40
"""Lines that problems may take on a terminal."""
QUOTE = 2
"""Lines of each quote."""


def print_problems(problems: Sequence[Problem], site: Path, *, strict: bool = False) -> None:
    """Errors last, where they are seen. Every problem has its line before any has its quote; the errors' come first.

    What a terminal has no room for is counted; elsewhere all of them are printed.
    """
    serious = errors(problems, strict=strict)
    others = [] if strict else [problem for problem in problems if problem.severity == "warning"]
    room = SCREEN - 1 if sys.stderr.isatty() and len(problems) > SCREEN else len(problems)
    serious, others = serious[:room], others[: max(room - len(serious), 0)]
    quotes = max(SCREEN - len(serious) - len(others), 0) // QUOTE
    for rank, problem in enumerate(others, len(serious)):
        _print(problem, site, "yellow", with_quote=rank < quotes)
    for rank, problem in enumerate(serious):
        _print(problem, site, "red", with_quote=rank < quotes)
    if len(problems) > room:
        more = count(len(problems) - room, "more problem")
        click.echo(f"and {more}: `newsgen build --report FILE.json` has all of them", err=True)


def print_refusal(problems: Iterable[Problem], *, strict: bool = False) -> None:
    """The last line where problems stopped a build."""
    problems = list(problems)
    serious = len(errors(problems, strict=strict))
    warnings = len(problems) - serious
    also = f" and {count(warnings, 'warning')}" if warnings else ""
    click.echo(f"{count(serious, 'error')}{also}: nothing was put out.", err=True)


def config_or_exit(options: Options) -> Config:
    """The site's config; where it can't be read its problems are printed, and the command ends with exit code 1."""
    config, problems = configured(options)
    if config is None:
        print_problems(in_reading_order(problems), options.source)
        raise click.exceptions.Exit(1)
    return config


def count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _print(problem: Problem, site: Path, colour: str, *, with_quote: bool) -> None:
    place = str(problem.place)
    click.echo(click.style(printable(place), fg=colour) + printable(str(problem)[len(place) :]), err=True)
    for line in quote_lines(problem.place, site) if with_quote else ():
        click.echo(line, err=True)


def quote_lines(place: Place, site: Path) -> tuple[str, ...]:
    """A source line and the caret below it, or nothing where there is none to show."""
    from rich.cells import cell_len  # how wide a terminal draws each character

    from newsgen.site.quoting import quoted  # both are of no use where nothing is wrong

    found = quoted(place, site)
    if found is None:
        return ()
    gutter = f"{found.line:>5} | "
    below = " " * (len(gutter) - 2) + "| " + " " * cell_len(found.text[: found.caret])
    return click.style(gutter, dim=True) + found.text, click.style(below, dim=True) + click.style("^", bold=True)
