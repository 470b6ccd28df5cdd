"""What writers get wrong, read from `golden/mistakes.txt` and `golden/understood.txt`: a text, what is said of it, and
what readers get."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from newsgen.model.slugs import slug
from tests.escapes import written

CONFIG = """\
site: {title: The Gazette, url: "https://gazette.example", timezone: Europe/Athens}
feeds: {count: 1000}
limits: {article_bytes: 80000}
problems: {duplicate-headline: off, duplicate-text: off, name-clash: off}
"""
_CASE = re.compile(r"^== ([^\n]+)\n(?:-- (\S+) --\n)?(.*?)^>>\n(.*?)(?=^== |\Z)", re.MULTILINE | re.DOTALL)
_SAID = re.compile(r"^(\d+):(\d+) (error|warning) ([a-z0-9-]+): (.*)$", re.MULTILINE)


class Mistake(Struct, frozen=True):
    """name: what is wrong. path, typed: of the file, as the table has them. said: of it, and what readers get."""

    name: str
    path: str
    typed: str
    said: str

    @property
    def file(self) -> str:
        return self.path or f"content/news/{slug(self.name)}.md"

    @property
    def text(self) -> bytes:
        return written(self.typed)

    @property
    def messages(self) -> list[tuple[str, ...]]:
        """Line, column, severity, code, and what is said."""
        return _SAID.findall(self.said)

    @property
    def is_error(self) -> bool:
        return any(severity == "error" for _, _, severity, _, _ in self.messages)

    def entry(self, said: str) -> str:
        """As it stands in the table, if this is what is said."""
        place = f"-- {self.path} --\n" if self.path else ""
        return f"== {self.name}\n{place}{self.typed}>>\n{said}\n"


def golden(name: str) -> Path:
    return Path(__file__).parent / "golden" / name


def mistakes(table: str) -> dict[str, Mistake]:
    found = [
        Mistake(name, path, typed, said.removesuffix("\n"))
        for name, path, typed, said in _CASE.findall(golden(table).read_text(encoding="utf-8"))
    ]
    return {mistake.name: mistake for mistake in found}


TOLD, UNDERSTOOD = mistakes("mistakes.txt"), mistakes("understood.txt")
