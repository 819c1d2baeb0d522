"""An outlet's CSS selectors as evidence: they mark paragraphs for the rules of layout; models do not see the marks."""

from functools import cache

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from pipelines.outlet import Outlet

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


@cache
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
