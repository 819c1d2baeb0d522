"""A boosted forest of decision trees, evaluated with numpy: all rows walk down all trees together."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pipelines.features import Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees as arrays, one row a tree; a child below zero is the leaf `-1 - child`."""

    feature: NDArray[np.uint8]
    threshold: NDArray[np.float32]
    left: NDArray[np.int8]
    right: NDArray[np.int8]
    leaf: NDArray[np.float32]

    def probabilities(self, rows: Matrix) -> Matrix:
        """For every row the probability that its paragraph is body."""
        number = np.arange(len(self.feature), dtype=np.intp)
        first = number * self.feature.shape[1]
        feature, threshold = self.feature.astype(np.intp).ravel(), self.threshold.ravel()
        left, right = self.left.astype(np.intp).ravel(), self.right.astype(np.intp).ravel()
        row = np.repeat(np.arange(len(rows)), len(number)) * rows.shape[1]
        first = np.tile(first, len(rows))
        values = np.ascontiguousarray(rows).ravel()
        ends = np.empty(len(row), np.intp)
        walking = np.arange(len(row))
        at = first.copy()
        while len(walking):
            goes_left = values[row[walking] + feature[at]] <= threshold[at]
            node = np.where(goes_left, left[at], right[at])
            ended = node < 0
            ends[walking[ended]] = -1 - node[ended]
            walking = walking[~ended]
            at = first[walking] + node[~ended]
        leaves = first // self.feature.shape[1] * self.leaf.shape[1] + ends
        sums = self.leaf.ravel()[leaves].reshape(len(rows), -1).sum(axis=1, dtype=np.float64)
        chances: Matrix = (1.0 / (1.0 + np.exp(-sums))).astype(np.float32)
        return chances


@cache
def load_forest(name: str) -> Forest:
    """A model that ships with the package: "pages", "witnessed" or "texts"; `benchmarks/train_lines.py` makes them."""
    with files("pipelines").joinpath(f"models/{name}.npz").open("rb") as stream, np.load(stream) as arrays:
        return Forest(**{name: arrays[name] for name in Forest.__slots__})
