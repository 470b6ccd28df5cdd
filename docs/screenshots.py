"""Takes the pictures of README.md and docs/theme.md: the sample newspaper in a browser, and in each skin of the docs.

Run it as `make screenshots`. What the skins set is read out of docs/theme.md, so that picture and text agree.
"""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import yaml
from PIL import Image
from selenium import webdriver

from newsgen.site import Options, build

DOCS = Path(__file__).parent
ROOT = DOCS.parent
NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
FRONT, ARTICLE = "/", "/2026/11/gale-shuts-the-gulf/"
DESK, PHONE = (1280, 1440), (375, 812)
SKIN = 640
"""Pixels across of a skin's picture."""
MOST = 250_000
"""Bytes of a picture."""
FLAGS = "--headless --no-sandbox --disable-gpu --hide-scrollbars --disable-dev-shm-usage"
READY = """const done = arguments[0];
for (const each of document.images) each.loading = "eager";
Promise.all([...document.images].map(each => each.decode().catch(() => {}))).then(() => document.fonts.ready)
  .then(() => requestAnimationFrame(() => requestAnimationFrame(done)))"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


def skins() -> dict[str, dict[str, Any]]:
    """What `theme` is in each skin, by its name."""
    text = (DOCS / "theme.md").read_text(encoding="utf-8")
    found = re.findall(r"\*\*(\w+)\*\*:[^`]*```yaml\n(.*?)```", text, re.DOTALL)
    return {name: yaml.safe_load(example)["theme"] for name, example in found}


@contextmanager
def served(theme: dict[str, Any], cache: Path) -> Iterator[str]:
    """The address of the sample newspaper with these settings besides its own. cache: shared by all."""
    with TemporaryDirectory() as folder:
        site = Path(folder, "site")
        copytree(ROOT / "content", site / "content")
        copytree(ROOT / "assets", site / "assets")
        config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
        config["theme"] |= theme
        (site / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        report = build(Options(source=site, output=f"{folder}/output", cache_dir=str(cache), now=NOW))
        if not report.built:
            raise SystemExit("\n".join(map(str, report.problems)))
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=f"{folder}/output"))
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def browsing() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in FLAGS.split():
        options.add_argument(flag)
    browser = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    yield browser
    browser.quit()


def taken(browser: webdriver.Chrome, url: str, size: tuple[int, int]) -> Image.Image:
    """The first screen of a page; the second visit has the typefaces at once."""
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for _ in range(2):
        browser.get(url)
        browser.execute_async_script(READY)
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
    return Image.open(BytesIO(base64.b64decode(shot))).convert("RGB")


def beside_each_other(pictures: list[Image.Image], gap: int = 24) -> Image.Image:
    width = sum(each.width for each in pictures) + gap * (len(pictures) - 1)
    whole = Image.new("RGB", (width, pictures[0].height), "#d9d8d4")
    for number, each in enumerate(pictures):
        whole.paste(each, (number * (each.width + gap), 0))
    return whole


def save(picture: Image.Image, name: str) -> None:
    """With as many colours as fit into the size."""
    for colours in (256, 128, 64, 32):
        file = BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if len(file.getvalue()) <= MOST:
            break
    (DOCS / f"{name}.png").write_bytes(file.getvalue())


def main() -> None:
    with TemporaryDirectory() as folder, browsing() as browser:
        cache = Path(folder)
        with served({}, cache) as address:
            save(taken(browser, address + FRONT, DESK), "screenshot")
            save(taken(browser, address + ARTICLE, DESK), "screenshot-article")
            phone = [taken(browser, address + path, PHONE) for path in (FRONT, ARTICLE)]
            save(beside_each_other(phone), "screenshot-phone")
        for name, theme in skins().items():
            with served(theme, cache) as address:
                whole = taken(browser, address + FRONT, DESK)
                save(whole.resize((SKIN, SKIN * DESK[1] // DESK[0]), Image.Resampling.LANCZOS), f"skin-{name}")


if __name__ == "__main__":
    main()
