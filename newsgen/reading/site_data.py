"""`config.yaml` and `content/authors.yaml`. Reads disk."""

import os
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from newsgen.model.article import Author, Photo
from newsgen.model.config import Config, SiteInfo, ThemeSettings
from newsgen.model.front_matter import FrontMatter
from newsgen.model.names import identity
from newsgen.model.problem import Place, Problem, did_you_mean, errors, warning
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url
from newsgen.reading.decoding import decoded, refuse_conflict, unforeseen
from newsgen.reading.holding import NAMES, held
from newsgen.reading.key_mapping import translated, unexpected
from newsgen.reading.media_files import Shelf, resolved
from newsgen.reading.schema import find_key, typed_fields
from newsgen.reading.strict_yaml import parse, typed
from newsgen.reading.tree import Mapping, MatterError, Tree, find, tree_at
from newsgen.reading.validate_config import bad_slugs, odd

MAX_BYTES = 1_000_000
_STANDING_IN = SiteInfo(title="-", url="https://site.example")
"""For a site that is wrong itself, so that all else is looked at too."""


class AuthorMatter(Struct, frozen=True, forbid_unknown_fields=True):
    name: str = ""
    role: str = ""
    bio: str = ""
    email: str = ""
    url: str = ""
    links: tuple[str, ...] = ()
    photo: str = ""
    slug: str = ""


def read_config(file: Path, name: str = "config.yaml") -> tuple[Config | None, list[Problem]]:
    """The config, or None with every reason why not. name: how problems call the file."""
    tree, problems = _yaml(file, name)
    if tree is None:
        return None, problems or [_no_site(Place(name))]
    problems += [_unknown_key(key, tree, name) for key in tree.entries if key not in Config.__struct_fields__]
    values, wrong = typed_fields(tree, Config, name)
    problems += wrong
    if "site" not in values and not wrong:
        problems.append(_no_site(Place(name, *find(tree, iter(["site"])))))
    if "theme" in values:
        values["theme"] = typed(tree.entries["theme"].value)
        problems += _theme_problems(tree.entries["theme"].value, name)
    config = Config(**{"site": _STANDING_IN} | values)
    problems += [
        Problem("wrong-value", Place(name, *find(tree, iter(path))), what, mend) for path, what, mend in odd(config)
    ]
    problems += [
        Problem(code, Place(name, *find(tree, iter(path))), what, mend) for code, path, what, mend in bad_slugs(config)
    ]
    problems += [
        problem for number, _ in enumerate(config.defaults) for problem in _default_problems(tree, number, name, config)
    ]
    return None if errors(problems) else config, problems


def _theme_problems(theme: Tree, name: str) -> list[Problem]:
    """Of the values that the bundled theme wants in a form of its own."""
    if not isinstance(theme, Mapping):
        return []
    _, wrong = typed_fields(theme, ThemeSettings, name)
    return [replace(problem, what=problem.what.replace("'", "'theme.", 1)) for problem in wrong]


def _default_problems(tree: Mapping, number: int, name: str, config: Config) -> list[Problem]:
    """Front matter that the config gives a folder is checked where it is written, not in every article."""
    values = tree_at(tree, ["defaults", number, "values"])
    if not isinstance(values, Mapping):
        return []
    own = config.front_matter.extra
    words = translated(values, own)
    fields = {key: entry for key, entry in words.known.items() if key not in NAMES}
    _, wrong = typed_fields(Mapping(fields, values.line, values.column), FrontMatter, name)
    unknown = [
        warning(
            "unknown-key",
            Place(name, entry.line, entry.column),
            f"'defaults.values' has the unknown key '{key}'",
            did_you_mean(key, FrontMatter.__struct_fields__, "no article gets it"),
        )
        for key, entry in unexpected(words.unknown, own).items()
    ]
    return [*held(words.known, words.earlier, name, config.site.zone).problems, *wrong, *unknown]


def place_in_config(file: Path, steps: list[str | int], name: str = "config.yaml") -> Place:
    """Of a key; the file's start where it can't be read any more."""
    tree, _ = _yaml(file, name)
    return Place(name, *find_key(tree, steps)) if tree else Place(name)


def _no_site(place: Place) -> Problem:
    return Problem("missing-key", place, "the key 'site' is missing", "add `site:` with `title` and `url`")


class Authors(Struct, frozen=True):
    """By the identities of keys, names and slugs. files: output path of each one's photo, with the file's name among
    the sources."""

    known: dict[str, Author] = {}
    files: dict[str, str] = {}


def read_authors(file: Path, name: str, shelf: Shelf) -> tuple[Authors, list[Problem]]:
    """Those of the file, and those who have a page as in Hugo. A site without either has none."""
    listed, problems = _listed_authors(file, name, shelf)
    if not any(name.endswith("/_index.md") for name in shelf.files):
        return listed, problems
    from newsgen.reading.author_pages import authors_of_pages  # reads texts, which most builds leave to others

    authors, files = dict(listed.known), dict(listed.files)
    for key, author, shown, found in authors_of_pages(shelf, name.rpartition("/")[0]):
        problems += found
        if author and not {identity(key), identity(author.name)} & listed.known.keys():
            files.update(shown)
            authors.setdefault(identity(key), author)
            authors.setdefault(identity(author.name), author)
    return Authors(authors, files), problems


def _listed_authors(file: Path, name: str, shelf: Shelf) -> tuple[Authors, list[Problem]]:
    if not file.is_file() or not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(file.parent)):
        return Authors(), []  # a symlink that leads out of the content folder has its problem from the scan
    tree, problems = _yaml(file, name)
    people: list[_Told] = []
    files: dict[str, str] = {}
    for key, entry in (tree.entries if tree else {}).items():
        place = Place(name, entry.line, entry.column)
        if not isinstance(entry.value, Mapping):
            what = f"'{key}': expected a group of keys"
            problems.append(Problem("wrong-value", place, what, "write `name: ...` below it"))
            continue
        values, wrong = typed_fields(entry.value, AuthorMatter, name)
        matter = AuthorMatter(**values)
        photo_at = Place(name, *find(entry.value, iter(["photo"]))) if "photo" in values else place
        author, shown, found = _author(key, matter, shelf, place, photo_at)
        files.update(shown)
        problems += wrong + found + _unknown_author_keys(key, entry.value, name)
        people.append(_Told(key, author, matter.slug, Place(name, *find(entry.value, iter(["slug"]))), place))
    authors, found = _by_identity(people)
    return Authors(authors, files), problems + found


class _Told(Struct, frozen=True):
    """Who stands under a key of `authors.yaml`. slug: "" where none is given; slug_at: its place; place: the key's."""

    key: str
    author: Author
    slug: str
    slug_at: Place
    place: Place


def _by_identity(people: list[_Told]) -> tuple[dict[str, Author], list[Problem]]:
    """By keys, then by slugs that are given, then by names: of two that are called alike the first."""
    authors = {identity(told.key): told.author for told in people}
    problems: list[Problem] = []
    for told in people:
        if told.slug:
            authors.setdefault(identity(told.slug), told.author)
            problems += _slug_problems(told, people)
    for told in people:
        other = authors.setdefault(identity(told.author.name), told.author)
        if other is not told.author:
            what = f"'{told.key}': who writes as '{told.author.name}' is taken for '{other.slug}'"
            problems.append(warning("name-clash", told.place, what, f"let articles name '{told.key}'"))
    return authors, problems


def _slug_problems(told: _Told, people: list[_Told]) -> list[Problem]:
    own = slug(told.slug)
    if own != told.slug:
        return [Problem("bad-slug", told.slug_at, f"'{told.key}': the slug '{told.slug}' is none", f"write '{own}'")]
    before = people[: people.index(told)]
    others = (each for each in people if each is not told and (each in before or not each.slug))
    rival = next((each for each in others if each.author.slug == own), None)
    what = f"'{told.key}': the slug '{own}' is that of '{rival.key}', too" if rival else ""
    return [Problem("name-clash", told.slug_at, what, "give one of them another")] if rival else []


def _author(
    key: str, matter: AuthorMatter, shelf: Shelf, place: Place, photo_at: Place
) -> tuple[Author, list[tuple[str, str]], list[Problem]]:
    problems: list[Problem] = []
    photo = None
    shown: list[tuple[str, str]] = []
    if matter.photo:
        photo, problems, shown = resolved(Photo(url=matter.photo), "", shelf, photo_at)
    links = [link for link in (matter.url, *matter.links) if link]
    safe = tuple(link for link in links if split_url(link).scheme in ("http", "https"))
    problems += [
        Problem("wrong-value", place, f"'{key}': the link '{link}' is not http or https", "mend `url` or `links`")
        for link in links
        if link not in safe
    ]
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
    return author, shown, problems


def _yaml(file: Path, name: str) -> tuple[Mapping | None, list[Problem]]:
    if file.exists() and not file.is_file():
        return None, [Problem("unreadable", Place(name), "this is not a file", "put a file there")]
    try:
        text, problems = decoded(file.read_bytes(), name, MAX_BYTES)
        refuse_conflict(text)
        tree, slips = parse(text)
    except MatterError as error:
        return None, [Problem(error.code, Place(name, error.line, error.column), error.what, error.mend)]
    except OSError as error:
        return None, [Problem("unreadable", Place(name), f"can't be read: {error.strerror}")]
    except Exception as error:
        return None, [unforeseen(error, name)]
    problems += [slip.warning(name) for slip in slips]
    if tree is not None and not isinstance(tree, Mapping):
        return None, [Problem("wrong-value", Place(name), "the file is not a list of keys", "write `key: value`")]
    return tree, problems


def _unknown_key(key: str, tree: Mapping, name: str) -> Problem:
    known = Config.__struct_fields__
    return Problem(
        "unknown-key",
        Place(name, *find_key(tree, [key])),
        f"unknown key '{key}'",
        did_you_mean(key, known, f"known are {', '.join(known)}"),
    )


def _unknown_author_keys(key: str, matter: Mapping, name: str) -> list[Problem]:
    known = AuthorMatter.__struct_fields__
    return [
        warning(
            "unknown-key",
            Place(name, *find_key(matter, [other])),
            f"'{key}' has the unknown key '{other}'",
            did_you_mean(other, known, f"known are {', '.join(known)}"),
        )
        for other in matter.entries
        if other not in known
    ]
