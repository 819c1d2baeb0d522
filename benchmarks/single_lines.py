"""The model of words, learned from lines apart from their pages, so that what their place says cannot hide them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from pipelines.diction import SLOTS, Diction, slots
from pipelines.paragraphs import Evidence
from pipelines.text import words

RIDGE = 0.2
"""Weight of the penalty, half the sum of the squared weights, beside the summed loss of the lines."""
OF_PAGES = 0.3
"""What a paragraph of a page counts beside a single line: pages say much alike."""
LONG = 25
"""Characters of a page's paragraph from which on its words say something."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, its words' slots, and whether it is body."""

    text: str
    slots: Sequence[int]
    body: bool
    weight: float


def single_lines(path: Path) -> Iterator[Line]:
    """The lines of a file."""
    for row in map(json.loads, path.open(encoding="utf-8")):
        yield line(row["text"], words(row["text"]), body=row["body"], weight=1.0)


def lines_of(evidence: Evidence, body: Sequence[bool]) -> Iterator[Line]:
    """The longer paragraphs of a page."""
    for block, said, wanted in zip(evidence.blocks, evidence.words, body, strict=True):
        if len(block.text) >= LONG:
            yield line(block.text, said, body=wanted, weight=OF_PAGES)


def line(text: str, said: Sequence[str], *, body: bool, weight: float) -> Line:
    return Line(text, sorted(slots(text, said)), body, weight)


def learned(given: Iterable[Line]) -> Diction:
    """The model of words from lines, each text once: logistic regression, furniture and body weighing the same."""
    lines = list({line.text: line for line in reversed(list(given))}.values())
    ends = np.cumsum([0, *(len(line.slots) for line in lines)])
    shares = np.concatenate([np.full(len(line.slots), max(1, len(line.slots)) ** -0.5) for line in lines])
    seen = csr_matrix((shares, np.concatenate([line.slots for line in lines]), ends), shape=(len(lines), SLOTS))
    sign = np.array([-1.0 if line.body else 1.0 for line in lines])
    counts = np.array([line.weight for line in lines])
    for side in (-1.0, 1.0):
        counts[sign == side] *= 0.5 * len(lines) / counts[sign == side].sum()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (seen @ weights[:SLOTS] + weights[SLOTS])
        slope = -sign * counts / (1.0 + np.exp(margin))
        ridge = RIDGE * weights[:SLOTS]
        cost = (counts * np.logaddexp(0.0, -margin)).sum() + 0.5 * ridge @ weights[:SLOTS]
        return cost, np.append(seen.T @ slope + ridge, slope.sum())

    # Half precision forgets what one machine adds up otherwise than another.
    best = minimize(loss, np.zeros(SLOTS + 1), jac=True, method="L-BFGS-B").x.astype(np.float16)
    return Diction(weights=best.astype(float).tolist())


def write_diction(diction: Diction, path: Path) -> None:
    np.savez(path, weights=np.array(diction.weights, np.float16))
