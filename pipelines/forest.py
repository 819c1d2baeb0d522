"""A boosted forest of decision trees, evaluated with numpy by the leaves that every node rules out."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.data import load_arrays
from pipelines.features import Matrix

ROWS = 128
"""Rows judged at once: what is known of them in every tree fits in a processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees as arrays, one row a tree of at most 16 leaves; a child below zero is the leaf `-1 - child`.

    A row's leaf is the leftmost that no node rules out (QuickScorer; Lucchese et al., SIGIR 2015).
    """

    feature: NDArray[np.uint8]
    threshold: NDArray[np.float32]
    left: NDArray[np.int8]
    right: NDArray[np.int8]
    leaf: NDArray[np.float32]
    ruled_out: NDArray[np.uint16] = field(init=False)
    """For every node the leaves, as bits, that are lost to a row that goes right there; the leftmost leaf is bit 0."""
    leaves: NDArray[np.float64] = field(init=False)
    """The leaves from left to right, in the precision in which they are added up."""

    def __post_init__(self) -> None:
        ruled_out, leaves = np.zeros(self.left.shape, np.uint16), np.zeros_like(self.leaf, np.float64)
        for tree in range(len(self.left)):
            order: list[int] = []
            self._rule_out(tree, 0, order, ruled_out)
            leaves[tree, : len(order)] = self.leaf[tree, order]
        object.__setattr__(self, "ruled_out", ruled_out)
        object.__setattr__(self, "leaves", leaves)

    def _rule_out(self, tree: int, node: int, order: list[int], ruled_out: NDArray[np.uint16]) -> None:
        """Appends the leaves below a node to `order` and fills in what the nodes on the way rule out."""
        if node < 0:
            order.append(-1 - node)
            return
        first = len(order)
        self._rule_out(tree, int(self.left[tree, node]), order, ruled_out)
        ruled_out[tree, node] = (1 << len(order)) - (1 << first)
        self._rule_out(tree, int(self.right[tree, node]), order, ruled_out)

    def probabilities(self, rows: Matrix) -> Matrix:
        """For every row the probability that its paragraph is body."""
        sums = [self._sums(rows[first : first + ROWS]) for first in range(0, max(1, len(rows)), ROWS)]
        chances: Matrix = (1.0 / (1.0 + np.exp(-np.concatenate(sums)))).astype(np.float32)
        return chances

    def _sums(self, rows: Matrix) -> NDArray[np.float64]:
        values = np.ascontiguousarray(rows.T)
        ruled_out = np.zeros((len(self.leaf), len(rows)), np.uint16)
        # One node of all trees after the other: what is known of them fits in a processor's cache.
        for node in range(self.left.shape[1]):
            goes_right = values.take(self.feature[:, node], axis=0) > self.threshold[:, node, None]
            ruled_out |= goes_right * self.ruled_out[:, node, None]
        left = ~ruled_out
        exits = np.bitwise_count((left & -left) - np.uint16(1))
        trees, most = self.leaves.shape
        sums: NDArray[np.float64] = self.leaves.take(exits + np.arange(0, trees * most, most)[:, None]).sum(axis=0)
        return sums


@cache
def load_forest(name: str, folder: Path | None = None) -> Forest:
    """The model of a name that ships or that a folder holds; `benchmarks/train.py` describes each."""
    return Forest(**load_arrays(name, folder))
