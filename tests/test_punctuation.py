"""Typographic punctuation: quotation marks by language, apostrophes, primes, dashes; the same wherever shown."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.smarty import SmartyExtension

from newsgen.model.config import EngineName, MarkdownConfig
from newsgen.reading.article_body import body
from newsgen.reading.markdown_text import MarkdownText
from newsgen.reading.punctuation import ENGLISH, punctuated, punctuated_html, quote_marks, straight
from tests.sites import Site

BOTH: list[EngineName] = ["markdown", "commonmark"]
SMARTY = Markdown(
    extensions=[
        SmartyExtension(
            substitutions={
                "mdash": "—",
                "ndash": "–",
                "ellipsis": "…",
                "left-single-quote": "‘",
                "right-single-quote": "’",
                "left-double-quote": "“",
                "right-double-quote": "”",
            }
        )
    ]
)


def english(text: str) -> str:
    return punctuated(text, ENGLISH)


def html_of(text: str, name: EngineName, language: str = "en") -> str:
    found, _ = body(MarkdownText("a.md", text, 1), MarkdownConfig(engine=name), quote_marks("auto", language))
    return found.html.strip()


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Class of '07.", "Class of ’07."),
        ("'Tis rock 'n' roll.", "’Tis rock ’n’ roll."),
        ("Get 'em. 'TWAS, 'til", "Get ’em. ’TWAS, ’til"),
        ("6'2\", 12\" disc", "6′2″, 12″ disc"),
        ("a 5'10\" man, 6' tall, 5\"x7\", 5½\"", "a 5′10″ man, 6′ tall, 5″x7″, 5½″"),
        ('"The 12" disc," he said', "“The 12″ disc,” he said"),
        ('It was "number 12", then "13"', "It was “number 12”, then “13”"),
        ("40°26'46\"N", "40°26′46″N"),
        ("«\"x\"» ('x') [\"x\"]", "«“x”» (‘x’) [“x”]"),
        ("the '80s and '90s, the 1980's, summer of '68", "the ’80s and ’90s, the 1980’s, summer of ’68"),
        ("'30 years of lies': a minister resigns", "‘30 years of lies’: a minister resigns"),
        ("Minister sees 'cause for alarm' in '07", "Minister sees ‘cause for alarm’ in ’07"),
        ("the boys' toys, James's, o'clock, d'Arc", "the boys’ toys, James’s, o’clock, d’Arc"),
        ("He said 'great', 'big' and 'fun'.", "He said ‘great’, ‘big’ and ‘fun’."),
        ('He said "he said \'no\'" and left.', "He said “he said ‘no’” and left."),
        ("'He said \"no\" to me'", "‘He said “no” to me’"),
        ('"He said "no" to me"', "“He said ‘no’ to me”"),
        ('"Unclosed. He "said" so', "“Unclosed. He “said” so"),
        ("'Two paragraphs begin.", "‘Two paragraphs begin."),
        ('He: "Two paragraphs begin.', "He: “Two paragraphs begin."),
        ('the end of one."', "the end of one.”"),
        ('"wait--" he; word--"quoted"--word', "“wait–” he; word–“quoted”–word"),
        ('"..." and "Well..." "...so"', "“…” and “Well…” “…so”"),
        ('"a"-"b", pre-"x", x="y"', "“a”-“b”, pre-“x”, x=“y”"),
        ("1'000 Hawaiʻi п'ять мʼята", "1’000 Hawaiʻi п’ять мʼята"),
        ("f'(x) and f''(x), ''", "f'(x) and f''(x), ''"),
        ("https://x.example/it's--so it's; www.x.example/a'b", "https://x.example/it's--so it’s; www.x.example/a'b"),
        ("a -- b --- c ---- d .... e", "a – b — c ---- d .... e"),
        ("“typed ‘x’” it’s", "“typed ‘x’” it’s"),
        ("“typed "'"x" and \'y\'”', "“typed ‘x’ and ‘y’”"),
        ("don't\u00a0\"x\"", "don’t\u00a0“x”"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_straight_quotes_stand_for(typed: str, printed: str) -> None:
    assert english(typed) == printed
    assert punctuated_html(typed.replace("\u00a0", "&nbsp;"), ENGLISH) == printed.replace("\u00a0", "&nbsp;")


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("de", "Er sagte: \"Sie rief 'nein'\". Das war's, '68", "Er sagte: „Sie rief ‚nein‘“. Das war’s, ’68"),
        ("de-AT", '"ja"', "„ja“"),
        ("de-CH", '"ja"', "«ja»"),
        ("fr", "Il dit \"oui\" et l'eau", "Il dit «\u202foui\u202f» et l’eau"),
        ("fr-BE", '"a "b" c"', "«\u202fa “b” c\u202f»"),
        ("fr", '"\u00a0oui\u00a0"', "«\u00a0oui\u00a0»"),
        ("el", "Είπε \"όχι\", «\"x\"», σ' αυτό του '80", "Είπε «όχι», «“x”», σ’ αυτό του ’80"),
        ("ja", '彼は"はい"と"いいえ"と言った', "彼は「はい」と「いいえ」と言った"),
        ("zh-TW", '他說"好"。', "他說「好」。"),
        ("zh", '他说"好"。', "他说“好”。"),
        ("zh-Hant-HK", '"好"', "「好」"),
        ("sv", "Hon sa \"nej\" och 'ja'", "Hon sa ”nej” och ’ja’"),
        ("fi", '"a "b" c"', "”a ’b’ c”"),
        ("pl", '"Tak" i "nie "x" y"', "„Tak” i „nie «x» y”"),
        ("hu", '"a "b" c"', "„a »b« c”"),
        ("ru", '"да "нет" да"', "«да „нет“ да»"),
        ("uk", "\"м'ята\"", "«м’ята»"),
        ("nl", "'s avonds in 't huis: \"ja\", auto's", "’s avonds in ’t huis: “ja”, auto’s"),
        ("it", "dell'arte \"x\"", "dell’arte «x»"),
        ("pt-PT", '"x"', "«x»"),
        ("pt-BR", '"x"', "“x”"),
        ("nb", '"x \'y\'"', "«x ‘y’»"),
        ("he", 'צה"ל אמר "שלום"', "צה״ל אמר ”שלום”"),
        ("ar", 'قال "نعم" اليوم', "قال ”نعم“ اليوم"),
        ("xx", '"x"', "“x”"),
    ],
)  # fmt: skip
def test_the_marks_are_those_of_the_texts_language(language: str, typed: str, printed: str) -> None:
    assert punctuated(typed, quote_marks("auto", language)) == printed


def test_marks_may_be_given_or_turned_off() -> None:
    assert punctuated('"a "b" c" d\'e', quote_marks("«»‹›", "en")) == "«a ‹b› c» d’e"
    assert punctuated('"a"', quote_marks("«\u00a0 \u00a0» “ ”", "en")) == "«\u00a0a\u00a0»"
    assert punctuated('"a" -- b...', quote_marks("off", "en")) == '"a" -- b...'


SENTENCES = """
He said, "hello." | "Hello," she said. | 'Hello,' she said. | "'Quoted' words in a larger quote."
'"Quoted" words in a larger quote.' | He said "he said 'no'" and left. | He said 'he said "no"' and left.
the '80s and '90s | don't, can't | the boys' toys | James's, China's | o'clock
"wait" he said | word--"quoted"--word | word---'quoted'---word | a – "b" — 'c' | "Well..."
a... b.... c.. | 1--2 ---- 3 --- 4 -- 5 | ("quoted") ['x'] | "No", he said | “x” ‘y’ z’s | "é" 'é' «é»
"a"! "a"? "a"; ("a") | "a\n"b" | a\xa0"b" | x's'y
"""


@pytest.mark.parametrize("sentence", re.split(r" \| |\n(?!\"b)", SENTENCES.strip("\n")))
def test_punctuation_is_that_of_smarty_where_it_is_right(sentence: str) -> None:
    smartys = SMARTY.reset().convert(sentence)
    assert f"<p>{english(sentence)}</p>" == unescape(smartys)


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("\"It's\" -- so --- they 'said'... `it's --`", "<p>“It’s” – so — they ‘said’… <code>it's --</code></p>"),
        ('"*No*", "**yes**".', "<p>“<em>No</em>”, “<strong>yes</strong>”.</p>"),
        ('*"No"*\'s', "<p><em>“No”</em>’s</p>"),
        ('"[a](https://x.example/it\'s "it\'s")"', '<p>“<a href="https://x.example/it\'s" title="it\'s">a</a>”</p>'),
        ('"`x"y`" it', '<p>“<code>x"y</code>” it</p>'),
        ("`x`'s", "<p><code>x</code>’s</p>"),
        ("6\\'2\\\" tall \\\"x\\\"", "<p>6'2\" tall \"x\"</p>"),
        ("# \"x\" & 'y'", '<h1 id="x-y">“x” &amp; ‘y’</h1>'),
        ("<kbd>it's \"x\"</kbd> it's", "<p><kbd>it's \"x\"</kbd> it’s</p>"),
        ("\"a  \nb\"", "<p>“a<br>\nb”</p>"),
        ("\"it\\\\\"", "<p>“it\\”</p>"),
        ("a \\-- b \\--- c \\... d", "<p>a -- b --- c ... d</p>"),
        ("&quot;x&quot; \"y\"", "<p>\"x\" “y”</p>"),
    ],
)  # fmt: skip
def test_punctuation_of_markdown_is_the_same_in_both_engines(name: EngineName, typed: str, printed: str) -> None:
    assert html_of(typed, name) == printed


@pytest.mark.parametrize("name", BOTH)
def test_raw_html_and_code_are_told_apart(name: EngineName) -> None:
    found = html_of('<div title="it\'s">\n"x" <code>"y"</code>\n</div>\n\n```sh\necho "x" -- it\'s...\n```\n', name)
    assert '“x” <code>"y"</code>' in found
    assert 'echo "x" -- it\'s...' in found
    assert 'title="it\'s"' in found


@pytest.mark.parametrize("name", BOTH)
def test_a_quote_closes_before_a_nested_list(name: EngineName) -> None:
    assert "“<em>a</em>”" in html_of('- "*a*"\n    - b', name)


@pytest.mark.parametrize("name", BOTH)
def test_a_note_does_not_part_a_quote_from_its_word(name: EngineName) -> None:
    found = html_of('Er sagt \'ja\'[^1] und "nein"[^1].\n\n[^1]: "N"\n', name, "de")
    assert "‚ja‘<sup" in found
    assert "„nein“<sup" in found


@pytest.mark.parametrize("name", BOTH)
def test_headlines_cards_and_feeds_have_the_punctuation_of_bodies(tmp_path: Path, name: EngineName) -> None:
    config = f'site: {{title: G, url: "https://g.example", language: el}}\nmarkdown: {{engine: {name}}}\n'
    site = Site(tmp_path, config=config)
    site.write("assets/a.jpg", b"")
    site.article(
        title="""Είπε "όχι" το '07""",
        subtitle="""Και "ναι" """,
        summary="""Το "ίσως" -- χθες""",
        photo="""{src: "https://x.example/a.jpg", alt: "x", caption: "Ο 'Νίκος'", credit: N}""",
        corrections="""[{text: 'Ήταν "χθες"'}]""",
        body="""Είπε "όχι" το '07.""",
    )
    site.article("plain", title="""Er sagt "Ja" und 'nein'""", lang="de", date="2022-03-06", body='Er "ging".')
    site.built()
    page, front = site.page("/2022/03/flood/"), site.page("/")
    for shown in ("<h1>Είπε «όχι» το ’07</h1>", "Και «ναι»", "Ο “Νίκος”", "Ήταν «χθες»", "<p>Είπε «όχι» το ’07.</p>"):
        assert shown in page
    assert '"headline":"Είπε «όχι» το ’07"' in page
    assert '<meta property="og:title" content="Είπε «όχι» το ’07">' in page
    assert '<meta name="description" content="Το «ίσως» – χθες">' in page
    for shown in ("Είπε «όχι» το ’07", "Το «ίσως» – χθες", "Er sagt „Ja“ und ‚nein‘", "Er „ging“."):
        assert shown in front
    newest = json.loads(site.page("feed.json"))["items"][0]
    assert (newest["title"], newest["summary"]) == ("Είπε «όχι» το ’07", "Το «ίσως» – χθες")
    assert "<title>Είπε «όχι» το ’07</title>" in site.page("feed.xml")


def test_punctuation_is_left_as_typed_if_the_config_says_so(tmp_path: Path) -> None:
    site = Site(tmp_path, config='site: {title: G, url: "https://g.example"}\nmarkdown: {quotes: off}\n')
    site.article(title="""It's "x" -- so...""", body="""It's "x" -- so...""")
    site.built()
    assert site.page("/2022/03/flood/").count("""<p>It's "x" -- so...</p>""") == 1
    assert "<h1>It&#39;s &#34;x&#34; -- so...</h1>" in site.page("/2022/03/flood/")


def test_a_teaser_is_punctuated(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.article(body="""It's "so" -- it.\n\n<!--more-->\n\nMore.""")
    site.built()
    assert json.loads(site.page("feed.json"))["items"][0]["summary"] == "It’s “so” – it."


@pytest.mark.parametrize("quotes", ["“”", "fancy", "« »"])
def test_marks_that_are_not_four_are_a_mistake(tmp_path: Path, quotes: str) -> None:
    site = Site(tmp_path, config=f'site: {{title: G, url: "https://g.example"}}\nmarkdown: {{quotes: "{quotes}"}}\n')
    (problem,) = site.problems()
    assert problem.startswith("config.yaml:2:20: ")
    assert "“”‘’" in problem


@pytest.mark.parametrize(
    ("typed", "language"),
    [('It\'s "so" at 6\'2"', "en"), ('"Oui" l\'eau', "fr"), ('"はい"', "ja"), ("\"a 'b'\"", "de")],
)
def test_what_was_typed_can_be_told_from_what_is_shown(typed: str, language: str) -> None:
    assert straight(punctuated(typed, quote_marks("auto", language))) == typed


LANGUAGES = st.sampled_from(["en", "de", "fr", "el", "ja", "sv", "hu", "ar", "pl", "he"])
TYPED = st.lists(
    st.sampled_from(
        [
            "'",
            '"',
            " ",
            "a",
            "No",
            "12",
            "s",
            ".",
            ",",
            "-",
            "--",
            "...",
            "(",
            ")",
            "«",
            "»",
            "“",
            "”",
            "’",
            "\n",
            "א",
            "東",
        ]
    )
).map("".join)
SIGNS = re.compile(r"['\"“”‘’„‚«»‹›「」『』′″״׳\u202f]")


@given(TYPED, LANGUAGES)
def test_nothing_but_the_signs_differs(typed: str, language: str) -> None:
    typed = typed.replace("--", "").replace("...", "")
    printed = punctuated(typed, quote_marks("auto", language))
    assert SIGNS.sub("", printed) == SIGNS.sub("", typed)


@given(TYPED, LANGUAGES)
def test_what_is_punctuated_stays_as_it_is(typed: str, language: str) -> None:
    marks = quote_marks("auto", language)
    printed = punctuated(typed, marks)
    assert punctuated(printed, marks) == printed


@given(st.text(st.characters(exclude_characters="'\"")), LANGUAGES)
def test_a_text_without_signs_is_not_touched(typed: str, language: str) -> None:
    typed = typed.replace("--", "").replace("...", "")
    assert punctuated(typed, quote_marks("auto", language)) == typed


@given(
    TYPED,
    st.lists(st.sampled_from(["<em>", "</em>", '<a href="it\'s">', "</a>", "<b title='\"'>", "</b>"]), max_size=3),
)
def test_markup_changes_nothing(typed: str, tags: list[str]) -> None:
    typed = typed.replace("--", "").replace("...", "")
    step = len(typed) // (len(tags) + 1)
    marked, shown = "", typed
    for tag in tags:
        marked, shown = marked + shown[:step] + tag, shown[step:]
    found = punctuated_html(marked + shown, ENGLISH)
    assert re.findall(r"<[^>]*>", found) == tags
    assert re.sub(r"<[^>]*>", "", found) == english(typed)
