"""Links out of the site: whether there still is something. Talks to the network, reads and writes disk.

Politely: one request at a time to each host, a few hosts at once, by HEAD where that is answered; answers are kept for
days. Only who says that it is gone is believed: a site that refuses robots or is down today is no mistake of ours.
"""

import asyncio
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.request import getproxies

import httpx

from newsgen import __version__
from newsgen.check.context import SiteContext
from newsgen.check.saved_files import save, saved
from newsgen.model.problem import Problem, warning
from newsgen.model.urls import split_url

MAX_HOSTS = 16
"""Asked at once."""
PATIENCE = 15.0
"""Seconds for one answer."""
GOOD_FOR, BAD_FOR = 14 * 86400.0, 86400.0
"""Seconds for which an answer counts."""
GONE = (404, 410)
NO_HOST, UNKNOWN = 0, -1
_AGENT = f"newsgen/{__version__} (link check)"
Answer = tuple[int, float]
"""The status of HTTP, or NO_HOST, or UNKNOWN; and when, in seconds since 1970."""


def dead_external_links(
    site: SiteContext, file: Path, pause: float, may_ask: Callable[[str], bool]
) -> Iterator[Problem]:
    """Ask for each text's links out of the site, and tell of the dead ones. file: where answers are saved. pause:
    seconds between two requests to one host. may_ask: which addresses."""
    links = [(entry, link) for entry in site.checked for link in site.findings[entry.source].outward]
    answers = _answers({link.target for _, link in links}, file, pause, may_ask)
    for entry, link in links:
        status, _ = answers[link.target]
        if status in (*GONE, NO_HOST):
            what = f"the link '{link.target[:80]}' is dead: {f'the answer is {status}' if status else 'no such host'}"
            fix = "mend it, or link to an archived copy"
            yield warning("dead-external-link", site.at_link(entry.source, link), what, fix)


def _answers(urls: Iterable[str], file: Path, pause: float, may_ask: Callable[[str], bool]) -> Mapping[str, Answer]:
    now, before = time.time(), saved(file, dict[str, Answer]) or {}
    good_for = {url: GOOD_FOR if 200 <= status < 400 else BAD_FOR for url, (status, _) in before.items()}
    cached: dict[str, Answer] = {url: answer for url, answer in before.items() if now - answer[1] < good_for[url]}
    if new := asyncio.run(_ask([url for url in urls if url not in cached], pause, may_ask)):
        save(file, cached | new)
    return cached | new


async def _ask(urls: Iterable[str], pause: float, may_ask: Callable[[str], bool]) -> dict[str, Answer]:
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in sorted(urls):
        by_host[split_url(url).netloc].append(url)
    answers: dict[str, Answer] = {}
    gate = asyncio.Semaphore(MAX_HOSTS)

    async def ask_host(host_urls: list[str]) -> None:
        async with gate:
            for number, url in enumerate(host_urls):
                if number:
                    await asyncio.sleep(pause)
                answers[url] = await _status(client, url), time.time()

    transport = None if getproxies() else CheckedAddress(may_ask)  # a proxy has rules of its own
    async with httpx.AsyncClient(
        headers={"User-Agent": _AGENT}, timeout=PATIENCE, follow_redirects=True, transport=transport
    ) as client:
        await asyncio.gather(*map(ask_host, by_host.values()))
    return answers


async def _status(client: httpx.AsyncClient, url: str) -> int:
    """Ask by HEAD; who doesn't answer that rightly is asked for the page, of which nothing is read."""
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


class CheckedAddress(httpx.AsyncHTTPTransport):
    """Asks a host at the very address that was checked; raises OSError for one that may not be asked. A name may be
    resolved to another address the next time, by whoever owns it. So it is resolved once, here; each request, those of
    redirects too, goes to that address, and says the name in its header and to TLS."""

    def __init__(self, may_ask: Callable[[str], bool]) -> None:
        super().__init__()
        self._may_ask = may_ask

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        if not addresses or not all(map(self._may_ask, addresses)):
            raise OSError(f"{host} is not public")
        *others, last = addresses
        for address in others:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await super().handle_async_request(_at(address, request))
        return await super().handle_async_request(_at(last, request))


def _at(address: str, request: httpx.Request) -> httpx.Request:
    """Return the request to that address. Its headers name the host as before; so does TLS, for the certificate.
    Source: HTTPX, "Request extensions", `sni_hostname`."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.raw_host.decode("ascii")},
    )
