"""The stage that takes furniture out of an article's body and writes down every block it took."""

import re
from dataclasses import dataclass, replace

from pipelines.furniture import Rule, load_rules
from pipelines.lines import first_headline, is_plain_text, judge
from pipelines.record import Article, Block, Flag, Origin, Reason, Reject, Removed
from pipelines.text import repair

__all__ = ["Clean", "load_rules"]

_DATELINE = re.compile(
    r"(?P<city>(?-i:[A-ZА-ЯЁІЇЄ])[A-ZА-ЯЁІЇЄa-zа-яёіїє.'’ -]{2,30}?(?:/[A-ZА-ЯЁ][\w.'’ -]{2,25})?)"
    r"(?:,\s[^./—–-]{2,30}\.?)?\s*(?:\((?:[A-Z][\w. /-]{1,20})\)|/[A-ZА-ЯЁa-zа-яё. -]{2,20}/\.?)?\s*(?P<dash>[—–]|\s-\s|(?<=\))\s*-|(?<=/)\.?)\s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """Removes what the rules call furniture; raises Reject when nothing is left."""

    rules: tuple[Rule, ...]

    def __call__(self, article: Article) -> Article:
        """The article with body, lead, captions, dateline, and every removed block with its rule."""
        article = _repaired(article)
        plain = is_plain_text(article.blocks)
        title = article.title or (first_headline(article.blocks, self.rules) if plain else "")
        reasons = judge(article.blocks, (title, *article.headlines), self.rules)
        pairs = list(zip(article.blocks, reasons, strict=True))
        if plain and not article.title and title:
            pairs.remove(next(pair for pair in pairs if pair[0].text == title))
        return _parted(replace(article, title=title), pairs)


def _parted(article: Article, pairs: list[tuple[Block, str]]) -> Article:
    kept = tuple(block for block, reason in pairs if not reason)
    if not kept:
        raise Reject(Reason.EMPTY, f"all {len(pairs)} blocks are furniture")
    removed = [Removed(rule=reason, place=block.place, text=block.text) for block, reason in pairs if reason]
    captions = [r.text for r in removed if r.rule.startswith("caption")]
    stamps = [(Origin.PAGE, r.text) for r in removed if r.rule == "timestamp"]
    return replace(
        article,
        blocks=kept,
        lead=kept[0].text,
        dateline=dateline(kept[0].text),
        captions=tuple(dict.fromkeys((*article.captions, *captions))),
        dates=(*article.dates, *stamps),
        removed=(*article.removed, *removed),
    )


def _repaired(article: Article) -> Article:
    blocks = tuple(replace(block, text=repair(block.text)) for block in article.blocks)
    if blocks == article.blocks:
        return article
    return replace(article, blocks=blocks, title=repair(article.title)).flagged(Flag.REPAIRED)


def dateline(paragraph: str) -> str:
    """The place at the head of a paragraph, as in "OSLO — …" or "MOSCOW, October 9. /TASS/. …"; empty when there is none."""
    found = _DATELINE.match(paragraph)
    if found is None:
        return ""
    city = found["city"].strip()
    return city if city.isupper() or "(" in found[0] or "/" in found[0] else ""
