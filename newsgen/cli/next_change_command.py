"""`next-change`: running it and printing what came of it."""

from pathlib import Path

import click
import msgspec

from newsgen.cli.build_command import change_row, parse_now
from newsgen.cli.print_problems import config_or_exit
from newsgen.site.messages import instant_in_words
from newsgen.site.next_change import coming_change
from newsgen.site.options import Options, usual_jobs


def run_next_change(source: Path, cache_dir: str, now: str | None, as_json: bool) -> None:
    options = Options(source=source, now=parse_now(now), jobs=usual_jobs(), cache_dir=cache_dir)
    config = config_or_exit(options)
    change, _ = coming_change(options)
    if as_json:
        click.echo(msgspec.json.encode({"next_change": change_row(change)}).decode())
    elif change:
        click.echo(f"{instant_in_words(change.when, config.site.timezone)}: {change.why}.")
    else:
        click.echo("Nothing changes by the clock.")
