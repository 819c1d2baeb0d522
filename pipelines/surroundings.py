"""What a model's opinion on every paragraph tells a second model about the paragraphs around each.

Stacked sequential learning (Cohen and Carvalho, IJCAI 2005), also known as auto-context (Tu and Bai, PAMI 2010).
"""

from collections import Counter
from dataclasses import dataclass
from itertools import chain, compress
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pipelines.features import Matrix
from pipelines.paragraphs import Evidence
from pipelines.stretches import measure_stretches
from pipelines.subject import measure_subject

_FAR = 99
"""Paragraphs to the nearest sure one where there is none."""
_LIKELY, _SURE = 0.5, 0.8
_MOST = (0.6, 0.9)
"""Shares of the body that its home, the innermost element around it, must hold: a narrow home and a wide one."""

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The paragraphs of a page, prepared once for any number of opinions on them."""

    evidence: Evidence
    weights: Column

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """What the paragraphs are to each other."""
        return cls(evidence=evidence, weights=np.array([block.text.count(" ") + 1.5 for block in evidence.blocks]))

    def told(self, opinion: Matrix) -> Matrix:
        """One row a paragraph: what the opinion, 0 to 1, says of its neighbours, its kin and the page's body."""
        chances = opinion.astype(np.float64)
        columns = [*_beside(chances), *self._kin(chances), *self._page(chances), *self._distances(chances)]
        columns += [self._said(chances), *self._home(chances)]
        return np.column_stack(columns).astype(np.float32)

    def told_of_text(self, opinion: Matrix) -> Matrix:
        """What the opinion says of the lines of a plain text: of its stretches and of its subject as well."""
        stretches = measure_stretches(opinion, self.weights)
        return np.column_stack([self.told(opinion), stretches, measure_subject(self.evidence, opinion)])

    def witnessed(self, opinion: Matrix, votes: Matrix) -> Matrix:
        """What a witness's votes say, and how much of the text that an opinion takes for body it takes, too.

        A witness that took little of what is likely is not to be believed: it may have taken one card of many.
        """
        body = self.weights * opinion
        share = (body * votes).sum() / max(1e-6, body.sum())
        return np.column_stack([self.told(votes), np.full(len(body), share, np.float32)])

    def _kin(self, chances: Column) -> list[Column]:
        """Of every family: its mean chance, that of the others in it, and how much of the page's body it holds."""
        body = self.weights * chances
        columns = []
        for group in self.evidence.kin:
            all_, likely = np.bincount(group, self.weights)[group], np.bincount(group, body)[group]
            columns += [likely / all_, _share(likely - body, all_ - self.weights), likely / max(1e-6, body.sum())]
        return columns

    def _page(self, chances: Column) -> list[Column]:
        """How much body there is, how much of it stands before, how much text is likelier, and the mean doubt."""
        body = self.weights * chances
        order = np.argsort(-chances, kind="stable")
        above = np.empty_like(body)
        above[order] = np.cumsum(self.weights[order]) - self.weights[order]
        doubt = np.average(np.minimum(chances, 1 - chances), weights=np.sqrt(self.weights))
        return [
            np.full_like(body, np.log1p(body.sum())),
            (np.cumsum(body) - body) / max(1e-6, body.sum()),
            above / self.weights.sum(),
            np.full_like(body, doubt),
        ]

    def _distances(self, chances: Column) -> list[Column]:
        """Paragraphs since and until the nearest sure sentence, since the first and until the last; their number."""
        sure = np.flatnonzero((chances > _SURE) & self.evidence.sentences)
        here = np.arange(len(chances), dtype=np.float64)
        if not len(sure):
            return [np.full_like(here, _FAR)] * 4 + [np.zeros_like(here)]
        before, after = np.searchsorted(sure, here, "left"), np.searchsorted(sure, here, "right")
        since = np.where(before > 0, here - sure[np.maximum(before - 1, 0)], _FAR)
        until = np.where(after < len(sure), sure[np.minimum(after, len(sure) - 1)] - here, _FAR)
        return [since, until, here - sure[0], sure[-1] - here, np.full_like(here, len(sure))]

    def _said(self, chances: Column) -> Column:
        """The share of a paragraph's stems that the other paragraphs of the body have."""
        body = chances > _LIKELY
        stems = self.evidence.stems
        spread = Counter(chain.from_iterable(compress(stems, body)))
        said, said_again = set(spread), {stem for stem, times in spread.items() if times > 1}
        rows = zip(stems, body, strict=True)
        return np.array([len(own & (said_again if mine else said)) / max(1, len(own)) for own, mine in rows])

    def _home(self, chances: Column) -> list[Column]:
        """How far outside, and how deep inside, the innermost elements that hold most and nearly all of the body."""
        elements = self.evidence.elements
        own, around = elements.lineage, elements.lineage[1:]
        body = np.where(chances > _LIKELY, self.weights, 0.0)
        held = np.bincount(around.ravel(), np.tile(body, len(around)), len(elements.tags))
        columns = []
        for most in _MOST:
            # Elements that hold more than half of the body stand one in another: the last of them is the home.
            homes = (held > 0) & (held >= most * body.sum())
            shared = np.count_nonzero(homes[own] & (own > 0), axis=0) + homes[0]
            columns += [np.count_nonzero(homes) - shared, 1 + np.count_nonzero(own, axis=0) - shared]
        return columns


def _beside(chances: Column) -> list[Column]:
    """A paragraph's own chance and those of the two before and after it; -1 beyond the page's ends."""
    wide = np.concatenate([[-1.0, -1.0], chances, [-1.0, -1.0]])
    return [wide[shift : shift + len(chances)] for shift in range(5)]


def _share(part: Column, whole: Column) -> Column:
    """Part by whole; -1 where there is no whole."""
    return np.where(whole > 0.1, part / np.maximum(0.1, whole), -1.0)
