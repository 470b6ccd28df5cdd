"""`new`: asking what is missing, and printing what was made."""

import sys
from pathlib import Path

import click

from newsgen.cli.building import instant
from newsgen.cli.problems import config_or_exit
from newsgen.model.problem import did_you_mean
from newsgen.model.slugs import slug
from newsgen.site.bylines import known_authors, own_byline
from newsgen.site.drafting import DEFAULT, Draft, archetypes, begin, folder_for, section_at, sections
from newsgen.site.options import Options


def run_new(
    *,
    headline: str | None,
    source: Path,
    section: str,
    authors: tuple[str, ...],
    tags: tuple[str, ...],
    kind: str,
    edit: bool,
) -> None:
    options = Options(source=source, now=instant())
    config = config_or_exit(options)
    here, content = Path.cwd().resolve(), source.resolve() / config.paths.content
    archetype = _archetype(content, kind)
    may_ask = sys.stdin.isatty() and sys.stderr.isatty()
    if headline is None and may_ask:
        headline = click.prompt("Headline", err=True)
    if not (headline or "").strip():
        raise click.UsageError("the headline is missing" if headline is None else "the headline is empty")
    known = sections(config, content)
    section = section or section_at(here, content, known) or (_asked_section(known) if may_ask else "")
    people = known_authors(content)
    byline = "" if authors else own_byline(source, people)
    if not authors and not byline and may_ask:
        byline = _asked_author(sorted({author.name for author in people.values()}))
    draft = Draft(
        headline=(headline or "").strip(),
        date=options.now.astimezone(config.site.zone),
        section=section,
        authors=authors or ((byline,) if byline else ()),
        tags=tags,
    )
    try:
        begun = begin(draft, archetype, folder_for(section, here, content), content)
    except FileExistsError as error:
        raise click.UsageError(f"{error.filename} is there already") from None
    click.echo(str(begun.file))
    if may_ask:
        click.echo(f"Its photo may go to {begun.photos / draft.name}.jpg; the draft says how.", err=True)
    if edit:
        click.edit(filename=str(begun.file))


def _archetype(content: Path, kind: str) -> str:
    own = archetypes(content)
    if file := own.get(kind or "default"):
        return file.read_text(encoding="utf-8")
    if not kind:
        return DEFAULT
    there = f"there are {', '.join(own)}" if own else "the folder has none"
    raise click.UsageError(f"there is no {content.name}/_archetypes/{kind}.md ({did_you_mean(kind, own, there)})")


def _asked_section(known: list[str]) -> str:
    """One that is there, by its name in any spelling or the beginning of it; or a new one, if that is meant."""
    usual = known[0] if known else "News"
    while True:
        typed: str = click.prompt(f"Section ({', '.join(known)})" if known else "Section", default=usual, err=True)
        found = [title for title in known if slug(title).startswith(slug(typed))]
        exact = [title for title in found if slug(title) == slug(typed)] or found
        if len(exact) == 1:
            return exact[0]
        if not known or click.confirm(f"There is no section '{typed}' yet: is it new?", err=True):
            return typed.strip()


def _asked_author(known: list[str]) -> str:
    """Any name, or none."""
    words = f"Author ({', '.join(known)})" if known else "Author"
    typed: str = click.prompt(words, default="", show_default=False, err=True)
    found = [name for name in known if slug(name).startswith(slug(typed))] if typed.strip() else []
    return found[0] if len(found) == 1 else typed.strip()
