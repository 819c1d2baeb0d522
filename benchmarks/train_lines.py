"""Trains the models that tell body from furniture.

`pages.npz` looks at a page alone, `witnessed.npz` at a page and what the witness says of it, `texts.npz` at plain text.

    python -m benchmarks.train_lines SET... [-O FOLDER] [--folds]

SET is a folder with pages.jsonl and gold.jsonl as the yardsticks have it; sets without bodies are passed over. Needs
LightGBM beside the project's own packages. The same sets and LightGBM version give the same file, bit for bit.
With --folds FOLDER/0 gets the models for the hosts of half 0, trained on those of half 1, and FOLDER/1 the reverse:
`benchmarks.extraction --folds FOLDER` measures with them.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy as np

from benchmarks.score import half_of
from pipelines.blocks import blocks
from pipelines.body import gather, plain
from pipelines.features import Evidence, measure, measure_lines
from pipelines.fields import read_fields
from pipelines.furniture import load_rules
from pipelines.inputs import pages
from pipelines.markup import parse
from pipelines.record import LINE, Block, Page, Reject
from pipelines.rules import Limits
from pipelines.text import words
from pipelines.witness import agreed, trafilatura_lines

KINDS = ("pages", "witnessed", "texts")
TREES = 400
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 16,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 3.0,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One page as one model sees it: its features, which paragraphs are body, and how much each counts."""

    kind: str
    host: str
    rows: np.ndarray
    body: np.ndarray
    weight: np.ndarray


def main() -> None:
    options = arguments()
    found = [example for folder in options.sets for example in examples(folder)]
    if not options.folds:
        save(found, options.output)
        return
    for half in (0, 1):
        save([e for e in found if half_of(e.host) != half], options.output / str(half))


def save(found: list[Example], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        mine = [e for e in found if e.kind == kind]
        path = folder / f"{kind}.npz"
        np.savez(path, **arrays(train(mine)))
        print(f"{path}: {path.stat().st_size} bytes from {len(mine)} pages")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("-O", "--output", type=Path, default=Path("pipelines/models"))
    parser.add_argument("--folds", action="store_true", help="for each half of the hosts, models of the other half")
    return parser.parse_args()


def examples(folder: Path) -> list[Example]:
    """Every page of a set that has a gold body, as each of the models sees it."""
    gold = {row["id"]: row for row in map(json.loads, (folder / "gold.jsonl").open(encoding="utf-8"))}
    found = []
    for page in pages([folder / "pages.jsonl"], Limits()):
        body = gold.get(page.id or "", {}).get("body")
        if isinstance(page, Page) and body:
            found += views(page, body)
    return found


def views(page: Page, gold: str) -> list[Example]:
    """A page as examples, or nothing when it has no paragraphs."""
    try:
        tree = parse(page, Limits()).tree
    except Reject:
        return []
    found, fields, rules = blocks(tree), read_fields(tree), load_rules()
    alone = gather(found, fields, [False] * len(found))
    witnessed = gather(found, fields, agreed(found, trafilatura_lines(tree)))
    if not alone.blocks:
        return []
    host = urlsplit(page.url).hostname or ""
    return [
        example("pages", host, alone, measure(alone, rules), gold),
        example("witnessed", host, witnessed, measure(witnessed, rules), gold),
        example("texts", host, witnessed, measure_lines(as_text(witnessed), rules), gold),
    ]


def example(kind: str, host: str, evidence: Evidence, rows: np.ndarray, gold: str) -> Example:
    weight = np.array([len(words(b.text)) ** 0.5 + 0.5 for b in evidence.blocks])
    weight[[b.text in evidence.headlines for b in evidence.blocks]] = 0.0  # sets disagree on whether it is body
    body = np.array(labels(evidence, gold))
    return Example(kind=kind, host=host, rows=rows, body=body, weight=weight / max(1.0, weight.sum()) * 100)


def as_text(evidence: Evidence) -> Evidence:
    """The same paragraphs as lines of a text, of which nothing is known but the words."""
    lines = [Block(text=block.text, place=str(2 * i), tag=LINE) for i, block in enumerate(evidence.blocks)]
    return plain(lines, evidence.headlines[0] if evidence.headlines else "")


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


def shingles(tokens: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3)))


def train(found: list[Example]) -> lightgbm.Booster:
    data = lightgbm.Dataset(
        np.vstack([e.rows for e in found]),
        np.concatenate([e.body for e in found]),
        weight=np.concatenate([e.weight for e in found]),
    )
    return lightgbm.train(PARAMETERS, data, TREES)


def arrays(forest: lightgbm.Booster) -> dict[str, np.ndarray]:
    """The trees as the arrays of `pipelines.forest.Forest`."""
    trees = [tree["tree_structure"] for tree in forest.dump_model()["tree_info"]]
    leaves = PARAMETERS["num_leaves"]
    table = {
        "feature": np.zeros((len(trees), leaves - 1), np.uint8),
        "threshold": np.zeros((len(trees), leaves - 1), np.float32),
        "left": np.full((len(trees), leaves - 1), -1, np.int8),
        "right": np.full((len(trees), leaves - 1), -1, np.int8),
        "leaf": np.zeros((len(trees), leaves), np.float32),
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


if __name__ == "__main__":
    main()
