"""The witnesses, trafilatura and Readability: which of a page's blocks they take for the article."""

import logging
import re
from collections.abc import Sequence
from copy import deepcopy

from lxml.html import HtmlElement

from pipelines.block import Block
from pipelines.blocks import blocks
from pipelines.text import words

# It reports pages without an article as errors; we reject them.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
_ARTICLE = re.compile(r".*/article\[\d+\]")
_NUMBER = re.compile(r"\[\d+\]")
_MANY = 4
"""The other cards must have this many times the text of the one taken: a story among teasers is longer."""


def votes_on(found: Sequence[Block], tree: HtmlElement) -> list[list[bool]]:
    """For each witness, trafilatura first, which blocks of the page it takes for the article; main thread only."""
    return [agreed(found, lines) for lines in (trafilatura_lines(tree), readability_lines(tree))]


def trafilatura_lines(tree: HtmlElement) -> list[str]:
    """The lines that trafilatura keeps of a page, in order, without its own second opinions."""
    from trafilatura import bare_extraction  # a third of all imports: only the processes that extract need it

    document = bare_extraction(tree, fast=True, include_comments=False)
    return (document.text or "").splitlines() if document is not None and not isinstance(document, dict) else []


def readability_lines(tree: HtmlElement) -> list[str]:
    """The paragraphs of the element that Readability scores best (Arc90, 2009), with trafilatura's version of it."""
    from trafilatura.external import try_readability

    return [block.text for block in blocks(try_readability(deepcopy(tree)))]


def agreed(found: Sequence[Block], lines: Sequence[str]) -> list[bool]:
    """For each block whether the lines hold it: as a line, or inside one when it is long enough to be no accident."""
    keys = [_key(line) for line in lines]
    known, everything = set(keys), " ".join(keys)
    return _of_all_cards(
        found,
        [bool(key := _key(block.text)) and (key in known or (len(key) > 30 and key in everything)) for block in found],
    )


def _of_all_cards(found: Sequence[Block], votes: list[bool]) -> list[bool]:
    """The votes; where a witness took a small `article` of many alike for the whole, the others have them, too."""
    taken = [block for block, vote in zip(found, votes, strict=True) if vote]
    cards = {inside[0] if (inside := _ARTICLE.match(block.place)) else "" for block in taken}
    if len(cards) != 1 or cards == {""}:
        return votes
    card, places = f"{cards.pop()}/", {_NUMBER.sub("", block.place) for block in taken}
    alike = [not block.place.startswith(card) and _NUMBER.sub("", block.place) in places for block in found]
    others = sum(len(block.text) for block, like in zip(found, alike, strict=True) if like)
    if others < _MANY * sum(len(block.text) for block in taken):
        return votes
    return [vote or like for vote, like in zip(votes, alike, strict=True)]


def _key(text: str) -> str:
    return " ".join(words(text))
