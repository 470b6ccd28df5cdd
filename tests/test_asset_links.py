"""What style sheets and scripts among the assets name: it is put out under the names that these files have."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from newsgen.reading.asset_links import script_links, style_links
from tests.newsroom import picture
from tests.sites import Site

MAIN = '{% extends "bundled/base.html" %}{% block head %}<link href="{{ asset("own.css") }}">{% endblock %}'
PICTURE = picture(3, "red")


def put_out(site: Site, name: str) -> str:
    """The output path of an asset, by the beginning of its name and its ending."""
    start, ending = posixpath.splitext(name)
    pattern = re.compile(rf"assets/{re.escape(start)}\.[0-9a-f]{{8}}{re.escape(ending)}")
    (found,) = [path for path in site.output() if pattern.fullmatch(path)]
    return found


def named_files(site: Site, path: str) -> Iterator[str]:
    """The output paths that a style sheet or a script that was put out asks a web server for."""
    links = style_links if path.endswith(".css") else script_links
    for link in links(site.output()[path]):
        url = unquote(link.target.partition("?")[0].partition("#")[0])
        yield posixpath.normpath(posixpath.join("/", posixpath.dirname(path), url))[1:]


def all_found(site: Site) -> bool:
    """Whether all that is named is there."""
    output = site.output()
    return all(file in output for path in output if path.endswith((".css", ".js")) for file in named_files(site, path))


STYLES = {
    "url": ".a { background: url(img/a.png) }",
    "quoted": ".a { background: url( 'img/a.png' ) }",
    "double": '.a { background: URL("./img/a.png") no-repeat }',
    "query": ".a { src: url(img/a.png?#iefix) format('x'), url('img/a.png#part') }",
    "import": '@import "more.css" screen; @import url(more.css) layer(x);',
    "set": '.a { background: image-set("img/a.png" 1x, url(img/a.png) 2x type("image/png")) }',
    "rooted": ".a { background: url(/assets/img/a.png) }",
    "nested": "@media print { .a { .b & { mask: url(img/a.png) } } }",
    "property": ":root { --a: url(img/a.png) }",
    "encoded": ".a { background: url(img/b%20c.png) }",
    "spaced": '.a { background: url("img/b c.png") }',
    "escaped": r".a { background: url(img/b\ c.png) }",
    "other case": ".a { background: url(Img2/D.PNG) }",
    "one line": ".a{background:url(img/a.png)}.b{background:url(img/a.png),url(img/b%20c.png)}",
    "map": "a { color: red }\n/*# sourceMappingURL=own.css.map */",
}


SCRIPTS = {
    "import": 'import a from "./lib/a.js";',
    "effect": "import './lib/a.js'",
    "export": 'export * from "./lib/a.js"; export { b as c } from "./lib/a.js"',
    "dynamic": "const a = async () => (await import('./lib/a.js')).default",
    "template": "import(`./lib/a.js`)",
    "rooted": 'import "/assets/lib/a.js"',
    "minified": 'import{b as c}from"./lib/a.js";export{c};',
    "several lines": 'import {\n  b,\n} from "./lib/a.js"',
    "json": 'import d from "./d.json" with { type: "json" }',
    "url": 'new Worker(new URL("./lib/a.js", import.meta.url), { type: "module" })',
    "after a regex": 'const r = /"/; import("./lib/a.js"); const s = a / b / c',
    "map": "let a\n//# sourceMappingURL=own.js.map\n",
}


FILES: dict[str, bytes] = {
    **{f"{name}.css".replace(" ", "-"): style.encode() for name, style in STYLES.items()},
    **{f"{name}.js".replace(" ", "-"): script.encode() for name, script in SCRIPTS.items()},
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with all of these, in which no name leads nowhere."""
    site = Site(tmp_path_factory.mktemp("whole"))
    for name in ("img/a.png", "img/b c.png", "Img2/D.PNG"):
        site.write(f"assets/{name}", PICTURE)
    others = {
        "own.css.map": "{}",
        "own.js.map": "{}",
        "d.json": "{}",
        "more.css": "b { margin: 0 }",
        "lib/a.js": "let b",
    }
    for name, content in (others | FILES).items():
        site.write(f"assets/{name}", content)
    site.article()
    assert [str(problem) for problem in site.built().problems] == []
    return site


@pytest.mark.parametrize("name", FILES)
def test_what_is_named_is_found_and_has_a_hash_in_its_name(name: str, whole: Site) -> None:
    named = list(named_files(whole, put_out(whole, name)))
    assert named
    assert set(named) <= whole.output().keys()
    assert all(re.search(r"\.[0-9a-f]{8}\.\w+$", file) for file in named)


UNTOUCHED = {
    "own.css": """\
.a { background: url(data:image/png;base64,AAAA), url(https://cdn.example/a.png), url(//cdn.example/a.png) }
.b { filter: url(#shadow); content: "url(img/a.png)"; background: url(/photos/a.png) }
/* url(img/a.png) */
@namespace svg url(http://www.w3.org/2000/svg);
/*# sourceMappingURL=gone.css.map */
""",
    "own.js": """\
import lodash from "lodash"; import "https://cdn.example/a.js"; import "//cdn.example/a.js"; import "/other/a.js";
const text = "import './a.js'", template = `import "./a.js"`, pattern = /import("x")/; // import "./a.js"
import(name); new URL("./a.js", location);
//# sourceMappingURL=data:application/json;base64,AAAA
""",
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_what_is_elsewhere_or_no_file_is_left_as_it_is(name: str, site: Site) -> None:
    site.write(f"assets/{name}", UNTOUCHED[name])
    site.article()
    assert [str(problem) for problem in site.built().problems] == []
    assert site.page(put_out(site, name)) == UNTOUCHED[name]


MISSING = {
    "own.css": {
        "a { mask: url(img/b.png) }": "1:11: 'img/b.png' can't be used: there is no such file",
        '\n@import "mor.css";': "2:9: 'mor.css' can't be used: there is no such file (did you mean 'more.css'?)",
        "é { a: url(/assets/x.png) }": "1:8: '/assets/x.png' can't be used",
        "a { mask: url(../photos/x.png) }": "1:11: '../photos/x.png' can't be used",
    },
    "own.js": {
        'import "./more"': "1:8: './more' can't be used: there is no such file (did you mean 'lib/more.js'?)",
        "\n\n  import('./x.js')": "3:10: './x.js' can't be used",
        "const é = 1; import(`./x-${é}.js`)": "1:21: the name that begins with './x-' is put together",
        "import('./lang/' + lang + '.js')": "1:8: the name that begins with './lang/' is put together",
    },
    "_root/own.js": {
        'import "./assets/more.css"': "1:8: './assets/more.css' is not put out under that name, but with a hash in it"
    },
}


def test_what_can_not_be_found_is_told_at_its_place(site: Site) -> None:
    site.write("assets/more.css", "a { margin: 0 }")
    site.write("assets/lib/more.js", "")
    expected = []
    for name, cases in MISSING.items():
        for number, (written, told) in enumerate(cases.items()):
            path = f"assets/{posixpath.dirname(name)}/{number}{posixpath.basename(name)}".replace("//", "/")
            site.write(path, written)
            expected.append(f"{path}:{told}")
    site.article()
    problems = site.problems()
    assert [(told, told in problem) for told, problem in zip(sorted(expected), sorted(problems), strict=True)] == [
        (told, True) for told in sorted(expected)
    ]
    assert {problem.code for problem in site.build().problems} == {"missing-file", "computed-import"}
    assert site.problems() == problems


def test_what_stands_in_the_root_keeps_its_name_and_may_be_named(site: Site) -> None:
    site.write("assets/_root/icon.png", PICTURE)
    site.write("assets/_root/sw.js", 'import "./other.js"')
    site.write("assets/_root/other.js", "")
    site.write("assets/css/own.css", "a { mask: url(../../icon.png); clip-path: url(/icon.png) }")
    site.article()
    assert [str(problem) for problem in site.built().problems] == []
    assert site.page(put_out(site, "css/own.css")) == "a { mask: url(../../icon.png); clip-path: url(../../icon.png) }"
    assert site.page("/sw.js") == 'import "./other.js"'


def test_a_site_below_a_path_may_name_its_assets_with_it(site: Site) -> None:
    site.edit("config.yaml", "https://gazette.example", "https://gazette.example/paper/")
    site.write("assets/img/a.png", PICTURE)
    site.write("assets/own.css", "a { mask: url(/paper/assets/img/a.png) }")
    site.article()
    assert [str(problem) for problem in site.built().problems] == []
    assert re.fullmatch(r"a \{ mask: url\(\./img/a\.\w{8}\.png\) \}", site.page(put_out(site, "own.css")))


def test_other_characters_and_line_ends_stay_as_they_are(site: Site) -> None:
    site.write("assets/a.png", PICTURE)
    style = "\ufeff@charset 'x';\r\né::before { content: '☂' }\r\nb { mask: url(a.png) }\r\n".encode() + b"/* \xff */"
    site.write("assets/own.css", style)
    site.article()
    site.built()
    found = site.output()[put_out(site, "own.css")]
    assert re.sub(rb"\./a\.\w{8}\.png", b"a.png", found) == style


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("own.css", b"a { mask: url(a.png?\xff) } b { mask: url(\xff.png) } c { mask: url('a\x01.png') }"),
        ("own.js", b'import "./\xff.js"; import("./a.png?\xff"); import(`./a\n\x1b[31m${1}`); import "./\\u0061.js"'),
        ("own.css", b"(" * 1_000 + b"url(a.png)"),
        ("own.js", b"(" * 1_000 + b'import("./a.png")'),
        ("own.css", b"a{b:url(" + b" " * 20_000 + b"a.png)} url(" + b" " * 20_000 + b"x"),
        ("own.css", b"\xff\xfea\0 \0{\0}\0"),
        ("own.js", b"import import from from './a.png' ((( import '\0'"),
    ],
)
def test_whatever_a_file_holds_the_site_is_built_and_what_is_said_can_be_printed(
    name: str, content: bytes, site: Site
) -> None:
    site.write("assets/a.png", PICTURE)
    site.write(f"assets/{name}", content)
    site.article()
    told = site.problems()
    assert all(line.isprintable() and line.encode() for line in told)
    assert site.problems() == told


def chain(site: Site) -> None:
    """A page that loads a style sheet that imports another one, which shows a picture."""
    site.write("layouts/base.html", MAIN)
    site.write("assets/own.css", '@import "css/more.css";')
    site.write("assets/css/more.css", "b { background: url(../a.png) }")
    site.write("assets/a.png", PICTURE)
    site.article()
    site.built()


@pytest.mark.parametrize("file", ["assets/a.png", "assets/css/more.css", "assets/own.css"])
def test_what_names_a_changed_file_gets_another_name_and_so_do_pages(file: str, site: Site) -> None:
    chain(site)
    before, names = site.page("/"), [put_out(site, name) for name in ("own.css", "css/more.css", "a.png")]
    site.write(
        file, picture(4, "blue") if file.endswith(".png") else (site.folder / file).read_text() + " i { margin: 0 }"
    )
    report = site.built()
    after = [put_out(site, name) for name in ("own.css", "css/more.css", "a.png")]
    changed = ["assets/own.css", "assets/css/more.css", "assets/a.png"].index(file) + 1
    assert [old != new for old, new in zip(names, after, strict=True)] == [True] * changed + [False] * (3 - changed)
    assert set(names[:changed]) <= set(report.written.deleted)
    assert site.page("/") != before
    assert f"/{after[0]}" in site.page("/")
    assert all_found(site)


def test_a_file_that_comes_or_goes_is_noticed(site: Site) -> None:
    chain(site)
    whole = site.output()
    site.delete("assets/a.png")
    (problem,) = site.problems()
    assert problem.startswith("assets/css/more.css:1:17: '../a.png' can't be used: there is no such file")
    assert put_out(site, "own.css") not in whole
    site.write("assets/a.png", PICTURE)
    assert site.problems() == []
    assert site.output() == whole


def test_scripts_that_import_each_other_change_their_names_together(site: Site) -> None:
    site.write("assets/a.js", 'import "./b.js"')
    site.write("assets/b.js", 'import "./c.js"')
    site.write("assets/c.js", 'import "./a.js"; import "./c.js"; import "./leaf.js"')
    site.write("assets/leaf.js", "let a = 1")
    site.article()
    site.built()
    assert all_found(site)
    before = [put_out(site, f"{name}.js") for name in ("a", "b", "c", "leaf")]
    site.write("assets/b.js", 'import "./c.js" // changed')
    site.built()
    assert all_found(site)
    after = [put_out(site, f"{name}.js") for name in ("a", "b", "c", "leaf")]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False, False, True]


def test_a_file_that_names_no_other_has_the_hash_of_its_own_content(site: Site) -> None:
    site.write("assets/own.css", "a { mask: url(https://cdn.example/a.png) }")
    site.article()
    site.built()
    before = put_out(site, "own.css")
    site.write("assets/other.css", "b { margin: 0 }")
    site.built()
    assert put_out(site, "own.css") == before


def test_a_style_sheet_that_is_lost_in_the_output_is_put_there_again(site: Site) -> None:
    chain(site)
    path = put_out(site, "own.css")
    whole = site.output()
    site.delete(f"output/{path}")
    site.built()
    assert site.output() == whole
    (site.folder / "output" / path).write_text("tampered")
    site.built()
    assert site.output() == whole
