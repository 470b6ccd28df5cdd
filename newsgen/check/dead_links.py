"""Dead links in all texts, and layouts that fail: what else only making the pages would tell. Reads layouts.

A build checks a text's links when it makes its page. Here they are checked from what is noted of the texts, and of each
kind of page one is made, in memory.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set

from msgspec import Struct

from newsgen.check.site_context import Noted, Outward
from newsgen.model.article import Body, PlainPage, Reference
from newsgen.model.digest import digest_of
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem
from newsgen.model.urls import route, split_url
from newsgen.pages.link_check import dead_links
from newsgen.pages.plan import Page
from newsgen.site.planning import Planned
from newsgen.site.workshop import made_page

_USUAL_PORT = re.compile(r":(?:80|443)?$")


class DeadLinks(Struct, frozen=True, array_like=True):
    """By source. places: digest of all that a link can lead to, but for the ids in texts."""

    places: bytes = b""
    found: Mapping[str, tuple[Problem, ...]] = {}


def put_out(plan: Planned) -> tuple[Entry, ...]:
    """The texts that are put out, as they are."""
    return *plan.workshop.articles, *plan.workshop.plain_pages


def dead_links_of(plan: Planned, noted: Mapping[str, Noted], before: DeadLinks, stale: Set[str]) -> DeadLinks:
    """Those of the last check count where neither the text nor what its links can lead to changed. stale: texts."""
    places = _places(plan)
    known = before.found if places == before.places else {}
    found: dict[str, tuple[Problem, ...]] = {}
    for entry in put_out(plan):
        note = noted.get(entry.source)
        pointers = (*note.pointers, *own_links(note.outward, plan.workshop.config.site.url)) if note else ()
        if not pointers:
            continue
        if known and entry.source not in stale and not any("#" in pointer.target for pointer in pointers):
            found[entry.source] = known.get(entry.source, ())
        else:
            pointing = PlainPage(source=entry.source, slug="", title="", body=Body(references=pointers))
            page = Page(route(entry.url), entry.kind, entry.id)
            found[entry.source] = tuple(dead_links(plan.bench.desk, pointing, page))
    return DeadLinks(places, found)


def own_links(outward: Iterable[Outward], site_url: str) -> Iterator[Reference]:
    """The links that lead to the site itself by its full url, as links within it."""
    host, base = _host_and_path(site_url)
    for link in outward:
        if host not in link.url:
            continue
        own, path = _host_and_path(link.url)
        if own == host and (path + "/").startswith(base.rstrip("/") + "/"):
            yield Reference("link", path or "/", link.line, link.column)


def _host_and_path(url: str) -> tuple[str, str]:
    """The same for http and https, with and without `www.` and the usual port."""
    parts = split_url(url)
    return _USUAL_PORT.sub("", parts.netloc.lower().removeprefix("www.")), parts.path


def _places(plan: Planned) -> bytes:
    """What links may name: urls, and how texts are called, those that are held back too."""
    names = [[entry.source, entry.url, entry.slug, entry.name] for entry in put_out(plan)]
    return digest_of([plan.workshop.config, sorted(plan.pages), names, sorted(plan.grounds.held_back.items())])


def layout_problems(plan: Planned) -> tuple[Problem, ...]:
    """Of one page of each kind and layout: what makes it fail."""
    pages = [made_page(plan.bench, page) for page in _samples(plan)]
    return tuple(dict.fromkeys(made.problems[-1] for made in pages if made.content is None))


def _samples(plan: Planned) -> list[Page]:
    layouts = {text.id: text.layout for text in put_out(plan)}
    first: dict[tuple[str, bool, str], Page] = {}
    for page in plan.pages.values():
        if page.kind not in ("file", "redirect"):
            first.setdefault((page.kind, page.number > 0, layouts.get(page.subject, "")), page)
    return list(first.values())
