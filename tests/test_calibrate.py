import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipelines.block import Block
from pipelines.calibrate import Fit, Labelled, calibrate, fit, folds, report, rewrite, table
from pipelines.record import Article
from pipelines.topic import Topic, load_topic, topic_path

TOPIC = load_topic("nato_russia")
MINIATURE = Path(__file__).parent.parent / "benchmarks" / "miniature" / "relevance.jsonl"


def labelled(row: dict[str, str], grade: int) -> Labelled:
    blocks = tuple(Block(text=line, place="1") for line in row["text"].splitlines())
    article = Article(id=row["id"], url="", canonical_url="", title=row["title"], blocks=blocks)
    return Labelled(article=article, grade=grade, outlet=row["outlet"])


ROWS = [json.loads(line) for line in MINIATURE.read_text(encoding="utf-8").splitlines()]
ITEMS = [labelled(row, row["grade"]) for row in ROWS]


@pytest.fixture(scope="module")
def fitted() -> Topic:
    return calibrate(TOPIC, ITEMS)[0]


def test_an_outlet_stays_in_one_fold() -> None:
    homes: dict[str, set[int]] = {}
    for item, fold in zip(ITEMS, folds(ITEMS), strict=True):
        homes.setdefault(item.outlet, set()).add(int(fold))
    assert all(len(home) == 1 for home in homes.values())


def test_an_outlet_too_large_for_a_fold_is_split() -> None:
    same = [Labelled(article=item.article, grade=item.grade, outlet="one.example") for item in ITEMS]
    assert len(np.unique(folds(same))) == 5


def test_items_of_unseen_outlets_are_mostly_judged_right() -> None:
    _, predictions = calibrate(TOPIC, ITEMS)
    right = [prediction.kept == (item.grade > 0) for item, prediction in zip(ITEMS, predictions, strict=True)]
    assert sum(right) >= 0.9 * len(ITEMS)


def test_no_weight_changes_its_sign(fitted: Topic) -> None:
    assert all(new * old >= 0 for (_, new), (_, old) in zip(fitted.weights, TOPIC.weights, strict=True))


def test_a_feature_that_no_label_shows_is_not_forgotten() -> None:
    topic = replace(TOPIC, weights=(("title.sides", 1.0), ("lead.sides", 1.0), ("body.politics", -1.0)))
    values = np.array([[1.0, 1.0, 0.0], [1.0, 0.5, 0.0], [0.0, 0.5, 0.0], [0.0, 0.2, 0.0]])
    weights = fit(values, np.array([True, True, False, False]), topic).weights
    assert weights[2] < 0 < weights[0]


def test_a_weight_that_labels_would_turn_round_is_nothing() -> None:
    topic = replace(TOPIC, weights=(("title.sides", 1.0), ("lead.sides", 1.0), ("body.politics", -1.0)))
    values = np.array([[1.0, 1.0, 1.0], [0.1, 0.2, 1.0], [0.2, 0.0, 0.0], [0.0, 0.1, 0.0]] * 50)
    weights = fit(values, np.array([True, True, False, False] * 50), topic).weights
    assert weights[2] == 0 < weights[0]


def test_a_text_that_lacks_a_side_is_off_the_topic() -> None:
    values = table(TOPIC, [labelled(ROWS[0] | {"title": "NATO opens a school", "text": "NATO trains cooks."}, 0)])
    assert Fit(weights=np.ones(len(TOPIC.weights)), intercept=9.0).scores(values) == 0


def test_a_wished_recall_is_kept() -> None:
    topic, predictions = calibrate(TOPIC, ITEMS, recall=1.0)
    scores = [p.score for item, p in zip(ITEMS, predictions, strict=True) if item.grade > 0]
    assert topic.threshold <= min(scores)


def test_labels_of_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="on the topic and items off it"):
        calibrate(TOPIC, [item for item in ITEMS if item.grade > 0])


def test_rewriting_changes_numbers_and_version_only(fitted: Topic, tmp_path: Path) -> None:
    old = topic_path("nato_russia").read_text(encoding="utf-8")
    path = tmp_path / "new.toml"
    path.write_text(rewrite(old, fitted), encoding="utf-8")
    new = load_topic(path)
    assert new.version == str(int(TOPIC.version) + 1)
    assert new.groups == TOPIC.groups
    assert dict(new.weights) == pytest.approx(dict(fitted.weights), abs=0.001)


def test_the_report_gives_each_figure_inside_its_interval() -> None:
    _, predictions = calibrate(TOPIC, ITEMS)
    rows = re.findall(r"(precision|recall|F1) +([\d.]+) \[([\d.]+), ([\d.]+)\]", report(ITEMS, predictions))
    assert [name for name, *_ in rows] == ["precision", "recall", "F1"]
    assert all(float(low) <= float(value) <= float(high) for _, value, low, high in rows)
    assert f"on {sum(item.grade == 2 for item in ITEMS)}" in report(ITEMS, predictions).splitlines()[-1]
