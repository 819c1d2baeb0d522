"""Training of the forests over paragraphs, with LightGBM."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

try:
    import lightgbm
except ModuleNotFoundError:
    raise SystemExit("benchmarks.train needs LightGBM: pip install lightgbm") from None
import numpy as np

TREES = 800
LEAVES = 16
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.03,
    "num_leaves": LEAVES,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 3.0,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


def write_forest(
    rows: Sequence[np.ndarray], body: Sequence[np.ndarray], weights: Sequence[np.ndarray], path: Path
) -> None:
    """Trains a forest on the paragraphs of pages or texts, one array each, and writes it for `pipelines.forest`."""
    data = lightgbm.Dataset(np.vstack(rows), np.concatenate(body), weight=np.concatenate(weights))
    np.savez(path, **arrays(lightgbm.train(PARAMETERS, data, TREES)))


def arrays(forest: lightgbm.Booster) -> dict[str, np.ndarray]:
    """The trees as the arrays of `pipelines.forest.Forest`."""
    trees = [tree["tree_structure"] for tree in forest.dump_model()["tree_info"]]
    table = {
        "feature": np.zeros((len(trees), LEAVES - 1), np.uint8),
        "threshold": np.zeros((len(trees), LEAVES - 1), np.float32),
        "left": np.full((len(trees), LEAVES - 1), -1, np.int8),
        "right": np.full((len(trees), LEAVES - 1), -1, np.int8),
        "leaf": np.zeros((len(trees), LEAVES), np.float32),
    }
    for number, root in enumerate(trees):
        write(root, number, table)
    return table


def write(node: dict[str, Any], tree: int, table: dict[str, np.ndarray]) -> int:
    """Writes a node with all below it; returns the number by which its parent calls it."""
    if "leaf_value" in node:
        table["leaf"][tree, node.get("leaf_index", 0)] = node["leaf_value"]
        return -1 - int(node.get("leaf_index", 0))
    number = int(node["split_index"])
    table["feature"][tree, number] = node["split_feature"]
    table["threshold"][tree, number] = node["threshold"]
    table["left"][tree, number] = write(node["left_child"], tree, table)
    table["right"][tree, number] = write(node["right_child"], tree, table)
    return number
