"""Beginning a site: the bundled starter, the files of its host, and schemas for editors. Writes disk, starts Git."""

import shutil
import subprocess
from pathlib import Path

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


def start(folder: Path, host: str = "") -> None:
    """host: one of HOSTS, "" for none. Raises FileExistsError where there is something but a repository of Git."""
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


def in_repository(folder: Path) -> bool:
    """Whether Git takes it for part of one."""
    here = folder.resolve()
    return any((above / ".git").exists() for above in (here, *here.parents))


def has_git() -> bool:
    return shutil.which("git") is not None


def make_repository(folder: Path) -> None:
    """Raises OSError."""
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=False)  # noqa: S607 - the user's own Git


def schema_text(kind: str) -> str:
    return msgspec.json.format(msgspec.json.encode(json_schema(kind))).decode() + "\n"
