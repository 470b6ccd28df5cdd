"""Where the cache is written, and what to do where it can't be, or can't be used. Looks at disk, makes folders.

Sources may be read-only. Whoever wrote a cache may have meant harm, so an exception of any kind can come of one, and a
command then does without it. The exception may as well be a bug, which must not pass for damage: its place is named,
its traceback is written.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EPERM, EROFS
from hashlib import blake2b
from pathlib import Path
from stat import S_IMODE, S_ISDIR
from traceback import extract_tb, format_exception

from newsgen.engine.cache import DamagedCacheError
from newsgen.model.problem import printable
from newsgen.site.options import Folders

LENGTH = 300
"""Characters that are shown of an exception."""
REFUSED = (EACCES, EPERM, EROFS)
REMEDY = "--cache-dir DIR or NEWSGEN_CACHE_DIR names another folder for the cache"


def with_cache(folders: Folders, *, is_needed: bool) -> Folders:
    """The folders, with a cache that can be written. is_needed: else the command does without what was learnt before,
    and a cache that can't be written gives way to one in the user's own folder for temporary files, which still tells
    the next one what newsgen put out. Raises OSError; for a cache that is needed PermissionError, with what to do."""
    try:
        _check_writable(folders.cache)
        for file in (folders.cache_file, folders.lock):
            if file.exists():
                _check_writable(file)
    except PermissionError as error:
        if not is_needed:
            return folders.cached_in(_temporary_cache(folders))
        what = f"the cache can't be written there; {REMEDY}, and `build --no-cache` does without"
        raise PermissionError(error.errno, what, error.filename) from None
    return folders


def with_remedy(error: OSError, folders: Folders) -> OSError:
    """Of an output folder that can't be written, or the folder around it, in which a build stages the files."""
    around = (str(folders.output), str(folders.output.with_name(f".{folders.output.name}")))
    if error.errno not in REFUSED or not str(error.filename).startswith(around):
        return error
    what = f"{error.strerror}; --output DIR puts the site into another folder"
    return PermissionError(error.errno, what, error.filename)


def unusable(error: Exception, cache: str, instead: str, traceback_file: Path) -> str:
    """A sentence or two. cache: whose it is; instead: what was done without it."""
    if isinstance(error, DamagedCacheError):
        return f"{cache} can't be used ({error}): {instead}."
    last = extract_tb(error.__traceback__)[-1]
    what = " ".join(printable(repr(error)).split())[:LENGTH]
    fact = f"{cache} can't be used (it leads to {what} in {Path(last.filename).name}:{last.lineno}): {instead}."
    if not _written(error, traceback_file):
        return f"{fact} If nobody else wrote that cache this is a bug of newsgen's: report it."
    return f"{fact} If nobody else wrote that cache this is a bug of newsgen's: report it, with {traceback_file}."


@contextmanager
def scratch_folder(place: Path) -> Iterator[Path]:
    """A folder that is there for a while, empty at first."""
    if place.is_symlink():  # from elsewhere: what it leads to is not ours
        place.unlink()
    shutil.rmtree(place, ignore_errors=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _check_writable(place: Path) -> None:
    """Makes a folder that isn't there. Raises PermissionError, and OSError where the disk fails."""
    try:
        if not place.is_file():
            place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno not in REFUSED:
            raise
        raise PermissionError(error.errno, error.strerror, str(place)) from None
    if not os.access(place, os.W_OK):
        raise PermissionError(EACCES, "it can't be written", str(place))


def _temporary_cache(folders: Folders) -> Path:
    """One for each site and output. Raises OSError, also where somebody else can write to the folder around it."""
    from tempfile import gettempdir  # of no use to most commands

    around = Path(gettempdir()) / f"newsgen-{os.getuid()}"
    around.mkdir(mode=0o700, exist_ok=True)
    stat = around.lstat()
    if not S_ISDIR(stat.st_mode) or stat.st_uid != os.getuid() or S_IMODE(stat.st_mode) & 0o077:
        raise PermissionError(EACCES, f"others can write there; {REMEDY}", str(around))
    name = blake2b(os.fsencode(f"{folders.site}\n{folders.output}"), digest_size=8).hexdigest()
    cache = around / name
    cache.mkdir(mode=0o700, exist_ok=True)
    return cache


def _written(error: Exception, file: Path) -> bool:
    with suppress(OSError):
        file.unlink(missing_ok=True)  # a symlink from elsewhere must not be followed
        with open(file, "x", encoding="utf-8", errors="backslashreplace") as opened:
            opened.writelines(format_exception(error))
        return True
    return False
