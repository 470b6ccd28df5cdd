"""`next-change`: running it and printing what came of it."""

from pathlib import Path

import click
import msgspec

from newsgen.cli.building import change_row, instant, print_problems, shown
from newsgen.site.coming import coming_change
from newsgen.site.options import Options, Report, configured, usual_jobs


def run_next_change(source: Path, now: str | None, as_json: bool) -> int:
    """The exit code: 0, or 1 where the config can't be read."""
    options = Options(source=source, now=instant(now), jobs=usual_jobs())
    change, problems = coming_change(options)
    if problems:
        print_problems(Report(built=False, problems=tuple(problems)), strict=False)
        return 1
    if as_json:
        click.echo(msgspec.json.encode({"next_change": change_row(change)}).decode())
    elif change:
        config, _ = configured(options)
        click.echo(f"{shown(change.when, config.site.timezone if config else 'UTC')}: {change.why}.")
    else:
        click.echo("Nothing changes by the clock.")
    return 0
