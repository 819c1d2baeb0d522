"""Training of the model of class names."""

from collections import Counter
from collections.abc import Iterable, Iterator

from benchmarks.labels import weights
from benchmarks.linear import Instance, learned
from benchmarks.pages import Labelled
from pipelines.class_model import SLOTS, slots
from pipelines.linear import Linear

RIDGE = 0.5


def names_of(page: Labelled) -> Iterator[Instance]:
    """The class names around the paragraphs of a page, with whether the paragraph is body."""
    seen = Counter[tuple[str, bool]]()
    for block, wanted, weight in zip(page.evidence.blocks, page.body, weights(page.evidence), strict=True):
        seen[block.context, wanted] += weight
    for (context, wanted), weight in seen.items():
        yield Instance(slots=sorted(slots(context)), body=wanted, weight=weight)


def class_model_of(names: Iterable[Instance]) -> Linear:
    """The model of class names, learned from pages."""
    return learned(list(names), SLOTS, RIDGE)
