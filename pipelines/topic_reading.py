"""An article seen through a topic: which groups of words occur where."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple
from unicodedata import normalize

from pipelines.language import languages
from pipelines.lexicon import WORD, Hit, lexicon
from pipelines.mismatch import is_mismatched
from pipelines.record import Article
from pipelines.topic import Topic

SENTENCE = re.compile(r"[.!?…][\"»”’)]*\s+(?=[\"«„“(]*[^\W\d_a-zа-яё])")
ENDING = (".", "!", "?", "…", ":", ";", '"', "»", "”", ")")
PASSAGE = 60
"""Words of a passage: about a paragraph of agency copy, however the page is divided."""
SHORT = 80
"""A text of fewer words is a headline with a summary: there the headline decides."""
HALF = 0.5
"""Of a list of items, this share must be on the topic."""
SIDES = "sides"
"""Name of the group that a place has when it names every side of the topic."""
RUNDOWN = "rundown"
"""Name of the group that marks a list of unrelated items."""


class Sentence(NamedTuple):
    """The topic's words in one sentence."""

    hits: Sequence[Hit]
    groups: frozenset[str]
    words: Sequence[str]

    def quote(self, group: str) -> str:
        """The first words of the group as they stand in the sentence, or nothing."""
        return next((" ".join(self.words[hit.start : hit.end]) for hit in self.hits if hit.group == group), "")

    def gap(self, one: str, other: str) -> int:
        """The fewest words between a word of one group and a word of another; 1000 when one of them is missing."""
        ones = [hit for hit in self.hits if hit.group == one]
        others = [hit for hit in self.hits if hit.group == other]
        return min((max(b.start - a.end, a.start - b.end) for a in ones for b in others), default=1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Which groups of a topic's words an article names, place by place."""

    sides: tuple[str, ...]
    title: Sentence
    body: tuple[Sentence, ...]
    passages: tuple[frozenset[str], ...]
    lead: frozenset[str]
    """Groups in the title or the first passage; of a rundown, the title or an item that names every side."""
    rundown: bool
    mismatch: bool
    """None of the title's long words occurs in the text: one of the two belongs to another article."""
    everything: tuple[Sentence, ...] = field(init=False)
    near: tuple[Sentence, ...] = field(init=False)
    """Sentences, the title among them, that name every side."""
    anchored: tuple[Sentence, ...] = field(init=False)
    """Sentences, the title among them, that name the first side."""
    groups: frozenset[str] = field(init=False)
    """Every group found anywhere."""
    words: int = field(init=False)
    """Words of the body."""

    def __post_init__(self) -> None:
        everything = (self.title, *self.body)
        object.__setattr__(self, "everything", everything)
        object.__setattr__(self, "near", tuple(s for s in everything if SIDES in s.groups))
        object.__setattr__(self, "anchored", tuple(s for s in everything if self.sides[0] in s.groups))
        object.__setattr__(self, "groups", frozenset[str]().union(*(s.groups for s in everything)))
        object.__setattr__(self, "words", sum(len(s.words) for s in self.body))

    @property
    def missing(self) -> list[str]:
        """Sides that the text does not name."""
        return [side for side in self.sides if side not in self.groups]

    @property
    def scattered(self) -> bool:
        """A list of items of which fewer than half name every side, under a title that does not either."""
        on_topic = sum(SIDES in groups for groups in self.passages)
        return self.rundown and SIDES not in self.title.groups and on_topic < HALF * len(self.passages)

    @property
    def ruled_out(self) -> bool:
        """Whether no evidence can make this a text on the topic."""
        return bool(self.missing) or self.scattered


def read(article: Article, topic: Topic) -> Reading:
    """The article's title and body with the topic's words found in them; never tags, captions or removed lines."""
    texts = [WORD.findall(text) for text in (normalize("NFC", article.title), *_sentences(article))]
    table = lexicon(topic, languages(chain.from_iterable(texts)))
    found = [table.hits(words) for words in texts]
    echoes = _echoes(found, topic)
    title, *body = (_sentence(*pair, echoes, topic.sides) for pair in zip(texts, found, strict=True))
    rundown = any(RUNDOWN in sentence.groups for sentence in (title, *body[:2]))
    short = sum(map(len, texts)) < SHORT
    passages = tuple(s.groups for s in body) if rundown and short else tuple(_passages(body, topic.sides))
    mismatch = is_mismatched(article.title, (block.text for block in article.blocks))
    return Reading(
        sides=topic.sides,
        title=title,
        body=tuple(body),
        passages=passages,
        lead=title.groups if mismatch else _together(title.groups | _opening(passages, rundown=rundown), topic.sides),
        rundown=rundown,
        mismatch=mismatch,
    )


def _opening(passages: tuple[frozenset[str], ...], *, rundown: bool) -> frozenset[str]:
    if not rundown:
        return passages[0] if passages else frozenset()
    return next((groups for groups in passages if SIDES in groups), frozenset())


def _sentences(article: Article) -> Iterator[str]:
    """Sentences of the body; a line broken off in mid-sentence is joined, the items of a list are split."""
    paragraphs: list[str] = []
    for block in article.blocks:
        if paragraphs and block.text[:1].islower() and not paragraphs[-1].endswith(ENDING):
            paragraphs[-1] += f" {block.text}"
        else:
            paragraphs.append(block.text)
    for paragraph in paragraphs:
        for sentence in SENTENCE.split(normalize("NFC", paragraph)):
            yield from filter(str.strip, sentence.split(";"))


def _echoes(found: Iterable[list[Hit]], topic: Topic) -> dict[str, str]:
    """What each echo ("the alliance") stands for: its side when the text names the side itself, else nothing."""
    echoing = {group.name: group.echoes for group in topic.groups if group.echoes}
    named = {hit.group for hits in found for hit in hits}
    return {name: side if side in named else "" for name, side in echoing.items()}


def _sentence(words: list[str], hits: list[Hit], echoes: Mapping[str, str], sides: tuple[str, ...]) -> Sentence:
    """A sentence whose echoes count for their side, or for nothing."""
    if not hits:
        return Sentence((), frozenset(), words)
    groups = {hit.group for hit in hits}
    if not groups.isdisjoint(echoes):
        meant = ((hit, echoes.get(hit.group, hit.group)) for hit in hits)
        hits = [Hit(hit.start, hit.end, group) for hit, group in meant if group]
        groups = {hit.group for hit in hits}
    return Sentence(hits, _together(groups, sides), words)


def _together(groups: set[str] | frozenset[str], sides: tuple[str, ...]) -> frozenset[str]:
    return frozenset({*groups, SIDES} if groups.issuperset(sides) else groups)


def _passages(body: Iterable[Sentence], sides: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """Groups of each run of sentences of PASSAGE words; the last one may be shorter."""
    run = set[str]()
    words = 0
    for sentence in body:
        run |= sentence.groups
        words += len(sentence.words)
        if words >= PASSAGE:
            yield _together(run, sides)
            run, words = set(), 0
    if words:
        yield _together(run, sides)
