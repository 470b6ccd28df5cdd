"""Links out of the site: whether there still is something. Talks to the network, reads and writes disk.

Politely: one request at a time to each host, a few hosts at once, by HEAD where that is answered; answers are kept for
days. Only who says that it is gone is believed: a site that refuses robots or is down today is no mistake of ours.
"""

import asyncio
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import getproxies

from msgspec import Struct

from newsgen import __version__
from newsgen.check.findings import keep, kept_in
from newsgen.check.site_context import SiteContext
from newsgen.model.problem import Place, Problem, warning
from newsgen.model.urls import split_url

if TYPE_CHECKING:
    import httpx

HOSTS = 16
"""Asked at once."""
PATIENCE = 15.0
"""Seconds for one answer."""
GOOD_FOR, BAD_FOR = 14 * 86400.0, 86400.0
"""Seconds for which an answer counts."""
GONE = (404, 410)
NO_HOST, UNKNOWN = 0, -1
_AGENT = f"newsgen/{__version__} (link check)"


class Answer(Struct, frozen=True):
    """status: of HTTP, or NO_HOST, or UNKNOWN. when: seconds since 1970."""

    status: int
    when: float


def is_public(address: str) -> bool:
    """Articles may come from strangers, and must not make this machine talk to its neighbours."""
    return ip_address(address).is_global


class Manners(Struct, frozen=True):
    """pause: seconds between two requests to one host. may_ask: which addresses."""

    pause: float = 0.5
    may_ask: Callable[[str], bool] = is_public


class NoHttpxError(Exception):
    """The extra that talks to the network is not installed."""


def dead_outward(edition: SiteContext, notes: Path, manners: Manners) -> Iterator[Problem]:
    """Of each text's links out of the site those that are dead. Raises NoHttpxError."""
    links = [(entry, link) for entry in edition.checked for link in edition.noted[entry.source].outward]
    answers = _answers({link.url for _, link in links}, notes, manners)
    for entry, link in links:
        status = answers[link.url].status
        if status in (*GONE, NO_HOST):
            what = f"the link '{link.url[:80]}' is dead: {f'the answer is {status}' if status else 'no such host'}"
            place = Place(f"{edition.content}/{entry.source}", link.line, link.column)
            yield warning("dead-external-link", place, what, "mend it, or link to an archived copy")


def _answers(urls: Iterable[str], notes: Path, manners: Manners) -> Mapping[str, Answer]:
    now = time.time()
    kept: dict[str, Answer] = kept_in(notes, dict[str, Answer]) or {}
    known = {url: answer for url, answer in kept.items() if _counts(answer, now)}
    new = asyncio.run(_asked([url for url in urls if url not in known], manners))
    if new:
        keep(notes, known | new)
    return known | new


def _counts(answer: Answer, now: float) -> bool:
    return now - answer.when < (GOOD_FOR if 200 <= answer.status < 400 else BAD_FOR)


async def _asked(urls: Iterable[str], manners: Manners) -> dict[str, Answer]:
    try:
        import httpx
    except ImportError:
        raise NoHttpxError from None
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in sorted(urls):
        by_host[split_url(url).netloc].append(url)
    answers: dict[str, Answer] = {}
    gate = asyncio.Semaphore(HOSTS)

    async def ask_host(host_urls: list[str]) -> None:
        async with gate:
            for number, url in enumerate(host_urls):
                if number:
                    await asyncio.sleep(manners.pause)
                answers[url] = Answer(await _status(client, url), time.time())

    from newsgen.check.checked_address import CheckedAddress

    transport = None if getproxies() else CheckedAddress(manners.may_ask)  # a proxy has rules of its own
    async with httpx.AsyncClient(
        headers={"User-Agent": _AGENT}, timeout=PATIENCE, follow_redirects=True, transport=transport
    ) as client:
        await asyncio.gather(*map(ask_host, by_host.values()))
    return answers


async def _status(client: "httpx.AsyncClient", url: str) -> int:
    """By HEAD; who doesn't answer that rightly is asked for the page, of which nothing is read."""
    import httpx

    try:
        answer = await client.head(url)
        if answer.status_code < 400:
            return answer.status_code
        async with client.stream("GET", url) as got:
            return got.status_code
    except socket.gaierror as error:
        return NO_HOST if error.errno == socket.EAI_NONAME else UNKNOWN
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        return UNKNOWN
