"""Whether a line is worded like furniture: a linear model of words, learned from lines apart from their pages."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.linear import Indices, Linear, distinct, in_pairs, slot_of
from pipelines.paragraphs import Evidence

SLOTS = 2**14
"""Weights of words; one more is the intercept."""
STEM = 6
"""Letters of a word that are looked at: the nine languages inflect."""
_MOST = 24
"""Words of a line that are looked at."""
MARKS = "«»“”„\"'’!?:;—–-()[]|/@#&%+*•→©…,."
_IS_MARK = np.isin(np.arange(ord(max(MARKS)) + 2), list(map(ord, MARKS)))
BEYOND = "\u0530"
"""The first letter after Latin, Greek and Cyrillic: of words in other scripts nothing was learned."""
NONE = -9.0
"""What stands for the line above the first one and below the last one."""


def measure_words(evidence: Evidence, word_model: Linear) -> NDArray[np.float32]:
    """One row a paragraph: how much its words speak for furniture, and those of the ones above and below it."""
    texts = [block.text for block in evidence.blocks]
    own = word_model.logits(*found_in(texts, evidence.words), len(texts))
    padded = np.array([NONE, *own, NONE], np.float32)
    return np.column_stack([padded[1:-1], padded[:-2], padded[2:]])


def slots(text: str, words: Sequence[str]) -> set[int]:
    """The slots of a line: its first words, the first and last word again, its marks."""
    return set(found_in([text], [words])[1].tolist())


def found_in(texts: Sequence[str], words: Sequence[Sequence[str]]) -> tuple[Indices, Indices]:
    """The slots of all lines, each paired with the number of its line."""
    rows = [[_slot(word) for word in said[:_MOST] if word < BEYOND] for said in words]
    outer = [
        (_slot(f"<{said[0]}"), _slot(f">{said[-1]}")) if said and said[0] < BEYOND > said[-1] else () for said in words
    ]
    return distinct([in_pairs(rows), in_pairs(outer), marks_in(texts)], SLOTS)


def marks_in(texts: Sequence[str]) -> tuple[Indices, Indices]:
    """The code of every mark, paired with the number of its text."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    marked = np.flatnonzero(_IS_MARK[np.minimum(codes, len(_IS_MARK) - 1)])
    numbers = np.repeat(np.arange(len(texts)), list(map(len, texts)))
    return numbers[marked], codes[marked].astype(np.intp)


@lru_cache(maxsize=50_000)
def _slot(word: str) -> int:
    return slot_of(word[:STEM], SLOTS)
