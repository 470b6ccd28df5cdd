"""`newsgen check --external`: links out of the site, asked for politely. Talks to this machine only."""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import pytest
from click.testing import CliRunner

from newsgen.check import Manners, Wanted
from newsgen.cli.main import main
from tests.checks import said
from tests.sites import Site

ASK = Wanted(external=Manners(pause=0, everywhere=True))
CODE = "dead-external-link"


class Elsewhere(ThreadingHTTPServer):
    """A site whose pages answer with the number in their path. asked: method, path and agent of each request."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.asked: list[tuple[str, str, str]] = []
        self.times: list[float] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def paths(self) -> list[str]:
        return [f"{method} {path}" for method, path, _ in self.asked]


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Elsewhere)
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        self.server.times.append(monotonic())
        status = int(self.path.split("/")[1])
        self.send_response(405 if self.command == "HEAD" and "only-get" in self.path else status)
        if status == 301:
            self.send_header("Location", "/404/moved")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, format: str, *arguments: object) -> None:
        """To nobody."""


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.lower(), raising=False)
    with Elsewhere() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


def link_to(site: Site, server: Elsewhere, *paths: str) -> None:
    site.article(body="\n\n".join(f"See [the report {path}]({server.address}{path})." for path in paths))


def test_a_page_that_is_gone_is_a_dead_link(site: Site, elsewhere: Elsewhere) -> None:
    link_to(site, elsewhere, "/200/", "/404/", "/410/")
    assert said(site, CODE, wanted=ASK) == [
        f"warning {CODE} content/flood.md:{line}:24: the link '{elsewhere.address}/{status}/' is dead:"
        f" the answer is {status} (mend it, or link to an archived copy)"
        for line, status in ((7, 404), (9, 410))
    ]


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_who_refuses_robots_or_is_down_today_is_not_believed_to_be_gone(
    status: int, site: Site, elsewhere: Elsewhere
) -> None:
    link_to(site, elsewhere, f"/{status}/")
    assert said(site, CODE, wanted=ASK) == []


def test_nobody_there_today_is_no_dead_link(site: Site, elsewhere: Elsewhere) -> None:
    site.article(body="See [the report](http://127.0.0.1:9/).")
    assert said(site, CODE, wanted=ASK) == []


def test_redirects_are_followed(site: Site, elsewhere: Elsewhere) -> None:
    link_to(site, elsewhere, "/301/")
    assert len(said(site, CODE, wanted=ASK)) == 1


def test_who_does_not_answer_head_is_asked_for_the_page(site: Site, elsewhere: Elsewhere) -> None:
    link_to(site, elsewhere, "/200/only-get")
    assert said(site, CODE, wanted=ASK) == []
    assert elsewhere.paths() == ["HEAD /200/only-get", "GET /200/only-get"]


def test_a_url_is_asked_for_once_by_head_and_its_answer_kept(site: Site, elsewhere: Elsewhere) -> None:
    link_to(site, elsewhere, "/200/", "/200/")
    site.article("dam", title="Dam", body=f"[It]({elsewhere.address}/200/)")
    for _ in range(2):
        assert said(site, CODE, wanted=ASK) == []
    assert elsewhere.paths() == ["HEAD /200/"]
    assert elsewhere.asked[0][2].startswith("newsgen/")


def test_a_host_gets_time_between_two_requests(site: Site, elsewhere: Elsewhere) -> None:
    link_to(site, elsewhere, "/200/a", "/200/b", "/200/c")
    said(site, CODE, wanted=Wanted(external=Manners(pause=0.2, everywhere=True)))
    assert min(later - sooner for sooner, later in zip(elsewhere.times, elsewhere.times[1:], strict=False)) >= 0.19


def test_without_the_option_nobody_is_asked(site: Site, elsewhere: Elsewhere) -> None:
    link_to(site, elsewhere, "/404/")
    assert said(site, CODE) == []
    assert elsewhere.asked == []


def test_a_strangers_article_cannot_have_this_machines_neighbours_asked(site: Site, elsewhere: Elsewhere) -> None:
    link_to(site, elsewhere, "/404/")
    assert said(site, CODE, wanted=Wanted(external=Manners(pause=0))) == []
    assert elsewhere.asked == []


def test_without_httpx_the_option_says_what_to_install(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article(body="[The report](https://127.0.0.1:9/)")
    monkeypatch.setitem(sys.modules, "httpx", None)
    found = CliRunner().invoke(main, ["check", "-s", str(site.folder), "--external"])
    assert found.exit_code == 2
    assert "--external needs httpx: pip install 'newsgen[external]'" in found.stderr
