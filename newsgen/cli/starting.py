"""`init`: printing what was made, and what comes next."""

from pathlib import Path

import click

from newsgen.site.starting import HOSTS, start


def run_init(folder: Path, host: str) -> None:
    host = "" if host == "none" else host
    try:
        start(folder, host)
    except FileExistsError:
        raise click.UsageError(f"{folder} is there already, and not empty") from None
    click.echo(f"A newspaper to change is in {folder}: config.yaml, and three articles in content/.")
    there = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    click.echo(f"Next: {there}newsgen serve --open shows it, and follows what you save.")
    if host:
        click.echo(f"To publish: push it to a repository of its own, and {HOSTS[host]}.")
