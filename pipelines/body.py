"""Which paragraphs of a page are the article: witnesses are heard, a model trained on labelled pages decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.features import Evidence, measure
from pipelines.fields import Fields
from pipelines.forest import Forest
from pipelines.furniture import Rule
from pipelines.record import Block, Removed
from pipelines.witness import agreed, trafilatura_lines

THRESHOLD = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The paragraphs that are the article, and those that only the witness took for it."""

    blocks: tuple[Block, ...]
    removed: tuple[Removed, ...]
    complete: bool
    """False when the article reaches to the very end of the page, as it does where a page was cut."""


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


def may_be_body(block: Block) -> bool:
    """False for what no article has without a witness's word: bare links, and labels of one or two short words."""
    size = len(block.text)
    return size >= 3 and not (block.link_share > 0.6 and size < 150) and not (size < 12 and block.text.count(" ") < 2)


def choose(evidence: Evidence, rules: Sequence[Rule], forest: Forest) -> Body:
    """The paragraphs that the model calls body; those that it takes away from the witness are written down."""
    if not evidence.blocks:
        return Body(blocks=(), removed=(), complete=True)
    chances = forest.probabilities(measure(evidence, rules))
    verdicts = list(zip(evidence.blocks, evidence.votes, chances, strict=True))
    return Body(
        blocks=tuple(block for block, _, chance in verdicts if chance > THRESHOLD),
        removed=tuple(
            Removed(rule=f"model:{chance:.2f}", place=block.place, text=block.text)
            for block, vote, chance in verdicts
            if vote and chance <= THRESHOLD
        ),
        complete=bool(chances[-1] <= THRESHOLD or evidence.skipped[-1]),
    )
