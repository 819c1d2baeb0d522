"""How good extracted bodies are: word 4-gram precision and recall a page, the F1 of their means, bootstrap intervals.

The measure of the article extraction benchmark of Zyte (scrapinghub/article-extraction-benchmark on GitHub).
"""

import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

WORD = re.compile(r"\w+")
SIZE = 4
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall of one page; None where there is nothing to divide by."""

    precision: float | None
    recall: float | None


def score(gold: str, found: str) -> Score:
    """The score of one body against its gold text."""
    wanted, given = shingles(WORD.findall(gold)), shingles(WORD.findall(found))
    shared = sum((wanted & given).values())
    precision = shared / given.total() if given else (0.0 if wanted else None)
    return Score(precision, shared / wanted.total() if wanted else None)


def shingles(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    """The word 4-grams of a text, each as often as it occurs; a shorter text is one shingle, an empty one none."""
    return Counter(tuple(words[i : i + SIZE]) for i in range(max(1, len(words) - SIZE + 1)) if words)


def half_of(host: str) -> int:
    """0 or 1 by the host's last two labels, so that pages of one outlet never part."""
    return hashlib.sha256(".".join(host.split(".")[-2:]).encode()).digest()[0] % 2


def f1(scores: Sequence[Score]) -> float:
    """The harmonic mean of mean precision and mean recall."""
    precision = _mean([s.precision for s in scores if s.precision is not None])
    recall = _mean([s.recall for s in scores if s.recall is not None])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def interval(pages: int, value: Callable[[Sequence[int]], float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of a value over drawn page numbers."""
    chance = random.Random(1)
    draws = sorted(value([chance.randrange(pages) for _ in range(pages)]) for _ in range(DRAWS))
    return draws[int(0.025 * DRAWS)], draws[int(0.975 * DRAWS) - 1]


def compared(gold: Mapping[str, str], found: Mapping[str, str], other: Mapping[str, str] | None) -> str:
    """The F1 of found bodies with its interval and, beside others, the paired difference with its own."""
    mine = [score(text, found.get(id_, "")) for id_, text in sorted(gold.items())]
    low, high = interval(len(mine), lambda drawn: f1([mine[i] for i in drawn]))
    said = f"F1 {f1(mine):.4f} [{low:.4f}, {high:.4f}]"
    if other is None:
        return said
    theirs = [score(text, other.get(id_, "")) for id_, text in sorted(gold.items())]
    low, high = interval(len(mine), lambda drawn: f1([mine[i] for i in drawn]) - f1([theirs[i] for i in drawn]))
    return f"{said}, better by {f1(mine) - f1(theirs):+.4f} [{low:+.4f}, {high:+.4f}]"
