"""Rules on what time does to a site: dates to come, aliases and pictures that are left over, old links. Pure."""

from collections.abc import Iterator
from datetime import datetime

from newsgen.check.site_context import SiteContext
from newsgen.model.entry import instant
from newsgen.model.local_time import local
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.urls import split_url

FAR = 60
"""Days ahead beyond which a date is more likely mistyped than meant."""
YEAR = 365 * 86400.0
_LOCAL = ("localhost", "127.0.0.1", "::1")


def far_dates(edition: SiteContext) -> Iterator[Problem]:
    """Unless it stands under a key that says so: `scheduled`, `embargo` or `publishDate`."""
    for entry in edition.articles:
        days = (entry.time - edition.now) / 86400
        noted = edition.noted.get(entry.source)
        if days > FAR and noted and "scheduled" not in noted.places:
            what = f"the date, {datetime.fromisoformat(entry.published):%Y-%m-%d}, is {days:.0f} days ahead"
            yield warning("far-date", edition.at(entry, "date"), what, "if it is meant, write it as `scheduled:`")


def never_seen(edition: SiteContext) -> Iterator[Problem]:
    for entry in (*edition.checked, *edition.expired):
        if entry.expires <= entry.time:
            what = "'expires' is not after the date of publication: no one will ever see this"
            yield warning("date-order", edition.at(entry, "expires"), what, "put it right, or remove it")


def updates_to_come(edition: SiteContext) -> Iterator[Problem]:
    """Readers and search engines are told of a change that nobody made yet."""
    for entry in edition.articles:
        if entry.time <= edition.now < entry.changed:
            day = datetime.fromisoformat(entry.updated)
            what = f"'updated', {day:%Y-%m-%d}, is still to come"
            yield warning("date-order", edition.at(entry, "updated"), what, "put it right, or remove it")


def orphan_aliases(edition: SiteContext) -> Iterator[Problem]:
    """Aliases that lead nowhere: to the article's own url, or to an article that is gone by now."""
    for entry in edition.checked:
        if entry.url in entry.aliases:
            what = f"the alias '{entry.url}' is the article's own url"
            yield warning("orphan-alias", edition.at(entry, f"aliases {entry.url}"), what, "remove it")
    for entry in edition.expired:
        if entry.aliases:
            what = f"the article has expired, and '{entry.aliases[0]}' with it"
            yield warning("orphan-alias", edition.at(entry, "aliases"), what, "let another article have the alias")


def unused_photos(edition: SiteContext) -> Iterator[Problem]:
    for name in edition.pictures:
        if name not in edition.shown:
            place = Place(f"{edition.content}/{name.removeprefix('content/')}")
            yield warning("unused-photo", place, "no article shows this picture", "remove it, or show it")


def insecure_links(edition: SiteContext) -> Iterator[Problem]:
    """One problem a text, of this last year: what an old story links to was often never anywhere else."""
    for entry in edition.checked:
        noted = edition.noted.get(entry.source)
        if noted is None or edition.now - entry.time > YEAR:
            continue
        links = [link for link in noted.outward if split_url(link.url).scheme == "http" and not _is_local(link.url)]
        if links:
            others = f", and {len(links) - 1} more" if len(links) > 1 else ""
            what = f"the link '{links[0].url[:60]}'{others} is not https"
            place = Place(f"{edition.content}/{entry.source}", links[0].line, links[0].column)
            yield warning("insecure-link", place, what, "most sites have it: try https://")


def expired_rights(edition: SiteContext) -> Iterator[Problem]:
    for entry in edition.articles:
        if entry.photo and entry.rights_until <= edition.now:
            day = local(instant(entry.rights_until), edition.zone)
            what = f"the right to show this photo ended on {day:%Y-%m-%d}"
            yield warning("photo-rights", edition.at(entry, "photo"), what, "take another photo, or renew it")


def _is_local(url: str) -> bool:
    return split_url(url).hostname in _LOCAL
