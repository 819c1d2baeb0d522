"""What makes one text a copy of another: how much of their sampled word 4-grams two sketches share, and where."""

from dataclasses import dataclass
from itertools import accumulate, groupby

from pipelines.record import Relation
from pipelines.sketch import Sketch

ALIKE = 0.5
"""Share of the shorter text's sampled grams that the longer one must hold: two heavy edits of one story reach this."""
HEADED = 0.25
"""That share, of no less than STRETCH grams, for texts under one headline: the rest is what their pages add."""
ERROR = 0.5
"""Standard error of that share times the square root of the sample's size: a short text must show that much more."""
LONG = 24
"""Shared sampled grams (190 words) that cannot be chance: under one headline HEADED is then enough, without ERROR."""
OWN, STRETCH = 0.22, 8
"""Two texts are different stories over a common background (live posts, furniture) where at least the share OWN of both
stands in stretches of STRETCH sampled grams (60 words), or of OWN of a shorter text. Edits are scattered instead."""
OPENING, CHANCE = 0.15, 0.15
"""A copy has the opening of its story somewhere: where of both openings (this share of a text) no more than CHANCE is
common, the texts share only what an outlet repeats."""
STOCK = 0.25
"""The same holds for longer beginnings, of LONG to twice LONG grams, of which no more than this share is common: their
openings may share a stock phrase, and what an outlet repeats may be most of a text."""
EVIDENCE = 3
"""Shared sampled grams below which a match is chance or a stock phrase."""
PART = 0.67
"""A text with less than this share of the other's words is a part of it; two longer ones are near copies."""
SAME_NUMBERS = 0.6
"""Share of the smaller set of numbers that must be shared: reports from one template differ in little else."""
FEW_NUMBERS = 2
"""Fewer numbers than this prove nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What makes one text a copy of another."""

    relation: Relation
    """Exact, near or contained."""
    shared: int
    """Sampled grams that both have."""
    contained: float
    """Share of the shorter one's sampled grams that the longer one has."""
    similarity: float
    """1 for exact copies, Jaccard similarity of near ones, `contained` of contained ones."""


def liken(new: Sketch, old: Sketch, grams: frozenset[int], *, headed: bool) -> Likeness | None:
    """What makes the new text, with its set of grams, a copy of the old one; None when nothing does."""
    if new.digest == old.digest:
        return Likeness(relation=Relation.EXACT, shared=len(grams), contained=1.0, similarity=1.0)
    common = grams.intersection(old.grams)
    shared, shorter = len(common), min(len(grams), len(old.grams))
    least, share = (STRETCH, HEADED) if headed else (EVIDENCE, ALIKE)
    doubt = 0.0 if headed and shared >= LONG else ERROR * shorter**0.5
    if shared < max(least, share * shorter + doubt):
        return None
    contained = shared / shorter
    if not headed and _is_background(new, old, common, contained):
        return None
    if min(new.words, old.words) < PART * max(new.words, old.words):
        return Likeness(relation=Relation.CONTAINED, shared=shared, contained=contained, similarity=contained)
    jaccard = shared / (len(grams) + len(old.grams) - shared)
    return Likeness(relation=Relation.NEAR, shared=shared, contained=contained, similarity=jaccard)


def _is_background(new: Sketch, old: Sketch, common: frozenset[int], contained: float) -> bool:
    """Whether what two texts share is a template or a background that different stories have in common."""
    if _other_numbers(new, old):
        return True
    if contained <= 1 - OWN and min(_own(new, common), _own(old, common)) >= OWN:
        return True
    return not (_opens(new, common) or _opens(old, common))


def _opens(text: Sketch, common: frozenset[int]) -> bool:
    """Whether more of a text's opening, and of every long beginning, is common than chance puts there."""
    opening = text.grams[: max(EVIDENCE, int(OPENING * len(text.grams)))]
    if len(common.intersection(opening)) <= CHANCE * len(opening):
        return False
    found = accumulate(map(common.__contains__, text.grams[: 2 * LONG]))
    return all(shared > STOCK * length for length, shared in enumerate(found, 1) if length >= LONG)


def _own(text: Sketch, common: frozenset[int]) -> float:
    """The share of a text that lies in long stretches without anything common."""
    long = min(STRETCH, OWN * len(text.grams))
    stretches = (len(list(grams)) for shared, grams in groupby(text.grams, common.__contains__) if not shared)
    return sum(stretch for stretch in stretches if stretch >= long) / len(text.grams)


def _other_numbers(new: Sketch, old: Sketch) -> bool:
    """Whether the numbers speak against a copy."""
    fewer = min(len(new.numbers), len(old.numbers))
    return fewer >= FEW_NUMBERS and len(set(new.numbers).intersection(old.numbers)) < SAME_NUMBERS * fewer
