"""Front matter that is read by the line is read as YAML's parser reads it, or not at all."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsgen.reading.strict_yaml import parsed
from newsgen.reading.yaml_lines import tree_by_line
from tests.conftest import shared

LIKELY = [
    "title",
    "tags",
    "Flood",
    "2022-03-07T10:20:00+02:00",
    "https://a.example/b",
    "Βόλος",
    "null",
    "~",
    "yes",
    "1",
]
SIGNS = [
    *":#,[]{}\"'\\-?&*!|>%@`~.=_+$(^</ \té😀",
    "\xa0",
    "\x85",
    "\u2028",
    "\ufeff",
    "\x07",
    "\ue000",
    "\ufffe",
    ": ",
    " #",
]
TEXTS = st.lists(st.sampled_from(LIKELY) | st.sampled_from(SIGNS), min_size=1, max_size=5).map("".join)
SCALARS = (
    st.sampled_from(LIKELY)
    | st.builds("{1}{0}{1}".format, TEXTS | st.just(""), st.sampled_from("\"'"))
    | st.builds("{}{}".format, st.sampled_from(LIKELY), TEXTS)
    | TEXTS
)
LISTS = st.builds(
    lambda values, comma: f"[{comma.join(values)}]", st.lists(SCALARS, max_size=3), st.sampled_from([", ", ",", " , "])
)
KEYS = st.sampled_from(
    ["a: ", "b: ", "c-d: ", "e:", "f:  ", "null: ", "é: ", '"g": ', "1: ", "<<: ", "h : ", "h i: ", "- "]
)
KEYS |= st.builds("{}{}{}".format, st.sampled_from(["", " ", "  "]), st.sampled_from(["", "- "]), KEYS | st.just(""))
LINES = st.builds(
    "{}{}{}".format, KEYS, SCALARS | LISTS | st.just(""), st.sampled_from(["", "", "", " ", " # c", "\n"])
)
LINES |= st.sampled_from(["", "  ", "# comment", "  # comment", "---", "...", "%YAML 1.1", "\t"])


@settings(max_examples=1_500)
@given(st.lists(LINES, max_size=5).map("\n".join))
@example("a: b\n\na: c")
@example("a:\n- b\n- [c, 'd' , null]\ne:")
@example("photo:\n  src: a.jpg\n  src: b.jpg\n# end\ntags:\n  - x")
@example("a:\n  b: c\n d: e")
@example("a: b\n- c")
def test_what_is_read_by_the_line_is_what_the_parser_reads(text: str) -> None:
    found = tree_by_line(text, 2)
    if found is not None:
        assert found == parsed(text, 2)


@pytest.mark.parametrize(
    "text",
    [
        'title: "Flood: 2 [dead]"\ndate: 2022-03-07T10:20:00+02:00\nurl: https://a.example/b\ntags: [a, "c, d",null ]',
        "title: Flood\n\ntags:\n  - a\n  - 'b: c'\n# the photo\nphoto:\n  src: /a.jpg\n  alt:  Water\nlayout:\n",
    ],
)
def test_lines_of_a_key_and_its_value_need_no_parser(text: str) -> None:
    assert tree_by_line(text, 1) == parsed(text, 1)


@pytest.mark.parametrize("folder", ["18f", "digital-gov", "greek"])
def test_most_of_what_others_wrote_needs_none(folder: str) -> None:
    texts = [file.read_text(encoding="utf-8") for file in shared(f"corpora/{folder}").rglob("*.md")]
    heads = [text.split("\n---", 1)[0].removeprefix("---") for text in texts if text.startswith("---\n")]
    read = {head: found for head in heads if (found := tree_by_line(head, 1))}
    assert len(read) > len(heads) / 2
    assert all(found == parsed(head, 1) for head, found in read.items())
