"""Training of the linear models of words and of sentences, from single lines and from paragraphs of pages."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.linear import Instance, learned
from benchmarks.pages import Labelled
from pipelines import sentence_model, word_model
from pipelines.linear import Linear
from pipelines.text import words

RIDGE = 0.2
LONG = 25
"""Characters below which a page's paragraph is not learned from: its words say too little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Instance):
    """A line: its words, and whether it is body."""

    text: str


def single_lines(path: Path) -> Iterator[Line]:
    """The lines of a file."""
    for row in map(json.loads, path.open(encoding="utf-8")):
        yield line(row["text"], words(row["text"]), body=row["body"])


def lines_of(page: Labelled) -> Iterator[Line]:
    """The longer paragraphs of a page."""
    for block, said, wanted in zip(page.evidence.blocks, page.evidence.words, page.body, strict=True):
        if len(block.text) >= LONG:
            yield line(block.text, said, body=wanted)


def line(text: str, said: Sequence[str], *, body: bool) -> Line:
    return Line(text=text, slots=sorted(word_model.slots(text, said)), body=body, weight=1.0)


def sentences_of(whole: Line) -> Iterator[Line]:
    """The sentences of a line, each a line of its own."""
    for said in sentence_model.sentences(whole.text):
        yield replace(whole, text=said, slots=sorted(sentence_model.slots(said)))


def word_model_of(lines: Iterable[Line]) -> Linear:
    """The model of words from lines."""
    return learned(distinct(lines), word_model.SLOTS, RIDGE)


def sentence_model_of(sentences: Iterable[Line]) -> Linear:
    """The model of words and pairs from sentences."""
    return learned(distinct(sentences), sentence_model.SLOTS, RIDGE)


def distinct(lines: Iterable[Line]) -> list[Line]:
    """Each text once, as it occurred first."""
    return list({line.text: line for line in reversed(list(lines))}.values())
