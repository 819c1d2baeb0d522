"""A small network over the paragraphs of a page, evaluated with numpy: each learns from those around it.

A layer sees a paragraph, the ones some steps above and below it, and the mean of the page. Dilated convolutions (Yu and
Koltun, ICLR 2016) with residual connections (He et al., CVPR 2016) and layer normalisation (Ba et al., 2016).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.data import load_arrays
from pipelines.features import Matrix

STEPS = (1, 3, 9)
"""How far above and below a layer looks, one number a layer."""
MOST = 4.0
"""Standard deviations from the mean at which a feature is cut off."""
_TINY = 1e-5

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """Weights, a row an input and a column an output; the last row is the bias."""

    mean: Numbers
    deviation: Numbers
    entry: Numbers
    layers: Numbers
    """One a step: from the paragraph, the one above, the one below and the page to what is added to the paragraph."""
    scales: Numbers
    """For every layer, what its normalised outputs are multiplied by, and what is added to them."""
    exit: Numbers

    def probabilities(self, rows: Matrix, sizes: NDArray[np.float64]) -> Matrix:
        """For every row the probability that its paragraph is body; the longer ones weigh more in the page's mean."""
        first = hidden = _positive(_weighed(self.scaled(rows), self.entry))
        share = (np.sqrt(sizes) / np.sqrt(sizes).sum()).astype(np.float32)
        for step, layer, (scale, shift) in zip(STEPS, self.layers, self.scales, strict=True):
            page = np.broadcast_to(share @ hidden, hidden.shape)
            seen = np.hstack([hidden, _moved(hidden, step), _moved(hidden, -step), page])
            hidden = _normalised(hidden + _positive(_weighed(seen, layer))) * scale + shift
        logits = _weighed(np.hstack([hidden, first]), self.exit)[:, 0]
        # The logistic function, in a form that never overflows.
        return ((1 + np.tanh(logits / 2)) / 2).astype(np.float32)

    def scaled(self, rows: Matrix) -> Numbers:
        """The features as the network reads them: large numbers brought near, all on one scale."""
        return ((compressed(rows) - self.mean) / self.deviation).clip(-MOST, MOST)


def compressed(rows: Matrix) -> Numbers:
    """The logarithm of how far from zero each number is, with its sign."""
    near: Numbers = np.sign(rows) * np.log1p(np.abs(rows))
    return near


def _weighed(values: Numbers, weights: Numbers) -> Numbers:
    outputs: Numbers = values @ weights[:-1] + weights[-1]
    return outputs


def _positive(values: Numbers) -> Numbers:
    return np.maximum(values, 0, dtype=np.float32)


def _moved(hidden: Numbers, step: int) -> Numbers:
    """For every row the one so many rows before it, or after it if the step is below zero; zeros beyond the ends."""
    moved = np.zeros_like(hidden)
    if step > 0:
        moved[step:] = hidden[:-step]
    else:
        moved[:step] = hidden[-step:]
    return moved


def _normalised(values: Numbers) -> Numbers:
    apart = values - values.mean(axis=1, keepdims=True)
    normalised: Numbers = apart / np.sqrt((apart * apart).mean(axis=1, keepdims=True) + np.float32(_TINY))
    return normalised


@cache
def load_net(name: str, folder: Path | None = None) -> Net:
    """The network of a name that ships or that a folder holds; `benchmarks/train.py` describes each."""
    return Net(**{array: values.astype(np.float32) for array, values in load_arrays(name, folder).items()})
