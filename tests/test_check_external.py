"""`newsgen check --external`: links out of the site, asked for politely. Talks to this machine only."""

import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any

import pytest
from click.testing import CliRunner

from newsgen.check import CheckOptions
from newsgen.cli.main import main
from tests.checks import said
from tests.sites import Site


def anybody(address: str) -> bool:
    return True


ASK = CheckOptions(external=True, pause=0, may_ask=anybody)
CODE = "dead-external-link"


class Elsewhere(ThreadingHTTPServer):
    """A site whose pages answer with the number in their path. asked: method, path and agent of each request."""

    def __init__(self, address: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((address, port), Page)
        self.moved_to = "/404/moved"
        self.hosts: list[str] = []
        self.asked: list[tuple[str, str, str]] = []
        self.times: list[float] = []

    @property
    def address(self) -> str:
        return f"http://{self.server_address[0]!s}:{self.server_port}"

    def paths(self) -> list[str]:
        return [f"{method} {path}" for method, path, _ in self.asked]


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Elsewhere)
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        self.server.hosts.append(self.headers["Host"])
        self.server.times.append(monotonic())
        status = int(self.path.split("/")[1])
        self.send_response(405 if self.command == "HEAD" and "only-get" in self.path else status)
        if status == 301:
            self.send_header("Location", self.server.moved_to)
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
    said(site, CODE, wanted=CheckOptions(external=True, pause=0.2, may_ask=anybody))
    assert min(later - sooner for sooner, later in zip(elsewhere.times, elsewhere.times[1:], strict=False)) >= 0.19


def test_without_the_option_nobody_is_asked(site: Site, elsewhere: Elsewhere) -> None:
    link_to(site, elsewhere, "/404/")
    assert said(site, CODE) == []
    assert elsewhere.asked == []


def test_a_strangers_article_cannot_have_this_machines_neighbours_asked(site: Site, elsewhere: Elsewhere) -> None:
    link_to(site, elsewhere, "/404/")
    assert said(site, CODE, wanted=CheckOptions(external=True, pause=0)) == []
    assert elsewhere.asked == []


@pytest.fixture
def neighbour(elsewhere: Elsewhere) -> Iterator[Elsewhere]:
    """Another machine, as it were: it has the same port."""
    with Elsewhere("127.0.0.2", elsewhere.server_port) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: Sequence[str]) -> None:
    """Who owns `report.example` says another time that it is another address; the last answer stays."""
    real, left = socket.getaddrinfo, list(answers)

    def getaddrinfo(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host not in ("report.example", b"report.example"):
            return real(host, port, *rest, **more)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_a_name_that_becomes_a_neighbours_after_it_was_checked_is_asked_where_it_was_checked(
    site: Site, elsewhere: Elsewhere, neighbour: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    site.article(body=f"See [the report](http://report.example:{elsewhere.server_port}/200/).")
    ask = CheckOptions(external=True, pause=0, may_ask=lambda address: address == "127.0.0.1")
    assert said(site, CODE, wanted=ask) == []
    assert (elsewhere.paths(), neighbour.asked) == (["HEAD /200/"], [])
    assert elsewhere.hosts == [f"report.example:{elsewhere.server_port}"]


def test_a_name_that_has_a_neighbour_among_its_addresses_is_not_asked(
    site: Site, elsewhere: Elsewhere, neighbour: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, ["127.0.0.1", "127.0.0.2"])
    site.article(body=f"See [the report](http://report.example:{elsewhere.server_port}/404/).")
    ask = CheckOptions(external=True, pause=0, may_ask=lambda address: address == "127.0.0.1")
    assert said(site, CODE, wanted=ask) == []
    assert (elsewhere.asked, neighbour.asked) == ([], [])


def test_where_one_address_of_a_name_does_not_answer_the_next_is_asked(
    site: Site, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, ["127.0.0.3", "127.0.0.1"])
    site.article(body=f"See [the report](http://report.example:{elsewhere.server_port}/404/).")
    assert len(said(site, CODE, wanted=ASK)) == 1


def test_a_redirect_to_a_neighbour_is_not_followed(site: Site, elsewhere: Elsewhere, neighbour: Elsewhere) -> None:
    elsewhere.moved_to = f"{neighbour.address}/404/"
    link_to(site, elsewhere, "/301/")
    ask = CheckOptions(external=True, pause=0, may_ask=lambda address: address == "127.0.0.1")
    assert said(site, CODE, wanted=ask) == []
    assert (elsewhere.paths(), neighbour.asked) == (["HEAD /301/"], [])


def test_a_name_that_nobody_has_is_a_dead_link(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    site.article(body="See [the report](http://report.example/).")
    (problem,) = said(site, CODE, wanted=ASK)
    assert problem.endswith("is dead: no such host (mend it, or link to an archived copy)")


def test_without_httpx_the_option_says_what_to_install(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article(body="[The report](https://127.0.0.1:9/)")
    monkeypatch.setitem(sys.modules, "httpx", None)
    found = CliRunner().invoke(main, ["check", "-s", str(site.folder), "--external"])
    assert found.exit_code == 2
    assert "--external needs httpx: pip install 'newsgen[external]'" in found.stderr
