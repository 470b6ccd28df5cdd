"""What can be fixed without asking anyone, and doing so: no other byte is touched. Reads and writes disk."""

import posixpath
import re
from codecs import BOM_UTF8
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, unquote

from msgspec import Struct

from newsgen.catalog.links import MARKDOWN, places
from newsgen.check.context import SiteContext
from newsgen.check.saved_files import replace_whole
from newsgen.check.tag_rules import variants
from newsgen.check.text_rules import BREAKING
from newsgen.model.entry import Entry
from newsgen.model.problem import Code, Place, Problem
from newsgen.reading.decoding import decoded
from newsgen.reading.key_mapping import OTHERS, plain_key
from newsgen.reading.split_front_matter import split
from newsgen.reading.tree import MatterError
from newsgen.site.lost_urls import LostUrl, heirs_among

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_KEY = re.compile(r"([\w-]+)[ \t]*[:=]")
_SEPARATORS = {"---": ": ", "+++": " = "}
_WHOLE: dict[Code, Callable[[bytes], bytes]] = {
    "byte-order-mark": lambda content: content.removeprefix(BOM_UTF8),
    "line-ends": lambda content: content.replace(b"\r\n", b"\n").replace(b"\r", b"\n"),
}
"""What is wrong with a file as a whole, and how it is put right."""


class Edit(Struct, frozen=True):
    """A change of the lines of the file at a place. code: of what it fixes."""

    code: Code
    place: Place
    change: Callable[[list[str]], None]


def safe_fixes(site: SiteContext, breaking: timedelta) -> Iterator[Edit]:
    """Edits of tags and headlines. breaking: how long breaking news are usually."""
    for entry, tag, likely, _, is_same in variants(site.articles):
        if is_same:
            yield _replacement("tag-variant", site.at(entry, f"tags {tag}"), tag, likely)
    for entry in site.articles:
        found = BREAKING.match(entry.title)
        if found and found[0] != entry.title:
            place = site.at(entry, "title")
            yield _replacement("breaking-word", place, found[0], "")
            if not entry.breaking_until and site.now < entry.time + breaking.total_seconds():  # it still says so
                yield _addition("breaking-word", place.path, "breaking", "true")


def lost_url_fixes(lost: Iterable[LostUrl], texts: Mapping[str, Entry], content: str) -> Iterator[Edit]:
    """The old urls as aliases, and the old id, by which feeds and comments know the article. texts: by source."""
    for each in lost:
        if heir := texts.get(each.heir):
            path = f"{content}/{each.heir}"
            yield _addition("lost-url", path, "aliases", f'"{each.url}"', is_list=True)
            if each.kind == heir.kind == "article" and each.id != heir.id:
                yield _addition("lost-url", path, "id", f'"{each.id}"')


def link_fixes(site: SiteContext, dead: Mapping[str, tuple[Problem, ...]], moved: Mapping[str, str]) -> Iterator[Edit]:
    """Links to files that moved. dead: problems by source; moved: as `moved_files` has them."""
    for source, problems in dead.items():
        places_of_dead = {problem.place for problem in problems if problem.code == "dead-link"}
        for pointer in site.findings[source].pointers:
            written = pointer.target.partition("#")[0]
            if site.at_link(source, pointer) in places_of_dead and (new := _new_target(written, source, moved)):
                yield _replacement("dead-link", site.at_link(source, pointer), written, new)


def _new_target(written: str, source: str, moved: Mapping[str, str]) -> str:
    """The path in the same form, or "" for a link to something else."""
    for ending in ("", *MARKDOWN):
        own, from_content = places(unquote(written) + ending, source)
        new = moved.get(own) or moved.get(from_content) or moved.get(posixpath.basename(own))
        if not new:
            continue
        path = posixpath.splitext(new)[0] if ending else new
        if written.startswith("/"):
            path = f"/{path}"
        elif own in moved or from_content not in moved:
            path = posixpath.relpath(path, posixpath.dirname(source) or ".")
        return quote(path, safe="/") if " " in path or "%" in written else path
    return ""


def moved_files(before: Mapping[str, Entry], lost: Iterable[LostUrl], texts: Mapping[str, Entry]) -> dict[str, str]:
    """New sources of texts that were put out from other files, by the old ones; and all sources by the bare names that
    only one file has. before, texts: by source."""
    heir_of = heirs_among(texts.values())
    moved = {source: heir for source, old in before.items() if (heir := heir_of(old))}
    moved |= {each.source: each.heir for each in lost if each.heir}
    moved = {old: new for old, new in moved.items() if old not in texts}
    names = Counter(map(posixpath.basename, texts))
    return {name: source for source in texts if names[name := posixpath.basename(source)] == 1} | moved


def fix_files(site: Path, problems: Iterable[Problem], edits: Iterable[Edit]) -> tuple[str, ...]:
    """Return the files, relative to the site's folder, that were changed. Raises OSError."""
    by_file: dict[str, list[Edit]] = defaultdict(list)
    codes: dict[str, list[Code]] = defaultdict(list)
    for edit in edits:
        by_file[edit.place.path].append(edit)
    for problem in problems:
        if problem.code in _WHOLE:
            codes[problem.place.path].append(problem.code)
    paths = sorted(by_file.keys() | codes)
    return tuple(path for path in paths if _fix(site / path, by_file[path], codes[path]))


def _fix(file: Path, edits: Iterable[Edit], codes: Iterable[Code]) -> bool:
    before = after = file.read_bytes()
    with suppress(UnicodeDecodeError, MatterError):  # then it is left as it is
        lines = [line[0] for line in _LINE.finditer(before.decode("utf-8-sig"))]
        for edit in sorted(edits, key=lambda edit: edit.place, reverse=True):  # so that places stay right
            edit.change(lines)
        content = "".join(lines).encode()
        split(decoded(content, file.name, len(content))[0])  # what can't be read any more is not written
        after = (BOM_UTF8 if before.startswith(BOM_UTF8) else b"") + content
    for code in codes:
        after = _WHOLE[code](after)
    if after != before:
        replace_whole(file, after)
    return after != before


def _replacement(code: Code, place: Place, before: str, after: str) -> Edit:
    """Of a few characters at a place, perhaps behind a quote, unless others stand there."""

    def change(lines: list[str]) -> None:
        number, column = place.line - 1, place.column - 1
        if number < len(lines):
            line = lines[number]
            column += line[column : column + 1] in ("'", '"')
            if line.startswith(before, column):
                lines[number] = line[:column] + after + line[column + len(before) :]

    return Edit(code, place, change)


def _addition(code: Code, path: str, key: str, value: str, *, is_list: bool = False) -> Edit:
    """Of a key below the line that opens the front matter; to a list that is there already the value is added.
    Pelican's headers, which have no such line, stay as they are. value: as YAML and TOML both write it."""

    def change(lines: list[str]) -> None:
        first = next((number for number, line in enumerate(lines) if line.strip()), 0)
        fence = lines[first].strip() if lines else ""
        if fence not in _SEPARATORS:
            return
        for number in range(first + 1, len(lines)):
            if lines[number].rstrip() == fence or lines[number].startswith("["):  # the end, or a table of TOML's
                break
            found = _KEY.match(lines[number])
            if found and plain_key(found[1]) in (key, *OTHERS.get(key, ())):
                _add_to_list(lines, number, found.end(), value)
                return
        written = f"[{value}]" if is_list else value
        lines.insert(first + 1, f"{key}{_SEPARATORS[fence]}{written}{_line_end(lines[first])}")

    return Edit(code, Place(path), change)


def _add_to_list(lines: list[str], number: int, end: int, value: str) -> None:
    """Add to the list whose key is on that line and ends there; any other form is left as it is."""
    line, below = lines[number], lines[number + 1]
    rest = line[end:]
    if rest.lstrip().startswith("["):
        at = end + rest.index("[") + 1
        comma = "" if line[at:].lstrip().startswith("]") else ", "
        lines[number] = f"{line[:at]}{value}{comma}{line[at:]}"
    elif not rest.strip() and below.lstrip().startswith("- "):
        lines.insert(number + 1, below[: below.index("- ") + 2] + value + _line_end(below))


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
