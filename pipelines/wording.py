"""Whether a paragraph is worded like furniture: a small network over its words in their order, evaluated with numpy.

A convolution over the words, pooled over the paragraph (Kim, EMNLP 2014); words with the same hash are one. Where a
linear model adds up what words say, the network learns what they say together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.data import load_arrays
from pipelines.linear import slot_of
from pipelines.paragraphs import Evidence
from pipelines.sentence_model import means_around
from pipelines.word_model import BEYOND, MARKS, NONE, STEM

SLOTS = 2**14
"""Words that are told apart, with the two slots that stand for none."""
GAP, UNKNOWN = 0, 1
"""The slots of what stands between paragraphs, and of words in scripts of which nothing was learned."""
KINDS = 5
"""How a token is written: 0 for a gap, then in digits, with a capital, small, as a mark."""
_DIGITS, _CAPITAL, _SMALL, _MARK = range(1, KINDS)
NEAR = 2
"""Words before and after one that are seen with it."""
_FIRST, _LAST = 60, 20
"""Words read of a long paragraph, at its beginning and at its end."""
_AT_ONCE = 2048
"""Texts that are read at once: more would take more memory."""
_TOKEN = re.compile(rf"\w+|[{re.escape(MARKS)}]")

Numbers = NDArray[np.float32]
_BETWEEN = [GAP] * NEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Weights, a row an input and a column an output; the last row of `window`, `entry` and `exit` is the bias."""

    words: NDArray[np.int8]
    """What is known of a word, a row a slot."""
    steps: Numbers
    """What 1 is worth in each column of that."""
    kinds: Numbers
    """What is known of how it is written."""
    window: Numbers
    """From a word and those near it, first to last, to what is seen at that word."""
    entry: Numbers
    """From what is seen most and on the mean to what a paragraph says."""
    exit: Numbers

    def logits(self, texts: Sequence[str]) -> Numbers:
        """For every text how much it is worded like furniture."""
        parts = [self._logits(texts[first : first + _AT_ONCE]) for first in range(0, len(texts), _AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _logits(self, texts: Sequence[str]) -> Numbers:
        said = list(map(tokens, texts))
        sizes = np.array(list(map(len, said)))
        every = list(chain(_BETWEEN, *((*own, *_BETWEEN) for own in said)))
        words, kinds = np.divmod(np.fromiter(every, np.intp, len(every)), KINDS)
        seen = self._seen(np.hstack([self.words[words] * self.steps, self.kinds[kinds]]))
        seen *= (words[NEAR:-NEAR] != GAP)[:, None]
        starts = np.cumsum(sizes + NEAR) - sizes - NEAR
        most, mean = np.maximum.reduceat(seen, starts), np.add.reduceat(seen, starts) / sizes[:, None]
        pooled = np.hstack([most, mean]).astype(np.float32)
        told = np.maximum(pooled @ self.entry[:-1] + self.entry[-1], 0)
        logits: Numbers = (told @ self.exit[:-1] + self.exit[-1])[:, 0]
        return logits

    def _seen(self, known: Numbers) -> Numbers:
        """What is seen at every word that has as many before and after it."""
        size, count = known.shape[1], len(known) - 2 * NEAR
        seen = np.tile(self.window[-1], (count, 1))
        for shift in range(2 * NEAR + 1):  # in this order: models that learn from the sums are bound to their last bits
            seen += known[shift : shift + count] @ self.window[shift * size : (shift + 1) * size]
        np.maximum(seen, 0, out=seen)
        return seen


def tokens(text: str) -> list[int]:
    """The words and marks of a text, of a long one the first and the last; one at least.

    A token is KINDS times its slot, and its kind.
    """
    found = _TOKEN.findall(text)
    if len(found) > _FIRST + _LAST:
        found = found[:_FIRST] + found[-_LAST:]
    return list(map(_token, found)) or [KINDS * UNKNOWN + _MARK]


@lru_cache(maxsize=50_000)
def _token(word: str) -> int:
    first = word[0]
    kind = _DIGITS if first.isdigit() else _CAPITAL if first.isupper() else _SMALL if first.isalpha() else _MARK
    stem = word.lower()[:STEM]
    known = stem < BEYOND or kind == _MARK
    return KINDS * (UNKNOWN + 1 + slot_of(stem, SLOTS - UNKNOWN - 1) if known else UNKNOWN) + kind


def measure_wording(evidence: Evidence, wording: Wording) -> Numbers:
    """One row a paragraph: how much it is worded like furniture, the ones above and below it, and those around."""
    own = wording.logits([block.text for block in evidence.blocks])
    padded = np.concatenate([[NONE], own, [NONE]])
    return np.column_stack([own, padded[:-2], padded[2:], *means_around(own.astype(float))]).astype(np.float32)


@cache
def load_wording(folder: Path | None = None) -> Wording:
    """The network that ships or that a folder holds; `benchmarks/train.py` describes it."""
    arrays = load_arrays("wording", folder)
    return Wording(words=arrays.pop("words"), **{name: values.astype(np.float32) for name, values in arrays.items()})
