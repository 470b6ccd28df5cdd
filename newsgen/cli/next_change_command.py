"""`next-change`: running it and printing what came of it."""

import click
import msgspec

from newsgen.cli.build_command import change_row
from newsgen.cli.print_problems import config_or_exit
from newsgen.site.messages import instant_in_words
from newsgen.site.next_change import read_next_change
from newsgen.site.options import Options


def run_next_change(options: Options, as_json: bool) -> None:
    config = config_or_exit(options)
    change, _ = read_next_change(options)
    if as_json:
        click.echo(msgspec.json.encode({"next_change": change_row(change)}).decode())
    elif change:
        click.echo(f"{instant_in_words(change.when, config.site.timezone)}: {change.why}.")
    else:
        click.echo("Nothing changes by the clock.")
