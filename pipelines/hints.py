"""An outlet's CSS selectors as evidence: they tilt the model's judgement and never replace it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from pipelines.record import Block
from pipelines.rules import Outlet

BODY = "outlet-says-body"
FURNITURE = "outlet-says-furniture"
"""Tokens that marked elements add to the context of their paragraphs."""
ATTRIBUTE = "data-outlet-says"


def mark(tree: HtmlElement, outlet: Outlet | None) -> None:
    """Marks the elements that the outlet's selectors name, so that their paragraphs carry the mark."""
    named = ((BODY, (outlet.body,) if outlet.body else ()), (FURNITURE, outlet.drop)) if outlet else ()
    for token, selectors in named:
        for selector in selectors:
            for element in _compiled(selector)(tree):
                element.set(ATTRIBUTE, token)


def tilted(blocks: Sequence[Block]) -> list[Block]:
    """The paragraphs with chances tilted towards what the outlet's selectors say, where those still fit its pages."""
    if not any(BODY in block.context and block.chance > 0.5 for block in blocks):
        return list(blocks)
    return [replace(block, chance=round(block.chance ** _power(block), 3)) for block in blocks]


def _power(block: Block) -> float:
    """Below one raises a chance: the selector's word does. Above one lowers it, where the witness is silent too."""
    if BODY in block.context:
        return 0.5
    return 1.0 if block.vote else 2.0


@cache
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
