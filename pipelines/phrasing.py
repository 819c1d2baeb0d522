"""Whether a line of plain text is worded like furniture: a linear model of its sentences' words and pairs of words."""

import re
from collections.abc import Iterator
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.diction import BEYOND, MARKS, NONE, STEM
from pipelines.linear import Linear, slot_of
from pipelines.paragraphs import Evidence
from pipelines.text import words

SLOTS = 2**16
"""Weights of words and pairs; one more is the intercept."""
_MOST = 60
"""Words of a sentence that are looked at."""
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+")


def measure_phrasing(evidence: Evidence, phrasing: Linear) -> NDArray[np.float32]:
    """One row a line: its sentence most like furniture, the least, their mean; the most of the lines around."""
    parts = [sentences(block.text) for block in evidence.blocks]
    logits = np.array([phrasing.logit(slots(sentence)) for sentence in chain.from_iterable(parts)])
    starts = list(accumulate(map(len, parts), initial=0))[:-1]
    most, least = np.maximum.reduceat(logits, starts), np.minimum.reduceat(logits, starts)
    mean = np.add.reduceat(logits, starts) / list(map(len, parts))
    around = np.concatenate([[NONE], most, [NONE]])
    return np.column_stack([most, least, mean, around[:-2], around[2:]]).astype(np.float32)


def sentences(line: str) -> list[str]:
    """The sentences of a line, one at least: an appeal may stand behind three that tell a story."""
    return [sentence for sentence in _SENTENCE_ENDS.split(line) if sentence] or [line]


def slots(sentence: str) -> set[int]:
    """The slots of what counts in a sentence: words, pairs of them, the first and the last once more, marks."""
    return {slot_of(part, SLOTS) for part in _parts(sentence)}


def _parts(sentence: str) -> Iterator[str]:
    said = [word[:STEM] for word in words(sentence)[:_MOST] if word < BEYOND]
    yield from said
    yield from map(" ".join, pairwise(said))
    yield from (f"<{said[0]}", f">{said[-1]}") if said else ()
    yield from (mark for mark in MARKS if mark in sentence)
