"""Values of the config that have the right type and make no sense. Reads the system's list of timezones."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from newsgen.model.config import CommentsConfig, Config
from newsgen.model.names import identity
from newsgen.model.problem import Code, did_you_mean
from newsgen.model.route import PLACEHOLDERS, placeholders, unknown_placeholders
from newsgen.model.slugs import slug
from newsgen.model.urls import split_url

Odd = tuple[list[str | int], str, str]
"""Path in the config, what is wrong, how to mend it."""


def odd(config: Config) -> list[Odd]:
    return [
        *_url(config.site.url),
        *_timezone(config.site.timezone),
        *_permalink(config.permalink),
        *_comments(config.comments),
    ]


def bad_slugs(config: Config) -> list[tuple[Code, list[str | int], str, str]]:
    """Slugs that the config gives to sections and tags: each with the code of what is wrong."""
    found: list[tuple[Code, list[str | int], str, str]] = []
    for kind, key in (("section", "sections"), ("tag", "tags")):
        told: dict[str, str] = {}
        for name, each in getattr(config, key).items():
            path: list[str | int] = [key, name, "slug"]
            if each.slug and slug(each.slug) != each.slug:
                mend = f"write '{slug(each.slug)}'"
                found.append(("bad-slug", path, f"'{key}.{name}': the slug '{each.slug}' is none", mend))
            elif each.slug in told and identity(name) != identity(told[each.slug]):
                what = f"'{key}.{name}': the slug '{each.slug}' is that of the {kind} '{told[each.slug]}', too"
                found.append(("name-clash", path, what, "give one of them another"))
            elif each.slug:
                told[each.slug] = name
    return found


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


def _comments(comments: CommentsConfig) -> list[Odd]:
    if comments.provider == "none" or split_url(comments.endpoint).scheme in ("http", "https"):
        return []
    mend = "set `comments.endpoint` to the form service's https address"
    return [(["comments", "endpoint"], "the comment form has no endpoint", mend)]
