"""Finds lines of a plain text that belong to another story, or repeat what it said."""

import re
from collections import Counter

from pipelines.dateline import dateline
from pipelines.lines import SURE, Case, is_label, is_prose
from pipelines.text import ends_sentence, stems, words

_QUOTED = re.compile(r"[\"“«„].*[\"”»“]$")


def mark_foreign_headlines(case: Case) -> None:
    """Marks a headline between two sentences, or below the last one, that shares no long word with the sentences."""
    sentences = set(case.sentences())
    last = max(sentences, default=len(case.blocks))
    said = Counter(stem for i in sentences for stem in stems(case.blocks[i].text))
    for i in case.kept():
        text = case.blocks[i].text
        between = {i - 1, i + 1} <= sentences or i > last
        headline = is_label(text) and not is_quoted(text) and 6 <= len(words(text)) <= 20
        if between and headline and case.blocks[i].chance < SURE and not any(said[stem] for stem in stems(text)):
            case.reasons[i] = "inline_related:foreign"


def mark_next_dispatch(case: Case) -> None:
    """Marks the next dispatch and all after it, from its headline on: endless pages append one below another."""
    first = next(iter(case.sentences()), 0)
    dated = [i for i in case.kept() if _is_dated(case.blocks[i].text)]
    if len(dated) > 1 and dated[0] <= first and is_label(case.blocks[dated[1] - 1].text):
        for i in range(dated[1] - 1, len(case.blocks)):
            case.reasons[i] = case.reasons[i] or "teaser_list:next_story"


def _is_dated(text: str) -> bool:
    """True for a sentence behind a dateline; "U.S." alone is a label."""
    return ends_sentence(text) and dateline(text) not in {"", text}


def mark_repeated(case: Case) -> None:
    """Marks lines that stand in the text twice: sentences but for the first copy, labels that the model doubts."""
    times = Counter(case.blocks[i].text for i in case.kept())
    seen: set[str] = set()
    for i in case.kept():
        block = case.blocks[i]
        again = block.text in seen and is_prose(block)
        doubtful = block.chance < 0.5 and is_label(block.text) and len(words(block.text)) > 2
        if times[block.text] > 1 and (again or doubtful):
            case.reasons[i] = "nav_label:repeated"
        seen.add(block.text)


def is_quoted(text: str) -> bool:
    """True for a line in quotation marks: speech, not a headline."""
    return _QUOTED.match(text) is not None
