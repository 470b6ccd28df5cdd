"""Authors as Hugo has them: a page of front matter for each, `content/authors/ID/_index.md`. Reads disk."""

from collections.abc import Iterator

from newsgen.model.article import Author, Photo
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url
from newsgen.reading.decoding import decoded, unforeseen
from newsgen.reading.media_files import Shelf, resolved
from newsgen.reading.plain_words import plain_title, plain_words
from newsgen.reading.scan import is_author_page
from newsgen.reading.split_front_matter import split
from newsgen.reading.tree import Mapping, MatterError, Scalar

MAX_BYTES = 100_000
_CONTENT = "content/"

Found = tuple[str, Author | None, list[tuple[str, str]], list[Problem]]
"""An author's key; None where the page can't be read; output path of the photo, with the file's name; problems."""


def authors_of_pages(shelf: Shelf, content: str) -> Iterator[Found]:
    """content: how problems call the content folder."""
    for name in sorted(shelf.files):
        if name.endswith(".md") and is_author_page(source := name.removeprefix(_CONTENT)):
            yield _author(source, shelf.files[name].path, f"{content}/{source}", shelf)


def _author(source: str, file: str, path: str, shelf: Shelf) -> Found:
    key = source.split("/")[-2]
    try:
        with open(file, "rb") as opened:
            matter = split(decoded(opened.read(), path, MAX_BYTES)[0]).matter
    except MatterError as error:
        return key, None, [], [warning(error.code, Place(path, error.line, error.column), error.what, error.mend)]
    except OSError as error:
        return key, None, [], [warning("unreadable", Place(path), f"can't be read: {error.strerror}")]
    except Exception as error:
        return key, None, [], [unforeseen(error, path)]
    photo, files, problems = _photo(matter, source, path, shelf)
    link = _said(matter, "url", "website", "homepage")
    author = Author(
        name=plain_title(_said(matter, "display_name", "name", "title")) or key,
        slug=slug(key),
        url=f"/author/{slug(key)}/",
        role=plain_words(_said(matter, "role", "position")),
        bio=plain_words(_said(matter, "bio", "description", "summary")),
        email=_said(matter, "email"),
        links=(link,) if split_url(link).scheme in ("http", "https") else (),
        photo=photo,
    )
    return key, author, files, problems


def _photo(
    matter: Mapping, source: str, path: str, shelf: Shelf
) -> tuple[Photo | None, list[tuple[str, str]], list[Problem]]:
    for key in ("photo", "image", "avatar"):
        if url := _said(matter, key):
            entry = matter.entries[key]
            photo, problems, files = resolved(Photo(url=url), source, shelf, Place(path, entry.line, entry.column))
            return photo, files, problems
    return None, [], []


def _said(matter: Mapping, *keys: str) -> str:
    """What stands at the first of the keys that says something."""
    for key in keys:
        value = matter.entries[key].value if key in matter.entries else None
        if isinstance(value, Scalar) and value.text and value.text.strip():
            return value.text.strip()
    return ""
