"""Whether a line is worded like furniture: a linear model of words, learned from lines apart from their pages."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.data import load_arrays
from pipelines.paragraphs import Evidence

SLOTS = 2**14
"""Weights, which words share by their hash (Weinberger et al., ICML 2009); one more is the intercept."""
_STEM = 6
"""Letters of a word that are looked at: the nine languages inflect."""
_MOST = 24
"""Words of a line that are looked at."""
_MARKS = "«»“”„\"'’!?:;—–-()[]|/@#&%+*•→©…,."
_BEYOND = "\u0530"
"""The first letter after Latin, Greek and Cyrillic: of words in other scripts nothing was learned."""
_NONE = -9.0
"""What stands for the line above the first one and below the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diction:
    """Weights of words: how much each speaks for furniture, in logits."""

    weights: Sequence[float]

    def lean(self, text: str, words: Sequence[str]) -> float:
        """The logit that a line of these words is furniture."""
        found = slots(text, words)
        total = sum([self.weights[slot] for slot in found])
        return float(total / max(1, len(found)) ** 0.5 + self.weights[SLOTS])

    def told(self, evidence: Evidence) -> NDArray[np.float32]:
        """One row a paragraph: how it leans, and how those above and below it do."""
        own = [self.lean(block.text, said) for block, said in zip(evidence.blocks, evidence.words, strict=True)]
        padded = np.array([_NONE, *own, _NONE], np.float32)
        return np.column_stack([padded[1:-1], padded[:-2], padded[2:]])


def slots(text: str, words: Sequence[str]) -> set[int]:
    """The slots of what counts in a line: its first words, the first and the last of them once more, its marks."""
    found = {_slot(word) for word in islice(words, _MOST) if word < _BEYOND}
    found |= {ord(mark) for mark in _MARKS if mark in text}
    if words and words[0] < _BEYOND > words[-1]:
        found |= {_slot(f"<{words[0]}"), _slot(f">{words[-1]}")}
    return found


@lru_cache(maxsize=50_000)
def _slot(word: str) -> int:
    return zlib.crc32(word[:_STEM].encode()) % SLOTS


@cache
def load_diction(folder: Path | None = None) -> Diction:
    """The weights that ship with the package, or a folder's."""
    return Diction(weights=load_arrays("diction", folder)["weights"].astype(float).tolist())
