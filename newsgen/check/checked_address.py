"""Asking a host at the very address that was checked. Looks at the network.

A name may be resolved to another address the next time, by whoever owns it. So it is resolved once, here; the request
goes to that address, and says the name in its header and to TLS.
"""

import asyncio
import socket
from collections.abc import Callable

import httpx


class CheckedAddress(httpx.AsyncBaseTransport):
    """Each request, those of redirects too, is checked. Raises OSError for a host that may not be asked."""

    def __init__(self, may_ask: Callable[[str], bool]) -> None:
        self._may_ask, self._inner = may_ask, httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        *others, last = await self._addresses(request.url.raw_host.decode("ascii"))
        for address in others:
            try:
                return await self._inner.handle_async_request(_at(address, request))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._inner.handle_async_request(_at(last, request))

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _addresses(self, host: str) -> list[str]:
        """All of them may be asked. Raises OSError."""
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        if not addresses or not all(map(self._may_ask, addresses)):
            raise OSError(f"{host} is not public")
        return addresses


def _at(address: str, request: httpx.Request) -> httpx.Request:
    """The headers name the host as before; so does TLS, which checks the certificate by it.

    Source: HTTPX, "Request extensions", `sni_hostname`.
    """
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.raw_host.decode("ascii")},
    )
