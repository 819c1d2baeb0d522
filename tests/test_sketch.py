import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sketch import GRAM, SCALE, fold, heading, keys, sketch
from tests.stories import story


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Russia’s “no” – to NATO", 'RUSSIA\'S "NO" - TO nato'),
        ("café déjà vu", "cafe deja vu"),
        ("co\u00adoperation", "cooperation"),
        ("one\u00a0two\nthree", "one two  three"),
        ("ЁЛКА Йод", "ёлка йод"),
        ("١٢ يوم", "12 يوم"),
    ],
)
def test_typography_does_not_count(one, other):
    assert sketch(one) == sketch(other)


@pytest.mark.parametrize(("one", "other"), [("a b", "b a"), ("12 dead", "14 dead"), ("가나 다", "거너 더")])
def test_words_and_their_order_count(one, other):
    assert sketch(one).digest != sketch(other).digest


def test_every_character_without_spaces_is_a_word_in_chinese():
    assert sketch("北约与俄罗斯 NATO").words == 7


@pytest.mark.parametrize("text", ["", " ", "…!?", "\u00ad", "🚀"])
def test_a_text_without_words_has_nothing_to_compare(text):
    assert (sketch(text).words, sketch(text).grams, sketch(text).numbers) == (0, (), ())


def test_the_sample_is_its_share_of_the_grams():
    sizes = [len(sketch(story(seed, words=800)).grams) for seed in range(20)]
    assert sum(sizes) / len(sizes) == pytest.approx((800 - GRAM + 1) / SCALE, rel=0.1)


def test_the_sample_of_a_part_is_the_part_of_the_sample():
    whole = story(1, words=400)
    part = " ".join(whole.split()[:200])
    assert sketch(whole).grams[: len(sketch(part).grams)] == sketch(part).grams


def test_numbers_are_words_with_digits():
    assert len(sketch("In 2024 the T-72 and 12 12 others, no more").numbers) == 3


def test_keys_are_few_and_include_the_beginning():
    grams = sketch(story(2, words=800)).grams
    assert set(grams[:8]) <= set(keys(grams))
    assert len(keys(grams)) <= 16


def test_folding_keeps_letters_apart_from_separators():
    assert (fold(ord(" ")), fold(ord("—")), fold(0xD800)) == (0, 0, 0)
    assert (fold(ord("É")), fold(ord("７"))) == (ord("e"), ord("7"))


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_any_text_has_a_sketch(text):
    made = sketch(text)
    assert len(made.grams) <= max(0, made.words)
    assert sketch(f"  {text}\n") == made


def test_another_process_makes_the_same_sketch():
    code = "from pipelines.sketch import sketch; print(sketch('Seven words of one text in 2024').digest)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(printed) == sketch("Seven words of one text in 2024").digest


@pytest.mark.parametrize(
    "title",
    [
        "Update: Ministers agree on the new border rules",
        "Ministers agree on the new border rules – UPDATE",
        "Ministers agree on the new border rules | Some Site",
        "MINISTERS AGREE on the “new” border rules",
    ],
)
def test_what_is_added_to_a_headline_does_not_count(title):
    assert heading(title) == heading("Ministers agree on the new border rules")


@pytest.mark.parametrize("title", ["", "Morning briefing", "Live: war in Ukraine", "Ministers agree on rules"])
def test_a_headline_of_few_words_tells_nothing(title):
    assert heading(title) == 0


def test_another_number_is_another_headline():
    assert heading("What we know on day 1011") != heading("What we know on day 1012")
