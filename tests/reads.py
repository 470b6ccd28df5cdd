"""One article's file read on its own, without a site around it."""

from pathlib import Path

import msgspec
from msgspec import Struct

from newsgen.model.article import Article, PlainPage
from newsgen.model.config import Config
from newsgen.model.problem import Problem
from newsgen.reading.media_files import MediaFiles
from newsgen.reading.read_article import read_file
from newsgen.reading.scan import File, scan

CONFIG = {"site": {"title": "The Gazette", "url": "https://gazette.example", "timezone": "Europe/Athens"}}
_text = msgspec.msgpack.Decoder(Article | PlainPage)


class Read(Struct, frozen=True):
    """What a file gave: at most one of article and page."""

    article: Article | None
    page: PlainPage | None
    problems: tuple[Problem, ...]


def config(**keys: object) -> Config:
    return msgspec.convert(CONFIG | keys, Config)


def read(folder: Path, text: str, source: str = "news/flood.md", **keys: object) -> Read:
    """What the file `source` of that text gives; keys: of the config. folder: the content folder."""
    file = folder / source
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    media_files = MediaFiles(scan(folder, (), "content").files, {})
    kept, packed = read_file(source, File(str(file), ()), config(**keys), media_files)
    made = _text.decode(packed) if packed else None
    return Read(
        article=made if isinstance(made, Article) else None,
        page=made if isinstance(made, PlainPage) else None,
        problems=kept.problems,
    )


def article(read: Read) -> Article:
    """The article, which has no problems."""
    assert [str(problem) for problem in read.problems] == []
    assert read.article is not None
    return read.article
