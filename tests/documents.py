"""The Markdown files of the documentation, taken apart: sections, tables, code, links. Reads disk."""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_CELLS = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


class Example(Struct, frozen=True):
    """A block of code. line: of its first line in the document."""

    document: str
    line: int
    language: str
    code: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"

    @property
    def file(self) -> str:
        """The path on its first line: `# config.yaml`, `{# layouts/base.html #}`; "" if there is none."""
        named = re.match(r"(?:#|\{#) ([\w./-]+\.\w+)(?: #\})?\n", self.code)
        return named[1] if named else ""


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """What stands below a heading, its subsections included."""
    document = text(name)
    start = re.search(rf"^(#+) {re.escape(heading)}$", document, re.MULTILINE)
    assert start, f"{name} has no heading '{heading}'"
    end = re.search(rf"^#{{1,{len(start[1])}}} ", prose(document[start.end() :]), re.MULTILINE)
    return document[start.end() :][: end.start() if end else None]


def prose(markdown: str) -> str:
    """Without blocks of code, which are blanked."""
    return _FENCE.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), markdown)


def code(markdown: str) -> set[str]:
    """What stands between backticks, blocks of code not counted."""
    return {span.replace("\\|", "|") for span in _CODE.findall(prose(markdown))}


def rows(markdown: str) -> list[list[str]]:
    """The cells of all tables, without their heads."""
    lines = prose(markdown).split("\n")
    heads = {number - 1 for number, line in enumerate(lines) if line.startswith("| ---")}
    table = [
        line
        for number, line in enumerate(lines)
        if line.startswith("|") and number not in heads and not line.startswith("| ---")
    ]
    return [[cell.strip().replace("\\|", "|") for cell in _CELLS.split(line)[1:-1]] for line in table]


def examples(*languages: str) -> list[Example]:
    found = []
    for document in DOCUMENTS:
        markdown = document.read_text(encoding="utf-8")
        for block in _FENCE.finditer(markdown):
            if block[1] in languages:
                line = 2 + markdown.count("\n", 0, block.start())
                found.append(Example(document.relative_to(ROOT).as_posix(), line, block[1], block[2]))
    return found


def links(document: Path) -> Iterator[str]:
    """Those that don't lead out of the repository."""
    for target in _LINK.findall(_CODE.sub("", prose(document.read_text(encoding="utf-8")))):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(document: Path) -> set[str]:
    """The ids that GitHub gives headings."""
    headings = _HEADING.findall(prose(document.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\s-]", "", heading).strip().lower().replace(" ", "-") for _, heading in headings}
