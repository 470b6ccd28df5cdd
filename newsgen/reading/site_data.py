"""`config.yaml` and `content/authors.yaml`. Reads disk."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from newsgen.model.article import Author, Photo
from newsgen.model.config import Config
from newsgen.model.problem import Place, Problem, did_you_mean, warning
from newsgen.model.route import PLACEHOLDERS, unknown_placeholders
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url
from newsgen.reading.decoding import decoded
from newsgen.reading.media import Shelf, resolved
from newsgen.reading.schema import find_key, typed_fields
from newsgen.reading.strict_yaml import parse, typed
from newsgen.reading.tree import Mapping, MatterError, find

MAX_BYTES = 1_000_000


class AuthorMatter(Struct, frozen=True, forbid_unknown_fields=True):
    name: str = ""
    role: str = ""
    bio: str = ""
    email: str = ""
    url: str = ""
    links: tuple[str, ...] = ()
    photo: str = ""


def read_config(file: Path, name: str = "config.yaml") -> tuple[Config | None, list[Problem]]:
    """The config, or None with every reason why not. name: how problems call the file."""
    tree, problems = _yaml(file, name)
    if tree is None:
        return None, problems or [
            Problem("no-config", Place(name), "there is no config", "write `site:` with `title` and `url`")
        ]
    problems += [_unknown_key(key, tree, name) for key in tree.entries if key not in Config.__struct_fields__]
    values, wrong = typed_fields(tree, Config, name)
    problems += wrong
    if "site" not in tree.entries:
        what = "the key 'site' is missing"
        problems.append(Problem("missing-key", Place(name), what, "add `site:` with `title` and `url`"))
    if "theme" in values:
        values["theme"] = typed(tree.entries["theme"].value)
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    config = Config(**values)
    problems += [
        Problem("wrong-value", Place(name, *find(tree, iter(path))), what, mend) for path, what, mend in _odd(config)
    ]
    return config, problems


def read_authors(file: Path, name: str, shelf: Shelf) -> tuple[dict[str, Author], list[Problem]]:
    """Authors by key and by name as slugs. A site without the file has none."""
    if not file.is_file():
        return {}, []
    tree, problems = _yaml(file, name)
    authors: dict[str, Author] = {}
    for key, entry in (tree.entries if tree else {}).items():
        if not isinstance(entry.value, Mapping):
            what = f"'{key}': expected a group of keys"
            problems.append(
                Problem("wrong-value", Place(name, entry.line, entry.column), what, "write `name: ...` below it")
            )
            continue
        values, wrong = typed_fields(entry.value, AuthorMatter, name)
        author, found = _author(key, AuthorMatter(**values), shelf, Place(name, entry.line, entry.column))
        problems += wrong + found + _unknown_author_keys(key, entry.value, name)
        authors[slug(key)] = authors[slug(author.name)] = author
    return authors, problems


def _author(key: str, matter: AuthorMatter, shelf: Shelf, place: Place) -> tuple[Author, list[Problem]]:
    problems = []
    photo = None
    if matter.photo:
        photo, wrong = resolved(Photo(url=matter.photo), "", shelf)
        if wrong:
            problems.append(
                warning("photo", place, f"the photo '{matter.photo}' can't be used: {wrong}", "mend `photo`")
            )
    links = tuple(link for link in (matter.url, *matter.links) if link)
    safe = tuple(link for link in links if split_url(link).scheme in ("http", "https"))
    if safe != links:
        problems.append(Problem("wrong-value", place, f"'{key}': a link is not http or https", "mend `url` or `links`"))
    name = matter.name or key
    own_slug = slug(key)
    author = Author(
        name=name,
        slug=own_slug,
        url=f"/author/{own_slug}/",
        role=matter.role,
        bio=matter.bio,
        email=matter.email,
        links=safe,
        photo=photo,
    )
    return author, problems


def _yaml(file: Path, name: str) -> tuple[Mapping | None, list[Problem]]:
    try:
        text, problems = decoded(file.read_bytes(), name, MAX_BYTES)
        tree, duplicates = parse(text)
    except MatterError as error:
        return None, [Problem(error.code, Place(name, error.line, error.column), error.what, error.mend)]
    except OSError as error:
        return None, [Problem("unreadable", Place(name), f"can't be read: {error.strerror}")]
    problems += [
        warning("duplicate-key", Place(name, line, column), f"the key '{key}' stands twice", "keep one of them")
        for key, line, column in duplicates
    ]
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


def _odd(config: Config) -> list[tuple[list[str | int], str, str]]:
    """Values of the right type that make no sense: path, what, remedy."""
    odd: list[tuple[list[str | int], str, str]] = []
    try:
        ZoneInfo(config.site.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        odd.append(
            (
                ["site", "timezone"],
                f"there is no timezone '{config.site.timezone}'",
                "an IANA name: Europe/Athens",
            )
        )
    unknown = unknown_placeholders(config.permalink)
    if unknown:
        mend = did_you_mean(unknown[0], PLACEHOLDERS, f"known are {', '.join(PLACEHOLDERS)}")
        odd.append((["permalink"], f"the permalink has no part '{unknown[0]}'", mend))
    if (
        not re.fullmatch(r"/[^?#\\\s]*(/|\.html)", config.permalink)
        or ".." in config.permalink
        or "slug" not in config.permalink
    ):
        odd.append(
            (
                ["permalink"],
                f"the permalink '{config.permalink}' can't be used",
                "start with /, have {slug}, end in / or .html",
            )
        )
    if config.comments.provider == "form" and split_url(config.comments.endpoint).scheme not in (
        "http",
        "https",
    ):
        odd.append(
            (
                ["comments"],
                "the comment form has no endpoint",
                "set `comments.endpoint` to the form service's https address",
            )
        )
    return odd
