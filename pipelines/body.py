"""How likely each paragraph of a page is body: a network looks, then a forest, which asks witnesses where it doubts."""

from collections.abc import Sequence
from itertools import compress
from pathlib import Path

import numpy as np
from lxml.html import HtmlElement
from msgspec.structs import replace

from pipelines.block import Block
from pipelines.features import Matrix, load_known, measure, measure_text
from pipelines.fields import Fields
from pipelines.forest import load_forest
from pipelines.net import load_net
from pipelines.paragraphs import Evidence
from pipelines.record import Article
from pipelines.surroundings import Surroundings
from pipelines.text import words
from pipelines.witness import votes_on

THRESHOLD = 0.5
"""Paragraphs with a lower probability are not body: F1 on unseen hosts is flat between 0.4 and 0.6."""
DOUBT = 0.3
"""A page that is doubted more than this goes to the witnesses: 1 of 229 news pages on unseen hosts."""

_MOST = 0.999
"""No model is surer of a paragraph than this."""
_NEAR = 5
"""Paragraphs to the next prose: bare links further away, as in menus, are not looked at."""
_MADE_FOR_TEXT = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "dt", "dd", "pre", "blockquote"])


def judge_page(tree: HtmlElement, found: Sequence[Block], fields: Fields, models: Path | None) -> list[Block]:
    """Every paragraph that may be body, with its probability; the witnesses, which cost most, see only some pages."""
    evidence = gather(found, fields)
    if not evidence.blocks:
        return []
    around = Surroundings.of(evidence)
    seen = measure(evidence, load_known(models))
    first = load_net("pages", models).probabilities(seen, around.weights)
    seen = np.hstack([seen, around.told(first)])
    chances = load_forest("again", models).probabilities(seen)
    if doubt(evidence.blocks, chances) <= DOUBT:
        return rated(evidence.blocks, (chances > THRESHOLD).tolist(), chances)
    votes = votes_on(evidence.blocks, tree)
    seen = np.hstack([seen, *(around.witnessed(first, np.array(own)) for own in votes)])
    return rated(evidence.blocks, votes[0], load_forest("witnessed", models).probabilities(seen))


def judge_text(lines: Sequence[Block], title: str, models: Path | None) -> list[Block]:
    """Every line of a plain text with the probability that it is body; the second look knows stretches and subject."""
    evidence = gather_text(lines, title)
    seen = measure_text(evidence, load_known(models))
    around = Surroundings.of(evidence)
    first = load_net("texts", models).probabilities(seen, around.weights)
    seen = np.hstack([seen, around.told_of_text(first)])
    return rated(lines, [True] * len(lines), load_forest("texts_again", models).probabilities(seen))


def doubt(blocks: Sequence[Block], chances: Matrix) -> float:
    """How unsure the model is of a page: the text that it expects to err on, by the text that it takes for body."""
    sizes = np.array([len(block.text) for block in blocks])
    body = sizes[chances > THRESHOLD].sum()
    return float((sizes * np.minimum(chances, 1 - chances)).sum() / body) if body else np.inf


def rated(blocks: Sequence[Block], votes: Sequence[bool], chances: Matrix) -> list[Block]:
    """The paragraphs with trafilatura's votes, or the model's where no witness was asked, and their probabilities."""
    known = zip(blocks, votes, chances, strict=True)
    return [replace(block, vote=vote, chance=min(_MOST, round(float(chance), 3))) for block, vote, chance in known]


def gather(found: Sequence[Block], fields: Fields) -> Evidence:
    """The evidence on a page: the paragraphs that may be body, and near prose text elements and what looks like it."""
    prose = [len(block.text) >= 80 and block.link_share < 0.5 for block in found]
    looks = {(block.tag, block.context) for block in compress(found, prose)}
    kept: list[Block] = []
    skipped: list[int] = [0]
    for i, block in enumerate(found):
        text = block.tag in _MADE_FOR_TEXT or (block.link_share < 0.5 and (block.tag, block.context) in looks)
        if may_be_body(block) or (text and True in prose[max(0, i - _NEAR) : i + _NEAR + 1]):
            kept.append(block)
            skipped.append(0)
        else:
            skipped[-1] += 1
    return Evidence(
        blocks=kept, headlines=fields.headlines, description=fields.description, stated=fields.body, skipped=skipped
    )


def gather_text(lines: Sequence[Block], title: str) -> Evidence:
    """The evidence on a plain text: its lines and its headline."""
    return Evidence(
        blocks=lines,
        headlines=(title,),
        description="",
        stated="",
        skipped=[0] * (len(lines) + 1),
    )


def may_be_body(block: Block) -> bool:
    """False for what an article has only amid its prose, bare links, and for short labels in elements of layout."""
    size = len(block.text)
    if block.link_share > 0.6 and size < 150:
        return False
    return block.tag in _MADE_FOR_TEXT or size >= 12 or (size >= 3 and block.text.count(" ") >= 2)


def body_words(article: Article) -> int:
    """Words in the blocks that are likely body: the length of an article before it is cleaned."""
    return sum(len(words(block.text)) for block in article.blocks if likely(block))


def likely(block: Block) -> bool:
    """True for a paragraph that is body unless a rule speaks against it."""
    return block.chance > THRESHOLD
