"""The words of a line of plain text, sentence by sentence: what speaks for furniture."""

import numpy as np
import pytest

from pipelines.block import LINE, Block
from pipelines.body import gather_text
from pipelines.linear import Linear
from pipelines.sentence_model import SLOTS, found_in, measure_sentences, sentences, slots


def test_a_line_is_told_by_its_sentences_and_by_the_lines_around_it() -> None:
    weights = np.zeros(SLOTS + 1)
    told = slots("Donate") - slots("Ships")
    for slot in told:
        weights[slot] = 1.0
    lines = [Block(text=text, place=str(i), tag=LINE) for i, text in enumerate(("Ships. Donate", "Ships"))]
    most, least, mean, above, below, *_ = measure_sentences(gather_text(lines, ""), Linear(weights=weights)).T
    assert most[0] == pytest.approx(len(told) / len(slots("Donate")) ** 0.5)
    assert (least[0], mean[0]) == (pytest.approx(0), pytest.approx(most[0] / 2))
    assert (above[1], below[0]) == (most[0], most[1])
    assert above[0] == below[1] < 0


def test_a_line_is_told_by_the_mean_of_those_near_above_and_below() -> None:
    weights = np.zeros(SLOTS + 1)
    weights[-1] = -1.0
    for slot in slots("Donate") - slots("Ships"):
        weights[slot] = 1.0
    lines = [Block(text=text, place=str(i), tag=LINE) for i, text in enumerate(["Ships"] * 6 + ["Donate"])]
    *_, above, below, around, all_below, all_above = measure_sentences(
        gather_text(lines, ""), Linear(weights=weights)
    ).T
    assert above[0] == all_above[0] == below[-1] == all_below[-1] < -1
    assert above[-1] == all_above[-1] == below[1] == around[2] == -1
    assert below[2] > all_below[1] > -1
    assert around[-1] > around[4] > -1


def test_a_line_is_parted_where_sentences_end() -> None:
    parts = ["“It is over.", "He left…", "Then what?", "Nothing"]
    assert sentences("“It is over.” He left… Then what? Nothing") == parts
    assert sentences("…") == ["…"]


def test_pairs_of_words_count_and_words_count_by_their_beginning() -> None:
    assert slots("keep us") - slots("us") - slots("keep")
    assert slots("our newsletters") == slots("our newsletter")


def test_capitals_and_digits_count_whatever_the_words() -> None:
    assert slots("ships of spain") != slots("Ships of Spain")
    assert slots("More 12 34") & slots("Nine 99 11") - slots("ships")


def test_sentences_are_told_apart_when_they_are_looked_at_together() -> None:
    several = ["Ships of Spain", "…", "More 12 34, he said", "尹氏は", "Donate"]
    numbers, found = found_in(several)
    assert [set(found[numbers == i].tolist()) for i in range(len(several))] == list(map(slots, several))


def test_a_long_sentence_counts_by_its_first_words() -> None:
    long = "ships " * 60
    assert slots(f"{long} harbour {long}") == slots(long)


def test_words_in_scripts_of_which_nothing_was_learned_say_nothing() -> None:
    assert slots("尹氏は野党が政府高官や検事らへの") == set()
