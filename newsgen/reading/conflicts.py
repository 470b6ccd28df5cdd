"""What Git leaves in a file where two versions of it were not brought together. Pure."""

import re

from newsgen.reading.code_parts import without_code
from newsgen.reading.decoding import place_of
from newsgen.reading.tree import MatterError

_SIGNS = ("<<<<<<<", ">>>>>>>", "|||||||")
_OURS = re.compile(r"^(?:<{7}|\|{7})(?: \S.*)$|^<{7}$", re.MULTILINE)
_MIDDLE = re.compile(r"^={7}$", re.MULTILINE)
_THEIRS = re.compile(r"^>{7}(?: (?P<label>\S.*))?$", re.MULTILINE)
_ANY = re.compile(r"^[ \t]*(?:<{7}|={7}|>{7}|\|{7})(?![<=>|]).*$", re.MULTILINE)
_LABEL = re.compile(
    r"[0-9a-f]{7,40}\b.*|\S+/\S+|(?:head|main|master|trunk|develop|theirs|ours|stash|stashed changes|updated upstream)",
    re.IGNORECASE,
)
_MEND = "keep the right version and remove the lines of `<<<<<<<`, `=======` and `>>>>>>>`"


def refuse_conflict(text: str) -> None:
    """Raises MatterError at the first marker outside of code.

    A line of `=======` alone may underline a heading, and one of `>>>>>>>` may be a quote in quotes: it counts where
    one of the others stands, too, or what follows it is a name of Git's.
    """
    if not any(sign in text for sign in _SIGNS):
        return
    shown = without_code(text)
    marker = _OURS.search(shown) or _end_of_conflict(shown)
    if marker:
        raise _conflict(marker[0], *place_of(text, marker.start()))


def conflict_in(head: str, first_line: int) -> MatterError | None:
    """A line that Git left in front matter, which has no other use for it. first_line: its number in the file."""
    marker = _ANY.search(head)
    if marker is None:
        return None
    shown = marker[0].strip()
    line, column = place_of(head, marker.start() + marker[0].index(shown))
    return _conflict(shown, first_line + line - 1, column)


def _conflict(marker: str, line: int, column: int) -> MatterError:
    what = f"a conflict of two versions was left here by Git: '{marker[:40]}'"
    return MatterError(what, line, column, _MEND, "merge-conflict")


def _end_of_conflict(shown: str) -> re.Match[str] | None:
    for marker in _THEIRS.finditer(shown):
        label = marker["label"] or ""
        line_before = shown[: marker.start()].rstrip("\n").rpartition("\n")[2]
        if line_before.startswith(">"):
            continue
        is_below_text = marker.start() and not shown.endswith("\n\n", 0, marker.start())
        middle = _MIDDLE.search(shown, 0, marker.start())
        if _LABEL.fullmatch(label) or (middle and is_below_text):
            return middle if middle and middle.start() < marker.start() else marker
    return None
