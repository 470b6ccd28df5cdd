"""Reading one file into an Article or a PlainPage. Reads disk."""

from pathlib import Path

from msgspec import Struct

from newsgen.model.article import Article, PlainPage
from newsgen.model.config import Config, HtmlTrust
from newsgen.model.problem import Place, Problem
from newsgen.reading import articles
from newsgen.reading.bodies import Manuscript, body
from newsgen.reading.decoding import decoded
from newsgen.reading.defaults import matches
from newsgen.reading.front_matter import split
from newsgen.reading.tree import MatterError

PAGES = "pages/"
"""The folder below the content folder whose files are plain pages."""


class Read(Struct, frozen=True):
    """What one file gave: at most one of article and page, its problems, and where it names photo, layout, authors."""

    article: Article | None = None
    page: PlainPage | None = None
    problems: tuple[Problem, ...] = ()
    photo: Place = Place("")
    layout: Place = Place("")
    authors: tuple[Place, ...] = ()


class ReadingJob(Struct, frozen=True):
    """One file to read. file: its path on disk; source: below the content folder; path: as problems name it."""

    file: str
    source: str
    path: str


def read_file(job: ReadingJob, config: Config) -> Read:
    """Never raises for what a writer wrote."""
    try:
        return _read_text(Path(job.file).read_bytes(), job, config)
    except MatterError as error:
        problem = Problem(error.code, Place(job.path, error.line, error.column), error.what, error.mend)
        return Read(problems=(problem,))
    except RecursionError:
        what, mend = "the text nests too deeply to be rendered", "flatten its lists, quotes and brackets"
        return Read(problems=(Problem("too-deep", Place(job.path), what, mend),))
    except OSError as error:
        return Read(problems=(Problem("unreadable", Place(job.path), f"can't be read: {error.strerror}"),))


def _read_text(content: bytes, job: ReadingJob, config: Config) -> Read:
    text, problems = decoded(content, job.path, config.limits.article_bytes)
    head = split(text)
    matter, found = articles.matter(head, job.path, job.source, config)
    manuscript = Manuscript(job.path, head.body, head.body_line)
    rendered, cleaned = body(manuscript, config.markdown.engine, _trust(job.source, config))
    problems += found + cleaned
    photo, layout = matter.place("photo", "src"), matter.place("layout")
    if job.source.startswith(PAGES):
        page, found = articles.plain_page(matter, job.source, rendered)
        return Read(page=page, problems=(*problems, *found), layout=layout)
    article, found = articles.article(matter, job.source, rendered, config)
    authors = tuple(matter.place("authors", number) for number, _ in enumerate(article.authors if article else ()))
    return Read(article=article, problems=(*problems, *found), photo=photo, layout=layout, authors=authors)


def _trust(source: str, config: Config) -> HtmlTrust:
    if any(matches(source, path) for path in config.markdown.trusted):
        return "trusted"
    return config.markdown.html
