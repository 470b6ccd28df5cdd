"""The index for searching, which Pagefind makes of the pages that are put out. Writes disk; starts a program.

It is newsgen's whole folder `_pagefind` of the output: made beside it, and put in its place when it is whole. Nothing
else of the output depends on it.
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from newsgen.engine.cache import Cache
from newsgen.engine.dependencies import OutputFile
from newsgen.model.digest import digest_of
from newsgen.model.problem import Place, Problem
from newsgen.site.options import CONFIG_FILE, Folders

FOLDER = "_pagefind"
MARK = "search"
_ENTRY = "pagefind-entry.json"
_FIX = "install it: `pip install 'newsgen[search]'`"


def missing_pagefind() -> list[Problem]:
    """What to say where Pagefind or its program is not installed."""
    from importlib.metadata import PackageNotFoundError

    try:
        _version()
    except PackageNotFoundError as error:
        return [Problem("search", Place(CONFIG_FILE), f"'search': there is no package '{error.name}'", _FIX)]
    return []


def update_index(folders: Folders, cache: Cache, files: Mapping[str, OutputFile], *, wanted: bool) -> list[Problem]:
    """Make the index anew where it is not of these files, or take it away where none is wanted; return what went wrong.
    The last good one stays then. files: what is put out, by output path."""
    place, there = folders.output / FOLDER, cache.marks.get(MARK)
    if not wanted:
        if there:
            shutil.rmtree(place, ignore_errors=True)
            cache.marks.delete([MARK])
        return []
    digest = index_digest(files)
    if there == digest and (place / _ENTRY).is_file():
        return []
    made = folders.cache / "pagefind"
    shutil.rmtree(made, ignore_errors=True)
    command = [sys.executable, "-m", "pagefind", "--site", str(folders.output), "--output-path", str(made), "--silent"]
    done = subprocess.run(  # noqa: S603 - nothing in it comes from elsewhere
        command, capture_output=True, text=True, check=False
    )
    if done.returncode or not (made / _ENTRY).is_file():
        said = (done.stderr or done.stdout).strip().rpartition("\n")[2] or "it gives no reason"
        what = f"Pagefind can't make the search index: {said}"
        return [Problem("search", Place(CONFIG_FILE), what, "the one of an earlier build stays; build again")]
    _put_in_place(made, place)
    cache.marks.put([(MARK, digest)])
    return []


def index_digest(files: Mapping[str, OutputFile]) -> bytes:
    """Of all that an index is made of: the pages with text, and Pagefind itself."""
    texts = sorted((path, file.digest) for path, file in files.items() if file.plan.startswith(("article ", "plain ")))
    return digest_of([_version(), texts])


def _version() -> str:
    """Raises PackageNotFoundError."""
    from importlib.metadata import version  # takes 10 ms, which sites without search need not wait for

    return f"{version('pagefind')} {version('pagefind-bin')}"


def _put_in_place(made: Path, place: Path) -> None:
    """Put a folder where another may stand, which goes."""
    new, old = place.with_name(f"{FOLDER}.new"), place.with_name(f"{FOLDER}.old")
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(made, new)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(made, ignore_errors=True)
