"""Finds furniture by the layout of a page: captions, boxes, headlines of other stories."""

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from pipelines.block import Block
from pipelines.body import THRESHOLD, likely
from pipelines.dialogue import interview
from pipelines.hints import BODY, FURNITURE
from pipelines.lines import BOXES, Case, is_label, is_prose, is_sure
from pipelines.text import ends_sentence, words

_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_CARDS = 2
"""Where more text than this many times the only sure paragraph follows, the page tells its story in cards."""
_DOUBTFUL = 0.25
"""Where most paragraphs of a kind are body, one without links or an appeal is furniture only below this chance."""


def mark_furniture_of_page(case: Case) -> None:
    """Marks every paragraph of a page that is furniture."""
    mark_named(case)
    mark_captions(case)
    mark_beyond(case)
    mark_next_story(case)
    mark_linked_headlines(case)
    mark_unlikely(case)


def mark_named(case: Case) -> None:
    """Marks what the outlet's selectors call furniture, unless that is most of the body; no paragraph of sure body."""
    named = [i for i in case.kept() if FURNITURE in case.blocks[i].context and not is_sure(case.blocks[i])]
    body = {i: len(case.blocks[i].text) for i in case.kept() if likely(case.blocks[i])}
    # Selectors that match the body were written for an older template.
    if 2 * sum(body.get(i, 0) for i in named) > sum(body.values()):
        return
    for i in named:
        case.reasons[i] = "outlet:selector"


def mark_captions(case: Case) -> None:
    """Marks paragraphs inside a figure, unless the page tells its story in captions."""
    total = sum(len(block.text) for block in case.blocks if likely(block))
    inside = [i for i in case.kept() if "figcaption" in case.blocks[i].place]
    pictured = sum(len(case.blocks[i].text) for i in inside if likely(case.blocks[i])) > 0.3 * total
    for i in case.kept():
        unlikely = "/figure[" in case.blocks[i].place and not likely(case.blocks[i])
        if unlikely or (i in inside and not pictured):
            case.reasons[i] = "caption:figure"


def mark_next_story(case: Case) -> None:
    """Marks the next story of an endless page: what follows the body's element and the witness rejects; not cards."""
    sure = [i for i in case.kept() if case.blocks[i].vote and case.blocks[i].chance > 0.8]
    home = _home(case, sure)
    after = [i for i in case.kept() if sure and i > sure[-1] and case.blocks[i].place.split("/")[: len(home)] != home]
    doubtful = [i for i in after if _is_doubtful(case.blocks[i])]
    told = sum(len(case.blocks[i].text) for i in doubtful if likely(case.blocks[i]))
    paragraphs = sum(is_prose(case.blocks[i]) for i in sure)
    if paragraphs > 1 or told <= sum(_CARDS * len(case.blocks[i].text) for i in sure):
        for i in doubtful:
            case.reasons[i] = "teaser_list:next_story"


def _is_doubtful(block: Block) -> bool:
    return not block.vote and block.chance < (0.97 if BODY in block.context else 0.75)


def mark_beyond(case: Case) -> None:
    """Marks what follows the element that the outlet's selectors call the body, where they find most of the body."""
    body = [i for i in case.kept() if BODY in case.blocks[i].context]
    found = sum(len(case.blocks[i].text) for i in body if likely(case.blocks[i]))
    everything = sum(len(case.blocks[i].text) for i in case.kept() if likely(case.blocks[i]))
    home = _home(case, body)
    for i in case.kept():
        if 2 * found > everything and i > body[-1] and case.blocks[i].place.split("/")[: len(home)] != home:
            case.reasons[i] = "outlet:beyond"


def _home(case: Case, members: Sequence[int]) -> list[str]:
    """The steps to the innermost element that holds all these paragraphs."""
    return _common([case.blocks[i].place.split("/")[:-1] for i in members])


def _common(paths: Sequence[Sequence[str]]) -> list[str]:
    """The steps with which all paths begin."""
    return [steps[0] for steps in takewhile(lambda steps: len(set(steps)) == 1, zip(*paths, strict=False))]


def mark_linked_headlines(case: Case) -> None:
    """Marks headlines of other stories between paragraphs, which are one link and no sentence, with their cards."""
    for i in case.kept():
        block = case.blocks[i]
        own = block.tag == "li" or (block.tag in _HEADINGS and is_sure(block))
        if block.link_share > 0.9 and is_label(block.text) and not own and 4 <= len(words(block.text)) <= 25:
            case.reasons[i] = "inline_related:link"
        below = i > 0 and case.reasons[i - 1] == "inline_related:link"
        if below and block.link_share > 0.9 and _parent(block) == _parent(case.blocks[i - 1]):
            case.reasons[i] = "inline_related:link"


def mark_unlikely(case: Case) -> None:
    """Marks what the model takes for furniture, except interviews; doubtful ones stay where their kind is body."""
    listed = Counter(_kind(case.blocks[i]) for i in case.kept())
    wanted = Counter(_kind(case.blocks[i]) for i in case.kept() if likely(case.blocks[i]))
    turns = interview(case.blocks)
    for i in case.kept():
        block = case.blocks[i]
        appeal = i in case.worded and case.worded[i].kind in BOXES
        told = not appeal and (block.tag == "li" or not block.link_share)
        among_body = told and 2 * wanted[_kind(block)] > listed[_kind(block)]
        doubtful = among_body or _is_announced(case, i) or _heads_body(case, i)
        if i not in turns and block.chance <= (_DOUBTFUL if doubtful else THRESHOLD):
            case.reasons[i] = f"model:{block.chance:.2f}"


def _is_announced(case: Case, i: int) -> bool:
    """True for a quotation or an item of a list below a paragraph of the body that ends in a colon."""
    block = case.blocks[i]
    if block.tag != "li" and "/blockquote[" not in block.place:
        return False
    above = i - 1
    while above >= 0 and not case.reasons[above] and _parent(case.blocks[above]) == _parent(block):
        above -= 1
    return above >= 0 and not case.reasons[above] and case.blocks[above].text.endswith(":")


def _heads_body(case: Case, i: int) -> bool:
    """True for a heading without a link between two paragraphs of the body, even where furniture stands below it."""
    block = case.blocks[i]
    if block.tag not in _HEADINGS or block.link_share or i == 0:
        return False
    below = next((case.blocks[j] for j in range(i + 1, len(case.blocks)) if not case.reasons[j]), block)
    return likely(case.blocks[i - 1]) and likely(below) and ends_sentence(below.text)


def _parent(block: Block) -> str:
    """The path of the element around a paragraph's own."""
    return block.place.rpartition("/")[0]


def _kind(block: Block) -> tuple[str, str, str]:
    """What paragraphs of one kind share: the element around them, their tag and their class tokens."""
    return _parent(block), block.tag, block.context
