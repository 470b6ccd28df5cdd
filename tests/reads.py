"""One article's file read on its own, without a site around it."""

from pathlib import Path

import msgspec

from newsgen.model.article import Article
from newsgen.model.config import Config
from newsgen.reading.manuscripts import Read, ReadingJob, read_file

CONFIG = {"site": {"title": "The Gazette", "url": "https://gazette.example", "timezone": "Europe/Athens"}}


def config(**keys: object) -> Config:
    return msgspec.convert(CONFIG | keys, Config)


def read(folder: Path, text: str, source: str = "news/flood.md", **keys: object) -> Read:
    """What the file `source` of that text gives; keys: of the config."""
    file = folder / source
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return read_file(ReadingJob(str(file), source, f"content/{source}"), config(**keys))


def article(read: Read) -> Article:
    """The article, which has no problems."""
    assert [str(problem) for problem in read.problems] == []
    assert read.article is not None
    return read.article
