"""Printing problems, on one screen, with the lines that they are about."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from newsgen.model.config import Config
from newsgen.model.problem import Code, Place, Problem, errors, in_reading_order, printable
from newsgen.site.options import Options, configured

SCREEN = 40
"""Lines that problems may take on a terminal; more warnings than that are gathered by their kind everywhere."""
QUOTE_LINES = 2
MAX_PLACES = 3
"""That are named of a kind whose problems are gathered."""
A_HABIT = 20
"""A kind that comes more often is a habit of the whole archive: the setting that accepts it is named."""
_KEY = re.compile(r"unknown key '([^']+)'")


def print_problems(
    problems: Sequence[Problem],
    site: Path,
    *,
    strict: bool = False,
    all_printed_by: str = "`newsgen check`",
    err: bool = True,
) -> None:
    """Print problems, errors last, where they are seen. Every problem has its line before any has its quote; the
    errors' come first. A terminal counts what it has no room for. Elsewhere every error is printed, and more than a
    screen of warnings by kind. strict: warnings stop the build too. all_printed_by: the command that gathers nothing.
    err: to standard error."""
    serious = errors(problems)
    others = [problem for problem in problems if problem.severity == "warning"]
    kinds = _by_kind(others) if len(problems) > SCREEN else [[problem] for problem in others]
    is_terminal = (sys.stderr if err else sys.stdout).isatty()
    if is_terminal:  # the errors, then the rarest kinds; a last line is left for what is counted
        serious = serious[: SCREEN - 1]
        totals = accumulate(map(_lines, reversed(kinds)), initial=len(serious))
        kinds = kinds[len(kinds) + 1 - sum(total < SCREEN for total in totals) :]
    quotes = max(SCREEN - len(serious) - sum(map(_lines, kinds)), 0) // QUOTE_LINES
    for number, kind in enumerate(kinds, len(serious)):
        for line in problem_lines(kind[0], site, strict=strict, with_quote=number < quotes):
            click.echo(line, err=err)
        if len(kind) > 1:
            click.echo(f"    {printable(_rest_in_words(kind))}", err=err)
    more = len(problems) - len(serious) - sum(map(len, kinds))
    if not more and len(kinds) < len(others):
        click.echo(f"warnings are gathered by kind: {all_printed_by} prints all of them", err=err)
    for number, problem in enumerate(serious):
        for line in problem_lines(problem, site, strict=strict, with_quote=number < quotes):
            click.echo(line, err=err)
    if more:
        click.echo(f"and {count(more, 'more problem')}: {all_printed_by} prints all of them", err=err)


def _by_kind(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Gather problems: the most frequent kinds first, so that the rare ones stand where they are seen; in a kind, as
    they come."""
    kinds: dict[Code, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.code, []).append(problem)
    return sorted(kinds.values(), key=lambda kind: (-len(kind), kind[0].code))


def _lines(kind: Sequence[Problem]) -> int:
    """How many lines a kind takes: its first problem, and what is said of the others."""
    return min(len(kind), 2)


def _rest_in_words(problems: Sequence[Problem]) -> str:
    """How many of the kind there are besides the first, where the next ones are, and what accepts them all."""
    code, rest = problems[0].code, problems[1:]
    places = ", ".join(str(problem.place) for problem in rest[: MAX_PLACES - 1])
    words = f"and {len(rest):,} more of {code}: {places}" + (" ..." if len(rest) >= MAX_PLACES else "")
    return words + (f"; config.yaml can accept them: {_accepting(problems)}" if len(problems) > A_HABIT else "")


def _accepting(problems: Sequence[Problem]) -> str:
    """The setting that ends the warnings of a kind; for keys that a whole archive has, one that names them."""
    code = problems[0].code
    if code == "unknown-key":
        keys = Counter(found[1] for problem in problems if (found := _KEY.match(problem.what)))
        if often := [key for key, number in keys.most_common() if number > A_HABIT]:
            return f"`front_matter: {{extra: [{', '.join(often)}]}}`"
    return f"`problems: {{{code}: off}}`"


def print_refusal(problems: Sequence[Problem], *, strict: bool = False) -> None:
    """The last line where problems stopped a build."""
    serious = len(errors(problems))
    warnings = len(problems) - serious
    counts = [count(serious, "error")] if serious or not warnings else []
    counts += [count(warnings, "warning") + taken_for_errors(problems, strict=strict)] if warnings else []
    click.echo(f"{' and '.join(counts)}: nothing was put out.", err=True)


def taken_for_errors(problems: Iterable[Problem], *, strict: bool) -> str:
    """What stands behind the count of warnings where --strict makes them count as errors: of which kinds they are."""
    kinds = _by_kind(problem for problem in problems if strict and problem.severity == "warning")
    if not kinds:
        return ""
    named = ", ".join(kind[0].code for kind in kinds[:MAX_PLACES]) + (" ..." if len(kinds) > MAX_PLACES else "")
    return f" that --strict takes for {'an error' if sum(map(len, kinds)) == 1 else 'errors'} ({named})"


def config_or_exit(options: Options) -> Config:
    """The site's config; where it can't be read its problems are printed, and the command ends with exit code 1."""
    config, problems = configured(options)
    if config is None:
        print_problems(in_reading_order(problems), options.source)
        raise click.exceptions.Exit(1)
    return config


def exit_not_found(why: str, nearest: Sequence[str] = ()) -> NoReturn:
    """End a command with exit code 1 where what it was asked about is not there. nearest: what may be meant."""
    click.echo(why, err=True)
    if nearest:
        click.echo(f"Did you mean {' or '.join(nearest)}?", err=True)
    raise click.exceptions.Exit(1)


def print_json(value: object) -> None:
    """Print what msgspec can write, indented."""
    click.echo(msgspec.json.format(msgspec.json.encode(value)).decode())


def print_found(found: object, as_json: bool, lines: Iterable[str]) -> None:
    """Print what a command found as JSON, or as lines for people."""
    if as_json:
        print_json(found)
    for line in () if as_json else lines:
        click.echo(line)


def count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def problem_lines(
    problem: Problem, site: Path, *, strict: bool, with_quote: bool, with_code: bool = False
) -> Iterator[str]:
    """Place and words, and the source line with a caret below it, if there is one to show. strict: in red."""
    place, colour = str(problem.place), "red" if strict or problem.severity == "error" else "yellow"
    code = f" {click.style(f'[{problem.code}]', dim=True)}" if with_code else ""
    yield click.style(printable(place), fg=colour) + printable(str(problem)[len(place) :]) + code
    if with_quote:
        yield from quote_lines(problem.place, site)


def quote_lines(place: Place, site: Path) -> tuple[str, ...]:
    """A source line and the caret below it, or nothing where there is none to show."""
    from rich.cells import cell_len  # how wide a terminal draws each character

    from newsgen.site.messages import quoted  # both are of no use where nothing is wrong

    found = quoted(place, site)
    if found is None:
        return ()
    gutter = f"{found.line:>5} | "
    below = " " * (len(gutter) - 2) + "| " + " " * cell_len(found.text[: found.caret])
    return click.style(gutter, dim=True) + found.text, click.style(below, dim=True) + click.style("^", bold=True)
