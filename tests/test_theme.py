"""What `theme` sets, and what the page does in a browser: at every width, by day and by night."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import html
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from newsgen.bundled import bundled
from newsgen.site import Options, build
from tests.conftest import visit
from tests.documents import ROOT, text
from tests.sites import CONFIG, Site
from tests.test_file_names import served

ASSETS = bundled() / "assets"
PAGES = (
    "/", "/section/news/", "/tag/ferries/", "/author/yannis-melidis/", "/archive/", "/archive/2026/11/", "/404.html",
    "/about/", "/2026/11/gale-shuts-the-gulf/", "/2026/11/the-little-line-comes-back/",
)  # fmt: skip
WIDTHS = (320, 375, 768, 1280)


def settings(site: Site, theme: str) -> None:
    site.write("config.yaml", CONFIG + f"theme: {theme}\n")


def style(site: Site) -> str:
    found = html.document_fromstring(site.page("/")).findtext(".//style")
    return found or ""


@pytest.mark.parametrize("example", re.findall(r"```yaml\n# config.yaml\n(.*?)```", text("docs/theme.md"), re.DOTALL))
def test_every_example_of_the_docs_is_a_theme(example: str, tmp_path: Path) -> None:
    site = Site(tmp_path, config=CONFIG + example)
    site.article()
    assert site.built().problems == ()
    assert style(site) or "ads" in example


def test_colours_by_night_are_made_of_those_by_day(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.article()
    site.built()
    assert style(site) == ""
    settings(site, '{accent: "#0b6e4f", paper: ivory, serif: system, radius: 4px, density: airy, front: left}')
    site.built()
    declared = dict(re.findall(r"--([a-z]+): (.*?);", style(site)))
    assert declared.keys() == {"accent", "paper", "tint", "rule", "serif", "radius", "density"}
    assert declared["accent"] == "light-dark(#0b6e4f, color-mix(in oklab, #0b6e4f 50%, white))"
    assert declared["serif"].startswith("Charter")
    assert 'class="kind-front front-left"' in site.page("/")
    assert 'rel="preload"' not in site.page("/")


@pytest.mark.parametrize(
    "theme",
    [
        '{accent: "red;} body{display:none"}',
        '{serif: "x</style>"}',
        "{radius: wide}",
        "{density: full}",
        "{front: right}",
        "{ads: {roof: {html: x}}}",
        "{ads: {top: {html: x, height: 9999}}}",
        "{social: [example]}",
        "{footer: [{url: /a/}]}",
    ],
)
def test_what_the_theme_does_not_understand_stops_the_build(theme: str, tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.article()
    settings(site, theme)
    report = site.build()
    assert not report.built
    (problem,) = report.problems
    assert problem.what.startswith("'theme.")
    assert problem.place.line > 2


@pytest.mark.parametrize(
    ("language", "file"), [("en", "latin"), ("el", "greek"), ("uk", "cyrillic"), ("ar", ""), ("ja", "")]
)
def test_the_typeface_of_the_pages_script_comes_early(language: str, file: str, tmp_path: Path) -> None:
    site = Site(tmp_path, config=CONFIG.replace("Athens}", f"Athens, language: {language}}}"))
    site.article()
    site.built()
    found = re.findall(r'rel="preload" href="/assets/fonts/stix-(\w+)\.\w+\.woff2" as="font"', site.page("/"))
    assert found == [file] * bool(file)


def test_advertising_has_its_label_and_keeps_its_height(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.article()
    others = ", ".join(f"{place}: {{html: x}}" for place in ("article", "beside", "front"))
    settings(site, f"{{ads: {{top: {{html: '<b>Buy</b>', height: 90}}, {others}}}}}")
    site.built()
    for path, places in (("/", 1), ("/2022/03/flood/", 3)):
        found = html.document_fromstring(site.page(path)).find_class("ad")
        assert len(found) == places
        assert {each.get("aria-label") for each in found} == {"Advertisement"}
    assert 'style="min-block-size: 90px">\n<b>Buy</b>' in site.page("/")


def test_a_newsroom_has_slots_for_its_own(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.article()
    site.write("layouts/slots/head.html", '<meta name="proof" content="{{ site.title }}">')
    site.write("layouts/slots/end.html", '<script src="{{ asset("page.js") }}" data-own></script>')
    site.built()
    for path in ("/", "/2022/03/flood/", "/404.html"):
        page = html.document_fromstring(site.page(path))
        assert page.xpath("//head/meta[@name='proof']/@content") == ["The Gazette"]
        assert page.xpath("//body/*[last()]/@data-own")


def test_the_footer_has_columns_networks_and_a_last_line(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.article()
    settings(
        site,
        "{footer: [{title: About, url: /about/}, {title: Paper, links: [{title: Jobs, url: /jobs/}]}], "
        "social: ['https://www.facebook.com/gazette', 'https://news.social.example/@g'], copyright: © 1894 Gazette}",
    )
    site.built()
    (footer,) = html.document_fromstring(site.page("/")).find_class("footer")
    assert footer.xpath(".//p[@class='footer-heading']/text()") == ["Paper"]
    assert footer.xpath(".//nav[@aria-label='Paper']//a/@href") == ["/jobs/"]
    assert footer.xpath(".//ul[@class='social']//a/text()") == ["Facebook", "news.social.example"]
    assert "© 1894 Gazette" in footer.text_content()


def test_a_page_is_light() -> None:
    styles = sum(len((ASSETS / name).read_bytes()) for name in ("fonts.css", "main.css", "print.css"))
    scripts = sum(len(file.read_bytes()) for file in ASSETS.glob("*.js"))
    assert styles <= 33_000
    assert len((ASSETS / "main.css").read_bytes()) <= 30_720
    assert scripts <= 10_240


@pytest.fixture(scope="module")
def newspaper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The sample newspaper with its breaking story half an hour old, as it is served."""
    folder = tmp_path_factory.mktemp("sample")
    output = folder / "output"
    now = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    assert build(Options(source=ROOT, output=str(output), cache_dir=str(folder / "cache"), now=now)).built
    with served(output) as host:
        yield output, f"http://127.0.0.1:{host.port}"


@pytest.fixture
def window(browser: webdriver.Chrome) -> Iterator[Callable[..., None]]:
    def sized(width: int, height: int = 812, scheme: str = "light") -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)

    yield sized
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_no_page_is_wider_than_its_window_nor_asks_others_for_anything(
    newspaper: tuple[Path, str], browser: webdriver.Chrome, window: Callable[..., None]
) -> None:
    for path in PAGES:
        for width in WIDTHS:
            window(width)
            visit(browser, newspaper[1] + path)
            assert browser.execute_script("return document.documentElement.scrollWidth") == width, (path, width)
            asked = browser.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
            assert [each for each in asked if not each.startswith(newspaper[1])] == []


def test_an_article_has_one_measure(
    newspaper: tuple[Path, str], browser: webdriver.Chrome, window: Callable[..., None]
) -> None:
    edges = """return [".breadcrumb", "h1", ".article > .photo img", ".body > p"].map(each => {
      const box = document.querySelector(each).getBoundingClientRect(); return [box.left, box.right]})"""
    for width in (768, 1280):
        window(width)
        visit(browser, newspaper[1] + "/2026/11/gale-shuts-the-gulf/")
        found = browser.execute_script(edges)
        assert len({left for left, _ in found}) == 1, (width, found)
        assert len({right for _, right in found}) == 1, (width, found)


def test_an_articles_text_begins_on_a_telephones_first_screen(
    newspaper: tuple[Path, str], browser: webdriver.Chrome, window: Callable[..., None]
) -> None:
    window(375, 812)
    for path in PAGES[-2:]:
        visit(browser, newspaper[1] + path)
        top = browser.execute_script("return document.querySelector('.body > p').getBoundingClientRect().top")
        assert top < 812 - 40, path


def colour(browser: webdriver.Chrome) -> str:
    return str(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))


def test_a_reader_chooses_light_or_dark_for_the_whole_site(
    newspaper: tuple[Path, str], browser: webdriver.Chrome, window: Callable[..., None]
) -> None:
    window(1280, scheme="dark")
    visit(browser, newspaper[1] + "/")
    night = colour(browser)
    button = browser.find_element(By.CSS_SELECTOR, "[data-toggle]")
    assert button.get_attribute("aria-label") == "Switch to light colours"
    button.click()
    day = colour(browser)
    assert day == "rgb(255, 255, 255)" != night
    visit(browser, newspaper[1] + PAGES[-1])
    assert colour(browser) == day
    browser.find_element(By.CSS_SELECTOR, "[data-toggle]").click()
    assert colour(browser) == night
    browser.execute_script("localStorage.clear()")


def test_a_link_is_copied(newspaper: tuple[Path, str], browser: webdriver.Chrome, window: Callable[..., None]) -> None:
    window(1280)
    permissions = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": newspaper[1]}
    browser.execute_cdp_cmd("Browser.grantPermissions", permissions)
    visit(browser, newspaper[1] + PAGES[-1])
    button = browser.find_element(By.CSS_SELECTOR, "[data-copy]")
    browser.execute_script("arguments[0].click()", button)
    WebDriverWait(browser, 10, 0.05).until(lambda _: button.text == "Link copied")
    copied = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == "https://lantern.example" + PAGES[-1]


def shown_times(site: Site, browser: webdriver.Chrome, *ages: timedelta) -> list[str]:
    """How the front page tells, in the reader's browser, of stories that are so old."""
    now = datetime.now(UTC)
    for number, age in enumerate(ages):
        site.article(f"s{number}", title=f"Story {number}", date=(now - age).isoformat(), section="News")
    site.built(now=now)
    with served(site.folder / "output") as host:
        visit(browser, f"http://127.0.0.1:{host.port}/section/news/")
        shown = "return [...document.querySelectorAll('.listing time')].map(each => each.textContent)"
        times = browser.execute_script(shown)
    return list(times)


def test_news_is_so_many_minutes_old(tmp_path: Path, browser: webdriver.Chrome) -> None:
    site = Site(tmp_path)
    ages = timedelta(minutes=40), timedelta(hours=5), timedelta(days=1200)
    first, second, third = shown_times(site, browser, *ages)
    assert (first, second) == ("40 minutes ago", "5 hours ago")
    assert third.endswith(str((datetime.now(UTC) - ages[2]).year))


def test_breaking_news_ends_in_the_browser(tmp_path: Path, browser: webdriver.Chrome) -> None:
    site = Site(tmp_path)
    now = datetime.now(UTC)
    site.article("on", title="Goes on", date=now.isoformat(), breaking="true", section="News")
    ends = f"{{until: {(now + timedelta(seconds=1)).isoformat()}}}"
    site.article("ends", title="Ends", date=(now - timedelta(hours=1)).isoformat(), breaking=ends, section="News")
    site.built(now=now)
    assert site.page("/").count("data-until=") == 2
    with served(site.folder / "output") as host:
        visit(browser, f"http://127.0.0.1:{host.port}/")
        lines = "return [...document.querySelectorAll('.breaking-bar li a')].map(each => each.textContent)"
        WebDriverWait(browser, 10, 0.1).until(lambda _: browser.execute_script(lines) == ["Goes on"])
