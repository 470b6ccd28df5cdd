"""Lighthouse's marks for the sample newspaper on a telephone. Writes disk and prints; starts a server and Chromium.

    make audit

It is built for the server's own address, so that canonical urls lead to what is looked at; Lighthouse takes loopback
for as safe as https, so no rule is left out. The server does what hosts do: it compresses text, and lets browsers keep
for a year what has a hash in its name. Each page is looked at several times, and counts by its medians.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import click
from msgspec import Struct

from newsgen.site import Options, build

ROOT = Path(__file__).parents[1]
LIGHTHOUSE = ROOT / ".venv/audit/node_modules/lighthouse/cli/index.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"
PAGES = ("/", "/2026/11/gale-shuts-the-gulf/", "/section/news/")
CATEGORIES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
"""With the least that each page must have."""
FIGURES = {
    "LCP, ms": "largest-contentful-paint",
    "CLS": "cumulative-layout-shift",
    "TBT, ms": "total-blocking-time",
    "bytes": "total-byte-weight",
}
PRESSED = {".html", ".css", ".js", ".svg", ".webmanifest", ".xml", ".json", ".txt"}
YEAR = "public, max-age=31536000, immutable"


class Marks(Struct, frozen=True):
    """Medians of one page. failed: the audits that cost marks, or that Lighthouse could not make."""

    page: str
    scores: dict[str, int]
    figures: dict[str, float]
    failed: list[str]

    @property
    def is_enough(self) -> bool:
        return all(self.scores[name] >= least for name, least in CATEGORIES.items())


@lru_cache(maxsize=256)
def pressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 9)


class Host(SimpleHTTPRequestHandler):
    """Sends files as a host does."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            self.send_error(404)
            return
        is_pressed = file.suffix in PRESSED and "gzip" in self.headers.get("Accept-Encoding", "")
        content = pressed(file) if is_pressed else file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Cache-Control", YEAR if self.path.startswith("/assets/") else "no-cache")
        if is_pressed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that is closed takes no more; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """The address at which a folder is served; it may still be empty."""
    server = Server(("127.0.0.1", 0), partial(Host, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def lighthouse(url: str) -> dict[str, Any]:
    """Lighthouse's report of one visit, as a telephone on a slow network."""
    only = ",".join(CATEGORIES)
    command = ["node", str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--only-categories={only}"]
    environment = os.environ | {"CHROME_PATH": CHROMIUM}
    ended = subprocess.run(
        [*command, f"--chrome-flags={FLAGS}"], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    if ended.returncode:
        raise click.ClickException(f"Lighthouse could not look at {url}: {ended.stderr.strip()}")
    report: dict[str, Any] = json.loads(ended.stdout)
    return report


def marks(page: str, reports: Sequence[dict[str, Any]]) -> Marks:
    scores = {
        name: round(100 * median(each["categories"][name]["score"] or 0 for each in reports)) for name in CATEGORIES
    }
    figures = {
        name: median(each["audits"][audit]["numericValue"] for each in reports) for name, audit in FIGURES.items()
    }
    return Marks(page, scores, figures, sorted({audit for each in reports for audit in failed(each)}))


def failed(report: dict[str, Any]) -> Iterator[str]:
    for category in report["categories"].values():
        for audit in category["auditRefs"]:
            found = report["audits"][audit["id"]]
            if found["scoreDisplayMode"] == "error" or (audit["weight"] and found["score"] not in (1, None)):
                yield f"{audit['id']} ({found.get('displayValue') or found['title']})"


def table(found: Sequence[Marks]) -> str:
    head = ["page", *CATEGORIES, *FIGURES]
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    for each in found:
        numbers = [f"{value:.3f}" if name == "CLS" else f"{value:,.0f}" for name, value in each.figures.items()]
        lines.append([each.page, *map(str, each.scores.values()), *numbers])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


@click.command()
@click.option("--runs", default=5, show_default=True, help="How often each page is looked at.")
@click.option("--page", "pages", multiple=True, default=PAGES, help="A page's path; several may be named.")
def main(runs: int, pages: tuple[str, ...]) -> None:
    """Print Lighthouse's marks for pages of the sample newspaper; exit 1 where they are too low."""
    with TemporaryDirectory() as folder:
        output = Path(folder, "output")
        output.mkdir()
        with hosting(output) as address:
            now, cache = datetime.now(UTC), f"{folder}/cache"
            if not build(Options(source=ROOT, output=str(output), base_url=address, cache_dir=cache, now=now)).built:
                raise click.ClickException("the sample newspaper was not built")
            found = [marks(page, [lighthouse(address + page) for _ in range(runs)]) for page in pages]
    click.echo(table(found))
    for each in found:
        click.echo("".join(f"{each.page}: {audit}\n" for audit in each.failed), nl=False)
    sys.exit(0 if all(each.is_enough for each in found) else 1)


if __name__ == "__main__":
    main()
