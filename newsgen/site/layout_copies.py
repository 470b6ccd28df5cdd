"""The bundled layouts, and a site's own copies of them. Reads and writes disk.

The first line of a copy is a comment with the digest of what it was copied from; so it tells when that is another one.
"""

import difflib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from newsgen.bundled import bundled
from newsgen.model.digest import digest
from newsgen.reading.scan import layout_files

_FIRST_LINE = re.compile(r"\ufeff?\{# Copied from newsgen's ([\w./-]+), ([0-9a-f]{16}).*?#\}\r?\n?")
_EXTENDING = re.compile(r"\{%-?\s*extends\s+[\"']bundled/([\w./-]+)[\"']")
State = Literal["bundled", "own", "extended", "unchanged", "changed", "behind"]
"""Of a layout: the site has none of that name; has its own; one that extends the bundled one; a copy as it was copied;
a copy that was changed since; a copy of one that is no longer bundled."""


class BundledLayout(Struct, frozen=True):
    """state: what the site has in its place. is_as_copied: of a copy, whether it was never changed."""

    name: str
    state: State
    is_as_copied: bool = False


def bundled_layouts() -> list[str]:
    """Their names, whole pages first."""
    return sorted((name for name, _ in layout_files(bundled() / "layouts")), key=lambda name: ("/" in name, name))


def listed_layouts(folder: Path) -> list[BundledLayout]:
    """folder: the site's own. Raises OSError."""
    return [_listed(name, folder / name) for name in bundled_layouts()]


def copy_layouts(names: Iterable[str], folder: Path) -> list[Path]:
    """The files that were written. Raises FileExistsError where one is there, before any is written; OSError."""
    files = {name: folder / name for name in names}
    for file in files.values():
        if os.path.lexists(file):
            raise FileExistsError(str(file))
    for name, file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_headed(name, _bundled_text(name)), encoding="utf-8", newline="")
    return list(files.values())


def layout_differences(name: str, folder: Path) -> list[str]:
    """The lines of a unified diff from the bundled layout to the site's. Raises OSError where the site has none."""
    before, after = _bundled_text(name), _FIRST_LINE.sub("", _text(folder / name), count=1)
    called = f"bundled/{name}", f"{folder.name}/{name}"
    return list(difflib.unified_diff(before.splitlines(), after.splitlines(), *called, n=2, lineterm=""))


def _listed(name: str, file: Path) -> BundledLayout:
    if not file.is_file() or _is_bundled(file):
        return BundledLayout(name, "bundled")
    text = _text(file)
    first = _FIRST_LINE.match(text)
    if first is None:
        extending = _EXTENDING.search(text)
        return BundledLayout(name, "extended" if extending and extending[1] == name else "own")
    is_as_copied = _digest(text[first.end() :]) == first[2]
    if _digest(_bundled_text(name)) != first[2]:
        return BundledLayout(name, "behind", is_as_copied)
    return BundledLayout(name, "unchanged" if is_as_copied else "changed", is_as_copied)


def _is_bundled(file: Path) -> bool:
    """Of the site in newsgen's own repository, whose layouts are the bundled ones."""
    return file.resolve().is_relative_to((bundled() / "layouts").resolve())


def _headed(name: str, text: str) -> str:
    what = "this line lets `newsgen layouts` tell when that one changes"
    return f"{{# Copied from newsgen's {name}, {_digest(text)}: {what}. #}}\n{text}"


def _digest(text: str) -> str:
    return digest(text.encode(errors="surrogateescape"))[:16]


def _bundled_text(name: str) -> str:
    return _text(bundled() / "layouts" / name)


def _text(file: Path) -> str:
    """With line ends of Unix, which editors and Git may have changed."""
    return file.read_text(encoding="utf-8", errors="surrogateescape")
