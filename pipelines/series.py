"""The series in which a paragraph stands (items below a colon, labels in a row, sentences) and the way to prose."""

import numpy as np
from numpy.typing import NDArray

from pipelines.paragraphs import Evidence, Indices

_LONG = 80
"""Characters from which on a sentence is no label with a full stop."""
_FAR = 99
"""Paragraphs to the next prose where there is none."""


def measure_series(evidence: Evidence) -> NDArray[np.float32]:
    """One row a paragraph: how far below a colon it is, its place in the series from both ends, the ways to prose."""
    prose = evidence.sentences & np.array([len(block.text) >= _LONG for block in evidence.blocks], bool)
    colons = np.flatnonzero([block.text.endswith(":") for block in evidence.blocks])
    first, last = _series(evidence, prose)
    here = np.arange(len(prose))
    announced = _last_before(colons, here)
    columns = [
        np.where(announced >= np.maximum(0, first - 1), here - announced, 0),
        here - first,
        last - here,
        *_ways(np.flatnonzero(prose), here),
    ]
    return np.column_stack(columns).astype(np.float32)


def _series(evidence: Evidence, prose: NDArray[np.bool_]) -> tuple[Indices, Indices]:
    """The ends of every paragraph's series: neighbours in one element and of one tag, all prose or none of it."""
    parents = evidence.elements.lineage[1]
    tags = np.array([block.tag for block in evidence.blocks])
    begins = np.ones(len(prose), bool)
    begins[1:] = (parents[1:] != parents[:-1]) | (tags[1:] != tags[:-1]) | (prose[1:] != prose[:-1])
    starts = np.flatnonzero(begins)
    number = np.cumsum(begins) - 1
    return starts[number], np.append(starts[1:], len(prose))[number] - 1


def _last_before(marks: Indices, here: Indices) -> Indices:
    """For every position the nearest mark before it, or -1."""
    return np.append(-1, marks)[np.searchsorted(marks, here, "left")]


def _ways(marks: Indices, here: Indices) -> list[Indices]:
    """For every position how far the nearest marks before and after it are."""
    before = _last_before(marks, here)
    after = np.append(marks, -1)[np.searchsorted(marks, here, "right")]
    return [np.where(before < 0, _FAR, here - before), np.where(after < 0, _FAR, after - here)]
