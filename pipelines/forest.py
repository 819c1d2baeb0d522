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
        trees = np.arange(len(self.feature))[None, :]
        at = np.zeros((len(rows), len(self.feature)), np.int64)
        while (walking := at >= 0).any():
            node = np.maximum(at, 0)
            values = np.take_along_axis(rows, self.feature[trees, node].astype(np.int64), axis=1)
            step = np.where(values <= self.threshold[trees, node], self.left[trees, node], self.right[trees, node])
            at = np.where(walking, step, at)
        sums = self.leaf[trees, -1 - at].sum(axis=1, dtype=np.float64)
        chances: Matrix = (1.0 / (1.0 + np.exp(-sums))).astype(np.float32)
        return chances


@cache
def load_forest(name: str) -> Forest:
    """A model that ships with the package, "pages" or "texts"; `benchmarks/train_lines.py` makes the files."""
    with files("pipelines").joinpath(f"models/{name}.npz").open("rb") as stream, np.load(stream) as arrays:
        return Forest(**{name: arrays[name] for name in Forest.__slots__})
