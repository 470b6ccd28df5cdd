"""`layouts`: which bundled layouts there are, copying them, and how copies differ. Reads and writes disk; prints.

The first line of a copy is a comment with the digest of what it was copied from; so it tells when that is another one.
"""

import difflib
import os
import re
from collections.abc import Sequence
from pathlib import Path

import click

from newsgen.bundled import bundled
from newsgen.model.digest import digest
from newsgen.model.problem import did_you_mean, nearest_file
from newsgen.reading.scan import layout_files
from newsgen.site.options import Folders, Options, configured

_FIRST_LINE = re.compile(r"\ufeff?\{# Copied from newsgen's ([\w./-]+), ([0-9a-f]{16}).*?#\}\r?\n?")
_EXTENDING = re.compile(r"\{%-?\s*extends\s+[\"']bundled/([\w./-]+)[\"']")


def run_layouts(options: Options, action: str | None, names: Sequence[str]) -> None:
    """List layouts, copy them or show differences. action: "copy", "diff", or None to list them."""
    config, _ = configured(options)
    folder = Folders.of(options, config).layouts[0]
    known = sorted((name for name, _ in layout_files(bundled() / "layouts")), key=lambda name: ("/" in name, name))
    if action is None:
        width = max(map(len, known))
        for name in known:
            click.echo(f"{name:{width}}  {_in_place_of(name, folder / name)}".rstrip())
        return
    if not names:
        raise click.UsageError(f"name a layout: `newsgen layouts {action} article.html`")
    wanted = list(dict.fromkeys(_name_of(written, known) for written in names))
    if action == "copy":
        _copy(wanted, folder)
    else:
        for name in wanted:
            _print_differences(name, folder)


def _in_place_of(name: str, file: Path) -> str:
    """What the site has in place of a bundled layout, in words; "" for nothing."""
    layouts = (bundled() / "layouts").resolve()
    if not file.is_file() or file.resolve().is_relative_to(layouts):  # newsgen's own repository is a site, too
        return ""
    text = _text(file)
    first = _FIRST_LINE.match(text)
    if first is None:
        extending = _EXTENDING.search(text)
        return "the site extends it" if extending and extending[1] == name else "the site has its own"
    is_as_copied = _digest(text[first.end() :]) == first[2]
    if _digest(_text(layouts / name)) == first[2]:
        return f"the site has a copy, {'which is the same' if is_as_copied else 'changed since'}"
    how = "not changed since: delete it, and copy it again" if is_as_copied else "changed since"
    return f"the site has a copy of an older one, {how}; `newsgen layouts diff {name}` shows what differs"


def _name_of(written: str, names: Sequence[str]) -> str:
    """The name that is meant: of the list, or as it is written in layouts or below the site. Raises UsageError."""
    bare = written.replace(os.sep, "/").removeprefix("./").removeprefix("layouts/").removeprefix("bundled/")
    for name in (bare, f"{bare}.html"):
        if name in names:
            return name
    fix = did_you_mean(bare, names, nearest_file(bare, names, "`newsgen layouts` lists them"))
    raise click.UsageError(f"there is no bundled layout '{written}' ({fix})")


def _copy(names: Sequence[str], folder: Path) -> None:
    """Copy layouts. Raises UsageError where one is there, before any is written."""
    for name in names:
        if os.path.lexists(folder / name):
            raise click.UsageError(f"{_shown(folder / name)} is there already; nothing was copied")
    for name in names:
        file, text = folder / name, _text(bundled() / "layouts" / name)
        what = "this line lets `newsgen layouts` tell when that one changes"
        file.parent.mkdir(parents=True, exist_ok=True)
        headed = f"{{# Copied from newsgen's {name}, {_digest(text)}: {what}. #}}\n{text}"
        file.write_text(headed, encoding="utf-8", newline="")
    for name in names:
        click.echo(_shown(folder / name))


def _print_differences(name: str, folder: Path) -> None:
    file = folder / name
    if not file.is_file():
        raise click.UsageError(f"the site has no layout of its own '{name}'; the bundled one is taken")
    before, after = _text(bundled() / "layouts" / name), _FIRST_LINE.sub("", _text(file), count=1)
    titles = f"bundled/{name}", f"{folder.name}/{name}"
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), *titles, n=2, lineterm=""))
    for line in lines or [f"{_shown(file)} is the same as the bundled one."]:
        click.echo(line)


def _digest(text: str) -> str:
    return digest(text.encode(errors="surrogateescape"))[:16]


def _text(file: Path) -> str:
    """Return the text with line ends of Unix, which editors and Git may have changed."""
    return file.read_text(encoding="utf-8", errors="surrogateescape")


def _shown(file: Path) -> str:
    return os.path.relpath(file) if file.is_relative_to(Path.cwd()) else str(file)
