"""Finds furniture by the layout of a page: captions, boxes, headlines of other stories."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from pipelines.addenda import is_addendum
from pipelines.block import Block
from pipelines.body import THRESHOLD, likely
from pipelines.chronology import keep_chronology
from pipelines.hints import BODY, FURNITURE
from pipelines.ledger_types import Recurring
from pipelines.lines import (
    BOXES,
    Case,
    ends_sentence,
    find_headlines,
    find_signs,
    find_wordings,
    interview,
    is_label,
    is_plain_text,
    is_prose,
    is_sure,
)
from pipelines.plain import find_furniture_of_text
from pipelines.recurring import find_recurring
from pipelines.text import words

_OMISSION = re.compile(r"[<\[(] ?(?:…|\.\.\.) ?[>\])]$")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_CELLS = frozenset({"td", "th"})
_CARDS = 2
"""Where more text than this many times the only sure paragraph follows, the page tells its story in cards."""
_DOUBTFUL = 0.25
"""Where most paragraphs of a kind are body, one without links or an appeal is furniture only below this chance."""
_DENIED = 0.05
"""Below this chance a paragraph worded as an update is furniture: teasers of other stories begin the same way."""
_TELLING = 60
"""A body may repeat shorter paragraphs; of longer ones only the first is kept."""


def find_furniture(blocks: Sequence[Block], headlines: Sequence[str], recurring: Recurring) -> list[str]:
    """For every block why it is furniture, or an empty text when it is body."""
    case = Case(blocks=blocks, headlines=headlines)
    find_headlines(case)
    find_signs(case)
    find_wordings(case)
    if is_plain_text(blocks):
        find_furniture_of_text(case)
    else:
        find_named(case)
        find_captions(case)
        find_beyond(case)
        find_next_story(case)
        find_linked_headlines(case)
        find_unlikely(case)
    keep_addenda(case)
    keep_omissions(case)
    keep_chronology(case)
    find_copies(case)
    find_recurring(case, recurring)
    return case.reasons


def find_named(case: Case) -> None:
    """Marks what stands in an element that the outlet's selectors call furniture, unless that is most of the body."""
    named = [i for i in case.kept() if FURNITURE in case.blocks[i].context]
    body = {i: len(case.blocks[i].text) for i in case.kept() if likely(case.blocks[i])}
    # Selectors that match the body were written for an older template.
    if 2 * sum(body.get(i, 0) for i in named) > sum(body.values()):
        return
    for i in named:
        case.reasons[i] = "outlet:selector"


def find_captions(case: Case) -> None:
    """Marks paragraphs inside a figure, unless the page tells its story in captions."""
    total = sum(len(block.text) for block in case.blocks if likely(block))
    inside = [i for i in case.kept() if "figcaption" in case.blocks[i].place]
    pictured = sum(len(case.blocks[i].text) for i in inside if likely(case.blocks[i])) > 0.3 * total
    for i in case.kept():
        unlikely = "/figure[" in case.blocks[i].place and not likely(case.blocks[i])
        if unlikely or (i in inside and not pictured):
            case.reasons[i] = "caption:figure"


def find_next_story(case: Case) -> None:
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


def find_beyond(case: Case) -> None:
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


def find_linked_headlines(case: Case) -> None:
    """Marks lines between paragraphs that are one link and no sentence, headlines of other stories, and their cards."""
    for i in case.kept():
        block = case.blocks[i]
        own = block.tag == "li" or (block.tag in _HEADINGS and is_sure(block))
        if block.link_share > 0.9 and is_label(block.text) and not own and 4 <= len(words(block.text)) <= 25:
            case.reasons[i] = "inline_related:link"
        below = i > 0 and case.reasons[i - 1] == "inline_related:link"
        if below and block.link_share > 0.9 and _parent(block) == _parent(case.blocks[i - 1]):
            case.reasons[i] = "inline_related:link"


def find_unlikely(case: Case) -> None:
    """Marks what the model takes for furniture, except interviews and doubtful ones whose kind is mostly body."""
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
    """True for a quotation, or the items of a list, below a paragraph of the body that ends in a colon."""
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


def keep_addenda(case: Case) -> None:
    """Keeps an update or a correction that only its place, a box or the model marked."""
    for i, block in enumerate(case.blocks):
        doubted = case.reasons[i].startswith(("model:", "teaser_list:next_story", *BOXES))
        if doubted and block.chance > _DENIED and is_addendum(block.text):
            case.reasons[i] = ""


def keep_omissions(case: Case) -> None:
    """Keeps "<…>" between two paragraphs of the body: it marks an omission."""
    for i in range(1, len(case.blocks) - 1):
        if _OMISSION.match(case.blocks[i].text) and not case.reasons[i - 1] and not case.reasons[i + 1]:
            case.reasons[i] = ""


def find_copies(case: Case) -> None:
    """Marks repeated long paragraphs, except cells: pages repeat text for other screens or as a summary."""
    said = set[str]()
    for i in case.kept():
        block = case.blocks[i]
        if block.text in said and block.tag not in _CELLS:
            case.reasons[i] = "copy:said_before"
        elif len(block.text) >= _TELLING:
            said.add(block.text)


def _parent(block: Block) -> str:
    """The path of the element around a paragraph's own."""
    return block.place.rpartition("/")[0]


def _kind(block: Block) -> tuple[str, str, str]:
    """Which paragraphs are alike: they stand in one element, with one tag and the same class tokens."""
    return _parent(block), block.tag, block.context
