"""Keeps the hours, days and years that head the paragraphs of a chronology: they look like timestamps."""

import re
from collections.abc import Sequence

from pipelines.block import Block
from pipelines.body import likely
from pipelines.dates import is_timestamp
from pipelines.lines import Case
from pipelines.text import ends_sentence

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_PUBLISHED = re.compile(r"\d{4}.*\d:\d\d|\d:\d\d.*\d{4}")
"""A day with its year and hour: outlets date stories in this way, and seldom events."""
_ENTRIES = 3
"""Fewest entries of a chronology: two may be the dates of other stories."""


def keep_chronology(case: Case) -> None:
    """Keeps hours, days and years that head sentences of the body."""
    entries = [i for i in chronology(case.blocks) if not case.reasons[i + 1]]
    for i in entries if len(entries) >= _ENTRIES else ():
        case.reasons[i] = ""


def chronology(blocks: Sequence[Block]) -> list[int]:
    """The positions of lines that are only a time, directly above a sentence of the body."""
    told = [likely(block) and ends_sentence(block.text) for block in blocks[1:]]
    return [i for i, below in enumerate(told) if below and _is_time(blocks[i].text)]


def _is_time(text: str) -> bool:
    return bool(_YEAR.match(text)) or (is_timestamp(text) and not _PUBLISHED.search(text))
