"""The Markdown engines: placeholders, ids, notes, bounds. Their syntax is in test_markdown_syntax.py."""

import re
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newsgen.model.config import EngineName
from newsgen.model.slugs import slug
from newsgen.reading.engines import engine, with_heading_ids

CORPORA = Path(__file__).parents[1] / "../shared/corpora"
FRONT_MATTER = re.compile(r"\s*---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
BOTH: list[EngineName] = ["markdown", "commonmark"]


@cache
def bodies() -> dict[str, str]:
    """The texts of the real articles under their file names."""
    if not CORPORA.is_dir():
        pytest.fail(f"the real articles are missing: expected them in {CORPORA.resolve()}")
    texts = {path.name: path.read_text("utf-8") for path in sorted(CORPORA.rglob("*.md"))}
    return {name: FRONT_MATTER.sub("", text, count=1) for name, text in texts.items()}


# --- what stands for something else until all is written ---


def left_over(page: str) -> bool:
    """Whether a page has a placeholder, or an element that is none of HTML."""
    return any(sign in page for sign in ("\x02", "\x03", "<[^]", "<raw"))


def test_no_placeholder_is_left_in_a_real_article() -> None:
    convert = engine("markdown")
    assert len(bodies()) > 1000
    assert [name for name, text in bodies().items() if left_over(convert(text))] == []


LINES = """
    # a # | ## *b* {: #c .d } | a\n== | a\n-- | --- | - - - | -  -  - | * * * | ___ | --\n\na | -- - x
    | > a\nb | > > a | >a\n\nb | - a\n- b | - a\n\n    b | 1. a\n2. b | 3. a\n* b | *   a\n    * b | \\* a
    | `a` | ``a ` b`` | `a | \\`a` | \\\\`a` | a\\\\b | \\_a_ | *a*b | _a_b | **a *b* c** | ***a*** | **a*
    | [a](b) | [a](<b c> "d") | [a](b 'c') | [a](b (c)) | [a](b"c) | [a](b"c(d | [a]( b ) | [a](b | [a] (b)
    | [a\n](b) | ![a](b) | ![a](b "c") | [![a](b)](c) | !\\[a](b) | [[a](b)](c) | [a][b]\n\n[b]: /c "d"
    | [b][]\n\n[b]: /c | [b]\n\n  [b]: <c> | [b]\n\n[b]:/c | ![b]\n\n[b]: c | ![a][b]\n\n[b]: c\n[d]: e | [b]: c\nd
    | a[^1]\n\n[^1]: b | a[^1]\n\n[^1]: b\n\n    c | [^1][^1]\n\n[^1]: b | a[^1] | [^2][^1]\n\n[^1]: b\n[^2]: c
    | a[^1]\n\n[^1]: | a[^1]\n\n[^1]: [^2]: b | a[^1]\n\n[^1]: [b]: /c | a[^1]\n\n[^1]: > b
    | <b>a</b> | <b c="*d*">*a*</b> | <div>*a*</div> | <div>\n\n*a*\n\n</div> | a <div>b</div>  <div>c</div> *d*
    | <!-- *a* --> | a <!-- *b* --> | <http://a.b> | <a@b.c> | <a | a < b | a > b | &amp; | &#38 | &#38; | a & b
    | <? a ?> | <![CDATA[*a*]]> | <hr> | <br/>*a* | </p> | <p>a | <script>*a*</script> | <a href="b>c">*d*</a>
    | <div markdown="1">\n*a*\n</div>
    | <div markdown="1">\n<script>a && b<c</script>\n</div>
    | <p markdown="span">*a*</p> | <div markdown="block">\n- a\n</div>
    | <div class="footnote" markdown="1">\na\n</div>\n\nb[^2]\n\n[^1]: c\n[^2]: d
    |     a *b* |     a\n\n    b | \ta | a  \nb | a  \n\nb | a\n   \nb | ```\na *b*\n``` | ~~~ {.c #d}\na\n~~~
    | ``` py\n"a"\n``` | a\n{: .b } | *a*{: .b c="d" e } | a {b} | - a\n{: .b } | \x02klzzwxh:0000\x03*a*
    | \x0242\x03 | a\rb\r\nc | \x85a | \xa0*a* | a\u2028b | *é* | “*a*” | [α](β) | <ήτα> | _中_文_
    | ///Footnotes Go Here///\n\na[^1]\n\n[^1]: b | * [a](b)\n* *c*\n\n  d | # a\nb\n# c | a\n# b | ####### a
"""
TEXTS = [line.strip(" ").replace("\\\\", "\\") for line in re.sub(r"\n    \| ", " | ", LINES).split(" | ")]
TABLES = [
    "a | b\n--|:-:\nc | `d|e`",
    "|a|\n|-|\n|b|",
    "| a | b |\n| - |\n| c |",
    "a | b\nc | d",
    "|a\\|b|c|\n|--|--|\n",
]


PIECES = st.sampled_from(
    [*"`*_[]()<>!&#\\-+.:|~{}\"'= \n\t1aé中", *TEXTS, *TABLES, "    ", "  \n", "\n\n", "&#2;wzxhzdk:9&#3;"]
)


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=600, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@example("[" * 100 + "](a)" * 100)
@example("![" * 70 + "a" + "]" * 70 + "(b)")
@example("[ [a](b) " * 50)
@example("*a **b _c " * 20 + "_ ** *" * 20)
@example("____.a`x`****.*******__ `x`***_***`x`b a b **")
@example("> " * 30 + "- " * 30 + "a")
def test_no_placeholder_is_left_in_a_mixture(text: str) -> None:
    assert not left_over(engine("markdown")(text))


# --- both engines ---


@pytest.mark.parametrize("name", BOTH)
def test_what_a_newsroom_writes(name: EngineName) -> None:
    page = engine(name)(
        "*a* **b** `c` [d](e) ![f](g)\n\n- h\n\n1. i\n\n> j\n\n| k |\n|---|\n| l |\n\n"
        "```py\nm = \"n\"\n```\n\n<figure><img src='o'></figure>\n"
    )
    for expected in ("<em>a</em>", "<strong>b</strong>", "<code>c</code>", '<a href="e">d</a>', "<li>h", "<ol>"):
        assert expected in page
    for expected in ("<blockquote>", "<th>k</th>", "<td>l</td>", '<pre><code class="language-py">m =', "<figure><img"):
        assert expected in page


HEADINGS = """# The *flood* in “Volos”

## Don't "panic" & `run`

### Κακοκαιρία

## The flood in Volos

### Own {#flood .wide}

## Flood

Setext
------

## ???

## Setext 2

# Setext

## Note[^1]

<h2>Raw &amp; <b>bold</b></h2>

[^1]: x
"""


def test_headings_have_the_same_ids_in_both_engines() -> None:
    ids = [re.findall(r'<h[1-6][^>]*? id="([^"]*)"', engine(name)(HEADINGS)) for name in BOTH]
    assert ids[0] == [
        "the-flood-in-volos",
        "dont-panic-run",
        "kakokairia",
        "the-flood-in-volos-2",
        "flood",
        "flood-2",
        "setext",
        slug("???"),
        "setext-2",
        "setext-3",
        "note",
        "raw-bold",
    ]
    assert ids[1] == ids[0]


def test_entities_in_headings_count_as_what_they_stand_for() -> None:
    assert with_heading_ids("<h2>Don&#8217;t</h2>") == '<h2 id="dont">Don&#8217;t</h2>'


def test_headings_without_words_have_ids_too() -> None:
    page = '<h2><img src="a"></h2><h2></h2>'
    assert with_heading_ids(page) == '<h2 id="section"><img src="a"></h2><h2 id="section-2"></h2>'


@pytest.mark.parametrize("name", BOTH)
def test_heading_levels_are_kept_as_typed(name: EngineName) -> None:
    text = "".join(f"{'#' * level} a\n\n" for level in range(1, 7))
    assert re.findall(r"<(h\d)", engine(name)(text)) == ["h1", "h2", "h3", "h4", "h5", "h6"]


@pytest.mark.parametrize(
    "page",
    [
        '<p title="<h1>x</h1>">y</p>',
        "<!-- <h2>x</h2> -->",
        "<script>'<h2>x</h2>'</script>",
        "<h2>never closed",
        "<!-- never closed <h2>x</h2>",
        '<a href="never closed <h2>x</h2>',
        '<h2 class="a" ID = own>x</h2>',
        "<hr><header>x</header>",
        "",
    ],
)
def test_no_id_is_set_where_there_is_no_heading_without(page: str) -> None:
    assert with_heading_ids(page) == page


@pytest.mark.parametrize("empty", ["<h2 id>a</h2>", "<h2 id=''>a</h2>", "<h2 id = >a</h2>"])
def test_an_empty_id_counts_as_none(empty: str) -> None:
    assert with_heading_ids(empty) == empty.replace("<h2", '<h2 id="a"')


def test_an_id_anywhere_in_the_page_is_taken() -> None:
    assert with_heading_ids("<h2>a b</h2><p id='a-b'>x</p>") == "<h2 id=\"a-b-2\">a b</h2><p id='a-b'>x</p>"


def test_a_thousand_equal_headings_are_numbered_quickly() -> None:
    page = with_heading_ids("<h2>a</h2>" * 20_000)
    assert page.endswith('<h2 id="a-20000">a</h2>')


@pytest.mark.parametrize("name", BOTH)
def test_notes_link_there_and_back(name: EngineName) -> None:
    page = engine(name)("# a\n\nx[^b] y[^a] z[^b]\n\n[^a]: one\n\n[^b]: two\n")
    assert '<sup id="fnref-b"><a class="footnote-ref" href="#fn-b">1</a></sup>' in page
    assert '<sup id="fnref2-b"><a class="footnote-ref" href="#fn-b">1</a></sup>' in page
    assert '<sup id="fnref-a"><a class="footnote-ref" href="#fn-a">2</a></sup>' in page
    for expected in (' id="fn-a"', ' id="fn-b"', 'class="footnote-backref" href="#fnref-a"', 'href="#fnref-b"'):
        assert expected in page
    assert '<h1 id="a">' in page


@pytest.mark.parametrize("name", BOTH)
def test_a_note_is_found_whatever_the_case_of_its_label(name: EngineName) -> None:
    page = engine(name)("x[^A] y[^a]\n\n[^a]: one\n")
    assert re.findall(r'<a class="footnote-ref" href="#([^"]*)">(\d)', page) == [("fn-a", "1")] * 2
    assert 'id="fn-a"' in page


def test_notes_stand_in_the_order_of_their_mention() -> None:
    page = engine("markdown")("x[^a] y[^b]\n\n[^b]: two\n[^a]: one\n")
    assert re.findall('<li id="fn-(.)">', page) == ["a", "b"]


def test_a_note_leads_back_to_each_of_its_mentions() -> None:
    page = engine("markdown")("x[^a] y[^a]\n\n[^a]: z\n")
    assert re.findall(r'footnote-backref" href="([^"]*)"', page) == ["#fnref-a", "#fnref2-a"]


@pytest.mark.parametrize(
    "text",
    [
        "x[^a]\n\n[^a]:\n",
        "y[^b] x[^a]\n\n[^a]:\n[^b]: z\n",
        "y[^b] x[^a]\n\n[^a]: [^b]: z\n",
        "x[^a]\n\n[^a]: - [^b]: z\n",
        "x[^a] y[^c]\n\n[^a]: [^b]: z\n\n[^c]: w\n",
        '<div class="footnote" markdown="1">\n1. x\n</div>\n\n[^b]\n\n[^a]: y\n[^b]: z\n',
    ],
)
def test_odd_notes_do_not_end_the_build(text: str) -> None:
    page = engine("markdown")(text)
    assert page.count('class="footnote-backref"') == page.count('<li id="fn-')


def test_markdown_within_html() -> None:
    assert "<em>a</em>" in engine("markdown")('<div markdown="1">\n*a*\n</div>')
    assert "<em>a</em>" in engine("markdown")("<aside class=x markdown>\n*a*\n</aside>")
    assert "*a*" in engine("markdown")('<div title="markdown">\n*a*\n</div>')


# --- one after the other, and bounds ---


@pytest.mark.parametrize("name", BOTH)
def test_nothing_leaks_from_one_text_to_the_next(name: EngineName) -> None:
    convert = engine(name)
    later = "x[^a] [b] [b][] [c]\n\n- d\n\n    e\n\n# f\n\n<b>g</b> *h\n\n> i"
    alone = convert(later)
    for earlier in (
        "y[^a]\n\n[^a]: z\n\n[b]: /b\n[c]: /c\n\n# f\n\n<div>raw</div> *a **b",
        "1. " * 5000,
        "".join("    " * depth + "- a\n" for depth in range(300)),
    ):
        try:
            convert(earlier)
        except RecursionError:
            assert name == "markdown"
        assert convert(later) == alone


def test_an_engine_is_made_once() -> None:
    assert engine("markdown") is engine("markdown")
    assert engine("commonmark") is not engine("markdown")


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("text", ["", "\n\n", "   \n"])
def test_an_empty_text_gives_nothing(name: EngineName, text: str) -> None:
    assert engine(name)(text) == ""


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "![" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "[a](" * 5_000,
        "[a]: /b\n\n" + "[" * 20_000,
        "*" * 20_000,
        "*a " * 7_000,
        "`" * 20_000,
        '"' * 20_000,
        "\"'" * 10_000,
        "<" * 20_000,
        "> " * 10_000,
        "# a\n" * 5_000,
        "<h1>" * 5_000,
        "<!--" * 5_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_texts_of_20_kb_take_a_second_or_less(name: EngineName, text: str) -> None:
    started = time.process_time()
    engine(name)(text)
    assert time.process_time() - started < 2
