"""`init`: printing what was made, and what comes next."""

import shlex
import sys
from pathlib import Path

import click

from newsgen.site.starting import HOSTS, has_git, in_repository, make_repository, start


def run_init(folder: Path, host: str) -> None:
    host = "" if host == "none" else host
    try:
        start(folder, host)
    except FileExistsError:
        raise click.UsageError(f"{folder} is there already, and not empty") from None
    click.echo(f"A newspaper to change is in {folder}: config.yaml, and three articles in content/.")
    if not in_repository(folder) and has_git():
        _offer_repository(folder)
    there = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    click.echo(f"Next: {there}newsgen serve --open shows it, and follows what you save.")
    if host:
        click.echo(f"To publish: push it to a repository of its own, and {HOSTS[host]}.")


def _offer_repository(folder: Path) -> None:
    if sys.stdin.isatty() and click.confirm("It is in no repository of Git yet: make one?", default=True, err=True):
        make_repository(folder)
    else:
        click.echo(f"It is in no repository of Git yet: git init {shlex.quote(str(folder))} makes one.")
