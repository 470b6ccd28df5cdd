"""Everyday Markdown in both engines, held to CommonMark's specification and to GitHub's own parser."""

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgen.model.config import EngineName
from newsgen.reading.engines import engine
from tests.markdown_structure import structure

ROOT = Path(__file__).parents[1]
SPECIFICATION = ROOT / ".venv/checkers/node_modules/commonmark-spec/spec.txt"
BOTH: list[EngineName] = ["markdown", "commonmark"]
EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)


def github(text: str) -> str:
    extensions = ["table", "autolink", "strikethrough", "tasklist"]
    return str(cmarkgfm.cmark.markdown_to_html_with_extensions(text, Options.CMARK_OPT_UNSAFE, extensions))


def examples() -> list[tuple[str, str]]:
    """The specification's: Markdown and HTML."""
    text = SPECIFICATION.read_text("utf-8").replace("→", "\t")
    return [(found[1], found[2]) for found in EXAMPLE.finditer(text)]


def test_both_engines_read_all_examples_of_the_specification_alike() -> None:
    convert, other = engine("markdown"), engine("commonmark")
    different = [text for text, _ in examples() if structure(convert(text)) != structure(other(text))]
    assert len(examples()) > 650
    assert different == []


@pytest.mark.parametrize("name", BOTH)
def test_an_engine_reads_all_examples_as_specified_but_for_bare_addresses(name: EngineName) -> None:
    convert = engine(name)
    different = [text for text, html in examples() if structure(convert(text)) != structure(html)]
    assert different == [text for text, html in examples() if text in BARE_ADDRESSES]


BARE_ADDRESSES = (
    "< https://foo.bar >\n",
    "https://example.com\n",
    "foo@bar.example.com\n",
)
"""Examples whose addresses GitHub links, which CommonMark doesn't know of."""

EVERYDAY = """
- a
  - b
    - c
=====
* x
  * y
* z
=====
1. a
   - b
2. c
=====
1. a
    - b
    - c
2. d
=====
Right below:
- a
- b
=====
Right below:
1. a
2. b
=====
In 1986
1986. was a year
=====
- a

- b
=====
- a

  second

      code
- b
=====
- a
+ b
* c
=====
1) a
2) b
=====
7) a
1. b
=====
- run

  ```sh
  ls
  pwd
  ```
- next
=====
1. run
   ~~~ py
   a = "1"

   b
   ~~~
=====
> ```
> code
> ```
> text
=====
> a

> b
=====
> a
b
> c
=====
> - a
>   - b
>
> c
=====
a\\
b␠␠
c
=====
a\\~b \\*c\\* \\_d\\_ 1\\. e
=====
~~gone~~ and ~once~, not a ~~ b, H~~~2~~~O or ~~a~
=====
**a**b *a*b __a__b _a_b *a **b** c* ***d***
=====
before
| a | b |
|---|:-:|
| c | `d` |
after

end
=====
- in a list

  | a | b |
  |---|---|
  | c \\| d | e |
=====
a | b
--|--
c
d | e | f
=====
| a |
|---|

|b|
=====
- [x] done
- [ ] open *soon*
- [y] neither
  1. [X] nested
=====
- [x] a

- [ ] b
=====
<details>
<summary>More</summary>

- *a*

| b |
|---|
| c |

</details>

after
=====
<div>
*raw*
</div>

*not*
=====
    code

  text

	tab
=====
   ```
   indented
     more
   ```
=====
See https://a.example/b_c_d?e=1&f=2. Or (www.b.example/c(d)), me@c.example!
=====
www.a.example/?b&copy=1&c a\\b@c.example a\\\\d@e.example
=====
`https://a.example` [https://b.example](c) ![www.d.example](e.jpg) <https://f.example>
=====
**https://a.example** *www.b.example* # "https://c.example"
=====
<a href="https://a.example">www</a> <img src="https://b.example/c.jpg" alt="d">
=====
# a #

## b

c
===

d
---
=====
#no heading

####### nor this
=====
a<b 5 > 3
=====
<3 and x < y > z, a <- b, <1> <_a> </ b> <a$>
=====
[a](<b c> "d") [e]( /f 'g' ) [h](i(j)) [k] [k][] [l][k] ![m [n](o)](p)

[k]: /q "r"
=====
[a] (b) [c](d e) [f]
=====
* * *
- - -
___
=====
&copy; &amp;copy; &#233; `&copy;` & &nope;
=====
a `` b ` c `` `d` `e
=====
- a
-␠
- b

text
=====
- a

      b
- c

d
=====
  - a
 - b
- c
=====
* a
␠
  b


* c
""".strip("\n").split("\n=====\n")


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_markdown_is_read_as_on_github(text: str) -> None:
    text = text.replace("\\\\", "\\").replace("␠", " ")
    expected = structure(github(text))
    assert [structure(engine(name)(text)) for name in BOTH] == [expected, expected]


PIECES = """*|_|**|`|```|~~~|~~|[|]|(|)|<|>|!|&amp;|\\|- |* |1. |2) |  |    |> |# |---|===|a|b c|word|<div>|</div>|<b>|
</b>|[a](b)|[x]|[x]: /u|+ |![i](j)|"q"|é|1|.| |:|www.a.example|https://b.example/c|d@e.example|- [ ] a"""
SIGNS = [
    *PIECES.replace("\n", "").split("|"),
    "|",
    "\n",
    "\n\n",
    "  \n",
    "| a | b |\n|---|---|\n| c | d |\n",
    "- a\n  - b",
]
TEXTS = st.lists(st.sampled_from(SIGNS), max_size=14).map("".join)
ANY = settings(max_examples=700, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@given(TEXTS)
@ANY
def test_each_engine_reads_any_mixture_as_the_other_or_as_github(text: str) -> None:
    ours, other = structure(engine("markdown")(text)), structure(engine("commonmark")(text))
    assert ours in (other, structure(github(text)))


# --- where the engines differ ---


def exceptions() -> Iterator[str]:
    """The examples in the documentation's table of differences, a line end written as `⏎`."""
    page = (ROOT / "docs/front-matter.md").read_text("utf-8")
    section = page.split("### Where the engines differ", 1)[1].split("\n##", 1)[0]
    for row in re.findall(r"^\| (.*?) \|", section, re.MULTILINE)[2:]:
        yield re.sub(r"\A(`+) ?(.*?) ?\1\Z", r"\2", row).replace("\\|", "|").replace("⏎", "\n")


@pytest.mark.parametrize("text", list(exceptions()))
def test_the_engines_differ_where_the_documentation_says_so(text: str) -> None:
    assert structure(engine("markdown")(text)) != structure(engine("commonmark")(text))


def test_every_kind_of_difference_is_in_the_documentation() -> None:
    assert len(list(exceptions())) == 4


# --- the rest ---


@pytest.mark.parametrize("name", BOTH)
def test_a_task_has_a_sign_that_sanitising_and_feeds_keep(name: EngineName) -> None:
    page = engine(name)("- [x] done\n- [ ] to do\n")
    assert "<input" not in page
    assert "☑ done" in page
    assert "☐ to do" in page


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.example/b--c", "https://a.example/b--c"),
        ("»https://a.example«", "https://a.example"),
        ("https://a.example/日本。", "https://a.example/日本"),
        ("HTTPS://A.example", "HTTPS://A.example"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("https://a.example/?b&amp;c", "https://a.example/?b&c"),
        ("E-mail:a.b+c@d.example.", "mailto:a.b+c@d.example"),
        ("<b>www.a.example</b>", "http://www.a.example"),
        ("www.a.example/[b]_c", "http://www.a.example/[b]_c"),
    ],
)
def test_an_address_without_markup_is_linked(name: EngineName, text: str, url: str) -> None:
    found = re.findall(r'href="([^"]*)"', engine(name)(text))
    assert [structure(f"<p>{link}</p>") for link in found] == [f"<p>{url}</p>"]


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("text", ["@a@social.example", "https://", "www.", "a@b", "xhttps//a.example", "a@b.c@d.e"])
def test_what_only_looks_like_an_address_is_text(name: EngineName, text: str) -> None:
    assert "href" not in engine(name)(text)


def test_attributes_of_fences_and_elements_with_markdown_go_on_working() -> None:
    convert = engine("markdown")
    assert '<pre id="b"><code class="language-py">' in convert("``` {.py #b}\na\n```")
    assert structure(convert('<div markdown="1">\n- a\n\n<div>*b*</div>\n\n</div>\n*c*')) == (
        "<div><ul><li>a</li></ul><div>*b*</div></div><p><em>c</em></p>"
    )
    assert structure(convert('<p markdown="1">*a*</p>')) == "<p><em>a</em></p>"
    assert structure(convert('<div markdown="span">*a*\n\n- b</div>\nc')) == "<div><em>a</em>- b</div><p>c</p>"
    assert structure(convert('- <div markdown="1">\n  *a*\n  </div>\n- b')) == (
        "<ul><li><div><p><em>a</em></p></div></li><li>b</li></ul>"
    )


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("text", ["**a**{{< /note >}}", "[a](b){% c %} d", "- *a* {{ b }}"])
def test_braces_of_other_generators_templates_are_no_attributes(name: EngineName, text: str) -> None:
    page = unescape(engine(name)(text))
    assert text[text.index("{") :] in page


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 5_000 + " a",
        "<?" * 10_000,
        "<![CDATA[" * 2_000,
        "a <!a" * 4_000,
        "<a b=" * 4_000,
        "https://" * 2_500,
        "https://a.example/" + "(" * 20_000,
        "a@" * 10_000,
        "a.b-c_d" * 3_000,
        "- a\n" * 5_000,
        "> a\n\n" * 4_000,
        "- " * 10_000,
        "| a " * 5_000 + "\n" + "|---" * 5_000,
        "|a\n|-\n" + "|b\n" * 5_000,
        "[^a]: b\n" * 2_500 + "[^a]",
        "[a]: b\n" * 3_000,
        "".join(f"[{n}]: b\n" for n in range(2_000)) + "[a][" * 2_000,
        "*a **b " * 3_000,
        "*a_ " * 5_000,
        "~a ~~b " * 3_000,
        "`a``b```c" * 2_000,
        "&" * 20_000,
        '<div markdown="1">\n' * 1_000,
        ("> " * 50 + '<div markdown="1">\n') * 100,
        "> " * 99 + '<p markdown="1">*a*</p>',
        "a\n" * 10_000,
        "\\" * 20_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_syntax_takes_two_seconds_or_less(name: EngineName, text: str) -> None:
    started = time.process_time()
    engine(name)(text)
    assert time.process_time() - started < 2
