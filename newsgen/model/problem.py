"""Something wrong in what a writer wrote, where, and the line that shows it. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.urls import stem

Severity = Literal["error", "warning"]
Code = Literal[
    "alias-clash", "bad-alias", "bad-date", "bad-header", "bad-slug", "breaking-time", "breaking-word",
    "byte-order-mark", "clock-change", "computed-import", "control-character", "correction-date", "crashed",
    "cut-value", "date-order", "dead-anchor", "dead-external-link", "dead-link", "duplicate-headline", "duplicate-key",
    "duplicate-text", "embargo-leak", "empty-file", "empty-text", "engine-difference", "far-date", "file-date",
    "file-name", "file-too-large", "front-matter-not-closed", "garbled-text", "heading-levels", "html-not-closed",
    "html-removed", "id-clash", "insecure-link", "layout-error", "layout-missing", "layout-syntax", "layout-undefined",
    "left-out", "line-ends", "link-syntax", "link-text", "long-headline", "lost-url", "markdown-syntax",
    "merge-conflict", "missing-asset", "missing-date", "missing-file", "missing-folder", "missing-key",
    "missing-summary", "missing-title", "name-clash", "no-articles", "no-front-matter", "not-toml", "not-utf-8",
    "nul-character", "odd-value", "orphan-alias", "path-too-long", "photo", "photo-alt", "photo-conflict",
    "photo-credit", "photo-location", "photo-rights", "photo-too-large", "search", "section-variant", "shortcode",
    "shouting", "silent-edit", "small-photo", "special-file", "symlink", "tag-variant", "taken-over", "too-deep",
    "too-slow", "translation", "unknown-author", "unknown-key", "unknown-layout", "unreadable", "unused-photo",
    "url-clash", "wrong-value", "yaml",
]  # fmt: skip
"""Every kind of mistake. The config may weigh each otherwise; docs/problems.md has a heading for each."""


class Place(Struct, frozen=True, order=True):
    """Where in the site's sources; path is relative to the site's folder, line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Problem(Struct, frozen=True):
    """One mistake. code is stable and explained in docs/problems.md. other: the same mistake as it is told of the
    second file that has a part in it."""

    code: Code
    place: Place
    what: str
    fix: str = ""
    severity: Severity = "error"
    other: "Problem | None" = None

    def __str__(self) -> str:
        fix = f" ({self.fix})" if self.fix else ""
        return f"{self.place}: {self.what}{fix}"


def warning(code: Code, place: Place, what: str, fix: str = "") -> Problem:
    return Problem(code, place, what, fix, "warning")


TODAY = "{today}"
"""What stands in a remedy for the day on which it is read: nothing that reads texts knows a clock."""


def with_day(problems: Iterable[Problem], day: date) -> list[Problem]:
    """Return the problems with the day in the examples that their remedies give."""
    return [
        replace(problem, fix=problem.fix.replace(TODAY, str(day))) if TODAY in problem.fix else problem
        for problem in problems
    ]


def with_severity(problems: Iterable[Problem], severities: Mapping[Code, Severity | Literal["off"]]) -> list[Problem]:
    """Return the problems with the severities that the site's config gives their codes; what is off is left out."""
    graded = ((problem, severities.get(problem.code, problem.severity)) for problem in problems)
    return [
        problem if severity == problem.severity else replace(problem, severity=severity)
        for problem, severity in graded
        if severity != "off"
    ]


def errors(problems: Iterable[Problem], *, strict: bool = False) -> list[Problem]:
    """The problems that stop a build: errors, and with strict the warnings too."""
    return [problem for problem in problems if strict or problem.severity == "error"]


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    def key(problem: Problem) -> tuple[object, ...]:  # faster than to compare places
        return problem.place.path, problem.place.line, problem.place.column, problem.code, problem.what

    return sorted(set(problems), key=key)


NO_OTHERS: Mapping[str, str] = {}


def did_you_mean(name: str, choices: Iterable[str], otherwise: str, shown: Mapping[str, str] = NO_OTHERS) -> str:
    """A remedy for a misspelt name: the nearest of the choices, else `otherwise`. shown: other names to show."""
    key = name.lower().replace("-", "_")
    nearest = get_close_matches(key, choices := list(choices), n=1, cutoff=0.6)
    nearest = nearest or [word for word in choices if len(word) > 4 and key.startswith(word)]
    return f"did you mean '{shown.get(nearest[0], nearest[0])}'?" if nearest else otherwise


def nearest_file(name: str, choices: Iterable[str], otherwise: str) -> str:
    """A remedy for a misspelt path, by the bare name of its file: folders and endings make all of them alike."""
    stems = {stem(file): file for file in choices}
    return did_you_mean(stem(name), stems, otherwise, stems)


WIDTH = 96
BEFORE = 60
"""Of a line that is too long, how much of it is shown before the place."""
TAB = " " * 4


class Quote(Struct, frozen=True):
    """text: of the line, with nothing in it that a terminal or a page would take for more than text; cut by `…`. line:
    its number, from 1. caret: the index in `text` of the character that is meant; its length: the line's end."""

    line: int
    text: str
    caret: int


def quote(text: str, line: int, column: int, width: int = WIDTH) -> Quote | None:
    """Quote a line; None where there is no such line, or nothing in it.

    text: with "\\n" as line ends; width: characters at most.
    """
    lines = text.split("\n", line)
    if not 0 < line <= len(lines) or not (written := lines[line - 1].rstrip()):
        return None
    at = min(column - 1, len(written))
    before, after = printable(written[max(at - width - 1, 0) : at]), printable(written[at : at + width + 1])
    if len(before) + len(after) <= width:
        return Quote(line, before + after, len(before))
    if len(before) > BEFORE:
        before = "…" + before[1 - BEFORE :]
    room = width - len(before)
    after = after if len(after) <= room else after[: room - 1] + "…"
    return Quote(line, before + after, len(before))


def printable(text: str) -> str:
    return text if text.isprintable() else "".join(map(_shown_sign, text))


def _shown_sign(character: str) -> str:
    """Signs that steer a terminal or turn the direction of writing are shown as signs."""
    if character.isprintable():
        return character
    if character.isspace():
        return TAB if character == "\t" else " "
    return chr(0x2400 + ord(character)) if character < " " else "\ufffd"
