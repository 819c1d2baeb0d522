"""Labels for training: which paragraphs of a page or text are in the gold body, and how much each counts."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.score import shingles
from pipelines.block import Block
from pipelines.paragraphs import Evidence
from pipelines.text import words

SHORT = 6
"""A paragraph of this many words or more is labelled by its own 4-grams."""
NEXT = 12
"""Words of the gold body that may be skipped between the last paragraph found and a short one."""


def labels(evidence: Evidence, gold: str) -> list[bool]:
    """For each paragraph whether the gold body has it: by half its 4-grams, a short one by neighbours or order."""
    wanted, lines = shingles(words(gold)), {" ".join(words(line)) for line in gold.splitlines()}
    whole = f" {' '.join(words(gold))} "
    sure = [in_gold(block, wanted) for block in evidence.blocks]
    found = []
    for i, block in enumerate(evidence.blocks):
        text = " ".join(words(block.text))
        close = sum(sure[max(0, i - 4) : i + 5])
        closest = sum(sure[max(0, i - 2) : i + 3])
        short = bool(text) and len(text.split()) < SHORT
        found.append(sure[i] or (short and ((text in lines and close >= 1) or (f" {text} " in whole and closest >= 2))))
    return read_along(evidence.words, words(gold), found)


def read_along(said: Sequence[list[str]], gold: list[str], found: Sequence[bool]) -> list[bool]:
    """`found`, and the short paragraphs that come next in the gold body: cells of a table, items of a list."""
    times = Counter(grams(gold))
    after = {gram: end for end, gram in enumerate(grams(gold), 4) if times[gram] == 1}
    along, read = list(found), len(gold)
    for i, own in enumerate(said):
        if found[i] and len(own) >= SHORT:
            read = next((after[gram] for gram in reversed(grams(own)) if gram in after), read)
        elif own and len(own) < SHORT:
            starts = [k for k in range(read, read + NEXT + 1) if gold[k : k + len(own)] == own]
            along[i] = along[i] or bool(starts)
            read = starts[0] + len(own) if starts else read
    return along


def grams(tokens: list[str]) -> list[tuple[str, ...]]:
    return [tuple(tokens[i : i + 4]) for i in range(len(tokens) - 3)]


def in_gold(block: Block, gold: Counter[tuple[str, ...]]) -> bool:
    own = shingles(words(block.text))
    return len(words(block.text)) >= SHORT and (own & gold).total() >= 0.5 * own.total()


def weights(evidence: Evidence) -> np.ndarray:
    """How much each paragraph counts in training: the longer the more, and every page as much as another."""
    found = np.array([len(words(b.text)) ** 0.5 + 0.5 for b in evidence.blocks])
    found[[b.text in evidence.headlines for b in evidence.blocks]] = 0.0  # sets disagree on whether it is body
    return found / max(1.0, found.sum()) * 100
