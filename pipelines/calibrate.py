"""Fits a topic's weights and thresholds to labelled articles, and measures the fit on outlets that it has not seen."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np
import numpy.typing as npt

from pipelines.record import Article
from pipelines.topic import Topic
from pipelines.topic_features import measure
from pipelines.topic_reading import Reading, read

Vector = npt.NDArray[np.float64]
FOLDS = 5
LARGE = 0.25
"""An outlet with more than this share of the items is split over the folds, item by item."""
RIDGE = 5.0
"""Strength of the pull towards the common size of weights: chosen once, on log loss out of fold."""
STEPS = 30
DRAWS = 1000
PLATEAU = 0.006
"""Thresholds whose F1 is within this of the best are as good as the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article with its grade (0 off topic, 1 substantial, 2 core) and the outlet that no fold may share."""

    article: Article
    grade: int
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """The judgement on an item by a fit that has not seen its outlet."""

    score: float
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Weights in the order of the topic's, and the intercept."""

    weights: Vector
    intercept: float

    def scores(self, values: Vector) -> Vector:
        """The score of every row of feature values, 0 to 1; 0 for an empty row, of a text ruled out."""
        return values.any(axis=1) * _logistic(values @ self.weights + self.intercept)


def calibrate(topic: Topic, items: Sequence[Labelled], recall: float | None = None) -> tuple[Topic, list[Prediction]]:
    """The topic fitted to all items, and the out-of-fold predictions, item by item.

    The threshold is the best for F1 or the highest that keeps the wished recall. A weight keeps its sign: what speaks
    for an item may turn out to say nothing, not to speak against it. Raises ValueError when a grade is missing.
    """
    values, grades = table(topic, items), np.array([item.grade for item in items])
    if not 0 < np.count_nonzero(grades) < len(grades):
        raise ValueError("Calibration needs items on the topic and items off it.")
    choose = best_expected_f1 if recall is None else _reaching(recall)
    predictions, scores = cross_validate(topic, values, grades, folds(items), choose)
    fitted = fit(values, grades > 0, topic)
    threshold = min(0.95, max(0.05, choose(scores, grades > 0)))
    core = max(threshold, min(0.98, best_f1(scores, grades > 1))) if np.any(grades > 1) else topic.core
    weights = tuple((name, float(weight)) for (name, _), weight in zip(topic.weights, fitted.weights, strict=True))
    new = replace(topic, weights=weights, intercept=fitted.intercept, threshold=threshold, core=core)
    return new, predictions


def cross_validate(
    topic: Topic,
    values: Vector,
    grades: npt.NDArray[np.int_],
    fold_of: npt.NDArray[np.int_],
    choose: Callable[[Vector, npt.NDArray[np.bool_]], float],
) -> tuple[list[Prediction], Vector]:
    """Predictions for every item by a fit, and a threshold, made without its fold; and the bare scores."""
    wanted = grades > 0
    scores = np.zeros(len(grades))
    for fold in np.unique(fold_of):
        test = fold_of == fold
        scores[test] = fit(values[~test], wanted[~test], topic).scores(values[test])
    limits = {fold: choose(scores[fold_of != fold], wanted[fold_of != fold]) for fold in np.unique(fold_of)}
    kept = [score >= limits[fold] for score, fold in zip(scores, fold_of, strict=True)]
    return [Prediction(score=float(s), kept=bool(k)) for s, k in zip(scores, kept, strict=True)], scores


def folds(items: Sequence[Labelled]) -> npt.NDArray[np.int_]:
    """A fold for every item: an outlet stays in one fold, the largest first; one too large is dealt out by item."""
    sizes = Counter(item.outlet for item in items)
    large = {outlet for outlet, size in sizes.items() if size > LARGE * len(items)}
    load, home = [0] * FOLDS, dict[str, int]()
    for outlet, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        if outlet not in large:
            home[outlet] = load.index(min(load))
            load[home[outlet]] += size
    turns = {outlet: cycle(range(FOLDS)) for outlet in large}
    return np.array([home[i.outlet] if i.outlet in home else next(turns[i.outlet]) for i in items])


def fit(values: Vector, wanted: npt.NDArray[np.bool_], topic: Topic) -> Fit:
    """Logistic regression in which every weight keeps the sign it has in the topic and is pulled to a common size.

    A few hundred labels do not determine every weight: without evidence, a feature counts as much as the others.
    """
    judged = values.any(axis=1)
    signs = np.array([math.copysign(1.0, weight) for _, weight in topic.weights])
    active = np.ones(len(signs), dtype=bool)
    while True:
        weights = np.copysign(0.0, signs)
        weights[active], intercept = _solved(values[judged][:, active], wanted[judged], signs[active])
        wrong = np.where(weights * signs < 0, np.abs(weights), 0.0)
        if not wrong.any():
            return Fit(weights=weights, intercept=intercept)
        active[int(np.argmax(wrong))] = False


def _solved(values: Vector, wanted: npt.NDArray[np.bool_], signs: Vector) -> tuple[Vector, float]:
    """Weights and intercept; the last weight is the common size, that of a feature which is the sum of all."""
    *own, common, intercept = _newton(np.column_stack([values, values @ signs]), wanted)
    return np.array(own) + common * signs, float(intercept)


def _newton(values: Vector, wanted: npt.NDArray[np.bool_]) -> Vector:
    """Weights and intercept of a ridge-penalised logistic regression, by Newton's method."""
    rows = np.hstack([values, np.ones((len(values), 1))])
    penalty = np.append(np.full(values.shape[1], RIDGE), 1e-6)
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chance = _logistic(rows @ weights)
        slope = rows.T @ (chance - wanted) + penalty * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _logistic(logits: Vector) -> Vector:
    chances: Vector = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return chances


def table(topic: Topic, items: Sequence[Labelled]) -> Vector:
    """The features that the topic weighs, a row an item, in the order of the weights; empty when ruled out."""
    return np.array([_row(read(item.article, topic), topic) for item in items])


def _row(reading: Reading, topic: Topic) -> list[float]:
    return [0.0 if reading.ruled_out else measure(name, reading) for name, _ in topic.weights]


def best_expected_f1(scores: Vector, _wanted: npt.NDArray[np.bool_]) -> float:
    """The threshold of the best F1 if the scores are chances: steadier than one read off a few labels."""
    falling = np.sort(scores)[::-1]
    f1 = 2 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + falling.sum())
    return float(falling[int(np.argmax(f1))])


def best_f1(scores: Vector, wanted: npt.NDArray[np.bool_]) -> float:
    """The lowest of the thresholds with about the best F1."""
    limits = np.unique(scores)
    f1 = np.array(
        [2 * (wanted & (scores >= limit)).sum() / (wanted.sum() + (scores >= limit).sum()) for limit in limits]
    )
    return float(limits[f1 >= f1.max() - PLATEAU].min())


def _reaching(recall: float) -> Callable[[Vector, npt.NDArray[np.bool_]], float]:
    """A chooser of the highest threshold that keeps this share of the wanted items."""
    return lambda scores, wanted: float(np.quantile(scores[wanted], 1 - recall, method="lower"))


def rewrite(text: str, topic: Topic) -> str:
    """The TOML of a topic with the numbers of the given one and the next version; everything else is untouched."""
    numbers = {"intercept": topic.intercept, "threshold": topic.threshold, "core": topic.core, **dict(topic.weights)}
    lines = []
    for line in text.splitlines():
        key = re.match(r'"?([\w.]+)"? = -?\d', line)
        lines.append(f"{line[: line.index('=')]}= {numbers[key[1]]:.3f}" if key and key[1] in numbers else line)
    return re.sub(r'(?m)^version = ".*"$', f'version = "{_next(topic.version)}"', "\n".join(lines) + "\n")


def _next(version: str) -> str:
    return str(int(version) + 1) if version.isdigit() else f"{version}.1"


def report(items: Sequence[Labelled], predictions: Sequence[Prediction]) -> str:
    """Precision, recall and F1 out of fold with 95 % bootstrap intervals, and the recall of core items."""
    wanted = np.array([item.grade > 0 for item in items])
    kept = np.array([prediction.kept for prediction in predictions])
    draws = np.random.default_rng(1).integers(0, len(items), (DRAWS, len(items)))
    spread = np.quantile([_quality(wanted[draw], kept[draw]) for draw in draws], (0.025, 0.975), axis=0)
    rows = [f"out of fold on {len(items)} items, {wanted.sum()} on topic, no outlet in training and test at once"]
    for name, value, low, high in zip(("precision", "recall", "F1"), _quality(wanted, kept), *spread, strict=True):
        rows.append(f"{name:9} {value:.3f} [{low:.3f}, {high:.3f}]")
    core = np.array([item.grade == 2 for item in items])
    return "\n".join([*rows, f"core recall {kept[core].mean() if core.any() else 0.0:.3f} on {core.sum()}"])


def _quality(wanted: npt.NDArray[np.bool_], kept: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    right = float((wanted & kept).sum())
    return right / max(1, kept.sum()), right / max(1, wanted.sum()), 2 * right / max(1, kept.sum() + wanted.sum())
