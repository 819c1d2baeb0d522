"""The paragraphs of a page, prepared once for all features: their words, and the elements that hold them."""

from bisect import bisect
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pipelines.block import LINE, Block
from pipelines.blocks import OUTWARDS
from pipelines.text import ends_sentence, stemmed, words

_NEAR = 4
"""Paragraphs are kin when they share one of this many elements around them."""
_LENGTHS = (2, 5, 10, 20, 40)
"""Bounds, in spaces, of classes of length: lines of one class look alike."""
_OPENING, _CLOSING = "\"“«„'‘–—-", '"”»’'

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """The elements on the paths of paragraphs, numbered; 0 is the page itself."""

    tags: Sequence[str]
    lineage: Indices
    """One column a paragraph: its own element, below it the one around that, and so on; the page fills the rest."""

    @classmethod
    def of(cls, places: Iterable[str]) -> Self:
        """The elements of these paths."""
        numbers, parents = {"": 0}, [0]
        own = [_numbered(place, numbers, parents) for place in places]
        lineage, around = [np.array(own, np.intp)], np.array(parents)
        while len(lineage) <= _NEAR or lineage[-1].any():
            lineage.append(around[lineage[-1]])
        return cls(tags=[path.rpartition("/")[2].partition("[")[0] for path in numbers], lineage=np.stack(lineage))


def _numbered(path: str, numbers: dict[str, int], parents: list[int]) -> int:
    """The number of an element; gives one to it and to those around it where they have none yet."""
    new = []
    while path not in numbers:
        new.append(path)
        path = path.rpartition("/")[0]
    number = numbers[path]
    for inner in reversed(new):
        parents.append(number)
        number = numbers[inner] = len(numbers)
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A page's paragraphs, and what the page states about its article."""

    blocks: Sequence[Block]
    headlines: Sequence[str]
    description: str
    stated: str
    """The body as JSON-LD gives it, or empty."""
    skipped: Sequence[int]
    """How many paragraphs of the page were left out before each of these, and after the last one."""
    words: Sequence[list[str]] = field(init=False)
    stems: Sequence[set[str]] = field(init=False)
    ends: NDArray[np.bool_] = field(init=False)
    """Which paragraphs end as a sentence does."""
    sentences: NDArray[np.bool_] = field(init=False)
    """Which of them are more than a label, and mostly no link."""
    elements: Elements = field(init=False)
    kin: Sequence[Indices] = field(init=False)
    """Ways to group the paragraphs, as group numbers: by an element around them, near to far, then by their look."""

    def __post_init__(self) -> None:
        blocks = self.blocks
        said = [words(block.text) for block in blocks]
        ends = [ends_sentence(block.text) for block in blocks]
        told = [len(block.text) > 50 and block.link_share < 0.5 for block in blocks]
        elements = Elements.of(block.place for block in blocks)
        object.__setattr__(self, "words", said)
        object.__setattr__(self, "stems", list(map(stemmed, said)))
        object.__setattr__(self, "ends", np.array(ends, bool))
        object.__setattr__(self, "sentences", np.array(ends, bool) & np.array(told, bool))
        object.__setattr__(self, "elements", elements)
        object.__setattr__(self, "kin", [*elements.lineage[1 : _NEAR + 1], *(_alike(blocks, n) for n in (1, 2))])


def _alike(blocks: Sequence[Block], levels: int) -> Indices:
    """Group numbers of paragraphs that look alike: by tag and class tokens, in a plain text by the line's shape."""
    looks = [_shape(block.text, levels) if block.tag == LINE else _style(block, levels) for block in blocks]
    numbers = {look: number for number, look in enumerate(dict.fromkeys(looks))}
    return np.array([numbers[look] for look in looks], np.intp)


def _style(block: Block, levels: int) -> tuple[Hashable, ...]:
    """The tag of a paragraph and the tokens of the nearest elements."""
    return block.tag, *block.context.split(OUTWARDS, levels)[:levels]


def _shape(line: str, levels: int) -> tuple[Hashable, ...]:
    """The length and the end of a line, at the second level its digits and quotation marks as well."""
    rough = bisect(_LENGTHS, line.count(" ")), ends_sentence(line)
    return rough if levels == 1 else (*rough, any(map(str.isdigit, line)), line[0] in _OPENING, line[-1] in _CLOSING)
