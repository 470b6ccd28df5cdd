"""The preview as a web server: a site's pages, and what keeps them as their sources are. Starts threads, reads disk."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, unquote
from urllib.parse import quote as quoted_url

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from newsgen.model.problem import Problem
from newsgen.serve.dashboard import dashboard, thanks
from newsgen.serve.guard import Guard
from newsgen.serve.inject import COMMENTS, OWN, marked, with_includes, with_own_comments
from newsgen.serve.live_problems import Errors
from newsgen.serve.preview import Change, PageResponse, Preview
from newsgen.serve.watch import Watch
from newsgen.site.quoting import quoted

BEAT = 15.0
"""Seconds between signs of life to browsers that have a page open."""
AT_MOST = 60.0
"""Seconds that pass at most before the clock is looked at again: it may be set, and a machine may sleep."""
MOST_UNTIDY = 5
"""Plans made anew, whose remains are in memory, after which these are collected in any case."""
MAX_COMMENT = 100_000
"""Bytes of a form."""
SHOWN_COMMENTS = 50
SCRIPT = Path(__file__).with_name("client.js")
_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8", ".xml": "application/xml; charset=utf-8", ".txt": "text/plain; charset=utf-8",
    ".json": "application/json", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
}  # fmt: skip


Told = Callable[[Change | None, Errors, Exception | None], None]
"""Told of a change, what is wrong now, and of what was not foreseen."""


class LiveReload:
    """Owns who has pages open, and tells them what changed. Its methods are of the server's own thread."""

    def __init__(self, preview: Preview, report: Told) -> None:
        self._preview, self._report = preview, report
        self._readers: dict[asyncio.Queue[bytes], str] = {}  # replaced, never changed: another thread reads it
        self._watch = Watch(self._noticed, self._rest)
        self._untidy, self._is_tidy = 0, False
        self.comments: list[dict[str, str]] = []

    @asynccontextmanager
    async def open(self, _: Starlette) -> AsyncIterator[None]:
        self._loop, self._changed = asyncio.get_running_loop(), asyncio.Event()
        folders = self._preview.live_site.folders
        self._watch.start(folders.site, self._watched())
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

    def _noticed(self, paths: frozenset[Path]) -> None:
        self._take(lambda: self._preview.notice(paths))

    def _rest(self) -> None:
        self._take(self._preview.rest)
        if not self._is_tidy:
            self._tidy()

    def _take(self, look: Callable[[], Change | None]) -> None:
        """In the thread of the watch. Nothing that it comes upon ends it."""
        watched = self._watched()
        try:
            if change := look():
                self._tell(change)
        except Exception as error:  # whatever it is, the next save may mend it
            self._report(None, Errors([], 0), error)
            return
        if self._watched() != watched:
            self._watch.follow(self._watched())

    def _tidy(self) -> None:
        """Collects what the last changes left; while one is being taken that would only delay it."""
        gc.collect()
        self._untidy, self._is_tidy = 0, True

    def _tell(self, change: Change) -> None:
        events = self._events(set(self._readers.values()), change)
        self._loop.call_soon_threadsafe(self._send, events)
        self._report(change, self._preview.errors(change.files), None)
        self._untidy, self._is_tidy = self._untidy + change.is_whole, False
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
        site = self._preview.live_site.folders.site
        errors = self._preview.errors(change.files if change else ())
        wrong = msgspec.Raw(msgspec.json.encode([_reported_problem(each, site) for each in errors.shown]))
        told = {"errors": wrong, "error_count": errors.count, "saved": change.saved if change else ()}
        return {path: _event(each, told) for path, each in shown.items()}

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


def application(preview: Preview, report: Told, host: str = "localhost") -> Starlette:
    """host: see Guard. told: of what came of each change."""
    stand = LiveReload(preview, report)
    routes = [
        Route(OWN, partial(_dashboard, preview, stand)),
        Route(f"{OWN}client.js", _script),
        Route(f"{OWN}events", partial(_events, preview, stand)),
        Route(f"{OWN}page", partial(_bare_page, preview)),
        Route(COMMENTS, partial(_comment, stand), methods=["POST"]),
        Route("/{path:path}", partial(_page, preview)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard, host=host)], lifespan=stand.open)


async def _page(preview: Preview, request: Request) -> Response:
    return await run_in_threadpool(_shown_page, preview, request.scope["path"])


def _shown_page(preview: Preview, path: str) -> Response:
    """path: of the url, unquoted."""
    base = preview.live_site.config.base_path
    if base and path in ("/", base):
        return RedirectResponse(f"{base}/")
    below = path.removeprefix(base) if path.startswith(f"{base}/") else ""
    shown = preview.shown(below)
    if below and shown.status == 404 and preview.shown(f"{below}/").status == 200:
        return RedirectResponse(quoted_url(f"{path}/"))
    if shown.file:
        return FileResponse(shown.file)
    content = whole(preview, shown)
    media_type = _media_type(shown, below)
    if media_type.startswith("text/html"):
        content = marked(content or _NOTHING, quoted_url(path), shown.digest, shown.unpublished)
    status = shown.status if shown.content else 500
    return Response(content, status, media_type=media_type)


_NOTHING = b"<!doctype html>\n<html lang=en><head><title>To be mended</title></head><body></body></html>\n"
"""In place of a page that could never be made."""


def whole(preview: Preview, shown: PageResponse) -> bytes:
    """A page as a reader gets it from a web server, with a comment form that leads nowhere else."""
    config = preview.live_site.config
    content = with_includes(shown.content, lambda url: preview.shown(preview.below(unquote(url))).content)
    return with_own_comments(content, config.comments.endpoint)


async def _bare_page(preview: Preview, request: Request) -> Response:
    """A page without what is added to it, for the script that compares."""
    path = _asked_path(preview, request)
    shown = await run_in_threadpool(preview.shown, path)
    content = await run_in_threadpool(whole, preview, shown)
    return Response(content, media_type="text/html; charset=utf-8", headers={"x-digest": shown.digest})


async def _events(preview: Preview, stand: LiveReload, request: Request) -> Response:
    return StreamingResponse(stand.news(_asked_path(preview, request)), media_type="text/event-stream")


def _asked_path(preview: Preview, request: Request) -> str:
    """Of the page that a script asks about, below the site's path."""
    return preview.below(unquote(request.query_params.get("path", "/")))


async def _script(request: Request) -> Response:
    return FileResponse(SCRIPT)


async def _dashboard(preview: Preview, stand: LiveReload, request: Request) -> Response:
    return Response(
        await run_in_threadpool(dashboard, preview, list(stand.comments)), media_type="text/html; charset=utf-8"
    )


async def _comment(stand: LiveReload, request: Request) -> Response:
    """The stand-in for the service that takes comments."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_COMMENT:
            return Response("the comment is too long\n", 413, media_type="text/plain")
    stand.comments.append(dict(parse_qsl(body.decode(errors="replace"))))
    del stand.comments[:-SHOWN_COMMENTS]
    return Response(thanks(), media_type="text/html; charset=utf-8")


def _media_type(shown: PageResponse, path: str) -> str:
    if path.endswith("/") or shown.status in (404, 410):
        return _MEDIA_TYPES[".html"]
    return _MEDIA_TYPES.get(Path(path).suffix, _MEDIA_TYPES[".html"])


def _event(shown: PageResponse, told: dict[str, object]) -> bytes:
    news = {"digest": shown.digest, "unpublished": shown.unpublished, **told}
    return b"data: " + msgspec.json.encode(news) + b"\n\n"


def _reported_problem(problem: Problem, site: Path) -> dict[str, object]:
    quote = quoted(problem.place, site)
    return {"place": str(problem.place), "what": problem.what, "mend": problem.fix, "quote": quote}
