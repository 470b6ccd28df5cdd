"""`init`, `new` and `schema`: making a site, an article, and what editors read. Writes disk."""

import shutil
from pathlib import Path

import click
import msgspec

from newsgen.bundled import bundled
from newsgen.reading.schemas import json_schema
from newsgen.site.options import CONFIG_FILE

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


def schema_text(kind: str) -> str:
    return msgspec.json.format(msgspec.json.encode(json_schema(kind))).decode() + "\n"


def _name_schema(file: Path, schema: str) -> None:
    """The line by which editors with a YAML language server find a file's schema."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    rest = [line for line in lines if not line.startswith("# yaml-language-server:")]
    file.write_text("".join([f"# yaml-language-server: $schema={schema}\n", *rest]), encoding="utf-8")
