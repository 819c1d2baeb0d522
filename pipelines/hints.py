"""An outlet's CSS selectors as evidence: they shift the model's judgement and never replace it."""

from collections.abc import Sequence
from functools import cache

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement
from msgspec.structs import replace

from pipelines.block import Block
from pipelines.outlet import Outlet

BODY = "outlet-says-body"
FURNITURE = "outlet-says-furniture"
"""Tokens that marked elements add to the context of their paragraphs."""
ATTRIBUTE = "data-outlet-says"
_RAISED = 0.65
"""The exponent that raises the chance of a short paragraph in what a selector calls body."""
_SHORT = 15
"""Spaces below which a paragraph counts as short: cells and answers do, appeals inside a body are longer."""


def mark(tree: HtmlElement, outlet: Outlet | None) -> None:
    """Marks the elements that the outlet's selectors name, so that their paragraphs carry the mark."""
    named = ((BODY, (outlet.body,) if outlet.body else ()), (FURNITURE, outlet.drop)) if outlet else ()
    for token, selectors in named:
        for selector in selectors:
            for element in _compiled(selector)(tree):
                element.set(ATTRIBUTE, token)


def raise_chances(blocks: Sequence[Block]) -> list[Block]:
    """The paragraphs; short ones in the outlet's body get a higher chance, if its selector still finds likely body."""
    if not any(BODY in block.context and block.chance > 0.5 for block in blocks):
        return list(blocks)
    return [replace(b, chance=round(b.chance**_RAISED, 3)) if _is_raised(b) else b for b in blocks]


def _is_raised(block: Block) -> bool:
    return BODY in block.context and block.text.count(" ") < _SHORT


@cache
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
