"""The sample newspaper in a real browser, as a reader meets it on phones, tablets and desks, by day and by night."""

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from newsgen.site import Options, build
from tests.conftest import visit

ROOT = Path(__file__).parents[1]
AXE = ROOT / ".venv/checkers/node_modules/axe-core/axe.min.js"
PAGES = {
    "front": "/",
    "article": "/2026/11/gale-shuts-the-gulf/",
    "long read": "/2026/11/the-little-line-comes-back/",
    "section": "/section/news/",
    "author": "/author/maria-papadopoulou/",
    "archive": "/archive/",
    "month": "/archive/2026/11/",
    "plain": "/about/",
    "not found": "/404.html",
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def newspaper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample newspaper on a server of this machine."""
    output = tmp_path_factory.mktemp("sample") / "output"
    assert build(Options(source=ROOT, now=datetime(2026, 11, 24, 12, tzinfo=UTC), output=str(output))).built
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(output)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def show(browser: webdriver.Chrome, url: str, width: int = 1280, scheme: str = "light") -> None:
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    colour(browser, scheme)
    visit(browser, url)


def colour(browser: webdriver.Chrome, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_wider_than_the_screen(newspaper: str, browser: webdriver.Chrome, page: str) -> None:
    for width in (320, 375, 768, 1280):
        show(browser, newspaper + PAGES[page], width)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_read_it(newspaper: str, browser: webdriver.Chrome, page: str, scheme: str) -> None:
    """By axe's rules for WCAG 2.2 AA, contrast in both colour schemes among them."""
    assert AXE.exists(), "axe is missing: `make test` installs it"
    show(browser, newspaper + PAGES[page], 375 if scheme == "light" else 1280, scheme)
    browser.execute_script(AXE.read_text())
    found = browser.execute_async_script("axe.run().then(arguments[0])")
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []


@pytest.mark.parametrize("page", PAGES)
def test_it_asks_nobody_else_for_anything_and_complains_of_nothing(
    newspaper: str, browser: webdriver.Chrome, page: str
) -> None:
    browser.get_log("browser")  # type: ignore[no-untyped-call]
    show(browser, newspaper + PAGES[page])
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert loaded
    assert [url for url in loaded if not url.startswith(newspaper)] == []
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


def test_night_is_dark_and_day_is_light(newspaper: str, browser: webdriver.Chrome) -> None:
    def brightness() -> int:
        colour = browser.execute_script("return getComputedStyle(document.documentElement).backgroundColor")
        if "0, 0, 0, 0" in colour:
            colour = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour.strip("rgba()").split(",")[:3])

    show(browser, newspaper + "/", scheme="light")
    day = brightness()
    show(browser, newspaper + "/", scheme="dark")
    assert day > 600 > 200 > brightness()


def test_latest_news_stands_beside_an_article_on_a_desk_and_below_it_on_a_phone(
    newspaper: str, browser: webdriver.Chrome
) -> None:
    def places() -> tuple[dict[str, float], dict[str, float]]:
        article, latest = (browser.find_element(By.CSS_SELECTOR, name) for name in (".primary", ".latest"))
        return article.rect, latest.rect

    show(browser, newspaper + PAGES["article"], 1280)
    article, latest = places()
    assert latest["x"] >= article["x"] + article["width"]
    assert abs(latest["y"] - article["y"]) < 100
    show(browser, newspaper + PAGES["article"], 375)
    article, latest = places()
    assert latest["y"] >= article["y"] + article["height"]


def test_the_share_button_is_there_only_where_the_browser_can_share(newspaper: str, browser: webdriver.Chrome) -> None:
    show(browser, newspaper + PAGES["article"])
    can_share = browser.execute_script("return 'share' in navigator")
    buttons = browser.find_elements(By.CSS_SELECTOR, "[data-share]")
    assert buttons
    assert all(button.is_displayed() == can_share for button in buttons)


def test_an_empty_comment_is_not_sent_and_the_trap_is_out_of_reach(newspaper: str, browser: webdriver.Chrome) -> None:
    show(browser, newspaper + PAGES["article"])
    form = browser.find_element(By.CSS_SELECTOR, "form.comment-form")
    assert form.get_attribute("action") == "https://forms.example/f/lykavra"
    browser.execute_script("arguments[0].click()", form.find_element(By.CSS_SELECTOR, "button[type=submit]"))
    assert browser.current_url == newspaper + PAGES["article"]
    assert browser.execute_script("return document.querySelector('form.comment-form').checkValidity()") is False
    trap = form.find_element(By.NAME, "_gotcha")
    assert trap.get_attribute("tabindex") == "-1"
    assert trap.rect["x"] < 0 or trap.rect["width"] <= 1 or not trap.is_displayed()
