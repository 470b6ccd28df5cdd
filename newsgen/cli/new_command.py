"""`new`: begins an article; asks for what is missing. Reads and writes disk, starts Git; prints."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from newsgen.cli.archetypes import ARCHETYPES, DEFAULT, archetypes, fill_in, own_value, read_archetype
from newsgen.cli.print_problems import config_or_exit, print_problems
from newsgen.model.config import Config
from newsgen.model.names import name_key
from newsgen.model.problem import did_you_mean
from newsgen.model.slugs import slug
from newsgen.reading.articles import section_of_folder
from newsgen.reading.authors import AUTHORS, read_authors
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.tree import MatterError
from newsgen.site.options import Options

PHOTOS = "photos"
_IS_DRAFT = re.compile(r"^draft: *true *$", re.MULTILINE)


def run_new(
    options: Options,
    *,
    headline: str | None,
    section: str,
    authors: Sequence[str],
    tags: Sequence[str],
    kind: str,
    edit: bool,
) -> None:
    config, source = config_or_exit(options), options.source
    content, date = source.resolve() / config.paths.content, options.now.astimezone(config.site.zone)
    archetype = _archetype(source, config.paths.content, kind)
    asked = {"section": section, "author": authors, "authors": authors, "tags": tags}
    title = _headline(headline)
    section = _section(section, archetype, kind, _sections(config, content), content)
    if not authors and not own_value(archetype, "author", "authors"):
        authors = _authors(source, content)
    folder, name = _folder_for(section, content), slug(title)
    file = folder / f"{date:%Y-%m-%d}-{name}.md"
    photo = content / PHOTOS / f"{date:%Y-%m}" / f"{name}.jpg"
    values = {"title": title, "date": date.isoformat(timespec="seconds"), "section": section}
    given = [key for key, value in asked.items() if value]
    src = os.path.relpath(photo, folder).replace(os.sep, "/")
    text = fill_in(archetype, values | {"authors": authors, "tags": tags}, given, src)
    _write(file, text, photo)
    if edit:
        click.edit(filename=str(file))


def _write(file: Path, text: str, photo: Path) -> None:
    """Write an article, and say where it is and where its photo may go. Raises UsageError where it is there already."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
        photo.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise click.UsageError(f"{error.filename} is there already") from None
    here = Path.cwd().resolve()
    shown, photo_shown = (path.relative_to(here) if path.is_relative_to(here) else path for path in (file, photo))
    click.echo(shown)
    if _is_interactive():
        click.echo(f"Its photo may go to {photo_shown}; the draft says how.", err=True)
        if _IS_DRAFT.search(text):
            without = "without its line `draft: true` readers see it, too"
            click.echo(f"`newsgen serve --drafts` shows it; {without}.", err=True)


def _is_interactive() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _headline(given: str | None) -> str:
    if given is None and not _is_interactive():
        raise click.UsageError("the headline is missing")
    headline: str = click.prompt("Headline", err=True) if given is None else given
    if not headline.strip():
        raise click.UsageError("the headline is empty")
    return headline.strip()


def _archetype(site: Path, content: str, kind: str) -> str:
    """Return the text of the archetype that is meant. content: the folder's name."""
    own = archetypes(site / content)
    if file := own.get(kind or "default"):
        try:
            return read_archetype(file)
        except MatterError as error:
            print_problems([error.problem(f"{content}/{ARCHETYPES}/{file.name}")], site)
            raise click.exceptions.Exit(1) from None
    if not kind:
        return DEFAULT
    there = f"there are {', '.join(own)}" if own else "the folder has none"
    raise click.UsageError(f"there is no {content}/{ARCHETYPES}/{kind}.md ({did_you_mean(kind, own, there)})")


def _section(asked: str, archetype: str, kind: str, sections: Sequence[str], content: Path) -> str:
    """A section as the site spells it: asked for by an option, else that of the archetype, of the folder one stands in,
    or that is called like the archetype; else one that is asked for on a terminal. That is one that is there, by its
    name in any spelling or the beginning of it; or a new one, if that is meant."""
    top = _top_folder(content)
    given = asked or own_value(archetype, "section") or ("" if top.isdigit() else _section_of(top) if top else "")
    given = given or next((title for title in sections if kind and slug(title) == slug(kind)), "")
    if given or not _is_interactive():
        return _as_site_spells(given, sections) if given else ""
    words = f"Section ({', '.join(sections)})" if sections else "Section"
    while True:
        typed: str = click.prompt(words, default=sections[0] if sections else "News", err=True)
        meant = _as_site_spells(typed, sections)
        begun = [title for title in sections if slug(title).startswith(slug(typed)) and slug(title) != slug(typed)]
        found = [meant] if meant in sections else begun
        if len(found) == 1:
            return found[0]
        if not sections or click.confirm(f"There is no section '{typed}' yet: is it new?", err=True):
            return typed.strip()


def _as_site_spells(given: str, sections: Sequence[str]) -> str:
    """A section as the site spells it, by its name or slug; a new one as it is given."""
    by_slug = [title for title in sections if slug(title) == given]
    return next((title for title in sections if name_key(title) == name_key(given)), (by_slug or [given])[0])


def _sections(config: Config, content: Path) -> list[str]:
    """The sections that the config names and those that have a folder, each once, in this order."""
    named = [entry for entry in config.menu if isinstance(entry, str)]
    named += [section.title or _section_of(name) for name, section in config.sections.items()]
    folders = sorted(folder.name for folder in content.glob("*/") if any(folder.rglob("*.md")))
    sections = {slug(title) for title in named}
    own = (_section_of(name) for name in folders if not (_is_other(name) or name.isdigit()))
    found: dict[str, str] = {}
    for title in (*named, *(title for title in own if slug(title) not in sections)):
        found.setdefault(name_key(title), title)
    return list(found.values())


def _folder_for(section: str, content: Path) -> Path:
    """The folder one stands in, if it is of that section or of a year; else the section's own."""
    top = _top_folder(content)
    is_here = top.isdigit() or (top and slug(_section_of(top)) == slug(section))
    return Path.cwd().resolve() if is_here else content / slug(section) if section else content


def _section_of(folder: str) -> str:
    return section_of_folder(f"{folder}/x.md")


def _top_folder(content: Path) -> str:
    """The name of the folder below `content` that one stands in; "" for those that hold no articles."""
    here = Path.cwd().resolve()
    name = here.relative_to(content).parts[0] if here.is_relative_to(content) and here != content else ""
    return "" if _is_other(name) else name


def _is_other(name: str) -> bool:
    return name.startswith(("_", ".")) or name in (PHOTOS, "pages")


def _authors(site: Path, content: Path) -> tuple[str, ...]:
    """Who is writing: the name in Git's config, or whom the site's list of authors has by that name or e-mail address;
    one who is not in it may be asked for."""
    listed = read_authors(content / AUTHORS, AUTHORS, MediaFiles({}, {}))[0].by_name_key
    name, address = _git(site, "user.name"), _git(site, "user.email").lower()
    by_address = {author.email.lower(): author for author in listed.values() if author.email}
    author = by_address.get(address) or listed.get(name_key(name))
    byline = (author.name if author else "") if listed else name
    if not byline and _is_interactive():
        byline = _ask_author(sorted({author.name for author in listed.values()}))
    if byline:
        return (byline,)
    why = "since Git knows no name of yours: `git config user.name NAME` tells it, or give --author"
    if name:
        why = f"{content.name}/{AUTHORS} doesn't list '{name}', as Git calls you (add it there, or give --author)"
    click.echo(f"It has no author{':' if name else ','} {why}", err=True)
    return ()


def _ask_author(authors: Sequence[str]) -> str:
    """Ask who wrote it: any name, or none."""
    words = f"Author ({', '.join(authors)})" if authors else "Author"
    typed: str = click.prompt(words, default="", show_default=False, err=True)
    found = [name for name in authors if slug(name).startswith(slug(typed))] if typed.strip() else []
    return found[0] if len(found) == 1 else typed.strip()


def _git(folder: Path, key: str) -> str:
    """A value of Git's config; "" where there is none, or no Git."""
    try:
        command = ["git", "config", "--get", key]
        asked = subprocess.run(  # noqa: S603 - nothing in it comes from elsewhere
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=5
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()
