"""The index for searching, which Pagefind makes of the pages that are put out. Writes disk; starts a program.

It stands in a folder of the output, beside a list of its files by which newsgen knows what is its own there. Of another
folder of that name nothing is touched. Readers load what the entry names, so that it is put in place after all else.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from newsgen.engine.dependencies import OutputFile
from newsgen.model.config import Config
from newsgen.model.digest import digest_of
from newsgen.model.problem import Place, Problem
from newsgen.site.options import CONFIG_FILE, INDEX_FOLDER, Folders

ENTRY = "pagefind-entry.json"
LIST = "newsgen-files.json"
_NOINDEX = b'<meta name="robots" content="noindex">'
_HEAD = 4096
"""Bytes of a page within which that stands."""


class OwnFiles(Struct, frozen=True):
    """made_of: digest of all that an index is made of. files: size by path below the folder."""

    made_of: str
    files: dict[str, int]


def missing_pagefind() -> list[Problem]:
    """What to say where Pagefind or its program is not installed."""
    from importlib.metadata import PackageNotFoundError

    try:
        _version()
    except PackageNotFoundError as error:
        what, fix = f"'search': there is no package '{error.name}'", "install it: `pip install 'newsgen[search]'`"
        return [Problem("search", Place(CONFIG_FILE), what, fix)]
    return []


def take_away(folders: Folders) -> None:
    """The index, and nothing that others put there."""
    place = folders.output / INDEX_FOLDER
    if own := _own_files(place):
        _remove(place, [*own.files, LIST])


def update_index(folders: Folders, config: Config, files: Mapping[str, OutputFile]) -> list[Problem]:
    """Make the index anew where it is not of these files or not whole, and return what went wrong: the last one stays
    then. files: what is put out, by output path."""
    if missing := missing_pagefind():
        return missing
    place = folders.output / INDEX_FOLDER
    own, made_of = _own_files(place), _digest(config, files)
    if own and own.made_of == made_of and own.files == _sizes(place, own.files):
        return []
    if own is None and place.is_dir() and any(place.iterdir()):
        what = f"newsgen did not make the folder {INDEX_FOLDER} of the output, where its search index belongs"
        return [Problem("search", Place(CONFIG_FILE), what, "move it away, or remove `search`")]
    site, made = folders.cache / "pagefind-site", folders.cache / "pagefind-index"
    for left in (site, made):
        shutil.rmtree(left, ignore_errors=True)
    _gather(folders.output, site, _text_pages(files))
    language = config.site.language.partition("-")[0]
    command = [sys.executable, "-m", "pagefind", "--site", site, "--output-path", made, "--force-language", language]
    done = subprocess.run(  # noqa: S603 - nothing in it comes from elsewhere
        [*map(str, command), "--silent"], capture_output=True, text=True, check=False
    )
    if done.returncode or not (made / ENTRY).is_file():
        said = (done.stderr or done.stdout).strip().rpartition("\n")[2] or "it gives no reason"
        what = f"Pagefind can't make the search index: {said}"
        return [Problem("search", Place(CONFIG_FILE), what, "the one of an earlier build stays; build again")]
    _put_in_place(made, place, made_of, own.files if own else {})
    for left in (site, made):
        shutil.rmtree(left, ignore_errors=True)
    return []


def _version() -> str:
    """Raises PackageNotFoundError."""
    from importlib.metadata import version  # takes 10 ms, which sites without search need not wait for

    return f"{version('pagefind')} {version('pagefind-bin')}"


def _own_files(place: Path) -> OwnFiles | None:
    try:
        return msgspec.json.decode((place / LIST).read_bytes(), type=OwnFiles)
    except (OSError, msgspec.DecodeError):
        return None


def _text_pages(files: Mapping[str, OutputFile]) -> list[str]:
    return sorted(path for path, file in files.items() if file.plan.startswith(("article ", "plain ")))


def _digest(config: Config, files: Mapping[str, OutputFile]) -> str:
    texts = [(path, files[path].digest) for path in _text_pages(files)]
    return digest_of([_version(), config.site.language, texts]).hex()


def _sizes(place: Path, names: Iterable[str]) -> dict[str, int]:
    """Of those that are there."""
    return {name: (place / name).stat().st_size for name in names if (place / name).is_file()}


def _gather(output: Path, site: Path, pages: Iterable[str]) -> None:
    """Put the pages that may be found into a folder of their own: Pagefind takes all that it meets."""
    site.mkdir(parents=True)
    for page in pages:
        with (output / page).open("rb") as file:
            if _NOINDEX in file.read(_HEAD):
                continue
        (site / page).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(output / page, site / page)
        except OSError:  # another disk
            shutil.copyfile(output / page, site / page)


def _put_in_place(made: Path, place: Path, made_of: str, before: Iterable[str]) -> None:
    """before: the files of the index that stands there."""
    names = sorted(_names(made), key=lambda name: (name == ENTRY, name))
    own = OwnFiles(made_of, _sizes(made, names))
    both = OwnFiles("", {**dict.fromkeys(before, 0), **own.files})
    place.mkdir(parents=True, exist_ok=True)
    _write(place / LIST, msgspec.json.encode(both))  # for the next build, if this one ends on the way
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        _write(place / name, (made / name).read_bytes())
    _remove(place, set(before) - own.files.keys())
    _write(place / LIST, msgspec.json.encode(own))


def _names(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _write(file: Path, content: bytes) -> None:
    new = file.with_name(f"{file.name}.new")
    new.write_bytes(content)
    new.replace(file)


def _remove(place: Path, names: Iterable[str]) -> None:
    """With the folders that are empty then."""
    for name in names:
        (place / name).unlink(missing_ok=True)
    for folder in sorted((path for path in place.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    if place.is_dir() and not any(place.iterdir()):
        place.rmdir()
