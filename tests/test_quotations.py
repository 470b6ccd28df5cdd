"""Quotations: who said it, and quotes that stand out of the text, in both engines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

from newsgen.model.config import EngineName, MarkdownConfig
from newsgen.model.problem import Problem
from newsgen.reading.article_body import body
from newsgen.reading.markdown_text import MarkdownText
from newsgen.reading.punctuation import quote_marks
from tests.markup import dangerous_tokens, dangers
from tests.sites import CONFIG, Site

URL = "/2022/03/flood/"
ENGINES: list[EngineName] = ["markdown", "commonmark"]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> EngineName:
    return request.param  # type: ignore[no-any-return]


def made(text: str, engine: EngineName) -> tuple[html.HtmlElement, list[Problem]]:
    found, problems = body(MarkdownText("a.md", text, 1), MarkdownConfig(engine=engine), quote_marks("auto", "en"))
    return html.fragment_fromstring(found.html, create_parent="div"), problems


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


ATTRIBUTED = [
    ("> We stay.\n>\n> — Maria P., mayor", "We stay.", "— Maria P., mayor"),
    ("> We stay.\n> — Maria P.", "We stay.", "— Maria P."),
    ("> We stay.\\\n> – Maria P.", "We stay.", "— Maria P."),
    ("> We stay.\n>\n> -- Maria P.", "We stay.", "— Maria P."),
    ("> We stay.\n>\n> ---Maria P.", "We stay.", "— Maria P."),
    ("> One.\n>\n> Two.\n> — Maria", "One. Two.", "— Maria"),
    ("> - one\n> - two\n>\n> — Maria", "one two", "— Maria"),
    ("> We stay.\n>\n> — *Maria* [P.](https://p.example/)", "We stay.", "— Maria P."),
    ('> "We" stay.\n>\n> — Maria "Bo" P.', "“We” stay.", "— Maria “Bo” P."),
    ("> We *do\n> stay*.\n> — Maria", "We do stay.", "— Maria"),
    ("> Μένουμε.\n>\n> — Μαρία Π., δήμαρχος", "Μένουμε.", "— Μαρία Π., δήμαρχος"),
    ("> نبقى.\n>\n> — مريم", "نبقى.", "— مريم"),
    ("> We stay.\n>\n> — A & B <C>", "We stay.", "— A & B"),
    ("- One\n\n  > We stay.\n  >\n  > — Maria", "We stay.", "— Maria"),
]


@pytest.mark.parametrize(("text", "said", "by"), ATTRIBUTED)
def test_a_quotation_says_who_said_it(text: str, said: str, by: str, engine: EngineName) -> None:
    found, _ = made(text, engine)
    (figure,) = found.iter("figure")
    assert figure.get("class") == "quotation"
    assert [child.tag for child in figure] == ["blockquote", "figcaption"]
    assert (words(figure[0]), words(figure[1])) == (said, by)
    assert not [each for each in found.iter("p") if not words(each)]


@pytest.mark.parametrize(
    "text",
    [
        "> We stay.",
        "> We stay.\n>\n> — ",
        "> — Maria",
        "> — Who is it?\n>\n> — Maria.",
        "> — Who is it?\n> — Maria.",
        "> We said:\n> — No.\n> — Yes.",
        "> We stay.\n>\n> \\-- Maria",
        "> We stay -- Maria",
        "> We stay.\n>\n> — 12 March",
        "> We stay.\n>\n> — " + "very " * 40 + "long",
        "> We stay.\n>\n> — Maria\n> and others",
        "> We stay.\n>\n> - Maria",
        "> We *stay.\n> — Maria*",
        "> We stay.\n>\n> — Maria\n>\n> # So",
        "> We stay.\n>\n> ```\n> — Maria\n> ```",
        "We stay.\n\n— Maria",
        '> <b title="\n> — Maria">x</b>',
    ],
)
def test_any_other_is_only_a_quotation(text: str, engine: EngineName) -> None:
    found, _ = made(text, engine)
    assert not list(found.iter("figure"))


def test_one_within_another_has_its_own(engine: EngineName) -> None:
    found, _ = made("> He wrote:\n>\n> > We stay.\n> >\n> > — Maria\n>\n> So it is.\n>\n> — Nikos", engine)
    outer, inner = found.iter("figure")
    assert [words(each[-1]) for each in (outer, inner)] == ["— Nikos", "— Maria"]
    assert inner.getparent().tag == "blockquote"


HOSTILE = """\
> x <b title="<blockquote><p>y</p><p>— onclick=alert(1) z</p></blockquote>">b</b>
>
> — <b onclick="alert(1)">Maria</b> <script>alert(1)</script> <i title="</figcaption>">P</i>

<p title="<blockquote>">x</p>

```quote
text: '<script>alert(1)</script> &#xe000;0&#xe001; " onclick=x'
by: '</p></aside><img src=x onerror=alert(1)>'
```
"""


def test_nothing_hostile_gets_through(engine: EngineName, tmp_path: Path) -> None:
    site = Site(tmp_path, config=CONFIG.replace("commonmark", engine))
    site.article(body=HOSTILE)
    site.built()
    assert dangers(site.page(URL)) == []
    assert dangerous_tokens(site.page(URL)) == []


PULLED = """\
The mayor said that "we will *stay* here", whatever comes.

```quote
text: We will stay here
by: Maria P., mayor
```

More.
"""


def test_a_quote_that_the_text_has_too_is_not_read_aloud_twice(engine: EngineName) -> None:
    found, problems = made(PULLED, engine)
    (quote,) = found.iter("aside")
    assert problems == []
    assert (quote.get("class"), quote.get("aria-hidden")) == ("pull-quote", "true")
    assert [words(each) for each in quote] == ["We will stay here", "Maria P., mayor"]


@pytest.mark.parametrize("said", ["We will go", "will stay here whatever comes so", "stay he", "We will stay here: P"])
def test_a_quote_that_the_text_has_not_is_read_aloud(said: str, engine: EngineName) -> None:
    found, _ = made(PULLED.replace("text: We will stay here", f"text: '{said}'"), engine)
    (quote,) = found.iter("aside")
    assert quote.get("aria-hidden") is None


def test_a_quote_that_stands_out_is_no_part_of_words_excerpts_and_feeds(engine: EngineName, tmp_path: Path) -> None:
    found, _ = body(MarkdownText("a.md", PULLED + "\n<!--more-->\n\nEnd.", 1), MarkdownConfig(engine=engine), None)
    assert found.words == 12
    assert "here More." not in found.teaser and "Maria" not in found.opening + found.teaser
    site = Site(tmp_path, config=CONFIG.replace("commonmark", engine))
    site.article(body=PULLED)
    site.built()
    assert 'class="pull-quote"' in site.page(URL)
    content = json.loads(site.page("/feed.json"))["items"][0]["content_html"]
    assert "pull-quote" not in content and "Maria" not in content


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("txt: x", "a.md:4:1: 'quote' has no key 'txt' (did you mean 'text'?)"),
        ("by: x", "a.md:4:1: 'quote' lacks the key 'text' (add `text: ...`)"),
        ("", "this quote is empty (add `text: ...`)"),
        ("text: [a]", "a.md:4:7: 'quote.text': "),
        ("text: a\nby: {x: y}", "a.md:5:5: 'quote.by': "),
        ("text: 'a", "a.md:"),
    ],
)
def test_what_is_wrong_with_a_block_is_told_at_its_place(block: str, told: str, engine: EngineName) -> None:
    found, problems = made(f"Rain.\n\n```quote\n{block}\n```\n", engine)
    assert any(told in str(each) for each in problems), [str(each) for each in problems]
    assert not list(found.iter("aside"))
