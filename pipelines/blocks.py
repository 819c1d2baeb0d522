"""The paragraphs of a page in document order, each with the evidence a judge may use."""

import re
from collections.abc import Iterator, Sequence

import msgspec
from lxml.etree import iterwalk
from lxml.html import HtmlElement

from pipelines.block import Block
from pipelines.hints import ATTRIBUTE
from pipelines.text import has_letters, squeeze

SKIPPED = frozenset([
    "head", "script", "style", "noscript", "template", "svg", "iframe", "select", "option", "textarea", "button",
    "input", "canvas", "object", "video", "audio",
])  # fmt: skip
"""Elements of which no text is read."""
_BREAKING = frozenset([
    "address", "article", "aside", "blockquote", "body", "br", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li",
    "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul", "caption", "center", "picture",
])  # fmt: skip
"""Elements of block level: a paragraph ends where one begins or ends."""
_TELLING = frozenset([
    "class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "aria-label", "rel",
])  # fmt: skip
"""Attributes that may name the role of an element in the page: their values are the class tokens of a block."""
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
OUTWARDS = " < "
"""Separates the tokens of one element from those of the element around it."""


# A page makes thousands of these: a dataclass takes several times as long to make each.
class _Setting(msgspec.Struct):
    """What the elements entered so far tell about a paragraph that begins here."""

    path: str
    """Path of the innermost element of block level."""
    tag: str
    """Its tag."""
    context: str
    """The class tokens of the innermost element and of those around it."""
    inline: str
    """The tags of the inline elements inside the element of block level."""
    linked: bool
    """Whether one of the elements is a link."""
    tags: dict[str, int] = {}
    """How many children of block level were entered, by tag."""

    def inner(self, element: HtmlElement, tag: str) -> "_Setting":
        """The setting of a child element."""
        names = element.keys()  # cheaper than the values, most of which are long and not needed
        own = _tokens(element, names) if names else ""
        context = f"{own}{OUTWARDS}{self.context}" if own else self.context
        if said := ATTRIBUTE in names and element.get(ATTRIBUTE):
            # At the far end, where it stands between no two elements: models count them outwards.
            context = f"{context}{OUTWARDS}{said}"
        linked = self.linked or tag == "a"
        if tag not in _BREAKING:
            return _Setting(self.path, self.tag, context, f"{self.inline} {tag}", linked)
        self.tags[tag] = number = self.tags.get(tag, 0) + 1
        return _Setting(f"{self.path}/{tag}[{number}]", tag, context, "", linked)


class _Draft(msgspec.Struct):
    """The paragraph that is being gathered."""

    pieces: list[str] = []
    linked: int = 0
    setting: _Setting | None = None
    """Where its first word stands: a counter or a bullet may come before it."""
    worded: bool = False
    """Whether that word was found."""

    def add(self, text: str | None, setting: _Setting) -> None:
        """Appends a piece of text; the first word decides in which setting the paragraph stands."""
        if not text or (not self.pieces and text.isspace()):
            return
        if not self.worded:
            if self._counts() and not setting.linked and text[0].isupper():
                self.pieces, self.linked = [], 0
            self.setting, self.worded = setting, has_letters(text)
        self.pieces.append(text)
        if setting.linked:
            self.linked += len(text.strip())

    def _counts(self) -> bool:
        """True for a number alone in a link; directly before the first word it is a count of comments."""
        return bool(self.linked) and "".join(self.pieces).isdigit()


def blocks(tree: HtmlElement) -> list[Block]:
    """Every paragraph of the page's body, navigation included, with its path, link share and class tokens."""
    body = tree.find("body")
    found = (_block(draft, draft.setting) for draft in _drafts(tree if body is None else body) if draft.setting)
    return [block for block in found if block.text]


def _drafts(root: HtmlElement) -> Iterator[_Draft]:
    """The paragraphs in order: one ends where an element of block level begins or ends."""
    draft = _Draft()
    around = [_Setting("/body", "body", _tokens(root, root.keys()), "", linked=False)]
    draft.add(root.text, around[0])
    walk = iterwalk(root, events=("start", "end"))
    next(walk)
    for event, element in walk:
        tag = element.tag
        if tag in _BREAKING and draft.pieces:
            yield draft
            draft = _Draft()
        if element is root:
            break
        if event == "end":
            if tag not in SKIPPED:
                around.pop()
            draft.add(element.tail, around[-1])
        elif tag in SKIPPED:
            walk.skip_subtree()
        else:
            around.append(around[-1].inner(element, tag))
            draft.add(element.text, around[-1])
    yield draft


def _block(draft: _Draft, setting: _Setting) -> Block:
    """The finished paragraph."""
    text = squeeze("".join(draft.pieces))
    share = min(1.0, draft.linked / max(1, len(text)))
    return Block(
        text=text,
        place=setting.path,
        tag=setting.tag,
        link_share=share,
        context=setting.context,
        inline=setting.inline.strip(),
    )


def _tokens(element: HtmlElement, names: Sequence[str]) -> str:
    """The values of an element's telling attributes, with "hidden" added where it is not shown."""
    said, hidden = [], False
    for name in names:
        if name in _TELLING:
            said.append(element.get(name))
        elif name == "hidden" or (name == "style" and _UNSEEN.search(element.get(name))):
            hidden = True
    if hidden:
        said.append("hidden")
    return " ".join(said).lower()
