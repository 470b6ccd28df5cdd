"""What a telephone loads of the sample newspaper, and how sharp its pictures are there."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait

from newsgen.pictures.renditions import crop
from newsgen.site import Options, build
from tests.conftest import visit
from tests.documents import ROOT
from tests.sites import NOW

WIDTH, HEIGHT, RATIO = 375, 812, 3
PRESSED = {".html", ".css", ".js", ".svg", ".webmanifest"}
FRONT, FIRST_SCREEN, ARTICLE, TYPEFACES = 200_000, 60_000, 120_000, 80_000
MARKUP = 60_000
"""Bytes of a page's HTML, before it is compressed."""
LEAST_LIKENESS = 0.95
BLOCK = 8
LOADED = """return [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
.map(each => [each.name, each.encodedBodySize])"""
SEEN = """return [...document.images].filter(each => {const box = each.getBoundingClientRect();
return box.width && box.top < innerHeight && box.bottom > 0}).map(each => each.currentSrc)"""
COMPLETE = "return [...document.images].every(each => each.complete && each.currentSrc)"
SHOWN = """return [...document.images].filter(each => each.clientWidth && each.currentSrc.includes("/assets/"))
.map(each => [each.currentSrc, each.clientWidth, each.clientHeight])"""


class Handler(SimpleHTTPRequestHandler):
    """Sends text compressed, as hosts do."""

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            self.send_error(404)
            return
        content = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if file.suffix in PRESSED:
            content = gzip.compress(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The output of the sample newspaper, and where it is served."""
    output = tmp_path_factory.mktemp("weight")
    report = build(
        Options(
            source=ROOT,
            output=str(output / "output"),
            cache_dir=str(output / "cache"),
            now=NOW.replace(year=2026, month=11),
        )
    )
    assert report.built, report.problems
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(output / "output")))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield output / "output", f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def phone(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    metrics = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": RATIO, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": False})


def until(browser: webdriver.Chrome, script: str) -> None:
    done: Callable[[Any], Any] = lambda _: browser.execute_script(script)  # noqa: E731
    WebDriverWait(browser, 20, 0.05).until(done)


def seen_whole(browser: webdriver.Chrome, url: str) -> tuple[int, int]:
    """Bytes of the first screen, and of all once the reader was at the end; typefaces, which come once for a whole
    site and which no text waits for, are counted apart."""
    visit(browser, url)
    until(browser, f"return ({SEEN.removeprefix('return ')}).every(Boolean)")
    first = set(browser.execute_script(SEEN))
    browser.execute_script("for (const each of document.images) each.loading = 'eager'")
    until(browser, COMPLETE)
    sizes: dict[str, int] = dict(browser.execute_script(LOADED))
    typefaces = [name for name in sizes if name.endswith(".woff2")]
    assert 0 < sum(sizes.pop(name) for name in typefaces) <= TYPEFACES
    pictures = {Path(urlsplit(name).path).suffix for name in sizes} & {".webp", ".jpg", ".png"}
    assert pictures
    others = sum(size for name, size in sizes.items() if Path(urlsplit(name).path).suffix not in pictures)
    return others + sum(sizes[name] for name in first if Path(urlsplit(name).path).suffix in pictures), sum(
        sizes.values()
    )


def test_the_markup_of_each_page_is_small(paper: tuple[Path, str]) -> None:
    sizes = {file: file.stat().st_size for file in paper[0].rglob("*.html")}
    assert len(sizes) > 100
    assert {str(file): size for file, size in sizes.items() if size > MARKUP} == {}


def test_the_front_page_is_light(paper: tuple[Path, str], phone: webdriver.Chrome) -> None:
    first, whole = seen_whole(phone, f"{paper[1]}/")
    assert first <= FIRST_SCREEN
    assert whole <= FRONT


def test_an_article_is_light(paper: tuple[Path, str], phone: webdriver.Chrome) -> None:
    pages = sorted(path for path in (paper[0] / "2026").rglob("index.html") if 'class="photo"' in path.read_text())
    assert pages
    for page in pages[:5]:
        _, whole = seen_whole(phone, f"{paper[1]}/{page.parent.relative_to(paper[0]).as_posix()}/")
        assert whole <= ARTICLE


def test_pictures_are_as_sharp_as_their_places(paper: tuple[Path, str], phone: webdriver.Chrome) -> None:
    seen_whole(phone, f"{paper[1]}/")
    shown = [each for each in phone.execute_script(SHOWN) if each[0].endswith((".webp", ".jpg"))]
    assert len(shown) > 5
    sources = {file.stem: file for file in (ROOT / "content").rglob("*.jpg")}
    for url, width, height in shown:
        file = paper[0] / urlsplit(url).path.lstrip("/")
        source = sources[file.name.partition(".")[0]]
        with Image.open(file) as made, Image.open(source) as whole:
            size = min(width * RATIO, whole.width), min(height * RATIO, whole.height)
            wanted = whole.convert("L").resize(size, Image.Resampling.LANCZOS, crop(whole.size, size, (50, 50)))
            found = made.convert("L").resize(size, Image.Resampling.BICUBIC, crop(made.size, size, (50, 50)))
            assert likeness(found, wanted) > LEAST_LIKENESS, file.name


def likeness(one: Image.Image, other: Image.Image) -> float:
    """SSIM: the mean over blocks. Source: Wang, Bovik, Sheikh, Simoncelli, "Image Quality Assessment", 2004."""
    found = []
    for top in range(0, one.height - BLOCK + 1, BLOCK):
        for left in range(0, one.width - BLOCK + 1, BLOCK):
            box = left, top, left + BLOCK, top + BLOCK
            found.append(_likeness(one.crop(box).tobytes(), other.crop(box).tobytes()))
    return sum(found) / len(found)


def _likeness(one: bytes, other: bytes) -> float:
    count, small, smaller = len(one), (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean, its_mean = sum(one) / count, sum(other) / count
    spread = sum(value * value for value in one) / count - mean * mean
    its_spread = sum(value * value for value in other) / count - its_mean * its_mean
    common = sum(a * b for a, b in zip(one, other, strict=True)) / count - mean * its_mean
    light = (2 * mean * its_mean + small) / (mean * mean + its_mean * its_mean + small)
    return light * (2 * common + smaller) / (spread + its_spread + smaller)
