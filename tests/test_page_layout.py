"""How pages of each kind lie in the window: nothing moves while they load, and they can be read enlarged, without
scripting, on paper and from right to left. What the first screens look like is kept in tests/golden/pictures:
`NEWSGEN_BLESS=1 .venv/bin/python -m pytest tests/test_page_layout.py` takes the present looks for right.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from selenium import webdriver

from newsgen.site import Options, build
from tests.conftest import visit
from tests.documents import ROOT
from tests.sites import CONFIG, Site

PAGES = {
    "front": "/",
    "section": "/section/news/",
    "tag": "/tag/ferries/",
    "author": "/author/yannis-melidis/",
    "archive": "/archive/",
    "sections": "/section/",
    "tags": "/tag/",
    "authors": "/author/",
    "corrections": "/archive/corrections/",
    "month": "/archive/2026/11/",
    "article": "/2026/11/gale-shuts-the-gulf/",
    "long read": "/2026/11/the-little-line-comes-back/",
    "plain": "/about/",
    "not found": "/404.html",
}
ENLARGED = 640
"""CSS pixels that a window of 1280 has at 200 %; at 400 % it has 320. Source: WCAG 2.2, 1.4.4 and 1.4.10."""
SHIFTS = """const done = arguments[0], found = [];
const note = list => found.push(...list.getEntries().map(each => [each.value,
  each.sources.map(source => source.node?.outerHTML?.slice(0, 120) ?? source.node?.textContent)]));
const observer = new PerformanceObserver(note);
observer.observe({type: "layout-shift", buffered: true});
requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
  note({getEntries: () => observer.takeRecords()}); done(found)}, 30)))"""
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """return [...document.querySelectorAll("main :is(h1, h2, h3, p, li, dt, dd, figcaption)")].filter(each => {
  const box = each.getBoundingClientRect(), style = getComputedStyle(each);
  return box.width > 1 && !each.closest(".unseen, .table, pre") && style.overflow != "hidden"
    && (box.left < -1 || box.right > innerWidth + 1)}).map(each => each.outerHTML.slice(0, 120))"""
GOLDEN = Path(__file__).parent / "golden/pictures"
LOOKS = {
    "front-375": ("front", 375, 1200, "light"),
    "front-1280": ("front", 1280, 1600, "light"),
    "article-375": ("article", 375, 1200, "light"),
    "article-1280": ("article", 1280, 1600, "light"),
    "article-375-dark": ("article", 375, 1200, "dark"),
}
KEPT, COMPARED = 320, 64
"""Pixels across: of the pictures that are kept, and in which they are compared, where letters are grey."""
TOLERANCE = 3.0
"""The mean difference, of 255, that another rasteriser may make."""
ONE_TYPEFACE = """const done = arguments[0], root = document.documentElement;
for (const time of document.querySelectorAll("time")) time.textContent = time.title || time.textContent;
const file = document.querySelector("link[as=font]").href;
const face = new FontFace("Golden", `url(${file})`, {weight: "400 700"});
face.load().then(() => {
  document.fonts.add(face);
  for (const name of ["serif", "sans", "headline"]) root.style.setProperty(`--${name}`, "Golden");
  const pictures = [...document.images].filter(each => each.getBoundingClientRect().top < innerHeight);
  Promise.all(pictures.map(each => each.decode().catch(() => {})))
    .then(() => requestAnimationFrame(() => requestAnimationFrame(done)))})"""
"""What devices have is left out: all text is in the site's own typeface."""
BROKEN = """const [from, to, done] = arguments, link = document.querySelector("[rel=stylesheet][href*=main]");
fetch(link.href).then(answer => answer.text()).then(text => {
  const sheet = document.createElement("style");
  sheet.textContent = from ? text.replaceAll(from, to) : "";
  link.replaceWith(sheet); requestAnimationFrame(() => requestAnimationFrame(done))})"""


class Quiet(SimpleHTTPRequestHandler):
    """Lets the browser keep what it has, as hosts do."""

    def log_message(self, *_: Any) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=31536000" if self.path.startswith("/assets/") else "no-cache")
        super().end_headers()


def serve(output: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(output)))
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def lantern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample newspaper with its breaking story half an hour old."""
    output = tmp_path_factory.mktemp("lantern") / "output"
    assert build(Options(source=ROOT, output=str(output), now=datetime(2026, 11, 23, 20, 0, tzinfo=UTC))).built
    yield from serve(output)


@pytest.fixture
def window(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    yield browser
    for command, values in (
        ("Emulation.clearDeviceMetricsOverride", {}),
        ("Emulation.setEmulatedMedia", {"media": "", "features": []}),
        ("Emulation.setScriptExecutionDisabled", {"value": False}),
    ):
        browser.execute_cdp_cmd(command, values)


def size(browser: webdriver.Chrome, width: int, height: int = 812) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_moves_while_a_page_loads(lantern: str, window: webdriver.Chrome, width: int) -> None:
    size(window, width)
    for path in PAGES.values():
        window.execute_cdp_cmd("Network.clearBrowserCache", {})
        for cache in ("cold", "warm"):
            visit(window, lantern + path)
            assert window.execute_async_script(SHIFTS) == [], (path, cache)


@pytest.mark.parametrize("width", [320, ENLARGED])
def test_an_enlarged_page_is_whole(lantern: str, window: webdriver.Chrome, width: int) -> None:
    size(window, width)
    for path in PAGES.values():
        visit(window, lantern + path)
        assert window.execute_script(OVERFLOW) == 0, path
        assert window.execute_script(CUT) == [], path


def test_everything_can_be_read_without_scripting(lantern: str, window: webdriver.Chrome) -> None:
    size(window, 375)
    texts = "return [...document.querySelectorAll('main, header, footer')].map(each => each.innerText).join('\\n')"
    pictures = "return document.querySelectorAll('main img').length"
    for path in PAGES.values():
        visit(window, lantern + path)
        window.execute_script("for (const time of document.querySelectorAll('time')) time.remove()")
        with_scripts = window.execute_script(texts).split(), window.execute_script(pictures)
        window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        window.get(lantern + path)
        window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        assert window.execute_script(OVERFLOW) == 0, path
        window.execute_script("for (const time of document.querySelectorAll('time')) time.remove()")
        assert (window.execute_script(texts).split(), window.execute_script(pictures)) == with_scripts, path


def test_an_article_on_paper_is_its_text_alone(lantern: str, window: webdriver.Chrome) -> None:
    size(window, 800)
    visit(window, lantern + PAGES["article"])
    printed = base64.b64decode(window.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type /Page\n") >= 1
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    seen = "return [...document.querySelectorAll(arguments[0])].filter(each => each.checkVisibility()).length"
    for kept in ("h1", ".body > p", ".photo img", ".site-title", ".byline"):
        assert window.execute_script(seen, kept) > 0, kept
    for left_out in (".menu", ".beside", ".tools", ".share", ".related", ".comments", ".breaking-bar", ".footer nav"):
        assert window.execute_script(seen, left_out) == 0, left_out
    visit(window, lantern + PAGES["front"])
    assert window.execute_script(seen, ".menu") == 0


ARABIC = "ارتفعت مياه النهر في المدينة القديمة ليل الاثنين، وأغلقت السلطات الجسر أمام المارة حتى إشعار آخر."


@pytest.fixture(scope="module")
def gazette(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A newspaper in Arabic."""
    site = Site(tmp_path_factory.mktemp("gazette"))
    site.write("config.yaml", CONFIG.replace("title: The Gazette", "title: الجريدة, language: ar"))
    site.write("content/authors.yaml", "ماريا: {role: محررة, bio: تكتب عن الأنهار., links: ['https://m.example/m']}\n")
    table = "| الحي | الأصوات |\n| --- | ---: |\n| الشرق | 1,234 |\n"
    body = f"{ARABIC}\n\n## ماذا الآن\n\n{table}\n> {ARABIC}\n\n1. {ARABIC}\n\n    newsgen build --strict\n"
    usual = {"section": "أخبار", "tags": "[مطر, فولوس]", "author": "ماريا", "subtitle": ARABIC}
    for number in range(1, 9):
        site.article(f"n{number}", body, **usual, title=f"فيضان في فولوس {number}", date=f"2022-03-0{number - 1 or 1}")
    site.built()
    yield from serve(site.folder / "output")


@pytest.mark.parametrize("width", [375, 1280])
def test_a_page_from_right_to_left_is_no_wider_than_its_window(
    gazette: str, window: webdriver.Chrome, width: int
) -> None:
    size(window, width)
    visit(window, gazette + "/")
    links = window.execute_script("return [...document.links].map(each => each.href)")
    own = {
        link.partition("#")[0] for link in links if link.startswith(gazette) and not link.endswith((".xml", ".json"))
    }
    assert len(own) > 8
    for url in sorted(own):
        visit(window, url)
        assert window.execute_script("return [document.dir, document.documentElement.lang]") == ["rtl", "ar"], url
        assert window.execute_script(OVERFLOW) == 0, url
        assert window.execute_script(CUT) == [], url
        start = "return getComputedStyle(document.querySelector('h1')).direction"
        assert window.execute_script(start) == "rtl"


def look(browser: webdriver.Chrome) -> Image.Image:
    taken = base64.b64decode(browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"])
    with Image.open(BytesIO(taken)) as picture:
        return reduced(picture.convert("RGB"), KEPT)


def reduced(picture: Image.Image, width: int) -> Image.Image:
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean over pixels and colours, of 255."""
    assert one.size == other.size
    apart = ImageChops.difference(reduced(one, COMPARED), reduced(other, COMPARED))
    return sum(ImageStat.Stat(apart).mean) / 3


def show(browser: webdriver.Chrome, address: str, name: str) -> None:
    page, width, height, scheme = LOOKS[name]
    size(browser, width, height)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    visit(browser, address + PAGES[page])
    browser.execute_async_script(ONE_TYPEFACE)


def golden(name: str) -> Image.Image:
    with Image.open(GOLDEN / f"{name}.png") as picture:
        return picture.convert("RGB")


@pytest.mark.parametrize("name", LOOKS)
def test_a_page_looks_as_it_was_blessed(lantern: str, window: webdriver.Chrome, name: str) -> None:
    show(window, lantern, name)
    found = look(window)
    if os.environ.get("NEWSGEN_BLESS"):
        GOLDEN.mkdir(exist_ok=True)
        found.quantize(64, dither=Image.Dither.NONE).save(GOLDEN / f"{name}.png", optimize=True)
    assert difference(found, golden(name)) < TOLERANCE


@pytest.mark.parametrize(
    ("written", "broken"),
    [
        ("", ""),
        ("display: grid", "display: block"),
        ("display: flex", "display: block"),
        ("--edge: clamp(1rem, 4vw, 2rem)", "--edge: 0"),
        ("--paper: light-dark(#fff,", "--paper: light-dark(#eee,"),
        ("--size-title: clamp(1.625rem, 1.15rem + 2.1vw, 2.875rem)", "--size-title: 1.25rem"),
    ],
)
def test_a_broken_style_sheet_is_seen(lantern: str, window: webdriver.Chrome, written: str, broken: str) -> None:
    apart = []
    for name in LOOKS:
        show(window, lantern, name)
        window.execute_async_script(BROKEN, written, broken)
        apart.append(difference(look(window), golden(name)))
    assert max(apart) > TOLERANCE
