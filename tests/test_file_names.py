"""Files with any name that a disk takes: put out, named in urls, and found at these by a browser."""

import http.server
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote, urljoin, urlsplit

import pytest
from lxml import html
from PIL import Image

from newsgen.model.entry import Measured
from newsgen.model.urls import ascii_url
from newsgen.reading.media_files import output_name
from tests.crawl import Crawl
from tests.serving import serving
from tests.sites import Site

NAMES = [
    "Cup #1.jpg", "a b.jpg", "what?.jpg", "100%.jpg", "a%41.jpg", "a%2fb.jpg", "it's.jpg", 'say "x".jpg', "R&D.jpg",
    "R&amp;D.jpg", "a+b.jpg", "a,b;c.jpg", "x (1).jpg", "x [1].jpg", "<x>.jpg", "a:b.jpg", "a|b.jpg", "a*b.jpg",
    "~a.jpg", "back\\slash.jpg", "$1.jpg", "`x`.jpg", "{x}.jpg", "^.jpg", "=.jpg", "!.jpg", " a .jpg", "con.jpg",
    "NUL.jpg", "a..jpg", normalize("NFC", "café.jpg"),
    "Ελλάς.jpg", "日本.jpg", "🏆.jpg", "Logo.JPG", "x" * 180 + ".jpg", "ä" * 90 + ".jpg",
]  # fmt: skip
ORIGIN = "https://g.example"
CONFIG = """\
site: {title: G, url: "https://g.example/base", logo: "Logo #2 é.png"}
markdown: {engine: %s}
feeds: {count: 1000}
"""
LAYOUT = """\
{% extends "bundled/plain.html" %}
{% block main %}
<style>.a { background: url({{ asset("Cup #1.jpg") }}) } .b { background: url('{{ asset("_root/it's.jpg") }}') }</style>
<img alt="" src="{{ asset("R&D.jpg") }}" srcset="{{ asset("a,b;c.jpg") }} 1x, {{ asset("x (1).jpg") }} 2x">
<link rel="preload" as="image" href="{{ asset("100%.jpg") }}">
{% endblock %}
"""


def picture(red: int, blue: int = 0) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (30, 20), (red, 0, blue)).save(drawn, "PNG")
    return drawn.getvalue()


def photographs(red: int, blue: int) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (30 + red, 20 + blue)).save(drawn, "JPEG")
    return drawn.getvalue()


def quoted_yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def write(site: Site, engine: str) -> None:
    """Each name in the assets, in their _root and beside the articles; shown in every way."""
    site.write("config.yaml", CONFIG % engine)
    site.write("assets/Logo #2 é.png", picture(7))
    site.write("layouts/odd.html", LAYOUT)
    site.write("content/pages/odd.md", "---\ntitle: Odd\nlayout: odd\n---\nText.\n")
    for number, name in enumerate(NAMES):
        site.write(f"assets/{name}", photographs(number, 0))
        site.write(f"assets/_root/{name}", photographs(number, 1))
        site.write(f"content/m/{name}", photographs(number, 2))
        site.write(f"content/m/{name}.pdf", f"%PDF-{number}".encode())
        path = quote(name)
        body = (
            f"![a](m/{path}) ![b](/assets/{path}) [c](/assets/{path}) [d](/{path}) [e](m/{path}.pdf#page=2)\n\n"
            f'<img src="/assets/{path}" alt="f" width="3" height="3"> <video src="m/{path}" poster="/{path}"></video>'
        )
        for kind, src in (("asset", f"/assets/{name}"), ("own", f"m/{name}"), ("root", f"/{name}")):
            photo = f"{{src: {quoted_yaml(src)}, alt: a, credit: c}}"
            site.article(f"{kind}{number}", body, photo=photo, author=f"[w{number}]")
    authors = (f"w{number}: {{photo: {quoted_yaml('m/' + name)}}}\n" for number, name in enumerate(NAMES))
    site.write("content/authors.yaml", "".join(authors))


@contextmanager
def served(folder: Path) -> Iterator[HTTPConnection]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
    yield connection
    connection.close()
    server.shutdown()
    thread.join()
    server.server_close()


def urls_of(output: Path) -> set[str]:
    """Every url of the site that any of its files names: in links, styles, srcset, meta, JSON-LD, feeds, sitemaps."""
    crawl = Crawl(output, f"{ORIGIN}/base/")
    found = {urljoin(url, link) for url, link in crawl.links()}
    for url, page in crawl.pages.items():
        text = html.tostring(page, encoding="unicode")
        found |= {urljoin(url, link) for link in re.findall(r"url\('?([^')]+)'?\)", text)}
        for graph in page.xpath("//script[@type='application/ld+json']/text()"):
            found |= {value for value in strings(json.loads(graph)) if value.startswith(ORIGIN)}
    return {url.partition("#")[0] for url in found if url.startswith(ORIGIN)}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for held in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(held)


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_every_url_of_a_site_with_odd_file_names_is_found_on_a_web_server(tmp_path: Path, engine: str) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    site = Site(folder)
    write(site, engine)
    report = site.built(output=str(tmp_path / "host/base"))
    assert [str(problem) for problem in report.problems] == []
    urls = urls_of(tmp_path / "host/base")
    assert len(urls) > 5 * len(NAMES)
    assert [url for url in urls if url != ascii_url(url)] == []
    with served(tmp_path / "host") as host:
        lost = []
        for url in sorted(urls):
            host.request("GET", urlsplit(url)._replace(scheme="", netloc="").geturl())
            answer = host.getresponse()
            answer.read()
            if answer.status != 200:
                lost.append((answer.status, url))
    assert lost == []
    outputs = {file.relative_to(tmp_path / "host/base").as_posix() for file in (tmp_path / "host/base").rglob("*")}
    assert set(NAMES) <= outputs, "what is in _root keeps its name"
    hashed = [output for output in outputs if output.startswith("assets/")]
    assert [output for output in hashed if not re.fullmatch(r"[a-z0-9_@./-]+", output)] == []
    assert max(map(len, hashed)) < 200


def test_the_preview_serves_all_of_them_too(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    site = Site(folder)
    write(site, "markdown")
    site.built()
    with serving(folder) as running:
        files = sorted(url for url in urls_of(folder / "output") if "." in urlsplit(url).path.rpartition("/")[2])
        assert len(files) > 3 * len(NAMES)
        assert [url for url in files if running.ask(urlsplit(url).path)[0] != 200] == []


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
@pytest.mark.parametrize("written", ["Cup #1.jpg", "Cup%20%231.jpg", "what?.jpg", "a%41.jpg", "100%.jpg", "a%2541.jpg"])
def test_a_name_may_be_written_as_it_is_or_as_a_url(site: Site, engine: str, written: str) -> None:
    site.write("config.yaml", CONFIG.replace(', logo: "Logo #2 é.png"', "") % engine)
    for number, name in enumerate(NAMES[:6]):
        site.write(f"content/{name}", photographs(number, 2))
        site.write(f"content/{name}.pdf", f"%PDF-{number}".encode())
    site.article(body=f"![a](<{written}>) [b](<{written}.pdf>)", photo=f"{{src: {written!r}, alt: a, credit: c}}")
    assert [problem for problem in site.problems() if "can't be used" in problem or "leads to no" in problem] == []
    page = site.page("/2022/03/flood/")
    pictures = {src for src in re.findall(r'src="([^"]+)"', page) if src.endswith("jpg")}
    assert len(pictures) == 1
    assert re.search(r'href="/base/assets/[a-z0-9-]+\.[0-9a-f]{8}\.pdf"', page)


def test_the_part_of_a_file_that_a_link_means_is_kept(site: Site) -> None:
    site.write("content/report.pdf", b"%PDF-1")
    site.article(body="[See](report.pdf#page=3) and [all](report.pdf?x=1).")
    assert site.problems() == []
    assert re.findall(r'href="/assets/report\.[0-9a-f]{8}\.pdf([^"]*)"', site.page("/2022/03/flood/")) == [
        "#page=3",
        "",
    ]


def test_files_whose_names_become_equal_are_apart(site: Site) -> None:
    names = ["Cup #1.png", "cup 1.png", "Cup-1.png", "cup-1.png", "CUP_1.png"]
    for number, name in enumerate(names):
        site.write(f"assets/{name}", picture(number))
    site.article()
    site.built()
    shown = {output for output in site.output() if "cup" in output}
    assert len(shown) == len(names)


def test_equal_files_whose_names_differ_in_case_are_one(site: Site) -> None:
    for article, name in (("one", "Cup.png"), ("two", "cup.png")):
        site.write(f"assets/{name}", picture(3))
        site.article(article, photo=f"{{src: /assets/{name}, alt: a, credit: c}}")
    assert site.problems() == []
    (output,) = [
        output for output in site.output() if re.fullmatch(r"assets/cup\.\w+\.png", output) and output in site.page("/")
    ]
    assert f'src="/{output}"' in site.page("/2022/03/one/")
    assert f'src="/{output}"' in site.page("/2022/03/two/")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_both_forms_of_a_letter_name_one_asset(site: Site, form: str) -> None:
    name = normalize(form, "é.png")  # type: ignore[arg-type]
    site.write(f"assets/{normalize('NFD', 'é.png')}", picture(3))
    site.write("config.yaml", f'site: {{title: G, url: "https://g.example", logo: "{name}"}}\n')
    site.write("layouts/404.html", f'{{{{ asset("{name}") }}}}')
    site.article()
    assert site.problems() == []
    assert re.fullmatch(r"/assets/e\.[0-9a-f]{8}\.png\s*", site.page("404.html"))


def test_hidden_folders_of_the_assets_are_not_put_out(site: Site) -> None:
    for name in (".git/config", ".DS_Store", "x/.cache/y.txt", "_root/.well-known/security.txt"):
        site.write(f"assets/{name}", "x")
    site.article(body="[x](/.well-known/security.txt)")
    assert site.problems() == []
    outputs = site.output()
    assert ".well-known/security.txt" in outputs
    assert [output for output in outputs if "config" in output or "/y." in output or "DS_Store" in output] == []


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("assets/main.css", "assets/main.01234567.css"),
        ("assets/Fonts/Serif_Bold.WOFF2", "assets/fonts/serif_bold.01234567.woff2"),
        ("assets/logo@2x.png", "assets/logo@2x.01234567.png"),
        ("assets/jquery.min.js", "assets/jquery.min.01234567.js"),
        ("assets/aux/con.x.js", "assets/aux_/con_.x.01234567.js"),
        ("assets/ü ü/LICENSE", "assets/u-u/license.01234567"),
        ("assets/_root/Cup #1.jpg", "Cup #1.jpg"),
        ("content/a/PRN.jpg", "assets/prn_.01234567.jpg"),
        ("content/a/Cup #1.JPG", "assets/cup-1.01234567.jpg"),
    ],
)
def test_output_names(name: str, output: str) -> None:
    assert output_name(name, Measured((), "0123456789abcdef")) == output
