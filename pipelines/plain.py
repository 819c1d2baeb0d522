"""Finds furniture in plain text by the lines around a line: appeals, captions, headlines of other stories."""

from itertools import pairwise

from pipelines.dateline import dateline
from pipelines.dialogue import dialogue
from pipelines.foreign import is_quoted, mark_foreign_headlines, mark_next_dispatch, mark_repeated
from pipelines.lines import BOXES, SURE, Case, is_label, may_be_headline
from pipelines.text import words

_LABEL, _OUTSIDE, _INSIDE = 0.3, 0.5, 0.4
"""The chances up to which a line of plain text goes: a label, a sentence above or below the body, one inside it."""

_HEADLINE = 30
"""Words of a headline at most."""


def mark_furniture_of_text(case: Case) -> None:
    """Marks every line of a plain text that is furniture."""
    mark_appeals_of_text(case)
    mark_captions_of_text(case)
    mark_listed_headlines(case)
    mark_glued_headlines(case)
    mark_repeated(case)
    mark_foreign_headlines(case)
    mark_next_dispatch(case)
    mark_unlikely_lines(case)


def mark_unlikely_lines(case: Case) -> None:
    """Marks what the model doubts: sooner around the body than inside it, never speech or datelines."""
    spoken = dialogue(case.blocks)
    prose = case.sentences() or [0]
    told, doubted = set(prose), []
    for i in case.kept():
        block = case.blocks[i]
        sentence = _INSIDE if prose[0] < i <= prose[-1] + 1 else _OUTSIDE
        dated = i + 1 in told and dateline(block.text) == block.text
        if not dated and i not in spoken and block.chance <= (_LABEL if is_label(block.text) else sentence):
            doubted.append(i)
    # A model that would take every line has not understood what it was given.
    for i in doubted if len(doubted) < len(case.kept()) else ():
        case.reasons[i] = f"model:{case.blocks[i].chance:.2f}"


def mark_appeals_of_text(case: Case) -> None:
    """Marks two lines worded like an appeal with at most one line between them, and that line."""
    appeals = [i for i, rule in case.worded.items() if rule.kind in BOXES]
    for above, below in pairwise(appeals):
        if below - above <= 2:
            for i in range(above, below + 1):
                case.reasons[i] = case.reasons[i] or case.worded[above].label


def mark_captions_of_text(case: Case) -> None:
    """Marks a short line between the headline and the first sentence, and a label above a photographer's credit."""
    first = next(iter(case.sentences()), 0)
    for i in case.kept():
        text = case.blocks[i].text
        below = case.reasons[i + 1] if i + 1 < len(case.blocks) else ""
        brief = (is_label(text) and len(words(text)) < 15) or (
            len(text) < 50 and i + 1 == first and dateline(case.blocks[first].text)
        )
        credited = is_label(text) and below.startswith("credit")
        if credited or (i < first and brief and not dateline(text)):
            rule = case.worded.get(i)
            case.reasons[i] = rule.label if rule and rule.kind == "byline" else "caption:under_the_headline"


def mark_listed_headlines(case: Case) -> None:
    """Marks the lines without an end, and doubtful questions, that follow a label such as "See also"."""
    for i in case.kept():
        text = case.blocks[i].text
        above = case.reasons[i - 1] if i else ""
        if (
            above.startswith(("read_more", "inline_related:listed"))
            and may_be_headline(text)
            and case.blocks[i].chance < SURE
            and not is_quoted(text)
            and 2 < len(words(text)) <= _HEADLINE
        ):
            case.reasons[i] = "inline_related:listed"


def mark_glued_headlines(case: Case) -> None:
    """Marks a headline directly above a paragraph in a text whose paragraphs are separated by blank lines."""
    steps = [int(below.place) - int(above.place) for above, below in pairwise(case.blocks)]
    if 2 * steps.count(1) >= len(case.blocks):
        return
    for i in case.kept():
        glued = 0 < i < len(steps) and steps[i] == 1 < steps[i - 1]
        if glued and is_label(text := case.blocks[i].text) and 6 <= len(words(text)) <= 20:
            case.reasons[i] = "inline_related:glued"
