"""Which paragraphs of a page or text are body, by the body that people wrote down."""

from collections import Counter

from benchmarks.score import shingles
from pipelines.paragraphs import Evidence
from pipelines.record import Block
from pipelines.text import words


def labels(evidence: Evidence, gold: str) -> list[bool]:
    """For each paragraph whether the gold body has it: half of its 4-grams, or a short line near such."""
    grams, lines = shingles(words(gold)), {" ".join(words(line)) for line in gold.splitlines()}
    whole = f" {' '.join(words(gold))} "
    sure = [in_gold(block, grams) for block in evidence.blocks]
    found = []
    for i, block in enumerate(evidence.blocks):
        text = " ".join(words(block.text))
        close = sum(sure[max(0, i - 4) : i + 5])
        closest = sum(sure[max(0, i - 2) : i + 3])
        short = bool(text) and len(text.split()) < 6
        found.append(sure[i] or (short and ((text in lines and close >= 1) or (f" {text} " in whole and closest >= 2))))
    return found


def in_gold(block: Block, gold: Counter[tuple[str, ...]]) -> bool:
    own = shingles(words(block.text))
    return len(words(block.text)) >= 6 and (own & gold).total() >= 0.5 * own.total()
