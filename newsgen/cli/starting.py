"""`init`, `new` and `schema`: making a site, an article, and what editors read. Writes disk."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec
import yaml

from newsgen.bundled import bundled
from newsgen.cli.building import instant
from newsgen.model.slugs import slug
from newsgen.reading.schemas import json_schema
from newsgen.site.options import CONFIG_FILE, Options, configured

SCHEMA_KINDS = ("config", "article", "authors")
_IGNORED_BY_GIT = "/output/\n/.newsgen/\n"


def make_site(folder: Path) -> None:
    """The bundled newspaper in a new folder, with schemas that its YAML files name."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.UsageError(f"{folder} is there already, and not empty")
    starter = bundled()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(starter / "content", folder / "content")
    shutil.copyfile(starter / CONFIG_FILE, folder / CONFIG_FILE)
    (folder / "schemas").mkdir()
    for kind in SCHEMA_KINDS:
        (folder / "schemas" / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")
    _name_schema(folder / CONFIG_FILE, "schemas/config.json")
    _name_schema(folder / "content" / "authors.yaml", "../schemas/authors.json")
    (folder / ".gitignore").write_text(_IGNORED_BY_GIT, encoding="utf-8")
    click.echo(f"A newspaper to change is in {folder}: config.yaml and content/.")
    click.echo(f"Next: cd {folder} && newsgen build, then open output/ through any static server.")


def begin_article(source: Path, headline: str, section: str, authors: tuple[str, ...], tags: tuple[str, ...]) -> None:
    options = Options(source=source, now=instant())
    config, problems = configured(options)
    if config is None:
        raise click.ClickException("\n".join(map(str, problems)))
    if not headline.strip():
        raise click.UsageError("the headline is empty")
    now = options.now.astimezone(config.site.zone)
    folder = source / config.paths.content / (slug(section) if section else "")
    file = folder / f"{now:%Y-%m-%d}-{slug(headline)}.md"
    if file.exists():
        raise click.UsageError(f"{file} is there already")
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(_first_draft(headline.strip(), now, section, authors, tags), encoding="utf-8")
    click.echo(str(file))


def schema_text(kind: str) -> str:
    return msgspec.json.format(msgspec.json.encode(json_schema(kind))).decode() + "\n"


def _first_draft(headline: str, now: datetime, section: str, authors: tuple[str, ...], tags: tuple[str, ...]) -> str:
    matter: dict[str, Any] = {"title": headline}
    rest = {"authors": list(authors), "section": section, "tags": list(tags), "summary": "", "draft": True}
    written = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=1000)
    written += f"date: {now.isoformat(timespec='seconds')}\n"
    filled = {key: value for key, value in rest.items() if value or key in ("summary", "draft")}
    return f"---\n{written}{yaml.safe_dump(filled, allow_unicode=True, sort_keys=False, width=1000)}---\n\n"


def _name_schema(file: Path, schema: str) -> None:
    """The line by which editors with a YAML language server find a file's schema."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    rest = [line for line in lines if not line.startswith("# yaml-language-server:")]
    file.write_text("".join([f"# yaml-language-server: $schema={schema}\n", *rest]), encoding="utf-8")
