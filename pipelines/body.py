"""How likely each paragraph of a page is body: the witness votes, a model trained on labelled pages weighs."""

from collections.abc import Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from pipelines.features import Evidence, Matrix
from pipelines.fields import Fields
from pipelines.forest import Forest
from pipelines.record import Article, Block
from pipelines.text import words
from pipelines.witness import agreed, trafilatura_lines

THRESHOLD = 0.5
"""Paragraphs with a lower probability are not body: F1 on unseen hosts is flat between 0.4 and 0.6."""


def weigh(tree: HtmlElement, found: Sequence[Block], fields: Fields) -> Evidence:
    """The evidence on a page: paragraphs that may be body, with the witness's vote on each."""
    votes = agreed(found, trafilatura_lines(tree))
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
    """False for what no article has without a witness's word: bare links, and labels of one or two short words."""
    size = len(block.text)
    return size >= 3 and not (block.link_share > 0.6 and size < 150) and not (size < 12 and block.text.count(" ") < 2)


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
