"""Linear models of the words, or class names, of a paragraph: names with the same hash share a weight, a slot."""

import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.data import load_arrays

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Weights in logits, positive for furniture; the last one is the intercept."""

    weights: NDArray[np.float64]

    def logits(self, paragraphs: Indices, slots: Indices, count: int) -> NDArray[np.float64]:
        """How much each of `count` paragraphs is like furniture, by pairs of its number and one of its slots.

        The sums are exact, whatever their order: the weights are of half precision.
        """
        sizes = np.bincount(paragraphs, minlength=count)
        totals = np.bincount(paragraphs, self.weights[slots], minlength=count)
        logits: NDArray[np.float64] = totals / np.sqrt(np.maximum(1, sizes)) + self.weights[-1]
        return logits


def in_pairs(rows: Sequence[Collection[int]]) -> tuple[Indices, Indices]:
    """The values of all rows, each paired with the number of its row."""
    sizes = list(map(len, rows))
    values = np.fromiter(chain.from_iterable(rows), np.intp, sum(sizes))
    return np.repeat(np.arange(len(rows)), sizes), values


def distinct(pairs: Iterable[tuple[Indices, Indices]], size: int) -> tuple[Indices, Indices]:
    """The pairs of a paragraph's number and a slot below `size`, without repetitions."""
    keys = np.sort(np.concatenate([paragraphs * size + slots for paragraphs, slots in pairs]))
    keys = keys[np.diff(keys, prepend=-1) > 0]  # ten times as fast as np.unique
    return keys // size, keys % size


def slot_of(name: str, size: int) -> int:
    """The slot of a name: its hash modulo the number of slots (Weinberger et al., ICML 2009)."""
    return zlib.crc32(name.encode()) % size


@cache
def load_linear(name: str, folder: Path | None = None) -> Linear:
    """The model of a name, `words`, `sentences` or `classes`, that ships or that a folder holds."""
    return Linear(weights=load_arrays(name, folder)["weights"].astype(float))
