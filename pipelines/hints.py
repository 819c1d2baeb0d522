"""An outlet's CSS selectors as evidence: they tilt the model's judgement and never replace it."""

from collections.abc import Sequence
from functools import cache

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement
from msgspec.structs import replace

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
    first = next(i for i, block in enumerate(blocks) if BODY in block.context)
    return [replace(b, chance=round(b.chance ** _power(b, below=i > first), 3)) for i, b in enumerate(blocks)]


def _power(block: Block, *, below: bool) -> float:
    """Below one raises a chance: the selector's word does. Above one lowers it: the witness is silent too.

    Above the element that the selector names may stand the lead.
    """
    if BODY in block.context:
        return 0.5
    return 2.0 if below and not block.vote else 1.0


@cache
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
