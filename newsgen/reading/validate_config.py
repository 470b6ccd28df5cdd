"""Values of the config that have the right type and make no sense. Reads the system's list of timezones."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from newsgen.model.config import CommentsConfig, Config, MarkdownConfig, MenuLink, Paths
from newsgen.model.gone import gone_path
from newsgen.model.names import name_key
from newsgen.model.problem import Code, did_you_mean
from newsgen.model.slugs import slug
from newsgen.model.urls import PLACEHOLDERS, placeholders, split_url, unknown_placeholders

RESERVED = frozenset(
    "assets _newsgen _fragments archive author section tag sitemaps sitemap.xml news-sitemap.xml robots.txt 404.html "
    "410.html gone.map index.html feed.xml atom.xml feed.json".split()
)
"""What the urls of newsgen's own pages and files begin with."""
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


def odd_values(config: Config) -> list[tuple[Code, Steps, str, str]]:
    """Every odd value, in no order: what it is, its path in the config, what is wrong, how to fix it."""
    found = [
        *_url(config.site.url),
        *_authority(config.site.authority),
        *_timezone(config.site.timezone),
        *_permalink(config.permalink),
        *_comments(config.comments),
        *_paths(config.paths),
        *_let_in(config.markdown),
        *_gone(config.gone),
        *_addresses(config),
    ]
    return [*(("wrong-value", *each) for each in found), *_slugs(config)]


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


def _url(url: str) -> list[Odd]:
    if is_site_url(url):
        return []
    return [(["site", "url"], f"'site.url': '{url}' is not the address of a site", "write it as https://example.org")]


def is_site_url(url: str) -> bool:
    """Whether readers may find a site there: a host, perhaps a port and a path, and nothing else."""
    parts = split_url(url)
    try:
        is_plain = parts.username is None and parts.password is None and parts.port != 0
    except ValueError:
        return False
    is_path = not {".", ".."} & set(parts.path.split("/")) and "\\" not in url
    return bool(is_plain and is_path and parts.hostname and not parts.query and not parts.fragment)


def _authority(name: str) -> list[Odd]:
    if re.fullmatch(r"[^\s/:,]*", name):
        return []
    return [(["site", "authority"], f"'site.authority': '{name}' is no host name", "write it as example.org")]


def _addresses(config: Config) -> Iterator[Odd]:
    """What a link must not lead to: a browser would run it, or not understand it."""
    publisher = config.site.publisher
    links: list[tuple[tuple[str | int, ...], str]] = [
        *((("menu", number, "url"), link.url) for number, link in enumerate(config.menu) if isinstance(link, MenuLink)),
        *((("theme", "footer", number, "url"), url) for number, url in enumerate(_footer_urls(config))),
        (("site", "publisher", "url"), publisher.url),
        (("site", "publisher", "corrections_policy"), publisher.corrections_policy),
        (("site", "publisher", "ethics_policy"), publisher.ethics_policy),
        (("site", "publisher", "ownership"), publisher.ownership),
    ]
    for path, url in links:
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


def _footer_urls(config: Config) -> list[str]:
    footer = config.theme.get("footer")
    links = footer if isinstance(footer, list) else []
    return [str(link.get("url", "")) if isinstance(link, dict) else "" for link in links]


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


def _gone(gone: tuple[str, ...]) -> Iterator[Odd]:
    for number, written in enumerate(gone):
        if not gone_path(written):
            fix = "write the path that readers had, or a pattern: /2019/old-name/, /games/**"
            yield ["gone", number], f"'gone': '{written}' is no path on this site", fix


def _timezone(name: str) -> list[Odd]:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        cities = {zone.rpartition("/")[2].lower(): zone for zone in sorted(available_timezones())}
        exact = cities.get(name.lower().replace(" ", "_"))
        usual = "an IANA name such as Europe/Athens"
        fix = f"did you mean '{exact}'?" if exact else did_you_mean(name, sorted(available_timezones()), usual)
        return [(["site", "timezone"], f"there is no timezone '{name}'", fix)]
    return []


def _permalink(permalink: str) -> list[Odd]:
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


def _comments(comments: CommentsConfig) -> list[Odd]:
    if comments.provider == "none" or split_url(comments.endpoint).scheme in ("http", "https"):
        return []
    fix = "set `comments.endpoint` to the form service's https address"
    return [(["comments", "endpoint"], "the comment form has no endpoint", fix)]
