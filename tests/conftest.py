"""What tests share: sites, the corpora and fixtures that are kept beside the checkout."""

import multiprocessing
import re
from collections.abc import Callable, Iterator
from functools import cache
from multiprocessing.forkserver import ensure_running
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from lxml import etree
from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait

from newsgen.pages.sitemaps import IMAGE, NEWS, SITEMAP
from tests.histories import QUICK_DISK, compiled_once, drawn_once, quick_building
from tests.sites import CONFIG, Site

settings.register_profile("deterministic", derandomize=True, deadline=None)
settings.load_profile("deterministic")

BROWSING = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --hide-scrollbars --disable-dev-shm-usage"
)
SHARED = Path(__file__).parents[2] / "shared"


STARTS_OR_SEARCHES = re.compile(
    r"\b(subprocess|multiprocessing|browser|webdriver|previewing|serving|killing|hypothesis|check_\w*histories|checkers|shared|"
    r"in_processes|newsgen_check|crawl|mistakes|verified|PAYLOADS|each_engine|lantern)\b"
)
"""What modules name whose tests start a program, a server or a browser, build the sample newspaper, or try hundreds of
inputs."""


LONGEST = tuple(
    f"test_{name}.py"
    for name in "histories_1 histories_2 everybody_can_read disk_faults preview_histories preview_endurance"
    " damaged_cache never_half_done broken_texts preview_browser killed_alone trust corpora preview_server".split()
)
"""Modules that come first, so that no process is alone with them in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks as quick the tests of modules that do none of these."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
    for item in items:
        if not STARTS_OR_SEARCHES.search(_source(item.path)):
            item.add_marker("quick")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Starts the process from which processes are forked, before one starts that has imported less."""
    if session.items and not all(item.get_closest_marker("quick") for item in session.items):
        multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.forked_builds"])
        ensure_running()


@cache
def _source(module: Path) -> str:
    return module.read_text()


@pytest.fixture(scope="session", autouse=True)
def making_once() -> Iterator[None]:
    """Hundreds of tests build a site, whose bundled layouts, icons and cards are the same."""
    with compiled_once(), drawn_once():
        yield


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty site; write articles into it."""
    return Site(tmp_path)


@pytest.fixture
def a_site(tmp_path: Path) -> Callable[..., Site]:
    """Makes a site of files in a string: `-- content/flood.md --` and the file's text below it."""

    def make(files: str, config: str = CONFIG) -> Site:
        return Site(tmp_path, files, config)

    return make


def shared(path: str) -> Path:
    """A file or folder of the real corpora and fixtures; without them the tests fail, for they prove nothing else."""
    found = SHARED / path
    if not found.exists():
        pytest.fail(f"the test data is missing: {found}; it is kept in a folder `shared` beside the checkout")
    return found


# The extensions' own schemas, as Google documents them: sitemaps.org's asks for one of each foreign element.
EXTENSIONS = {
    IMAGE: """
        <xs:element name="image"><xs:complexType><xs:sequence>
          <xs:element name="loc" type="xs:anyURI"/>
        </xs:sequence></xs:complexType></xs:element>""",
    NEWS: """
        <xs:element name="news"><xs:complexType><xs:sequence>
          <xs:element name="publication"><xs:complexType><xs:sequence>
            <xs:element name="name" type="xs:string"/>
            <xs:element name="language"><xs:simpleType><xs:restriction base="xs:string">
              <xs:pattern value="zh-cn|zh-tw|[a-z]{2,3}"/>
            </xs:restriction></xs:simpleType></xs:element>
          </xs:sequence></xs:complexType></xs:element>
          <xs:element name="publication_date"><xs:simpleType>
            <xs:union memberTypes="xs:date xs:dateTime"/>
          </xs:simpleType></xs:element>
          <xs:element name="title" type="xs:string"/>
        </xs:sequence></xs:complexType></xs:element>""",
}


@pytest.fixture(scope="session")
def sitemap_schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """sitemap.xsd together with the two extensions."""
    folder = tmp_path_factory.mktemp("schemas")
    imports = f'<xs:import namespace="{SITEMAP}" schemaLocation="{shared("fixtures/sitemap/sitemap.xsd").as_uri()}"/>'
    for number, (namespace, elements) in enumerate(EXTENSIONS.items()):
        (folder / f"{number}.xsd").write_text(
            f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}"'
            f' elementFormDefault="qualified">{elements}</xs:schema>'
        )
        imports += f'<xs:import namespace="{namespace}" schemaLocation="{number}.xsd"/>'
    (folder / "all.xsd").write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>')
    return etree.XMLSchema(etree.parse(folder / "all.xsd"))


def visit(browser: webdriver.Chrome, url: str) -> None:
    """Opens a page and waits for all of it: now and then the driver is back before the style sheet has come."""
    left = browser.execute_script("return performance.timeOrigin")
    browser.get(url)
    arrived = "return performance.timeOrigin != arguments[0] && document.readyState == 'complete'"
    WebDriverWait(browser, 20, 0.01).until(lambda _: browser.execute_script(arrived, left), url)


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder in memory, where files can be there."""
    with TemporaryDirectory(dir=QUICK_DISK) as folder:
        yield Path(folder)


@pytest.fixture
def in_memory_site(in_memory: Path) -> Path:
    """A folder in memory that is to be made."""
    return in_memory / "site"


@pytest.fixture
def quick_builds() -> Iterator[None]:
    """Builds begin with the bundled layouts compiled."""
    with quick_building():
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    """What a reader has, for all tests of a process."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in BROWSING.split():
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    yield driver
    driver.quit()
