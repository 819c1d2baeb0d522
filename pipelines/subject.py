"""Whether a line of plain text speaks of what the body speaks of: names, and words that the body says again."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain, compress

import numpy as np
from numpy.typing import NDArray

from pipelines.paragraphs import Evidence
from pipelines.text import stems

_BODY = 0.5
"""The chance above which a line counts as body here."""
_OFTEN = 3
"""Lines of the body that must share a word for it to be part of the subject."""
_MOST = 5
"""Lines at most that count for one word: the subject itself must not hide all else."""
_INSIDE = re.compile(r"(?<![.!?…:\"“«„]\s)(?<![\"“«„\w])(?<!^)[^\W\d_]\w{2,}")
"""A word of three letters or more that no line, sentence or quotation begins with."""


def measure_subject(evidence: Evidence, opinion: NDArray[np.float32]) -> NDArray[np.float32]:
    """One row a line: names known from the body and new ones, how much is said there again, and amid furniture."""
    body = opinion > _BODY
    said = _counted(compress(evidence.stems, body))
    elsewhere = _counted(compress(evidence.stems, ~body))
    names = [names_in(block.text) for block in evidence.blocks]
    named = said | _counted(compress(names, body))
    subject = {stem for stem, times in said.items() if times >= _OFTEN}
    headline = set().union(*map(stems, evidence.headlines))
    rows = []
    for own, called, mine in zip(evidence.stems, names, body.tolist(), strict=True):
        known = sum(named[name] > mine for name in called)
        shares = (
            sum(min(_MOST, said[stem] - mine) for stem in own),
            len(own & subject),
            sum(elsewhere[stem] > (not mine) for stem in own),
        )
        whole = known / len(called) if called else -1.0
        rows.append((known, len(called) - known, whole, len(own & headline), *(n / max(1, len(own)) for n in shares)))
    return np.array(rows, np.float32)


def names_in(text: str) -> set[str]:
    """The beginnings of the words with a capital that stand inside a sentence."""
    return {word.lower()[:5] for word in _INSIDE.findall(text) if word[0].isupper()}


def _counted(said: Iterable[set[str]]) -> Counter[str]:
    """In how many of these lines each word stands."""
    return Counter(chain.from_iterable(said))
