"""Slugs: what becomes of titles, tags and names in urls and file names."""

import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.model.slugs import MAX_BYTES, latin_words, slug

WORDS = st.text(max_size=300) | st.text(st.characters(min_codepoint=0x300, max_codepoint=0x4FF), max_size=300)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Flood in Volos", "flood-in-volos"),
        ("  China – Russia: “Our cooperation”  ", "china-russia-our-cooperation"),
        ("naïve café, Łódź, Østergård, Straße", "naive-cafe-lodz-ostergard-strasse"),
        ("1,000 homes & 50% more", "1000-homes-50-more"),
        ("already-a-slug-2", "already-a-slug-2"),
        ("snake_case.and/path", "snake-case-and-path"),
    ],
)
def test_latin_letters_lose_their_accents_and_all_else_becomes_one_hyphen(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Πλημμύρα στον Βόλο", "plimmyra-ston-volo"),
        ("Μαρία Παπαδοπούλου", "maria-papadopoulou"),
        ("Άγγελος, Σφίγξ, άγχος", "angelos-sfinx-anchos"),
        ("Εύβοια, ηύραμε, Ναύπλιο", "evvoia-ivrame-nafplio"),
        ("Ευτυχία αυτός ηύξησε ταυ", "eftychia-aftos-ifxise-taf"),
        ("Μπακογιάννη λαμπερή Ταμπ", "bakogianni-lamperi-tab"),
        ("άυλος προϋπολογισμός αϋπνία", "aylos-proypologismos-aypnia"),
        ("Ψυχή Θάλασσα Ξένος ντόπιος", "psychi-thalassa-xenos-ntopios"),
        ("ΑΘΗΝΑ, ΟΔΟΣ", "athina-odos"),
        ("οὐ μὴν Ἀθῆναι", "ou-min-athinai"),
    ],
)
def test_greek_is_written_as_elot_743_has_it(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Путин в Хабаровске", "putin-v-khabarovske"),
        ("Щука и мальчик", "shchuka-i-malchik"),
        ("Киев, Київ", "kiev-kiiv"),
        ("Новости дня", "novosti-dnia"),
    ],
)
def test_cyrillic_is_written_in_latin_letters(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_text_without_a_letter_has_a_slug_of_its_own() -> None:
    assert re.fullmatch("[0-9a-f]{8}", slug("!!!"))
    assert len({slug("!!!"), slug("???"), slug("🎉"), slug("")}) == 4


def test_long_titles_that_begin_alike_stay_apart() -> None:
    one, other = slug("flood " * 60 + "one"), slug("flood " * 60 + "other")
    assert one != other
    assert one.startswith("flood-flood-flood-")


def test_a_title_that_just_fits_is_not_cut() -> None:
    assert slug("x" * MAX_BYTES) == "x" * MAX_BYTES
    assert slug("x" * (MAX_BYTES + 1)) != "x" * (MAX_BYTES + 1)


@given(WORDS)
def test_a_slug_is_a_few_bytes_of_plain_words(text: str) -> None:
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug(text))
    assert len(slug(text).encode()) <= MAX_BYTES


@given(WORDS)
def test_the_slug_of_a_slug_is_itself(text: str) -> None:
    assert slug(slug(text)) == slug(text)


@given(WORDS)
def test_composed_and_decomposed_text_have_one_slug(text: str) -> None:
    assert slug(normalize("NFC", text)) == slug(normalize("NFD", text))


@pytest.mark.parametrize("text", ["I'm Coopers' guest", "I’m Coopers’ guest"])
def test_apostrophes_of_both_kinds_leave_no_gap(text: str) -> None:
    assert slug(text) == "im-coopers-guest"


@given(st.text("aZz09 -", min_size=1, max_size=20).filter(lambda text: text.strip(" -")))
def test_plain_words_need_no_tables(text: str) -> None:
    assert slug(text) == latin_words(text)
