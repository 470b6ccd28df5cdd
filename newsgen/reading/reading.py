"""Reading a site's content: articles, plain pages, authors and the files that they show. Reads disk."""

from pathlib import Path

from msgspec import Struct

from newsgen.model.article import Article, Author, PlainPage
from newsgen.model.config import Config
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.slugs import slug
from newsgen.reading.manuscripts import Read, ReadingJob
from newsgen.reading.media import Media, MediaFile, Shelf, body_media, with_photo
from newsgen.reading.scan import scan
from newsgen.reading.site_data import read_authors
from newsgen.reading.workers import read_all

AUTHORS = "authors.yaml"


class Content(Struct, frozen=True):
    """All that there is to publish. media: the files that texts refer to, by the text's source.

    files: path on disk by output path, of those and the photos. layouts: the layouts that texts name, and where, by
    source.
    """

    articles: tuple[Article, ...]
    pages: tuple[PlainPage, ...]
    authors: dict[str, Author]
    media: Media
    files: dict[str, str]
    layouts: dict[str, tuple[str, Place]]


def read(content: Path, assets: tuple[Path, ...], config: Config, processes: int) -> tuple[Content, list[Problem]]:
    name = config.paths.content
    sources = scan(content, name, config.ignore)
    shelf = Shelf(content, assets)
    jobs = [ReadingJob(file, source, f"{name}/{source}") for source, file in sources.files.items()]
    authors, problems = read_authors(content / AUTHORS, f"{name}/{AUTHORS}", shelf)
    problems = [*sources.problems, *problems]
    results = read_all(jobs, config, processes)
    problems += [problem for result in results for problem in result.problems]
    articles, pages, media, found = _with_media(results, shelf, name)
    layouts = {
        text.source: (text.layout, result.layout)
        for result in results
        if (text := result.article or result.page) and text.layout
    }
    problems += found + _unknown_authors(results, authors, name)
    files = {file.output: file.file for file in shelf.files.values() if isinstance(file, MediaFile)}
    return Content(tuple(articles), tuple(pages), authors, media, files, layouts), problems


def _with_media(
    results: list[Read], shelf: Shelf, name: str
) -> tuple[list[Article], list[PlainPage], Media, list[Problem]]:
    media: Media = {}
    problems: list[Problem] = []
    articles, pages = [], []
    for result in results:
        if result.article:
            article, found = with_photo(result.article, shelf, result.photo)
            articles.append(article)
            problems += found
        if result.page:
            pages.append(result.page)
    texts: list[Article | PlainPage] = [*articles, *pages]
    for text in texts:
        files, found = body_media(text, shelf, f"{name}/{text.source}")
        problems += found
        if files:
            media[text.source] = files
    return articles, pages, media, problems


def _unknown_authors(results: list[Read], authors: dict[str, Author], name: str) -> list[Problem]:
    """Only where `authors.yaml` tells who there is."""
    if not authors:
        return []
    known = sorted({author.name for author in authors.values()})
    return [
        warning(
            "unknown-author",
            place,
            f"the author '{author}' is not in {name}/{AUTHORS}",
            _nearest_author(author, known),
        )
        for result in results
        if result.article
        for author, place in zip(result.article.authors, result.authors, strict=True)
        if slug(author) not in authors
    ]


def _nearest_author(author: str, known: list[str]) -> str:
    by_slug = {slug(name).replace("-", "_"): name for name in known}
    hint = did_you_mean(slug(author), by_slug, "add the author there")
    return next((f"did you mean '{name}'?" for key, name in by_slug.items() if f"'{key}'" in hint), hint)
