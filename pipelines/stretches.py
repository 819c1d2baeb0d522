"""What an opinion on every line says of stretches of them: furniture comes in runs, and so does the body."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

_SUREST = 5.0
"""Logits of a line at most: one sure line must not outweigh all others."""
_CLOSEST = 0.01
"""Opinions count in a chain as no nearer to 0 or 1 than this."""
_OUTSIDE = 1 / 9
"""The odds that the line above the first one, or below the last one, is body."""
_STAY = (0.9, 0.98)
"""How likely a line is of its neighbour's kind: in a chain that changes early, and in one that changes late."""

Column = NDArray[np.float64]


def measure_stretches(opinion: NDArray[np.float32], weights: Column) -> NDArray[np.float32]:
    """One row a line: how much body may begin below it and end above it, the lesser of both; its chance by its context.

    The first two are the heaviest runs of log odds that touch the line; the last is what two chains of two states say
    of a line by all the others (forward and backward; Rabiner, Proceedings of the IEEE 1989).
    """
    chances = opinion.astype(np.float64)
    logits = np.clip(_logits(np.clip(chances, 0.005, 0.995)), -_SUREST, _SUREST) * np.sqrt(weights)
    before = _heaviest(logits.tolist())
    after = _heaviest(logits[::-1].tolist())[::-1]
    odds = np.exp(_logits(np.clip(chances, _CLOSEST, 1 - _CLOSEST)))
    context = (_chained(odds, stay) for stay in _STAY)
    return np.column_stack([after, before, np.minimum(after, before), *context]).astype(np.float32)


def _logits(chances: Column) -> Column:
    logits: Column = np.log(chances / (1 - chances))
    return logits


def _heaviest(logits: Iterable[float]) -> Column:
    """For every line the heaviest run of lines that ends right before it, 0 where none weighs more than nothing."""
    found, best = [], 0.0
    for logit in logits:
        found.append(best)
        best = max(0.0, logit + best)
    return np.array(found)


def _chained(odds: Column, stay: float) -> Column:
    """For every line the chance that the lines on both sides give it."""
    above = np.fromiter(_handed_on(odds.tolist(), stay), np.float64, len(odds))
    below = np.fromiter(_handed_on(odds[::-1].tolist(), stay), np.float64, len(odds))[::-1]
    both = above * below
    chances: Column = both / (1 + both)
    return chances


def _handed_on(odds: Iterable[float], stay: float) -> Iterator[float]:
    """For every line the odds that the ones before it give it."""
    known = _OUTSIDE
    for own in odds:
        yield known
        here = known * own
        known = (stay * here + 1 - stay) / ((1 - stay) * here + stay)
