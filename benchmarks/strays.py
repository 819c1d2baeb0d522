"""Sentences from elsewhere put among the paragraphs of a page's body: appeals, plugs and what looks like them.

Bodies of the public sets have hardly an appeal between their paragraphs, pages written for this project have many:
models learned to tell the two kinds of page apart, and kept most plugs on real ones. With strays they keep fewer.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from random import Random
from typing import Self

from lxml.html import HtmlElement, tostring

from benchmarks.pages import Labelled, gathered
from pipelines.language import languages
from pipelines.text import squeeze, words
from pipelines.wording import Wording

_LIKE = {False: 1.0, True: 0.0}
"""The logit from which on furniture, and body, is worded like furniture: hardly any body is more so."""
_LINKED = 0.5
"""Share of its characters at most that stand in links."""
_TAKEN = {False: 2, True: 4}
"""How much furniture, and body, a page takes in: with less body models lose what looks like furniture."""
_LONG = 60
"""Characters of a body's paragraph at least behind which a stray may stand."""
_FEWEST = 3
"""Such paragraphs on a page that takes strays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A line that may stand on any page of its languages, and whether it is body there."""

    text: str
    body: bool
    languages: frozenset[str]

    @classmethod
    def of(cls, text: str, *, body: bool) -> Self:
        return cls(text=text, body=body, languages=languages(words(text)))


def strays_on(page: Labelled, wording: Wording) -> Iterator[Stray]:
    """The sentences on a page that a network takes for worded like furniture, whether they are or not."""
    blocks = page.evidence.blocks
    logits = wording.logits([block.text for block in blocks])
    for block, body, ends, logit in zip(blocks, page.body, page.evidence.ends, logits, strict=True):
        if logit >= _LIKE[body] and ends and block.link_share <= _LINKED and block.text not in page.evidence.headlines:
            yield Stray.of(block.text, body=body)


def chosen(strays: Sequence[Stray], page: Labelled, chance: Random) -> list[Stray]:
    """Some in a language that the page's body can be in: two of furniture and four of body where there are so many."""
    own = languages(words(page.gold))
    fitting = [stray for stray in strays if stray.languages & own]
    kinds = {body: [stray for stray in fitting if stray.body is body] for body in (False, True)}
    return [stray for body, kind in kinds.items() for stray in chance.sample(kind, min(len(kind), _TAKEN[body]))]


def with_strays(page: Labelled, strays: Sequence[Stray], chance: Random) -> Labelled | None:
    """The page with each stray in an element like that of some paragraph of its body, behind that paragraph.

    None without strays, or where fewer than three longer paragraphs of the body have an element of their own.
    """
    tree = deepcopy(page.tree)
    neighbours = paragraphs(page, tree)
    if not strays or len(neighbours) < _FEWEST:
        return None
    for stray in strays:
        chance.choice(neighbours).addnext(_element(stray, like=chance.choice(neighbours)))
    changed = replace(page.page, body=tostring(tree, encoding="utf-8"), content_type="text/html; charset=utf-8")
    gold = "\n".join([page.gold, *(stray.text for stray in strays if stray.body)])
    return gathered(changed, tree, gold, page.hand)


def paragraphs(page: Labelled, tree: HtmlElement) -> list[HtmlElement]:
    """The elements of a copy of its tree that hold one longer paragraph of the body each."""
    blocks = zip(page.evidence.blocks, page.body, strict=True)
    body = {block.text for block, wanted in blocks if wanted and len(block.text) >= _LONG}
    found = (element for element in tree.iter("p", "div") if squeeze(element.text_content()) in body)
    return [element for element in found if element.find(".//p") is None and element.find(".//div") is None]


def _element(stray: Stray, like: HtmlElement) -> HtmlElement:
    attributes = {name: value for name, value in like.attrib.items() if name != "id"}
    element: HtmlElement = like.makeelement(like.tag, attributes)
    element.text = stray.text
    return element
