"""Fragments in each of their deliveries: what stands in a page, which files there are, what a reader comes to see."""

import http.client
import http.server
import os
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from shutil import which

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from newsgen.bundled import bundled
from newsgen.model.config import FRAGMENTS
from tests.conftest import visit
from tests.newsroom import picture
from tests.sites import CONFIG, Site
from tests.test_reader import AXE, Quiet

MENU = "menu: [World, Sport]\n"
DELIVERIES = ("inline", "frozen", "ssi", "esi", "fetch")
INCLUDES = {"ssi": '<!--#include virtual="{}" -->', "esi": '<esi:include src="{}"/>'}
OLD, DAM, SNOW = "/2022/02/old/", "/2022/03/dam/", "/2022/03/snow/"


def paper(site: Site, fragments: str) -> Site:
    """Three articles, the middle one must be read, and breaking news that is none of them when it is added."""
    site.write("config.yaml", f"{CONFIG}{MENU}fragments: {fragments}\n")
    site.article("old", title="The old story", date="2022-02-01", section="World")
    site.article("dam", title="The dam report", date="2022-03-01", section="World", must_read="true")
    site.article("snow", title="Snow on the hills", date="2022-03-05", section="Sport")
    site.built()
    return site


def news(site: Site) -> None:
    """One more story is published."""
    site.article("quake", title="The earth shook", date="2022-03-08T09:00", breaking="true", must_read="true")
    site.built()


def fragment_files(site: Site) -> set[str]:
    return {path.removeprefix("_fragments/") for path in site.output() if path.startswith("_fragments/")}


def beside(page: str) -> str:
    """What stands beside an article; "" where nothing does."""
    found = re.search(r'<aside class="beside">(.*?)</aside>', page, re.DOTALL)
    return found[1].strip() if found else ""


def titles(html: str) -> list[str]:
    return re.findall(r'class="(?:line|card)-title">.*?<a [^>]*>(.*?)</a>', html, re.DOTALL)


# --- what stands in a page


def test_inline_fragments_are_a_part_of_every_page(site: Site) -> None:
    news(paper(site, "{delivery: inline}"))
    page = site.page(OLD)
    assert titles(beside(page)) == ["The earth shook", "Snow on the hills", "The dam report"]
    assert '<aside class="breaking-bar"' in page
    assert 'aria-current="true">World</a>' in page
    assert fragment_files(site) == set()
    assert "fragments." not in page


def test_frozen_fragments_show_what_there_was_when_the_article_came(site: Site) -> None:
    news(paper(site, "{delivery: frozen}"))
    page = site.page(SNOW)
    assert titles(beside(page)) == ["The dam report", "The old story"]
    assert "breaking-bar" not in page
    assert 'aria-current="true">Sport</a>' in page
    assert fragment_files(site) == set()
    assert "fragments." not in page


@pytest.mark.parametrize("delivery", INCLUDES)
def test_included_fragments_are_left_to_the_server(site: Site, delivery: str) -> None:
    news(paper(site, f"{{delivery: {delivery}}}"))
    page, include = site.page(OLD), INCLUDES[delivery]
    assert beside(page) == include.format("/_fragments/latest.html")
    assert all(page.count(include.format(f"/_fragments/{name}.html")) == 1 for name in FRAGMENTS)
    assert "The earth shook" not in page
    assert '<header class="masthead">' not in page
    assert fragment_files(site) == {f"{name}.html" for name in FRAGMENTS}
    assert "fragments." not in page.replace("_fragments/", "")


def test_fetched_fragments_are_frozen_ones_with_the_address_of_the_newest(site: Site) -> None:
    news(paper(site, "{delivery: fetch}"))
    page = site.page(SNOW)
    assert titles(beside(page)) == ["The dam report", "The old story"]
    assert beside(page).startswith('<div class="fragment" data-fragment="/_fragments/latest.html"><section ')
    assert '<div class="fragment" data-fragment="/_fragments/breaking.html"></div>' in page
    assert re.search(r'<script src="/assets/fragments\.\w+\.js" data-page="/2022/03/snow/" defer></script>', page)
    assert fragment_files(site) == {f"{name}.html" for name in FRAGMENTS}


def test_the_files_of_fragments_show_what_is_new(site: Site) -> None:
    news(paper(site, "{delivery: ssi}"))
    assert titles(site.page("/_fragments/latest.html"))[0] == "The earth shook"
    assert "The earth shook" in site.page("/_fragments/breaking.html")
    assert titles(site.page("/_fragments/must_read.html")) == ["The earth shook", "The dam report"]
    assert "<html" not in site.page("/_fragments/footer.html")


def test_what_is_fetched_has_one_card_to_spare_for_the_page_that_is_in_it(site: Site) -> None:
    paper(site, "{latest: fetch}\nlatest: {count: 2}")
    assert len(titles(site.page("/_fragments/latest.html"))) == 3
    paper(site, "{latest: ssi}\nlatest: {count: 2}")
    assert len(titles(site.page("/_fragments/latest.html"))) == 2
    paper(site, "{latest: fetch}\nlatest: {count: 0}")
    assert titles(site.page("/_fragments/latest.html")) == []


def test_each_fragment_may_have_its_own_delivery(site: Site) -> None:
    news(paper(site, "{delivery: frozen, latest: fetch, must_read: {delivery: ssi}, breaking: inline}"))
    page = site.page(SNOW)
    assert 'data-fragment="/_fragments/latest.html"' in beside(page)
    assert INCLUDES["ssi"].format("/_fragments/must_read.html") in page
    assert '<aside class="breaking-bar"' in page
    assert '<header class="masthead">' in page
    assert fragment_files(site) == {"latest.html", "must_read.html"}


def test_a_key_that_is_no_fragment_is_a_mistake(site: Site) -> None:
    site.write("config.yaml", CONFIG + "fragments: {delivery: ssi, lastest: fetch}\n")
    assert site.problems() == ["config.yaml:3:28: 'fragments' has no key 'lastest' (did you mean 'latest'?)"]


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_the_front_page_is_whole_in_every_delivery(site: Site, delivery: str) -> None:
    news(paper(site, f"{{delivery: {delivery}}}"))
    page = site.page("/")
    assert '<aside class="breaking-bar"' in page
    assert '<h1 class="site-title">' in page
    assert not re.search(r"#include|esi:include|data-fragment=", page)


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_cards_that_a_layout_chooses_are_a_part_of_its_page_in_every_delivery(site: Site, delivery: str) -> None:
    site.write("layouts/plain.html", '{{ fragment("latest", in_section("sport", 5)) }}')
    site.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    paper(site, f"{{delivery: {delivery}}}")
    assert titles(site.page("/about/")) == ["Snow on the hills"]


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_a_page_that_has_no_date_shows_what_is_new(site: Site, delivery: str) -> None:
    paper(site, f"{{delivery: {delivery}}}")
    page = site.page("/404.html")
    include = INCLUDES.get(delivery, "").format("/_fragments/latest.html")
    assert include in page if include else titles(page)[0] == "Snow on the hills"


def test_what_would_be_empty_leaves_no_box(site: Site) -> None:
    site.write("config.yaml", CONFIG)
    site.article()
    site.built()
    page = site.page("/2022/03/flood/")
    assert "<aside" not in page
    assert "must-read" not in page


@pytest.mark.parametrize("delivery", ["ssi", "esi", "fetch"])
def test_what_comes_from_elsewhere_has_its_box_though_the_page_has_nothing_for_it(site: Site, delivery: str) -> None:
    paper(site, f"{{delivery: {delivery}}}")
    assert "/_fragments/latest.html" in beside(site.page(OLD))
    assert "/_fragments/must_read.html" in site.page(OLD)


@pytest.mark.parametrize("delivery", ["ssi", "esi", "fetch"])
def test_the_address_of_a_fragment_begins_with_the_path_of_the_site(site: Site, delivery: str) -> None:
    paper(site, f"{{delivery: {delivery}}}")
    site.edit("config.yaml", "gazette.example", "gazette.example/paper")
    site.built()
    assert site.page(OLD).count('="/paper/_fragments/') == len(FRAGMENTS)


# --- the masthead


@pytest.mark.parametrize("delivery", ["ssi", "fetch"])
def test_a_masthead_that_comes_from_elsewhere_marks_no_section(site: Site, delivery: str) -> None:
    paper(site, f"{{masthead: {delivery}}}")
    assert "World</a>" in site.page("/_fragments/masthead.html")
    assert "aria-current" not in site.page("/_fragments/masthead.html")
    assert 'aria-current="true"' not in site.page(OLD)


def test_the_masthead_is_made_for_the_entries_of_the_menu_and_no_other_page(site: Site) -> None:
    def mastheads() -> int:
        return site.built(forget=True).costs["fragments/masthead.html"][0]

    paper(site, "{}")
    before = mastheads()
    for name in ("river", "bridge", "road"):
        site.article(name, section="World", tags=f"[{name}]", author=name)
    assert mastheads() == before == len(["the front page", "World", "in World", "Sport", "in Sport", "elsewhere"])


# --- publishing


@pytest.mark.parametrize("delivery", ["frozen", "ssi", "esi", "fetch"])
def test_a_publication_leaves_old_pages_as_they_are(site: Site, delivery: str) -> None:
    paper(site, f"{{delivery: {delivery}}}")
    site.article("late", title="Late", date="2022-03-07", section="World")
    site.built()
    before = site.output()
    news(site)
    changed = {path for path, content in site.output().items() if before.get(path, content) != content}
    articles = {f"{url.strip('/')}/index.html" for url in (OLD, DAM, SNOW)}
    assert articles <= before.keys()
    assert not articles & changed


@pytest.mark.parametrize(("delivery", "include"), INCLUDES.items())
def test_an_article_can_not_have_anything_included(site: Site, delivery: str, include: str) -> None:
    hostile = include.format("/secret.html")
    site.article("trap", f"{hostile}\n\n`{hostile}`\n\nSo {hostile} it goes.\n", title=f"'{hostile}'", tags="[Trap]")
    paper(site, f"{{delivery: {delivery}}}")
    pages = [text.decode() for path, text in site.output().items() if path.endswith(".html")]
    assert any("/secret.html" in page for page in pages)
    assert not any(re.search(r"<!--\s*#[^>]*secret|<esi:[^>]*secret", page) for page in pages)


# --- nginx


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Gets a page of `tmp_path`/output from an nginx with `ssi on`. It is handed a socket that listens already."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        places = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi"))
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; user root; pid {tmp_path}/pid; error_log stderr; events {{}}"
            f"http {{ access_log off; {places} uwsgi_temp_path {tmp_path}/uwsgi; scgi_temp_path {tmp_path}/scgi;"
            "types { text/html html; }"
            f"server {{ listen 127.0.0.1:{port}; root {tmp_path}/output; ssi on; }} }}"
        )
        program = which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program, "nginx is missing"
        command = [program, "-c", str(tmp_path / "nginx.conf"), "-e", "stderr"]
        descriptor = listening.fileno()
        server = subprocess.Popen(command, pass_fds=[descriptor], env=os.environ | {"NGINX": f"{descriptor};"})

    def get(path: str) -> str:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.status == 200
            return answer.read().decode()

    yield get
    server.terminate()
    server.wait()


def test_nginx_puts_pages_with_includes_together(site: Site, nginx: Callable[[str], str]) -> None:
    news(paper(site, "{delivery: ssi}"))
    page = nginx(OLD)
    assert titles(beside(page)) == ["The earth shook", "Snow on the hills", "The dam report", "The old story"]
    assert '<aside class="breaking-bar"' in page
    assert "World</a>" in page
    assert "#include" not in page
    assert "error" not in page


# --- a reader's browser

AGAIN = "It shook again, and harder, while the islands waited for light"
AT_FIRST = ["Story 9 of the month", "Story 8 of the month that goes on that goes on"]
SCREENS = [(375, 900), (768, 900), (1280, 900), (375, 6000), (768, 6000), (1280, 6000)]


class Held(Quiet):
    """Answers for fragments when the test lets it, so that the page is on the screen first."""

    held = threading.Event()
    is_silent = False

    def do_GET(self) -> None:
        if self.path.startswith("/_fragments/"):
            assert self.held.wait(20)
            if self.is_silent:
                return
        super().do_GET()


class LiveReload:
    """A site on a server of this machine, and the browser that it is read with."""

    def __init__(self, browser: webdriver.Chrome, address: str, handler: type[Held]) -> None:
        self.browser, self._address, self._handler = browser, address, handler

    def open(self, url: str, width: int = 1280, height: int = 900, *, scripts: bool = True) -> None:
        """Shows the page as it comes, before any fragment is answered."""
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        self._handler.held.clear()
        visit(self.browser, self._address + url)

    def answer(self) -> None:
        """Lets the fragments be fetched, and waits until all are and the screen shows them."""
        self.frames()
        self._handler.held.set()
        wanted = self.script("return document.querySelectorAll('[data-fragment]').length")
        fetched = (
            "return performance.getEntriesByType('resource').filter(one => one.name.includes('_fragments')).length"
        )
        WebDriverWait(self.browser, 20, 0.02).until(lambda _: self.script(fetched) == wanted)
        self.frames()

    def fail(self) -> None:
        """No fragment is answered."""
        self._handler.is_silent = True
        self.answer()

    def frames(self) -> None:
        frame = "requestAnimationFrame"
        self.browser.execute_async_script(f"const done = arguments[0]; {frame}(() => {frame}(() => {frame}(done)))")

    def script(self, script: str, *arguments: object) -> object:
        return self.browser.execute_script(script, *arguments)

    def moved(self) -> float:
        """The sum of all layout shifts so far."""
        shifts = self.script(
            "const seen = new PerformanceObserver(() => {}); seen.observe({type: 'layout-shift', buffered: true});"
            "return seen.takeRecords().map(shift => shift.value)"
        )
        assert isinstance(shifts, list)
        return float(sum(shifts))

    def shown(self, within: str) -> list[str]:
        """The links of stories that can be seen."""
        found = self.browser.find_elements(By.CSS_SELECTOR, f"{within} :is(.line-title, .card-title, li) > a")
        return [link.text for link in found if link.is_displayed()]


@pytest.fixture
def newsstand(site: Site, browser: webdriver.Chrome) -> Iterator[LiveReload]:
    """Ten stories of February, frozen, and two of today that all of them are told of by fetching."""
    site.write("config.yaml", f"{CONFIG}{MENU}related: {{count: 0}}\nfragments: {{delivery: fetch}}\n")
    for day in range(1, 11):
        title = f"Story {day} of the month" + " that goes on" * (day % 3)
        section = "World" if day > 1 else "Sport"
        site.article(f"s{day}", title=title, date=f"2022-02-{day:02}", section=section, must_read="true")
    site.built()
    before = site.output()
    today = {"section": "Sport", "breaking": "true"}
    title = "The earth shook in the night and the lights went out all along the gulf, on the islands and inland"
    site.write("content/quake.png", picture(300, "navy"))
    site.article("quake", title=title, date="2022-03-08T09:00", must_read="true", photo="quake.png", **today)
    site.article("aftershock", title=AGAIN, date="2022-03-08T10:00", **today)
    site.built()
    assert site.output()["2022/02/s10/index.html"] == before["2022/02/s10/index.html"]

    class Handler(Held):
        held = threading.Event()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site.folder / "output")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield LiveReload(browser, f"http://127.0.0.1:{server.server_address[1]}", Handler)
    Handler.held.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_old_page_comes_to_show_the_newest_stories(newsstand: LiveReload) -> None:
    newsstand.open("/2022/02/s10/")
    assert newsstand.shown(".latest")[:2] == AT_FIRST
    assert newsstand.shown(".breaking-bar") == []
    newsstand.answer()
    assert newsstand.shown(".latest")[0] == AGAIN
    assert newsstand.shown(".latest")[1].startswith("The earth shook")
    assert newsstand.shown(".must-read")[0].startswith("The earth shook")
    assert newsstand.shown(".breaking-bar")[0] == AGAIN


def test_without_scripting_the_frozen_stories_stay(newsstand: LiveReload) -> None:
    newsstand.open("/2022/02/s10/", scripts=False)
    assert [link.text for link in newsstand.browser.find_elements(By.CSS_SELECTOR, ".line-title a")][:2] == AT_FIRST
    assert newsstand.browser.find_elements(By.CSS_SELECTOR, ".breaking-bar") == []


@pytest.mark.parametrize("trouble", ["missing", "silent"])
def test_what_can_not_be_fetched_leaves_the_frozen_stories(site: Site, newsstand: LiveReload, trouble: str) -> None:
    newsstand.open("/2022/02/s10/")
    if trouble == "missing":
        for file in (site.folder / "output/_fragments").iterdir():
            file.unlink()
        newsstand.answer()
    else:
        newsstand.fail()
    assert newsstand.shown(".latest")[:2] == AT_FIRST
    assert len(newsstand.shown(".must-read")) == 4


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_nothing_moves_when_fragments_come_breaking_news_among_them(
    newsstand: LiveReload, screen: tuple[int, int]
) -> None:
    newsstand.open("/2022/02/s10/", *screen)
    newsstand.answer()
    assert newsstand.shown(".breaking-bar")
    assert newsstand.shown(".latest")[0] == AGAIN
    assert len(newsstand.shown(".must-read")) == 4
    assert newsstand.moved() == 0
    newsstand.script("document.body.prepend(Object.assign(document.createElement('p'), {style: 'height: 300px'}))")
    newsstand.frames()
    assert newsstand.moved() > 0, "what moves is not seen"


@pytest.mark.parametrize("page", ["/2022/03/quake/", "/2022/03/quake/index.html"])
def test_a_page_never_shows_its_own_story_in_what_it_fetched(newsstand: LiveReload, page: str) -> None:
    newsstand.open(page)
    before = {block: len(newsstand.shown(block)) for block in (".latest", ".must-read")}
    newsstand.answer()
    assert newsstand.shown(".latest")[0] == AGAIN
    assert newsstand.shown(".breaking-bar") == [AGAIN]
    links = newsstand.browser.find_elements(By.CSS_SELECTOR, "[data-fragment] [href='/2022/03/quake/']")
    assert links == []
    assert {block: len(newsstand.shown(block)) for block in before} == before == {".latest": 5, ".must-read": 4}


def test_there_are_as_many_stories_as_there_were_frozen_ones(newsstand: LiveReload) -> None:
    newsstand.open("/2022/02/s3/")
    newsstand.answer()
    shown = newsstand.shown(".latest")
    assert shown[0] == AGAIN
    assert len(shown) == 2


def test_where_nothing_was_frozen_stories_come_only_out_of_sight(newsstand: LiveReload) -> None:
    newsstand.open("/2022/02/s1/", 375, 6000)
    newsstand.answer()
    assert newsstand.shown(".latest") == []
    assert newsstand.moved() == 0
    newsstand.open("/2022/02/s1/", 375, 300)
    newsstand.answer()
    assert newsstand.shown(".latest")[0] == AGAIN
    assert newsstand.moved() == 0


def test_a_page_with_breaking_news_over_its_foot_can_be_read_to_its_end_by_everybody(newsstand: LiveReload) -> None:
    newsstand.open("/2022/02/s10/", 375)
    newsstand.answer()
    newsstand.script("scrollTo({top: 99999, behavior: 'instant'})")
    newsstand.frames()
    end, bar = (newsstand.browser.find_element(By.CSS_SELECTOR, name) for name in (".publisher", ".breaking-bar"))
    place = "return arguments[0].getBoundingClientRect()"
    assert newsstand.script(place, end)["bottom"] <= newsstand.script(place, bar)["top"]  # type: ignore[index]
    newsstand.script(AXE.read_text())
    found = newsstand.browser.execute_async_script("axe.run().then(arguments[0])")
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []


def test_the_script_is_about_a_kilobyte() -> None:
    assert (bundled() / "assets/fragments.js").stat().st_size < 1100
