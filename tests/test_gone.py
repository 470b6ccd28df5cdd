"""Urls that were removed on purpose: the pages that say so, what servers make of them, and what is told."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
from contextlib import closing
from pathlib import Path
from shutil import which

import pytest

from newsgen.model.gone import gone_path, is_gone
from newsgen.model.problem import Code
from tests.serving import serving
from tests.sites import CONFIG, NOW, Site

GONE = "gone: [/2019/old-name, /caf%C3%A9/, /x.php, '/games/**', '/20*/live/']\n"


@pytest.fixture
def gazette(site: Site) -> Site:
    site.write("config.yaml", CONFIG + GONE)
    site.article("flood", body="See [it](/2019/old-name/).")
    return site


def test_at_each_url_a_page_says_so_and_search_engines_forget_it(gazette: Site) -> None:
    gazette.built()
    for path in ("/2019/old-name/", "/café/", "/410.html"):
        page = gazette.page(path)
        assert "This page was removed" in page
        assert '<meta name="robots" content="noindex">' in page
    assert "x.php" in gazette.output()
    assert not any(path.startswith("games") for path in gazette.output())
    assert b"old-name" not in gazette.output()["sitemaps/pages.xml"]


def test_without_it_there_are_no_such_pages(site: Site) -> None:
    site.article()
    site.built()
    assert {"410.html", "gone.map"}.isdisjoint(site.output())


def test_a_link_to_what_is_gone_is_dead(gazette: Site) -> None:
    (problem,) = gazette.built().problems
    assert (problem.code, "/2019/old-name/" in problem.what) == ("dead-link", True)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/2019/old-name/", True), ("/2019/old-name", True), ("/café/", True), ("/x.php", True), ("/games/", True),
        ("/games/2019/chess/", True), ("/2020/live/", True), ("/2020/03/live/", False), ("/2019/", False),
        ("/xphp", False), ("/2019/old-name/more/", False),
    ],
)  # fmt: skip
def test_patterns_are_those_of_other_keys(url: str, expected: bool) -> None:
    gone = ("/2019/old-name", "/caf%C3%A9/", "/x.php", "/games/**", "/20*/live/")
    assert is_gone(url, gone) == expected


@pytest.mark.parametrize(
    "written", ["", "/", "x/", "/../x/", "/a//b/", "/**", "/x?id=1", "/a\\b/", "https://x.example/a/", '/"/']
)
def test_what_can_be_no_url_is_told_at_its_place(written: str, site: Site) -> None:
    assert gone_path(written) == ""
    site.write("config.yaml", CONFIG + "gone:\n- /a/\n- " + repr(written) + "\n")
    (problem,) = site.build().problems
    lines = len(CONFIG.splitlines())
    assert str(problem).startswith(f"config.yaml:{lines + 3}:3: 'gone': '")


def test_a_page_that_stands_there_all_the_same_wins_and_both_are_told(gazette: Site) -> None:
    gazette.write("config.yaml", CONFIG + "gone: [/about/, /2022/03/flood/, /old/, /archive/]\n")
    gazette.article("flood", aliases="[/old/]")
    line = len(CONFIG.splitlines()) + 1
    assert [str(problem) for problem in gazette.built().problems] == [
        f"config.yaml:{line}:17: `gone` has /2022/03/flood/, where a page stands: that of content/flood.md:1:1"
        " (take it out of `gone`)",
        f"config.yaml:{line}:34: `gone` has /old/, where a page stands: that of content/flood.md:4:11"
        " (take it out of `gone`)",
        f"config.yaml:{line}:41: `gone` has /archive/, where a page stands (take it out of `gone`)",
    ]
    assert "Water rose" in gazette.page("/2022/03/flood/")
    assert "This page was removed" in gazette.page("/about/")


def test_links_are_checked_again_when_a_page_takes_the_place_of_a_removed_one(gazette: Site) -> None:
    gazette.write("config.yaml", CONFIG + "gone: [/us/]\n")
    gazette.article("flood", body="See [us](/us/).")

    def codes() -> list[Code]:
        found = [problem.code for problem in gazette.built().problems]
        output = gazette.output()
        gazette.built(forget=True)
        assert gazette.output() == output
        return found

    assert codes() == ["dead-link"]
    gazette.write("content/pages/us.md", "---\ntitle: Us\n---\nWe.\n")
    assert codes() == ["alias-clash"]
    gazette.delete("content/pages/us.md")
    assert codes() == ["dead-link"]


def test_the_preview_answers_410(gazette: Site) -> None:
    with serving(gazette.folder, "--now", NOW.isoformat()) as running:
        for path in ("/2019/old-name/", "/games/chess/"):
            status, body, _ = running.ask(path)
            assert (status, b"This page was removed" in body) == (410, True)
        assert running.ask("/gone/")[0] == 404


def test_nginx_answers_410_by_the_map(gazette: Site, tmp_path: Path) -> None:
    gazette.built()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, descriptor = listening.getsockname()[1], listening.fileno()
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
        output = gazette.folder / "output"
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; user root; pid {tmp_path}/pid; error_log stderr; events {{}}"
            f"http {{ access_log off; {places} types {{ text/html html; }}"
            f"map $uri $gone {{ volatile; include {output}/gone.map; }}"
            f"server {{ listen 127.0.0.1:{port}; root {output}; error_page 410 /410.html;"
            " location = /410.html { internal; } if ($gone) { return 410; } } }"
        )
        program = which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program, "nginx is missing"
        command = [program, "-c", str(tmp_path / "nginx.conf"), "-e", "stderr"]
        server = subprocess.Popen(command, pass_fds=[descriptor], env=os.environ | {"NGINX": f"{descriptor};"})
    try:
        answers = {
            path: answer(port, path) for path in ("/2019/old-name/", "/caf%C3%A9/", "/games/a/b/", "/nothing/", "/")
        }
    finally:
        server.terminate()
        server.wait()
    assert {path: status for path, (status, _) in answers.items()} == {
        "/2019/old-name/": 410, "/caf%C3%A9/": 410, "/games/a/b/": 410, "/nothing/": 404, "/": 200,
    }  # fmt: skip
    assert "This page was removed" in answers["/games/a/b/"][1]


def answer(port: int, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
