"""`clean`: removing what builds put out and learnt. Reads and writes disk; prints."""

from collections.abc import Iterable
from shutil import rmtree

import click

from newsgen.cli.print_problems import count
from newsgen.engine.cache import Cache, DamagedCacheError, remove
from newsgen.engine.dependencies import Dependencies, still_ours
from newsgen.engine.lock import locked
from newsgen.engine.output import remove_all
from newsgen.site.options import Folders, Options, configured
from newsgen.site.version import code_version


def run_clean(options: Options) -> None:
    click.echo(f"{count(clean(options), 'file')} removed.")


def clean(options: Options) -> int:
    """Remove what builds put out and learnt, and what checks keep; return how many files of the output.

    A site with a broken config has its usual folders.
    """
    config, _ = configured(options)
    folders = Folders.of(options, config)
    rmtree(folders.check, ignore_errors=True)
    if not folders.cache_file.exists():
        return 0
    with locked(folders.lock, lambda holder: None):
        removed = remove_all(folders.output, _put_out(folders))
        remove(folders.cache_file)
    return removed


def _put_out(folders: Folders) -> Iterable[str]:
    """The files that builds put out, as far as the cache can tell."""
    try:
        with Cache(folders.cache_file, code_version()) as cache:
            dependencies = Dependencies(cache)
            return dependencies.files().keys() | dependencies.intended()
    except DamagedCacheError:
        return still_ours(folders.cache_file)
