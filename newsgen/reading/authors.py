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


def read_authors(file: Path, name: str, media_files: MediaFiles) -> tuple[Authors, list[Problem]]:
    """Read the authors of the file, and those who have a page as in Hugo. A site without either has none."""
    problems: list[Problem] = []
    if not file.is_file() or not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(file.parent)):
        tree = None  # a symlink that leads out of the content folder has its problem from the scan
    else:
        tree, problems = read_yaml(file, name)
    people: list[_Person] = []
    files: dict[str, str] = {}
    for key, entry in (tree.entries if tree else {}).items():
        place = Place(name, entry.line, entry.column)
        if isinstance(entry.value, Mapping):
            person, shown, found = _person(key, entry.value, place, media_files)
            people.append(person)
            files.update(shown)
        else:
            what = f"'{key}': expected a group of keys"
            found = [Problem("wrong-value", place, what, "write `name: ...` below it")]
        problems += found
    listed, found = _by_name_key(people)
    authors, problems = dict(listed), problems + found
    for key, author, shown, found in _authors_of_pages(media_files, name.rpartition("/")[0]):
        problems += found
        if author and not {name_key(key), name_key(author.name)} & listed.keys():
            files.update(shown)
            authors.setdefault(name_key(key), author)
            authors.setdefault(name_key(author.name), author)
    return Authors(authors, files), problems


class _Person(Struct, frozen=True):
    """Who stands under a key of `authors.yaml`. slug: "" where none is given; slug_at: its place; place: the key's."""

    key: str
    author: Author
    slug: str
    slug_at: Place
    place: Place


def _person(
    key: str, written: Mapping, place: Place, media_files: MediaFiles
) -> tuple[_Person, list[tuple[str, str]], list[Problem]]:
    """Who it is, the file of the photo, as `resolved` has it, and what is wrong."""
    values, problems = typed_fields(written, AuthorMatter, place.path)
    matter = AuthorMatter(**values)
    photo, shown = None, list[tuple[str, str]]()
    if matter.photo:
        photo_at = Place(place.path, *find(written, ["photo"]))
        photo, found, shown = resolved(Photo(url=matter.photo), "", media_files, photo_at)
        problems += found
    links = [link for link in (matter.url, *matter.links) if link]
    safe = tuple(link for link in links if split_url(link).scheme in ("http", "https"))
    problems += [
        Problem("wrong-value", place, f"'{key}': the link '{link}' is not http or https", "mend `url` or `links`")
        for link in links
        if link not in safe
    ]
    known = AuthorMatter.__struct_fields__
    for other in written.entries:
        if other not in known:
            what, fix = f"'{key}' has the unknown key '{other}'", f"known are {', '.join(known)}"
            at = Place(place.path, *find_key(written, [other]))
            problems.append(warning("unknown-key", at, what, did_you_mean(other, known, fix)))
    own_slug = slug(matter.slug or key)
    author = Author(
        name=matter.name or key,
        slug=own_slug,
        url=f"/author/{own_slug}/",
        role=matter.role,
        bio=matter.bio,
        email=matter.email,
        links=safe,
        photo=photo,
    )
    slug_at = Place(place.path, *find(written, ["slug"]))
    return _Person(key, author, matter.slug, slug_at, place), shown, problems


def _by_name_key(people: list[_Person]) -> tuple[dict[str, Author], list[Problem]]:
    """Find authors by keys, then by slugs that are given, then by names: of two that are called alike the first."""
    authors = {name_key(person.key): person.author for person in people}
    problems: list[Problem] = []
    for person in people:
        if person.slug:
            authors.setdefault(name_key(person.slug), person.author)
            problems += _slug_problems(person, people)
    for person in people:
        other = authors.setdefault(name_key(person.author.name), person.author)
        if other is not person.author:
            what = f"'{person.key}': who writes as '{person.author.name}' is taken for '{other.slug}'"
            problems.append(warning("name-clash", person.place, what, f"let articles name '{person.key}'"))
    return authors, problems


def _slug_problems(person: _Person, people: list[_Person]) -> list[Problem]:
    own, at = person.author.slug, person.slug_at
    if own != person.slug:
        return [Problem("bad-slug", at, f"'{person.key}': the slug '{person.slug}' is none", f"write '{own}'")]
    before = people[: people.index(person)]
    others = (each for each in people if each is not person and (each in before or not each.slug))
    rival = next((each for each in others if each.author.slug == own), None)
    what = f"'{person.key}': the slug '{own}' is that of '{rival.key}', too" if rival else ""
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


def _authors_of_pages(
    media_files: MediaFiles, content: str
) -> Iterator[tuple[str, Author | None, list[tuple[str, str]], list[Problem]]]:
    """Read of each page the author's key, the author, or None where it can't be read, the file of the photo, as
    `resolved` has it, and what is wrong. content: how problems call the content folder."""
    for name in sorted(media_files.files):
        if not name.endswith(".md") or not is_author_page(source := name.removeprefix("content/")):
            continue
        path, key = f"{content}/{source}", source.split("/")[-2]
        try:
            with open(media_files.files[name].path, "rb") as opened:
                author, files, problems = _author_of_page(opened.read(), key, source, path, media_files)
                yield key, author, files, problems
        except (MatterError, OSError) as error:
            yield key, None, [], [replace(problem_of(error, path), severity="warning")]
        except Exception as error:
            yield key, None, [], [problem_of(error, path)]


def _author_of_page(
    content: bytes, key: str, source: str, path: str, media_files: MediaFiles
) -> tuple[Author, list[tuple[str, str]], list[Problem]]:
    """Raises MatterError."""
    from newsgen.reading.sanitize import plain_title, plain_words  # a build with nothing to do starts sooner
    from newsgen.reading.split_front_matter import split

    matter = split(decoded(content, path, PAGE_BYTES)[0])[0]
    photo, problems, files = None, list[Problem](), list[tuple[str, str]]()
    photo_key = next((key for key in ("photo", "image", "avatar") if _said(matter, key)), "")
    if photo_key:
        entry = matter.entries[photo_key]
        place = Place(path, entry.line, entry.column)
        photo, problems, files = resolved(Photo(url=_said(matter, photo_key)), source, media_files, place)
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
    return author, files, problems


def _said(matter: Mapping, *keys: str) -> str:
    """What stands at the first of the keys that says something."""
    for key in keys:
        value = matter.entries[key].value if key in matter.entries else None
        if isinstance(value, Scalar) and value.text and value.text.strip():
            return value.text.strip()
    return ""
