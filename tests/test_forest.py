from pathlib import Path

import numpy as np
import pytest

from pipelines import class_model, sentence_model, word_model
from pipelines.block import LINE, Block
from pipelines.body import judge_text
from pipelines.data import load_arrays
from pipelines.forest import Forest, load_forest
from pipelines.recipe import Recipe, run
from pipelines.record import Article, Page, Rejection


def test_a_row_ends_in_the_leaf_that_its_values_lead_to() -> None:
    forest = Forest(
        feature=np.array([[0, 1]], np.uint8),
        threshold=np.array([[0.5, 2.0]], np.float32),
        left=np.array([[-1, -2]], np.int8),
        right=np.array([[1, -3]], np.int8),
        leaf=np.array([[0.0, 1.0, -1.0]], np.float32),
    )
    rows = np.array([[0.0, 9.0], [1.0, 2.0], [1.0, 2.1]], np.float32)
    assert forest.probabilities(rows) == pytest.approx([0.5, 1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1))])


def test_many_rows_get_what_each_would_get_alone() -> None:
    forest = load_forest("again")
    values = np.random.default_rng(1).choice(forest.threshold.ravel(), (200, int(forest.feature.max()) + 1))
    rows = values.astype(np.float32)
    assert forest.probabilities(rows).tolist() == [forest.probabilities(row[None])[0] for row in rows]


def test_no_rows_get_no_chances() -> None:
    assert len(load_forest("again").probabilities(np.empty((0, 200), np.float32))) == 0


@pytest.mark.parametrize("name", ["again", "witnessed", "texts_again"])
def test_the_models_that_ship_are_small(name: str) -> None:
    forest = load_forest(name)
    assert sum(getattr(forest, array).nbytes for array in Forest.__slots__) < 300_000


def test_a_text_is_judged_the_same_every_time() -> None:
    lines = [
        Block(text=f"The envoy said on day {i} that the talks would go on.", place=str(i), tag=LINE) for i in range(5)
    ]
    first, second = (judge_text(lines, "Talks go on", None) for _ in range(2))
    assert first == second


def test_models_of_a_folder_take_the_place_of_those_that_ship(tmp_path: Path) -> None:
    nothing_is_body = {"leaf": np.full((1, 2), -9.0), "threshold": np.zeros((1, 1))}
    nothing_is_body |= {"feature": np.array([[0]]), "left": np.array([[-1]]), "right": np.array([[-2]])}
    for name in ("again", "witnessed"):
        np.savez(tmp_path / f"{name}.npz", **nothing_is_body)  # type: ignore[arg-type]
    for name in ("pages", "wording"):
        np.savez(tmp_path / f"{name}.npz", **load_arrays(name))  # type: ignore[arg-type]
    for name, slots in (
        ("words", word_model.SLOTS),
        ("sentences", sentence_model.SLOTS),
        ("classes", class_model.SLOTS),
    ):
        np.savez(tmp_path / f"{name}.npz", weights=np.zeros(slots + 1))
    page = Page(url="https://news.example/a", body=b"<p>The ministers met on Monday and spoke of ships.</p>" * 9)
    assert isinstance(run(page, Recipe()), Article)
    assert isinstance(run(page, Recipe(models=tmp_path)), Rejection)
