"""The paragraphs of a page in document order, each with the evidence a judge may use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipelines.hints import ATTRIBUTE
from pipelines.record import Block
from pipelines.text import squeeze

SKIPPED = frozenset(
    [
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "select",
        "option",
        "textarea",
        "button",
        "input",
        "canvas",
        "object",
        "video",
        "audio",
    ]
)
_BREAKING = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
        "center",
        "picture",
    ]
)

_TELLING = (
    "class",
    "id",
    "itemprop",
    "role",
    "data-testid",
    "data-component",
    "data-type",
    "aria-label",
    "rel",
    ATTRIBUTE,
)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
OUTWARDS = " < "
"""Parts the tokens of one element from those of the element around it."""


@dataclass(slots=True, kw_only=True)
class _Draft:
    """The paragraph that is being gathered."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    element: HtmlElement | None = None

    def add(self, text: str | None, element: HtmlElement, in_link: bool) -> None:
        if not text or (not self.pieces and not text.strip()):
            return
        self.element = element if self.element is None else self.element
        self.pieces.append(text)
        if in_link:
            self.linked += len(text.strip())


def blocks(tree: HtmlElement) -> list[Block]:
    """Every paragraph of the page's body, navigation included, with its path, link share and class tokens."""
    root = tree.find("body")
    walk = _Walk(root=tree if root is None else root)
    found = map(walk.block, walk.drafts())
    return [block for block in found if block.text]


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One pass over a tree on our own stack, so that depth costs no recursion."""

    root: HtmlElement
    links: int = 0
    steps: dict[HtmlElement, tuple[HtmlElement, int]] = field(default_factory=dict)
    """Of every element that was entered: its parent and its number among the parent's elements of its tag."""
    settings: dict[HtmlElement, tuple[str, str, str]] = field(default_factory=dict)
    """Of elements around text: its paragraph's path, its class tokens and those around, inline tags."""

    def drafts(self) -> Iterator[_Draft]:
        """A paragraph ends where an element of block level begins or ends."""
        draft = _Draft()
        pending: list[tuple[HtmlElement, bool]] = [(self.root, True)]
        self.settings[self.root] = ("/body", _tokens(self.root), "")
        while pending:
            element, entering = pending.pop()
            if draft.element is not None and element.tag in _BREAKING:
                yield draft
                draft = _Draft()
            if element.tag == "a":
                self.links += 1 if entering else -1
            if entering:
                draft.add(element.text, element, self.links > 0)
                pending.append((element, False))
                pending.extend(reversed(self._children(element)))
            elif element is not self.root:
                draft.add(element.tail, element.getparent(), self.links > 0)
        if draft.element is not None:
            yield draft

    def _children(self, parent: HtmlElement) -> list[tuple[HtmlElement, bool]]:
        """The child elements with whether to enter them."""
        counts: dict[str, int] = {}
        children = []
        for child in parent:
            tag = child.tag
            enter = isinstance(tag, str) and tag not in SKIPPED
            if enter:
                counts[tag] = number = counts.get(tag, 0) + 1
                self.steps[child] = (parent, number)
            children.append((child, enter))
        return children

    def setting(self, element: HtmlElement) -> tuple[str, str, str]:
        """Where an element stands; what is found on the way is kept, because paragraphs share their surroundings."""
        inwards = []
        while element not in self.settings:
            inwards.append(element)
            element = self.steps[element][0]
        path, context, inline = self.settings[element]
        for inner in reversed(inwards):
            own = _tokens(inner)
            context = f"{own}{OUTWARDS}{context}" if own else context
            if inner.tag in _BREAKING:
                path, inline = f"{path}/{inner.tag}[{self.steps[inner][1]}]", ""
            else:
                inline = f"{inline} {inner.tag}"
            self.settings[inner] = (path, context, inline)
        return path, context, inline

    def block(self, draft: _Draft) -> Block:
        """The finished paragraph."""
        text = squeeze("".join(draft.pieces))
        place, context, inline = self.setting(draft.element)
        tag = place[place.rindex("/") + 1 :].partition("[")[0]
        share = min(1.0, draft.linked / max(1, len(text)))
        return Block(text=text, place=place, tag=tag, link_share=share, context=context, inline=inline.strip())


def _tokens(element: HtmlElement) -> str:
    """What an element says of its part in the page: class, id and the like; hidden ones say so."""
    stated = dict(element.items())
    said = [value for name, value in stated.items() if name in _TELLING]
    if "hidden" in stated or _UNSEEN.search(stated.get("style", "")):
        said.append("hidden")
    return " ".join(said).lower()
