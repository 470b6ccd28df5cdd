"""Values of the config that have the right type and make no sense. Reads the system's list of timezones."""

import posixpath
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from newsgen.model.config import Config, Paths
from newsgen.model.problem import did_you_mean
from newsgen.model.route import PLACEHOLDERS, placeholders, unknown_placeholders
from newsgen.model.urls import split_url

Odd = tuple[list[str | int], str, str]
"""Path in the config, what is wrong, how to mend it."""


def odd(config: Config) -> list[Odd]:
    return [*_url(config.site.url), *_timezone(config.site.timezone), *_permalink(config.permalink), *_rest(config)]


def _url(url: str) -> list[Odd]:
    parts = split_url(url)
    if parts.hostname and not parts.query and not parts.fragment:
        return []
    return [(["site", "url"], f"'site.url': '{url}' is not the address of a site", "write it as https://example.org")]


def _timezone(name: str) -> list[Odd]:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        cities = {zone.rpartition("/")[2].lower(): zone for zone in sorted(available_timezones())}
        exact = cities.get(name.lower().replace(" ", "_"))
        usual = "an IANA name such as Europe/Athens"
        mend = f"did you mean '{exact}'?" if exact else did_you_mean(name, sorted(available_timezones()), usual)
        return [(["site", "timezone"], f"there is no timezone '{name}'", mend)]
    return []


def _permalink(permalink: str) -> list[Odd]:
    if unknown := unknown_placeholders(permalink):
        mend = did_you_mean(unknown[0], PLACEHOLDERS, f"known are {', '.join(PLACEHOLDERS)}")
        return [(["permalink"], f"the permalink has no part '{unknown[0]}'", mend)]
    is_path = re.fullmatch(r"/[^?#\\\s]*(/|\.html)", permalink) and ".." not in permalink
    if is_path and "slug" in placeholders(permalink):
        return []
    mend = "start with /, have {slug}, end in / or .html"
    return [(["permalink"], f"the permalink '{permalink}' can't be used", mend)]


def _rest(config: Config) -> list[Odd]:
    problems: list[Odd] = []
    sources = [config.paths.content, config.paths.layouts, config.paths.assets, "."]
    if any(_holds(config.paths.output, source) for source in sources) or any(
        _holds(source, config.paths.output) for source in sources[:-1]
    ):
        what = f"the output folder '{config.paths.output}' is also one of the site's sources"
        problems.append((["paths", "output"], what, f"give it a folder of its own: {Paths().output}"))
    if config.comments.provider == "form" and split_url(config.comments.endpoint).scheme not in ("http", "https"):
        mend = "set `comments.endpoint` to the form service's https address"
        problems.append((["comments", "endpoint"], "the comment form has no endpoint", mend))
    return problems


def _holds(folder: str, other: str) -> bool:
    """Whether a folder is the other one or lies above it."""
    folder, other = posixpath.normpath(folder), posixpath.normpath(other)
    return folder == other or folder == "." or other.startswith(folder + "/")
