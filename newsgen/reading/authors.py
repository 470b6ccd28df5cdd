"""Who writes: `content/authors.yaml`, and Hugo's pages of authors, `content/authors/ID/_index.md`. Reads disk."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.article import Author, Photo
from newsgen.model.entry import Entry
from newsgen.model.names import name_key
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url
from newsgen.reading.config_file import read_yaml
from newsgen.reading.decoding import decoded, problem_of
from newsgen.reading.media_files import MediaFiles, resolved
from newsgen.reading.scan import is_author_page
from newsgen.reading.schema import typed_fields
from newsgen.reading.tree import Mapping, MatterError, Scalar, find, find_key

AUTHORS = "authors.yaml"
PAGE_BYTES = 100_000


class AuthorMatter(Struct, frozen=True, forbid_unknown_fields=True):
    name: str = ""
    role: str = ""
    bio: str = ""
    email: str = ""
    url: str = ""
    links: tuple[str, ...] = ()
    photo: str = ""
    slug: str = ""


class Authors(Struct, frozen=True):
    """Authors by the identities of keys, names and slugs. files: output path of each one's photo, with the file's name
    among the sources."""

    by_name_key: dict[str, Author] = {}
    files: dict[str, str] = {}


Made = tuple[Author, list[tuple[str, str]], list[Problem]]
"""An author, the file of the photo, as `resolved` has it, and what is wrong."""


def read_authors(file: Path, name: str, media_files: MediaFiles) -> tuple[Authors, list[Problem]]:
    """Read the authors of the file, and those who have a page as in Hugo. A site without either has none."""
    problems: list[Problem] = []
    tree = None  # a symlink that leads out of the content folder has its problem from the scan
    if file.is_file() and Path(os.path.realpath(file)).is_relative_to(os.path.realpath(file.parent)):
        tree, problems = read_yaml(file, name)
    tree = tree or Mapping({}, 1, 1)
    people: dict[str, tuple[Author, str]] = {}
    files: dict[str, str] = {}
    for key, entry in tree.entries.items():
        place = Place(name, entry.line, entry.column)
        if isinstance(entry.value, Mapping):
            values, found = typed_fields(entry.value, AuthorMatter, name)
            matter = AuthorMatter(**values)
            author, shown, more = _author(key, matter, "", Place(name, *find(tree, [key, "photo"])), media_files)
            people[key] = author, matter.slug
            files.update(shown)
            found += [*more, *_wrong_links(key, matter, author, place), *_unknown_keys(key, entry.value, name)]
        else:
            found = [Problem("wrong-value", place, f"'{key}': expected a group of keys", "write `name: ...` below it")]
        problems += found
    listed, found = _by_name_key(people, tree, name)
    authors, problems = dict(listed), problems + found
    for key, made, found in _authors_of_pages(media_files, name.rpartition("/")[0]):
        problems += found
        if made and not {name_key(key), name_key(made[0].name)} & listed.keys():
            files.update(made[1])
            authors.setdefault(name_key(key), made[0])
            authors.setdefault(name_key(made[0].name), made[0])
    return Authors(authors, files), problems


def _author(key: str, matter: AuthorMatter, source: str, photo_at: Place, media_files: MediaFiles) -> Made:
    """source: of the text that tells of the author, from whose folder the photo's path counts."""
    photo, shown, problems = None, list[tuple[str, str]](), list[Problem]()
    if matter.photo:
        photo, problems, shown = resolved(Photo(url=matter.photo), source, media_files, photo_at)
    own_slug = slug(matter.slug or key)
    author = Author(
        name=matter.name or key,
        slug=own_slug,
        url=f"/author/{own_slug}/",
        role=matter.role,
        bio=matter.bio,
        email=matter.email,
        links=tuple(url for url in (matter.url, *matter.links) if split_url(url).scheme in ("http", "https")),
        photo=photo,
    )
    return author, shown, problems


def _wrong_links(key: str, matter: AuthorMatter, author: Author, place: Place) -> list[Problem]:
    return [
        Problem("wrong-value", place, f"'{key}': the link '{link}' is not http or https", "mend `url` or `links`")
        for link in (matter.url, *matter.links)
        if link and link not in author.links
    ]


def _unknown_keys(key: str, written: Mapping, path: str) -> Iterator[Problem]:
    known = AuthorMatter.__struct_fields__
    for other in written.entries:
        if other not in known:
            what, fix = f"'{key}' has the unknown key '{other}'", f"known are {', '.join(known)}"
            at = Place(path, *find_key(written, [other]))
            yield warning("unknown-key", at, what, did_you_mean(other, known, fix))


def _by_name_key(
    people: dict[str, tuple[Author, str]], tree: Mapping, path: str
) -> tuple[dict[str, Author], list[Problem]]:
    """Find authors by keys, then by slugs that are given, then by names: of two that are called alike the first.
    people: by key who it is, and the slug that is given or ""."""
    authors = {name_key(key): author for key, (author, _) in people.items()}
    problems: list[Problem] = []
    for key, (author, given) in people.items():
        if given:
            authors.setdefault(name_key(given), author)
            at = Place(path, *find(tree, [key, "slug"]))
            problems += _slug_problems(key, people, at)
    for key, (author, _) in people.items():
        other = authors.setdefault(name_key(author.name), author)
        if other is not author:
            what = f"'{key}': who writes as '{author.name}' is taken for '{other.slug}'"
            at = Place(path, *find_key(tree, [key]))
            problems.append(warning("name-clash", at, what, f"let articles name '{key}'"))
    return authors, problems


def _slug_problems(key: str, people: dict[str, tuple[Author, str]], at: Place) -> list[Problem]:
    own, given = people[key][0].slug, people[key][1]
    if own != given:
        return [Problem("bad-slug", at, f"'{key}': the slug '{given}' is none", f"write '{own}'")]
    before = list(people)[: list(people).index(key)]
    alike = [other for other, (author, _) in people.items() if author.slug == own and other != key]
    rival = next((other for other in alike if other in before or not people[other][1]), "")
    what = f"'{key}': the slug '{own}' is that of '{rival}', too"
    return [Problem("name-clash", at, what, "give one of them another")] if rival else []


def unknown_authors(entries: Iterable[Entry], authors: dict[str, Author], content: str) -> list[Problem]:
    """Problems of authors whom nobody knows, where `authors.yaml` tells who there is. authors: by name key."""
    if not authors:
        return []
    names = sorted({author.name for author in authors.values()})
    known = {slug(name).replace("-", "_"): name for name in names}
    return [
        warning(
            "unknown-author",
            Place(f"{content}/{entry.source}", *place),
            f"the author '{name}' is not in {content}/{AUTHORS}",
            did_you_mean(slug(name), known, "add the author there", known),
        )
        for entry in entries
        for name, place in zip(entry.authors, entry.authors_at, strict=True)
        if name_key(name) not in authors
    ]


def _authors_of_pages(media_files: MediaFiles, content: str) -> Iterator[tuple[str, Made | None, list[Problem]]]:
    """Read of each page the author's key, the author, or None where it can't be read, and what is wrong. content: how
    problems call the content folder."""
    for name in sorted(media_files.files):
        if not name.endswith(".md") or not is_author_page(source := name.removeprefix("content/")):
            continue
        path, key = f"{content}/{source}", source.split("/")[-2]
        try:
            with open(media_files.files[name].path, "rb") as opened:
                made = _author_of_page(opened.read(), key, source, path, media_files)
                yield key, made, made[2]
        except (MatterError, OSError) as error:
            yield key, None, [replace(problem_of(error, path), severity="warning")]
        except Exception as error:
            yield key, None, [problem_of(error, path)]


def _author_of_page(content: bytes, key: str, source: str, path: str, media_files: MediaFiles) -> Made:
    """Raises MatterError."""
    from newsgen.reading.sanitize import plain_title, plain_words  # a build with nothing to do starts sooner
    from newsgen.reading.split_front_matter import split

    matter = split(decoded(content, path, PAGE_BYTES)[0])[0]
    photo_key = next((key for key in ("photo", "image", "avatar") if _said(matter, key)), "")
    person = AuthorMatter(
        name=plain_title(_said(matter, "display_name", "name", "title")),
        role=plain_words(_said(matter, "role", "position")),
        bio=plain_words(_said(matter, "bio", "description", "summary")),
        email=_said(matter, "email"),
        url=_said(matter, "url", "website", "homepage"),
        photo=_said(matter, photo_key),
    )
    return _author(key, person, source, Place(path, *find_key(matter, [photo_key])), media_files)


def _said(matter: Mapping, *keys: str) -> str:
    """What stands at the first of the keys that says something."""
    for key in keys:
        value = matter.entries[key].value if key in matter.entries else None
        if isinstance(value, Scalar) and value.text and value.text.strip():
            return value.text.strip()
    return ""
