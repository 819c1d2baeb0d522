"""A linear model of the words, or class names, of a paragraph: names with the same hash share a weight."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.data import load_arrays


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Weights in logits, positive for furniture; the last one is the intercept."""

    weights: Sequence[float]

    def logit(self, found: Collection[int]) -> float:
        """How much a paragraph with these slots is like furniture."""
        total = sum([self.weights[slot] for slot in found])
        return float(total / max(1, len(found)) ** 0.5 + self.weights[-1])


def slot_of(name: str, size: int) -> int:
    """The slot of a name: its hash modulo the number of slots (Weinberger et al., ICML 2009)."""
    return zlib.crc32(name.encode()) % size


@cache
def load_linear(name: str, folder: Path | None = None) -> Linear:
    """The model of a name, `words`, `sentences` or `classes`, that ships or that a folder holds."""
    return Linear(weights=load_arrays(name, folder)["weights"].astype(float).tolist())
