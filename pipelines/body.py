"""How likely each paragraph of a page is body: a model looks first, and asks a witness where it doubts."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from lxml.html import HtmlElement

from pipelines.features import Evidence, Matrix, measure
from pipelines.fields import Fields
from pipelines.forest import Forest, load_forest
from pipelines.furniture import Rule
from pipelines.record import Article, Block
from pipelines.text import words
from pipelines.witness import agreed, trafilatura_lines

THRESHOLD = 0.5
"""Paragraphs with a lower probability are not body: F1 on unseen hosts is flat between 0.4 and 0.6."""
DOUBT = 0.05
"""A page that is doubted more than this goes to the witness: two of five news pages on hosts the model has not seen."""

_MADE_FOR_TEXT = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "dt", "dd", "pre", "blockquote"])


def weighed(
    tree: HtmlElement, found: Sequence[Block], fields: Fields, rules: Sequence[Rule], models: Path | None
) -> list[Block]:
    """Every paragraph that may be body, with its probability; the witness, which costs most, sees only some pages."""
    evidence = gather(found, fields, [False] * len(found))
    if evidence.blocks:
        blocks = judged(evidence, measure(evidence, rules), load_forest("pages", models))
        if doubt(blocks) <= DOUBT and any(map(likely, blocks)):
            return [replace(block, vote=likely(block)) for block in blocks]
    evidence = gather(found, fields, agreed(found, trafilatura_lines(tree)))
    return judged(evidence, measure(evidence, rules), load_forest("witnessed", models)) if evidence.blocks else []


def doubt(blocks: Sequence[Block]) -> float:
    """How unsure the model is of a page: the mean chance of erring over its paragraphs, the longer the weightier."""
    chances = np.array([block.chance for block in blocks])
    weights = np.sqrt([len(block.text) for block in blocks])
    return float(np.average(np.minimum(chances, 1 - chances), weights=weights))


def gather(found: Sequence[Block], fields: Fields, votes: Sequence[bool]) -> Evidence:
    """The evidence on a page: paragraphs that may be body, with the witness's vote on each."""
    kept: list[Block] = []
    chosen: list[bool] = []
    skipped: list[int] = [0]
    for block, vote in zip(found, votes, strict=True):
        if vote or may_be_body(block):
            kept.append(block)
            chosen.append(vote)
            skipped.append(0)
        else:
            skipped[-1] += 1
    return Evidence(
        blocks=kept,
        headlines=fields.headlines,
        description=fields.description,
        stated=fields.body,
        votes=chosen,
        skipped=skipped,
    )


def plain(lines: Sequence[Block], title: str) -> Evidence:
    """The evidence on a plain text: its lines and its headline."""
    return Evidence(
        blocks=lines,
        headlines=(title,),
        description="",
        stated="",
        votes=[True] * len(lines),
        skipped=[0] * (len(lines) + 1),
    )


def may_be_body(block: Block) -> bool:
    """False for what no article has without a witness's word: bare links, and short labels in elements of layout."""
    size = len(block.text)
    if block.link_share > 0.6 and size < 150:
        return False
    return block.tag in _MADE_FOR_TEXT or size >= 12 or (size >= 3 and block.text.count(" ") >= 2)


def judged(evidence: Evidence, features: Matrix, forest: Forest) -> list[Block]:
    """Every paragraph that may be body with the witness's vote and the model's probability."""
    chances = forest.probabilities(features)
    known = zip(evidence.blocks, evidence.votes, chances, strict=True)
    return [replace(block, vote=vote, chance=round(float(chance), 3)) for block, vote, chance in known]


def body_words(article: Article) -> int:
    """Words in the blocks that are likely body: the length of an article before it is cleaned."""
    return sum(len(words(block.text)) for block in article.blocks if likely(block))


def likely(block: Block) -> bool:
    """True for a paragraph that is body unless a rule speaks against it."""
    return block.chance > THRESHOLD
