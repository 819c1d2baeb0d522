"""Whether the names around a paragraph are those of furniture: a linear model of class names, ids, roles and parts.

A few names are known by what they mean (`features.toml`); of the others, pages whose bodies are known tell which kind
of paragraph bears them: an outlet's names, a content system's, a word such as "plug" in any of them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.blocks import OUTWARDS
from pipelines.hints import BODY, FURNITURE
from pipelines.linear import Linear, in_pairs, slot_of
from pipelines.paragraphs import Evidence

SLOTS = 2**14
"""Weights of names; one more is the intercept."""
_LEVELS = 4
"""Elements with names that are looked at, from the paragraph outwards."""
_PARTING = re.compile(r"[-_:\s/.]+")
_DIGITS = re.compile(r"\d+")
_PART, _STEM = range(3, 20), 8
"""Letters of a part of a name, and how many of them are looked at."""


def measure_classes(evidence: Evidence, class_model: Linear) -> NDArray[np.float32]:
    """One row a paragraph: how much the names of the elements around it speak for furniture."""
    contexts = [block.context for block in evidence.blocks]
    return class_model.logits(*in_pairs(list(map(slots, contexts))), len(contexts)).astype(np.float32)


@lru_cache(maxsize=10_000)
def slots(context: str) -> frozenset[int]:
    """The slots of the names around a paragraph and of their parts: the nearest, the next and those further out."""
    levels = [level for level in context.split(OUTWARDS) if level not in {BODY, FURNITURE}][:_LEVELS]
    return frozenset().union(*(_slots(min(distance, 2), level) for distance, level in enumerate(levels)))


@lru_cache(maxsize=10_000)
def _slots(distance: int, level: str) -> frozenset[int]:
    """The slots of the names of one element."""
    names = (name for token in level.split() for name in (token, *_parts(token)))
    return frozenset(slot_of(f"{distance}{name}", SLOTS) for name in names)


def _parts(token: str) -> Iterator[str]:
    """The beginnings of a name's parts, marked as such; any number in them is 0."""
    for part in _PARTING.split(token):
        known = _DIGITS.sub("0", part)
        if len(known) in _PART and known != token:
            yield f"~{known[:_STEM]}"
