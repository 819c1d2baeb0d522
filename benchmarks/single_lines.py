"""What single lines teach the model of words: apart from their pages, so that what their place says cannot hide it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.linear import Instance, learned
from pipelines.diction import slots
from pipelines.linear import Linear
from pipelines.paragraphs import Evidence
from pipelines.text import words

RIDGE = 0.2
LONG = 25
"""Characters of a page's paragraph from which on its words say something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Instance):
    """A line: its words, and whether it is body."""

    text: str


def single_lines(path: Path) -> Iterator[Line]:
    """The lines of a file."""
    for row in map(json.loads, path.open(encoding="utf-8")):
        yield line(row["text"], words(row["text"]), body=row["body"])


def lines_of(evidence: Evidence, body: Sequence[bool]) -> Iterator[Line]:
    """The longer paragraphs of a page."""
    for block, said, wanted in zip(evidence.blocks, evidence.words, body, strict=True):
        if len(block.text) >= LONG:
            yield line(block.text, said, body=wanted)


def line(text: str, said: Sequence[str], *, body: bool) -> Line:
    return Line(text=text, slots=sorted(slots(text, said)), body=body, weight=1.0)


def diction_of(lines: Iterable[Line]) -> Linear:
    """The model of words from lines, each text once, as it was read first."""
    return learned(list({line.text: line for line in reversed(list(lines))}.values()), RIDGE)
