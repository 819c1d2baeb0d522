"""What the models see of every paragraph at first: numbers about its words, its place and its neighbours."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, groupby, islice
from operator import truediv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.block import Block
from pipelines.blocks import OUTWARDS
from pipelines.class_model import measure_classes
from pipelines.data import load_data
from pipelines.dates import is_timestamp
from pipelines.linear import Linear, load_linear
from pipelines.lines import is_prose, speaks_to_the_reader
from pipelines.paragraphs import Evidence
from pipelines.rule_index import rule_index
from pipelines.sentence_model import measure_sentences
from pipelines.series import measure_series
from pipelines.text import stems, words
from pipelines.word_model import measure_words
from pipelines.wording import Wording, load_wording, measure_wording

Matrix = NDArray[np.float32]

_TAGS = ("p", "h1", "h2", "h3", "li", "div", "td", "blockquote", "figcaption", "br", "section", "dd", "pre")
_PARTS = ("article", "main", "aside", "nav", "footer", "header", "figure", "form")
_ANCESTORS = (*_PARTS, "ul", "ol", "table", "blockquote", "section", "figcaption")
_INLINE = ("a", "strong", "em", "b", "i", "span", "time", "label", "small")
_LEVELS = 12
"""Enclosing elements whose tokens are looked at, and the distance that stands for none."""
_REMEMBERED = 10_000
"""Tokens, and sets of them, whose meanings are kept: on a page and on an outlet they come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was learned of the words, the sentences and the wording of paragraphs, and of class names around them."""

    words: Linear
    sentences: Linear
    wording: Wording
    classes: Linear


@cache
def load_known(folder: Path | None = None) -> Known:
    """What ships, or what a folder holds."""
    words, sentences, classes = (load_linear(name, folder) for name in ("words", "sentences", "classes"))
    return Known(words=words, sentences=sentences, wording=load_wording(folder), classes=classes)


def measure(evidence: Evidence, known: Known) -> Matrix:
    """One row a paragraph of a page, one column a feature; the same input always gives the same numbers."""
    lines = _measure_lines(evidence, known)
    places = np.column_stack([_places(evidence), _tokens(evidence.blocks), measure_classes(evidence, known.classes)])
    groups = _groups(evidence, lines[:, 0])
    return np.column_stack([lines, places, groups]).astype(np.float32)


def measure_text(evidence: Evidence, known: Known) -> Matrix:
    """One row a line of plain text: where a page's elements tell nothing, series of lines do."""
    return np.column_stack([_measure_lines(evidence, known), measure_series(evidence)])


def _measure_lines(evidence: Evidence, known: Known) -> Matrix:
    """Wording, likeness to the headline, neighbours: the features that pages and plain text share."""
    lengths = np.array(list(map(len, evidence.words)), np.float32)
    columns = [
        lengths,
        _wording(evidence, lengths),
        _likeness(evidence),
        rule_codes(evidence.blocks),
        _cohesion(evidence),
        _around(evidence, lengths),
        measure_words(evidence, known.words),
        measure_sentences(evidence, known.sentences),
        measure_wording(evidence, known.wording),
    ]
    return np.column_stack(columns).astype(np.float32)


def rule_codes(blocks: Sequence[Block]) -> Matrix:
    """For every paragraph the number of the kind of furniture it is worded like, 0 for none; and a timestamp's mark."""
    names = load_data("features")["kinds"]
    rules = rule_index().first([block.text if len(block.text) < 300 else "" for block in blocks])
    worded = [1.0 + names.index(rule.kind) if rule else 0.0 for rule in rules]
    return np.column_stack([worded, [is_timestamp(block.text) for block in blocks]]).astype(np.float32)


def _wording(evidence: Evidence, lengths: Matrix) -> Matrix:
    persons = set(load_data("features")["persons"])
    texts = [block.text for block in evidence.blocks]
    sizes = np.array(list(map(len, texts)))
    words_in = np.maximum(1.0, lengths.astype(np.float64))
    stops, capitals, digits, bars = _characters(texts, sizes)
    columns = [
        sizes,
        sizes / words_in,
        [block.link_share for block in evidence.blocks],
        evidence.ends,
        [text[-1] == ":" for text in texts],
        [text[0].islower() for text in texts],
        [text[0] in "\"“«„'‘–—-" for text in texts],
        stops / sizes,
        capitals / sizes,
        digits / sizes,
        bars,
        [speaks_to_the_reader(text) if len(text) < 300 else 0.5 for text in texts],
        [sum(map(persons.__contains__, said)) for said in evidence.words] / words_in,
    ]
    return np.column_stack(columns).astype(np.float32)


def _characters(texts: Sequence[str], sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """One row a kind of character, one column a paragraph: how many it has; all are counted at once."""
    whole = "".join(texts)
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = np.zeros(codes.max(initial=0) + 1, np.intp)
    for character in set(whole):
        kinds[ord(character)] = _kind(character)
    paragraphs = np.repeat(np.arange(len(texts)), sizes)
    counts = np.bincount(kinds[codes] * len(texts) + paragraphs, minlength=5 * len(texts))
    return counts.reshape(5, len(texts))[:4]


@lru_cache(maxsize=_REMEMBERED)
def _kind(character: str) -> int:
    tests = (character in ",.;:!?", character.isupper(), character.isdigit(), character in "|•»›", True)
    return tests.index(True)


def _likeness(evidence: Evidence) -> Matrix:
    """How much of each paragraph is said elsewhere: in the headline, the description, the stated body, the page."""
    titles = [set(words(text)) for text in evidence.headlines if text] or [set()]
    sizes = [max(1, len(title)) for title in titles]
    description = set(words(evidence.description))
    stated = " ".join(words(evidence.stated))
    copies = Counter(block.text for block in evidence.blocks)
    rows = []
    for block, said in zip(evidence.blocks, evidence.words, strict=True):
        own = set(said)
        size = max(1, len(own))
        shared = [len(own & title) for title in titles]
        rows.append(
            [
                max(shared) / size,
                max(map(truediv, shared, sizes)),
                len(own & description) / size,
                float(" ".join(said) in stated) * (1.0 + (len(said) > 5)) if len(stated) >= 400 else -1.0,
                copies[block.text],
                float(block.text in evidence.headlines),
            ]
        )
    return np.array(rows, np.float32)


def _cohesion(evidence: Evidence) -> Matrix:
    """How much each paragraph talks of what the headline, the first sentences and the other paragraphs talk of."""
    said = evidence.stems
    spread = Counter(chain.from_iterable(said))
    shared, common = ({stem for stem, times in spread.items() if times > least} for least in (1, 2))
    headline = set().union(*map(stems, (*evidence.headlines[:2], evidence.description)))
    opening = list(islice((i for i, block in enumerate(evidence.blocks) if is_prose(block)), 4))
    begun = set().union(*(said[j] for j in opening))
    rows = []
    for i, own in enumerate(said):
        size = max(1, len(own))
        start = set().union(*(said[j] for j in opening if j != i)) if i in opening else begun
        before = set().union(*said[max(0, i - 3) : i])
        rows.append(
            [
                len(own & shared) / size,
                len(own & common) / size,
                len(own & headline) / size,
                len(own & headline),
                len(own & start) / size,
                len(own & before) / size,
            ]
        )
    return np.array(rows, np.float32)


def _places(evidence: Evidence) -> Matrix:
    lineage = evidence.elements.lineage
    kinds = np.array([_number(tag, _ANCESTORS) for tag in evidence.elements.tags])
    held = kinds[:, None] == np.arange(len(_ANCESTORS))
    inline = [block.inline.split() for block in evidence.blocks]
    columns = [
        np.count_nonzero(lineage, axis=0),
        [_number(block.tag, _TAGS) for block in evidence.blocks],
        sum(held[level].astype(np.float32) for level in lineage),
        list(map(len, inline)),
        [_number(tags[-1], _INLINE) if tags else -1 for tags in inline],
    ]
    return np.column_stack(columns).astype(np.float32)


def _number(name: str, names: tuple[str, ...]) -> int:
    return names.index(name) if name in names else -1


def _tokens(blocks: Sequence[Block]) -> Matrix:
    """For every meaning of class tokens how many elements outwards the nearest such token stands."""
    meanings = {context: _distances(context) for context in {block.context for block in blocks}}
    return np.array([meanings[block.context] for block in blocks], np.float32)


@lru_cache(maxsize=_REMEMBERED)
def _distances(context: str) -> list[float]:
    nearest = [float(_LEVELS)] * len(load_data("features")["tokens"])
    levels = context.split(OUTWARDS, _LEVELS)[:_LEVELS]
    for distance, level in reversed(list(enumerate(levels))):
        for meaning in _level(level):
            nearest[meaning] = distance
    return nearest


@lru_cache(maxsize=_REMEMBERED)
def _level(tokens: str) -> tuple[int, ...]:
    return tuple({meaning for token in tokens.split() for meaning in _meant(token)})


@lru_cache(maxsize=_REMEMBERED)
def _meant(token: str) -> tuple[int, ...]:
    pattern, meanings = _meanings()
    return tuple({meanings[found.lastindex or 0] for found in pattern.finditer(token)})


@cache
def _meanings() -> tuple[re.Pattern[str], list[int]]:
    """One pattern of all meanings, and what each of its groups means; sorted by heads, of which `re` tries one."""
    groups = enumerate(load_data("features")["tokens"].values())
    pairs = [(pattern, meaning) for meaning, patterns in groups for pattern in patterns]
    pairs.sort(key=lambda pair: _head(pair[0]))  # those of one head keep their order: the first that fits counts
    families = groupby((pattern for pattern, _ in pairs), _head)
    tails = ((head, "|".join(f"{pattern.removeprefix(head)}()" for pattern in family)) for head, family in families)
    return re.compile("|".join(f"{head}(?:{tail})" for head, tail in tails)), [0, *(meaning for _, meaning in pairs)]


def _head(pattern: str) -> str:
    """The first letter of a pattern, or the boundary in front of it."""
    return pattern[:2] if pattern.startswith("\\") else pattern[:1]


def _groups(evidence: Evidence, lengths: Matrix) -> Matrix:
    """How much text, and how much of the prose, shares a paragraph's ancestors or class names; its links."""
    sentences = evidence.sentences.astype(np.float32)
    told = lengths * sentences
    shares = np.array([block.link_share for block in evidence.blocks], np.float32)
    columns = []
    for group in evidence.kin:
        words_in = np.bincount(group, lengths)
        count = np.bincount(group)
        columns += [
            words_in[group] / max(1.0, float(lengths.sum())),
            np.bincount(group, told)[group] / max(1.0, float(told.sum())),
            count[group],
            np.bincount(group, sentences)[group] / count[group],
            (np.bincount(group, shares * lengths) / np.maximum(1, words_in))[group],
        ]
    return np.column_stack(columns).astype(np.float32)


def _around(evidence: Evidence, lengths: Matrix) -> Matrix:
    """Where on the page a paragraph stands, whether its neighbours share its element, and what was left out between."""
    blocks = evidence.blocks
    size = len(blocks)
    order = np.arange(size)
    h1 = next((i for i, b in enumerate(blocks) if b.tag == "h1"), -1)
    read = np.cumsum(lengths) - lengths
    columns = [
        order / size,
        read / max(1.0, float(lengths.sum())),
        np.full(size, np.log1p(size)),
        order - h1 if h1 >= 0 else np.full(size, -999),
        order,
        order[::-1],
    ]
    parents = evidence.elements.lineage[1]
    columns += [_same(parents, -1), _same(parents, 1)]
    skipped = np.array(evidence.skipped, np.float32)
    columns += [skipped[:-1], skipped[1:]]
    return np.column_stack(columns).astype(np.float32)


def _same(parents: NDArray[np.intp], shift: int) -> Matrix:
    moved = np.roll(parents, -shift)
    same: Matrix = np.equal(parents, moved).astype(np.float32)
    same[0 if shift < 0 else -1] = 0.0
    return same
