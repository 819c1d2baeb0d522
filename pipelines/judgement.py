"""Decides which paragraphs of an article are furniture, and why: every step that marks or keeps them, in order."""

import re
from collections.abc import Sequence
from functools import cache

from pipelines.block import CELLS, Block
from pipelines.chronology import keep_chronology
from pipelines.data import load_data
from pipelines.layout import mark_furniture_of_page
from pipelines.ledger_types import Recurring
from pipelines.lines import BOXES, Case, is_plain_text, mark_headlines, mark_signs, mark_wordings
from pipelines.plain import mark_furniture_of_text
from pipelines.recurring import mark_recurring
from pipelines.text import ends_sentence

_OMISSION = re.compile(r"[<\[(] ?(?:…|\.\.\.) ?[>\])]$")
_DENIED = 0.05
"""Below this chance a paragraph worded as an update is furniture: teasers of other stories begin the same way."""
_TELLING = 60
"""A body may repeat shorter paragraphs; of longer ones only the first is kept."""


def find_furniture(blocks: Sequence[Block], headlines: Sequence[str], recurring: Recurring) -> list[str]:
    """For every block why it is furniture, or an empty text when it is body."""
    case = Case(blocks=blocks, headlines=headlines)
    mark_headlines(case)
    mark_signs(case)
    mark_wordings(case)
    if is_plain_text(blocks):
        mark_furniture_of_text(case)
    else:
        mark_furniture_of_page(case)
    keep_addenda(case)
    keep_omissions(case)
    keep_chronology(case)
    mark_copies(case)
    mark_recurring(case, recurring)
    return case.reasons


def keep_addenda(case: Case) -> None:
    """Keeps an update or a correction that only its place, a box or the model marked."""
    for i, block in enumerate(case.blocks):
        doubted = case.reasons[i].startswith(("model:", "teaser_list:next_story", *BOXES))
        if doubted and block.chance > _DENIED and is_addendum(block.text):
            case.reasons[i] = ""


def is_addendum(text: str) -> bool:
    """True for a sentence that outlets add to a published story: it begins with "Update:" or "Correction:"."""
    return ends_sentence(text) and _addendum().match(text) is not None


@cache
def _addendum() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in load_data("addenda")["opening"]), re.IGNORECASE)


def keep_omissions(case: Case) -> None:
    """Keeps "<…>" between two paragraphs of the body: it marks an omission."""
    for i in range(1, len(case.blocks) - 1):
        if _OMISSION.match(case.blocks[i].text) and not case.reasons[i - 1] and not case.reasons[i + 1]:
            case.reasons[i] = ""


def mark_copies(case: Case) -> None:
    """Marks repeated long paragraphs, except cells: pages repeat text for other screens or as a summary."""
    said = set[str]()
    for i in case.kept():
        block = case.blocks[i]
        if block.text in said and block.tag not in CELLS:
            case.reasons[i] = "copy:said_before"
        elif len(block.text) >= _TELLING:
            said.add(block.text)
