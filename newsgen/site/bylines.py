"""Who is writing: the name in Git's config, as the site's list of authors has it. Reads disk, starts processes."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from newsgen.model.article import Author
from newsgen.model.names import identity
from newsgen.reading.authors import AUTHORS, read_authors
from newsgen.reading.media_files import MediaFiles


def known_authors(content: Path) -> dict[str, Author]:
    """By the identities of keys and names; nobody where there is no list."""
    return read_authors(content / AUTHORS, AUTHORS, MediaFiles({}, {}))[0].known


def own_byline(site: Path, known: Mapping[str, Author]) -> str:
    """Git's name, or whom the site's list of authors has by its name or e-mail address; "" for one who is not in it."""
    name, address = git_name(site), _git(site, "user.email").lower()
    if not known:
        return name
    by_address = {author.email.lower(): author for author in known.values() if author.email}
    author = by_address.get(address) or known.get(identity(name))
    return author.name if author else ""


def git_name(site: Path) -> str:
    return _git(site, "user.name")


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
