"""Sketches of texts: how alike two texts are, from a few numbers of each."""

from random import Random

import pytest

from newsgen.check.duplicates import ALIKE, FEW_WORDS, RUN, SIZE, alike, likeness, minhash


def text(dice: Random, words: int = 400) -> list[str]:
    return [f"word{dice.randrange(5000)}" for _ in range(words)]


def runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


@pytest.mark.parametrize("kept", [0, 100, 200, 300, 350, 380, 400])
def test_likeness_is_about_the_share_of_common_runs(kept: int) -> None:
    dice = Random(kept)
    first = text(dice)
    second = first[:kept] + text(dice, 400 - kept)
    share = len(runs(first) & runs(second)) / len(runs(first) | runs(second))
    assert likeness(minhash(" ".join(first)), minhash(" ".join(second))) == pytest.approx(share, abs=0.15)


def test_case_signs_and_spaces_do_not_count() -> None:
    words = text(Random(1))
    assert minhash(" ".join(words)) == minhash("“" + ",\n".join(words).upper() + "!”")


def test_the_last_run_counts_too() -> None:
    words = text(Random(1), FEW_WORDS)
    assert len(minhash(" ".join(words))) == 4 * (FEW_WORDS - RUN + 1)
    assert minhash(" ".join(words)) != minhash(" ".join([*words[:-1], "other"]))


def test_a_sketch_is_small_and_a_text_of_few_words_has_none() -> None:
    assert len(minhash(" ".join(text(Random(1), 5000)))) == 4 * SIZE
    assert minhash(" ".join(text(Random(1), FEW_WORDS - 1))) == b""


def test_of_many_texts_all_that_are_nearly_the_same_are_found_and_no_others() -> None:
    dice = Random(7)
    texts = {f"{number}": text(dice) for number in range(200)}
    twins = {f"{number}-twin": [*texts[str(number)][:395], *text(dice, 5)] for number in range(0, 200, 2)}
    halves = {f"{number}-half": [*texts[str(number)][:250], *text(dice, 150)] for number in range(1, 200, 2)}
    sketches = {name: minhash(" ".join(words)) for name, words in {**texts, **twins, **halves}.items()}
    found = list(alike(sketches))
    assert {pair[:2] for pair in found} == {(name.removesuffix("-twin"), name) for name in twins}
    assert all(share >= ALIKE for *_, share in found)
