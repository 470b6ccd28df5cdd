"""Who may ask the preview: this machine's browser, for pages of the preview itself. Pure.

Drafts are not for other web sites, which a browser may have open too. What is refused: names that lead here without
being this machine's (DNS rebinding), and requests that another site's page makes. Sources: Fetch Standard, "Origin
header"; W3C, Fetch Metadata Request Headers.
"""

from collections.abc import Mapping
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROTECTING = {
    "cache-control": "no-cache",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}
MAX_PATH = 4000


def guarded(app: ASGIApp, host: str) -> ASGIApp:
    """An application that refuses who may not ask another one, and protects its answers. host: a name by which the
    server may be called besides localhost and addresses."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in PROTECTING.items():
                    headers.setdefault(name, value)
            await send(message)

        why = refused(Headers(scope=scope), scope["path"], host) if scope["type"] == "http" else ""
        answering: ASGIApp = PlainTextResponse(f"{why}\n", 403) if why else app
        await answering(scope, receive, protected)

    return guard


def refused(headers: Mapping[str, str], path: str, host: str) -> str:
    """Why, or "". host: as above."""
    called = headers.get("host", "")
    if not is_ours(called, host):
        return "the preview answers to localhost only"
    is_from_elsewhere = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
    is_followed_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    is_own = headers.get("origin", f"http://{called}") == f"http://{called}"
    if not is_own or (is_from_elsewhere and not is_followed_link):
        return "the preview answers to its own pages only"
    return "the address is too long" if len(path) > MAX_PATH else ""


def is_ours(called: str, host: str) -> bool:
    """Whether a Host header names this machine in a way that no foreign DNS can answer for."""
    name = called.rpartition(":")[0] if called.rpartition(":")[2].isdigit() else called
    if name in ("localhost", host):
        return True
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
