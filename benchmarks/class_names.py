"""Training of the model of class names."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from benchmarks.linear import Instance, learned
from pipelines.class_model import SLOTS, slots
from pipelines.linear import Linear
from pipelines.paragraphs import Evidence

RIDGE = 0.5


def names_of(evidence: Evidence, body: Sequence[bool], weights: np.ndarray) -> Iterator[Instance]:
    """The class names around the paragraphs of a page, with whether the paragraph is body."""
    seen = Counter[tuple[str, bool]]()
    for block, wanted, weight in zip(evidence.blocks, body, weights, strict=True):
        seen[block.context, wanted] += weight
    for (context, wanted), weight in seen.items():
        yield Instance(slots=sorted(slots(context)), body=wanted, weight=weight)


def class_model_of(names: Iterable[Instance]) -> Linear:
    """The model of class names, learned from pages."""
    return learned(list(names), SLOTS, RIDGE)
