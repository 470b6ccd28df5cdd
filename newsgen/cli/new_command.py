"""`new`: asking what is missing, and printing what was made."""

import sys
from pathlib import Path

import click

from newsgen.cli.build_command import instant
from newsgen.cli.print_problems import config_or_exit, print_problems
from newsgen.model.problem import Place, Problem, did_you_mean
from newsgen.model.slugs import slug
from newsgen.reading.authors import AUTHORS
from newsgen.reading.tree import MatterError
from newsgen.site.archetypes import ARCHETYPES, DEFAULT, archetype, archetypes, own_value
from newsgen.site.bylines import git_name, known_authors, own_byline
from newsgen.site.drafting import Draft, begin, folder_for, section_at, section_of_kind, sections, spelt
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
    beginning = _archetype(source, config.paths.content, kind)
    known = sections(config, content)
    meant = section or own_value(beginning, "section") or section_at(here, content) or section_of_kind(kind, known)
    asked = {"section": section, "author": authors, "authors": authors, "tags": tags}
    draft = Draft(
        headline=_headline(headline),
        date=options.now.astimezone(config.site.zone),
        section=_section(meant, known),
        authors=authors or (() if own_value(beginning, "author", "authors") else _authors(source, content)),
        tags=tags,
        asked=frozenset(key for key, given in asked.items() if given),
    )
    try:
        begun = begin(draft, beginning, folder_for(draft.section, here, content), content)
    except FileExistsError as error:
        raise click.UsageError(f"{error.filename} is there already") from None
    click.echo(_called(begun.file))
    if _may_ask():
        click.echo(f"Its photo may go to {_called(begun.photos / f'{draft.name}.jpg')}; the draft says how.", err=True)
        if begun.is_draft:
            click.echo(
                "`newsgen serve --drafts` shows it; without its line `draft: true` readers see it, too.", err=True
            )
    if edit:
        click.edit(filename=str(begun.file))


def _called(file: Path) -> str:
    """From where one stands, if it is below."""
    here = Path.cwd().resolve()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _may_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _headline(given: str | None) -> str:
    if given is None and not _may_ask():
        raise click.UsageError("the headline is missing")
    headline: str = click.prompt("Headline", err=True) if given is None else given
    if not headline.strip():
        raise click.UsageError("the headline is empty")
    return headline.strip()


def _section(given: str, known: list[str]) -> str:
    """As the site spells it."""
    if not given:
        return _asked_section(known) if _may_ask() else ""
    return spelt(given, known)


def _authors(site: Path, content: Path) -> tuple[str, ...]:
    people = known_authors(content)
    byline = own_byline(site, people)
    if not byline and _may_ask():
        byline = _asked_author(sorted({author.name for author in people.values()}))
    if not byline:
        click.echo(_without_author(git_name(site), f"{content.name}/{AUTHORS}"), err=True)
    return (byline,) if byline else ()


def _without_author(name: str, authors: str) -> str:
    """authors: how the file of them is called."""
    if not name:
        return (
            "It has no author, since Git knows no name of yours: `git config user.name NAME` tells it, or give --author"
        )
    return f"It has no author: {authors} doesn't list '{name}', as Git calls you (add it there, or give --author)"


def _archetype(site: Path, content: str, kind: str) -> str:
    """content: the folder's name."""
    own = archetypes(site / content)
    if file := own.get(kind or "default"):
        try:
            return archetype(file)
        except MatterError as error:
            place = Place(f"{content}/{ARCHETYPES}/{file.name}", error.line, error.column)
            print_problems([Problem(error.code, place, error.what, error.fix)], site)
            raise click.exceptions.Exit(1) from None
    if not kind:
        return DEFAULT
    there = f"there are {', '.join(own)}" if own else "the folder has none"
    raise click.UsageError(f"there is no {content}/{ARCHETYPES}/{kind}.md ({did_you_mean(kind, own, there)})")


def _asked_section(known: list[str]) -> str:
    """One that is there, by its name in any spelling or the beginning of it; or a new one, if that is meant."""
    usual = known[0] if known else "News"
    while True:
        typed: str = click.prompt(f"Section ({', '.join(known)})" if known else "Section", default=usual, err=True)
        meant = spelt(typed, known)
        begun = [title for title in known if slug(title).startswith(slug(typed)) and slug(title) != slug(typed)]
        found = [meant] if meant in known else begun
        if len(found) == 1:
            return found[0]
        if not known or click.confirm(f"There is no section '{typed}' yet: is it new?", err=True):
            return typed.strip()


def _asked_author(known: list[str]) -> str:
    """Any name, or none."""
    words = f"Author ({', '.join(known)})" if known else "Author"
    typed: str = click.prompt(words, default="", show_default=False, err=True)
    found = [name for name in known if slug(name).startswith(slug(typed))] if typed.strip() else []
    return found[0] if len(found) == 1 else typed.strip()
