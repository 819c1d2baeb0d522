"""The stage that takes furniture out of an article's body and writes down every block it took."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.dateline import dateline
from pipelines.furniture import Rule, load_rules
from pipelines.layout import judge
from pipelines.lines import first_headline, is_plain_text
from pipelines.record import Article, Block, Flag, Origin, Reason, Reject, Removed
from pipelines.text import repair

__all__ = ["Clean", "load_rules"]

_WORTH_TELLING = 0.05
"""Blocks that neither a rule nor the witness named, and that the model finds less likely than this, are not listed."""
_CAPTIONS = ("caption", "credit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """Removes what the rules and the model call furniture; raises Reject when nothing is left."""

    rules: tuple[Rule, ...]

    def __call__(self, article: Article) -> Article:
        """The article with body, lead, captions, dateline, and every removed block with its rule."""
        article = _repaired(article)
        article, blocks = self._titled(article)
        return _parted(article, blocks, judge(blocks, (article.title, *article.headlines), self.rules))

    def _titled(self, article: Article) -> tuple[Article, Sequence[Block]]:
        """A plain text's headline is its first line that is no furniture; that line is the title, not a removed block."""
        if article.title or not is_plain_text(article.blocks):
            return article, article.blocks
        title = first_headline(article.blocks, self.rules)
        at = next((i for i, block in enumerate(article.blocks) if block.text == title), len(article.blocks))
        return replace(article, title=title), (*article.blocks[:at], *article.blocks[at + 1 :])


def _parted(article: Article, blocks: Sequence[Block], reasons: Sequence[str]) -> Article:
    pairs = list(zip(blocks, reasons, strict=True))
    kept = tuple(block for block, reason in pairs if not reason)
    if not kept:
        raise Reject(Reason.EMPTY, f"all {len(pairs)} blocks are furniture")
    removed = [(block, reason) for block, reason in pairs if reason and _worth_telling(block, reason)]
    captions = [block.text for block, reason in removed if reason.partition(":")[0] in _CAPTIONS]
    return replace(
        article,
        blocks=kept,
        lead=kept[0].text,
        dateline=dateline(kept[0].text),
        captions=tuple(dict.fromkeys((*article.captions, *captions))),
        dates=(*article.dates, *_stamps(pairs)),
        removed=(*article.removed, *(Removed(rule=reason, place=block.place, text=block.text) for block, reason in removed)),
    )


def _worth_telling(block: Block, reason: str) -> bool:
    return block.vote or block.chance > _WORTH_TELLING or not reason.startswith("model")


def _stamps(pairs: Sequence[tuple[Block, str]]) -> list[tuple[Origin, str]]:
    """The dates that stand alone above the body, the nearest one first."""
    first = next(i for i, (_, reason) in enumerate(pairs) if not reason)
    return [(Origin.PAGE, block.text) for block, reason in reversed(pairs[:first]) if reason == "timestamp"]


def _repaired(article: Article) -> Article:
    blocks = tuple(replace(block, text=repair(block.text)) for block in article.blocks)
    if blocks == article.blocks:
        return article
    return replace(article, blocks=blocks, title=repair(article.title)).flagged(Flag.REPAIRED)
