"""`layouts`: printing which there are, copying them and showing how copies differ."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from newsgen.cli.build_command import instant
from newsgen.model.problem import did_you_mean, nearest_file
from newsgen.site.layout_copies import (
    BundledLayout,
    bundled_layouts,
    copy_layouts,
    layout_differences,
    listed_layouts,
)
from newsgen.site.options import Folders, Options, configured

OF_SITE = {
    "bundled": "",
    "own": "the site has its own",
    "extended": "the site extends it",
    "unchanged": "the site has a copy, which is the same",
    "changed": "the site has a copy, changed since",
    "behind": "the site has a copy of an older one",
}


def run_layouts(action: str | None, names: Sequence[str], source: Path) -> None:
    options = Options(source=source, now=instant())
    config, _ = configured(options)
    folder = Folders.of(options, config).layouts[0]
    if action is None:
        for line in _lines(listed_layouts(folder)):
            click.echo(line)
        return
    if not names:
        raise click.UsageError(f"name a layout: `newsgen layouts {action} article.html`")
    wanted = list(dict.fromkeys(map(_known, names)))
    if action == "copy":
        _copy(wanted, folder)
    else:
        for name in wanted:
            _show_differences(name, folder)


def _lines(layouts: list[BundledLayout]) -> list[str]:
    width = max(len(layout.name) for layout in layouts)
    return [f"{layout.name:{width}}  {_of_site(layout)}".rstrip() for layout in layouts]


def _of_site(layout: BundledLayout) -> str:
    what = OF_SITE[layout.state]
    if layout.state == "behind":
        how = "not changed since: delete it, and copy it again" if layout.is_as_copied else "changed since"
        return f"{what}, {how}; `newsgen layouts diff {layout.name}` shows what differs"
    return what


def _known(written: str) -> str:
    """The name that is meant: of the list, or as it is written in layouts or below the site. Raises UsageError."""
    known = bundled_layouts()
    bare = written.replace(os.sep, "/").removeprefix("./").removeprefix("layouts/").removeprefix("bundled/")
    for name in (bare, f"{bare}.html"):
        if name in known:
            return name
    fix = did_you_mean(bare, known, nearest_file(bare, known, "`newsgen layouts` lists them"))
    raise click.UsageError(f"there is no bundled layout '{written}' ({fix})")


def _copy(names: list[str], folder: Path) -> None:
    try:
        files = copy_layouts(names, folder)
    except FileExistsError as error:
        raise click.UsageError(f"{_shown(Path(str(error)))} is there already; nothing was copied") from None
    for file in files:
        click.echo(_shown(file))


def _show_differences(name: str, folder: Path) -> None:
    if not (folder / name).is_file():
        raise click.UsageError(f"the site has no layout of its own '{name}'; the bundled one is taken")
    lines = layout_differences(name, folder)
    for line in lines or [f"{_shown(folder / name)} is the same as the bundled one."]:
        click.echo(line)


def _shown(file: Path) -> str:
    return os.path.relpath(file) if file.is_relative_to(Path.cwd()) else str(file)
