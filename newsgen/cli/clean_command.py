"""`clean`: running it and printing what came of it."""

from pathlib import Path

import click

from newsgen.cli.build_command import instant
from newsgen.cli.print_problems import count
from newsgen.site.cleaning import clean
from newsgen.site.options import Options


def run_clean(source: Path, cache_dir: str, output: str) -> None:
    removed = clean(Options(source=source, now=instant(), output=output, cache_dir=cache_dir))
    click.echo(f"{count(removed, 'file')} removed.")
