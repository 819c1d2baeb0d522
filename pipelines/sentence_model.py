"""Whether a paragraph is worded like furniture: a linear model of its sentences' words, pairs and shape."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.linear import Linear, slot_of
from pipelines.paragraphs import Evidence
from pipelines.word_model import BEYOND, MARKS, NONE, STEM

SLOTS = 2**17
"""Weights of words, pairs and shapes; one more is the intercept."""
_MOST = 60
"""Words of a sentence that are looked at."""
_SPANS = ((-4, -1), (1, 4), (-2, 2), (1, 10**6), (-(10**6), -1))
"""The paragraphs around one, from where to where, whose mean is taken: those near it, all below it, all above it."""
_WORD = re.compile(r"\w+")
_APART = 40_503
"""Times the slot of a pair's first word: turned round, the pair has another slot."""
_BEGIN, _END = 1, 2
"""The slots that stand for words before and after a sentence."""
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+")


def measure_sentences(evidence: Evidence, sentence_model: Linear) -> NDArray[np.float32]:
    """One row a paragraph: its sentence most like furniture, the least, their mean; most and mean of those around."""
    parts = [sentences(block.text) for block in evidence.blocks]
    logits = np.array([sentence_model.logit(slots(sentence)) for sentence in chain.from_iterable(parts)])
    starts = list(accumulate(map(len, parts), initial=0))[:-1]
    most, least = np.maximum.reduceat(logits, starts), np.minimum.reduceat(logits, starts)
    mean = np.add.reduceat(logits, starts) / list(map(len, parts))
    around = np.concatenate([[NONE], most, [NONE]])
    columns = [most, least, mean, around[:-2], around[2:], *(_mean_of(mean, *span) for span in _SPANS)]
    return np.column_stack(columns).astype(np.float32)


def _mean_of(values: NDArray[np.float64], first: int, last: int) -> NDArray[np.float64]:
    """For every paragraph the mean of those so far from it."""
    here = np.arange(len(values))
    begin, end = (np.clip(here + way, 0, len(values)) for way in (first, last + 1))
    sums = np.concatenate([[0.0], np.cumsum(values)])
    means: NDArray[np.float64] = np.where(end > begin, (sums[end] - sums[begin]) / np.maximum(1, end - begin), NONE)
    return means


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, one at least: an appeal may stand behind three that tell a story."""
    return [sentence for sentence in _SENTENCE_ENDS.split(text) if sentence] or [text]


def slots(sentence: str) -> set[int]:
    """The slots of what counts in a sentence: words, pairs of them, the first and the last once more, marks, shapes."""
    found = {ord(mark) for mark in MARKS if mark in sentence}
    known = [word for word in map(_word, _WORD.findall(sentence)[:_MOST]) if word]
    if known:
        said, kinds = zip(*known, strict=True)
        found.update(said, _shapes("".join(kinds)))
        found.update((_APART * word + after) % SLOTS for word, after in pairwise((_BEGIN, *said, _END)))
    return found


@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[int, str] | None:
    """The slot of a word and how it is written; None in scripts of which nothing was learned."""
    stem = word.lower()[:STEM]
    if stem >= BEYOND:
        return None
    return slot_of(stem, SLOTS), "0" if word[0].isdigit() else "A" if word[0].isupper() else "a"


def _shapes(kinds: str) -> Iterator[int]:
    """How words are written, three in a row, and how many there are, with capitals, of digits: writers share that."""
    yield from map(_shape, {kinds[i : i + 3] for i in range(len(kinds) - 2)})
    yield _shape(f"n{min(20, len(kinds) // 3)}")
    yield _shape(f"c{10 * kinds.count('A') // len(kinds)}")
    yield _shape(f"d{min(4, kinds.count('0'))}")


@lru_cache(maxsize=1_000)
def _shape(name: str) -> int:
    return slot_of(f"#{name}", SLOTS)
