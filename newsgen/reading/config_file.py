"""`config.yaml`: reading it, and its values that have the right type and make no sense. Reads disk."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from msgspec.structs import replace

from newsgen.model.article import FrontMatter
from newsgen.model.config import Config, MarkdownConfig, MenuLink, Paths, SiteInfo, ThemeSettings
from newsgen.model.gone import gone_path
from newsgen.model.home import HomeBlock
from newsgen.model.names import name_key
from newsgen.model.problem import Code, Place, Problem, did_you_mean, errors, warning
from newsgen.model.slugs import slug
from newsgen.model.urls import PLACEHOLDERS, placeholders, split_url, unknown_placeholders
from newsgen.reading.decoding import decoded, problem_of, refuse_conflict
from newsgen.reading.holding import NAMES, held
from newsgen.reading.key_mapping import translated, unexpected
from newsgen.reading.schema import typed_fields
from newsgen.reading.strict_yaml import parse, typed
from newsgen.reading.tree import Mapping, find, find_key, tree_at

MAX_BYTES = 1_000_000
_STANDING_IN = SiteInfo(title="-", url="https://site.example")
"""For a site that is wrong itself, so that all else is looked at too."""
RESERVED = frozenset(
    "assets _newsgen _fragments _pagefind archive author search section tag sitemaps sitemap.xml news-sitemap.xml "
    "robots.txt 404.html 410.html gone.map index.html feed.xml atom.xml feed.json".split()
)
"""What the urls of newsgen's own pages and files begin with."""
HOME_FILE = "home.yaml"
"""Among the layouts: the blocks of the front page, where the config has none."""
_NOT_FOR_OUTPUT = (".git", ".newsgen")
SCHEMES = {"http", "https", "mailto", "tel"}
"""Of links for readers."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST = re.compile(r"(?:\*\.)?[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+(?::\d{1,5})?")
_CLASS = re.compile(r"[\w-]+\*?|\*")
_BLANK = re.compile(r"[\x00-\x20]+")
Steps = list[str | int]
Odd = tuple[Steps, str, str]
"""Path in the config, what is wrong, how to fix it."""


def read_config(file: Path, name: str = "config.yaml") -> tuple[Config | None, list[Problem]]:
    """The config, or None with every reason why not. name: how problems call the file."""
    tree, problems = read_yaml(file, name)
    no_site = Problem("missing-key", Place(name), "the key 'site' is missing", "add `site:` with `title` and `url`")
    if tree is None:
        return None, problems or [no_site]
    known = Config.__struct_fields__
    for key, entry in tree.entries.items():
        if key not in known:
            place, fix = Place(name, entry.line, entry.column), f"known are {', '.join(known)}"
            problems.append(Problem("unknown-key", place, f"unknown key '{key}'", did_you_mean(key, known, fix)))
    values, wrong = typed_fields(tree, Config, name)
    problems += wrong
    if "site" not in values and not wrong:
        problems.append(replace(no_site, place=Place(name, *find(tree, ["site"]))))
    if "theme" in values:
        theme = tree.entries["theme"].value
        values["theme"] = typed(theme)  # of it the bundled theme wants some values in a form of its own
        _, wrong = typed_fields(theme, ThemeSettings, name) if isinstance(theme, Mapping) else ({}, [])
        problems += [replace(problem, what=problem.what.replace("'", "'theme.", 1)) for problem in wrong]
    config = Config(**{"site": _STANDING_IN} | values)
    if "home" not in values:
        blocks, wrong = _home_blocks(
            file.parent / config.paths.layouts / HOME_FILE, f"{config.paths.layouts}/{HOME_FILE}"
        )
        config, problems = replace(config, home=blocks), problems + wrong
    for code, path, what, fix in _odd_values(config):
        problems.append(Problem(code, Place(name, *find(tree, path)), what, fix))
    for number, _ in enumerate(config.defaults):
        problems += _default_problems(tree, number, name, config)
    return None if errors(problems) else config, problems


def _home_blocks(file: Path, name: str) -> tuple[tuple[HomeBlock, ...], list[Problem]]:
    """The blocks of the front page from a file of their own, where there is one. name: how problems call it."""
    if not os.path.isfile(file):  # a folder that can't be read is told of where layouts are looked for
        return (), []
    tree, problems = read_yaml(file, name)
    if tree is None:
        return (), problems
    others = [(key, entry) for key, entry in tree.entries.items() if key != "home"]
    problems += [
        Problem("unknown-key", Place(name, entry.line, entry.column), f"unknown key '{key}'", "write `home:` alone")
        for key, entry in others
    ]
    values, wrong = typed_fields(
        Mapping({"home": tree.entries["home"]} if "home" in tree.entries else {}, 1, 1), Config, name
    )
    return values.get("home", ()), problems + wrong


def _default_problems(tree: Mapping, number: int, name: str, config: Config) -> list[Problem]:
    """Front matter that the config gives a folder is checked where it is written, not in every article."""
    values = tree_at(tree, ["defaults", number, "values"])
    if not isinstance(values, Mapping):
        return []
    own = config.front_matter.extra
    words = translated(values, own)
    fields = {key: entry for key, entry in words.entries.items() if key not in NAMES}
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
    return [*held(words.entries, words.earlier, name, config.site.zone).problems, *wrong, *unknown]


def place_in_config(file: Path, steps: list[str | int], name: str = "config.yaml") -> Place:
    """Tell where a key is; the file's start where it can't be read any more."""
    tree, _ = read_yaml(file, name)
    return Place(name, *find_key(tree, steps)) if tree else Place(name)


def read_yaml(file: Path, name: str) -> tuple[Mapping | None, list[Problem]]:
    """The keys of a YAML file, or None where it can't be read. name: how problems call the file."""
    if file.exists() and not file.is_file():
        return None, [Problem("unreadable", Place(name), "this is not a file", "put a file there")]
    try:
        text, problems = decoded(file.read_bytes(), name, MAX_BYTES)
        refuse_conflict(text)
        tree, slips = parse(text)
    except Exception as error:
        return None, [problem_of(error, name)]
    problems += [slip.problem(name, "warning") for slip in slips]
    if tree is not None and not isinstance(tree, Mapping):
        return None, [Problem("wrong-value", Place(name), "the file is not a list of keys", "write `key: value`")]
    return tree, problems


# --- values that have the right type and make no sense ---


def _odd_values(config: Config) -> Iterator[tuple[Code, Steps, str, str]]:
    """Every odd value, in no order: what it is, its path in the config, what is wrong, how to fix it."""
    yield from _slugs(config)
    permalink = _wrong_permalink(config.permalink)
    for found in (_of_site(config.site), permalink, _paths(config.paths), _let_in(config.markdown), _addresses(config)):
        for path, what, fix in found:
            yield "wrong-value", path, what, fix
    comments = config.comments
    if comments.provider != "none" and split_url(comments.endpoint).scheme not in ("http", "https"):
        fix = "set `comments.endpoint` to the form service's https address"
        yield "wrong-value", ["comments", "endpoint"], "the comment form has no endpoint", fix
    for number, written in enumerate(config.gone):
        if not gone_path(written):
            fix = "write the path that readers had, or a pattern: /2019/old-name/, /games/**"
            yield "wrong-value", ["gone", number], f"'gone': '{written}' is no path on this site", fix


def _slugs(config: Config) -> Iterator[tuple[Code, Steps, str, str]]:
    """Problems of the slugs that the config gives to sections and tags."""
    for kind, key in (("section", "sections"), ("tag", "tags")):
        first: dict[str, str] = {}
        for name, each in getattr(config, key).items():
            path: Steps = [key, name, "slug"]
            if each.slug and slug(each.slug) != each.slug:
                fix = f"write '{slug(each.slug)}'"
                yield "bad-slug", path, f"'{key}.{name}': the slug '{each.slug}' is none", fix
            elif each.slug in first and name_key(name) != name_key(first[each.slug]):
                what = f"'{key}.{name}': the slug '{each.slug}' is that of the {kind} '{first[each.slug]}', too"
                yield "name-clash", path, what, "give one of them another"
            elif each.slug:
                first[each.slug] = name


def _of_site(site: SiteInfo) -> Iterator[Odd]:
    if not is_site_url(site.url):
        what = f"'site.url': '{site.url}' is not the address of a site"
        yield ["site", "url"], what, "write it as https://example.org"
    if not re.fullmatch(r"[^\s/:,]*", site.authority):
        what = f"'site.authority': '{site.authority}' is no host name"
        yield ["site", "authority"], what, "write it as example.org"
    name = site.timezone
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zones = sorted(available_timezones())
        cities = {zone.rpartition("/")[2].lower(): zone for zone in zones}
        exact = cities.get(name.lower().replace(" ", "_"))
        fix = f"did you mean '{exact}'?" if exact else did_you_mean(name, zones, "an IANA name such as Europe/Athens")
        yield ["site", "timezone"], f"there is no timezone '{name}'", fix


def is_site_url(url: str) -> bool:
    """Whether readers may find a site there: a host, perhaps a port and a path, and nothing else."""
    parts = split_url(url)
    try:
        is_plain = parts.username is None and parts.password is None and parts.port != 0
    except ValueError:
        return False
    is_path = not {".", ".."} & set(parts.path.split("/")) and "\\" not in url
    return bool(is_plain and is_path and parts.hostname and not parts.query and not parts.fragment)


def _addresses(config: Config) -> Iterator[Odd]:
    """What a link must not lead to: a browser would run it, or not understand it."""
    publisher, links = config.site.publisher, config.theme.get("footer")
    links = links if isinstance(links, list) else []
    footer = [str(link.get("url", "")) if isinstance(link, dict) else "" for link in links]
    urls: list[tuple[tuple[str | int, ...], str]] = [
        *((("menu", number, "url"), link.url) for number, link in enumerate(config.menu) if isinstance(link, MenuLink)),
        *((("theme", "footer", number, "url"), url) for number, url in enumerate(footer)),
        (("site", "publisher", "url"), publisher.url),
        (("site", "publisher", "corrections_policy"), publisher.corrections_policy),
        (("site", "publisher", "ethics_policy"), publisher.ethics_policy),
        (("site", "publisher", "ownership"), publisher.ownership),
    ]
    for path, url in urls:
        found = _SCHEME.match(_BLANK.sub("", url))  # browsers leave them out
        if found and found[1].lower() not in SCHEMES:
            label = ".".join(step for step in path if isinstance(step, str))
            yield [*path], f"'{label}': '{url}' is no address for readers", "write a path, or an https address"


def _let_in(markdown: MarkdownConfig) -> Iterator[Odd]:
    """Hosts that are none, and classes."""
    for number, host in enumerate(markdown.embeds):
        if not _HOST.fullmatch(host):
            bare = split_url(host if "//" in host else f"//{host}").netloc.rpartition("@")[2]
            fix = f"write it as {bare if _HOST.fullmatch(bare) else 'maps.example.org'}"
            yield ["markdown", "embeds", number], f"'markdown.embeds': '{host}' is no host name", fix
    for number, name in enumerate(markdown.classes):
        if not _CLASS.fullmatch(name):
            what = f"'markdown.classes': '{name}' is not the name of a class"
            fix = "write it as it stands in the HTML, each class apart: pull-quote; chart-* for all that begin so"
            yield ["markdown", "classes", number], what, fix


def _paths(paths: Paths) -> Iterator[Odd]:
    folders = {key: normpath(getattr(paths, key)) for key in Paths.__struct_fields__}
    outside = [key for key, folder in folders.items() if folder.startswith(("/", "../", "~")) or folder == ".."]
    for key in outside:
        fix = "name a folder of the site" + ("; --output takes any" if key == "output" else "")
        yield ["paths", key], f"'paths.{key}': '{getattr(paths, key)}' lies outside of the site", fix
    if outside:
        return
    output, *sources = (PurePosixPath(folders[key]) for key in ("output", "content", "layouts", "assets"))
    inner = [source for source in sources if source.parts]
    is_mixed = any(output.is_relative_to(source) or source.is_relative_to(output) for source in inner)
    if not output.parts or is_mixed or output.parts[0] in _NOT_FOR_OUTPUT:
        what = f"'paths.output': '{paths.output}' is also one of the site's sources"
        yield ["paths", "output"], what, "give the output a folder of its own"


def _wrong_permalink(permalink: str) -> list[Odd]:
    if unknown := unknown_placeholders(permalink):
        fix = did_you_mean(unknown[0], PLACEHOLDERS, f"known are {', '.join(PLACEHOLDERS)}")
        return [(["permalink"], f"the permalink has no part '{unknown[0]}'", fix)]
    first = unquote(permalink).strip("/").partition("/")[0].lower()
    if first in RESERVED:
        what = f"the permalink '{permalink}' begins with /{first}, where newsgen's own pages and files stand"
        return [(["permalink"], what, "begin with another name")]
    is_path = re.fullmatch(r"/(?!/)[^?#\\\s\x00-\x1f\x7f]*(/|\.html)", permalink) and ".." not in permalink
    if is_path and "slug" in placeholders(permalink):
        return []
    fix = "start with /, have {slug}, end in / or .html"
    return [(["permalink"], f"the permalink '{permalink}' can't be used", fix)]
