"""`init`: a new site from the bundled starter, the files of its host, schemas. Writes disk, starts Git; prints."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import msgspec

from newsgen.bundled import bundled
from newsgen.reading.schemas import json_schema

SCHEMA_KINDS = ("config", "article", "authors")
HOSTS = {
    "github": "in the repository's settings choose GitHub Actions as the source of its Pages",
    "netlify": "import the repository at Netlify; netlify.toml tells it the rest",
    "cloudflare": "give the repository the variables CLOUDFLARE_PROJECT and CLOUDFLARE_ACCOUNT_ID and the secret"
    " CLOUDFLARE_API_TOKEN",
    "s3": "give the repository the variables BUCKET, AWS_REGION and AWS_ROLE",
}
"""What is left to do for each."""


def run_init(folder: Path, host: str) -> None:
    """Make a new site and say what comes next. host: one of HOSTS, or "none"."""
    host = "" if host == "none" else host
    try:
        start(folder, host)
    except FileExistsError:
        raise click.UsageError(f"{folder} is there already, and not empty") from None
    click.echo(f"A newspaper to change is in {folder}: config.yaml, and three articles in content/.")
    here = folder.resolve()
    is_in_repository = any((above / ".git").exists() for above in (here, *here.parents))
    if not is_in_repository and shutil.which("git") is not None:
        _offer_repository(folder)
    there = "" if here == Path.cwd() else f"cd {folder} && "
    click.echo(f"Next: {there}newsgen serve --open shows it, and follows what you save.")
    if host:
        click.echo(f"To publish: push it to a repository of its own, and {HOSTS[host]}.")


def start(folder: Path, host: str = "") -> None:
    """Write the files of a new site. host: one of HOSTS, "" for none. Raises FileExistsError where there is something
    but a repository of Git."""
    if folder.exists() and (not folder.is_dir() or any(entry.name != ".git" for entry in folder.iterdir())):
        raise FileExistsError(folder)
    starter = bundled() / "starter"
    shutil.copytree(
        starter, folder, ignore=lambda at, names: ["hosts"] if Path(at) == starter else [], dirs_exist_ok=True
    )
    if host:
        shutil.copytree(starter / "hosts" / host, folder, dirs_exist_ok=True)
    (folder / "schemas").mkdir()
    for kind in SCHEMA_KINDS:
        (folder / "schemas" / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")


def schema_text(kind: str) -> str:
    """Return the JSON Schema of one of SCHEMA_KINDS."""
    return msgspec.json.format(msgspec.json.encode(json_schema(kind))).decode() + "\n"


def print_schema(kind: str) -> None:
    click.echo(schema_text(kind), nl=False)


def _offer_repository(folder: Path) -> None:
    if sys.stdin.isatty() and click.confirm("It is in no repository of Git yet: make one?", default=True, err=True):
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=False)  # noqa: S607 - the user's own Git
    else:
        click.echo(f"It is in no repository of Git yet: git init {shlex.quote(str(folder))} makes one.")
