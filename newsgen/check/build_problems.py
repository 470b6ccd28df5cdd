"""What a build would tell of a site: clashes to come, dead links, layouts that fail. Reads disk.

A build checks a text's links when it makes its page. Here they are checked from what was found in the texts, and one
page of each kind is made, in memory.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from newsgen.catalog.namesakes import Apart
from newsgen.check.context import TextFindings
from newsgen.model.article import Body, PlainPage, Reference
from newsgen.model.digest import digest_of
from newsgen.model.entry import Entry
from newsgen.model.problem import Problem
from newsgen.model.urls import route, split_url
from newsgen.pages.link_check import dead_links
from newsgen.pages.plan import NOT_TEXT, Page
from newsgen.site.clashes import clash_problems
from newsgen.site.planning import SitePlan, named_and_addressed
from newsgen.site.render_pages import render_page
from newsgen.site.sources import SiteRead

DeadLinks = tuple[bytes, Mapping[str, tuple[Problem, ...]]]
"""Problems by source, under a digest of all that a link can lead to but the ids in texts."""
_USUAL_PORT = re.compile(r":(?:80|443)?$")


def published_texts(plan: SitePlan) -> tuple[Entry, ...]:
    """The texts that are put out, as they are."""
    return *plan.context.articles, *plan.context.plain_pages


def scheduled_clashes(texts: Sequence[Entry], read: SiteRead, plan: SitePlan) -> Iterator[Problem]:
    """Urls and ids that a scheduled article shares with another: its build would fail when it is due. texts: those that
    are put out or will be."""
    config = plan.context.config
    scheduled = {held.text.source for held in plan.held_back if held.reason == "scheduled"}
    if not scheduled:
        return
    articles = [entry for entry in texts if entry.kind == "article"]
    _, clashes = named_and_addressed(articles, Apart(slugs=plan.context.slugs), config)
    paths = {f"{config.paths.content}/{source}" for source in scheduled}
    found = (clash for clash in clashes if not paths.isdisjoint((clash.later.path, clash.first.path)))
    yield from clash_problems(found, read, config, plan.context.site)


def find_dead_links(
    plan: SitePlan, findings: Mapping[str, TextFindings], before: DeadLinks, changed: Set[str]
) -> DeadLinks:
    """Find dead links in all texts. changed: texts that need to be looked at; of others those of the last check count,
    as long as what links can lead to is the same."""
    # What links may name: urls, and how texts are called, those that are held back too.
    names = [[entry.source, entry.url, entry.slug, entry.name] for entry in published_texts(plan)]
    places = digest_of([plan.context.config, sorted(plan.pages), names, sorted(plan.context.held_back.items())])
    cached = before[1] if places == before[0] else {}
    found: dict[str, tuple[Problem, ...]] = {}
    for entry in published_texts(plan):
        of_text = findings.get(entry.source)
        if of_text is None:
            continue
        pointers = (*of_text.pointers, *_own_links(of_text.outward, plan.context.config.site.url))
        if cached and entry.source not in changed and not any("#" in pointer.target for pointer in pointers):
            found[entry.source] = cached.get(entry.source, ())
        elif pointers:
            text = PlainPage(source=entry.source, slug="", title="", body=Body(references=pointers))
            found[entry.source] = tuple(dead_links(plan.renderer, text, Page(route(entry.url), entry.kind, entry.id)))
    return places, found


def _own_links(outward: Iterable[Reference], site_url: str) -> Iterator[Reference]:
    """The links that lead to the site itself by its full url, as links within it."""
    host, base = _host_and_path(site_url)
    for link in outward:
        if host not in link.target:
            continue
        own, path = _host_and_path(link.target)
        if own == host and (path + "/").startswith(base.rstrip("/") + "/"):
            yield Reference("link", path or "/", link.line, link.column)


def _host_and_path(url: str) -> tuple[str, str]:
    """Return the same for http and https, with and without `www.` and the usual port."""
    parts = split_url(url)
    return _USUAL_PORT.sub("", parts.netloc.lower().removeprefix("www.")), parts.path


def layout_problems(plan: SitePlan) -> tuple[Problem, ...]:
    """Make one page of each kind and layout, and return what makes it fail."""
    layouts = {text.id: text.layout for text in published_texts(plan)}
    samples: dict[tuple[str, bool, str], Page] = {}
    for page in map(plan.page, plan.pages):
        if page.kind not in (*NOT_TEXT, "redirect"):
            samples.setdefault((page.kind, page.number > 0, layouts.get(page.subject, "")), page)
    made_pages = [render_page(plan.renderer, page) for page in samples.values()]
    return tuple(dict.fromkeys(made.problems[-1] for made in made_pages if made.content is None))
