"""`list` and `related`: printing what articles are like now."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from newsgen.cli.build_command import instant
from newsgen.cli.explain_command import print_unexplained
from newsgen.cli.print_problems import config_or_exit
from newsgen.site.explaining import Unexplained
from newsgen.site.looking import Kind, Listed, listed
from newsgen.site.messages import instant_in_words
from newsgen.site.options import Folders, Options, in_zone, usual_jobs
from newsgen.site.relating import Relation, related_to

NONE = {
    "drafts": "No article is a draft.",
    "scheduled": "No article is scheduled.",
    "expired": "No article has expired.",
    "breaking": "Nothing is breaking.",
    "corrected": "No article has a correction.",
    "broken": "No article has an error.",
}
VERBS = {"scheduled": "", "expired": "expired ", "breaking": "until ", "corrected": "corrected ", "drafts": ""}


def run_list(kind: Kind, source: Path, cache_dir: str, now: str | None, as_json: bool) -> None:
    options = Options(source=source, now=instant(now), jobs=usual_jobs(), cache_dir=cache_dir)
    config = config_or_exit(options)
    options = in_zone(options, config)
    found = listed(kind, config, Folders.of(options, config), options.moment, options.jobs)
    if as_json:
        click.echo(_json([msgspec.to_builtins(article) for article in found]))
        return
    for article in found:
        what = (
            _readers_see(article)
            if kind == "broken"
            else f"{_when(kind, article, config.site.timezone)}: {article.title}"
        )
        click.echo(what)
        if kind != "broken":  # whose note begins with the file
            click.echo(f"    {article.file}")
        if article.note:
            click.echo(f"    {article.note}")
    if not found:
        click.echo(NONE[kind])


def _readers_see(article: Listed) -> str:
    return f"published as it was: {article.title}" if article.title else "not published"


def _when(kind: Kind, article: Listed, zone: str) -> str:
    if article.when:
        return VERBS[kind] + instant_in_words(article.when, zone)
    return f"dated {instant_in_words(article.published, zone)}" if article.published else "without a date"


def run_related(file: str, source: Path, cache_dir: str, now: str | None, as_json: bool) -> int:
    """The exit code: 0, or 1 where there is no such article."""
    options = Options(source=source, now=instant(now), jobs=usual_jobs(), cache_dir=cache_dir)
    config = config_or_exit(options)
    found = related_to(file, config, in_zone(options, config))
    if isinstance(found, Unexplained):
        print_unexplained(found)
        return 1
    if as_json:
        click.echo(_json(msgspec.to_builtins(found)))
        return 0
    if not found.related:
        click.echo(f"Nothing is related to {found.file} but what stands on its page anyway.")
        return 0
    click.echo(f"Beside '{found.title}' ({found.file}):")
    for number, relation in enumerate(found.related, 1):
        click.echo(f"{number}. {relation.title}")
        click.echo(f"   {relation.file}")
        click.echo(f"   {', '.join(_reasons(relation))}: {relation.total:.2f}")
    return 0


def _reasons(relation: Relation) -> Iterator[str]:
    yield from (f"tag {title} {weight:.2f}" for title, weight in relation.tags)
    if relation.section:
        yield f"section {relation.section} {relation.section_weight:.2f}"
    days = abs(relation.days)
    apart = f"{days * 24:.0f} hours" if days < 2 else f"{days:,.0f} days"
    yield f"{apart} {'older' if relation.days >= 0 else 'newer'} × {relation.nearness:.2f}"


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value)).decode()
