"""Whether a paragraph is worded like furniture: a linear model of its sentences' words, pairs and shape."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain, product

import numpy as np
from numpy.typing import NDArray

from pipelines.linear import Indices, Linear, distinct, slot_of
from pipelines.paragraphs import Evidence
from pipelines.word_model import BEYOND, NONE, STEM, marks_in

SLOTS = 2**17
"""Weights of words, pairs and shapes; one more is the intercept."""
_MOST = 60
"""Words of a sentence that are looked at."""
_SPANS = ((-4, -1), (1, 4), (-2, 2), (1, 10**6), (-(10**6), -1))
"""Spans of paragraphs around one, first and last, whose means are taken: near above, near below, both, all below, all
above."""
_WORD_OR_END = re.compile(r"\w+|\n")
_PARTED, _UNKNOWN = -2, -1
"""What stands for the end of a sentence, and for a word in a script of which nothing was learned."""
_APART = 40_503
"""Factor of the slot of a pair's first word, so that the reversed pair has another slot."""
_BEGIN, _END = 1, 2
"""The slots that stand for words before and after a sentence."""
_KINDS = 3
_DIGIT, _CAPITAL, _SMALL = range(_KINDS)
"""How a word is written, by its first character."""
_SHAPES = np.array([slot_of(f"#{''.join(kinds)}", SLOTS) for kinds in product("0Aa", repeat=3)])
"""Slots of how three words in a row are written, then of how many there are, with capitals, of digits."""
_LENGTHS, _CAPITALS, _DIGITS = (
    np.array([slot_of(f"#{kind}{count}", SLOTS) for count in range(most + 1)])
    for kind, most in (("n", 20), ("c", 10), ("d", 4))
)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+")


def measure_sentences(evidence: Evidence, sentence_model: Linear) -> NDArray[np.float32]:
    """One row a paragraph: the most furniture-like of its sentences, the least, their mean; and of its neighbours."""
    parts = [sentences(block.text) for block in evidence.blocks]
    every = list(chain.from_iterable(parts))
    logits = sentence_model.logits(*found_in(every), len(every))
    starts = list(accumulate(map(len, parts), initial=0))[:-1]
    most, least = np.maximum.reduceat(logits, starts), np.minimum.reduceat(logits, starts)
    mean = np.add.reduceat(logits, starts) / list(map(len, parts))
    around = np.concatenate([[NONE], most, [NONE]])
    return np.column_stack([most, least, mean, around[:-2], around[2:], *means_around(mean)]).astype(np.float32)


def means_around(values: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """For every paragraph the means of those near above and below it, of both, of all below it and of all above."""
    return [_mean_of(values, *span) for span in _SPANS]


def _mean_of(values: NDArray[np.float64], first: int, last: int) -> NDArray[np.float64]:
    """For every paragraph the mean of those so far from it."""
    here = np.arange(len(values))
    begin, end = (np.clip(here + way, 0, len(values)) for way in (first, last + 1))
    sums = np.concatenate([[0.0], np.cumsum(values)])
    means: NDArray[np.float64] = np.where(end > begin, (sums[end] - sums[begin]) / np.maximum(1, end - begin), NONE)
    return means


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, one at least: an appeal may follow three that tell a story."""
    return [sentence for sentence in _SENTENCE_ENDS.split(text) if sentence] or [text]


def slots(sentence: str) -> set[int]:
    """The slots of a sentence: its words, pairs of them, the first and last word again, marks and shapes."""
    return set(found_in([sentence])[1].tolist())


def found_in(sentences: Sequence[str]) -> tuple[Indices, Indices]:
    """The slots of all sentences, each paired with the number of its sentence."""
    owners, said, kinds = _known_words(sentences)
    counts = np.bincount(owners, minlength=len(sentences))
    told = np.flatnonzero(counts)
    ends = np.cumsum(counts)[told]
    counts, starts = counts[told], ends - counts[told]
    capitals, digits = (np.bincount(owners, kinds == kind)[told].astype(np.intp) for kind in (_CAPITAL, _DIGIT))
    second, third = owners[1:] == owners[:-1], owners[2:] == owners[:-2]
    pairs = [
        (owners, said),
        (owners[1:][second], _pair(said[:-1], said[1:])[second]),
        (told, _pair(_BEGIN, said[starts])),
        (told, _pair(said[ends - 1], _END)),
        (owners[2:][third], _SHAPES[_KINDS * (_KINDS * kinds[:-2] + kinds[1:-1]) + kinds[2:]][third]),
        (told, _LENGTHS[np.minimum(20, counts // 3)]),
        (told, _CAPITALS[10 * capitals // counts]),
        (told, _DIGITS[np.minimum(4, digits)]),
        marks_in(sentences),
    ]
    return distinct(pairs, SLOTS)


def _known_words(sentences: Sequence[str]) -> tuple[Indices, Indices, Indices]:
    """For each of the first words of each sentence its number, the slot of the word, and how it is written."""
    tokens = _WORD_OR_END.findall("\n".join(sentences))
    codes = np.fromiter(map(_code, tokens), np.intp, len(tokens))
    ends = np.flatnonzero(codes == _PARTED)
    owners = np.repeat(np.arange(len(sentences)), np.diff(ends, prepend=-1, append=len(codes) - 1))
    places = np.arange(len(codes)) - np.concatenate([[-1], ends])[owners]
    known = (codes >= 0) & (places <= _MOST)
    return owners[known], codes[known] // _KINDS, codes[known] % _KINDS


@lru_cache(maxsize=50_000)
def _code(word: str) -> int:
    """The slot of a word and how it is written; below zero the end of a sentence, and what is of an unknown script."""
    if word == "\n":
        return _PARTED
    stem = word.lower()[:STEM]
    if stem >= BEYOND:
        return _UNKNOWN
    kind = _DIGIT if word[0].isdigit() else _CAPITAL if word[0].isupper() else _SMALL
    return _KINDS * slot_of(stem, SLOTS) + kind


def _pair(word: Indices | int, after: Indices | int) -> Indices:
    slots: Indices = (_APART * word + after) % SLOTS  # type: ignore[assignment]
    return slots
