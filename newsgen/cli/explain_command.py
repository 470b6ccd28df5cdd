"""`explain`: printing why a page is as it is, on one screen."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from newsgen.cli.build_command import instant
from newsgen.cli.print_problems import config_or_exit, count
from newsgen.site.explaining import Explained, LastRender, Unexplained, explained
from newsgen.site.messages import instant_in_words
from newsgen.site.options import Last, Options

SHOWN = 4
"""Lines of each list."""
WIDTH = 110


def run_explain(page: str, source: Path, cache_dir: str, output: str, as_json: bool) -> int:
    """The exit code: 0, or 1 where there is nothing to explain."""
    options = Options(source=source, now=instant(), output=output, cache_dir=cache_dir)
    config = config_or_exit(options)
    found = explained(config, options, page)
    if isinstance(found, Unexplained):
        print_unexplained(found)
        return 1
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(_rows(found))).decode())
        return 0
    for line in _lines(found, config.site.timezone):
        click.echo(line if len(line) <= WIDTH else line[: WIDTH - 1] + "…")
    return 0


def print_unexplained(found: Unexplained) -> None:
    click.echo(found.why, err=True)
    if found.nearest:
        click.echo(f"Did you mean {' or '.join(found.nearest)}?", err=True)


def _rows(found: Explained) -> dict[str, Any]:
    """As docs/commands.md has it."""
    rows: dict[str, Any] = msgspec.to_builtins(found)
    made, last = rows["made"], rows.pop("last")
    if found.made:
        made["when"] = _instant(found.made).isoformat()
    return rows | {"last_build": {key: value for key, value in last.items() if key != "changed"}}


def _lines(found: Explained, zone: str) -> Iterator[str]:
    yield f"{found.url}: {_lower(found.what)}{f', from {found.source}' if found.source else ''}."
    if found.layouts:
        yield f"Layouts: {_some(found.layouts)}."
    if found.assets:
        yield f"Assets: {_some(found.assets)}."
    if found.made:
        yield ""
        yield _made(found.made, found.last, zone)
        yield f"  {found.made.reason}"
    yield from _listed("It asks", "question", found.questions)
    yield from _listed("It reads", "thing", found.reads)
    yield ""
    yield from _last(found, zone)


def _made(made: LastRender, last: Last, zone: str) -> str:
    which = ", the last one," if made.build == last.number else ""
    when = instant_in_words(_instant(made), zone)
    return f"Made by build {made.build}{which} as of {when}, in {made.seconds * 1000:.1f} ms:"


def _last(found: Explained, zone: str) -> Iterator[str]:
    last = found.last
    when = instant_in_words(datetime.fromisoformat(last.when), zone)
    yield f"The last build, number {last.number}, as of {when}, took {last.seconds:.2f} s:"
    yield f"  {count(last.pages, 'page')} made, {count(last.written, 'file')} written, {last.deleted:,} deleted."
    if found.changed:
        yield from _listed("Of what this page depends on it found changed", "thing", found.changed)
    elif last.number == 1:
        yield "It was the first one, so it made everything."
    else:
        yield "It found nothing changed of what this page depends on."


def _listed(verb: str, what: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        among = ", among them" if len(lines) > SHOWN else ""
        yield f"{verb} {count(len(lines), what)}{among}:"
        yield from (f"  {line}" for line in lines[:SHOWN])


def _some(names: Sequence[str]) -> str:
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _instant(made: LastRender) -> datetime:
    return datetime.fromtimestamp(made.when, UTC)
