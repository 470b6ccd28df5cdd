"""Whole sites in a string, for tests: written to disk, built, edited, looked at."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

from newsgen.catalog.visibility import next_change
from newsgen.model.problem import Problem
from newsgen.site.building import build
from newsgen.site.options import Folders, Options, Report, configured
from newsgen.site.sources import read_now

NOW = datetime(2022, 3, 8, 12, tzinfo=UTC)
CONFIG = """\
site: {title: The Gazette, url: "https://gazette.example", timezone: Europe/Athens}
markdown: {engine: commonmark}
"""
_FILE = re.compile(r"^-- (\S.*?) --\n", re.MULTILINE)


class Site:
    """A site below `folder`. Text is written as it is; the engine is commonmark unless the config says other."""

    def __init__(self, folder: Path, files: str = "", config: str = CONFIG) -> None:
        self.folder = folder
        self.write("config.yaml", config)
        (folder / "content").mkdir(exist_ok=True)
        parts = _FILE.split(dedent(files))
        for path, text in zip(parts[1::2], parts[2::2], strict=True):
            self.write(path, text)

    def write(self, path: str, text: str | bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))

    def article(self, name: str = "flood", body: str = "Water rose.", **matter: str) -> None:
        """content/NAME.md with the front matter given, as YAML; title and date have values of their own."""
        lines = {"title": "Flood in Volos", "date": "2022-03-07T10:20:00+02:00"} | matter
        head = "".join(f"{key}: {value}\n" for key, value in lines.items() if value)
        self.write(f"content/{name}.md", f"---\n{head}---\n{body}\n")

    def edit(self, path: str, before: str, after: str) -> None:
        text = (self.folder / path).read_text(encoding="utf-8")
        assert before in text
        self.write(path, text.replace(before, after))

    def delete(self, path: str) -> None:
        (self.folder / path).unlink()

    def build(self, now: datetime = NOW, **options: object) -> Report:
        return build(Options(source=self.folder, now=now, **options))  # type: ignore[arg-type]

    def built(self, **options: object) -> Report:
        """A build that must succeed."""
        report = self.build(**options)  # type: ignore[arg-type]
        assert report.built, [str(problem) for problem in report.problems]
        return report

    def next_change(self, time: str) -> tuple[str, str]:
        """When, in UTC, and why; as seen on 8 March 2022 at a time of day."""
        options = Options(source=self.folder, now=datetime.fromisoformat(f"2022-03-08T{time}+00:00"))
        config, _ = configured(options)
        assert config is not None
        read = read_now(config, Folders.of(options, config), 1)
        change = next_change(read.entries.values(), options.moment, config.photos)
        assert change is not None
        return change.when.astimezone(UTC).isoformat()[:16], change.why

    def problems(self, **options: object) -> list[str]:
        return [str(problem) for problem in self.build(**options).problems]  # type: ignore[arg-type]

    def problem(self, code: str) -> Problem:
        """The only problem of that code."""
        (found,) = [problem for problem in self.build().problems if problem.code == code]
        return found

    def page(self, path: str) -> str:
        """The text of a file below the output folder; a path that ends in `/` is a page's."""
        return (self.folder / "output" / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))).read_text(
            encoding="utf-8"
        )

    def output(self) -> dict[str, bytes]:
        """Every file below the output folder."""
        root = self.folder / "output"
        return {
            file.relative_to(root).as_posix(): file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file()
        }
