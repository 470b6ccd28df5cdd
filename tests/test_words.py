"""Counting, comparing and cutting words, whatever the script."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.check.duplicates import likeness, minhash
from newsgen.model.words import changed_words, cut, excerpt, pieces, word_count
from tests.checks import checked
from tests.sites import CONFIG, Site

JAPANESE = "東京都は七日、新しい予算案を発表した。これにより、来年度の支出は増加する見込みである。"
CHINESE = "市政府星期一公布了新的預算案，預計明年的支出將會增加。"
THAI = "รัฐบาลไทยประกาศงบประมาณใหม่เมื่อวันจันทร์ที่ผ่านมา"
LAO = "ລັດຖະບານລາວປະກາດງົບປະມານໃໝ່ໃນວັນຈັນທີ່ຜ່ານມາ"
KHMER = "រដ្ឋាភិបាលកម្ពុជាបានប្រកាសថវិកាថ្មីកាលពីថ្ងៃច័ន្ទ"
BURMESE = "အစိုးရသည်တနင်္လာနေ့တွင်ဘတ်ဂျက်အသစ်ကိုကြေညာခဲ့သည်"
ALL = [JAPANESE, CHINESE, THAI, LAO, KHMER, BURMESE]

some_text = st.lists(
    st.sampled_from(
        [
            *ALL,
            "Volos",
            "Washington",
            " ",
            "\u0301",
            "👨‍👩‍👧‍👦",
            "🇬🇷",
            "👍🏽",
            "한국어",
            "한국어",
            "นำ้",
            "क्ष",
            "。",
            "-",
            "x",
        ]
    )
).map("".join)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (JAPANESE * 90, 1500, 2600), (CHINESE * 130, 1700, 2600), (THAI * 72, 600, 1100), (LAO * 72, 600, 1100),
        (KHMER * 72, 500, 1100), (BURMESE * 72, 400, 1100),
    ],
)  # fmt: skip
def test_some_3600_characters_have_as_many_words_as_they_say(text: str, least: int, most: int) -> None:
    assert least < word_count(text) < most


def test_scripts_with_spaces_are_counted_by_them() -> None:
    for text in (
        "",
        "Water rose.",
        "Το νερό ανέβηκε – πάλι",
        "오늘 서울에 비가 왔다",
        "المياه ارتفعت",
        "पानी बढ़ गया",
        "вода",
    ):
        assert word_count(text) == len(text.split())


def test_mixed_texts_add_up() -> None:
    assert word_count("NATO 首脳会議 in Tokyo 。") == 3 + word_count("首脳会議")
    assert word_count("数字は 2026 です") == 1 + word_count("数字はです")


def test_a_longer_text_has_no_fewer_words() -> None:
    for text in ALL:
        counts = [word_count(text[:end]) for end in range(len(text))]
        assert counts == sorted(counts)


def test_pieces_are_words_or_letters() -> None:
    assert pieces("Rain in 東京, again") == ["Rain", "in", "東", "京", "again"]
    assert pieces("It's Ωmega_1") == re.findall(r"\w+", "It's Ωmega_1")


def test_a_change_is_counted_in_words() -> None:
    assert changed_words("one two three", "one two four five") == 2
    assert changed_words(CHINESE, CHINESE) == 0
    assert 1 <= changed_words(CHINESE, CHINESE.replace("星期一", "星期二")) <= 3
    assert changed_words(JAPANESE, JAPANESE + "明日は雨が降るでしょうと気象庁が述べた。") > 8
    assert changed_words(THAI, THAI + THAI) > 8


def test_copies_of_texts_without_spaces_are_alike_and_others_not() -> None:
    for text in ALL:
        long = " ".join(f"{text}{number}" for number in range(6))
        assert likeness(minhash(long), minhash(long + text[:20])) > 0.8
        assert likeness(minhash(long), minhash(long.translate({ord(text[3]): "x", ord(text[7]): "y"}))) < 0.8


@given(some_text, st.integers(1, 80))
def test_a_cut_text_is_a_beginning_and_ends_with_a_whole_character(text: str, length: int) -> None:
    text = " ".join(text.split())
    kept = cut(text, length)
    assert text.startswith(kept)
    assert len(kept) <= length
    assert bool(kept) == bool(text)
    rest = text[len(kept) :]
    if rest and len(kept) > 12:
        assert unicodedata.category(rest[0])[0] != "M"
        assert "\u200d" not in (rest[0], kept[-1])
        assert len(re.findall("[\U0001f1e6-\U0001f1ff]", kept)) % 2 == 0


@pytest.mark.parametrize("text", ALL)
def test_an_excerpt_of_a_text_without_spaces_fills_its_room(text: str) -> None:
    words = re.sub(r"[^\w]", "", text)
    for length in (20, 40, 60):
        assert length - 9 < len(excerpt(words * 9, length)) <= length
    assert len(excerpt("Volos " + words * 9, 60)) > 50


SAID = "The harbour master closed the port at 18:00 on Monday. Islanders have bread, fuel and a doctor."


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        (SAID, 95, SAID),
        (SAID, 60, "The harbour master closed the port at 18:00 on Monday."),
        (SAID, 54, "The harbour master closed the port at 18:00 on Monday."),
        (SAID, 53, "The harbour master closed the port at 18:00 on..."),
        (SAID, 84, "The harbour master closed the port at 18:00 on Monday."),
        ("From January the old street, behind the harbour, belongs to walkers alone.", 60,
         "From January the old street, behind the harbour..."),
        ("The mayor, Dr. Elena Trant of St. Mary and of the hills, said that", 48,
         "The mayor, Dr. Elena Trant of St. Mary and of..."),
        ("It cost 3.5 million. Then it rained for seven days and nights", 40, "It cost 3.5 million."),
        ("“Nothing leaves before noon!” she said. And nothing did, as the Lantern saw.", 48,
         "“Nothing leaves before noon!” she said."),
        ("Will it rain? Nobody knows, though everybody who was asked said so.", 26, "Will it rain?"),
        ("Ποιος κυβερνά σήμερα τον δήμο; Ο δήμαρχος απαντά στις ερωτήσεις", 50, "Ποιος κυβερνά σήμερα τον δήμο;"),
        ("港はまた閉まる。船は月曜から動かない。島には医者がいる。", 24, "港はまた閉まる。船は月曜から動かない。"),
        ("Rain, and rain, and then a long and quiet night", 30, "Rain, and rain, and then a..."),
    ],
)  # fmt: skip
def test_an_excerpt_ends_with_a_sentence_a_clause_or_a_word(text: str, length: int, expected: str) -> None:
    assert excerpt(text, length) == expected
    assert excerpt(text, length, "…").rstrip("…").rstrip(".")[:20] == expected[:20].rstrip(".")


@given(some_text, st.integers(4, 90), st.sampled_from(["...", "…", " [more]", ""]))
def test_an_excerpt_has_its_length(text: str, length: int, ellipsis: str) -> None:
    whole = " ".join(text.split())
    found = excerpt(text, length, ellipsis)
    assert len(found) <= max(length, len(ellipsis) + 1)
    assert found == whole if len(whole) <= length else whole.startswith(found.removesuffix(ellipsis))


@pytest.mark.parametrize("text", ALL)
@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_a_page_tells_how_long_it_takes_to_read(tmp_path: Path, text: str, engine: str) -> None:
    site = Site(tmp_path, config=CONFIG.replace("commonmark", engine))
    site.article(body="\n\n".join([text * 12] * 6))
    site.built()
    page = site.page("/2022/03/flood/")
    (words,) = re.findall(r'"wordCount":(\d+)', page)
    (minutes,) = re.findall(r"(\d+) min read", page)
    assert int(words) > 400
    assert int(minutes) == round(int(words) / 220) > 1
    (description,) = re.findall(r'<meta name="description" content="([^"]*)">', page)
    assert 170 <= len(description) <= 200


@pytest.mark.parametrize("text", ALL)
def test_checks_that_count_words_fire(tmp_path: Path, text: str) -> None:
    site = Site(tmp_path)
    site.article(body=text * 8)
    site.article("copy", title="Another", date="2022-03-06", body=text * 8)
    codes = [problem.code for problem in checked(site).problems]
    assert codes.count("missing-summary") == 2
    assert codes.count("duplicate-text") == 1


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("首" * 54, set()),
        ("首" * 56, {"long-headline"}),
        ("NATO首脳会議、EU加盟国首脳会議、米国大統領選挙", set()),
        ("حلف NATO والاتحاد CNN يجتمعان في BBCX", set()),
        ("FLOOD WATERS RISE AGAIN", {"shouting"}),
    ],
)
def test_headlines_in_any_script(tmp_path: Path, title: str, codes: set[str]) -> None:
    site = Site(tmp_path)
    site.article(title=title)
    assert {problem.code for problem in checked(site).problems} & {"long-headline", "shouting"} == codes
