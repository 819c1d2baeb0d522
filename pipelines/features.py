"""What the models see of every paragraph at first: numbers about its words, its place and its neighbours."""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.blocks import OUTWARDS
from pipelines.dates import is_timestamp
from pipelines.furniture import Rule
from pipelines.lines import ends_sentence, is_prose, speaks_to_the_reader, wording_of
from pipelines.record import Block
from pipelines.text import stems, words

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
class Evidence:
    """A page's paragraphs and what the page says of its article."""

    blocks: Sequence[Block]
    headlines: Sequence[str]
    description: str
    stated: str
    """The body as JSON-LD gives it, or empty."""
    skipped: Sequence[int]
    """How many paragraphs of the page were left out before each of these, and after the last one."""


def measure(evidence: Evidence, rules: Sequence[Rule]) -> Matrix:
    """One row a paragraph, one column a feature; the same input always gives the same numbers."""
    lines = measure_lines(evidence, rules)
    places = np.column_stack([_places(evidence.blocks), _tokens(evidence.blocks)])
    groups = _groups(evidence.blocks, lines[:, 0])
    return np.column_stack([lines, places, groups]).astype(np.float32)


def measure_lines(evidence: Evidence, rules: Sequence[Rule]) -> Matrix:
    """The features that plain text has as well: wording, likeness to the headline, neighbours."""
    vocabularies = [Counter(words(block.text)) for block in evidence.blocks]
    lengths = np.array([sum(v.values()) for v in vocabularies], np.float32)
    kinds = rule_codes(evidence.blocks, rules)
    columns = [
        lengths,
        _wording(evidence.blocks, lengths),
        _likeness(evidence, vocabularies, lengths),
        kinds,
        _cohesion(evidence),
        _around(evidence, lengths, kinds),
    ]
    return np.column_stack(columns).astype(np.float32)


def rule_codes(blocks: Sequence[Block], rules: Sequence[Rule]) -> Matrix:
    """For every paragraph the number of the kind of furniture it is worded like, 0 for none; and a timestamp's mark."""
    names = _data()["kinds"]
    rows = []
    for block in blocks:
        rule = wording_of(block, rules) if len(block.text) < 300 else None
        rows.append([1.0 + names.index(rule.kind) if rule else 0.0, float(is_timestamp(block.text))])
    return np.array(rows, np.float32)


def _wording(blocks: Sequence[Block], lengths: Matrix) -> Matrix:
    rows = []
    for block, count in zip(blocks, lengths, strict=True):
        text = block.text
        size = len(text)
        characters = set(text)
        rows.append(
            [
                size,
                size / max(1.0, float(count)),
                block.link_share,
                float(ends_sentence(text)),
                float(text[-1] == ":"),
                float(text[0].islower()),
                float(text[0] in "\"“«„'‘–—-"),
                sum(map(text.count, ",.;:!?")) / size,
                sum(map(text.count, filter(str.isupper, characters))) / size,
                sum(map(text.count, filter(str.isdigit, characters))) / size,
                sum(map(text.count, "|•»›")),
                float(speaks_to_the_reader(text)) if size < 300 else 0.5,
            ]
        )
    return np.array(rows, np.float32)


def _likeness(evidence: Evidence, vocabularies: Sequence[Counter[str]], lengths: Matrix) -> Matrix:
    """How much of each paragraph is said elsewhere: in the headline, the description, the stated body, the page."""
    titles = [set(words(text)) for text in evidence.headlines if text] or [set()]
    description = set(words(evidence.description))
    stated = " ".join(words(evidence.stated))
    copies = Counter(block.text for block in evidence.blocks)
    rows = []
    for block, own, count in zip(evidence.blocks, vocabularies, lengths, strict=True):
        size = max(1, len(own))
        rows.append(
            [
                max(len(own.keys() & title) for title in titles) / size,
                max(len(own.keys() & title) / max(1, len(title)) for title in titles),
                len(own.keys() & description) / size,
                float(" ".join(words(block.text)) in stated) * (1.0 + (count > 5)) if len(stated) >= 400 else -1.0,
                copies[block.text],
                float(any(block.text == title for title in evidence.headlines)),
            ]
        )
    return np.array(rows, np.float32)


def _cohesion(evidence: Evidence) -> Matrix:
    """How much each paragraph talks of what the headline, the first sentences and the other paragraphs talk of."""
    said = [stems(block.text) for block in evidence.blocks]
    spread = Counter(stem for own in said for stem in own)
    shared, common = ({stem for stem, times in spread.items() if times > least} for least in (1, 2))
    headline = set().union(*map(stems, (*evidence.headlines[:2], evidence.description)))
    opening = [i for i, block in enumerate(evidence.blocks) if is_prose(block)][:4]
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


def _places(blocks: Sequence[Block]) -> Matrix:
    rows = []
    for block in blocks:
        steps = re.findall(r"/([a-z0-9]+)", block.place)
        inline = block.inline.split()
        rows.append(
            [
                len(steps),
                _number(block.tag, _TAGS),
                *map(steps.count, _ANCESTORS),
                len(inline),
                _number(inline[-1], _INLINE) if inline else -1,
            ]
        )
    return np.array(rows, np.float32)


def _number(name: str, names: tuple[str, ...]) -> int:
    return names.index(name) if name in names else -1


def _tokens(blocks: Sequence[Block]) -> Matrix:
    """For every meaning of class tokens how many elements outwards the nearest such token stands."""
    meanings = {context: _distances(context) for context in {block.context for block in blocks}}
    return np.array([meanings[block.context] for block in blocks], np.float32)


def _distances(context: str) -> list[float]:
    nearest = [float(_LEVELS)] * len(_meanings().groupindex)
    for distance, level in enumerate(context.split(OUTWARDS)[:_LEVELS]):
        for meaning in _level(level):
            nearest[meaning] = min(nearest[meaning], distance)
    return nearest


@lru_cache(maxsize=_REMEMBERED)
def _level(tokens: str) -> tuple[int, ...]:
    return tuple({meaning for token in tokens.split() for meaning in _meant(token)})


@lru_cache(maxsize=_REMEMBERED)
def _meant(token: str) -> tuple[int, ...]:
    return tuple({(found.lastindex or 1) - 1 for found in _meanings().finditer(token)})


@cache
def _meanings() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _data()["tokens"].items()))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("pipelines").joinpath("features.toml").read_text("utf-8"))


def _signature(block: Block, levels: int) -> str:
    """The tag of a paragraph with the tokens of its nearest elements: what a template gives all its paragraphs."""
    return f"{block.tag} {OUTWARDS.join(block.context.split(OUTWARDS)[:levels])}"


def families(blocks: Sequence[Block]) -> list[NDArray[np.intp]]:
    """Ways to group paragraphs, as group numbers: by an element around them, near to far, then by class names."""
    keyings = [[block.place.rsplit("/", steps)[0] for block in blocks] for steps in (1, 2, 3, 4)]
    keyings += [[_signature(block, levels) for block in blocks] for levels in (1, 2)]
    numbers = [{key: i for i, key in enumerate(dict.fromkeys(keys))} for keys in keyings]
    return [np.array([number[key] for key in keys]) for number, keys in zip(numbers, keyings, strict=True)]


def _groups(blocks: Sequence[Block], lengths: Matrix) -> Matrix:
    """How much text shares a paragraph's ancestors, or its class names, and how much of it are sentences or links."""
    sentences = np.array([stands_alone(block) for block in blocks], np.float32)
    shares = np.array([block.link_share for block in blocks], np.float32)
    columns = []
    for group in families(blocks):
        words_in = np.bincount(group, lengths)
        count = np.bincount(group)
        columns += [
            words_in[group] / max(1.0, float(lengths.sum())),
            count[group],
            np.bincount(group, sentences)[group] / count[group],
            (np.bincount(group, shares * lengths) / np.maximum(1, words_in))[group],
        ]
    return np.column_stack(columns).astype(np.float32)


def stands_alone(block: Block) -> bool:
    """True for a sentence that is more than a label and mostly no link."""
    return len(block.text) > 50 and block.link_share < 0.5 and ends_sentence(block.text)


def _around(evidence: Evidence, lengths: Matrix, kinds: Matrix) -> Matrix:
    """Where on the page a paragraph stands, and what stands before and after it."""
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
    signs = np.column_stack(
        [
            np.log1p(lengths),
            [b.link_share for b in blocks],
            [float(ends_sentence(b.text)) for b in blocks],
            kinds[:, 0],
            [_number(b.tag, _TAGS) for b in blocks],
        ]
    )
    for shift in (-2, -1, 1, 2):
        columns += list(_shifted(signs, shift).T)
    parents = np.array([b.place.rpartition("/")[0] for b in blocks], dtype=object)
    columns += [_same(parents, -1), _same(parents, 1)]
    skipped = np.array(evidence.skipped, np.float32)
    columns += [skipped[:-1], skipped[1:]]
    return np.column_stack(columns).astype(np.float32)


def _shifted(table: NDArray[np.float64], shift: int) -> NDArray[np.float64]:
    moved = np.full_like(table, -1.0)
    if shift > 0:
        moved[:-shift] = table[shift:]
    else:
        moved[-shift:] = table[:shift]
    return moved


def _same(parents: NDArray[np.object_], shift: int) -> Matrix:
    moved = np.roll(parents, -shift)
    same: Matrix = np.equal(parents, moved).astype(np.float32)
    same[0 if shift < 0 else -1] = 0.0
    return same
