"""Whether a line is worded like furniture: a linear model of words, learned from lines apart from their pages."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pipelines.linear import Linear, slot_of
from pipelines.paragraphs import Evidence

SLOTS = 2**14
"""Weights of words; one more is the intercept."""
STEM = 6
"""Letters of a word that are looked at: the nine languages inflect."""
_MOST = 24
"""Words of a line that are looked at."""
MARKS = "«»“”„\"'’!?:;—–-()[]|/@#&%+*•→©…,."
BEYOND = "\u0530"
"""The first letter after Latin, Greek and Cyrillic: of words in other scripts nothing was learned."""
NONE = -9.0
"""What stands for the line above the first one and below the last one."""


def measure_words(evidence: Evidence, word_model: Linear) -> NDArray[np.float32]:
    """One row a paragraph: how much its words speak for furniture, and those of the ones above and below it."""
    pairs = zip(evidence.blocks, evidence.words, strict=True)
    own = [word_model.logit(slots(block.text, said)) for block, said in pairs]
    padded = np.array([NONE, *own, NONE], np.float32)
    return np.column_stack([padded[1:-1], padded[:-2], padded[2:]])


def slots(text: str, words: Sequence[str]) -> set[int]:
    """The slots of what counts in a line: its first words, the first and the last of them once more, its marks."""
    found = {_slot(word) for word in islice(words, _MOST) if word < BEYOND}
    found |= {ord(mark) for mark in MARKS if mark in text}
    if words and words[0] < BEYOND > words[-1]:
        found |= {_slot(f"<{words[0]}"), _slot(f">{words[-1]}")}
    return found


@lru_cache(maxsize=50_000)
def _slot(word: str) -> int:
    return slot_of(word[:STEM], SLOTS)
