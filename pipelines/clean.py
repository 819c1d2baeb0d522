"""The stage that removes furniture from an article's body and records every block it removed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs

from pipelines.block import Block
from pipelines.dateline import dateline
from pipelines.dates import is_update
from pipelines.judgement import find_furniture
from pipelines.ledger_types import Recurring
from pipelines.lines import SURE, UNJUDGED
from pipelines.mismatch import is_mismatched
from pipelines.record import Article, Flag, Origin, Reason, Reject, Removed
from pipelines.recurring import host_of
from pipelines.text import is_damaged, repair, split_glued

_LEAST_LISTED = 0.05
"""Above and below the body, blocks that neither a rule nor the witness named, and that the model finds less likely
than this, are not listed: menus and footers."""
_CAPTIONS = ("caption", "credit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """Removes furniture; raises Reject when nothing is left."""

    recurring: Mapping[str, Recurring] = field(default_factory=dict)
    """By host, how many of its stories carry each paragraph, from `pipelines.recurring.learn` or the ledger."""

    def __call__(self, article: Article) -> Article:
        """The article with body, lead, captions, dateline, and every removed block with its rule."""
        article = repaired(article)
        known = self.recurring.get(host_of(article), Recurring())
        reasons = find_furniture(article.blocks, (article.title, *article.headlines), known)
        return _cleaned(article, list(zip(article.blocks, reasons, strict=True)))


def _cleaned(article: Article, pairs: Sequence[tuple[Block, str]]) -> Article:
    """The article with the kept blocks as its body, and its other fields filled from kept and removed ones."""
    body = [i for i, (_, reason) in enumerate(pairs) if not reason]
    if not body:
        raise Reject(Reason.EMPTY, f"all {len(pairs)} blocks are furniture")
    kept = tuple(pairs[i][0] for i in body)
    amid = range(body[0], body[-1])
    removed = [pair for i, pair in enumerate(pairs) if pair[1] and (i in amid or _is_listed(*pair))]
    article = article.flagged(*_doubts(article, kept))
    captions = [block.text for block, reason in removed if reason.partition(":")[0] in _CAPTIONS]
    return replace(
        article,
        blocks=kept,
        lead=next((block.text for block in kept if dateline(block.text) != block.text), kept[0].text),
        dateline=dateline(kept[0].text),
        captions=tuple(dict.fromkeys((*article.captions, *captions))),
        dates=(*article.dates, *_stamps(pairs)),
        removed=(
            *article.removed,
            *(Removed(rule=reason, place=block.place, text=block.text) for block, reason in removed),
        ),
    )


def _doubts(article: Article, kept: Sequence[Block]) -> Iterator[Flag]:
    """What to know before trusting the body that was kept."""
    texts = [block.text for block in kept]
    repaired = Flag.REPAIRED in article.flags
    if any(is_damaged(text) or (repaired and _is_lopsided(text)) for text in texts):
        yield Flag.DAMAGED
    if is_mismatched(article.title, texts):
        yield Flag.TITLE_MISMATCH


def _is_lopsided(text: str) -> bool:
    """True when opening and closing quotation marks differ in number: a repair may have confused them."""
    return text.count("“") != text.count("”")


def _is_listed(block: Block, reason: str) -> bool:
    return block.vote or block.chance > _LEAST_LISTED or not reason.startswith("model")


def _stamps(pairs: Sequence[tuple[Block, str]]) -> list[tuple[Origin, str]]:
    """The dates that stand alone above the body, the nearest one first, then below its first paragraph, often a lead.

    Dates of an update come last.
    """
    first, second, *_ = [*(i for i, (_, reason) in enumerate(pairs) if not reason), len(pairs)]
    near = [*reversed(pairs[:first]), *pairs[first:second]]
    alone = [block.text for block, reason in near if reason == "timestamp"]
    return [(Origin.PAGE, text) for text in sorted(alone, key=is_update)]


def repaired(article: Article) -> Article:
    """The article with mojibake undone and glued paragraphs split, flagged if there were any."""
    lines = repair("\n".join(block.text for block in article.blocks)).split("\n")
    paired = zip(article.blocks, lines, strict=True)
    blocks = tuple(part for block, line in paired for part in _parts(block, line))
    title, headlines = repair(article.title), tuple(map(repair, article.headlines))
    if (blocks, title, headlines) != (article.blocks, article.title, article.headlines):
        article = replace(article, blocks=blocks, title=title, headlines=headlines).flagged(Flag.REPAIRED)
    return article


def _parts(block: Block, line: str) -> list[Block]:
    """The paragraphs in a block's repaired line: nearly always the block itself.

    That the model was sure of the whole says nothing of a part, so the rules decide about each.
    """
    texts = split_glued(line)
    if len(texts) > 1 and block.chance >= SURE:
        block = structs.replace(block, chance=UNJUDGED)
    return [block] if texts == [block.text] else [structs.replace(block, text=text) for text in texts]
