"""A line's words alone: what speaks for furniture."""

import numpy as np
import pytest

from pipelines.block import LINE, Block
from pipelines.body import gather_text
from pipelines.linear import Linear
from pipelines.text import words
from pipelines.word_model import SLOTS, measure_words, slots


def test_a_line_is_told_with_the_lines_around_it() -> None:
    known = words("harbour")
    weights = np.zeros(SLOTS + 1)
    for slot in slots("harbour", known):
        weights[slot] = 1.0
    lines = [Block(text=text, place=str(i), tag=LINE) for i, text in enumerate(("ships", "harbour", "ships"))]
    own, above, below = measure_words(gather_text(lines, ""), Linear(weights=weights)).T
    assert own[1] == pytest.approx(np.sqrt(3))
    assert (above[2], below[0]) == (own[1], own[1])
    assert above[0] == below[2] < own[0] == 0


def test_words_count_by_their_beginning_and_a_long_line_by_its_first_words() -> None:
    assert slots("", words("newsletters")) == slots("", words("newsletter"))
    long = words("ships " * 30)
    assert slots("", long) == slots("", [*long, "ships"])


def test_words_in_scripts_of_which_nothing_was_learned_say_nothing() -> None:
    assert slots("", words("尹氏は野党が政府高官や検事らへの")) == set()
