"""The single lines of benchmarks/own, and the model of words learned from them.

They are learned from apart from any page: what a page says of its lines by their place cannot hide what they say.
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from pipelines.diction import SLOTS, Diction, slots
from pipelines.text import words

RIDGE = 0.2
"""Weight of the penalty, half the sum of the squared weights, beside the summed loss of the lines."""


def learned(path: Path) -> Diction:
    """The model of words from a file of lines: logistic regression, furniture and body weighing the same in all."""
    lines = [json.loads(row) for row in path.open(encoding="utf-8")]
    found = [sorted(slots(line["text"], words(line["text"]))) for line in lines]
    ends = np.cumsum([0, *map(len, found)])
    shares = np.concatenate([np.full(len(row), max(1, len(row)) ** -0.5) for row in found])
    seen = csr_matrix((shares, np.concatenate(found), ends), shape=(len(lines), SLOTS))
    sign = np.array([-1.0 if line["body"] else 1.0 for line in lines])
    counts = np.where(sign > 0, 0.5 / (sign > 0).sum(), 0.5 / (sign < 0).sum()) * len(lines)

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
