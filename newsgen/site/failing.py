"""What is said of a cache that can't be used, and of the bug that may be behind it. Writes disk.

Whoever wrote a cache may have meant harm, so an exception of any kind can come of one, and a command then does without
it. The exception may as well be a bug, which must not pass for damage: its place is named, its traceback is written.
"""

from contextlib import suppress
from pathlib import Path
from traceback import extract_tb, format_exception

from newsgen.engine.cache import DamagedCacheError
from newsgen.model.problem import printable

LENGTH = 300
"""Characters that are shown of an exception."""


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


def _written(error: Exception, file: Path) -> bool:
    with suppress(OSError):
        file.unlink(missing_ok=True)  # a symlink from elsewhere must not be followed
        with open(file, "x", encoding="utf-8", errors="backslashreplace") as opened:
            opened.writelines(format_exception(error))
        return True
    return False
