"""`next-change`: when a site will next change by the clock. Changes nothing on disk, and waits for no one."""

import click
import msgspec

from newsgen.catalog.visibility import next_change
from newsgen.cli.build_command import change_row
from newsgen.cli.print_problems import config_or_exit
from newsgen.site.messages import instant_in_words
from newsgen.site.options import Folders, Options, in_zone
from newsgen.site.sources import read_now


def run_next_change(options: Options, as_json: bool) -> None:
    config = config_or_exit(options)
    options = in_zone(options, config)
    read = read_now(config, Folders.of(options, config), options.jobs)
    change = next_change(read.entries.values(), options.moment, config.photos)
    if as_json:
        click.echo(msgspec.json.encode({"next_change": change_row(change)}).decode())
    elif change:
        click.echo(f"{instant_in_words(change.when, config.site.timezone)}: {change.why}.")
    else:
        click.echo("Nothing changes by the clock.")
