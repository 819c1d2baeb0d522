"""Training of the linear models: of the words of lines, of the names of elements around paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from pipelines.linear import Linear


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What one paragraph has, as slots, and whether it is body."""

    slots: Sequence[int]
    body: bool
    weight: float


def learned(instances: Sequence[Instance], size: int, ridge: float) -> Linear:
    """Logistic regression over `size` slots, with the same total weight for furniture and body.

    `ridge` weighs the penalty, half the sum of the squared weights, beside the summed loss of the instances.
    """
    ends = np.cumsum([0, *(len(each.slots) for each in instances)])
    shares = np.concatenate([np.full(len(each.slots), max(1, len(each.slots)) ** -0.5) for each in instances])
    slots = np.concatenate([np.array(each.slots, np.intp) for each in instances])
    seen = csr_matrix((shares, slots, ends), shape=(len(instances), size))
    sign = np.array([-1.0 if each.body else 1.0 for each in instances])
    counts = np.array([each.weight for each in instances])
    for side in (-1.0, 1.0):
        counts[sign == side] *= 0.5 * len(instances) / counts[sign == side].sum()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (seen @ weights[:size] + weights[size])
        slope = -sign * counts / (1.0 + np.exp(margin))
        penalty = ridge * weights[:size]
        cost = (counts * np.logaddexp(0.0, -margin)).sum() + 0.5 * penalty @ weights[:size]
        return cost, np.append(seen.T @ slope + penalty, slope.sum())

    # Half precision hides most of the rounding that differs from machine to machine.
    best = minimize(loss, np.zeros(size + 1), jac=True, method="L-BFGS-B").x.astype(np.float16)
    return Linear(weights=best.astype(float))


def write_linear(model: Linear, path: Path) -> None:
    np.savez(path, weights=model.weights.astype(np.float16))
