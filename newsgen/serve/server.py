"""The preview as a web server: a site's pages, and what keeps them as their sources are. Starts threads, reads disk."""

import asyncio
import gc
import re
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, unquote
from urllib.parse import quote as quoted_url

import msgspec
from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from newsgen.pictures.renditions import MEDIA_TYPES
from newsgen.serve.dashboard import dashboard, thanks
from newsgen.serve.guard import guarded
from newsgen.serve.live_site import Errors
from newsgen.serve.preview import Change, PageResponse, Preview
from newsgen.serve.watch import Watch
from newsgen.site.messages import quoted

OWN = "/_newsgen/"
"""Where the preview's own pages are. No page of a site is there."""
COMMENTS = f"{OWN}comments"
BEAT = 15.0
"""Seconds between signs of life to browsers that have a page open."""
AT_MOST = 60.0
"""Seconds that pass at most before the clock is looked at again: it may be set, and a machine may sleep."""
MOST_UNTIDY = 5
"""Changes, whose remains are in memory, after which these are collected in any case."""
MAX_COMMENT = 100_000
"""Bytes of a form."""
SHOWN_COMMENTS = 50
SCRIPT = Path(__file__).with_name("client.js")
_MEDIA_TYPES = {
    ".xml": "application/xml; charset=utf-8", ".txt": "text/plain", ".json": "application/json", ".css": "text/css",
    ".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json",
    ".ico": "image/vnd.microsoft.icon", **MEDIA_TYPES,
}  # fmt: skip
"""Of files that a site makes; the others are HTML."""
_NOTHING = b"<!doctype html>\n<html lang=en><head><title>To be mended</title></head><body></body></html>\n"
"""In place of a page that could never be made."""
_INCLUDE = re.compile(rb'<!--#include virtual="([^"]*)" -->\n?|<esi:include src="([^"]*)"/>\n?')
_END = re.compile(rb"</head\s*>", re.IGNORECASE)
Report = Callable[[Change | None, Errors, Exception | None], None]
"""Called with a change, what is wrong now, and what was not foreseen."""


class LiveReload:
    """Owns who has pages open, and tells them what changed. Its methods are of the server's own thread."""

    def __init__(self, preview: Preview, report: Report) -> None:
        self._preview, self._report = preview, report
        self._readers: dict[asyncio.Queue[bytes], str] = {}  # replaced, never changed: another thread reads it
        self._watch = Watch(partial(self._take, preview.notice), self._rest)
        self._untidy = 1  # the start leaves something, too
        self.comments: list[dict[str, str]] = []

    @asynccontextmanager
    async def open(self, _: Starlette) -> AsyncIterator[None]:
        self._loop, self._changed = asyncio.get_running_loop(), asyncio.Event()
        current_default_thread_limiter().total_tokens = 2  # one runs at a time; the allocator keeps memory for each
        self._watch.start(self._preview.live_site.folders.site, self._watched())
        await run_in_threadpool(self._preview.get_ready)
        clock = asyncio.create_task(self._follow_the_clock())
        try:
            yield
        finally:
            clock.cancel()
            with suppress(asyncio.CancelledError):
                await clock
            await run_in_threadpool(self._watch.stop)
            await run_in_threadpool(self._preview.close)

    async def news(self, path: str) -> AsyncIterator[bytes]:
        """Server-sent events for who has the page at that path open. Source: HTML Standard, "Server-sent events"."""
        waiting: asyncio.Queue[bytes] = asyncio.Queue()
        self._readers = self._readers | {waiting: path}
        try:
            yield await run_in_threadpool(lambda: self._events([path], None)[path])
            while True:
                try:
                    yield await asyncio.wait_for(waiting.get(), BEAT)
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self._readers = {other: path for other, path in self._readers.items() if other is not waiting}

    def _watched(self) -> list[Path]:
        folders = self._preview.live_site.folders
        return [folders.content, folders.layouts[0], folders.assets[0]]

    def _rest(self) -> None:
        self._take(self._preview.rest)
        if self._untidy:
            self._tidy()

    def _take(self, look: Callable[..., Change | None], *paths: Collection[Path]) -> None:
        """In the thread of the watch. Nothing that it comes upon ends it."""
        watched = self._watched()
        try:
            if change := look(*paths):
                self._tell(change)
        except Exception as error:  # whatever it is, the next save may mend it
            self._report(None, ([], 0), error)
            return
        if self._watched() != watched:
            self._watch.follow(self._watched())

    def _tidy(self) -> None:
        """Collects what the last changes left; while one is being taken that would only delay it."""
        gc.collect()
        self._untidy = 0

    def _tell(self, change: Change) -> None:
        events = self._events(set(self._readers.values()), change)
        self._loop.call_soon_threadsafe(self._send, events)
        self._report(change, self._preview.errors(change.files), None)
        self._untidy += 1
        if self._untidy > MOST_UNTIDY:
            self._tidy()

    def _send(self, events: dict[str, bytes]) -> None:
        for waiting, path in self._readers.items():
            if path in events:
                waiting.put_nowait(events[path])
        self._changed.set()

    def _events(self, paths: Collection[str], change: Change | None) -> dict[str, bytes]:
        """For who has one of these pages open. What is wrong is known when they are made, and told to all."""
        shown = {path: self._preview.shown(path) for path in paths}
        site, saved = self._preview.live_site.folders.site, change.saved if change else ()
        errors, count = self._preview.errors(change.files if change else ())
        wrong = [
            {"place": str(each.place), "what": each.what, "mend": each.fix, "quote": quoted(each.place, site)}
            for each in errors
        ]
        for_all = {"errors": msgspec.Raw(msgspec.json.encode(wrong)), "error_count": count, "saved": saved}
        news = {
            path: {"digest": each.digest, "unpublished": each.unpublished, **for_all} for path, each in shown.items()
        }
        return {path: b"data: " + msgspec.json.encode(each) + b"\n\n" for path, each in news.items()}

    async def _follow_the_clock(self) -> None:
        """A change may bring what comes sooner than all that was to come."""
        while True:
            self._changed.clear()
            coming = self._preview.live_site.next_change()
            wait = (coming.when - self._preview.now()).total_seconds() if coming else AT_MOST
            if wait <= 0:
                self._watch.tell_the_time()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), min(wait, AT_MOST) if wait > 0 else AT_MOST)


def application(preview: Preview, report: Report, host: str = "localhost") -> Starlette:
    """host: see `guarded`. report: told what came of each change. Sync endpoints run in threads of Starlette's."""
    stand = LiveReload(preview, report)
    routes = [
        Route(OWN, lambda _: HTMLResponse(dashboard(preview, list(stand.comments)))),
        Route(f"{OWN}client.js", lambda _: FileResponse(SCRIPT)),
        Route(f"{OWN}events", partial(_events, preview, stand)),
        Route(f"{OWN}page", partial(_bare_page, preview)),
        Route(COMMENTS, partial(_comment, stand), methods=["POST"]),
        Route("/{path:path}", partial(_page, preview)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(guarded, host=host)], lifespan=stand.open)


def _page(preview: Preview, request: Request) -> Response:
    """The path of its url is unquoted."""
    path, base = request.scope["path"], preview.live_site.config.base_path
    if base and path in ("/", base):
        return RedirectResponse(f"{base}/")
    below = path.removeprefix(base) if path.startswith(f"{base}/") else ""
    shown = preview.shown(below)
    if below and shown.status == 404 and preview.shown(f"{below}/").status == 200:
        return RedirectResponse(quoted_url(f"{path}/"))
    if shown.file:
        return FileResponse(shown.file)
    status = shown.status if shown.content else 500
    is_html = below.endswith("/") or shown.status in (404, 410)
    media_type = "text/html" if is_html else _MEDIA_TYPES.get(Path(below).suffix, "text/html")
    if media_type != "text/html":
        return Response(shown.content, status, media_type=media_type)
    content = marked(whole(preview, shown) or _NOTHING, quoted_url(path), shown)
    return Response(content, status, media_type=media_type)


def whole(preview: Preview, shown: PageResponse) -> bytes:
    """A page as a reader gets it from a web server or a CDN, with a comment form that posts to the preview."""

    def part(found: re.Match[bytes]) -> bytes:
        return preview.shown(preview.below(unquote((found[1] or found[2]).decode()))).content

    content, endpoint = _INCLUDE.sub(part, shown.content), preview.live_site.config.comments.endpoint
    own = f'action="{COMMENTS}"'.encode()
    return content.replace(f'action="{escape(endpoint)}"'.encode(), own) if endpoint else content


def marked(content: bytes, url: str, shown: PageResponse) -> bytes:
    """With the script that keeps the page as it is on disk."""
    attributes = {"page": url, "digest": shown.digest, "unpublished": shown.unpublished}
    written = "".join(f' data-{name}="{escape(value)}"' for name, value in attributes.items())
    script = f'<script src="{OWN}client.js"{written} defer></script>'.encode()
    end = _END.search(content)
    at = end.start() if end else len(content)
    return content[:at] + script + content[at:]


def _bare_page(preview: Preview, request: Request) -> Response:
    """A page without what is added to it, for the script that compares."""
    shown = preview.shown(_asked_path(preview, request))
    return HTMLResponse(whole(preview, shown), headers={"x-digest": shown.digest})


async def _events(preview: Preview, stand: LiveReload, request: Request) -> Response:
    return StreamingResponse(stand.news(_asked_path(preview, request)), media_type="text/event-stream")


def _asked_path(preview: Preview, request: Request) -> str:
    """Of the page that a script asks about, below the site's path."""
    return preview.below(unquote(request.query_params.get("path", "/")))


async def _comment(stand: LiveReload, request: Request) -> Response:
    """The stand-in for the service that takes comments."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_COMMENT:
            return Response("the comment is too long\n", 413, media_type="text/plain")
    stand.comments.append(dict(parse_qsl(body.decode(errors="replace"))))
    del stand.comments[:-SHOWN_COMMENTS]
    return HTMLResponse(thanks())
